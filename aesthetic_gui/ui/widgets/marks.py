"""Glyphs as widgets: a sign, a button that is a sign, the photographer's decision at a glance."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from aesthetic_gui.photo import ColourLabel, Decision, Flag
from aesthetic_gui.ui.theme import colours, smooth
from aesthetic_gui.ui.widgets.glyphs import of_flag, paint_glyph
from aesthetic_gui.ui.widgets.text import literal
from aesthetic_gui.words import decision_words

_BACK = 0.4  # opacity


class GlyphLabel(QWidget):
    """One sign, only looked at. ``colour`` names a row of the theme's colours."""

    def __init__(self, name: str, side: int = 16, colour: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._colour = name, colour
        self.setFixedSize(side, side)

    def show_glyph(self, name: str, colour: str) -> None:
        self._name, self._colour = name, colour
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_glyph(QPainter(self), self._name, QRectF(self.rect()), getattr(colours(), self._colour))


class GlyphButton(QAbstractButton):
    """A button that is a sign: ``glyphs`` are its names when off and when on, ``colour`` a row of the theme.

    It never takes the keyboard by a click, so the arrow keys stay with the photographs; Tab reaches it.
    """

    def __init__(self, words: str, glyphs: tuple[str, str], colour: str, side: int = 21) -> None:
        super().__init__()
        self._glyphs, self._colour = glyphs, colour
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(words)
        self.setToolTip(literal(words))
        self.setFixedSize(side, side)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return self.maximumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = smooth(self), colours()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(table.accent if self.hasFocus() else Qt.GlobalColor.transparent))
        hot = self.isEnabled() and self.underMouse()
        painter.setBrush(table.hover if hot else Qt.GlobalColor.transparent)
        painter.drawRoundedRect(box, 4, 4)
        margin = self.width() * 0.18
        paint_glyph(
            painter, self._glyphs[self.isChecked()], box.adjusted(margin, margin, -margin, -margin), self._ink()
        )

    def _ink(self) -> QColor:
        table = colours()
        if not self.isEnabled():
            return table.border
        ink = getattr(table, self._colour) if self.isChecked() or self._colour.startswith("label_") else table.muted
        assert isinstance(ink, QColor)
        return ink


class DecisionMarks(QWidget):
    """Flag, stars and colour label as small signs that are only looked at."""

    _SIDE = 15

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decision = Decision()
        self.setFixedSize(self._SIDE * 7 + 14, self._SIDE + 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_decision(Decision())

    def show_decision(self, decision: Decision) -> None:
        self._decision = decision
        self.setAccessibleName(decision_words(decision))
        self.setToolTip(literal(decision_words(decision)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_decision(QPainter(self), QRectF(0, 1, self.width(), self._SIDE), self._decision)


def paint_decision(
    painter: QPainter, rect: QRectF, decision: Decision, bright: Collection[str] = ("flag", "stars", "label")
) -> None:
    """Flag, stars and label in a row as high as ``rect``; the fields that are not ``bright`` stand back."""
    side, table = rect.height(), colours()
    ink = {Flag.PICK: table.pick, Flag.REJECT: table.reject, Flag.NONE: table.border}[decision.flag]
    painter.save()
    painter.setOpacity(1.0 if "flag" in bright else _BACK)
    paint_glyph(painter, of_flag(decision.flag), QRectF(rect.x(), rect.y(), side, side), ink)
    painter.setOpacity(1.0 if "stars" in bright else _BACK)
    paint_stars(painter, QRectF(rect.x() + side + 6, rect.y(), 5 * side, side), decision.stars)
    painter.setOpacity(1.0 if "label" in bright else _BACK)
    if decision.label is not ColourLabel.NONE:
        box = QRectF(rect.x() + 6 * side + 14, rect.y(), side, side)
        paint_glyph(painter, "dot", box, table.of_label(decision.label))
    painter.restore()


def paint_stars(painter: QPainter, rect: QRectF, stars: int) -> None:
    """Five places in a row: stars that are given, small dots for those that are not."""
    side, table = rect.height(), colours()
    for place in range(5):
        box = QRectF(rect.x() + place * side, rect.y(), side, side)
        if place < stars:
            paint_glyph(painter, "star", box.adjusted(1, 1, -1, -1), table.star)
        else:
            paint_glyph(painter, "dot", box.adjusted(5, 5, -5, -5), table.muted)
