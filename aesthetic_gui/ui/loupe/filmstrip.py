"""The filmstrip: a row of thumbnails below what is shown large, the current one in the middle."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QHideEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import ColourLabel, Flag, Photo
from aesthetic_gui.ui.grid.cell import small
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.grid.stacks.marks import paint_marks, paint_pile, paint_tray
from aesthetic_gui.ui.grid.telling import stack_tip
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.theme import Colours, colours
from aesthetic_gui.ui.widgets.glyphs import of_flag, paint_glyph
from aesthetic_gui.ui.widgets.text import literal

HEIGHT = 84
CELL = 106  # pixels, with the gap
LOOK_MS = 30
_GAP, _MARGIN, _MARK = 2, 4, 12
_REJECTED = 0.35  # opacity
_VEIL = QColor(0, 0, 0, 170)  # below marks, which lie on photographs in either theme
_PICK, _REJECT, _STAR = QColor("#ffffff"), QColor("#f08c63"), QColor("#e0bd55")


def left_edge(width: int, count: int, current: int, scrolled: int) -> int:
    """Where the strip is cut at the left of a window ``width`` pixels wide; negative where fewer fill it.

    The photograph ``current`` of ``count`` lies in the middle, ``scrolled`` pixels aside, as far as the ends allow.
    """
    whole = count * CELL
    if whole <= width:
        return (whole - width) // 2
    middle = current * CELL + CELL // 2 - width // 2
    return max(0, min(middle + scrolled, whole - width))


def rows_within(left: int, width: int, count: int) -> range:
    """The photographs that are at least partly on screen."""
    first = max(0, left // CELL)
    return range(min(first, count), min(count, max(0, -(-(left + width) // CELL))))


class Filmstrip(QWidget):
    """The rows of the grid's model; only those on screen cost anything. A click goes there, the wheel scrolls."""

    chosen = Signal(int)  # row
    looked_at = Signal(list, list)  # list[Item] on screen, and those beside them

    def __init__(self, model: GridModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._thumbnails = model, thumbnails
        self._current: Path | None = None
        self._scrolled = 0
        self._marked: frozenset[Path] = frozenset()
        self.setAccessibleName("Filmstrip")
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self._look_soon = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._look_soon.timeout.connect(self._look)
        model.stacks_changed.connect(self._changed)
        for changed in (model.rearranged, model.modelReset, model.rowsInserted, model.dataChanged):
            changed.connect(self._changed)

    def go_to(self, path: Path | None) -> None:
        """Let this photograph be in the middle."""
        if path != self._current:
            self._current, self._scrolled = path, 0
            self._changed()

    def mark(self, paths: frozenset[Path]) -> None:
        """The others that are shown large, too."""
        if paths != self._marked:
            self._marked = paths
            self.update()

    def show_thumbnail(self, photo: Photo, _image: QImage) -> None:
        """The grid has taken its thumbnail into the cache."""
        row = self._model.row_of(photo.path) if self.isVisible() else None
        if row is not None:
            self.update(self._cell(row))

    def visible_rows(self) -> range:
        return rows_within(self._left, self.width(), self._model.rowCount())

    def row_at(self, place: QPoint) -> int | None:
        row = (place.x() + self._left) // CELL
        return row if 0 <= row < self._model.rowCount() else None

    @property
    def _row(self) -> int:
        """Of the current photograph; 0 where a filter withholds it."""
        return (self._model.row_of(self._current) if self._current else None) or 0

    @property
    def _left(self) -> int:
        return left_edge(self.width(), self._model.rowCount(), self._row, self._scrolled)

    def _cell(self, row: int) -> QRect:
        return QRect(row * CELL - self._left, 0, CELL, self.height())

    def _changed(self, *_: object) -> None:
        if self.isVisible():
            self.update()
            self.setAccessibleDescription(self._told())
            self._look_soon.start()

    def _told(self) -> str:
        """The photograph in the middle, for a screen reader, and where it stands."""
        count = self._model.rowCount()
        if not count:
            return ""
        row = self._row
        return f"{row + 1:,} of {count:,}: {self._model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)}"

    def _look(self) -> None:
        if not self.isVisible():
            return
        rows, count = self.visible_rows(), self._model.rowCount()
        after, before = range(rows.stop, rows.stop + len(rows)), range(rows.start - len(rows), rows.start)
        beside = [row for row in (*after, *before) if 0 <= row < count]
        self.looked_at.emit([self._model.item(row) for row in rows], [self._model.item(row) for row in beside])

    # mouse, wheel, size

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().toPoint())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        aside = turned.x() if abs(turned.x()) > abs(turned.y()) else turned.y()
        straight = left_edge(self.width(), self._model.rowCount(), self._row, 0)
        self._scrolled = left_edge(self.width(), self._model.rowCount(), self._row, self._scrolled - aside) - straight
        self._changed()
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            row = self.row_at(event.pos())
            QToolTip.showText(event.globalPos(), literal(self._tip(row) if row is not None else ""), self)
            return True
        return super().event(event)

    def _tip(self, row: int) -> str:
        place = self._model.place_of(row)
        name = self._model.item(row).photo.path.name
        return f"{name}\n\n{stack_tip(place)}" if place else name

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._changed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.looked_at.emit([], [])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._changed()

    # Painting only paints

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, table = QPainter(self), colours()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(small(painter.font()))
        painter.fillRect(event.rect(), table.panel)
        painter.fillRect(0, 0, self.width(), 1, table.border)
        for row in self.visible_rows():
            cell = self._cell(row)
            if cell.intersects(event.rect()):
                self._paint_cell(painter, cell, row, table)

    def _paint_cell(self, painter: QPainter, tile: QRect, row: int, table: Colours) -> None:
        item, place, cell = self._model.item(row), self._model.place_of(row), tile.adjusted(_GAP, 4, -_GAP, -4)
        if place and place.folded:
            cell = paint_pile(painter, cell)
        elif place:
            paint_tray(painter, tile.adjusted(0, 0, 0, -_GAP), cell, place)
        path = item.photo.path
        current = path == self._current
        painter.fillRect(cell, table.hover if current or path in self._marked else table.background)
        self._paint_picture(painter, cell.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN), item, table)
        _paint_decision(painter, cell.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN), item, table)
        if current or path in self._marked:
            painter.setPen(table.accent if current else table.muted)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for inset in range(2 if current else 1):
                painter.drawRect(cell.adjusted(inset, inset, -inset - 1, -inset - 1))
        if place:
            paint_marks(painter, cell.topLeft() + QPoint(3, 3), place, _MARK + 2)

    def _paint_picture(self, painter: QPainter, room: QRect, item: Item, table: Colours) -> None:
        ratio = self.devicePixelRatioF()
        pixmap = self._thumbnails.fitted(item.photo, QSize(round(room.width() * ratio), round(room.height() * ratio)))
        if pixmap is None:
            sign = QRectF(0, 0, 20, 20)
            sign.moveCenter(QRectF(room).center())
            ink = table.unsure if item.unreadable else table.border
            paint_glyph(painter, "warning" if item.unreadable else "picture", sign, ink)
            return
        target = QRect(QPoint(), QSize(round(pixmap.width() / ratio), round(pixmap.height() / ratio)))
        target.moveCenter(room.center())
        painter.setOpacity(_REJECTED if item.decision.flag is Flag.REJECT else 1.0)
        painter.drawPixmap(target, pixmap)
        painter.setOpacity(1.0)


def _paint_decision(painter: QPainter, room: QRect, item: Item, table: Colours) -> None:
    """Flag, stars and label on a band at the lower edge, where there are any."""
    decision = item.decision
    if decision.label is not ColourLabel.NONE:
        painter.fillRect(room.left(), room.bottom() - 2, room.width(), 3, table.of_label(decision.label))
    marks = [(of_flag(decision.flag), _PICK if decision.flag is Flag.PICK else _REJECT)] * bool(decision.flag)
    marks += [("star", _STAR)] * decision.stars
    if not marks:
        return
    band = QRect(room.left(), room.bottom() - _MARK - 5, len(marks) * _MARK + 4, _MARK + 2)
    painter.fillRect(band, _VEIL)
    for place, (glyph, colour) in enumerate(marks):
        box = QRectF(band.left() + 2 + place * _MARK, band.top() + 1, _MARK, _MARK)
        paint_glyph(painter, glyph, box.adjusted(1, 1, -1, -1), colour)
