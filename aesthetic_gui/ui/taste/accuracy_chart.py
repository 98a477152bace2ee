"""How often taste and model put a pick above a reject, neither seen before: two dots with their intervals."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen

from aesthetic_gui.photo import Estimate
from aesthetic_gui.taste.head import HeldOut
from aesthetic_gui.ui.theme import colours, smooth
from aesthetic_gui.ui.widgets.charts import Chart
from aesthetic_gui.ui.widgets.text import literal
from aesthetic_gui.words import percent

_ROW = 19
_HOW_COUNTED = (
    "Right on a pair: the pick is rated above the reject, and the judge had seen neither. "
    "The lines are 95 % intervals; the thin one is guessing."
)
_CHANCE = 0.5
_LEFT = 0.4


class AccuracyChart(Chart):
    """The share of right pairs up to 100 %, from 40 % or the lowest end of an interval; a line where guessing is."""

    def __init__(self) -> None:
        super().__init__("Right on held-out pairs", 2 * _ROW + 4)
        self._rows: tuple[tuple[str, Estimate], ...] = ()
        self._won = False
        self._left = _LEFT

    def show_held_out(self, held_out: HeldOut | None, *, won: bool) -> None:
        """Show both estimates; the taste in the accent colour where it has ``won``. None empties the chart."""
        self._won = won
        self._rows = () if held_out is None else (("Your taste", held_out.taste), ("The model", held_out.base))
        self._left = min([_LEFT, *(estimate.low for _, estimate in self._rows)])
        words = "; ".join(estimate_words(name, estimate) for name, estimate in self._rows)
        self.setAccessibleDescription(words)
        told = f"{words.replace('; ', chr(10))}\n{_HOW_COUNTED}"
        self.setToolTip(literal(told) if words else "")
        self.setVisible(bool(words))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(self)
        table, metrics = colours(), painter.fontMetrics()
        names = max(metrics.horizontalAdvance(name) for name, _ in self._rows or (("", None),)) + 10
        values = metrics.horizontalAdvance("100 %") + 8
        scale = QRectF(names, 2, self.width() - names - values, 2 * _ROW)
        painter.setPen(QPen(table.border, 1))
        x = round(self.at(scale, _CHANCE)) + 0.5
        painter.drawLine(QPointF(x, scale.top() + 2), QPointF(x, scale.bottom() - 2))
        for place, (name, estimate) in enumerate(self._rows):
            row = QRectF(0, 2 + place * _ROW, self.width(), _ROW)
            ink = table.accent if self._won and place == 0 else table.text
            self._paint_row(painter, row, scale, (name, estimate), ink)

    def _paint_row(
        self, painter: QPainter, row: QRectF, scale: QRectF, shown: tuple[str, Estimate], ink: QColor
    ) -> None:
        (name, estimate), table, middle = shown, colours(), row.center().y()
        side = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(table.muted)
        painter.drawText(row, side | Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(table.text)
        painter.drawText(row, side | Qt.AlignmentFlag.AlignRight, percent(estimate.value))
        painter.setPen(QPen(table.border, 1))
        painter.drawLine(QPointF(scale.left(), middle), QPointF(scale.right(), middle))
        painter.setPen(QPen(ink, 2.5))
        painter.drawLine(QPointF(self.at(scale, estimate.low), middle), QPointF(self.at(scale, estimate.high), middle))
        painter.setPen(QPen(table.panel, 1.5))
        painter.setBrush(ink)
        painter.drawEllipse(QPointF(self.at(scale, estimate.value), middle), 4.5, 4.5)

    def at(self, scale: QRectF, share: float) -> float:
        """Where a share, 0 to 1, is on the scale."""
        return scale.left() + (share - self._left) / (1 - self._left) * scale.width()


def estimate_words(name: str, estimate: Estimate) -> str:
    """ "Your taste: right on 81 % [76, 86]"."""
    return f"{name}: right on {percent(estimate.value)} [{100 * estimate.low:.0f}, {100 * estimate.high:.0f}]"
