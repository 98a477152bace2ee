"""What holds a stack together in the grid: a tray below frames side by side, a pile for a folded one, its count.

The tray lies in the gaps around the cells, so that it covers nothing and a selection's frame lies over it.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QPainter, QPixmap

from aesthetic_gui.culling.stacks.place import StackPlace
from aesthetic_gui.grouping.frame import StackKind
from aesthetic_gui.ui.theme import blend, colours
from aesthetic_gui.ui.widgets.glyphs import paint_glyph

INK, GROUND = QColor("#ffffff"), QColor(0, 0, 0, 190)
SHEETS = ((7, 0.8), (13, 0.5))  # of a pile, from the nearest: how far it is set in, and how much it stands out
SHEET = 3  # pixels, each with the line below it
PILE = SHEET * len(SHEETS)
TRAY = 0.48  # how much it stands out
APART = 2  # pixels between two signs
_AT_START = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_GLYPHS = {StackKind.BRACKET: "bracket", StackKind.FOCUS: "focus_stack", StackKind.PANORAMA: "panorama"}


def paint_tray(painter: QPainter, tile: QRect, room: QRect, place: StackPlace) -> None:
    """Below ``room``, the cell of one of several frames side by side, and between them; it ends with the stack."""
    if not (place.before or place.after):
        return
    left = tile.left() if place.before else room.left()
    right = tile.right() if place.after else room.right()
    tray = QRect(left, room.top(), right - left + 1, tile.bottom() - room.top() + 1)
    painter.fillRect(tray, _ink(TRAY))


def paint_pile(painter: QPainter, room: QRect) -> QRect:
    """The edges of what lies below, at the top of ``room``; returns the room that is left for what lies on top."""
    for number, (inset, strength) in enumerate(SHEETS, 1):
        top = room.top() + PILE - number * SHEET
        painter.fillRect(QRect(room.left() + inset, top, room.width() - 2 * inset, SHEET - 1), _ink(strength))
    return room.adjusted(0, PILE, 0, 0)


def marks_width(metrics: QFontMetrics, place: StackPlace, side: int) -> int:
    """What :func:`paint_marks` takes, in pixels."""
    return sum(_width(metrics, words, side) + APART for _, words in _marks(place))


def paint_marks(painter: QPainter, corner: QPoint, place: StackPlace, side: int) -> None:
    """To the right of ``corner``, ``side`` pixels high: the count with what the stack is, and who is suggested."""
    left = corner.x()
    for sign, words in _marks(place):
        badge = _badge(sign, words, side, painter.font().pixelSize(), painter.device().devicePixelRatioF())
        painter.drawPixmap(left, corner.y(), badge)
        left += round(badge.deviceIndependentSize().width()) + APART


def _marks(place: StackPlace) -> list[tuple[str, str]]:
    """Signs and the words beside them."""
    counted = [(_GLYPHS.get(place.stack.kind, "stack"), place.count)] if place.counts else []
    return counted + [("best", "")] * place.best


def _width(metrics: QFontMetrics, words: str, side: int) -> int:
    return side + metrics.horizontalAdvance(words) + 5 if words else side


@lru_cache(maxsize=200)
def _badge(sign: str, words: str, side: int, pixels: int, ratio: float) -> QPixmap:
    """Painted once: a screen of folded stacks has two hundred, of few kinds."""
    font = QGuiApplication.font()
    font.setPixelSize(pixels)
    room = QRectF(0, 0, _width(QFontMetrics(font), words, side), side)
    badge = QPixmap((room.size() * ratio).toSize())
    badge.setDevicePixelRatio(ratio)
    badge.fill(Qt.GlobalColor.transparent)
    painter = QPainter(badge)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(GROUND)
    painter.drawRoundedRect(room, 3, 3)
    margin = side * 0.2
    paint_glyph(painter, sign, QRectF(margin, margin, side - 2 * margin, side - 2 * margin), INK)
    painter.setFont(font)
    painter.setPen(INK)
    painter.drawText(room.adjusted(side, 0, 0, 0), _AT_START, words)
    painter.end()
    return badge


def _ink(strength: float) -> QColor:
    """Of trays and sheets."""
    table = colours()
    return blend(table.muted, table.background, strength)
