"""How large a dialog may be: as large as it likes, within the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

FRAME = QSize(24, 48)  # pixels that a desktop puts around a dialog, before it tells


def resize_within_screen(dialog: QWidget, width: int, height: int) -> None:
    """Give ``dialog`` this size, in logical pixels, or what of it the screen has room for."""
    dialog.resize(QSize(width, height).boundedTo(dialog.screen().availableSize() - FRAME))
