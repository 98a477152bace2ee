"""The reasons in words of the photograph at hand: measured by the worker once one stays on it, told in the inspector.

show(item) ──> known? ──> sentences, at once        want(item) ──> worker ──> Composition ──> sentences
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from PySide6.QtCore import QObject

from aesthetic_gui.culling.item import Item
from aesthetic_gui.explain.words.sentences import reasons
from aesthetic_gui.explain.words.values import Composition
from aesthetic_gui.photo import Explanation, Photo
from aesthetic_gui.scoring.runtime import Runtime
from aesthetic_gui.ui.inspector.words_panel import WordsPanel
from aesthetic_gui.ui.session.explaining import Cancelled, Work
from aesthetic_gui.ui.session.rooms import wording
from aesthetic_gui.ui.session.worker import ExplanationJob, ScoringWorker

KEPT = 1000  # photographs whose composition is remembered, a few hundred bytes each

Seen = tuple[Photo, int]  # and its turn


class Worded(QObject):
    """Asks for what is not known, of one photograph at a time; what was asked before is not waited for."""

    def __init__(self, worker: ScoringWorker, panel: WordsPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._worker, self._panel = worker, panel
        self._item: Item | None = None
        self._explained: tuple[Seen, Explanation] | None = None
        self._known: OrderedDict[Seen, Composition] = OrderedDict()
        self._work: tuple[Work, Seen] | None = None
        worker.done.connect(self._take)
        worker.explanation_failed.connect(self._take_failure)

    def show(self, item: Item | None) -> None:
        """Tell what is known of ``item``; nothing, as long as its composition is not known."""
        self._item = item
        composition = self._known.get(_seen(item)) if item else None
        if item is None or composition is None:
            self._panel.show_reasons(())
            return
        explained = self._explained[1] if self._explained and self._explained[0] == _seen(item) else None
        self._panel.show_reasons(reasons(item.facts, composition, item.score, explained, item.decision.turn))

    def want(self, item: Item) -> None:
        """The photographer stays on ``item``."""
        seen = _seen(item)
        if seen in self._known or (self._work and self._work[1] == seen):
            return
        if self._work:
            self._work[0].cancelled.set()

        def steps(_runtime: Runtime, _cancelled: Cancelled) -> Iterator[object]:
            yield wording.composition(*seen)

        self._work = self._worker.do(Work(steps), first=True), seen

    def take_explanation(self, item: Item, explanation: Explanation) -> None:
        """``explanation`` is complete, and of ``item``."""
        self._explained = _seen(item), explanation
        self.show(self._item)

    def _take(self, work: Work, answer: object) -> None:
        if self._work and work is self._work[0] and isinstance(answer, Composition):
            self._known[self._work[1]] = answer
            self._work = None
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
            self.show(self._item)

    def _take_failure(self, work: ExplanationJob | Work, reason: str) -> None:
        if self._work and work is self._work[0]:
            seen, self._work = self._work[1], None
            if self._item and _seen(self._item) == seen:
                self._panel.show_reasons((), reason)


def _seen(item: Item) -> Seen:
    return item.photo, item.decision.turn
