"""What is said of one photograph: verdict, mean, rank, and P(aesthetic) between threshold and unsure band."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from aesthetic_gui.photo import Score, Verdict
from aesthetic_gui.ui.inspector.charts import DistributionChart, Gauge
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, inset
from aesthetic_gui.ui.widgets.sliders import INSET
from aesthetic_gui.ui.widgets.text import ElidedLabel, FiguresLabel, PlainLabel, paragraphs, quiet, wrapping
from aesthetic_gui.ui.widgets.verdict import VerdictChip
from aesthetic_gui.words import UNLIKE_ANYTHING, percent

_RANKED_BY = "By P(aesthetic), among all photographs that are open and have a score. A rank, and nothing more."


class ScorePanel(QWidget):
    """Verdict and score."""

    def __init__(self) -> None:
        super().__init__()
        self.chip = VerdictChip()
        self._mean = FiguresLabel()
        self._by_taste = quiet(ElidedLabel())
        self._unlike = quiet(wrapping(f"This is {UNLIKE_ANYTHING}: you look, you decide."))
        self._rank = quiet(ElidedLabel())
        self._p = quiet(PlainLabel())
        self._gauge = Gauge()
        self._lay_out()
        self.show_ranks(())

    def show_score(self, score: Score | None, verdict: Verdict | None) -> None:
        """Show a score with the verdict at the threshold in use; None for a photograph not scored yet."""
        if score is None:
            self._mean.clear()
        else:
            self._mean.show_figures(score.mean, score.sd)
        self._by_taste.setText(f"by your taste “{score.taste}”" if score and score.taste else "")
        self._by_taste.setVisible(bool(score and score.taste))
        self._unlike.setVisible(bool(score and score.unlike_anything))
        p = None if score is None else score.p_aesthetic
        self._p.setText("" if p is None else percent(p))
        self.chip.show_verdict(verdict, p)
        self._gauge.show_probability(p, verdict)

    def show_ranks(self, words: Sequence[str]) -> None:
        """How the photograph ranks: the first of ``words`` is shown, all of them are in its tool tip."""
        self._rank.setText(words[0] if words else "")
        self._rank.setVisible(bool(words))
        self._rank.setToolTip(paragraphs("\n".join([*words, _RANKED_BY]) if words else ""))

    def show_bar(self, threshold: float, band: float) -> None:
        """Show where *aesthetic* begins, and the half-width of *unsure* around it."""
        self._gauge.show_bar(threshold, band)

    def _lay_out(self) -> None:
        for label in (self._by_taste, self._rank):
            label.setContentsMargins(0, 4, 0, 0)
        self._mean.setToolTip("Mean rating the model expects, on a scale from 1 to 10, and its standard deviation")
        self._gauge.setToolTip("Threshold and unsure band are moved under Model, above the photographs.")
        lines = (inset(INSET, (line, 1)) for line in (self._by_taste, self._unlike, self._rank))
        p = inset(INSET, quiet(PlainLabel("P(aesthetic)")), STRETCH, self._p)
        head = inset(INSET, self.chip, STRETCH, self._mean)
        column(head, *lines, 8, p, 2, self._gauge, on=self, margins=(14 - INSET, 2, 14 - INSET, 12), spacing=0)


class DistributionPanel(QWidget):
    """How the model expects ten ratings to be given."""

    def __init__(self) -> None:
        super().__init__()
        self._chart = DistributionChart()
        column(self._chart, on=self, margins=(14 - INSET, 0, 14 - INSET, 12), spacing=0)

    def show_score(self, score: Score | None) -> None:
        if score is None:
            self._chart.show_distribution((), 0.0, 0.0)
        else:
            self._chart.show_distribution(score.distribution, score.mean, score.sd)
