"""Small charts for the inspector: histogram, rating distribution, gauge. Shapes are made when values come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QToolTip

from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import Verdict
from aesthetic_gui.ui.theme import blend, colours, smooth
from aesthetic_gui.ui.widgets.charts import Chart
from aesthetic_gui.ui.widgets.sliders import INSET
from aesthetic_gui.ui.widgets.text import literal
from aesthetic_gui.words import percent


class HistogramChart(Chart):
    """Red, green, blue and luminance over the tones 0 to 255."""

    def __init__(self) -> None:
        super().__init__("Histogram", 78)
        self._channels: list[QPainterPath] = []

    def show_counts(self, counts: NDArray[np.int64] | None) -> None:
        """Show counts, shape (4, 256): red, green, blue, luminance; None empties the chart."""
        self._channels = [] if counts is None else [_mountain(row) for row in _heights(counts)]
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = smooth(self), colours()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(table.border)
        painter.setBrush(table.background)
        painter.drawRoundedRect(box, 3, 3)
        self._paint_quarters(painter, box)
        if self._channels:
            self._paint_channels(painter, box.adjusted(1, 5, -1, -0.5))

    def _paint_quarters(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(blend(colours().border, colours().background, 0.6), 1))
        for quarter in (0.25, 0.5, 0.75):
            x = round(box.left() + quarter * box.width()) + 0.5
            painter.drawLine(QPointF(x, box.top() + 1), QPointF(x, box.bottom() - 1))

    def _paint_channels(self, painter: QPainter, box: QRectF) -> None:
        table = colours()
        to_box = QTransform.fromTranslate(box.left(), box.top()).scale(box.width(), box.height())
        *colour_channels, luminance = self._channels
        dark = table.background.lightness() < 128
        modes = QPainter.CompositionMode
        painter.setCompositionMode(modes.CompositionMode_Screen if dark else modes.CompositionMode_Multiply)
        inks = (table.histogram_red, table.histogram_green, table.histogram_blue)
        for path, ink in zip(colour_channels, inks, strict=True):
            painter.fillPath(to_box.map(path), blend(ink, QColor("black" if dark else "white"), 0.75))
        painter.setCompositionMode(modes.CompositionMode_SourceOver)
        painter.strokePath(to_box.map(luminance), QPen(table.histogram_luminance, 1))


def _heights(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Heights 0 to 1. Clipped tones (0 and 255) and lone spikes must not flatten everything else."""
    smooth = np.apply_along_axis(np.convolve, 1, counts.astype(np.float64), np.array([0.25, 0.5, 0.25]), "same")
    tallest = float(np.quantile(smooth[:, 2:-2], 0.997))
    return np.clip(smooth / (tallest or float(smooth.max()) or 1.0), 0.0, 1.0)


def _mountain(heights: NDArray[np.float64]) -> QPainterPath:
    path = QPainterPath(QPointF(0, 1))
    for place, height in enumerate(heights):
        path.lineTo(QPointF(place / (len(heights) - 1), 1 - float(height)))
    path.lineTo(QPointF(1, 1))
    path.closeSubpath()
    return path


class DistributionChart(Chart):
    """How the model expects ten ratings to be given, with mean and standard deviation."""

    def __init__(self) -> None:
        super().__init__("Distribution of ratings", 100)
        self._values: tuple[float, ...] = ()
        self._mean = self._sd = 0.0

    def show_distribution(self, values: Sequence[float], mean: float, sd: float) -> None:
        """Ten probabilities for the ratings 1 to 10, and their moments; an empty sequence empties the chart."""
        self._values, self._mean, self._sd = tuple(values), mean, sd
        self.setAccessibleDescription(f"Mean {mean:.2f}, standard deviation {sd:.2f}" if values else "")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(self)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        plot = self._plot(QFontMetricsF(font).height())
        self._paint_axis(painter, plot)
        if self._values:
            self._paint_spread(painter, plot)
            self._paint_bars(painter, plot)
            self._paint_mean(painter, plot)

    def _plot(self, text_height: float) -> QRectF:
        return QRectF(self.rect()).adjusted(INSET, text_height + 3, -INSET, -text_height - 4)

    def _centre(self, plot: QRectF, rating: float) -> float:
        return plot.left() + (rating - 0.5) * plot.width() / 10

    def _paint_axis(self, painter: QPainter, plot: QRectF) -> None:
        painter.setPen(colours().border)
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.setPen(colours().muted)
        for rating in range(1, 11):
            cell = QRectF(plot.left() + (rating - 1) * plot.width() / 10, plot.bottom() + 2, plot.width() / 10, 40)
            painter.drawText(cell, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, str(rating))

    def _paint_bars(self, painter: QPainter, plot: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours().bar)
        width, tallest = plot.width() / 10, max(max(self._values), 1e-9)
        for place, value in enumerate(self._values):
            height = max(value / tallest * (plot.height() - 2), 1.0)
            bar = QRectF(plot.left() + place * width + width * 0.14, plot.bottom() - height, width * 0.72, height)
            path = QPainterPath()
            path.addRoundedRect(bar.adjusted(0, 0, 0, 4), 2, 2)
            painter.save()
            painter.setClipRect(bar)
            painter.drawPath(path)
            painter.restore()

    def _paint_spread(self, painter: QPainter, plot: QRectF) -> None:
        left = max(self._centre(plot, self._mean - self._sd), plot.left())
        right = min(self._centre(plot, self._mean + self._sd), plot.right())
        ground = blend(colours().accent, colours().panel, 0.13)
        painter.fillRect(QRectF(left, plot.top(), right - left, plot.height()), ground)

    def _paint_mean(self, painter: QPainter, plot: QRectF) -> None:
        table, x = colours(), self._centre(plot, self._mean)
        painter.setPen(QPen(table.accent, 1.5))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        text = f"{self._mean:.2f} ± {self._sd:.2f}"
        width = painter.fontMetrics().horizontalAdvance(text) + 2
        left = min(max(x - width / 2, plot.left()), plot.right() - width)
        painter.drawText(QRectF(left, 0, width, plot.top() - 2), Qt.AlignmentFlag.AlignCenter, text)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), literal(self.words_at(event.pos().x())), self)
            return True
        return super().event(event)

    def words_at(self, x: float) -> str:
        """What the tool tip says above the bar at ``x``."""
        plot = self._plot(0.0)
        place = int((x - plot.left()) * 10 // max(plot.width(), 1))
        if not self._values or not 0 <= place < 10:
            return ""
        return f"Rating {place + 1}: {percent(self._values[place])}"


class Gauge(Chart):
    """P(aesthetic) as a bar from 0 to 1, the threshold as a mark, the unsure band around it."""

    def __init__(self) -> None:
        super().__init__("P(aesthetic)", 18)
        self._p: float | None = None
        self._verdict: Verdict | None = None
        self._threshold, self._band = 0.5, 0.0

    def show_probability(self, p: float | None, verdict: Verdict | None) -> None:
        self._p, self._verdict = p, verdict
        self.setAccessibleDescription("" if p is None else percent(p))
        self.update()

    def show_bar(self, threshold: float, band: float) -> None:
        self._threshold, self._band = threshold, band
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = smooth(self), colours()
        track = QRectF(INSET, 5, self.width() - 2 * INSET, 8)
        shape = QPainterPath()
        shape.addRoundedRect(track, 4, 4)
        painter.setClipPath(shape)
        painter.fillRect(track, blend(table.muted, table.panel, 0.22))
        zone = self._span(track, self._threshold - self._band, self._threshold + self._band)
        painter.fillRect(zone, blend(table.unsure, table.panel, 0.38))
        if self._p is not None:
            painter.fillRect(self._span(track, 0.0, self._p), table.of_verdict(self._verdict))
        painter.setClipping(False)
        self._paint_edges(painter, zone)
        x = self._span(track, self._threshold, 1.0).left()
        painter.fillRect(QRectF(x - 2, 1, 4, 17), table.panel)
        painter.fillRect(QRectF(x - 1, 1, 2, 17), table.text)

    def _paint_edges(self, painter: QPainter, zone: QRectF) -> None:
        """Where *unsure* begins and ends, also across the bar."""
        if self._band > 0:
            for x in (zone.left(), zone.right()):
                painter.fillRect(QRectF(x - 1.5, 0, 3, 14), colours().panel)
                painter.fillRect(QRectF(x - 0.5, 0, 1, 14), colours().unsure)

    def _span(self, track: QRectF, start: float, end: float) -> QRectF:
        left, right = (track.left() + min(max(at, 0.0), 1.0) * track.width() for at in (start, end))
        return QRectF(left, track.top(), right - left, track.height())


class VerdictBar(Chart):
    """How many of several photographs got which verdict, as one stacked bar."""

    def __init__(self, words: str = "Verdicts of the selection") -> None:
        super().__init__(words, 10)
        self._counts: tuple[tuple[Verdict | None, int], ...] = ()

    def show_counts(self, counts: Sequence[tuple[Verdict | None, int]]) -> None:
        self._counts = tuple(counts)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, total = smooth(self), sum(count for _, count in self._counts) or 1
        track = QRectF(0, 1, self.width(), 8)
        shape = QPainterPath()
        shape.addRoundedRect(track, 4, 4)
        painter.setClipPath(shape)
        left = 0.0
        for verdict, count in self._counts:
            width = count / total * track.width()
            painter.fillRect(QRectF(left, 1, width - 1, 8), colours().of_verdict(verdict))
            left += width
