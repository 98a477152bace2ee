"""What the window works on: the open photographs, and the threads that score them and keep the catalog.

The session joins the grid's model to the core. It opens folders, hands wishes to the worker, stores what comes
back, and keeps the photographer's decisions; it shows nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from aesthetic_gui.catalog.catalog import Catalog, Outcome
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.live.changes import same_file
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.progress import Change
from aesthetic_gui.culling.scoring.agenda import Job
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.opening import open_photos
from aesthetic_gui.culling.scoring.pipeline import after
from aesthetic_gui.culling.taste.tasting import add_members, rejudge
from aesthetic_gui.culling.viewing import Bar
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.thumbnails.shared_thumbnails import SharedThumbnails
from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache
from aesthetic_gui.photo import Decision, Flag, Photo, Trouble
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Device
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.grid.view import Thumbnails
from aesthetic_gui.ui.session import collecting
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue, Task
from aesthetic_gui.ui.session.pace import Pace
from aesthetic_gui.ui.session.worker import ScoringWorker
from aesthetic_gui.words import counted

AWAY = "its folder is not there at the moment; it comes back with it"
JUDGED_AT_ONCE = 500  # photographs: the window takes them in well under a frame


class Session(QObject):
    """One per window. :meth:`start` starts its threads, :meth:`close` stops them."""

    said = Signal(str)  # a message for the status strip
    pace_changed = Signal()
    opened = Signal()  # every photograph under the open folders has been found
    refreshed = Signal(object, object)  # paths that went, photographs that came or changed, as the folders were listed
    deciding = Signal(object)  # photographs, as items with the decision that is being stored
    decided = Signal()  # a decision was stored: undo has a new title

    def __init__(
        self,
        catalog: Catalog,
        pack: Pack,
        device: Device,
        bar: Bar,
        cache: ThumbnailCache,
        shared: SharedThumbnails | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.catalog, self.pack, self.judge = catalog, pack, Judge(pack)
        self.taste = ""  # whose member every decision becomes
        self.paths: list[Path] = []
        self.model = GridModel(bar, self)
        self.pace = Pace()
        self.queue = CatalogQueue(self)
        self.worker = ScoringWorker(pack, device, catalog, cache, shared, self)
        self._thumbnail_cache, self._shared_thumbnails = cache, shared
        self.worker.scored.connect(self._take_outcomes)
        self.queue.failed.connect(self.said)
        self._opening: Task | None = None
        self._refreshing: Task | None = None
        self._scoring = True  # whether what is found is scored, too
        self._expected: set[Path] = set()  # whose scores are under way
        self._deciding: dict[Path, Decision] = {}  # shown already, being stored
        self._moved: dict[Path, Path] = {}  # by a file operation, and not shown in their new place yet
        self._problems: list[tuple[Path, str]] = []
        self._told_problems: set[tuple[Path, str]] = set()
        self._judge_again = False  # once the folder is listed

    def start(self) -> None:
        self.worker.start()

    def close(self) -> None:
        """Cancel what runs and wait for the threads; nothing leaks."""
        self.worker.stop()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)  # the last scores are kept, too
        self.queue.close()
        collecting.reset()  # a listing that was cut short does not say that it has ended
        self.model.close()
        self._thumbnail_cache.close()
        if self._shared_thumbnails is not None:
            self._shared_thumbnails.close()

    def limit_thumbnails(self, max_bytes: int) -> None:
        """How much of the disk thumbnails may take; those shared with other programs have a quarter more."""
        self.queue.run(lambda: self._thumbnail_cache.limit(max_bytes))
        if self._shared_thumbnails is not None:
            self._shared_thumbnails.limit(max_bytes // 4)

    def open(self, paths: Sequence[Path]) -> None:
        """Show and score what is under ``paths`` instead of what is open now."""
        self._stop_listing()
        self.paths, self._problems, self._scoring = list(paths), [], not self.worker.isFinished()
        self._told_problems = set()
        self.worker.agenda.clear()
        self._expected.clear()
        self.pace.stop()
        self.model.clear()
        collecting.pause()
        self._opening = task = self.queue.iterate(
            self._list,
            lambda chunk: self._add(task, chunk),
            lambda _nothing: self._finish_opening(task),
            ended=lambda: self._end_opening(task),
        )

    def refresh(self) -> None:
        """Look at the open folders again: what a file operation or an undo changed appears, the rest stays."""
        if self._opening is not None:
            return  # it is being listed after the operation anyway
        self._stop_listing()
        found: set[Path] = set()
        changed: list[Item] = []

        def compare(chunk: list[Item]) -> None:
            found.update(item.photo.path for item in chunk)
            changed.extend(item for item in chunk if self._differs(item))

        self._refreshing = task = self.queue.iterate(
            self._list,
            compare,
            lambda _nothing: self._finish_refreshing(task, found, changed),
            ended=lambda: self._end_refreshing(task),
        )

    def cancel_scoring(self) -> None:
        """Score nothing more for now; thumbnails and what is still being listed come all the same."""
        self._scoring = False
        self.worker.agenda.forget_scores()
        left = len(self._expected)
        self._expected.clear()
        self.pace.stop()
        self.pace_changed.emit()
        if left > 0:
            self.said.emit(f"Stopped: {counted(left, 'photograph')} not scored. Ctrl+R goes on.")

    def resume_scoring(self) -> None:
        """Score what has no score, and try again to read what could not be read."""
        if self.worker.isFinished():
            return  # it said why when it stopped
        self._scoring = True
        items = self.model.all_items()
        self.model.update([replace(item, unreadable=None, trouble=None) for item in items if item.unreadable])
        self._want_scores([item for item in items if item.unreadable or not item.score])

    def note_moves(self, changes: Sequence[Change]) -> None:
        """Called in the catalog's thread: a decision made on a photograph that is being moved goes along with it."""
        for change in changes:
            if change.left and change.after is not None:
                self._moved.pop(change.after.path, None)
                self._moved[change.before] = change.after.path

    def take_changes(
        self, found: Sequence[Item], moved: Mapping[Path, Item], *, gone: Collection[Path], away: Collection[Path]
    ) -> None:
        """What happened on disk: ``moved``, by where they were, keep their place, score and decision.

        ``found`` are new or changed; ``away`` are shown as not there at the moment, as their card was pulled.
        """
        merged = [self._decided(_newer(self.model.find(item.photo.path), item)) for item in found]
        merged += [self._followed(path, item) for path, item in moved.items()]
        self._drop(away)
        here = {path: item for path in away if (item := self.model.find(path))}
        self.model.update([replace(item, score=None, unreadable=AWAY, trouble=Trouble.GONE) for item in here.values()])
        left = {*gone, *moved} - {item.photo.path for item in merged}
        self._drop(left)
        self.model.replace(left, merged)
        if self._scoring:
            new = [item for item in merged if not item.settled]
            self.worker.agenda.add([Job(item.photo) for item in new if item.photo.path in self._expected])
            self._want_scores(new)
        notes = self._moved
        self.queue.run(lambda: [notes.pop(path, None) for path in moved])  # after the decisions made until now

    def look_at(self, items: Sequence[Item], ahead: Sequence[Item], thumbnails: Thumbnails) -> None:
        """What is on screen comes first, then what is ``ahead``: thumbnails, and scores if scoring is under way."""
        jobs = [
            Job(item.photo, item.content_id, wants_score=item.photo.path in self._expected, wants_picture=True)
            for item in (*items, *ahead)
            if item.unreadable is None and not thumbnails.has(item.photo)
        ]
        self.worker.agenda.look_at(jobs)
        unseen = [item.photo for item in items if item.content_id is None and thumbnails.get(item.photo) is None]
        self.worker.first_look.look_at(unseen)

    def decide(self, items: Sequence[Item], **change: Any) -> None:
        """Give ``items`` a flag, stars or a label: shown at once, stored behind, shown as before if that fails."""
        changed = [replace(item, decision=replace(item.decision, **change)) for item in items]
        self._deciding.update({item.photo.path: item.decision for item in changed})
        self.model.update(changed)
        if self.model.view.filters:
            self.model.rearrange()
        moved = self._moved
        self.queue.run(
            lambda: decide(self.catalog, [_where_now(item.photo, moved) for item in items], **change),
            lambda _operation: self._finish_deciding(changed),
            lambda _reason: self._finish_deciding(changed, items),
        )
        if self.taste and change.get("flag", Flag.NONE) is not Flag.NONE:
            taste = self.taste
            self.queue.run(lambda: add_members(self.catalog, taste, [_where_now(item.photo, moved) for item in items]))
        self.deciding.emit(changed)

    def take_over(self, decisions: Mapping[Path, Decision]) -> None:
        """Show what was decided in another program, unless it is being decided here: then what comes of both."""
        self._take_decisions(dict(decisions))
        photos = [Photo(path) for path in decisions if path in self._deciding]
        if photos:
            paths = [photo.path for photo in photos]
            self.queue.run(
                lambda: self.catalog.decisions(photos),
                lambda found: self.take_over({path: found.get(path, Decision()) for path in paths}),
            )

    def where_now(self, photo: Photo) -> Photo:
        """In the catalog's thread: ``photo``, or what it is after a file operation that is not shown yet."""
        path = self._moved.get(photo.path)
        return photo if path is None else next(find_photos([path]))

    def set_judge(self, judge: Judge) -> None:
        """Let ``judge`` decide from now on: what is scored already is judged again in the background."""
        self.judge = judge
        if self._opening is not None or self._refreshing is not None:
            self._judge_again = True
            return
        self._judge_again = False
        items = [item for item in self.model.all_items() if item.score is not None]

        def again(cancelled: Callable[[], bool]) -> Iterator[list[Item]]:
            for start in range(0, len(items), JUDGED_AT_ONCE):
                if cancelled() or self.judge is not judge:
                    return
                yield rejudge(self.catalog, items[start : start + JUDGED_AT_ONCE], judge)

        self.queue.iterate(again, lambda judged: self._take_judged(judged, judge))

    def _take_judged(self, judged: Sequence[Item], judge: Judge) -> None:
        """Only the scores, and only of photographs that are still what they were."""
        if judge is not self.judge:
            return
        pairs = [(self.model.find(item.photo.path), item) for item in judged]
        self.model.update(
            [
                replace(now, score=item.score)
                for now, item in pairs
                if now and now.score and now.content_id == item.content_id and now.score != item.score
            ]
        )

    def _finish_listing(self) -> None:
        if self._judge_again:
            self.set_judge(self.judge)

    def _finish_deciding(self, changed: Sequence[Item], instead: Sequence[Item] = ()) -> None:
        """The newest decision is stored, or failed and is taken back to what it was ``instead``."""
        for item in changed:
            if self._deciding.get(item.photo.path) is item.decision:
                del self._deciding[item.photo.path]
        self._take_decisions({item.photo.path: item.decision for item in instead})
        self.decided.emit()

    def _note_problem(self, path: Path, reason: str) -> None:
        self._problems.append((path, reason))

    def _list(self, cancelled: Callable[[], bool]) -> Iterator[list[Item]]:
        return open_photos(self.paths, self.judge, self.catalog, on_problem=self._note_problem, cancelled=cancelled)

    def _stop_listing(self) -> None:
        for task in (self._opening, self._refreshing):
            if task is not None:
                task.cancel()
        self._opening = self._refreshing = None

    def _add(self, task: Task, chunk: list[Item]) -> None:
        if task is self._opening:
            self.model.append(chunk)
            if self._scoring:
                self._want_scores([item for item in chunk if not item.settled])

    def _finish_opening(self, task: Task) -> None:
        if task is not self._opening:
            return
        self._opening = None
        self._tell_problems()
        self._finish_listing()
        self.opened.emit()

    def _end_opening(self, task: Task) -> None:
        """Done, cancelled or failed."""
        if self._opening not in (task, None):
            return  # another folder is being listed by now
        if self._opening is task:  # it failed: what was found until then is shown
            self._opening = None
            self._finish_listing()
        collecting.go_on()

    def _end_refreshing(self, task: Task) -> None:
        if self._refreshing is task:  # it failed: what is shown stays
            self._refreshing = None
            self._finish_listing()

    def _tell_problems(self) -> None:
        """Each once while the folder is open: listing it again must not cover what was said since."""
        new = [problem for problem in self._problems if problem not in self._told_problems]
        if new:
            (path, reason), *others = new
            also = f" and {counted(len(others), 'other')}" if others else ""
            self.said.emit(f"{path}{also} could not be read: {reason}")
        self._told_problems, self._problems = set(self._problems), []

    def _want_scores(self, items: Sequence[Item]) -> None:
        new = [item.photo for item in items if item.photo.path not in self._expected]
        self._expected.update(photo.path for photo in new)
        self.pace.expect(len(new))
        self.worker.agenda.add([Job(photo) for photo in new])
        self.pace_changed.emit()

    def _take_outcomes(self, outcomes: list[Outcome]) -> None:
        outcomes = self._without_outdated(outcomes)
        items = [(self.model.find(outcome.photo.path), outcome) for outcome in outcomes]
        self.model.update([after(item, outcome, self.judge) for item, outcome in items if item])
        self.queue.run(lambda: self.catalog.store(outcomes), self._take_decisions)
        arrived = self._expected & {outcome.photo.path for outcome in outcomes}
        self._expected -= arrived
        self.pace.advance(len(arrived))
        self.pace_changed.emit()

    def _without_outdated(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Less those of photographs that changed while they were read, which are read again."""
        now = [self.model.find(outcome.photo.path) for outcome in outcomes]
        again = [
            item.photo
            for item, outcome in zip(now, outcomes, strict=True)
            if item and item.photo.path in self._expected and not same_file(item.photo, outcome.photo)
        ]
        if not again:
            return outcomes
        self.worker.agenda.add([Job(photo) for photo in again])
        outdated = {photo.path for photo in again}
        return [outcome for outcome in outcomes if outcome.photo.path not in outdated]

    def _take_decisions(self, decisions: dict[Path, Decision]) -> None:
        """Photographs that were moved here outside the program bring their decision along."""
        items = [
            (self.model.find(path), decision) for path, decision in decisions.items() if path not in self._deciding
        ]
        self.model.update([replace(item, decision=decision) for item, decision in items if item])

    def _finish_refreshing(self, task: Task, found: set[Path], changed: list[Item]) -> None:
        if task is self._refreshing:
            self._refreshing, self._moved = None, {}
            self._tell_problems()
            self._merge(found, changed)
            self._finish_listing()

    def _differs(self, found: Item) -> bool:
        """Whether the disk or the catalog says something else of a photograph than is shown."""
        return self._decided(_newer(self.model.find(found.photo.path), found)) != self.model.find(found.photo.path)

    def _merge(self, found: set[Path], changed: list[Item]) -> None:
        """Photographs that are as they were keep what is known of them here; decisions come from the catalog.

        Says what went and came: where photographs are followed, the followers may not have seen the same moment.
        """
        merged = [self._decided(_newer(self.model.find(item.photo.path), item)) for item in changed]
        gone = {path for path in self.model.paths() if path not in found}
        self._drop(gone)
        self.model.replace(gone, merged)
        if self._scoring:
            self._want_scores([item for item in merged if not item.settled])
        if gone or merged:
            self.refreshed.emit(gone, [item.photo for item in merged])

    def _drop(self, paths: Collection[Path]) -> None:
        """Read these no more, and expect no score of them."""
        self.worker.agenda.forget(paths)
        dropped = self._expected.intersection(paths)
        self._expected -= dropped
        self.pace.drop(len(dropped))

    def _followed(self, path: Path, found: Item) -> Item:
        """What is ``found`` in another place, with what was known of it here, and with a decision being stored."""
        item = _newer(self.model.find(path), found)
        return replace(item, decision=self._deciding.get(path, item.decision))

    def _decided(self, item: Item) -> Item:
        """With the decision that is being stored, if there is one: the catalog may have been asked before it."""
        return replace(item, decision=self._deciding.get(item.photo.path, item.decision))


def _where_now(photo: Photo, moved: Mapping[Path, Path]) -> Photo:
    return replace(photo, path=moved.get(photo.path, photo.path))


def _newer(before: Item | None, found: Item) -> Item:
    if before is None or found.score is not None or before.trouble is Trouble.GONE:
        return found
    if not same_file(before.photo, found.photo):
        return found
    return replace(before, photo=found.photo, decision=found.decision)
