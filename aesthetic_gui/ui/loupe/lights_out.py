"""Lights out: all but the photographs goes dim, then black, and back; by one key, as in Lightroom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QMainWindow, QWidget

_STEPS = (0.0, 0.8, 1.0)  # how dark it is around the photographs


class LightsOut(QWidget):
    """Lies over the whole ``window``; keys and clicks go through it. ``photographs`` are left as they are."""

    def __init__(self, window: QMainWindow, photographs: Callable[[], Sequence[tuple[QWidget, QRect]]]) -> None:
        """``photographs`` gives widgets, and in each the rectangle that a photograph covers."""
        super().__init__(window)
        self._window, self._photographs = window, photographs
        self._step = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        window.installEventFilter(self)

    @property
    def darkness(self) -> float:
        """0 to 1."""
        return _STEPS[self._step]

    def switch(self) -> None:
        """Dim, then black, then the lights are on again."""
        self._go_to((self._step + 1) % len(_STEPS))

    def turn_on(self) -> bool:
        """Whether they were out."""
        were_out = self._step > 0
        self._go_to(0)
        return were_out

    def _go_to(self, step: int) -> None:
        self._step = step
        self.setGeometry(self._window.rect())
        self.setVisible(step > 0)
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and self.isVisible():
            if event.type() is QEvent.Type.Resize:
                self.setGeometry(self._window.rect())
            elif event.type() is QEvent.Type.LayoutRequest:
                self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A photograph that changes is painted again with all around it in its view: what is lit may differ."""
        dark = QRegion(event.rect())
        for widget, part in self._photographs():
            dark -= QRegion(QRect(widget.mapTo(self._window, part.topLeft()), part.size()))
        painter = QPainter(self)
        painter.setClipRegion(dark)
        painter.fillRect(event.rect(), QColor(0, 0, 0, round(255 * self.darkness)))
