"""A panel that opens below the button it belongs to, over the photographs, and goes when one looks elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QMainWindow, QWidget

from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, column

EDGE = 8  # pixels that the window's edge keeps


class Popover(QFrame):
    """Holds ``body``, ``width`` pixels wide and no taller than ``most``.

    It is part of the window: keys go on deciding, and a click on a photograph closes it, as that takes the keyboard.
    """

    opened = Signal()
    closed = Signal()

    def __init__(self, window: QMainWindow, body: QWidget, name: str, width: int, most: int) -> None:
        super().__init__(window)
        self._window, self._body, self._width, self._most = window, body, width, most
        self._anchor: QWidget | None = None
        self._above = False
        self.setObjectName("popover")
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column(body, on=self, margins=NO_MARGINS)
        self.hide()
        window.installEventFilter(self)
        body.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    def toggle(self, anchor: QWidget, first: QWidget) -> None:
        """Open at ``anchor``, with the keyboard on ``first``; or close."""
        if self.isVisible():
            self.close_now()
            return
        self._anchor = anchor
        self._place()
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.PopupFocusReason)
        self.opened.emit()

    def close_now(self) -> None:
        """Put away; who opened it gets the keyboard back to the photographs."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.isVisible():
            self._place()
        if watched is self._window and isinstance(event, QMouseEvent) and self._is_press_beside(event):
            self.hide()
        return super().eventFilter(watched, event)

    def _is_press_beside(self, event: QMouseEvent) -> bool:
        """On what takes no clicks itself, and leaves them to the window."""
        pressed = event.type() is QEvent.Type.MouseButtonPress
        return pressed and not self.geometry().contains(event.position().toPoint())

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """The keyboard went elsewhere in the window. A dialog, a list that drops down, another program: no matter."""
        if now is None or now is self or now.window() is not self._window or self.isAncestorOf(now):
            return
        self.hide()

    def _place(self) -> None:
        """Below the button, or above one that stands low, all of it inside the window; in a corner without a button."""
        anchor, room = self._anchor, self._window.rect()
        if anchor is None:
            return
        shown = anchor.isVisible()
        corner = anchor.mapTo(self._window, QPoint(0, 0)) if shown else QPoint(room.width(), -anchor.height())
        low = corner.y() > room.height() // 2
        space = (corner.y() if low else room.height() - corner.y() - anchor.height()) - 2 * EDGE
        width = min(self._width, room.width() - 2 * EDGE)
        height = max(80, min(self._most, self._wanted(width), space))
        x = max(EDGE, min(corner.x(), room.width() - width - EDGE))
        y = corner.y() - height - 4 if low else corner.y() + anchor.height() + 4
        self.setGeometry(x, y, width, height)

    def _wanted(self, width: int) -> int:
        layout = self.layout()
        assert layout is not None
        taller = layout.heightForWidth(width) if layout.hasHeightForWidth() else 0
        return max(taller, self.sizeHint().height())
