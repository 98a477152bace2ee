"""What the window works on: the open photographs, and the threads that score them and keep the catalog.

The session joins the grid's model to the core. It opens folders, hands wishes to the worker, stores what comes
back, and keeps the photographer's decisions; it shows nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.culling.agenda import Job
from aesthetic_gui.culling.deciding import decide
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.opening import open_photos
from aesthetic_gui.culling.pipeline import Outcome, after
from aesthetic_gui.culling.viewing import Bar
from aesthetic_gui.files.thumbnails import ThumbnailCache
from aesthetic_gui.photo import Decision
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Device
from aesthetic_gui.ui.catalog_queue import CatalogQueue, Task
from aesthetic_gui.ui.grid import Thumbnails
from aesthetic_gui.ui.grid_model import GridModel
from aesthetic_gui.ui.pace import Pace
from aesthetic_gui.ui.text import counted
from aesthetic_gui.ui.worker import ScoringWorker


class Session(QObject):
    """One per window. :meth:`start` starts its threads, :meth:`close` stops them."""

    said = Signal(str)  # a message for the status strip
    pace_changed = Signal()
    opened = Signal()  # every photograph under the open folders has been found
    decided = Signal()  # a decision was stored: undo has a new title

    def __init__(
        self,
        catalog: Catalog,
        pack: Pack,
        device: Device,
        bar: Bar,
        cache: ThumbnailCache,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.catalog, self.pack = catalog, pack
        self.paths: list[Path] = []
        self.model = GridModel(bar, self)
        self.pace = Pace()
        self.queue = CatalogQueue(self)
        self.worker = ScoringWorker(pack, device, catalog, cache, self)
        self.worker.scored.connect(self._take_outcomes)
        self.queue.failed.connect(self.said)
        self._opening: Task | None = None
        self._problems: list[str] = []

    def start(self) -> None:
        self.worker.start()

    def close(self) -> None:
        """Cancel what runs and wait for the threads; nothing leaks."""
        self.worker.stop()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)  # the last scores are kept, too
        self.queue.close()

    def open(self, paths: Sequence[Path]) -> None:
        """Show and score what is under ``paths`` instead of what is open now."""
        self.stop_opening()
        self.paths, self._problems = list(paths), []
        self.worker.agenda.clear()
        self.pace.stop()
        self.model.clear()

        def work(cancelled: Any) -> Any:
            for chunk in open_photos(paths, self.pack, self.catalog, on_problem=self._note_problem):
                if cancelled():
                    return
                yield chunk

        self._opening = task = self.queue.iterate(
            work,
            lambda chunk: self._add(task, chunk),
            lambda _nothing: self._finish_opening(task),
        )

    def stop_opening(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None

    def refresh(self) -> None:
        """Look at the open folders again: what a file operation or an undo changed appears, the rest stays."""
        found: list[Item] = []

        def work() -> list[Item]:
            for chunk in open_photos(self.paths, self.pack, self.catalog):
                found.extend(chunk)
            return found

        self.queue.run(work, self._merge)

    def cancel_scoring(self) -> None:
        """Forget what is not scored yet; thumbnails still come."""
        self.stop_opening()
        self.worker.agenda.clear()
        left = self.pace.total - self.pace.done
        self.pace.stop()
        self.pace_changed.emit()
        if left > 0:
            self.said.emit(f"Stopped: {counted(left, 'photograph')} not scored. Ctrl+R goes on.")

    def resume_scoring(self) -> None:
        """Score what has no score."""
        self._want_scores([item for item in self.model.all_items() if not item.settled])

    def look_at(self, items: Sequence[Item], thumbnails: Thumbnails) -> None:
        """What is on screen comes first: its thumbnails, and its scores if scoring is under way."""
        scoring = not self.pace.finished
        jobs = [
            Job(item.photo, item.content_id, wants_score=scoring and not item.settled, wants_picture=True)
            for item in items
            if item.unreadable is None and thumbnails.get(item.photo) is None
        ]
        self.worker.agenda.look_at(jobs)

    def decide(self, items: Sequence[Item], **change: Any) -> list[Item]:
        """Give ``items`` a flag, stars or a label: shown at once, stored behind. Returns the new items."""
        changed = [replace(item, decision=replace(item.decision, **change)) for item in items]
        self.model.update(changed)
        if self.model.view.flags or self.model.view.labels or self.model.view.min_stars:
            self.model.rearrange()
        photos = [item.photo for item in items]
        self.queue.run(lambda: decide(self.catalog, photos, **change), lambda _operation: self.decided.emit())
        return changed

    def _note_problem(self, path: Path, reason: str) -> None:
        self._problems.append(f"{path}: {reason}")

    def _add(self, task: Task, chunk: list[Item]) -> None:
        if task is self._opening:
            self.model.append(chunk)
            self._want_scores([item for item in chunk if not item.settled])

    def _finish_opening(self, task: Task) -> None:
        if task is not self._opening:
            return
        self._opening = None
        if self._problems:
            self.said.emit(f"{counted(len(self._problems), 'folder')} could not be read: {self._problems[0]}")
        self.opened.emit()

    def _want_scores(self, items: Sequence[Item]) -> None:
        self.pace.expect(len(items))
        self.worker.agenda.add([Job(item.photo) for item in items])
        self.pace_changed.emit()

    def _take_outcomes(self, outcomes: list[Outcome]) -> None:
        items = [(self.model.find(outcome.photo.path), outcome) for outcome in outcomes]
        self.model.update([after(item, outcome, self.pack) for item, outcome in items if item])
        results = [outcome for outcome in outcomes if isinstance(outcome, Result)]
        self.queue.run(lambda: self.catalog.store(results), self._take_decisions)
        self.pace.advance(len(outcomes))
        self.pace_changed.emit()

    def _take_decisions(self, decisions: dict[Path, Decision]) -> None:
        """Photographs that were moved here outside the program bring their decision along."""
        items = [(self.model.find(path), decision) for path, decision in decisions.items()]
        self.model.update([replace(item, decision=decision) for item, decision in items if item])

    def _merge(self, found: list[Item]) -> None:
        """Photographs that are as they were keep what is known of them here; decisions come from the catalog."""
        known = {item.photo.path: item for item in self.model.all_items()}
        merged = [_newer(known.get(item.photo.path), item) for item in found]
        gone = known.keys() - {item.photo.path for item in found}
        self.model.replace(gone, merged)
        self._want_scores([item for item in merged if not item.settled and item.photo.path not in known])


def _newer(before: Item | None, found: Item) -> Item:
    same = before is not None and (before.photo.size, before.photo.mtime_ns) == (found.photo.size, found.photo.mtime_ns)
    if before is None or not same or found.score is not None:
        return found
    return replace(before, photo=found.photo, decision=found.decision)
