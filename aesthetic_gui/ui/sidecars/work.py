"""Ratings that travel, in the window: read by themselves, saved when asked or after every decision, conflicts shown.

folder listed, file written ──> SidecarReader ──> decisions taken over ──> grid      conflicts ──> badges, bar, dialog
decision ──(automatically)──> all of half a second together ──> plan_save ──> perform
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.files.work import FileWork
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.session.catalog_queue import Task
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.own_changes import OwnChanges
from aesthetic_gui.ui.session.rooms import exchange, planning, transferring
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.sidecars.reader import SidecarReader
from aesthetic_gui.ui.sidecars.troubles import SidecarTroubles
from aesthetic_gui.ui.sidecars.truth import SidecarTruth
from aesthetic_gui.ui.viewer import Viewer
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, column
from aesthetic_gui.ui.widgets.notice_bar import NoticeBar
from aesthetic_gui.words import counted

if TYPE_CHECKING:
    from aesthetic_gui.ui.sidecars.conflict_dialog import ConflictDialog

SAVE_MS = 500  # a key held down, or several decisions in a row, are one operation
LOOK_MS = 120
TELL_MS = 500  # the history and the taste hear of what was read now and then
WORDS = {
    "none": "none",
    "saved": "{name}, saved",
    "changed": "{name}, changes not saved yet",
    "unread": "{name}, changed by another program",
    "conflict": "{name}, rated in another program too",
    "damaged": "{name}, cannot be understood",
}
_log = logging.getLogger(__name__)
_Step: TypeAlias = "tuple[planning.Plan, exchange.News] | Progress"


class SidecarWork(QObject):
    """The window's verbs for sidecars, and what it does of itself."""

    said = Signal(str)  # a message for the status strip
    conflicted = Signal(bool)  # whether any photograph is in conflict
    stands = Signal(str)  # how the sidecar of the photograph at hand stands
    _heard = Signal(object, object, object)  # photographs, Plan, News: from the catalog's thread

    def __init__(
        self,
        session: Session,
        kept: KeptSettings,
        thumbnails: Thumbnails,
        viewer: Viewer,
        files: FileWork,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._kept, self._thumbnails, self._window = session, kept, thumbnails, window
        self._viewer, self._grid, self._files = viewer, viewer.grid, files
        self.reader = SidecarReader(session, self)
        self.conflicts: dict[Path, exchange.Conflict] = {}
        self.bar, self.troubles = NoticeBar("Review…"), SidecarTroubles(window)
        self.notices, self.truth = QWidget(), SidecarTruth(self)
        column(self.bar, self.troubles.bar, self.truth.bar, on=self.notices, margins=NO_MARGINS, spacing=0)
        self._pending: dict[Path, Item] = {}
        self._in_hand: dict[Path, Item] = {}
        self._saving: Task | None = None
        self._dialog: ConflictDialog | None = None
        self._save_soon = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._look_soon = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._tell_soon = QTimer(self, singleShot=True, interval=TELL_MS)
        self._taken: set[Path] = set()  # photographs whose ratings were taken over, and not told yet
        self._connect()

    def _connect(self) -> None:
        session, queued = self._session, Qt.ConnectionType.QueuedConnection
        self._heard.connect(self._take_planned, queued)
        self._save_soon.timeout.connect(self._save_pending)
        self._look_soon.timeout.connect(self._look)
        self._tell_soon.timeout.connect(self._tell_taken)
        self.reader.heard.connect(self._take)
        self.reader.ended.connect(self._tell_read)
        self.bar.asked.connect(self.review)
        self.truth.bar.asked.connect(self._files.sort)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.applicationStateChanged.connect(self._look_around)
        session.opened.connect(self._read_all)
        session.refreshed.connect(self._follow)
        session.deciding.connect(self._after_decisions)
        session.model.counts_changed.connect(self._drop_gone)

    # verbs

    def save(self) -> None:
        """Write the decisions of the selected photographs into their sidecars."""
        self._save(self._viewer.selected())

    def read(self) -> None:
        """Read the sidecars of the selected photographs again, or those of all where fewer than two are selected."""
        some = not self._viewer.in_grid or self._grid.selected_count() > 1
        items = self._viewer.selected() if some else self._session.model.all_items()
        self.reader.read([item.photo for item in items], again=True, told=True)

    def review(self) -> None:
        """Show the photographs in conflict, and ask whose decision counts."""
        if not self.conflicts:
            self.said.emit("No photograph was rated here and in another program.")
            return
        from aesthetic_gui.ui.sidecars.conflict_dialog import ConflictDialog

        self._dialog = dialog = ConflictDialog(list(self.conflicts.values()), self._thumbnails.fitted, self._window)
        dialog.chosen.connect(self._settle)
        dialog.looked_at.connect(self._want_pictures)
        self._session.worker.pictured.connect(dialog.paint_again)
        dialog.finished.connect(self._forget_dialog)
        self._want_pictures([conflict.photo for conflict in dialog.on_screen()])
        dialog.open()

    def close(self) -> None:
        """What is decided and not saved yet is saved, if that goes by itself; nothing else is begun."""
        for timer in (self._save_soon, self._look_soon, self._tell_soon):
            timer.stop()
        self.reader.stop()
        pending, self._pending, self._in_hand = self._in_hand | self._pending, {}, {}
        if pending:
            items = list(pending.values())
            self._session.queue.run(lambda: _exhaust(self._steps(items, lambda: False, exchange.AUTOSAVE)))

    def look_soon(self) -> None:
        """Another photograph is at hand, or it changed: tell how its sidecar stands."""
        self._look_soon.start()

    def after_undo(self, progress: Progress) -> None:
        """Decisions that were undone or redone are saved as new ones are."""
        changes = {change.before: change for change in progress.changes if change.decision}
        found = [item for path in changes if (item := self._session.model.find(path))]
        self._after_decisions([item.decided(changes[item.photo.path].decision or item.decision) for item in found])
        written = {change.before: change.details for change in progress.changes if change.details is not None}
        rewritten = [item for path in written if (item := self._session.model.find(path))]
        self._after_decisions([replace(item, details=written[item.photo.path]) for item in rewritten])

    # reading

    def _read_all(self) -> None:
        """The folder is listed: what is on screen first, and all of it as one entry of the history."""
        self.reader.stop()
        self._set_conflicts({})
        self.troubles.clear()
        visible, every = self._grid.visible_items(), self._session.model.all_items()
        self.reader.read({item.photo.path: item.photo for item in (*visible, *every)}.values())

    def _look_around(self, state: Qt.ApplicationState) -> None:
        """Back from another program, perhaps: not every drive tells that a file was written."""
        if state is Qt.ApplicationState.ApplicationActive:
            self.reader.read([item.photo for item in self._grid.visible_items()])

    def _follow(self, gone: Iterable[Path], photos: Sequence[Photo]) -> None:
        """What a file operation did."""
        self.troubles.forget(set(gone))
        self.reader.read(photos)

    def _drop_gone(self) -> None:
        """Conflicts and troubles of photographs that went, by whatever way: they are found again with those."""
        find = self._session.model.find
        self._set_conflicts({path: one for path, one in self.conflicts.items() if find(path) is not None})
        self.troubles.forget({path for path in self.troubles.reasons if find(path) is None})

    def _take(self, photos: Sequence[Photo], news: exchange.News) -> None:
        """Show what reading brought."""
        self._session.keeper.take_over(news.changes)
        read = {photo.path for photo in photos}
        disputed = {
            conflict.photo.path: conflict
            for conflict in news.conflicts
            if self._session.model.find(conflict.photo.path)
        }
        self._set_conflicts({path: one for path, one in self.conflicts.items() if path not in read} | disputed)
        self.troubles.take_news(news)
        self._taken.update(change.before for change in news.changes)
        if news.changes and not self._tell_soon.isActive():
            self._tell_soon.start()
        self.look_soon()

    def _tell_taken(self) -> None:
        """What came by itself: in a few words, and to all that show decisions."""
        taken, self._taken = self._taken, set()
        if taken:
            self.said.emit(f"Taken over from other programs: {counted(len(taken), 'rating')}.")
        self._session.decided.emit()

    def _tell_read(self, news: exchange.News) -> None:
        self._taken.clear()
        words = [f"{counted(news.read, 'photograph')} read"]
        words.append(f"{counted(len(news.changes), 'rating')} taken over" if news.changes else "nothing new")
        if news.conflicts:
            words.append(f"{len(news.conflicts):,} in conflict")
        if news.problems:
            words.append(f"{counted(len(news.problems), 'sidecar')} not understood")
        self.said.emit(", ".join(words) + ".")

    # saving

    def _save(self, items: Sequence[Item]) -> None:
        if items:
            for item in items:
                self._pending.pop(item.photo.path, None)
            self._files.carry_out("Saving ratings", lambda cancelled: self._told(items, cancelled))

    def _told(self, items: Sequence[Item], cancelled: Callable[[], bool]) -> Iterator[Progress]:
        """In the catalog's thread: what an operation that is asked for yields; what was read goes another way."""
        for step in self._steps(items, cancelled, exchange.SAVE):
            if isinstance(step, Progress):
                yield step
            else:
                self._heard.emit([item.photo for item in items], *step)

    def _steps(self, items: Sequence[Item], cancelled: Callable[[], bool], kind: str) -> Iterator[_Step]:
        """In the catalog's thread: the plan with what was read for it, then how it is carried out."""
        session, kept = self._session, self._kept
        here = [replace(item, photo=session.where_now(item.photo)) for item in items]
        plan, news = exchange.plan_save(
            session.catalog,
            here,
            exchange.profile_called(kept["sidecar_program"]),
            cancelled,
            bar=session.model.bar,
            scores=kept["sidecar_scores"],
            keywords=kept["sidecar_keyword"],
            kind=kind,
        )
        yield plan, news
        if plan.steps and not cancelled():
            yield from transferring.perform(session.catalog, plan, cancelled)

    def _take_planned(self, photos: Sequence[Photo], plan: planning.Plan, news: exchange.News) -> None:
        """Before a save that was asked for is carried out."""
        self._take(photos, news)
        self.troubles.take_plan(photos, plan, self.conflicts)
        if not plan.steps and not plan.left_out:
            self.said.emit("There is nothing to save: the sidecars say it all already.")
        elif not plan.steps:
            self.said.emit("Nothing was saved.")
        else:
            self._tell_truth(photos)

    def _tell_truth(self, photos: Sequence[Photo]) -> None:
        self.truth.after_saving(photos, exchange.profile_called(self._kept["sidecar_program"]))

    def _after_decisions(self, items: Sequence[Item]) -> None:
        disputed = [item.photo for item in items if item.photo.path in self.conflicts]
        if disputed:
            self.reader.read(disputed)  # perhaps it was decided as in the other program
        if self._kept["sidecar_saving"] == "automatically":
            self._pending.update((item.photo.path, item) for item in items)
            if items and not self._save_soon.isActive():
                self._save_soon.start()
        self.look_soon()

    def _save_pending(self) -> None:
        """All that was decided since the last time, as one operation that is in no history."""
        if self._saving is not None or not self._pending:
            return  # what ends now begins again
        self._in_hand = pending = self._pending
        self._pending = {}
        items = [self._session.model.find(path) or item for path, item in pending.items()]

        def keep(_reason: str) -> None:
            self._pending = pending | self._pending  # with the next decision, as another window was at work

        own_of = self._session.own_of()

        def steps(cancelled: Callable[[], bool]) -> Iterator[tuple[_Step, OwnChanges]]:
            for step in self._steps(items, cancelled, exchange.AUTOSAVE):
                yield step, own_of(step.changes if isinstance(step, Progress) else ())

        self._saving = self._session.queue.iterate(
            steps,
            lambda told: self._advance(items, *told),
            failed=keep,
            ended=self._end_saving,
        )

    def _advance(self, items: Sequence[Item], step: _Step, own: OwnChanges) -> None:
        if isinstance(step, Progress):
            self._session.take_own(own)
            self.troubles.take_written(step.changes)
            self.troubles.take_failures(step.failures)
            return
        plan, news = step
        self._take([item.photo for item in items], news)
        self.troubles.take_plan([item.photo for item in items], plan, self.conflicts)
        if plan.steps:
            self._tell_truth([item.photo for item in items])

    def _end_saving(self) -> None:
        self._saving, self._in_hand = None, {}
        self._session.show_own()
        self.look_soon()
        if self._pending and not self._save_soon.isActive():
            self._save_soon.start()

    # conflicts

    def _settle(self, chosen: Sequence[exchange.Conflict], whose: exchange.Whose) -> None:
        catalog = self._session.catalog
        save = whose == "mine" and self._dialog is not None and self._dialog.save.isChecked()

        def settled(news: exchange.News) -> None:
            self._take([conflict.photo for conflict in chosen], news)
            if self._dialog is not None:
                self._dialog.show_conflicts(list(self.conflicts.values()))
            done = len(chosen) - len(news.conflicts)
            yours = "yours kept" if whose == "mine" else "the other program’s taken over"
            self.said.emit(f"{counted(done, 'photograph')}: {yours}.")
            if save:
                found = (self._session.model.find(conflict.photo.path) for conflict in chosen)
                self._save([item for item in found if item and item.photo.path not in self.conflicts])

        self._session.lookups.run(lambda: exchange.settle(catalog, chosen, whose), settled)

    def _set_conflicts(self, conflicts: dict[Path, exchange.Conflict]) -> None:
        if conflicts == self.conflicts:
            return
        self.conflicts = conflicts
        from aesthetic_gui.ui.sidecars.conflict_dialog import both_sides

        self._session.model.set_conflicts(
            {path: f"Rated in two programs.\n{both_sides(one)}" for path, one in conflicts.items()}
        )
        were = "was" if len(conflicts) == 1 else "were"
        words = f"{counted(len(conflicts), 'photograph')} {were} rated here and in another program."
        self.bar.show_words(words if conflicts else "")
        self.conflicted.emit(bool(conflicts))

    def _want_pictures(self, photos: Sequence[Photo]) -> None:
        items = [item for photo in photos if (item := self._session.model.find(photo.path))]
        self._session.look_at(items, [], self._thumbnails)

    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
        self._grid.look_again()

    # the inspector

    def _look(self) -> None:
        item = self._viewer.current_item()
        if item is None:
            return
        catalog, where_now = self._session.catalog, self._session.where_now

        def show(found: exchange.SidecarState) -> None:
            now = self._viewer.current_item()
            if now and now.photo.path == item.photo.path:
                names = ", ".join(path.name for path in found.sidecars)
                self.stands.emit(WORDS[found.state].format(name=names))

        self._session.lookups.run(lambda: exchange.sidecar_state(catalog, where_now(item.photo)), show)


def _exhaust(steps: Iterator[_Step]) -> None:
    for step in steps:
        if isinstance(step, Progress):
            for failure in step.failures:
                _log.info("%s: %s", failure.photo, failure.reason)
