"""What can wait until the window is on the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

PATIENCE = 1_000  # ms: a window that starts minimised is painted who knows when


def after_first_frame(window: QWidget, work: Callable[[], None]) -> None:
    """Call ``work`` once, as soon as the first frame of ``window``, which is shown next, is painted."""
    _FirstFrame(window, work)


class _FirstFrame(QObject):
    def __init__(self, window: QWidget, work: Callable[[], None]) -> None:
        super().__init__(window)
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(work)
        self._timer.timeout.connect(self.deleteLater)
        self._timer.start()
        window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            window.removeEventFilter(self)
            self._timer.start(0)  # once this frame has been handed over
        return False
