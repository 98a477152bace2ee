"""What is said of one photograph: verdict, mean, gauge with threshold and unsure band, distribution of ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from aesthetic_gui.culling.viewing import Standing
from aesthetic_gui.photo import Score, Verdict
from aesthetic_gui.scoring.calibration import Band
from aesthetic_gui.ui.inspector.charts import DistributionChart, Gauge, VerdictBar
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, Part, column, row
from aesthetic_gui.ui.widgets.marks import GlyphLabel
from aesthetic_gui.ui.widgets.sliders import INSET, SAME, BandSlider, ThresholdSlider
from aesthetic_gui.ui.widgets.text import ElidedLabel, FiguresLabel, PlainLabel, literal, paragraphs, quiet, wrapping
from aesthetic_gui.ui.widgets.verdict import VerdictChip, verdict_name
from aesthetic_gui.words import UNLIKE_ANYTHING, percent

_NEAR = 0.035  # what was measured at a band this much wider or narrower is worth telling
_RANKED_BY = "By P(aesthetic), among all photographs that are open and have a score. A rank, and nothing more."
_COUNTED = (Verdict.AESTHETIC, Verdict.UNSURE, Verdict.NOT_AESTHETIC)


class ScorePanel(QWidget):
    """Score, threshold, unsure band. Moving a handle says so at once."""

    threshold_changed = Signal(float)
    band_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._score: Score | None = None
        self._own = (0.5, 0.0)
        self._measured: Sequence[Band] = ()
        self.chip = VerdictChip()
        self._mean = FiguresLabel()
        self._by_taste = quiet(ElidedLabel())
        self._unlike = quiet(wrapping(f"This is {UNLIKE_ANYTHING}: you look, you decide."))
        self._rank = quiet(ElidedLabel())
        self._p = quiet(PlainLabel())
        self.band = BandSlider("Unsure band around the threshold")
        self._gauge = Gauge()
        self.slider = ThresholdSlider("Threshold of P(aesthetic)")
        self._bar_words = PlainLabel()
        self.reset = QPushButton("Reset")
        self._counts = CountsLine()
        self._distribution = DistributionChart()
        self._lay_out()
        self._connect()
        self.show_ranks(())

    def show_score(self, score: Score | None, verdict: Verdict | None) -> None:
        """Show a score with the verdict at the threshold in use; None for a photograph not scored yet."""
        self._score = score
        if score is None:
            self._mean.clear()
        else:
            self._mean.show_figures(score.mean, score.sd)
        self._by_taste.setText(f"by your taste “{score.taste}”" if score and score.taste else "")
        self._by_taste.setVisible(bool(score and score.taste))
        self._unlike.setVisible(bool(score and score.unlike_anything))
        self._p.setText("" if score is None else percent(score.p_aesthetic))
        values = () if score is None else score.distribution
        self._distribution.show_distribution(values, *((0.0, 0.0) if score is None else (score.mean, score.sd)))
        self._tell_band()
        p = None if score is None else score.p_aesthetic
        self.chip.show_verdict(verdict, p)
        self._gauge.show_probability(p, verdict)

    def show_ranks(self, words: Sequence[str]) -> None:
        """How the photograph ranks: the first of ``words`` is shown, all of them are in its tool tip."""
        self._rank.setText(words[0] if words else "")
        self._rank.setVisible(bool(words))
        self._rank.setToolTip(paragraphs("\n".join([*words, _RANKED_BY]) if words else ""))

    def set_bar(self, threshold: float, band: float, own: tuple[float, float], measured: Sequence[Band] = ()) -> None:
        """Show threshold and band (half-width) without announcing them; ``own`` are the model's."""
        self._own, self._measured = own, measured
        self._put(threshold, band)

    def show_counts(self, standings: Mapping[Standing, int]) -> None:
        """How many photographs stand where."""
        self._counts.show_counts(standings)

    def _lay_out(self) -> None:
        for label in (self._by_taste, self._rank):
            label.setContentsMargins(0, 4, 0, 0)
        self._mean.setToolTip("Mean rating the model expects, on a scale from 1 to 10, and its standard deviation")
        self.slider.setToolTip("Drag: where aesthetic begins. Double-click: the model's own threshold.")
        self.reset.setFlat(True)
        self.reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.reset.setAccessibleName("Reset threshold and unsure band")
        self.reset.setToolTip("Back to the model's own threshold and unsure band")
        column(
            _inset(self.chip, STRETCH, self._mean),
            _inset((self._by_taste, 1)),
            _inset((self._unlike, 1)),
            _inset((self._rank, 1)),
            12,
            _inset(quiet(PlainLabel("P(aesthetic)")), STRETCH, self._p),
            5,
            self.band,
            self._gauge,
            self.slider,
            _inset(self._bar_words, STRETCH, self.reset),
            8,
            _inset((self._counts, 1)),
            14,
            _inset(quiet(PlainLabel("Ratings the model expects")), STRETCH),
            4,
            self._distribution,
            on=self,
            margins=(14 - INSET, 2, 14 - INSET, 12),
            spacing=0,
        )

    def _connect(self) -> None:
        self.slider.fraction_changed.connect(self._on_threshold)
        self.band.fraction_changed.connect(self._on_band)
        self.slider.reset_wanted.connect(lambda: self._on_threshold(self._own[0]))
        self.band.reset_wanted.connect(lambda: self._on_band(self._own[1]))
        self.reset.clicked.connect(self._on_reset)

    def _on_threshold(self, value: float) -> None:
        self._put(value, self.band.fraction)
        self.threshold_changed.emit(value)

    def _on_band(self, value: float) -> None:
        self._put(self.slider.fraction, value)
        self.band_changed.emit(value)

    def _on_reset(self) -> None:
        self._on_threshold(self._own[0])
        self._on_band(self._own[1])

    def _put(self, threshold: float, band: float) -> None:
        self.slider.show_fraction(threshold)
        self.band.show_fraction(band)
        self.band.show_centre(threshold)
        self._tell_band()
        self._gauge.show_bar(threshold, band)
        self._bar_words.setText(f"Threshold {threshold:.2f} · " + (f"unsure ± {band:.2f}" if band else "never unsure"))
        self.reset.setEnabled(abs(threshold - self._own[0]) >= SAME or abs(band - self._own[1]) >= SAME)

    def _tell_band(self) -> None:
        """What was measured holds at the model's own threshold, and for its own verdicts only."""
        threshold, band = self.slider.fraction, self.band.fraction
        own = abs(threshold - self._own[0]) < SAME and not (self._score and self._score.taste)
        words = band_words(threshold, band, self._own[1], self._measured if own else ())
        self.band.setToolTip(paragraphs(words))


class CountsLine(QWidget):
    """How many of all open photographs are aesthetic, unsure and not aesthetic: a stacked bar, three numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = VerdictBar("Verdicts of all photographs")
        self._numbers = {verdict: PlainLabel() for verdict in _COUNTED}
        parts: list[Part] = []
        for verdict, label in self._numbers.items():
            parts += [STRETCH, GlyphLabel(verdict.value, 13, verdict.value), label]
        column(self._bar, row(*parts[1:], spacing=5), on=self, margins=NO_MARGINS, spacing=5)
        self.show_counts({})

    def show_counts(self, standings: Mapping[Standing, int]) -> None:
        counts = {verdict: standings.get(Standing(verdict.value), 0) for verdict in _COUNTED}
        self._bar.show_counts(list(counts.items()))
        for verdict, count in counts.items():
            self._numbers[verdict].setText(f"{count:,}")
        words = ", ".join(f"{count:,} {verdict_name(verdict).lower()}" for verdict, count in counts.items())
        self.setToolTip(literal(f"Of the photographs that are open: {words}"))
        self.setAccessibleDescription(words)


def band_words(threshold: float, band: float, own: float, measured: Sequence[Band] = ()) -> str:
    """What the unsure band means, in words; with what was ``measured`` at about this width, if anything was."""
    low, high = max(threshold - band, 0.0), min(threshold + band, 1.0)
    now = (
        f"From {percent(low)} to {percent(high)} the photograph is called unsure: you look, you decide."
        if band
        else "No photograph is called unsure: every verdict counts, however close."
    )
    lines = [now, "Wider: fewer verdicts, and more of them right. Narrower: more verdicts, and more of them wrong."]
    near = min(measured, key=lambda row: abs(row.half_width - band), default=None)
    if near is not None and abs(near.half_width - band) <= _NEAR:
        lines.append(
            f"Measured at ± {near.half_width:.2f} on photographs the model had not seen: it decided "
            f"{percent(near.decided[0])}, and {percent(near.right[0])} of those verdicts were right."
        )
    return "\n".join([*lines, f"Drag a handle, or use the arrow keys. Double-click: the model's own, ± {own:.2f}."])


def _inset(*parts: Part) -> QHBoxLayout:
    """Words in line with the grooves of gauge and slider, which keep ``INSET`` for their knobs."""
    return row(*parts, margins=(INSET, 0, INSET, 0))
