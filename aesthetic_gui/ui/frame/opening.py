"""Opening folders and photographs, whoever asked for it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.session import Session


class Opening(QObject):
    """Has the session open what is asked for, and tells the other parts."""

    leaving = Signal()  # what is open now is about to go
    begun = Signal(list, object)  # list[Path] that are being listed from now on, and the folder they are in

    def __init__(self, session: Session, kept: KeptSettings, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._kept, self._window = session, kept, window

    def ask(self) -> None:
        """Ask which folder, and open it."""
        start = self._kept["last_folder"] or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self._window, "Open a folder of photographs", start)
        if chosen:
            self.open_paths([Path(chosen)])

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Show and score what is under ``paths``."""
        if not paths:
            return
        self.leaving.emit()
        self._session.open(paths)
        folder = paths[0] if os.path.isdir(paths[0]) else paths[0].parent  # noqa: PTH112 – which raises nothing
        self.begun.emit(list(paths), folder)
        self._kept.remember(last_folder=str(folder))
