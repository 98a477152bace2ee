"""Opening folders and photographs, whoever asked for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.widgets.text import one_line
from aesthetic_gui.words import counted


class Opening(QObject):
    """Has the session open what is asked for, and tells the other parts."""

    said = Signal(str)
    leaving = Signal()  # what is open now is about to go
    begun = Signal(list, object)  # list[Path] that are being listed from now on, and the folder they are in

    def __init__(self, session: Session, kept: KeptSettings, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._kept, self._window = session, kept, window
        self._going: Sequence[Path] | None = None  # whether these are there is being looked up

    def ask(self) -> None:
        """Ask which folder, and open it."""
        start = self._kept["last_folder"] or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self._window, "Open a folder of photographs", start)
        if chosen:
            self.open_paths([Path(chosen)])

    def go(self, folders: Sequence[Path], then: Callable[[], None] = lambda: None) -> None:
        """Open ``folders`` of a list, as far as they are there: a drive may take its time to say so. ``then`` go on.

        What is asked for meanwhile goes before.
        """
        self._going = folders

        def open_those(there: list[Path]) -> None:
            if self._going is not folders:
                return
            if there:
                self.open_paths(there)
                then()
            if len(there) < len(folders):
                self.said.emit(gone_in_words([folder for folder in folders if folder not in there]))

        self._session.lookups.run(lambda: [folder for folder in folders if os.path.lexists(folder)], open_those)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Show and score what is under ``paths``."""
        self._going = None
        if not paths:
            return
        self.leaving.emit()
        self._session.open(paths)
        folder = paths[0] if os.path.isdir(paths[0]) else paths[0].parent  # noqa: PTH112 – which raises nothing
        self.begun.emit(list(paths), folder)
        self._kept.remember(last_folder=str(folder))


def gone_in_words(gone: Sequence[Path]) -> str:
    """That these are not there, and what helps."""
    others = f" and {counted(len(gone) - 1, 'other')} are" if len(gone) > 1 else " is"
    first = one_line(gone[0].name or str(gone[0]))
    return f"{first}{others} not there: connect its card or drive, or open another folder."
