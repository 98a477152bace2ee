"""One of several photographs beside each other: the picture, and quietly below it what is known and decided."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import standing
from aesthetic_gui.photo import Bar, Photo, Verdict
from aesthetic_gui.ui.grid.cell import verdict_of
from aesthetic_gui.ui.loupe.photo_view import PhotoView
from aesthetic_gui.ui.loupe.picture import LoadedPicture, as_seen, full_size
from aesthetic_gui.ui.theme import colours
from aesthetic_gui.ui.widgets.layouts import column, row
from aesthetic_gui.ui.widgets.marks import DecisionMarks, GlyphButton
from aesthetic_gui.ui.widgets.text import ElidedLabel, PlainLabel, literal, quiet, wrapping
from aesthetic_gui.ui.widgets.verdict import VerdictChip
from aesthetic_gui.words import decision_words

FRAME = 2  # pixels around each, in the accent colour around the one the keys act on
CAPTION = 30


class Pane(QWidget):
    """Shows an :class:`Item`. What is pressed on it makes it the active one; pressed again, it zooms."""

    pressed = Signal()
    first_shown = Signal()  # another photograph has come on screen
    looked = Signal()
    closed = Signal()  # its × was pressed

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item: Item | None = None
        self.picture: LoadedPicture | None = None  # the sharpest that is shown
        self._role, self._active, self._was_active = role, False, False
        self.view = PhotoView()
        self._message = wrapping()
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._message)
        self._caption = _Caption(role)
        column((self._pages, 1), self._caption, on=self, margins=(FRAME,) * 4, spacing=0)
        self._caption.cross.setVisible(not role)
        self._caption.cross.clicked.connect(self.closed)
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
            self.picture = None
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
        if self.picture is None:
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
        room = QSizeF(max(self.width() - 2 * FRAME, 1), max(self.height() - 2 * FRAME - CAPTION, 1))
        return self.view.side_at_fit(full_size, room * self.devicePixelRatioF())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On its caption; on the photograph it is a click there."""
        self.pressed.emit()

    def _click(self, place: QPointF) -> None:
        if self._active:
            self.view.toggle_zoom(place)
        else:
            self.pressed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = QPainter(self), colours()
        painter.fillRect(self.rect(), table.accent if self._active else table.background)
        inner = self.rect().adjusted(FRAME, FRAME, -FRAME, -FRAME)
        painter.fillRect(inner, table.background)


class _Caption(QWidget):
    """Role, decision, name, verdict where there is one, and an × that takes it away."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = PlainLabel(role)
        self._role.setVisible(bool(role))
        self._marks, self._name = DecisionMarks(), ElidedLabel()
        self._progress, self._chip = quiet(PlainLabel()), VerdictChip()
        self.cross = GlyphButton("Take out of the survey (/)", ("cross", "cross"), "muted", 18)
        self.cross.setCheckable(False)
        parts = (self._role, self._marks, (self._name, 1), self._progress, self._chip, self.cross)
        row(*parts, on=self, margins=(8, 2, 6, 2), spacing=8)
        self.setFixedHeight(CAPTION)
        self.show_active(False)

    def show_active(self, active: bool) -> None:
        font = self._role.font()
        font.setBold(active)
        self._role.setFont(font)

    def show_item(self, item: Item | None, bar: Bar) -> None:
        for part in (self._marks, self._name):
            part.setVisible(item is not None)
        verdict = verdict_of(standing(item, bar)) if item else None
        decided = verdict in (Verdict.AESTHETIC, Verdict.NOT_AESTHETIC)
        self._chip.setVisible(decided)
        if item is None:
            return
        self._marks.show_decision(item.decision)
        self._name.setText(item.photo.path.name)
        if decided and item.score:
            self._chip.show_verdict(verdict, item.score.p_aesthetic)

    def show_progress(self, words: str, reason: str = "") -> None:
        self._progress.setText(words)
        self._progress.setToolTip(literal(reason))
