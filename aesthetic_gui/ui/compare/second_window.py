"""A second window: the current photograph large, for a second monitor, while the grid stays in the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.ui.compare.pane import Pane
from aesthetic_gui.ui.compare.panes import Panes
from aesthetic_gui.ui.compare.reading import Reading
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.loupe.picture_loader import PictureLoader
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, column
from aesthetic_gui.ui.widgets.text import window_title

SIZE = (960, 720)  # pixels, where there is no second monitor
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class OnePane(Panes):
    """The current photograph, and nothing beside it."""

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.pane = Pane(framed=False)
        self.pane.set_active(True)
        column(self.pane, on=self, margins=NO_MARGINS)
        self.join(self.pane)

    def shown_panes(self) -> Sequence[Pane]:
        return (self.pane,)

    def show_item(self, item: Item | None) -> None:
        self.pane.show_item(item, self._model.bar)
        self.shown_changed.emit()

    def refresh(self) -> None:
        """What is current is told by :meth:`show_item`."""
        if self.pane.item is not None:
            self.show_item(self._model.find(self.pane.item.photo.path))


class SecondWindow(QWidget):
    """Has the same keys as the first: ``actions`` are its, and arrows go to ``step``."""

    closed = Signal()

    def __init__(self, model: GridModel, actions: Sequence[QAction], step: Callable[[int], None]) -> None:
        super().__init__()
        self._step = step
        self.panes = OnePane(model)
        column(self.panes, on=self, margins=NO_MARGINS)
        self.addActions(list(actions))
        self.setWindowTitle("Second window")
        self.resize(*SIZE)

    def show_on(self, screen: QScreen | None) -> None:
        """Fill ``screen``, or be a window like others where there is none."""
        if screen is None:
            self.show()
            return
        self.setGeometry(screen.availableGeometry())
        self.showFullScreen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self._step(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        self.panes.shown_changed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()


class SecondMonitor(QObject):
    """Opens and closes the second window, which is made when it is first wanted."""

    opened = Signal(bool)  # or closed by the photographer
    made = Signal(object)  # its PhotoView

    def __init__(self, window: QWidget, model: GridModel, loader: PictureLoader, thumbnails: Thumbnails) -> None:
        super().__init__(window)
        self._main, self._model, self._loader, self._thumbnails = window, model, loader, thumbnails
        self._step: Callable[[int], None] = lambda _step: None
        self._item: Item | None = None
        self._profile: bytes | None = None
        self._reading: Reading | None = None
        self.window: SecondWindow | None = None

    def step_by(self, step: Callable[[int], None]) -> None:
        """What its arrow keys do: to the next (1) or the previous photograph (-1)."""
        self._step = step

    @property
    def is_open(self) -> bool:
        return self.window is not None and self.window.isVisible()

    def toggle(self) -> None:
        """Open it, on the other monitor if there is one; or close it."""
        if self.window is not None and self.is_open:
            self.window.close()
        else:
            self.open()

    def open(self) -> None:
        window = self.window = self.window or self._make()
        own = self._main.screen()
        other = next((screen for screen in QGuiApplication.screens() if screen is not own), None)
        window.show_on(other)
        window.panes.show_item(self._item)
        if other is not None:
            self._main.activateWindow()
        self.opened.emit(True)

    def show_item(self, item: Item | None) -> None:
        """The photograph that is current in the first window."""
        self._item = item
        if self.window is not None and self.is_open:
            name = f"{item.photo.path.name} – " if item else ""
            self.window.setWindowTitle(window_title(f"{name}Aesthetic GUI"))
            self.window.panes.show_item(item)

    def set_profile(self, profile: bytes | None) -> None:
        self._profile = profile
        if self._reading is not None:
            self._reading.set_profile(profile)

    def close(self) -> None:
        """With the first window: it is open again the next time."""
        if self.window is not None:
            self.window.closed.disconnect(self._note_closed)
            self.window.close()
            self.window.deleteLater()
            self.window = None

    def _make(self) -> SecondWindow:
        window = SecondWindow(self._model, self._main.actions(), self._step)
        self._reading = Reading(self._loader, self._thumbnails, window.panes)
        self._reading.set_profile(self._profile)
        window.closed.connect(self._note_closed)
        self.made.emit(window.panes.pane.view)
        return window

    def _note_closed(self) -> None:
        if self._reading is not None:
            self._reading.stop()
        self.opened.emit(False)
