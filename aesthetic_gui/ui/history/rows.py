"""Paints a row of the history: a title with a quieter line below it, or a day."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from aesthetic_gui.ui.history.words import FADED, SECOND_LINE, SIGN, TROUBLE
from aesthetic_gui.ui.theme import colours
from aesthetic_gui.ui.widgets.glyphs import paint_glyph
from aesthetic_gui.ui.widgets.text import name_within

GAP = 4  # pixels above and below a row's lines
SIGN_SIZE = 14

AnyIndex = QModelIndex | QPersistentModelIndex


class HistoryRows(QStyledItemDelegate):
    """Every row has the same height, so that ten thousand of them cost no more than those in sight."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(80, option.fontMetrics.height() * 2 + 2 * GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        from PySide6.QtWidgets import QStyle

        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        if index.data(SECOND_LINE) is None:
            self._paint_words(painter, option, index)
        else:
            self._paint_lines(painter, option, index)
        painter.restore()

    def _paint_words(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """A day, or words in the place of photographs."""
        day = not index.parent().isValid()
        painter.setFont(_font(option, bold=day))
        painter.setPen(colours().muted)
        room = option.rect.adjusted(4, GAP, -6, -GAP)
        _line(painter, room, index.data() or "", Qt.AlignmentFlag.AlignBottom if day else Qt.AlignmentFlag.AlignVCenter)

    def _paint_lines(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        table, height = colours(), option.fontMetrics.height()
        from PySide6.QtWidgets import QStyle

        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        faded = bool(index.data(FADED))
        bright = option.palette.color(QPalette.ColorRole.HighlightedText)
        title = bright if chosen else table.muted if faded else table.text
        below = bright if chosen else table.unsure if index.data(TROUBLE) else table.muted
        room = QRect(option.rect.x() + 4, option.rect.y() + GAP, option.rect.width() - 10, height)
        sign = index.data(SIGN)
        if sign:
            paint_glyph(
                painter,
                sign,
                QRectF(room.x(), room.y() + (height - SIGN_SIZE) / 2, SIGN_SIZE, SIGN_SIZE),
                below if chosen else table.muted,
            )
            room.setLeft(room.left() + SIGN_SIZE + 6)
        painter.setFont(_font(option, struck=faded))
        painter.setPen(title)
        words = index.data() or ""
        is_name = sign is None  # of a photograph
        _line(painter, room, name_within(words, painter.fontMetrics(), room.width()) if is_name else words)
        painter.setFont(_font(option))
        painter.setPen(below)
        _line(painter, room.translated(0, height), index.data(SECOND_LINE))


def _font(option: QStyleOptionViewItem, *, bold: bool = False, struck: bool = False) -> QFont:
    font = QFont(option.font)
    font.setBold(bold)
    font.setStrikeOut(struck)
    return font


def _line(painter: QPainter, room: QRect, text: str, down: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(down | Qt.AlignmentFlag.AlignLeft), shown)
