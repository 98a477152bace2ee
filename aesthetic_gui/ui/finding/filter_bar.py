"""The filter in the top bar: pills with figures, how many of how many are shown, and the order."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QPushButton, QSizePolicy, QWidget

from aesthetic_gui.culling.finding.facets import Facets
from aesthetic_gui.culling.finding.words import filter_in_words
from aesthetic_gui.culling.viewing import FILTERS, Standing, View
from aesthetic_gui.photo import Verdict
from aesthetic_gui.ui.finding.best_choice import BestChoice
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.labels_pill import LabelsPill
from aesthetic_gui.ui.finding.more_menu import MoreMenu
from aesthetic_gui.ui.finding.order import Order
from aesthetic_gui.ui.finding.pills import ColourOf, OpeningPill, Pill, show_below
from aesthetic_gui.ui.finding.stars_choice import StarsPill
from aesthetic_gui.ui.widgets import layouts
from aesthetic_gui.ui.widgets.glyphs import of_flag
from aesthetic_gui.ui.widgets.text import PlainLabel, literal
from aesthetic_gui.words import FLAGGED, VERDICTS, photographs

HEIGHT, NARROWEST = 30, 430  # pixels
OTHERS = tuple(name for name in FILTERS if name not in ("standings", "flags", "stars", "labels"))
_STANDINGS: dict[Standing, tuple[str, str, ColourOf]] = {
    Standing.AESTHETIC: ("aesthetic", VERDICTS[Verdict.AESTHETIC], lambda table: table.aesthetic),
    Standing.UNSURE: ("unsure", VERDICTS[Verdict.UNSURE], lambda table: table.unsure),
    Standing.NOT_AESTHETIC: ("not_aesthetic", VERDICTS[Verdict.NOT_AESTHETIC], lambda table: table.not_aesthetic),
    Standing.UNREADABLE: ("warning", "Cannot be read", lambda table: table.unsure),
}
_MOST_WORDS = (100, 40, 22, 0, 0, 0)  # letters on *More*, from the widest bar to the narrowest


class FilterBar(QWidget):
    """Filled pills say what is shown; with none filled, everything is. Emits the new :class:`View`.

    Where there is little room, figures and words give way one after the other; the tool tips keep them.
    """

    view_changed = Signal(object)
    row_wanted = Signal()  # where camera, lens, text and the like are asked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterBar")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.filter = Filter(self)
        self._facets, self._narrow, self._total = Facets(), 0, 0
        self._standings = {one: Pill(f"filter_standings_{one}", words, glyph, colour)
                           for one, (glyph, words, colour) in _STANDINGS.items()}  # fmt: skip
        self._flags = {flag: Pill(f"filter_flags_{int(flag)}", FLAGGED[flag], of_flag(flag)) for flag in FLAGGED}
        self._stars, self._labels, self._order = StarsPill(self.filter), LabelsPill(self.filter), Order(self.filter)
        self._add_more()
        self._add_count()
        self._lay_out()
        self._connect()
        self._show_view(self.filter.view)

    def sizeHint(self) -> QSize:
        return QSize(NARROWEST, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, HEIGHT)

    @property
    def view(self) -> View:
        return self.filter.view

    def set_view(self, view: View) -> None:
        """Ask for ``view``."""
        self.filter.set(view)

    def clear(self) -> None:
        """Show everything again; the order stays."""
        self.filter.clear()

    def show_counts(self, shown: int, total: int, unreadable: int = 0) -> None:
        """How many of how many pass; the tool tip tells how many do not. Any that are ``unreadable`` have a pill."""
        filters, pill = self.view.filters, Standing.UNREADABLE
        self._standings[pill].setVisible(unreadable > 0 or pill in self.view.standings)
        self._total = total
        self._count.setText(f"{shown:,} of {total:,} ·" if filters else photographs(total) if total else "")
        words = f"{total - shown:,} of {photographs(total)} withheld. Shown: {filter_in_words(self.view)}"
        self._count.setToolTip(literal(words if filters else ""))
        self._count.setProperty("warn", filters and shown < total)
        self._count.style().polish(self._count)
        self._count.setMinimumWidth(self._widest_count() if total else 0)
        self._clear.setVisible(filters)
        self._fit()

    def _widest_count(self) -> int:
        """Room for the longest count of the shoot: a filter that comes or goes moves nothing in the bar."""
        font = self._count.font()
        font.setBold(True)
        return QFontMetrics(font).horizontalAdvance(f"{self._total:,} of {self._total:,} ·")

    def show_facets(self, facets: Facets) -> None:
        """How many each choice would leave."""
        self._facets = self._menu.facets = facets
        self._stars.show_facets(facets)
        self._labels.show_facets(facets)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _add_more(self) -> None:
        self._more = OpeningPill("filter_more", "More to filter by")
        self._menu = MoreMenu(self.filter, self)
        self.best = BestChoice(self)
        self._more.clicked.connect(lambda: self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft())))
        self._menu.row_wanted.connect(self.row_wanted)
        self.saved_menu = self._menu.saved
        self._menu.best_wanted.connect(lambda: show_below(self.best, self._more))
        self.best.chosen.connect(lambda best: self.filter.ask(best=best))

    def _add_count(self) -> None:
        self._count = PlainLabel()
        self._count.setObjectName("withheld")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._clear = QPushButton("Clear")
        self._clear.setFlat(True)
        self._clear.setToolTip("Clear the filter: show all photographs")
        self._clear.setAccessibleName("Clear filter")
        self._clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._clear.clicked.connect(self.clear)

    def _lay_out(self) -> None:
        parts = (*self._standings.values(), _line(), *self._flags.values(), _line(), self._stars, self._labels)
        end = (self._more, layouts.STRETCH, self._count, 4, self._clear, 6, self._order.by, self._order.direction)
        self._row = layouts.row(*parts, *end, on=self, margins=(0, 0, 0, 0), spacing=1)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._standings[Standing.UNREADABLE].hide()
        kept = self._clear.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._clear.setSizePolicy(kept)
        self._clear.hide()

    def _connect(self) -> None:
        for name, pills in (("standings", self._standings), ("flags", self._flags)):
            for value, pill in pills.items():
                pill.clicked.connect(lambda _on, name=name, value=value: self.filter.toggle(name, value))
        self.filter.changed.connect(self._show_view)
        self.filter.changed.connect(self.view_changed)

    def _show_view(self, view: View) -> None:
        for standing, pill in self._standings.items():
            pill.setChecked(standing in view.standings)
        for flag, pill in self._flags.items():
            pill.setChecked(flag in view.flags)
        self.best.show_best(view.best)
        self._fit()

    def _fit(self) -> None:
        """As much as there is room for."""
        for self._narrow in range(len(_MOST_WORDS)):
            self._show_words()
            if self._row.sizeHint().width() <= self.width():
                return

    def _show_words(self) -> None:
        for standing, pill in self._standings.items():
            pill.show_count(self._facets.of("standings", standing), of=self._total, in_sight=self._narrow < 5)
        for flag, flag_pill in self._flags.items():
            flag_pill.show_count(self._facets.of("flags", flag), of=self._total, in_sight=self._narrow < 2)
        waiting = ("standings",) if Standing.WAITING in self.view.standings else ()
        words = filter_in_words(self.view, (*waiting, *OTHERS))
        self._more.fill(bool(words))
        self._more.say(f"Shown: {words}" if words else "More to filter by")
        self._more.show_text(_on_more(words, _MOST_WORDS[self._narrow]))
        self._labels.show_words(in_sight=self._narrow < 4)
        self._order.direction.setVisible(self._narrow < 4)
        self._clear.setText("Clear" if self._narrow < 4 else "×")


def _on_more(words: str, most: int) -> str:
    if not words or not most:
        return f"+ {words.count(';') + 1} ▾" if words else "More ▾"
    return f"{words if len(words) <= most else words[: most - 1].rstrip() + '…'} ▾"


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine)
    line.setObjectName("divider")
    line.setFixedSize(9, 16)
    return line
