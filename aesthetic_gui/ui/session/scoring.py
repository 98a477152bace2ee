"""What is being scored: wishes go to the worker's agenda, what comes back goes to the rows and into the catalog."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.catalog.catalog import Catalog, Known, Outcome, Result
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.live.changes import same_file
from aesthetic_gui.culling.scoring.agenda import Job
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.photo import Decision
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue
from aesthetic_gui.ui.session.pace import Pace
from aesthetic_gui.ui.session.rooms import pipeline
from aesthetic_gui.ui.session.worker import ScoringWorker
from aesthetic_gui.words import counted


class Scoring(QObject):
    """Between the rows and the worker. ``judge`` tells who judges now."""

    said = Signal(str)  # a message for the status strip
    pace_changed = Signal()
    stored = Signal(
        object, object
    )  # of photographs that turned out to be others: decisions, what else is said; by path

    def __init__(
        self,
        worker: ScoringWorker,
        model: GridModel,
        queue: CatalogQueue,
        catalog: Catalog,
        judge: Callable[[], Judge],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._worker, self._model, self._queue, self._catalog, self._judge = worker, model, queue, catalog, judge
        self.pace = Pace()
        self.expected: set[Path] = set()  # whose scores are under way
        self._wanted = True  # whether what is found is scored, too
        worker.scored.connect(self.take_outcomes)

    def begin(self) -> None:
        """Another folder is open."""
        self._wanted = not self._worker.isFinished()
        self._worker.agenda.clear()
        self.expected.clear()
        self.pace.stop()

    def cancel(self) -> None:
        """Score nothing more for now; thumbnails and what is still being listed come all the same."""
        self._wanted = False
        self._worker.agenda.forget_scores()
        left = len(self.expected)
        self.expected.clear()
        self.pace.stop()
        self.pace_changed.emit()
        if left > 0:
            self.said.emit(
                f"Stopped: {counted(left, 'photograph')} not scored. Score what is left goes on (View menu)."
            )

    def resume(self) -> None:
        """Score what has no score, and try again to read what could not be read."""
        if self._worker.isFinished():
            return  # it said why when it stopped
        self._wanted = True
        items = self._model.all_items()
        self._model.update([replace(item, unreadable=None, trouble=None) for item in items if item.unreadable])
        self._want([item for item in items if item.unreadable or not item.score])

    def take(self, items: Sequence[Item]) -> None:
        """Score those of ``items`` that are not; one that is being scored, or changed meanwhile, is read again."""
        if self._wanted:
            new = [item for item in items if not item.settled]
            self._worker.agenda.add([_job(item) for item in new if item.photo.path in self.expected])
            self._want(new)

    def job(self, item: Item) -> Job:
        """What is to be read of ``item`` where it is on screen: its score only if that is under way."""
        return replace(_job(item), wants_score=item.photo.path in self.expected)

    def see_again(self, paths: Collection[Path], decisions: CatalogQueue) -> None:
        """These are shown turned otherwise: their scores are the catalog's, once it has the ``decisions``, or new."""
        photos = [item.photo for path in paths if (item := self._model.find(path))]
        judge = self._judge()
        decisions.run(lambda: pipeline.known_items(photos, judge, self._catalog), self._take_known)

    def _take_known(self, known: Sequence[Item]) -> None:
        now = [(item, found) for found in known if (item := self._model.find(found.photo.path)) and not item.settled]
        same = {item.photo.path: found for item, found in now if item.decision.turn == found.decision.turn}
        scored = [replace(item, score=same[path].score) for item, _ in now if same[path := item.photo.path].score]
        self.drop([item.photo.path for item in scored])
        self._model.update(scored)
        self.take([item for item, _ in now if item.photo.path in same and not same[item.photo.path].score])

    def drop(self, paths: Collection[Path]) -> None:
        """Read these no more, and expect no score of them."""
        self._worker.agenda.forget(paths)
        dropped = self.expected.intersection(paths)
        self.expected -= dropped
        self.pace.drop(len(dropped))

    def take_outcomes(self, outcomes: list[Outcome]) -> None:
        """Show what the worker has found out, and store it."""
        outcomes = self._without_outdated(outcomes)
        items = [(self._model.find(outcome.photo.path), outcome) for outcome in outcomes]
        self._model.update([pipeline.after(item, outcome, self._judge()) for item, outcome in items if item])
        self._queue.run(lambda: self._store(outcomes), lambda found: self.stored.emit(*found))
        arrived = self.expected & {outcome.photo.path for item, outcome in items if _is_answered(item, outcome)}
        self.expected -= arrived
        self.pace.advance(len(arrived))
        self.pace_changed.emit()

    def _store(self, outcomes: Sequence[Outcome]) -> tuple[dict[Path, Decision], dict[Path, Known]]:
        """In another thread. Of those that turned out to be other photographs than it seemed: :attr:`stored`."""
        changed = self._catalog.store(outcomes)
        return changed, self._catalog.known([one.photo for one in outcomes if one.photo.path in changed], "")

    def _want(self, items: Sequence[Item]) -> None:
        new = [item for item in items if item.photo.path not in self.expected]
        self.expected.update(item.photo.path for item in new)
        self.pace.expect(len(new))
        self._worker.agenda.add([_job(item) for item in new])
        self.pace_changed.emit()

    def _without_outdated(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Less those of photographs that changed while they were read, which are read again."""
        now = [self._model.find(outcome.photo.path) for outcome in outcomes]
        again = [
            item
            for item, outcome in zip(now, outcomes, strict=True)
            if item and item.photo.path in self.expected and not same_file(item.photo, outcome.photo)
        ]
        if not again:
            return outcomes
        self._worker.agenda.add([_job(item) for item in again])
        outdated = {item.photo.path for item in again}
        return [outcome for outcome in outcomes if outcome.photo.path not in outdated]


def _job(item: Item) -> Job:
    return Job(item.photo, turn=item.decision.turn)


def _is_answered(item: Item | None, outcome: Outcome) -> bool:
    """Whether nothing more is to come: a score of how the photograph was turned before is kept, and not shown."""
    return item is None or not isinstance(outcome, Result) or outcome.turn == item.decision.turn
