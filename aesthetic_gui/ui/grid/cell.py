"""How one photograph looks in the grid: edge to edge, with what the photographer decided on its lower edge.

The decision is the loudest: a pick has a white badge, a reject a dimmed picture and a red one. The model's verdict is a
small sign, and only where it is sure; its numbers stand on the current photograph alone. What lies over a picture has
the same colours in both themes, and a dark band under it, so that it can be read over snow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QLinearGradient, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.stacks.place import StackPlace
from aesthetic_gui.culling.viewing import Standing, standing
from aesthetic_gui.photo import Bar, ColourLabel, Flag, Photo, Trouble, Verdict
from aesthetic_gui.ui.grid.rows import CONFLICT, AnyIndex, GridRows
from aesthetic_gui.ui.grid.stacks.marks import PILE, marks_width, paint_marks, paint_pile, paint_tray
from aesthetic_gui.ui.theme import DARK, colours
from aesthetic_gui.ui.widgets.glyphs import of_flag, of_verdict, paint_glyph
from aesthetic_gui.ui.widgets.text import name_within
from aesthetic_gui.words import percent

GAP = 4  # between two cells
LABEL = 4  # the strip of a colour label
EDGE = 4  # what lies on a picture keeps away from its edges
FADE = 14  # over a band
NAMED_FROM = 220  # pixels of width, from which on every cell has its name
DIMMED, QUIET = 0.3, 0.85  # the opacity of a rejected picture, and of the model's verdict

INK, BADGE_INK = QColor("#ffffff"), QColor("#161616")
PICKED, REJECTED, WARNING = QColor("#ffffff"), QColor("#d8432f"), QColor("#f0d060")
BAND = QColor(0, 0, 0, 158)  # white on it over a white picture: 6 to 1
DISC = QColor(0, 0, 0, 190)

_VERDICTS = {Standing(verdict.value): verdict for verdict in Verdict}
_CENTRED = Qt.AlignmentFlag.AlignCenter
_AT_START = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_AT_END = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SURE = (Verdict.AESTHETIC, Verdict.NOT_AESTHETIC)


def cell_size(width: int) -> QSize:
    """A cell and its share of the gap, for pictures ``width`` wide: 3:2, as cameras take them."""
    return QSize(width + GAP, round(width * 2 / 3) + GAP)


def verdict_of(stands: Standing) -> Verdict | None:
    """The standing as a verdict; None for unreadable and waiting photographs."""
    return _VERDICTS.get(stands)


class CellDelegate(QStyledItemDelegate):
    """Paints a cell from values alone. The one that has the focus is the current one."""

    def __init__(
        self,
        thumbnail: Callable[[Photo, QSize], QPixmap | None],
        bar: Callable[[], Bar],
        size: Callable[[], QSize],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._thumbnail, self._bar, self._size = thumbnail, bar, size

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return self._size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        from PySide6.QtWidgets import QStyle

        flags, state = QStyle.StateFlag, option.state
        selected, current, hovered = (
            bool(state & one) for one in (flags.State_Selected, flags.State_HasFocus, flags.State_MouseOver)
        )
        item: Item = index.data(Qt.ItemDataRole.UserRole)
        place = cast(GridRows, index.model()).place_of(index.row())
        room = option.rect.adjusted(GAP // 2, GAP // 2, -GAP // 2, -GAP // 2)
        painter.save()
        if place and not place.folded:
            paint_tray(painter, option.rect, room, place)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(small(painter.font()))
        table = colours()
        if place and place.folded:
            room = paint_pile(painter, room)
        painter.fillRect(room, table.hover if selected or hovered else table.cell)
        there = self._paint_picture(painter, room, item)
        if item.unreadable is not None:
            _paint_unreadable(painter, room, item, over_picture=there)
        elif hovered or room.width() >= NAMED_FROM:
            marked = marks_width(painter.fontMetrics(), place, _side(room)) if place else 0
            _paint_name(painter, room, item, marked)
        if place:
            paint_marks(painter, room.topLeft() + QPoint(EDGE, EDGE), place, _side(room))
        fade = FADE if there else 0
        _paint_edge(painter, room, item, verdict_of(standing(item, self._bar())), fade, current=current)
        if index.data(CONFLICT):
            _paint_warning(painter, QRectF(room.right() - 22 - EDGE, room.top() + EDGE, 22, 22))
        _paint_frame(painter, option.rect, selected=selected, current=current)
        painter.restore()

    def _paint_picture(self, painter: QPainter, room: QRect, item: Item) -> bool:
        """The whole of it, as large as it fits; whether there is one."""
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._thumbnail(item.photo, room.size() * ratio)
        if pixmap is None:
            if item.unreadable is None:
                side = min(room.height() * 0.3, 40)
                _paint_centred(painter, "picture", QPointF(room.center()), side, colours().border)
            return False
        target = QRect(0, 0, round(pixmap.width() / ratio), round(pixmap.height() / ratio))
        target.moveCenter(room.center())
        painter.setOpacity(DIMMED if item.decision.flag is Flag.REJECT else 1.0)
        painter.drawPixmap(target, pixmap)
        painter.setOpacity(1.0)
        return True


def _paint_edge(
    painter: QPainter, room: QRect, item: Item, verdict: Verdict | None, fade: int, *, current: bool
) -> None:
    """Along the lower edge: label, flag, stars, and at its end numbers and verdict."""
    decision, side = item.decision, _side(room)
    words = f"{percent(item.score.p_aesthetic)} · {item.score.mean:.2f}" if current and item.score else ""
    bottom = room.bottom() + 1
    if decision.label is not ColourLabel.NONE:
        bottom -= LABEL
        painter.fillRect(room.left(), bottom, room.width(), LABEL, colours().of_label(decision.label))
    line = QRectF(room.left() + EDGE, bottom - side - EDGE, room.width() - 2 * EDGE, side)
    if decision.flag is not Flag.NONE or decision.stars or words:
        _paint_band(painter, QRect(room.left(), bottom - side - EDGE - 2, room.width(), side + EDGE + 2), -fade)
    if verdict in _SURE:
        _paint_verdict(painter, QRectF(line.right() - side, line.top(), side, side), verdict)
        line.setRight(line.right() - side - EDGE)
    if decision.flag is not Flag.NONE:
        _paint_flag(painter, QRectF(line.left(), line.top(), side, side), decision.flag)
        line.setLeft(line.left() + side + EDGE)
    wanted = painter.fontMetrics().horizontalAdvance(words)
    line.setLeft(line.left() + _paint_stars(painter, line, decision.stars, line.width() - wanted))
    if words:
        _write(painter, line, words if wanted <= line.width() else words.partition(" · ")[0], INK, _AT_END)


def _paint_flag(painter: QPainter, badge: QRectF, flag: Flag) -> None:
    picked = flag is Flag.PICK
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PICKED if picked else REJECTED)
    painter.drawRoundedRect(badge, badge.width() * 0.2, badge.width() * 0.2)
    margin = badge.width() * 0.16
    inside = badge.adjusted(margin, margin, -margin, -margin)
    paint_glyph(painter, of_flag(flag), inside, BADGE_INK if picked else INK)


def _paint_stars(painter: QPainter, line: QRectF, stars: int, width: float) -> float:
    """One beside the other; where ``width`` has no room for them, their number and one star. Returns what they take."""
    if not stars:
        return 0.0
    side = round(line.height() * 0.72)
    top = line.center().y() - side / 2
    left, places = line.left(), stars
    if stars * side > width:
        number = str(stars)
        _write(painter, line, number, INK, _AT_START)
        left, places = left + painter.fontMetrics().horizontalAdvance(number) + 1, 1
    for place in range(places):
        paint_glyph(painter, "star", QRectF(left + place * side, top, side - 1, side - 1), DARK.star)
    return left + places * side - line.left() + EDGE


def _paint_verdict(painter: QPainter, chip: QRectF, verdict: Verdict) -> None:
    """A quiet sign: it proposes, and does not decide."""
    side = chip.width() * 0.8
    small = QRectF(chip.right() - side, chip.center().y() - side / 2, side, side)
    _paint_disc(painter, small)
    painter.setOpacity(QUIET)
    paint_glyph(painter, of_verdict(verdict), small.adjusted(2, 2, -2, -2), DARK.of_verdict(verdict))
    painter.setOpacity(1.0)


def _paint_name(painter: QPainter, room: QRect, item: Item, marked: int) -> None:
    """``marked`` pixels at the left are a stack's."""
    metrics = painter.fontMetrics()
    band = QRect(room.left(), room.top(), room.width(), metrics.height() + EDGE)
    _paint_band(painter, band, FADE)
    free = band.adjusted(marked, 0, 0, 0)
    _write(painter, QRectF(free), name_within(item.photo.path.name, metrics, free.width() - 2 * EDGE), INK)


def _paint_unreadable(painter: QPainter, room: QRect, item: Item, *, over_picture: bool) -> None:
    """Words for it in the middle, with the name below; over a picture from before, above it."""
    words = "Not there" if item.trouble is Trouble.GONE else "Cannot be read"
    metrics, ink = painter.fontMetrics(), INK if over_picture else colours().text
    name = name_within(item.photo.path.name, metrics, room.width() - 2 * EDGE)
    if over_picture:
        band = QRect(room.left(), room.top(), room.width(), 2 * metrics.height() + EDGE)
        _paint_band(painter, band, FADE)
    else:
        side = min(22, room.height() / 4)
        band = QRect(room.left(), 0, room.width(), 2 * metrics.height())
        band.moveCenter(room.adjusted(0, round(side), 0, -_side(room) - 2 * EDGE).center())
        sign = QPointF(room.center().x(), band.top() - side / 2)
        _paint_centred(painter, "warning", sign, side, colours().unsure)
    half = band.height() // 2
    _write(painter, QRectF(band.adjusted(0, 0, 0, -half)), words, ink)
    _write(painter, QRectF(band.adjusted(0, half, 0, 0)), name, ink)


def _write(painter: QPainter, room: QRectF, words: str, ink: QColor, where: Qt.AlignmentFlag = _CENTRED) -> None:
    painter.setPen(ink)
    painter.drawText(room, where, words)


def _paint_band(painter: QPainter, band: QRect, fade: int) -> None:
    """A dark ground for what is written over a picture; it fades over so many pixels below it, or above (negative)."""
    painter.fillRect(band, BAND)
    start = band.bottom() + 1 if fade > 0 else band.top()
    gradient = QLinearGradient(0, start, 0, start + fade)
    gradient.setColorAt(0, BAND)
    gradient.setColorAt(1, QColor(0, 0, 0, 0))
    painter.fillRect(QRect(band.left(), min(start, start + fade), band.width(), abs(fade)), gradient)


def _paint_warning(painter: QPainter, disc: QRectF) -> None:
    _paint_disc(painter, disc)
    paint_glyph(painter, "warning", disc.adjusted(4, 3, -4, -5), WARNING)


def _paint_disc(painter: QPainter, disc: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(DISC)
    painter.drawEllipse(disc)


def _paint_frame(painter: QPainter, tile: QRect, *, selected: bool, current: bool) -> None:
    """In the gap around the cell, so that it covers nothing; the current one's is the stronger."""
    if not (selected or current):
        return
    table = colours()
    width = GAP - 1 if current else GAP // 2
    ink = table.accent if selected else table.muted
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
    half = width / 2
    painter.drawRect(QRectF(tile).adjusted(half, half, -half, -half))


def _paint_centred(painter: QPainter, glyph: str, centre: QPointF, side: float, ink: QColor) -> None:
    room = QRectF(0, 0, side, side)
    room.moveCenter(centre)
    paint_glyph(painter, glyph, room, ink)


def _side(room: QRect) -> int:
    """Of the signs on a cell of that width."""
    return max(16, min(round(room.width() * 0.115), 26))


def count_rect(tile: QRect, place: StackPlace, font: QFont) -> QRect:
    """Where the count of a stack stands on the cell of ``tile``; empty where it does not."""
    if not place.counts:
        return QRect()
    room = tile.adjusted(GAP // 2, GAP // 2 + (PILE if place.folded else 0), -GAP // 2, -GAP // 2)
    width = marks_width(QFontMetrics(small(font)), replace(place, best=False), _side(room))
    return QRect(room.left(), room.top(), width + EDGE, _side(room) + EDGE)


def small(font: QFont) -> QFont:
    """What is written on a photograph."""
    small = QFont(font)
    small.setPixelSize(max(11, round(QFontMetrics(font).height() * 0.72)))
    return small
