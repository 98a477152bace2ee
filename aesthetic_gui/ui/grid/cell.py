"""How one photograph looks in the grid: picture, verdict with P(aesthetic), score, name, stars, flag and label."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import Standing, standing
from aesthetic_gui.photo import Bar, ColourLabel, Flag, Photo, Verdict
from aesthetic_gui.ui.grid.model import CONFLICT, AnyIndex
from aesthetic_gui.ui.theme import Colours, colours
from aesthetic_gui.ui.widgets.glyphs import of_flag, paint_glyph
from aesthetic_gui.ui.widgets.text import name_within
from aesthetic_gui.words import verdict_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyle

GAP = 5  # around a card
MARGIN = 8  # inside it
FOOTER = 46
STAR = 13
NAME = "IMG_0000-0.jpeg"  # what has room in a cell, as cameras call their files

_VERDICTS = {Standing(verdict.value): verdict for verdict in Verdict}


def cell_size(width: int) -> QSize:
    """The size of a cell whose pictures are at most ``width`` wide; 4:3 with room for two lines."""
    return QSize(width + 2 * (GAP + MARGIN), round(width * 0.75) + FOOTER + 2 * GAP + MARGIN)


def verdict_of(stands: Standing) -> Verdict | None:
    """The standing as a verdict; None for unreadable and waiting photographs."""
    return _VERDICTS.get(stands)


class CellDelegate(QStyledItemDelegate):
    """Paints a cell from values alone."""

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
        item: Item = index.data(Qt.ItemDataRole.UserRole)
        table = colours()
        card = option.rect.adjusted(GAP, GAP, -GAP, -GAP)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        state = option.state
        self._paint_card(painter, card, state, item, table)
        picture = card.adjusted(MARGIN, MARGIN, -MARGIN, -FOOTER)
        self._paint_picture(painter, picture, item, table)
        if item.decision.flag is not Flag.NONE:
            _paint_flag(painter, picture, item.decision.flag)
        if index.data(CONFLICT):
            _paint_conflict(painter, picture)
        footer = QRect(picture.left(), picture.bottom() + 5, picture.width(), FOOTER - 8)
        self._paint_footer(painter, footer, item, table)
        painter.restore()

    def _paint_card(self, painter: QPainter, card: QRect, state: QStyle.StateFlag, item: Item, table: Colours) -> None:
        from PySide6.QtWidgets import QStyle

        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        ground = table.hover if selected or hovered else table.panel
        if item.decision.label is not ColourLabel.NONE:
            tint = QColor(table.of_label(item.decision.label))
            tint.setAlpha(70)
            painter.setBrush(ground)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(card, 6, 6)
            ground = tint
        painter.setBrush(ground)
        painter.setPen(QPen(table.accent, 2) if selected or focused else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_picture(self, painter: QPainter, room: QRect, item: Item, table: Colours) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._thumbnail(item.photo, room.size() * ratio)
        if pixmap is None:
            glyph = "warning" if item.unreadable else "picture"
            side = min(room.width(), room.height(), 90) * 0.4
            ground = QRectF(0, 0, side, side)
            ground.moveCenter(QRectF(room).center())
            paint_glyph(painter, glyph, ground, table.unsure if item.unreadable else table.border)
            return
        target = QRect(0, 0, round(pixmap.width() / ratio), round(pixmap.height() / ratio))
        target.moveCenter(room.center())
        painter.setOpacity(0.35 if item.decision.flag is Flag.REJECT else 1.0)
        painter.drawPixmap(target, pixmap)
        painter.setOpacity(1.0)

    def _paint_footer(self, painter: QPainter, room: QRect, item: Item, table: Colours) -> None:
        first = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        second = QRect(room.left(), first.bottom() + 1, room.width(), room.height() // 2)
        _paint_verdict(painter, first, item, standing(item, self._bar()), table)
        _paint_name(painter, second, item, table)


def _paint_verdict(painter: QPainter, room: QRect, item: Item, stands: Standing, table: Colours) -> None:
    verdict = verdict_of(stands)
    colour = table.unsure if stands is Standing.UNREADABLE else table.of_verdict(verdict)
    glyph = "warning" if stands is Standing.UNREADABLE else stands.value
    paint_glyph(painter, glyph, QRectF(room.left(), room.top() + 2, 14, 14), colour)
    score = f"{item.score.mean:.2f}" if item.score else ""
    painter.setFont(_font(painter, bold=True))
    metrics = QFontMetrics(painter.font())
    text = room.adjusted(19, 0, -metrics.horizontalAdvance(score) - 6 if score else 0, 0)
    words = verdict_words(verdict, item.score.p_aesthetic) if verdict and item.score else stands.value.capitalize()
    if metrics.horizontalAdvance(words) > text.width():
        words = words.rpartition(" · ")[2]
    painter.setPen(colour)
    centre = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(text, centre, metrics.elidedText(words, Qt.TextElideMode.ElideRight, text.width()))
    painter.setPen(table.text)
    painter.drawText(room, centre | Qt.AlignmentFlag.AlignRight, score)


def _paint_name(painter: QPainter, room: QRect, item: Item, table: Colours) -> None:
    painter.setFont(_font(painter, bold=False))
    metrics = QFontMetrics(painter.font())
    taken = _paint_stars(painter, room, metrics, item.decision.stars, table)
    text = room.adjusted(0, 0, -taken, 0)
    painter.setPen(table.muted)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, name_within(item.photo.path.name, metrics, text.width()))


def _paint_stars(painter: QPainter, room: QRect, metrics: QFontMetrics, stars: int, table: Colours) -> int:
    """At the right, one beside the other; where a name would have no room beside them, their number and one star.

    Returns the pixels that they take.
    """
    if not stars:
        return 0
    wide = room.width() - 5 * STAR >= metrics.horizontalAdvance(NAME)
    places = range(stars) if wide else range(1)
    for place in places:
        star = QRectF(room.right() - STAR * (place + 1) + 1, room.top() + 3, STAR - 1, STAR - 1)
        paint_glyph(painter, "star", star, table.star)
    taken = STAR * len(places)
    if not wide:
        painter.setPen(table.text)
        number = room.adjusted(0, 0, -taken - 1, 0)
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(stars))
        taken += metrics.horizontalAdvance(str(stars)) + 1
    return taken + 4


def _paint_conflict(painter: QPainter, picture: QRect) -> None:
    disc = _disc(painter, picture.right() - 25, picture.top() + 4)
    paint_glyph(painter, "warning", disc.adjusted(4, 3, -4, -5), QColor("#f0d060"))


def _disc(painter: QPainter, left: int, top: int) -> QRectF:
    disc = QRectF(left, top, 22, 22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 150))
    painter.drawEllipse(disc)
    return disc


def _paint_flag(painter: QPainter, picture: QRect, flag: Flag) -> None:
    disc = _disc(painter, picture.left() + 4, picture.top() + 4)
    colour = QColor("#ffffff") if flag is Flag.PICK else QColor("#f08c63")
    paint_glyph(painter, of_flag(flag), disc.adjusted(4, 4, -4, -4), colour)


def _font(painter: QPainter, *, bold: bool) -> QFont:
    font = QFont(painter.font())
    font.setBold(bold)
    return font
