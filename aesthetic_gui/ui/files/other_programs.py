"""*Show in file manager* and *Open with…*: the photographs at hand, in other programs of the photographer's.

Whether the files are still there is looked up by another thread first. A program that was chosen once is offered again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.files import formats
from aesthetic_gui.ui.files import file_manager
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.widgets.fields import menu_heading
from aesthetic_gui.ui.widgets.text import as_title, one_line
from aesthetic_gui.words import counted

REMEMBERED = 5  # programs
AT_ONCE = 12  # files that the system's own program opens: it may be a window for each
_START, _FILTER = {
    "win32": (os.environ.get("PROGRAMFILES", "C:\\"), "Programs (*.exe)"),
    "darwin": ("/Applications", "Programs (*.app)"),
}.get(sys.platform, ("/usr/bin", ""))


class OtherPrograms(QObject):
    """The window's verbs; they act on what is ``selected``."""

    said = Signal(str)  # what could not be done, and what helps

    def __init__(
        self, session: Session, kept: KeptSettings, selected: Callable[[], Sequence[Item]], window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._kept, self._selected, self._window = session, kept, selected, window

    def show_in_file_manager(self) -> None:
        """All that is selected, as far as it is still there."""
        self._with_those_there([item.photo.path for item in self._selected()], file_manager.show)

    def show_folder(self, folder: Path) -> None:
        self._with_those_there([folder], self._open_by_default)

    def open_with(self) -> None:
        """Ask with which program, where the mouse is."""
        if items := list(self._selected()):
            menu = self.make_menu(items)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(QCursor.pos() if self._window.underMouse() else self._window.geometry().center())

    def make_menu(self, items: Sequence[Item]) -> QMenu:
        """The usual program, those chosen before, another one: for the pictures, and for the RAWs of pairs."""
        menu = QMenu(self._window)
        pictures = [item.photo.path for item in items]
        raws = [file for item in items for file in item.photo.companions if file.suffix.lower() in formats.RAW]
        for files in filter(None, (pictures, raws)):
            menu_heading(menu, _called(files))
            menu.addAction("The usual program", partial(self._with_those_there, files, self._open_by_default))
            for program in self.programs:
                start = partial(self._with_those_there, files, partial(self._start, program))
                menu.addAction(as_title(_name_of(program)), start)
            menu.addAction("Choose a program…", partial(self._choose_program, files))
        return menu

    @property
    def programs(self) -> list[str]:
        """Those chosen before, the last one first."""
        return list(filter(None, self._kept["open_with"].split("\n")))

    def _choose_program(self, files: Sequence[Path]) -> None:
        program, _ = QFileDialog.getOpenFileName(self._window, "Open with which program?", _START, _FILTER)
        if program and "\n" not in program:
            kept = [program, *(each for each in self.programs if each != program)][:REMEMBERED]
            self._kept.remember(open_with="\n".join(kept))
            self._with_those_there(files, partial(self._start, program))

    def _with_those_there(self, files: Sequence[Path], act: Callable[[Sequence[Path]], None]) -> None:
        """A disk may take its time to say what is there."""

        def go_on(there: list[Path]) -> None:
            if there:
                act(there)
            elif files:
                self.said.emit(f"{one_line(files[0].name)} is not there any more.")

        self._session.lookups.run(lambda: [file for file in files if os.path.lexists(file)], go_on)

    def _open_by_default(self, files: Sequence[Path]) -> None:
        if len(files) > AT_ONCE:
            self.said.emit(f"Select at most {AT_ONCE} photographs to open them at once.")
            return
        refused = [file for file in files if not file_manager.open_by_default(file)]
        if refused:
            kind = refused[0].suffix or "such"
            self.said.emit(f"This computer has no usual program for {one_line(kind)} files. Choose one in Open with….")

    def _start(self, program: str, files: Sequence[Path]) -> None:
        arguments = [str(file) for file in files]
        if sys.platform == "darwin" and program.endswith(".app"):
            started = file_manager.start("/usr/bin/open", ["-a", program, *arguments])
        else:
            started = file_manager.start(program, arguments)
        if not started:
            self.said.emit(f"{one_line(_name_of(program))} could not be started. Choose another program in Open with….")


def _called(files: Sequence[Path]) -> str:
    """ "a.jpg", or "3 photographs, such as a.cr2"."""
    first = one_line(files[0].name)
    return first if len(files) == 1 else f"{counted(len(files), 'file')}, such as {first}"


def _name_of(program: str) -> str:
    path = Path(program)
    return path.stem if path.suffix.lower() in (".exe", ".app") else path.name
