"""What the middle shows before anything is open: where to drop, and what to expect."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aesthetic_gui.ui.widgets.drop_zone import DropZone
from aesthetic_gui.ui.widgets.text import PlainLabel, quiet


class EmptyPage(QWidget):
    """A large drop zone with two lines of help."""

    dropped = Signal(list)  # list[Path]
    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emptyPage")
        zone = DropZone()
        zone.setFixedSize(360, 150)
        words = quiet(
            PlainLabel("Every photograph gets a score, a verdict and, when you ask, the reason.\nPress ? for the keys.")
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(18)
        column.addStretch(2)
        column.addWidget(zone, 0, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)
        zone.dropped.connect(self.dropped)
        zone.open_requested.connect(self.open_requested)
