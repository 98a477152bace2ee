"""The close-ups beside the photographs: a row for each frame, a column for each person, and what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QWidget,
)

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.looking.close_ups import CloseUp, Row
from aesthetic_gui.photo import Flag
from aesthetic_gui.ui.theme import colours
from aesthetic_gui.ui.widgets.glyphs import of_flag, paint_glyph
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.text import PlainLabel, bold, literal, quiet

SIDES = (128, 176)  # pixels of a close-up, in a window that is not high and in one that is
HIGH = 1000  # pixels
_GAP, _HEADER, _SCROLL = 3, 30, 14
WIDEST = 0.45  # of the room that photographs have

Index = QModelIndex | QPersistentModelIndex
CLOSE_UP = Qt.ItemDataRole.UserRole


class CloseUpModel(QAbstractTableModel):
    """Frames, their close-ups, and the images as they come."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.items: list[Item] = []
        self.rows: list[Row] = []
        self._images: dict[tuple[int, int], QImage] = {}

    def show_frames(self, items: Sequence[Item], rows: Sequence[Row]) -> None:
        """Others than before; their images are still to come."""
        self.beginResetModel()
        self.items, self.rows, self._images = list(items), list(rows), {}
        self.endResetModel()

    def show_items(self, items: Sequence[Item]) -> None:
        """The same frames, decided on otherwise."""
        self.items = list(items)
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, max(0, len(items) - 1))

    def show_images(self, frame: int, images: Sequence[QImage]) -> None:
        """One for each close-up of a frame, in their order."""
        there = [place for place, one in enumerate(self.rows[frame]) if one]
        self._images |= {(frame, place): image for place, image in zip(there, images, strict=False)}
        self.dataChanged.emit(self.index(frame, 0), self.index(frame, self.columnCount() - 1))

    def image(self, index: Index) -> QImage | None:
        return self._images.get((index.row(), index.column()))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent and parent.isValid() else max(map(len, self.rows), default=0)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.rows[index.row()][index.column()]
        if role == CLOSE_UP:
            return one
        words = f"{self.items[index.row()].photo.path.name}: {one.told if one else 'not here'}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words
        return literal(words) if role == Qt.ItemDataRole.ToolTipRole and one else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return str(section + 1)
        return None


class CloseUps(QWidget):
    """The strip. A click, or Return, goes to a frame at that face."""

    chosen = Signal(object, object)  # Item, CloseUp
    closed = Signal()
    native_changed = Signal(bool)
    side_changed = Signal()  # close-ups have another size now

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Close-ups")
        self.model = CloseUpModel(self)
        self.table = _Table(self.model)
        self.native = _tool("100 %", "Show every pixel around the eyes, or the whole face", checkable=True)
        hide = _tool("×", "Hide the close-ups")
        self._told = quiet(PlainLabel())
        title = bold(PlainLabel("Close-ups"))
        self._head = row(title, self._told, STRETCH, self.native, hide, margins=(10, 3, 4, 3), spacing=6)
        column(self._head, (self.table, 1), on=self, margins=(1, 0, 0, 0), spacing=0)  # beside a thin line
        self.native.toggled.connect(self._show_native)
        hide.clicked.connect(self.closed)
        for gesture in (self.table.clicked, self.table.activated):
            gesture.connect(self._choose)

    @property
    def side(self) -> int:
        """Pixels of a close-up on the screen."""
        return SIDES[self.height() >= HIGH]

    @property
    def least(self) -> int:
        """Device pixels of a close-up: what it shows at 100 %."""
        return round(self.side * self.devicePixelRatioF())

    def show_frames(self, items: Sequence[Item], rows: Sequence[Row]) -> None:
        self.model.show_frames(items, rows)
        self._fit()

    def show_current(self, item: Item | None, words: str) -> None:
        """Mark the frame that is meant, and scroll to it; ``words`` stand beside the title."""
        self._told.setText(words)
        self._told.setVisible(bool(words) and self.model.columnCount() > 1)  # one column has no room for them
        places = [place for place, each in enumerate(self.model.items) if item and each.photo == item.photo]
        self.table.show_current(places[0] if places else -1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours().panel)
        painter.fillRect(0, 0, 1, self.height(), colours().border)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if event.oldSize().height() >= HIGH != (event.size().height() >= HIGH):
            self._fit()
            self.side_changed.emit()

    def room_changed(self) -> None:
        """What it stands beside has another width."""
        self._fit()

    def _fit(self) -> None:
        """As wide as its columns, and not wider than leaves most to the photographs."""
        self.table.set_side(self.side)
        parent = self.parentWidget()
        columns = max(1, self.model.columnCount())
        most = int(parent.width() * WIDEST) if parent else 10_000
        least = max(self.table.width_of(1), self._head.minimumSize().width())
        self.setFixedWidth(max(least, min(self.table.width_of(columns), most)))

    def _show_native(self, native: bool) -> None:
        self.table.set_native(native)
        self.native_changed.emit(native)

    def _choose(self, index: QModelIndex) -> None:
        one = index.data(CLOSE_UP)
        if one is not None:
            self.chosen.emit(self.model.items[index.row()], one)


class _Table(QTableView):
    """The arrows stay with the photographs unless Tab led here."""

    def __init__(self, model: CloseUpModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("Close-ups of all faces")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().hide()
        self.header = _Frames(model, self)
        self.setVerticalHeader(self.header)
        self.cells = _CloseUpDelegate(self)
        self.setItemDelegate(self.cells)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)

    def width_of(self, columns: int) -> int:
        return _HEADER + columns * (self.cells.side + 2 * _GAP) + _SCROLL

    def set_side(self, side: int) -> None:
        self.cells.side = side
        size = self.cells.size(self.fontMetrics().height())
        self.horizontalHeader().setDefaultSectionSize(size.width())
        self.header.setDefaultSectionSize(size.height())
        self.horizontalHeader().setMinimumSectionSize(1)

    def set_native(self, native: bool) -> None:
        self.cells.native = native
        self.viewport().update()

    def show_current(self, frame: int) -> None:
        if frame != self.header.current:
            self.header.current = self.cells.current = frame
            self.header.viewport().update()
            self.viewport().update()
        if frame >= 0:
            self.scrollTo(self.model().index(frame, max(0, self.currentIndex().column())))


class _Frames(QHeaderView):
    """The number of each frame, its flag, and which one is meant."""

    def __init__(self, model: CloseUpModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._model, self.current = model, -1
        self.setFixedWidth(_HEADER)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName("Frames")

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        table, flag = colours(), self._model.items[section].decision.flag
        painter.fillRect(rect, table.hover if section == self.current else table.panel)
        if section == self.current:
            painter.fillRect(rect.left(), rect.top() + _GAP, 3, rect.height() - 2 * _GAP, table.accent)
        painter.setPen(table.text)
        top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(rect.adjusted(2, 8, 0, 0), top, str(section + 1))
        if flag is not Flag.NONE:
            box = QRectF(rect.center().x() - 6, rect.top() + 30, 15, 15)
            paint_glyph(painter, of_flag(flag), box, table.pick if flag is Flag.PICK else table.reject)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self.viewport()).fillRect(event.rect(), colours().panel)
        super().paintEvent(event)


class _CloseUpDelegate(QStyledItemDelegate):
    """Painting only paints: images are at hand, or a plain ground is shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.side, self.native, self.current = SIDES[0], False, -1

    def size(self, text: int) -> QSize:
        """Of a cell, with the line of words beneath, whose letters are ``text`` pixels high."""
        return QSize(self.side + 2 * _GAP, self.side + text + 2 * _GAP + 3)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table, one, view = colours(), index.data(CLOSE_UP), option.widget
        painter.fillRect(option.rect, table.hover if index.row() == self.current else table.panel)
        box = QRect(option.rect.left() + _GAP, option.rect.top() + _GAP, self.side, self.side)
        model = index.model()
        image = model.image(index) if isinstance(model, CloseUpModel) else None
        if one is None:
            painter.setPen(table.muted)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "–")
            return
        painter.fillRect(box, table.background)
        if image is not None and view is not None:
            self._paint_image(painter, box, image, view.devicePixelRatioF(), one)
        self._paint_words(
            painter, QRect(box.left(), box.bottom() + 1, box.width(), option.rect.bottom() - box.bottom()), one
        )
        if view is not None and view.hasFocus() and index == view.currentIndex():  # type: ignore[attr-defined]
            painter.setPen(table.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _paint_image(self, painter: QPainter, box: QRect, image: QImage, ratio: float, one: CloseUp) -> None:
        room = round(self.side * ratio)
        if self.native or max(image.width(), image.height()) <= room:
            source = _around_the_eyes(image, one, room)
            target = QRectF(0, 0, source.width() / ratio, source.height() / ratio)
        else:
            source = image.rect()
            size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(QRectF(box).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not self.native)
        painter.drawImage(target, image, QRectF(source))

    def _paint_words(self, painter: QPainter, room: QRect, one: CloseUp) -> None:
        table, metrics = colours(), painter.fontMetrics()
        words = metrics.elidedText(one.words, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(table.text)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
        if one.closed:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(table.unsure)
            left = room.center().x() - metrics.horizontalAdvance(words) / 2 - 11
            painter.drawEllipse(QRectF(max(left, room.left()), room.center().y() - 2.5, 6, 6))


def _around_the_eyes(image: QImage, one: CloseUp, side: int) -> QRect:
    """Of the close-up at 100 %, as much as there is room for, around what is to be looked at."""
    eyes = one.eyes
    width, height = min(side, image.width()), min(side, image.height())
    left = min(max(round(eyes[0] - width / 2), 0), image.width() - width)
    top = min(max(round(eyes[1] - height / 2), 0), image.height() - height)
    return QRect(left, top, width, height)


def _tool(text: str, words: str, *, checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAutoRaise(True)
    button.setCheckable(checkable)
    button.setToolTip(literal(words))
    button.setAccessibleName(words)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
