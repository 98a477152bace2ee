"""Why the better of two compared frames is above the other: the regions whose exchange turns their order round.

the two panes ──> Work ──> the thread that explains ──> Exchange ──> painted over the better one, and a sentence below
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.explain.drawing.look import USUAL, Look
from aesthetic_gui.later import np
from aesthetic_gui.photo import Sure
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime
from aesthetic_gui.taste.head import Taste
from aesthetic_gui.ui.compare.compare import CompareView
from aesthetic_gui.ui.compare.pane import Pane
from aesthetic_gui.ui.loupe.photo_view import PhotoView
from aesthetic_gui.ui.loupe.reasons.laid import LaidReason
from aesthetic_gui.ui.session.explaining import Cancelled, Work
from aesthetic_gui.ui.session.rooms import exchanging, legend, over
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.why.choice import Choice
from aesthetic_gui.ui.why.painting import Painted, Painting


class Found(NamedTuple):
    """``better`` is above ``other`` by what was found."""

    exchange: exchanging.Exchange
    better: Item
    other: Item


class WhyOver(QObject):
    """The window's verb for it. What is said of two frames goes as soon as others are compared."""

    said = Signal(str)

    def __init__(self, session: Session, compare: CompareView, choice: Choice, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._compare, self._choice = session, compare, choice
        self._look = USUAL
        self._work: Work | None = None
        self._about: tuple[Item | None, ...] = ()
        self._found: Found | None = None
        self._reasons: dict[PhotoView, LaidReason] = {}
        self._painting = Painting(self)
        self._painting.painted.connect(self._show)
        session.worker.done.connect(self._take)
        session.worker.explanation_failed.connect(self._take_failure)
        compare.shown_changed.connect(self._follow)

    @property
    def work(self) -> Work | None:
        """What is being worked out; None: nothing is."""
        return self._work

    def toggle(self) -> None:
        """Tell why, or take it away."""
        items = self._items()
        if not self._compare.isVisible() or len(items) < 2:
            self.said.emit("Compare two frames first (C), then ask why one is above the other.")
        elif self._about:
            self.clear()
        else:
            self._ask(items)

    def set_look(self, look: Look) -> None:
        """Draw it so from the next time on."""
        self._look = look

    def clear(self) -> None:
        """Nothing is asked any more, and nothing of it stays."""
        if self._work is not None:
            self._work.cancelled.set()
        self._work, self._about, self._found = None, (), None
        self._painting.forget()
        self._compare.tell_why("")
        for reason in self._reasons.values():
            reason.clear()

    def close(self) -> None:
        """Wait for the thread that draws."""
        self.clear()
        self._painting.close()

    def _ask(self, items: tuple[Item, ...]) -> None:
        self._about = items
        self._compare.tell_why("Exchanging regions between the two frames…")
        target = self._choice.target if self._choice.target in over.TARGETS else "aesthetic"
        pack, taste = self._session.pack, self._session.judge.taste

        def steps(runtime: Runtime, cancelled: Cancelled) -> Iterator[Found]:
            try:
                yield found_for(items, pack, runtime, target, taste, cancelled)
            except Exception:
                if not cancelled():  # else that is how it ended
                    raise

        self._work = self._session.worker.do(Work(steps, threading.Event()))

    def _take(self, work: Work, found: Found) -> None:
        if work is not self._work:
            return
        self._work, self._found = None, found
        exchange, better, other = found
        words = over.told(exchange, better.photo.path.name, other.photo.path.name)
        if exchange.sure is Sure.NO:
            name = better.photo.path.name
            self._compare.tell_why(f"No reliable reason why {name} is above {other.photo.path.name}. {words}")
            return
        self._compare.tell_why(words)
        self._painting.paint(0, exchange.explanation, None, self._look)

    def _take_failure(self, work: object, reason: str) -> None:
        if work is self._work:
            self._work = None
            self._compare.tell_why(reason)

    def _show(self, painted: Painted) -> None:
        found = self._found
        pane = found and self._pane_of(found.better)
        if found is None or not pane:
            return
        reason = self._reasons.setdefault(pane.view, LaidReason(pane.view))
        reason.show(painted.layer, painted.told, found.exchange.regions, self._words)

    def _words(self, number: int) -> tuple[str, ...]:
        """Of the regions that were found, what each adds."""
        exchange = self._found.exchange if self._found else None
        if exchange is None or number not in exchange.chosen:
            return ()
        added = legend.signed(float(np.abs(exchange.contributions[number])))[1:]
        return (f"adds {added} {exchange.unit} to the difference",)

    def _follow(self) -> None:
        """The same two may be shown larger or smaller, decided on or scored; others end it."""
        if self._about and [_seen(item) for item in self._items()] != [_seen(item) for item in self._about]:
            self.clear()

    def _items(self) -> tuple[Item, ...]:
        """The select first, whichever of them the keys act on."""
        return tuple(pane.item for pane in self._compare.panes.values() if pane.item and not pane.item.unreadable)

    def _pane_of(self, item: Item) -> Pane | None:
        panes = self._compare.panes.values()
        return next((pane for pane in panes if pane.photo == item.photo), None)


def found_for(
    items: tuple[Item, ...], pack: Pack, runtime: Runtime, target: str, taste: Taste | None, cancelled: Cancelled
) -> Found:
    """Why the better of the two is above the other, whichever that is."""
    first, second = items
    one, other = (over.Turned(item.photo, item.decision.turn) for item in items)
    try:
        found = over.why_over(one, other, pack, runtime, target=target, taste=taste, cancelled=cancelled)
    except exchanging.NotAbove:
        found = over.why_over(other, one, pack, runtime, target=target, taste=taste, cancelled=cancelled)
        first, second = second, first
    return Found(found, first, second)


def _seen(item: Item | None) -> object:
    return (item.photo, item.decision.turn) if item else None
