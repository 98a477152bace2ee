"""What the window works on: the open photographs, and the threads that score them and keep the catalog.

The session joins the grid's model to the core. It opens folders, hands wishes to the worker, stores what comes
back, and keeps the photographer's decisions; it shows nothing itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.live.changes import same_file
from aesthetic_gui.culling.operations.progress import Change
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.facts import better
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.names.hidden import PassedOver
from aesthetic_gui.files.thumbnails.shared_thumbnails import SharedThumbnails
from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache
from aesthetic_gui.photo import Bar, Flag, Photo, Trouble
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Device
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.session import collecting
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue, Task
from aesthetic_gui.ui.session.keeping.decision_keeper import DecisionKeeper, Syncing
from aesthetic_gui.ui.session.keeping.stacking import Stacking
from aesthetic_gui.ui.session.measuring import Measuring
from aesthetic_gui.ui.session.own_changes import Moves, Opened, OwnChanges, own_changes, rows_of, with_sidecars
from aesthetic_gui.ui.session.rooms import describing, opening, tasting
from aesthetic_gui.ui.session.scoring import Scoring
from aesthetic_gui.ui.session.worker import ScoringWorker
from aesthetic_gui.words import counted

AWAY = "its folder is not there at the moment; it comes back with it"
OWN_MS = 300  # what an operation did is shown together: 10,000 rows are not arranged again at every word of it
JUDGED_AT_ONCE = 500  # photographs: the window takes them in well under a frame

Problem = tuple[Path, str]  # what could not be read, and why


class Session(QObject):
    """One per window. :meth:`start` starts its threads, :meth:`close` stops them."""

    said = Signal(str)  # a message for the status strip
    said_here = Signal(str)  # the same once more, where it holds only as long as this is open
    opened = Signal()  # every photograph under the open folders has been found
    not_opened = Signal()  # looking for them failed: what was found until then is shown
    refreshed = Signal(object, object)  # paths that went, photographs that came or changed: as listed, or by ourselves
    moved = Signal(object)  # where photographs that keep their place went, by where they were; their rows follow now
    touched = Signal(object)  # files of an operation of the program's own, with their size and time now
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
        self._syncing = Syncing(catalog, self)
        # What is shown as done, and waits for nothing that takes long; what is looked up, and scores; what takes long.
        self.decisions = CatalogQueue(self, "decisions", begin=catalog.sync_later, each_time=self._syncing.ask)
        self.lookups = CatalogQueue(self, "lookups", self.decisions)
        self.queue = CatalogQueue(self, "catalog", self.decisions)
        self.worker = ScoringWorker(pack, device, catalog, cache, shared, self)
        self.scoring = Scoring(self.worker, self.model, self.lookups, catalog, lambda: self.judge, self)
        agenda = self.worker.agenda
        self.measuring = Measuring(self.model, self.lookups, catalog, lambda: len(agenda) > 0, self)
        self._thumbnail_cache, self._shared_thumbnails = cache, shared
        self.keeper = DecisionKeeper(catalog, self.model, self.decisions, (self.queue, self.lookups), self)
        self.stacking = Stacking(self.keeper, self.model, self)
        self._deciding = self.keeper.decisions.said  # shown already, being stored
        self.keeper.decided.connect(self.decided)
        self.keeper.turned.connect(lambda paths: self.scoring.see_again(paths, self.decisions))
        self.scoring.stored.connect(self.keeper.take_found)
        self.scoring.said.connect(self.said)
        for line in (self.decisions, self.lookups, self.queue, self._syncing):
            line.failed.connect(self.said)
        self._collector = collecting.Collector(self)
        self._opening: Task | None = None
        self._refreshing: Task | None = None
        self.moves = Moves()  # only the catalog's thread looks into it
        self._own: list[OwnChanges] = []  # told, and not shown yet
        self._own_soon = QTimer(self, singleShot=True, interval=OWN_MS)
        self._own_soon.timeout.connect(self.show_own)
        self._problems: list[Problem] = []
        self._told_problems: set[Problem] = set()
        self._passed_over = ""  # a sentence
        self._judge_again = False  # once the folder is listed

    def start(self) -> None:
        self.worker.start()

    def close(self) -> None:
        """Cancel what runs and wait for the threads; nothing leaks."""
        self.worker.stop()
        self.measuring.close()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)  # the last scores are kept, too
        for line in (self.queue, self.lookups, self.decisions, self._syncing):
            line.close()
        collecting.reset()  # a listing that was cut short does not say that it has ended
        self.model.close()
        self._thumbnail_cache.close()
        if self._shared_thumbnails is not None:
            self._shared_thumbnails.close()

    @property
    def folder(self) -> Path:
        """The folder that is open, or that what is open lies in; the first of several."""
        opened = self.paths[0] if self.paths else Path.home()
        return opened if os.path.isdir(opened) else opened.parent  # noqa: PTH112 – which raises nothing

    @property
    def problems(self) -> list[Problem]:
        """What of the open folders could not be read, and why, once all of it was looked at."""
        return sorted(self._told_problems)

    def limit_thumbnails(self, max_bytes: int) -> None:
        """How much of the disk thumbnails may take; those shared with other programs have a quarter more."""
        self.queue.run(lambda: self._thumbnail_cache.limit(max_bytes))
        if self._shared_thumbnails is not None:
            self._shared_thumbnails.limit(max_bytes // 4)

    def open(self, paths: Sequence[Path]) -> None:
        """Show and score what is under ``paths`` instead of what is open now."""
        self._stop_listing()
        self.paths, self._problems, self._told_problems = [absolute(path) for path in paths], [], set()
        self._passed_over = ""
        self.scoring.begin()
        self.measuring.begin()
        self.model.clear()
        self.queue.run(self.moves.clear)
        self.keeper.clear()
        collecting.pause()
        self._opening = task = self.queue.iterate(
            self._list,
            lambda found: self._add(task, *found),
            lambda _nothing: self._finish_opening(task),
            ended=lambda: self._end_opening(task),
        )

    def refresh(self) -> None:
        """Look at the open folders again: what changed appears, the rest stays."""
        if self._opening is not None:
            return  # it is being listed after the operation anyway
        self._stop_listing()
        found: set[Path] = set()
        changed: list[Item] = []

        def compare(chunk: list[Item], problems: Sequence[Problem], _passed_over: str) -> None:
            self._problems += problems
            found.update(item.photo.path for item in chunk)
            changed.extend(item for item in chunk if self._differs(item))

        self._refreshing = task = self.queue.iterate(
            self._list,
            lambda step: compare(*step),
            lambda _nothing: self._finish_refreshing(task, found, changed),
            ended=lambda: self._end_refreshing(task),
        )

    def own_of(self) -> Callable[[Sequence[Change]], OwnChanges]:
        """Tells, in the catalog's thread, what an operation's changes mean for what is open now: :meth:`take_own`."""
        paths = list(self.paths)

        def own(changes: Sequence[Change]) -> OwnChanges:
            self.moves.note_own(changes)
            return own_changes(changes, Opened(paths), self.judge, self.catalog)

        return own

    def take_own(self, own: OwnChanges) -> None:
        """Take over what an operation of the program's own did; it is shown soon, without a look at the folders."""
        if not own:
            return
        left = [*own.gone, *(before for before, _ in own.came if before)]
        items = (item for path in left if (item := self.model.find(path)))
        gone = dict.fromkeys(str(file) for item in items for file in item.photo.files)
        self.touched.emit(gone | own.files)
        self._own.append(own)
        if not self._own_soon.isActive():
            self._own_soon.start()

    def show_own(self) -> None:
        """Bring the rows to what the program's own operations did until now."""
        self._own_soon.stop()
        told, self._own = self._own, []
        if not told or self._opening is not None:
            return  # what is being opened is listed after the operation anyway
        found, moved, gone = rows_of(told)
        found += [item for own in told for path in own.written if (item := self._with_sidecars(path, own))]
        self.paths = [moved[path].photo.path if path in moved else path for path in self.paths]
        self.take_changes(found, moved, gone=gone, away=())
        self.keeper.take_over(change for own in told for change in own.said)
        if gone or found:
            self.refreshed.emit([*gone, *moved], [item.photo for item in (*found, *moved.values())])

    def _with_sidecars(self, path: Path, own: OwnChanges) -> Item | None:
        """The row of a photograph whose sidecars were written, where they are not those it had."""
        item = self.model.find(path)
        photo = with_sidecars(item.photo, own.written[path], own.files) if item else None
        return replace(item, photo=photo) if item and photo and photo != item.photo else None

    def take_changes(
        self, found: Sequence[Item], moved: Mapping[Path, Item], *, gone: Collection[Path], away: Collection[Path]
    ) -> None:
        """What happened on disk: ``moved``, by where they were, keep their place, score and decision.

        ``found`` are new or changed; ``away`` are shown as not there at the moment, as their card was pulled.
        """
        merged = [self.keeper.of(_newer(self.model.find(item.photo.path), item)) for item in found]
        merged += [self._followed(path, item) for path, item in moved.items()]
        self._let_go_of(away)
        here = {path: item for path in away if (item := self.model.find(path))}
        self.model.update([replace(item, score=None, unreadable=AWAY, trouble=Trouble.GONE) for item in here.values()])
        left = {*gone, *moved} - {item.photo.path for item in merged}
        self._let_go_of(left)
        self.keeper.follow({path: item.photo.path for path, item in moved.items()}, left.difference(moved))
        self.moved.emit({path: item.photo.path for path, item in moved.items()})
        self.model.replace(left, merged)
        self._work_on(merged)
        self.queue.run(lambda: self.moves.forget({*gone, *moved}))

    def look_at(self, items: Sequence[Item], ahead: Sequence[Item], thumbnails: Thumbnails) -> None:
        """What is on screen comes first, then what is ``ahead``: thumbnails, and scores if scoring is under way."""
        jobs = [
            replace(self.scoring.job(item), content_id=item.content_id, wants_picture=True)
            for item in (*items, *ahead)
            if item.unreadable is None and not thumbnails.has(item.photo)
        ]
        self.worker.agenda.look_at(jobs)
        unseen = [item.photo for item in items if item.content_id is None and thumbnails.get(item.photo) is None]
        self.worker.first_look.look_at(unseen)

    def decide(self, items: Sequence[Item], **change: Any) -> None:
        """``change`` is as in ``operations.deciding.decide``: shown at once, stored behind, or taken back."""
        taste = self.taste if change.get("flag", Flag.NONE) is not Flag.NONE else ""
        changed = self.keeper.decide(items, change, taste)
        self.model.rearrange_after(changed)
        self.deciding.emit(changed)

    def keep_and_reject(self, items: Sequence[Item], kept: Collection[Path]) -> None:
        """Pick those of ``items`` at the paths that are ``kept`` and reject the others: one entry of the history."""
        changed = self.keeper.keep_and_reject(items, kept, self.taste)
        self.model.rearrange_after(changed)
        self.deciding.emit(changed)

    def flag_undecided(self, items: Sequence[Item], flags: Mapping[Path, Flag]) -> None:
        """Give each of ``items`` its flag, but for what a person has said something of: one entry of the history."""
        changed = self.keeper.flag_undecided(items, flags)
        self.model.rearrange_after(changed)
        self.deciding.emit(changed)

    def describe(self, items: Sequence[Item], rewriting: describing.Rewriting) -> None:
        """Write title, keywords and the like of ``items``: shown at once, stored behind, or taken back."""
        changed = self.keeper.describe(items, rewriting)
        self.model.rearrange_after(changed)
        self.deciding.emit(changed)

    def where_now(self, photo: Photo) -> Photo:
        """In the catalog's thread: ``photo``, or what it is after a file operation that is not shown yet."""
        path = self.moves.now(photo.path)
        return photo if path == photo.path else next(find_photos([path]))

    def set_judge(self, judge: Judge) -> None:
        """Let ``judge`` decide from now on: what is scored already is judged again in the background."""
        self.judge = judge
        self.worker.set_taste(judge.taste)
        if self._opening is not None or self._refreshing is not None:
            self._judge_again = True
            return
        self._judge_again = False
        items = [item for item in self.model.all_items() if item.score is not None]

        def again(cancelled: Callable[[], bool]) -> Iterator[list[Item]]:
            for start in range(0, len(items), JUDGED_AT_ONCE):
                if cancelled() or self.judge is not judge:
                    return
                yield tasting.rejudge(self.catalog, items[start : start + JUDGED_AT_ONCE], judge)

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
                if now and now.score and now.seen_as == item.seen_as and now.score != item.score
            ]
        )

    def _finish_listing(self) -> None:
        if self._judge_again:
            self.set_judge(self.judge)

    def _list(self, cancelled: Callable[[], bool]) -> Iterator[tuple[list[Item], list[Problem], str]]:
        """In the catalog's thread: photographs, and what could not be read until then; last, what was passed over."""
        problems, hidden = list[Problem](), list[PassedOver]()

        def note(path: Path, reason: str) -> None:
            problems.append((path, reason))

        found = opening.open_photos(
            self.paths, self.judge, self.catalog, on_problem=note, cancelled=cancelled, on_passed_over=hidden.append
        )
        for chunk in found:
            told, problems[:] = list(problems), []
            yield chunk, told, ""
        yield [], problems, "".join(passed_over.sentence for passed_over in hidden)

    def _stop_listing(self) -> None:
        for task in (self._opening, self._refreshing):
            if task is not None:
                task.cancel()
        self._opening = self._refreshing = None

    def _add(self, task: Task, chunk: list[Item], problems: Sequence[Problem], passed_over: str) -> None:
        if task is self._opening:
            self._problems += problems
            self._passed_over = passed_over
            self.model.append([self.keeper.of(item) for item in chunk])
            self._work_on(chunk)

    def _work_on(self, items: Sequence[Item]) -> None:
        """Score what is not scored, which is measured then, too, and measure what was only scored."""
        self.scoring.take(items)
        self.measuring.take(items)

    def _let_go_of(self, paths: Collection[Path]) -> None:
        self.scoring.drop(paths)
        self.measuring.drop(paths)

    def _finish_opening(self, task: Task) -> None:
        if task is not self._opening:
            return
        self._opening = None
        self._tell_problems(self._passed_over)
        self._finish_listing()
        self.opened.emit()

    def _end_opening(self, task: Task) -> None:
        """Done, cancelled or failed."""
        if self._opening not in (task, None):
            return  # another folder is being listed by now
        if self._opening is task:  # it failed: what was found until then is shown
            self._opening = None
            self._finish_listing()
            self.not_opened.emit()
        collecting.go_on()

    def _end_refreshing(self, task: Task) -> None:
        if self._refreshing is task:  # it failed: what is shown stays
            self._refreshing = None
            self._finish_listing()

    def _tell_problems(self, passed_over: str = "") -> None:
        """Each once while the folder is open: listing it again must not cover what was said since."""
        said = [f"{passed_over[:1].upper()}{passed_over[1:]}"] if passed_over else []
        new = [problem for problem in self._problems if problem not in self._told_problems]
        if new:
            (path, reason), *others = new
            also = f" and {counted(len(others), 'other')}" if others else ""
            said.insert(0, f"{path}{also} could not be read: {reason}")
        if said:
            words = ". ".join(said)
            self.said.emit(words)
            self.said_here.emit(words)
        self._told_problems, self._problems = set(self._problems), []

    def _finish_refreshing(self, task: Task, found: set[Path], changed: list[Item]) -> None:
        if task is self._refreshing:
            self._refreshing = None
            self._tell_problems()
            self._merge(found, changed)
            self._finish_listing()

    def _differs(self, found: Item) -> bool:
        """Whether the disk or the catalog says something else of a photograph than is shown."""
        return self.keeper.of(_newer(self.model.find(found.photo.path), found)) != self.model.find(found.photo.path)

    def _merge(self, found: set[Path], changed: list[Item]) -> None:
        """Photographs that are as they were keep what is known of them here; decisions come from the catalog.

        Says what went and came: where photographs are followed, the followers may not have seen the same moment.
        """
        merged = [self.keeper.of(_newer(self.model.find(item.photo.path), item)) for item in changed]
        gone = {path for path in self.model.paths() if path not in found}
        self._let_go_of(gone)
        self.model.replace(gone, merged)
        self._work_on(merged)
        self.keeper.follow({}, gone)
        self.queue.run(lambda: self.moves.forget(gone))
        if gone or merged:
            self.refreshed.emit(gone, [item.photo for item in merged])

    def _followed(self, path: Path, found: Item) -> Item:
        """What is ``found`` in another place, with what was known of it here, and with a decision being stored."""
        return self.keeper.of(_newer(self.model.find(path) or self.model.find(found.photo.path), found), path)


def _newer(before: Item | None, found: Item) -> Item:
    if before and before.content_id == found.content_id and same_file(before.photo, found.photo):
        found = replace(found, facts=better(before.facts, found.facts))  # measured just now, and being kept
    if before is None or found.score is not None or before.trouble is Trouble.GONE:
        return found
    if not same_file(before.photo, found.photo):
        return found
    return replace(before.decided(found.decision), photo=found.photo, details=found.details, hand=found.hand)
