"""Bars for what was kept, left undecided and rejected: row by row, and over the scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip

from aesthetic_gui.culling.statistics.counting import Histogram, Row, Tally
from aesthetic_gui.culling.statistics.telling import rate_words
from aesthetic_gui.ui.theme import blend, colours, smooth
from aesthetic_gui.ui.widgets.charts import Chart
from aesthetic_gui.ui.widgets.text import literal, one_line

ROW = 21  # pixels
MOST_NAME, GAP = 190, 10
_AXIS = 18  # pixels, below a histogram


def inks() -> tuple[QColor, QColor, QColor]:
    """The colours of kept, undecided and rejected."""
    table = colours()
    return table.pick, blend(table.muted, table.panel, 0.45), table.reject


def tally_words(tally: Tally) -> str:
    """ "12 kept, 30 rejected, 4 undecided"."""
    return f"{tally.kept:,} kept, {tally.rejected:,} rejected, {tally.undecided:,} undecided"


class RowsChart(Chart):
    """A line for each row: its name, a bar as long as it has photographs, the share that was kept, and of how many."""

    def __init__(self, title: str, rows: Sequence[Row]) -> None:
        super().__init__(title, ROW * len(rows) + 2)
        self._rows = tuple(rows)
        self.setAccessibleDescription("; ".join(self.words_of(row) for row in rows))

    @staticmethod
    def words_of(row: Row) -> str:
        rate = f", kept {rate_words(row.tally.keep_rate)}" if row.tally.keep_rate else ""
        return f"{one_line(row.name)}: {tally_words(row.tally)}{rate}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, metrics = smooth(self), QFontMetricsF(self.font())
        longest = max(metrics.horizontalAdvance(one_line(row.name)) for row in self._rows) + GAP + 2
        names = min(longest, MOST_NAME, 0.45 * self.width())
        rates = metrics.horizontalAdvance("100 % [100–100]") + GAP
        counts = max(metrics.horizontalAdvance(f"{row.tally.total:,}") for row in self._rows) + GAP
        most = max(row.tally.total for row in self._rows)
        room = max(20.0, self.width() - names - rates - counts)
        for place, row in enumerate(self._rows):
            line = QRectF(0, place * ROW, self.width(), ROW)
            self._paint_words(painter, line, row, names)
            bar = QRectF(names, line.top() + 5, room * row.tally.total / most, ROW - 10)
            paint_bar(painter, bar, row.tally)

    def _paint_words(self, painter: QPainter, line: QRectF, row: Row, names: float) -> None:
        middle, metrics = Qt.AlignmentFlag.AlignVCenter, painter.fontMetrics()
        name = metrics.elidedText(one_line(row.name), Qt.TextElideMode.ElideMiddle, int(names - GAP))
        painter.setPen(colours().text)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, name)
        rate = row.tally.keep_rate
        right = line.adjusted(0, 0, -metrics.horizontalAdvance("100 % [100–100]") - GAP, 0)
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, f"{row.tally.total:,}")
        painter.setPen(colours().text if rate else colours().muted)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, rate_words(rate) if rate else "–")

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = event.pos().y() // ROW
            words = self.words_of(self._rows[place]) if place < len(self._rows) else ""
            QToolTip.showText(event.globalPos(), literal(words), self)
            return True
        return super().event(event)


class ScoresChart(Chart):
    """Scores of what was kept above the line, of what was rejected below it; before any decision, of all."""

    def __init__(self, title: str, scores: Histogram, marks: Sequence[float], form: Callable[[float], str]) -> None:
        """``marks`` are values on the axis, written as ``form`` has it."""
        super().__init__(title, 130)
        self._scores, self._marks, self._form = scores, tuple(marks), form
        told = (f"{self._edges(place)}: {tally_words(tally)}" for place, tally in enumerate(scores.bins) if tally.total)
        self.setAccessibleDescription("; ".join(told))

    def _edges(self, place: int) -> str:
        low, high = self._scores.edges(place)
        return f"{self._form(low)} to {self._form(high)}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = smooth(self), colours()
        plot = QRectF(4, 4, self.width() - 8, self.height() - _AXIS - 6)
        middle, width = plot.center().y(), plot.width() / len(self._scores.bins)
        decided = any(tally.decided for tally in self._scores.bins)
        above, _, below = inks() if decided else (inks()[1], None, inks()[1])
        heights = [(one.kept, one.rejected) if decided else (one.undecided, 0) for one in self._scores.bins]
        scale = (plot.height() / 2 - 2) / (max(map(max, heights)) or 1)
        for place, (up, down) in enumerate(heights):
            left = plot.left() + place * width + width * 0.16
            painter.fillRect(QRectF(left, middle - up * scale, width * 0.68, up * scale), above)
            painter.fillRect(QRectF(left, middle, width * 0.68, down * scale), below)
        painter.setPen(QPen(table.muted, 1))
        line = round(middle) + 0.5
        painter.drawLine(QPointF(plot.left(), line), QPointF(plot.right(), line))
        self._paint_marks(painter, plot)

    def _paint_marks(self, painter: QPainter, plot: QRectF) -> None:
        start, end = self._scores.start, self._scores.edges(len(self._scores.bins) - 1)[1]
        painter.setPen(colours().muted)
        for mark in self._marks:
            x = plot.left() + (mark - start) / (end - start) * plot.width()
            box = QRectF(x - 30, plot.bottom() + 3, 60, _AXIS)
            side = Qt.AlignmentFlag.AlignHCenter
            if mark == self._marks[0]:
                box, side = QRectF(plot.left(), box.top(), 60, _AXIS), Qt.AlignmentFlag.AlignLeft
            elif mark == self._marks[-1]:
                box, side = QRectF(plot.right() - 60, box.top(), 60, _AXIS), Qt.AlignmentFlag.AlignRight
            painter.drawText(box, side | Qt.AlignmentFlag.AlignTop, self._form(mark))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), literal(self.words_at(event.pos().x())), self)
            return True
        return super().event(event)

    def words_at(self, x: float) -> str:
        """What the tool tip says above the bin at ``x``."""
        place = int((x - 4) * len(self._scores.bins) // max(self.width() - 8, 1))
        if not 0 <= place < len(self._scores.bins):
            return ""
        return f"{self._edges(place)}: {tally_words(self._scores.bins[place])}"


class TallyBar(Chart):
    """Kept, undecided and rejected of the whole shoot, as one bar over the full width."""

    def __init__(self, tally: Tally) -> None:
        super().__init__("Decisions", 14)
        self._tally = tally
        self.setAccessibleDescription(tally_words(tally))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_bar(smooth(self), QRectF(0, 1, self.width(), 12), self._tally)


def paint_bar(painter: QPainter, bar: QRectF, tally: Tally) -> None:
    """Kept, undecided, rejected, side by side in ``bar``; whatever there is of one is seen."""
    left = bar.left()
    parts = (tally.kept, tally.undecided, tally.rejected)
    for number, ink in zip(parts, inks(), strict=True):
        width = bar.width() * number / max(tally.total, 1)
        painter.fillRect(QRectF(left, bar.top(), max(width - 1, 1.0) if number else 0.0, bar.height()), ink)
        left += width
