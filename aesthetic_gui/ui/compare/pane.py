"""One of several photographs beside each other: the picture, and quietly below it what is known and decided."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal, SignalInstance
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Bar, Photo
from aesthetic_gui.ui.compare.caption import HEIGHT, Caption
from aesthetic_gui.ui.loupe.photo_view import PhotoView
from aesthetic_gui.ui.loupe.picture import LoadedPicture, as_seen, full_size
from aesthetic_gui.ui.theme import colours
from aesthetic_gui.ui.widgets.layouts import column
from aesthetic_gui.ui.widgets.text import wrapping
from aesthetic_gui.words import decision_words

FRAME = 2  # pixels around each, in the accent colour around the one the keys act on


class Pane(QWidget):
    """Shows an :class:`Item`. What is pressed on it makes it the active one; pressed again, it zooms."""

    pressed = Signal(object)  # Path
    first_shown = Signal()  # another photograph has come on screen
    looked = Signal()
    closed = Signal(object)  # Path; its × was pressed

    def __init__(self, role: str = "", parent: QWidget | None = None, *, framed: bool = True) -> None:
        super().__init__(parent)
        self.item: Item | None = None
        self.picture: LoadedPicture | None = None  # the sharpest of the whole that is shown
        self.detail: LoadedPicture | None = None  # every pixel of a part
        self._role, self._active, self._framed = role, False, framed
        self.view = PhotoView()
        self.view.setMinimumSize(48, 36)  # of many, side by side
        self._message = wrapping()
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._message)
        self._caption = Caption(role)
        self._caption.cross.setVisible(framed and not role)
        column((self._pages, 1), self._caption, on=self, margins=(FRAME,) * 4, spacing=0)
        self._caption.cross.clicked.connect(lambda: self._tell(self.closed))
        self.view.clicked.connect(self._click)
        self.view.looked.connect(self.looked)

    @property
    def photo(self) -> Photo | None:
        return self.item.photo if self.item else None

    @property
    def active(self) -> bool:
        """Whether the keys act on it."""
        return self._active

    def set_active(self, active: bool) -> None:
        self._active = active
        self._caption.show_active(active)
        self.update()

    def show_item(self, item: Item | None, bar: Bar) -> None:
        """Tell of ``item``; where it is another photograph, its picture is still to come."""
        changed = as_seen(item) != as_seen(self.item)
        self.item = item
        self._caption.show_item(item, bar)
        words = f"{self._role} {item.photo.path.name}".strip() if item else f"No {self._role or 'photograph'}".strip()
        self.setAccessibleName(f"{words}, {decision_words(item.decision)}" if item else words)
        self.view.setAccessibleName(f"Photograph {item.photo.path.name}" if item else "No photograph")
        if changed:
            self.picture = self.detail = None
            self._caption.show_progress("")
            if item is None:
                self.show_message("")
            elif item.unreadable is not None:
                self.show_message(f"This photograph cannot be read: {item.unreadable}.")

    def show_message(self, words: str) -> None:
        """Words in place of a photograph."""
        self.view.clear()
        self._message.setText(words)
        self._pages.setCurrentWidget(self._message)

    def show_progress(self, words: str, reason: str = "") -> None:
        self._caption.show_progress(words, reason)

    def show_thumbnail(self, image: QImage) -> None:
        """Something to look at until a picture is read."""
        self._show_first(image, full_size(self.item) if self.item else QSize(), ())

    def show_picture(self, picture: LoadedPicture) -> None:
        """At once, unless a sharper one is shown."""
        image, *smaller = picture.levels
        if picture.request.part is not None:
            self.detail = picture
            self.view.show_detail(image, QRectF(*picture.request.part))
        elif self.picture is None:
            self.picture = picture
            self._show_first(image, picture.full_size, tuple(smaller))
        elif image.width() > self.picture.levels[0].width():
            self.picture = picture
            self.view.show_sharper(image, picture.full_size, smaller)

    def _show_first(self, image: QImage, full_size: QSize, smaller: tuple[QImage, ...]) -> None:
        self._pages.setCurrentWidget(self.view)
        self.view.show_photo(image, full_size, smaller)
        self.first_shown.emit()

    def sharp_side(self, full_size: QSize) -> int:
        """The longest side, in device pixels, of a picture that is sharp as long as all of it is seen."""
        room = QSizeF(max(self.width() - 2 * FRAME, 1), max(self.height() - 2 * FRAME - HEIGHT, 1))
        return self.view.side_at_fit(full_size, room * self.devicePixelRatioF())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On its caption; on the photograph it is a click there."""
        self._tell(self.pressed)

    def _click(self, place: QPointF) -> None:
        if self._active:
            self.view.toggle_zoom(place)
        else:
            self._tell(self.pressed)

    def _tell(self, signal: SignalInstance) -> None:
        if self.item is not None:
            signal.emit(self.item.photo.path)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = QPainter(self), colours()
        painter.fillRect(self.rect(), table.accent if self._active and self._framed else table.background)
        inner = self.rect().adjusted(FRAME, FRAME, -FRAME, -FRAME)
        painter.fillRect(inner, table.background)
