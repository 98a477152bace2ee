"""What the history panel asks for is done: undo, redo, and the way to a photograph or its folder.

Undo asks one question, where photographs went further since: whether later operations are to be undone for them, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.ui.dialogs.boxes import message, warn
from aesthetic_gui.ui.files.work import FileWork
from aesthetic_gui.ui.history.panel import HistoryPanel
from aesthetic_gui.ui.history.words import day_in_words
from aesthetic_gui.ui.session.rooms import history, recovering
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.widgets.text import one_line
from aesthetic_gui.words import counted

GIVE_UP = (
    "Connect the drive, if it can be found again: the operation then finishes by itself, or puts everything back. "
    "If it is gone for good, stop waiting; the history keeps where each file was last."
)
NAMED = 5  # later operations that the question names, at most


class HistoryWork(QObject):
    """Between the panel, the catalog and :class:`FileWork`."""

    said = Signal(str)  # a message for the status strip
    row_chosen = Signal(int)  # of a photograph that is shown
    folder_wanted = Signal(list)  # list[Path]: to be opened

    def __init__(self, session: Session, panel: HistoryPanel, files: FileWork, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._panel, self._files, self._window = session, panel, files, window
        panel.undo_asked.connect(self.undo)
        panel.last_undo_asked.connect(self.undo_last)
        panel.last_redo_asked.connect(self.redo_last)
        files.titled.connect(panel.show_next)
        panel.redo_asked.connect(files.redo_these)
        panel.giving_up_asked.connect(self.ask_to_give_up)
        panel.photograph_chosen.connect(self._go_to)
        session.decided.connect(panel.follow_decisions)
        files.ended.connect(panel.refresh)

    def undo_last(self) -> None:
        """What was done last; where nothing is open, only after it was said what that is, and where."""
        self._turn("undo", self._files.undo)

    def redo_last(self) -> None:
        self._turn("redo", self._files.redo)

    def _turn(self, role: Literal["undo", "redo"], turn: Callable[[], None]) -> None:
        if self._session.paths or self._session.model.total:
            turn()
            return
        catalog = self._session.catalog
        self._session.lookups.run(
            lambda: history.next_turn(catalog, role), lambda found: self._ask_to_turn(role, found, turn)
        )

    def _ask_to_turn(self, role: str, found: history.NextTurn | None, turn: Callable[[], None]) -> None:
        if found is None:
            self.said.emit(f"There is nothing to {role}.")
            return
        title, verb = one_line(found.operation.title), role.capitalize()
        box = message(QMessageBox.Icon.Question, verb, f"{verb} “{title}”?", whereabouts(found), self._window)
        do = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        if found.folders:
            show = box.addButton("Open the folder first", QMessageBox.ButtonRole.ActionRole)
            show.clicked.connect(lambda: self.folder_wanted.emit(list(found.folders[:1])))
        box.addButton("Leave it as it is", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(do)
        do.clicked.connect(turn)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def undo(self, requests: Sequence[history.HistoryRequest]) -> None:
        """Undo what is wished, after a question where later operations stand in the way."""
        catalog = self._session.catalog
        self._session.lookups.run(lambda: in_the_way(catalog, requests), lambda later: self._undo(requests, later))

    def _undo(self, requests: Sequence[history.HistoryRequest], later: Sequence[history.Later]) -> None:
        if not later:
            self._files.undo_these(requests)
        elif self._files.free():
            self._ask(requests, later)

    def _ask(self, requests: Sequence[history.HistoryRequest], later: Sequence[history.Later]) -> None:
        more = "Undo that for them, too? Otherwise they stay where they are now."
        box = message(QMessageBox.Icon.Question, "Undo", question(later), more, self._window)
        both = box.addButton("Undo that, too", QMessageBox.ButtonRole.AcceptRole)
        rest = box.addButton("Only the others", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(both)
        both.clicked.connect(lambda: self._files.undo_these(together(requests, later)))
        rest.clicked.connect(lambda: self._files.undo_these(requests))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def ask_to_give_up(self, entry: history.Entry) -> None:
        """An operation waits for a drive that will not come back, or cannot be written any more: close it?"""
        if not self._files.free():
            return
        box = message(QMessageBox.Icon.Question, "Stop waiting", GIVE_UP, one_line(entry.title), self._window)
        yes = box.addButton("Stop waiting", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        yes.clicked.connect(lambda: self._give_up(entry.id))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _give_up(self, operation: int) -> None:
        catalog = self._session.catalog
        self._session.queue.run(lambda: recovering.give_up(catalog, operation), self._tell_given_up)

    def _tell_given_up(self, given_up: recovering.Recovered | None) -> None:
        words = given_up.message if given_up else "It does not wait for a drive any more."
        first, *others = words.split("\n")
        if others:
            warn(self._window, "Stopped waiting", first, "", [one_line(line) for line in others])
        else:
            self.said.emit(one_line(first))
        self._session.refresh()
        self._files.refresh_titles()
        self._panel.refresh()

    def _go_to(self, path: Path) -> None:
        row = self._session.model.row_of(path)
        if row is None:
            self.said.emit(f"{one_line(path.name)} is not among the photographs that are shown.")
        else:
            self.row_chosen.emit(row)


def in_the_way(catalog: Catalog, requests: Sequence[history.HistoryRequest]) -> list[history.Later]:
    """The later operations that took the photographs of ``requests`` further, but for what is wished itself."""
    wished = dict(requests)
    found: dict[int, history.Later] = {}
    for later in (later for number, only in requests for later in history.moved_on(catalog, number, only)):
        number = later.operation.id
        keys = (later.keys | found[number].keys) if number in found else later.keys
        keys = keys - (wished.get(number, frozenset()) or keys)
        if keys:
            found[number] = history.Later(later.operation, keys)
    return sorted(found.values(), key=lambda later: later.operation.id, reverse=True)


def together(
    requests: Sequence[history.HistoryRequest], later: Sequence[history.Later]
) -> list[history.HistoryRequest]:
    """Both, the newest operation first."""
    wished: dict[int, frozenset[int] | None] = dict(requests)
    for one in later:
        wished[one.operation.id] = one.keys | (wished.get(one.operation.id) or frozenset())
    return [history.HistoryRequest(number, wished[number]) for number in sorted(wished, reverse=True)]


def question(later: Sequence[history.Later]) -> str:
    """Which photographs went where since."""
    lines = [f"{_title(one)}: {counted(len(one.keys), 'photograph')}" for one in later[:NAMED]]
    return "\n".join(
        ["Photographs of this operation went further since then:", "", *lines, *["…"] * (len(later) > NAMED)]
    )


def whereabouts(found: history.NextTurn) -> str:
    """When it was done, and in which folder, or how many."""
    at = found.operation.started_at.astimezone()
    day = day_in_words(at.date())
    when = f"It was done {day.lower() if day in ('Today', 'Yesterday') else f'on {day}'} at {at:%H:%M}"
    if not found.folders:
        return f"{when}. Its photographs are not known any more."
    also = f" and {counted(len(found.folders) - 1, 'other folder')}" if len(found.folders) > 1 else ""
    return f"{when}; its photographs are in {one_line(str(found.folders[0]))}{also}."


def _title(later: history.Later) -> str:
    at = later.operation.started_at.astimezone()
    return f"“{one_line(later.operation.title)}”, {day_in_words(at.date())} {at:%H:%M}"
