"""Instead of a score: several photographs in numbers, or why one cannot be read."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from aesthetic_gui.photo import Verdict
from aesthetic_gui.ui.inspector.charts import VerdictBar
from aesthetic_gui.ui.widgets.glyphs import of_verdict
from aesthetic_gui.ui.widgets.layouts import column, row
from aesthetic_gui.ui.widgets.marks import GlyphLabel
from aesthetic_gui.ui.widgets.text import PlainLabel, bold, wrapping
from aesthetic_gui.ui.widgets.verdict import verdict_name
from aesthetic_gui.words import counted

_ORDER = (Verdict.AESTHETIC, Verdict.UNSURE, Verdict.NOT_AESTHETIC, None)


class SelectionPanel(QWidget):
    """A heading, a stacked bar and one row per verdict."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._reason = bold(wrapping()), wrapping()
        self._bar = VerdictBar()
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._sign = GlyphLabel("warning", 17, "unsure")
        heading = row(self._sign, (self._title, 1), spacing=8)
        column(heading, self._reason, self._bar, self._rows, on=self, margins=(14, 14, 14, 14), spacing=10)

    def show_many(self, number: int, counts: Mapping[Verdict | None, int], unreadable: int) -> None:
        """Show how many of ``number`` photographs got which verdict (None: not scored)."""
        present = [(verdict, counts[verdict]) for verdict in _ORDER if counts.get(verdict)]
        self._title.setText(f"{counted(number, 'photograph')} selected")
        self._bar.show_counts(present)
        rows = [
            (of_verdict(each), each.value if each else "muted", verdict_name(each), count) for each, count in present
        ]
        if unreadable:
            rows.append(("warning", "unsure", "Unreadable", unreadable))
        self._clear()
        for place, shown in enumerate(rows):
            self._add_row(place, *shown)
        self._show_parts(many=True)

    def show_unreadable(self, reason: str | None) -> None:
        """Show why a photograph cannot be read."""
        self._title.setText("Unreadable")
        self._reason.setText(f"{reason or ''}")
        self._show_parts(many=False)

    def _show_parts(self, *, many: bool) -> None:
        self._sign.setVisible(not many)
        self._reason.setVisible(not many)
        self._bar.setVisible(many)
        self._rows.setVisible(many)

    def _add_row(self, place: int, glyph: str, colour: str, words: str, count: int) -> None:
        number = PlainLabel(f"{count:,}", alignment=Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(GlyphLabel(glyph, 15, colour), place, 0)
        self._grid.addWidget(PlainLabel(words), place, 1)
        self._grid.addWidget(number, place, 2)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
