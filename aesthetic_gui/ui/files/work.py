"""Moving, copying, sorting, trashing, exporting and undoing from the window.

Every operation is planned and performed in the catalog's thread, through the journal; the window shows its
progress and, at the end, what happened to how many photographs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from aesthetic_gui.catalog.journal import Role
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.progress import Failure, Progress
from aesthetic_gui.culling.ranks import Ranks
from aesthetic_gui.files.formats import is_photograph
from aesthetic_gui.photo import AestheticError, Bar, Flag, Photo
from aesthetic_gui.ui.dialogs.boxes import confirmed, warn, which
from aesthetic_gui.ui.files.file_manager import open_by_default
from aesthetic_gui.ui.files.outcome import (
    Account,
    Aim,
    Brought,
    Conclusion,
    Turned,
    accepted,
    aims_of,
)
from aesthetic_gui.ui.files.trust_dialog import TrustQuestion
from aesthetic_gui.ui.files.turning import at_once, each_in_turn
from aesthetic_gui.ui.session.catalog_queue import Task
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.own_changes import OwnChanges
from aesthetic_gui.ui.session.rooms import claims, history, planning, recovering, score_table, sorting, transferring
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.status_strip import StatusStrip
from aesthetic_gui.ui.widgets.notice_bar import Offer
from aesthetic_gui.ui.widgets.text import one_line
from aesthetic_gui.words import counted

if TYPE_CHECKING:
    from aesthetic_gui.ui.files.sort_dialog import AlbumPreview, SortRequest

Cancelled = Callable[[], bool]
Steps = Callable[[Cancelled], Iterator[Aim | Progress]]


SECOND_LOOK = "Second look first"


class FileWork(QObject):
    """The window's file verbs. ``selected`` tells what they act on, but for those that act on all in sight."""

    progressed = Signal(object)  # Progress
    ended = Signal()  # an operation or an undo is over, however it went
    concluded = Signal(object)  # Conclusion: what came of an operation that was not stopped
    show_wanted = Signal(object)  # photographs, as paths
    open_wanted = Signal(object)  # folders
    second_look_wanted = Signal()  # before rejects go to the trash
    titled = Signal(object)  # what undo and redo would do, by the action's name; None where there is nothing

    def __init__(
        self,
        session: Session,
        strip: StatusStrip,
        kept: KeptSettings,
        selected: Callable[[], list[Item]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._strip, self._kept, self._selected, self._window = session, strip, kept, selected, window
        self._running: Task | None = None
        self._turning: set[Task] = set()  # it is being looked up what undo or redo is about
        self._account = Account("")  # of what is running, or ran last
        self._folder = ""
        self._foreign = False  # the catalog was not made here, and the person has to agree first
        self._trust = TrustQuestion(session, window)
        self._trust.said.connect(strip.say)
        strip.operation_cancelled.connect(self._cancel)

    @property
    def idle(self) -> bool:
        """Whether no file operation is running, or about to."""
        return self._running is None and not self._turning

    def move(self) -> None:
        self._bring("Move", "Moving", planning.plan_move)

    def copy(self) -> None:
        self._bring("Copy", "Copying", planning.plan_copy)

    def _bring(self, verb: str, words: str, plan: Callable[[list[Photo], Path], planning.Plan]) -> None:
        """Ask for a folder, and bring what is selected there."""
        photos = [item.photo for item in self._selected()]
        folder = self._ask_folder(f"{verb} {counted(len(photos), 'photograph')} to") if self.free() else None
        if folder is not None:
            self.perform(words, lambda: plan(photos, folder))

    def trash(self) -> None:
        self._trash(self._selected())

    def trash_rejected(self) -> None:
        """Only what is rejected and in sight: a filter never lets more go than the photographer sees."""
        if rejected := self._rejected():
            self._trash(rejected, before=SECOND_LOOK)
        else:
            words = "No photograph in sight is rejected. Press X to reject one."
            self._strip.say(words, holds=lambda: not self._rejected())

    def _rejected(self) -> list[Item]:
        return [item for item in self._session.model.shown_items() if item.decision.flag is Flag.REJECT]

    def _trash(self, items: Sequence[Item], before: str = "") -> None:
        """Ask, then move to the system's trash; ``before`` is offered beside that, to be done first."""
        way = self._ask_trash(items, before) if items and self.free() else ""
        if way and way == before:
            self.second_look_wanted.emit()
        if not way or way == before:
            return
        photos = [item.photo for item in items]
        self.perform("Moving to the trash", lambda: planning.plan_trash(photos))

    def sort(self) -> None:
        """Ask where to and by what, with a preview; then sort what is in sight."""
        if not self.free():
            return
        items = self._session.model.shown_items()
        bar, ranks, stacks = self._session.model.bar, self._session.model.ranks, self._session.model.stacking.all_of()

        def plan(request: SortRequest) -> planning.Plan:
            return _plan_sort(items, request, bar, ranks, stacks)

        def preview(request: SortRequest) -> None:
            """Worked out in the catalog's thread: ten thousand photographs take a third of a second."""

            def show(outcome: AlbumPreview | AestheticError) -> None:
                if not isValid(dialog) or request != dialog.request:
                    return
                if isinstance(outcome, AestheticError):
                    dialog.show_error(str(outcome))
                else:
                    dialog.show_preview(outcome)

            self._session.lookups.run(lambda: _preview(plan, request), show)

        presets = [(preset.title, preset.template) for preset in sorting.PRESETS]

        def copied(text: str) -> None:
            QGuiApplication.clipboard().setText("\n".join(map(one_line, text.split("\n"))))
            if isValid(dialog):
                dialog.plan_copied()

        template = self._kept["album_template"]
        from aesthetic_gui.ui.files.sort_dialog import SortDialog

        words, carry = sorting.FIELDS_IN_WORDS, self._kept["copies_carry"]
        dialog = SortDialog(presets, preview, self._album_folder(), template, words, self._window, carry=carry)
        lookups = self._session.lookups
        dialog.plan_asked.connect(lambda asked: lookups.run(lambda: planning.plan_in_words(plan(asked)), copied))
        if not accepted(dialog):
            return
        self._kept.remember(album_template=dialog.template, copies_carry=dialog.carry.isChecked())
        chosen = dialog.request
        self.perform("Sorting", lambda: plan(chosen))

    def export(self) -> None:
        """Ask for a name, then write the scores of what is in sight as CSV or JSON."""
        items = self._session.model.shown_items()
        start = str(Path(self._folder or Path.home()) / "scores.csv")
        kinds, own = "CSV table (*.csv);;JSON (*.json)", QFileDialog.Option.DontConfirmOverwrite
        name, kind = QFileDialog.getSaveFileName(self._window, "Export scores", start, kinds, options=own)
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in (".csv", ".json"):
            path = path.with_name(path.name + (".json" if "json" in kind else ".csv"))
        there = os.path.lexists(path)
        if there and not self._may_replace(path):
            return
        done = f"Scores of {counted(len(items), 'photograph')} exported to {one_line(path.name)}."
        model = self._session.model
        write = partial(score_table.export, items, path, model.bar, model.ranks, replace=there)
        self._session.lookups.run(write, lambda _: self._strip.say(done))

    def undo(self) -> None:
        """What was done last: a decision at once, whatever runs; files as soon as no other operation does."""
        self._turn("Undoing", "undo", None)

    def redo(self) -> None:
        self._turn("Redoing", "redo", None)

    def undo_these(self, requests: Sequence[history.HistoryRequest]) -> None:
        """Operations of the history, or some of their photographs, in the order given."""
        self._turn("Undoing", "undo", requests)

    def redo_these(self, requests: Sequence[history.HistoryRequest]) -> None:
        """The same for what was undone."""
        self._turn("Redoing", "redo", requests)

    def _turn(self, words: str, role: Role, requests: Sequence[history.HistoryRequest] | None) -> None:
        catalog, turning = self._session.catalog, self._turning
        task = self._session.decisions.iterate(
            lambda _cancelled: iter([at_once(catalog, role, requests)]),
            lambda found: self._take_turned(words, role, *found),
            ended=lambda: turning.discard(task),
        )
        turning.add(task)

    def _take_turned(
        self, words: str, role: Role, told: Sequence[Turned | Progress], left: Sequence[history.HistoryRequest]
    ) -> None:
        """Decisions are ``told``, and an operation that runs meanwhile goes on; else what is ``left`` has its turn."""
        if not told:
            catalog = self._session.catalog
            self.carry_out(words, lambda cancelled: each_in_turn(catalog, role, left, cancelled))
            return
        account = Account(words)
        for step in told:
            if isinstance(step, Turned):
                account.aims.append(step)
                continue
            account.take(step)
            self._session.keeper.take(step.changes)
            self.progressed.emit(step)
        self._session.decided.emit()
        self._tell(account)

    def recover(self) -> None:
        """Finish or reverse what a crash left open, and say so; in a catalog from elsewhere, once it is agreed to."""
        if not self._session.catalog.trusted:
            self._trust.ask(self.recover, interrupted=True)
            return

        def told(recovered: Sequence[Any]) -> None:
            if recovered:
                self._strip.say(" ".join(each.message for each in recovered))
                self._session.refresh()

        self._session.queue.run(lambda: recovering.recover(self._session.catalog), told)

    def refresh_titles(self) -> None:
        """Tell what undo and redo would do."""
        catalog = self._session.catalog
        self._session.decisions.run(
            lambda: {"undo": history.undo_title(catalog), "redo": history.redo_title(catalog)}, self.titled.emit
        )

    def may_close(self) -> bool:
        """Whether the window may close: a running operation is asked about."""
        if self._running is None:
            return True
        question = "Stop it and quit? What is done stays where it is now, the other photographs where they were."
        go_on = "Keep going"
        return confirmed(self._window, "A file operation is running", question, "Stop and quit", go_on, default=go_on)

    def perform(self, words: str, plan: Callable[[], planning.Plan]) -> None:
        """Carry out what ``plan``, which is called in the catalog's thread, says."""
        catalog = self._session.catalog

        def steps(cancelled: Cancelled) -> Iterator[Aim | Progress]:
            planned = plan()
            yield from aims_of(planned)
            yield from transferring.perform(catalog, planned, cancelled)

        self.carry_out(words, steps)

    def free(self) -> bool:
        """Whether a new operation can begin; says so where not."""
        if self._running is not None:
            self._strip.say("Another file operation is still running.", holds=lambda: not self.idle)
        return self._running is None

    def carry_out(self, words: str, steps: Steps) -> None:
        """Carry out ``steps``, unless an operation is running; tell how they go, and what came of them."""
        if not self.free():
            return
        own_of = self._session.own_of()

        def followed(cancelled: Cancelled) -> Iterator[Aim | tuple[Progress, OwnChanges]]:
            try:
                for step in steps(cancelled):
                    yield (step, own_of(step.changes)) if isinstance(step, Progress) else step
            except claims.Foreign:
                self._foreign = True

        self._account, self._foreign = Account(words), False
        self._running = self._session.queue.iterate(
            followed, self._take, failed=self._stop, ended=lambda: self._end(lambda: self.carry_out(words, steps))
        )

    def _stop(self, reason: str) -> None:
        self._account.stopped = reason

    def _take(self, step: Aim | tuple[Progress, OwnChanges]) -> None:
        if isinstance(step, tuple):
            self._advance(*step)
        else:
            self._account.aims.append(step)

    def _advance(self, progress: Progress, own: OwnChanges) -> None:
        self._account.take(progress)
        self._session.take_own(own)
        self._strip.show_operation(self._account.words, progress.done, progress.total)
        self.progressed.emit(progress)

    def _end(self, again: Callable[[], None]) -> None:
        self._running, account = None, self._account
        self._strip.end_operation(self._session.scoring.pace)
        self._session.show_own()
        if account.stopped or account.recovered:
            self._session.refresh()  # more may have happened than was told
        self.refresh_titles()
        self._tell(account)
        self.ended.emit()
        if self._foreign:
            self._trust.ask(again)

    def _tell(self, account: Account) -> None:
        if account.stopped:
            self._tell_stopped(account)
        elif account.last:
            self._tell_outcome(account, account.last)
        if account.failures or account.left_out:
            self._tell_failures(account)

    def _tell_outcome(self, account: Account, last: Progress) -> None:
        concluded = self._conclusion(account, last)
        told = concluded.words if account.made else account.sentence
        self._strip.say(f"{told} {last.message}".strip(), concluded.offers)
        self.concluded.emit(concluded)

    def _conclusion(self, account: Account, last: Progress) -> Conclusion:
        """In the middle of the window, where nothing else is shown, and what the buttons there and in the strip do."""
        if made := account.made:
            show = Offer("Show", lambda: open_by_default(made.made), str(made.made))
            return Conclusion(made.words(account.brought), (show,))
        if account.turned:
            elsewhere = not all(map(self._session.model.find, account.places))
            offers = self._to_show(account.places) if elsewhere else ()
            return Conclusion(account.sentence, offers, tuple(account.places))
        brought = next((aim for aim in account.aims if isinstance(aim, Brought)), None)
        if brought is None or not account.brought:
            return Conclusion(account.sentence)
        undo = Offer("Undo", lambda: self.undo_these([history.HistoryRequest(last.operation, None)]))
        return Conclusion(brought.words(account.brought), (*self._to_open(brought.folder), undo))

    def _to_show(self, places: Sequence[Path]) -> tuple[Offer, ...]:
        photographs = [place for place in places if is_photograph(place)]
        folder = str(photographs[0].parent) if photographs else ""
        return (Offer("Show", lambda: self.show_wanted.emit(photographs), folder),) if photographs else ()

    def _to_open(self, folder: Path | None) -> tuple[Offer, ...]:
        return (Offer("Open", lambda: self.open_wanted.emit([folder]), str(folder)),) if folder else ()

    def _tell_stopped(self, account: Account) -> None:
        """The operation could not go on: say why, and what became of the photographs."""
        more = f"{account.sentence} Nothing was lost." if account.last else "Nothing was changed."
        warn(self._window, "Stopped", account.stopped, more)

    def _tell_failures(self, account: Account) -> None:
        left = [*account.failures, *account.left_out]
        lines = [one_line(f"{failure.photo.name}: {failure.reason}") for failure in left]
        warn(self._window, "Not everything could be done", self._what_failed(account, len(left)), "", lines)

    @staticmethod
    def _what_failed(account: Account, count: int) -> str:
        told, was = counted(count, "photograph"), "was" if count == 1 else "were"
        if account.published is None:
            return f"{told} stayed as {'it' if count == 1 else 'they'} {was}. Nothing was lost."
        made = account.published.made
        if made in {failure.photo for failure in account.failures}:
            return f"{one_line(made.name)} could not be made. The photographs are as they were."
        return f"{told} {was} left out. The originals are as they were."

    def _cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def _album_folder(self) -> Path:
        """Beside the folder that is open, so that copies do not mix with the originals in the grid."""
        root = self._session.folder
        return root.parent / f"{root.name} albums" if os.access(root.parent, os.W_OK) else root / "Albums"

    def _ask_folder(self, title: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self._window, title, self._folder or str(Path.home()))
        if not chosen:
            return None
        self._folder = chosen
        return Path(chosen)

    def _may_replace(self, path: Path) -> bool:
        """Asked here: Qt's own question takes the name for HTML."""
        question = f"There is a file “{one_line(path.name)}” already. Replace it?"
        return confirmed(self._window, "Export scores", question, "Replace it", "Keep it", default="Keep it")

    def _ask_trash(self, items: Sequence[Item], before: str) -> str:
        """What is to be done: "" for nothing."""
        companions = sum(len(item.photo.companions) for item in items)
        what = f"“{one_line(items[0].photo.path.name)}”" if len(items) == 1 else counted(len(items), "photograph")
        them = "it" if len(items) == 1 else "them"
        belong = "belongs" if companions == 1 else "belong"
        along = f" {counted(companions, 'file')} that {belong} to {them} {'goes' if companions == 1 else 'go'} along."
        question = f"Move {what} to the trash?{along if companions else ''} Ctrl+Z brings {them} back."
        do = "Move to trash"
        return which(self._window, do, question, [do, *filter(None, [before])], f"Keep {them}")


def _preview(plan: Callable[[SortRequest], planning.Plan], request: SortRequest) -> AlbumPreview | AestheticError:
    try:
        planned = plan(request)
    except AestheticError as error:
        return error
    from aesthetic_gui.ui.files.sort_dialog import AlbumPreview

    return AlbumPreview(sorting.tree(planned), sorting.left_out(planned))


def _plan_sort(
    items: Sequence[Item], request: SortRequest, bar: Bar, ranks: Ranks, stacks: sorting.StacksOf
) -> planning.Plan:
    """As the dialog has it; what is in the albums already is not copied into them again, and said."""
    inside = [item for item in items if request.act != "move" and item.photo.path.is_relative_to(request.destination)]
    stays = {item.photo.path for item in inside}
    planned = sorting.plan_sort(
        [item for item in items if item.photo.path not in stays],
        request.destination,
        request.template,
        act=request.act,
        bar=bar,
        ranks=ranks,
        stacks=stacks,
        rename=request.rename,
        manifest=request.manifest,
        carry=request.carry,
    )
    there = (Failure(item.photo.path, "in the albums already") for item in inside)
    return replace(planned, left_out=(*planned.left_out, *there))
