"""What the model says of one photograph: verdict, mean, gauge with its threshold, distribution of ratings."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from aesthetic_gui.photo import Score, Verdict
from aesthetic_gui.ui.charts import DistributionChart, Gauge
from aesthetic_gui.ui.sliders import INSET, ThresholdSlider
from aesthetic_gui.ui.text import quiet
from aesthetic_gui.ui.verdict import VerdictChip, percent


class ScorePanel(QWidget):
    """Score and threshold. Moving the threshold says so at once; the verdict is told back by ``show_verdict``."""

    threshold_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._score: Score | None = None
        self._default = 0.5
        self._band = 0.0
        self.chip = VerdictChip()
        self._mean = QLabel()
        self._p = quiet(QLabel())
        self._gauge = Gauge()
        self.slider = ThresholdSlider("Threshold of P(aesthetic)")
        self._threshold = QLabel()
        self.reset = QPushButton("Reset")
        self._distribution = DistributionChart()
        self._lay_out()
        self._connect()

    def show_score(self, score: Score | None, verdict: Verdict | None) -> None:
        """Show a score with the verdict at the threshold in use; None for a photograph not scored yet."""
        self._score = score
        self._mean.setText("" if score is None else f"<b>{score.mean:.2f}</b> ± {score.sd:.2f}")
        self._p.setText("" if score is None else percent(score.p_aesthetic))
        values = () if score is None else score.distribution
        self._distribution.show_distribution(values, *((0.0, 0.0) if score is None else (score.mean, score.sd)))
        self.show_verdict(verdict)

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Re-label without touching the rest, as while the threshold moves."""
        p = None if self._score is None else self._score.p_aesthetic
        self.chip.show_verdict(verdict, p)
        self._gauge.show_probability(p, verdict)

    def set_threshold(self, value: float, default: float, band: float) -> None:
        """Show a threshold without announcing it; ``default`` is where *Reset* leads."""
        self._default, self._band = default, band
        self.slider.show_fraction(value)
        self._show_threshold(value)

    def _lay_out(self) -> None:
        self._mean.setToolTip("Mean rating on a scale from 1 to 10, and its standard deviation")
        self.reset.setFlat(True)
        self.reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.reset.setAccessibleName("Reset threshold")
        self.reset.setToolTip("Back to the model's own threshold")
        column = QVBoxLayout(self)
        column.setContentsMargins(14 - INSET, 2, 14 - INSET, 12)
        column.setSpacing(0)
        column.addLayout(_row(self.chip, self._mean))
        column.addSpacing(12)
        column.addLayout(_row(quiet(QLabel("P(aesthetic)")), self._p))
        column.addSpacing(5)
        column.addWidget(self._gauge)
        column.addWidget(self.slider)

        column.addLayout(_row(self._threshold, self.reset))
        column.addSpacing(12)
        column.addLayout(_row(quiet(QLabel("Ratings the model expects"))))
        column.addSpacing(4)
        column.addWidget(self._distribution)

    def _connect(self) -> None:
        self.slider.fraction_changed.connect(self._on_moved)
        self.slider.reset_wanted.connect(self._on_reset)
        self.reset.clicked.connect(self._on_reset)

    def _on_moved(self, value: float) -> None:
        self._show_threshold(value)
        self.threshold_changed.emit(value)

    def _on_reset(self) -> None:
        self.slider.show_fraction(self._default)
        self._show_threshold(self._default)
        self.threshold_changed.emit(self._default)

    def _show_threshold(self, value: float) -> None:
        around = f" · unsure ± {self._band:.2f}" if self._band else ""
        self._threshold.setText(f"Threshold {value:.2f}{around}")
        self._gauge.show_threshold(value, self._band)
        self.reset.setEnabled(abs(value - self._default) >= 0.005)


def _row(left: QWidget, right: QWidget | None = None) -> QHBoxLayout:
    """Words in line with the grooves of gauge and slider, which keep ``INSET`` for their knobs."""
    row = QHBoxLayout()
    row.setContentsMargins(INSET, 0, INSET, 0)
    row.addWidget(left)
    row.addStretch(1)
    if right is not None:
        row.addWidget(right)
    return row
