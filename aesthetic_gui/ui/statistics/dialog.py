"""The statistics of a shoot on one page: numbers, bars, and what model and photographer agree on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QWidget

from aesthetic_gui.culling.statistics.counting import Row, Statistics
from aesthetic_gui.culling.statistics.telling import (
    WHAT_KEPT_MEANS,
    agreement_words,
    named_tables,
    overview,
    rate_words,
    verdict_rows,
)
from aesthetic_gui.ui.dialogs.room import resize_within_screen
from aesthetic_gui.ui.statistics.charts import RowsChart, ScoresChart, TallyBar, inks
from aesthetic_gui.ui.theme import smooth
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row, scrolling
from aesthetic_gui.ui.widgets.text import PlainLabel, bold, quiet, wrapping
from aesthetic_gui.words import percent

WIDTH, HEIGHT = 940, 720


class StatisticsDialog(QDialog):
    """Shows ``shoot``; nothing in it changes while it is open."""

    copy_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, shoot: Statistics, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Statistics of the shoot")
        page = QWidget()
        column(*self._sections(shoot), STRETCH, on=page, margins=(24, 18, 24, 12), spacing=18)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = self.buttons.addButton("Copy as text", QDialogButtonBox.ButtonRole.ActionRole)
        self.save = self.buttons.addButton("Save as CSV…", QDialogButtonBox.ButtonRole.ActionRole)
        for button in (self.copy, self.save):
            button.setAutoDefault(False)
        self.copy.clicked.connect(self.copy_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.buttons.rejected.connect(self.reject)
        self.buttons.setContentsMargins(24, 0, 24, 0)
        scroll = scrolling(page)
        scroll.setAccessibleName("Statistics of the shoot")
        column(scroll, self.buttons, on=self, margins=(0, 0, 0, 16))
        resize_within_screen(self, WIDTH, HEIGHT)

    def _sections(self, shoot: Statistics) -> Iterator[QWidget]:
        yield _part("", _words(overview(shoot)), TallyBar(shoot.all), _Legend())
        if shoot.p.total:
            yield _beside(
                _part("P(aesthetic)", ScoresChart("P(aesthetic)", shoot.p, (0, 0.25, 0.5, 0.75, 1), percent)),
                _part("Mean rating", ScoresChart("Mean rating", shoot.mean, (1, 4, 7, 10), "{:g}".format)),
            )
        yield _part(
            "Verdict and decision", _Matrix(verdict_rows(shoot.agreement)), _words(agreement_words(shoot.agreement))
        )
        tables = [_part(title, RowsChart(title, rows)) for title, rows in named_tables(shoot)]
        if tables:
            yield _beside(*(_stacked(some) for some in _balanced(tables)))
        yield quiet(wrapping(WHAT_KEPT_MEANS))


class _Matrix(QWidget):
    """Verdicts down, decisions across, and of each verdict the share that was kept."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self.setAccessibleName("Verdicts against decisions")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(3)
        for place, title in enumerate(("Kept", "Rejected", "Undecided", "Kept of decided"), start=1):
            grid.addWidget(quiet(PlainLabel(title)), 0, place, Qt.AlignmentFlag.AlignRight)
        for line, one in enumerate(rows, start=1):
            grid.addWidget(PlainLabel(one.name), line, 0)
            tally, rate = one.tally, one.tally.keep_rate
            cells = (
                f"{tally.kept:,}",
                f"{tally.rejected:,}",
                f"{tally.undecided:,}",
                rate_words(rate) if rate else "–",
            )
            for place, cell in enumerate(cells, start=1):
                grid.addWidget(PlainLabel(cell), line, place, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(5, 1)


class _Legend(QWidget):
    """What the three colours are."""

    def __init__(self) -> None:
        super().__init__()
        names = ("Kept", "Undecided", "Rejected")
        row(
            *(_Swatch(place, name) for place, name in enumerate(names)),
            STRETCH,
            on=self,
            margins=(0, 0, 0, 0),
            spacing=16,
        )


class _Swatch(PlainLabel):
    def __init__(self, place: int, name: str) -> None:
        super().__init__(name)
        self._place = place
        self.setContentsMargins(17, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.fillRect(0, (self.height() - 11) // 2, 11, 11, inks()[self._place])
        painter.end()
        super().paintEvent(event)


def _words(sentences: Iterator[str]) -> QLabel:
    return wrapping("\n".join(sentences))


def _part(title: str, *widgets: QWidget) -> QWidget:
    part = QWidget()
    heading = [bold(PlainLabel(title))] if title else []
    column(*heading, *widgets, on=part, margins=(0, 0, 0, 0), spacing=7)
    return part


def _beside(*widgets: QWidget) -> QWidget:
    part = QWidget()
    row(*((widget, 1) for widget in widgets), on=part, margins=(0, 0, 0, 0), spacing=34)
    return part


def _stacked(widgets: Sequence[QWidget]) -> QWidget:
    part = QWidget()
    column(*widgets, STRETCH, on=part, margins=(0, 0, 0, 0), spacing=18)
    return part


def _balanced(parts: Sequence[QWidget]) -> tuple[list[QWidget], list[QWidget]]:
    """In two columns, each part in the one that is shorter until then."""
    columns: tuple[list[QWidget], list[QWidget]] = ([], [])
    heights = [0, 0]
    for part in parts:
        shorter = heights.index(min(heights))
        columns[shorter].append(part)
        heights[shorter] += part.sizeHint().height() + 18
    return columns
