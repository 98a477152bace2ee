"""What holds a stack together in the grid: a tray below frames side by side, a pile for a folded one, its count.

The tray lies in the gaps around the cells, so that it covers nothing and a selection's frame lies over it.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from aesthetic_gui.culling.stacks.place import StackPlace
from aesthetic_gui.grouping.frame import StackKind
from aesthetic_gui.ui.theme import blend, colours
from aesthetic_gui.ui.widgets.glyphs import paint_glyph

INK, GROUND = QColor("#ffffff"), QColor(0, 0, 0, 190)
SHEETS = ((7, 0.8), (13, 0.5))  # of a pile, from the nearest: how far it is set in, and how much it stands out
SHEET = 3  # pixels, each with the line below it
PILE = SHEET * len(SHEETS)
TRAY = 0.62  # how much it stands out
APART = 2  # pixels between two signs
_AT_START = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_GLYPHS = {StackKind.BRACKET: "bracket", StackKind.FOCUS: "focus_stack", StackKind.PANORAMA: "panorama"}


def paint_tray(painter: QPainter, tile: QRect, room: QRect, place: StackPlace) -> None:
    """Below ``room``, the cell of one of several frames side by side, and between them; it ends with the stack."""
    if not (place.before or place.after):
        return
    table = colours()
    left = tile.left() if place.before else room.left()
    right = tile.right() if place.after else room.right()
    tray = QRect(left, room.top(), right - left + 1, tile.bottom() - room.top() + 1)
    painter.fillRect(tray, blend(table.muted, table.background, TRAY))


def paint_pile(painter: QPainter, room: QRect) -> QRect:
    """The edges of what lies below, at the top of ``room``; returns the room that is left for what lies on top."""
    table = colours()
    for number, (inset, strength) in enumerate(SHEETS, 1):
        top = room.top() + PILE - number * SHEET
        painter.fillRect(
            QRect(room.left() + inset, top, room.width() - 2 * inset, SHEET - 1),
            blend(table.muted, table.background, strength),
        )
    return room.adjusted(0, PILE, 0, 0)


def marks_width(metrics: QFontMetrics, place: StackPlace, side: int) -> int:
    """What :func:`paint_marks` takes, in pixels."""
    counted = _count_width(metrics, place, side) if place.counts else 0
    return counted + (side if place.best else 0) + (APART if place.counts and place.best else 0)


def paint_marks(painter: QPainter, corner: QPointF, place: StackPlace, side: int) -> None:
    """To the right of ``corner``, ``side`` pixels high: the count with what the stack is, and who is suggested."""
    left = corner.x()
    if place.counts:
        width = _count_width(painter.fontMetrics(), place, side)
        badge = _badge(painter, QRectF(left, corner.y(), width, side))
        paint_glyph(painter, _GLYPHS.get(place.stack.kind, "stack"), _sign(badge, side), INK)
        painter.setPen(INK)
        painter.drawText(badge.adjusted(side, 0, 0, 0), _AT_START, place.count)
        left += width + APART
    if place.best:
        paint_glyph(painter, "best", _sign(_badge(painter, QRectF(left, corner.y(), side, side)), side), INK)


def _count_width(metrics: QFontMetrics, place: StackPlace, side: int) -> int:
    return side + metrics.horizontalAdvance(place.count) + 5


def _badge(painter: QPainter, room: QRectF) -> QRectF:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(GROUND)
    painter.drawRoundedRect(room, 3, 3)
    return room


def _sign(badge: QRectF, side: int) -> QRectF:
    margin = side * 0.2
    return QRectF(badge.left() + margin, badge.top() + margin, side - 2 * margin, side - 2 * margin)
