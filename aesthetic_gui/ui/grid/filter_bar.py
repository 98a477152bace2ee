"""Sorting and filter above the grid, with the number of photographs they withhold always in sight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from aesthetic_gui.culling.viewing import SortBy, Standing, View, at_least
from aesthetic_gui.photo import ColourLabel, Verdict
from aesthetic_gui.ui.grid.best_button import BestButton
from aesthetic_gui.ui.theme import Colours, colours
from aesthetic_gui.ui.widgets import layouts
from aesthetic_gui.ui.widgets.fields import choice
from aesthetic_gui.ui.widgets.glyphs import of_flag, paint_glyph
from aesthetic_gui.ui.widgets.text import PlainLabel, literal
from aesthetic_gui.words import FLAGGED, VERDICTS, counted

ICON = 16


def glyph_icon(name: str, colour: Callable[[Colours], Any]) -> QIcon:
    """A glyph as an icon in the theme's colour, sharp at twice the size too."""
    pixmap = QPixmap(2 * ICON, 2 * ICON)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_glyph(painter, name, pixmap.rect().toRectF(), colour(colours()))
    painter.end()
    pixmap.setDevicePixelRatio(2)
    return QIcon(pixmap)


class FilterBar(QWidget):
    """Toggles say what is shown; with none down, everything is. Emits the new :class:`View`."""

    view_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._view = View()
        self._toggles: list[tuple[str, Hashable, QToolButton]] = []
        self._icons: list[tuple[QToolButton, str, Callable[[Colours], Any]]] = []
        row = layouts.row(on=self, margins=(8, 4, 8, 4), spacing=2)
        self._add_standings(row)
        self._add_decisions(row)
        self._add_best(row)
        row.addStretch(1)
        self._add_count(row)
        self._add_sorting(row)
        self.setFixedHeight(self._clear.sizeHint().height() + 10)  # the same with and without its button
        self.refresh_icons()

    def show_counts(self, standings: Counter[Standing], withheld: int, total: int) -> None:
        """How many stand where, and how many the filter hides."""
        for _kind, value, button in self._toggles:
            if isinstance(value, Standing):
                button.setText(f"{standings[value]:,}")
        self._count.setText(f"{withheld:,} withheld" if withheld else f"All {total:,} shown")
        words = f"{counted(withheld, 'photograph')} of {total:,} withheld by the filter"
        self._count.setToolTip(literal(words if withheld else ""))
        self._count.setProperty("warn", bool(withheld))
        self._count.style().polish(self._count)
        self._clear.setVisible(self._view.filters)

    def clear(self) -> None:
        """Show everything again; sorting stays."""
        self._set(View(self._view.sort_by, self._view.descending))

    def refresh_icons(self) -> None:
        """Paint the icons again, in the colours of the theme."""
        for button, glyph, colour in self._icons:
            button.setIcon(glyph_icon(glyph, colour))

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and hasattr(self, "_icons"):
            self.refresh_icons()

    def _add_standings(self, row: QHBoxLayout) -> None:
        rows: tuple[tuple[Standing, str, str, Callable[[Colours], Any]], ...] = (
            (Standing.AESTHETIC, "aesthetic", VERDICTS[Verdict.AESTHETIC], lambda c: c.aesthetic),
            (Standing.UNSURE, "unsure", VERDICTS[Verdict.UNSURE], lambda c: c.unsure),
            (Standing.NOT_AESTHETIC, "not_aesthetic", VERDICTS[Verdict.NOT_AESTHETIC], lambda c: c.not_aesthetic),
            (Standing.UNREADABLE, "warning", "Unreadable", lambda c: c.unsure),
        )
        for value, glyph, words, colour in rows:
            self._add_toggle(row, "standings", value, glyph, f"Show {words.lower()}", colour, text=True)
        row.addWidget(_line())

    def _add_decisions(self, row: QHBoxLayout) -> None:
        for flag, words in FLAGGED.items():
            self._add_toggle(row, "flags", flag, of_flag(flag), f"Show {words.lower()}", lambda c: c.text)
        row.addWidget(_line())
        for stars in range(1, 6):
            words = f"Show {stars} stars and more" if stars < 5 else "Show 5 stars"
            self._add_toggle(row, "stars", stars, "star", words, lambda c: c.star)
        row.addWidget(_line())
        for label in list(ColourLabel)[1:]:
            self._add_toggle(row, "labels", label, "dot", f"Show {label.value} label", _label_colour(label))

    def _add_best(self, row: QHBoxLayout) -> None:
        row.addWidget(_line())
        self.best = BestButton()
        self.best.chosen.connect(lambda best: self._set(replace(self._view, best=best)))
        row.addWidget(self.best)

    def _add_toggle(
        self,
        row: QHBoxLayout,
        kind: str,
        value: Hashable,
        glyph: str,
        words: str,
        colour: Callable[[Colours], Any],
        *,
        text: bool = False,
    ) -> None:
        button = QToolButton()
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setToolTip(literal(words))
        button.setAccessibleName(words)
        button.setObjectName(f"filter_{kind}_{getattr(value, 'value', value)}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(ICON, ICON))
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
        button.setToolButtonStyle(style)
        button.clicked.connect(lambda down: self._toggled(kind, value, down))
        self._icons.append((button, glyph, colour))
        self._toggles.append((kind, value, button))
        row.addWidget(button)

    def _add_count(self, row: QHBoxLayout) -> None:
        self._count = PlainLabel("All 0 shown")
        self._count.setObjectName("withheld")
        self._clear = QPushButton("Clear")
        self._clear.setToolTip("Clear the filter: show all photographs")
        self._clear.setAccessibleName("Clear filter")
        self._clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        row.addWidget(self._count)
        row.addWidget(self._clear)
        row.addSpacing(8)

    def _add_sorting(self, row: QHBoxLayout) -> None:
        self._sort = choice("Sort by", {by.value: by for by in SortBy})
        self._sort.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._sort.setToolTip("What the photographs are sorted by")
        self._sort.activated.connect(self._sorted_by)
        self._direction = QToolButton()
        self._direction.setAutoRaise(True)
        self._direction.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._direction.clicked.connect(lambda: self._set(replace(self._view, descending=not self._view.descending)))
        row.addWidget(self._sort)
        row.addWidget(self._direction)
        self._show_direction()

    def _sorted_by(self, row: int) -> None:
        by = SortBy(self._sort.itemData(row))
        self._set(replace(self._view, sort_by=by, descending=by.begins_with_the_highest))

    def _toggled(self, kind: str, value: Hashable, down: bool) -> None:
        if kind == "stars":
            stars = at_least(value)  # type: ignore[arg-type]
            self._set(replace(self._view, stars=frozenset() if stars == self._view.stars else stars))
            return
        chosen = getattr(self._view, kind)
        self._set(replace(self._view, **{kind: chosen | {value} if down else chosen - {value}}))

    def _set(self, view: View) -> None:
        self._view = view
        for kind, value, button in self._toggles:
            chosen = getattr(view, kind)
            button.setChecked(value <= min(chosen, default=0) if kind == "stars" else value in chosen)  # type: ignore[operator]
        self.best.show_best(view.best)
        self._sort.setCurrentIndex(self._sort.findData(view.sort_by))
        self._show_direction()
        self.view_changed.emit(view)

    def _show_direction(self) -> None:
        self._direction.setText("↓" if self._view.descending else "↑")
        words = "Highest first" if self._view.descending else "Lowest first"
        self._direction.setToolTip(literal(words))
        self._direction.setAccessibleName(words)


def _label_colour(label: ColourLabel) -> Callable[[Colours], Any]:
    return lambda table: table.of_label(label)


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine)
    line.setObjectName("divider")
    line.setFixedSize(13, 18)
    return line
