"""The second row of the filter: what is asked less often, each with the figures of all there is to choose."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QToolButton, QWidget

from aesthetic_gui.culling.finding.facets import ALL, DECIDED, Facets
from aesthetic_gui.culling.viewing import View
from aesthetic_gui.ui.finding import sets, spans
from aesthetic_gui.ui.finding.best_choice import BestChoice
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.measured.pill import MeasuredPill
from aesthetic_gui.ui.finding.pills import LONGEST, OpeningPill
from aesthetic_gui.ui.finding.search_line import SearchLine
from aesthetic_gui.ui.finding.sets import SetPill
from aesthetic_gui.ui.finding.spans import SpanPill
from aesthetic_gui.ui.widgets import layouts
from aesthetic_gui.ui.widgets.text import shortened

HEIGHT = 36  # pixels
SECOND = 28  # pixels, of a second row
AFTER = 4  # stand behind the pills: a stretch, the saved filters, a gap, the way to hide it
LETTERS = (LONGEST, 16, 11, 8)  # of what is chosen, from a wide row to a narrow one


class BestPill(OpeningPill):
    """Only the best of the shoot, of each folder or of each hour."""

    def __init__(self, asked: Filter) -> None:
        super().__init__("filter_best", "Show only the best of the shoot, of each folder or of each hour")
        self.popup = self.choice = BestChoice(self)
        self.choice.chosen.connect(lambda best: asked.ask(best=best))
        self.show_view(asked.view)
        asked.changed.connect(self.show_view)

    def show_view(self, view: View) -> None:
        self.choice.show_best(view.best)
        self.fill(view.best is not None)
        self.say(f"Shown: {view.best}" if view.best else "Show only the best of the shoot, of each folder or hour")
        self.show_title(str(view.best).capitalize() if view.best else "Best")


class FilterRow(QWidget):
    """Hidden at first. While it is there, more is counted: ``faceted_changed`` tells for which fields."""

    faceted_changed = Signal(object)
    wanted = Signal(bool)  # by a person

    def __init__(self, asked: Filter) -> None:
        super().__init__()
        self.setObjectName("filterRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.search = SearchLine(asked)
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(320)
        self.sets = {
            kind.name: SetPill(asked, kind) for kind in (sets.KEYWORD, sets.CAMERA, sets.LENS, sets.DAY, sets.FILE)
        }
        scales = (spans.ISO, spans.FOCAL_LENGTH, spans.TIME, spans.P)
        self.spans = {scale.name: SpanPill(asked, scale) for scale in scales}
        self.best, self.measured = BestPill(asked), MeasuredPill(asked)
        self.saved = OpeningPill("filter_saved", "Saved filters and smart albums")
        self.saved_menu = QMenu(self.saved)
        self.saved.clicked.connect(self._open_saved)
        self._below = False  # whether there is a second row
        self._lay_out()
        self.show_saved("")
        asked.changed.connect(lambda _view: self._fit())
        self.hide()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, HEIGHT)  # rather cut off than a window that does not fit the screen

    def toggle(self) -> None:
        self.put(shown=self.isHidden())

    def put(self, *, shown: bool) -> None:
        """Show it, or put it away, as a person wants it."""
        self.setVisible(shown)
        self.wanted.emit(shown)

    def search_for(self) -> None:
        """Show it, to type what is looked for."""
        self.put(shown=True)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_facets(self, facets: Facets) -> None:
        """Other figures."""
        for pill in self.sets.values():
            pill.show_facets(facets)
        for span in self.spans.values():
            span.show_facets(facets)
        self.measured.show_facets(facets)

    def show_saved(self, name: str) -> None:
        """The name of the saved filter that is asked; "" for none."""
        self.saved.show_text(f"{shortened(name, LONGEST) or 'Saved'} ▾")
        self.saved.say(f"Saved filter: {name}" if name else "Saved filters and smart albums")
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.faceted_changed.emit(ALL)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.faceted_changed.emit(DECIDED)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What is chosen is told in as many letters as there is room for."""
        for longest in LETTERS:
            for pill in (*self.sets.values(), *self.spans.values(), self.measured, self.best):
                pill.shorten(longest)
            if self._one_row() <= self.width():
                break
        self._stand(below=self._one_row() > self.width())

    def _one_row(self) -> int:
        """The width that all takes in one row."""
        return self._row.sizeHint().width() + (self._second.sizeHint().width() if self._below else 0)

    def _stand(self, *, below: bool) -> None:
        """The later pills in a second row, or behind those before them again."""
        if below == self._below:
            return
        self._below = below
        row, place = (self._second, 0) if below else (self._row, self._row.count() - AFTER)
        for offset, pill in enumerate(self._later):
            row.insertWidget(place + offset, pill)
        self.setFixedHeight(HEIGHT + below * SECOND)

    def _open_saved(self) -> None:
        self.saved_menu.popup(self.saved.mapToGlobal(self.saved.rect().bottomLeft()))

    def _lay_out(self) -> None:
        hide = QToolButton()
        hide.setText("×")
        hide.setAutoRaise(True)
        hide.setToolTip("Hide the filter row; what it asks stays")
        hide.setAccessibleName("Hide the filter row")
        hide.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        hide.clicked.connect(self.toggle)
        order = ("keywords", "cameras", "lenses", "iso", "focal_length", "time_of_day", "days", "p", "kinds")
        pills: dict[str, QWidget] = {**self.sets, **self.spans}
        middle = [pills[name] for name in order]
        self._later: list[QWidget] = [*middle[5:], self.measured, self.best]
        last = (self.measured, self.best, layouts.STRETCH, self.saved, 4, hide)
        self._row: QHBoxLayout = layouts.row((self.search, 1), 6, *middle, *last, spacing=2)
        self._second: QHBoxLayout = layouts.row(layouts.STRETCH, spacing=2)
        both = layouts.column(self._row, self._second, on=self, margins=(8, 3, 8, 3), spacing=0)
        both.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
