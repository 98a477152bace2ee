"""Where *aesthetic* begins for this shoot: threshold and unsure band, and how many photographs stand where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from aesthetic_gui.culling.viewing import Standing
from aesthetic_gui.photo import Verdict
from aesthetic_gui.scoring.calibration import Band
from aesthetic_gui.ui.inspector.charts import Gauge, VerdictBar
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, Part, column, inset, row
from aesthetic_gui.ui.widgets.marks import GlyphLabel
from aesthetic_gui.ui.widgets.sliders import INSET, SAME, BandSlider, ThresholdSlider
from aesthetic_gui.ui.widgets.text import PlainLabel, literal, paragraphs, quiet
from aesthetic_gui.ui.widgets.verdict import verdict_name
from aesthetic_gui.words import percent

_NEAR = 0.035  # what was measured at a band this much wider or narrower is worth telling
_COUNTED = (Verdict.AESTHETIC, Verdict.UNSURE, Verdict.NOT_AESTHETIC)


class BarPanel(QWidget):
    """Threshold and unsure band. Moving a handle says so at once."""

    threshold_changed = Signal(float)
    band_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._own = (0.5, 0.0)
        self._measured: Sequence[Band] = ()
        self.band = BandSlider("Unsure band around the threshold")
        self._gauge = Gauge()
        self.slider = ThresholdSlider("Threshold of P(aesthetic)")
        self._words = PlainLabel()
        self.reset = QPushButton("Reset")
        self._counts = CountsLine()
        self._lay_out()
        self._connect()

    def set_bar(self, threshold: float, band: float, own: tuple[float, float], measured: Sequence[Band] = ()) -> None:
        """Show threshold and band (half-width) without announcing them; ``own`` are the model's, where *Reset* leads.

        ``measured`` is what several bands mean at the model's own threshold, for its own verdicts.
        """
        self._own, self._measured = own, measured
        self._put(threshold, band)

    def show_counts(self, standings: Mapping[Standing, int]) -> None:
        """How many of all open photographs stand where."""
        self._counts.show_counts(standings)

    def _lay_out(self) -> None:
        self.slider.setToolTip("Drag: where aesthetic begins. Double-click: the model's own threshold.")
        self.reset.setFlat(True)
        self.reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.reset.setAccessibleName("Reset threshold and unsure band")
        self.reset.setToolTip("Back to the model's own threshold and unsure band")
        head = inset(INSET, quiet(PlainLabel("P(aesthetic), from 0 to 100 %")), STRETCH)
        foot = inset(INSET, self._words, STRETCH, self.reset)
        counts = inset(INSET, (self._counts, 1))
        parts = (head, 5, self.band, self._gauge, self.slider, foot, 8, counts)
        column(*parts, on=self, margins=(14 - INSET, 2, 14 - INSET, 12), spacing=0)

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
        measured = self._measured if abs(threshold - self._own[0]) < SAME else ()
        self.band.setToolTip(paragraphs(band_words(threshold, band, self._own[1], measured)))
        self._gauge.show_bar(threshold, band)
        self._words.setText(bar_words(threshold, band))
        self.reset.setEnabled(abs(threshold - self._own[0]) >= SAME or abs(band - self._own[1]) >= SAME)


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


def bar_words(threshold: float, band: float) -> str:
    """ "Threshold 0.54 · unsure ± 0.05"."""
    return f"Threshold {threshold:.2f} · " + (f"unsure ± {band:.2f}" if band else "never unsure")
