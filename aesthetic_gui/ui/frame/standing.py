"""How the window stands: where, how large, its columns. Kept as it changes, and taken up again at the next start."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from aesthetic_gui.ui.frame.parts import Parts
from aesthetic_gui.ui.frame.screen_fit import FRAME, from_words, in_words, placed

SOON = 700  # ms: a window that is being dragged is not there yet


class Standing(QObject):
    """Keeps the settings ``window``, ``maximised`` and ``columns`` in step with the window."""

    def __init__(self, window: Parts) -> None:
        super().__init__(window)
        self._window, self._taken_up = window, False
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.keep)
        window.arrangement.splitter.splitterMoved.connect(lambda *_: self._soon.start())
        window.installEventFilter(self)

    def take_up(self) -> None:
        """Stand as it did before, all of it on a screen; before the window is shown."""
        kept = self._window.kept
        self._window.setGeometry(placed(from_words(kept["window"]), _rooms(), FRAME))
        columns = kept["columns"].split(",")
        if len(columns) == 3 and all(width.isdecimal() for width in columns):
            self._window.arrangement.splitter.setSizes([min(int(width), 10_000) for width in columns])
        if kept["maximised"]:
            self._window.setWindowState(Qt.WindowState.WindowMaximized)
        self._taken_up = True

    def fit(self) -> None:
        """Once it is on the screen, the frame is known: what of it would be cut off is made smaller."""
        window, handle = self._window, self._window.windowHandle()
        if handle is None or window.isMaximized() or window.isFullScreen():
            return
        now = window.geometry()
        fitting = placed(now, _rooms(), handle.frameMargins())
        if fitting != now:
            window.setGeometry(fitting)

    def keep(self) -> None:
        """Remember how it stands; full screen is of the moment."""
        window, kept = self._window, self._window.kept
        self._soon.stop()
        if not self._taken_up or window.isFullScreen() or window.isMinimized():
            return
        where = window.normalGeometry() if window.isMaximized() else window.geometry()
        columns = ",".join(map(str, window.arrangement.widths()))
        kept.remember(window=in_words(where), maximised=window.isMaximized(), columns=columns)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange):
            self._soon.start()
        return super().eventFilter(watched, event)


def _rooms() -> list[QRect]:
    """What windows may take of each screen, the main one first."""
    main = QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if screen is not main]
    return [screen.availableGeometry() for screen in (main, *others)]
