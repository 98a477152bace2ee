"""A pill for all that was measured: eyes, faces, quality, faults, and of each criterion from … to."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QWidget

from aesthetic_gui.culling.finding.facets import Facets
from aesthetic_gui.culling.finding.words import filter_in_words, plain_number
from aesthetic_gui.culling.viewing import OF_FACTS, View
from aesthetic_gui.facts import Criterion
from aesthetic_gui.ui.finding.choices import Choice, ChoiceList
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.measured.kinds import EYES, FACES, FAULT, QUALITY, Kind
from aesthetic_gui.ui.finding.pills import OpeningPill
from aesthetic_gui.ui.finding.spans import Ends, Scale
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.text import PlainLabel, bold, quiet, wrapping
from aesthetic_gui.words import CRITERIA

_NAMES = tuple(map(str, OF_FACTS))
_EXPLAINED = "100 is no fault; below 50 one is told. What was not measured yet passes none of these."
_WIDTH = 185  # pixels of a list


class MeasuredPill(OpeningPill):
    """Says what is asked."""

    def __init__(self, asked: Filter) -> None:
        super().__init__("filter_measured", "Technical: eyes, faces, faults")
        self._facets = Facets()
        self.popup = self.choices = _Popup(self, asked)
        self.show_view(asked.view)
        asked.changed.connect(self.show_view)

    def show_view(self, view: View) -> None:
        words = filter_in_words(view, _NAMES)
        self.fill(bool(words))
        self.say(f"Shown: {words}" if words else "Show by eyes, faces, faults and technical criteria")
        self.show_title(words or "Technical")
        self.choices.ends_show(view)
        self.refresh_if_open()

    def show_facets(self, facets: Facets) -> None:
        """Other figures."""
        self._facets = facets
        self.refresh_if_open()

    def refresh(self) -> None:
        self.choices.show_facets(self._facets)


class _Popup(QFrame):
    """Lists on the left, the spans on the right."""

    def __init__(self, parent: QWidget, asked: Filter) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("popup", True)
        self.setAccessibleName("What was measured")
        self._filter = asked
        self.lists = {kind.name: ChoiceList() for kind in (EYES, FACES, QUALITY, FAULT)}
        for name, each in self.lists.items():
            each.setFixedWidth(_WIDTH)
            each.pressed.connect(lambda value, name=name: asked.toggle(name, value))
        self.ends = {one: Ends(_scale(one)) for one in Criterion}
        for criterion, ends in self.ends.items():
            ends.changed.connect(lambda span, name=criterion.value: asked.ask(**{name: span}))
        left = column(*(each for kind in (EYES, FACES, QUALITY) for each in self._titled(kind)), STRETCH, spacing=0)
        middle = column(*self._titled(FAULT), STRETCH, spacing=0)
        both = row(left, middle, self._spans(), on=self, margins=(0, 8, 12, 10), spacing=6)
        both.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)

    def ends_show(self, view: View) -> None:
        for criterion, ends in self.ends.items():
            ends.show_span(getattr(view, criterion.value))

    def show_facets(self, facets: Facets) -> None:
        """How many photographs each choice would leave."""
        for kind in (EYES, FACES, QUALITY, FAULT):
            chosen, counts = getattr(self._filter.view, kind.name), facets.counts.get(kind.name, {})
            choices = [Choice(value, kind.write(value)) for value in kind.values]
            numbers = [counts.get(value, 0) for value in kind.values]
            self.lists[kind.name].show_choices(choices, numbers, [value in chosen for value in kind.values])

    def showEvent(self, event: Any) -> None:
        """The keyboard is where one chooses."""
        super().showEvent(event)
        first = next(iter(self.lists["eyes"].rows.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _titled(self, kind: Kind) -> tuple[QWidget, QWidget]:
        title = bold(PlainLabel(kind.title))
        title.setContentsMargins(12, 6, 0, 3)
        self.lists[kind.name].setAccessibleName(kind.title)
        return title, self.lists[kind.name]

    def _spans(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(6, 4, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        for line, (criterion, ends) in enumerate(self.ends.items()):
            grid.addWidget(PlainLabel(_title(criterion)), line, 0)
            grid.addWidget(ends, line, 1)
        explained = quiet(wrapping(_EXPLAINED))
        grid.addWidget(explained, len(self.ends), 0, 1, 2)
        grid.setRowStretch(len(self.ends) + 1, 1)
        return part


def _scale(criterion: Criterion) -> Scale:
    return Scale(criterion.value, _title(criterion), 0, 100, 5, plain_number)


def _title(criterion: Criterion) -> str:
    words = CRITERIA[criterion]
    return words[:1].upper() + words[1:]
