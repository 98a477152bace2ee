"""What stands quietly below a photograph: role, flag, stars, label, name, and the verdict where there is one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import standing
from aesthetic_gui.photo import Bar, ColourLabel, Decision, Flag, Verdict
from aesthetic_gui.ui.grid.cell import verdict_of
from aesthetic_gui.ui.theme import colours
from aesthetic_gui.ui.widgets.glyphs import of_flag, paint_glyph
from aesthetic_gui.ui.widgets.layouts import STRETCH, row
from aesthetic_gui.ui.widgets.marks import GlyphButton
from aesthetic_gui.ui.widgets.text import literal, name_within
from aesthetic_gui.ui.widgets.verdict import chip_size, paint_chip
from aesthetic_gui.words import decision_words, percent

HEIGHT = 28
_MARGIN, _GAP, _MARK = 8, 8, 14
_LEAST_NAME = 60  # pixels; a name that has fewer is left out
_CROSS = 18


class Caption(QWidget):
    """One line as wide as its photograph; what has no room is left out, the decision last."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role, self._active = role, False
        self._name, self._progress = "", ""
        self._decision = Decision()
        self._verdict: tuple[Verdict, float] | None = None
        self.cross = GlyphButton("Take out of the survey (/)", ("cross", "cross"), "muted", _CROSS)
        self.cross.setCheckable(False)
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by the keyboard it is /
        row(STRETCH, self.cross, on=self, margins=(0, 0, 4, 0), spacing=0)
        self.setFixedHeight(HEIGHT)

    def show_active(self, active: bool) -> None:
        self._active = active
        self.update()

    def show_item(self, item: Item | None, bar: Bar) -> None:
        """A verdict that is *unsure* is none to be told here."""
        self._name = item.photo.path.name if item else ""
        self._decision = item.decision if item else Decision()
        verdict = verdict_of(standing(item, bar)) if item else None
        decided = item and item.score and verdict in (Verdict.AESTHETIC, Verdict.NOT_AESTHETIC)
        self._verdict = (verdict, item.score.p_aesthetic) if decided and verdict and item and item.score else None
        self.setAccessibleName(f"{self._role} {self._name}, {decision_words(self._decision)}".strip())
        self.update()

    def show_progress(self, words: str, reason: str = "") -> None:
        self._progress = words
        self.setToolTip(literal(reason))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(colours().text)
        left = self._paint_decision(painter, self._paint_role(painter, _MARGIN))
        end = self.width() - (_MARGIN if self.cross.isHidden() else _CROSS + _GAP)
        right = self._paint_verdict(painter, left, end)
        words = self._progress or self._name
        room = right - left - _GAP
        if room >= _LEAST_NAME and words:
            painter.setPen(colours().muted if self._progress or not self._active else colours().text)
            text = name_within(words, self.fontMetrics(), int(room))
            painter.drawText(QRectF(left, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_role(self, painter: QPainter, left: float) -> float:
        if not self._role:
            return left
        font = painter.font()
        font.setBold(self._active)
        painter.setFont(font)
        wide = QFontMetricsF(font).horizontalAdvance(self._role)
        painter.drawText(QRectF(left, 0, wide + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, self._role)
        painter.setFont(self.font())
        return left + wide + _GAP

    def _paint_decision(self, painter: QPainter, left: float) -> float:
        table, decision = colours(), self._decision
        marks = []
        if decision.flag is not Flag.NONE:
            marks.append((of_flag(decision.flag), table.pick if decision.flag is Flag.PICK else table.reject))
        marks += [("star", table.star)] * decision.stars
        if decision.label is not ColourLabel.NONE:
            marks.append(("dot", table.of_label(decision.label)))
        for glyph, colour in marks:
            paint_glyph(painter, glyph, QRectF(left, (self.height() - _MARK) / 2, _MARK - 1, _MARK), colour)
            left += _MARK
        return left + (_GAP if marks else 0)

    def _paint_verdict(self, painter: QPainter, left: float, right: float) -> float:
        """The chip with P(aesthetic), or with its sign alone; where it would leave no room for a name, none."""
        if self._verdict is None:
            return right
        verdict, p = self._verdict
        for words in (percent(p), ""):
            size = chip_size(QFontMetricsF(self.font()), words)
            box = QRectF(right - size.width(), (self.height() - size.height()) / 2, size.width(), size.height())
            if box.left() - left >= (_LEAST_NAME if words else 0):
                paint_chip(painter, box, verdict, words, colours().background)
                return box.left() - _GAP
        return right
