"""Which colour labels pass, chosen in a list that opens below the pill."""

from __future__ import annotations

from aesthetic_gui.culling.finding.facets import Facets
from aesthetic_gui.culling.finding.words import filter_in_words
from aesthetic_gui.culling.viewing import View
from aesthetic_gui.photo import ColourLabel
from aesthetic_gui.ui.finding.choices import Choice, ChoicePopup
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.pills import ColourOf, OpeningPill


def colour_of(label: ColourLabel) -> ColourOf:
    return lambda table: table.of_label(label)


_CHOICES = [
    *(Choice(label, label.capitalize(), "dot", colour_of(label)) for label in ColourLabel if label),
    Choice(ColourLabel.NONE, "No label", "dot_chosen", lambda table: table.muted),
]


class LabelsPill(OpeningPill):
    """Says which labels pass."""

    def __init__(self, asked: Filter) -> None:
        super().__init__("filter_labels", "Show by label", "dot", lambda table: table.muted)
        self._filter, self._facets = asked, Facets()
        self.popup = self.choices = ChoicePopup(self, "Labels to show")
        self.choices.list.pressed.connect(lambda label: asked.toggle("labels", label))
        self.show_view(asked.view)
        asked.changed.connect(self.show_view)

    def show_view(self, view: View) -> None:
        chosen = [label for label in ColourLabel if label in view.labels]
        self.fill(bool(chosen))
        words = filter_in_words(view, ["labels"])
        self.say(f"Shown: {words}" if chosen else "Show by label")
        self.refresh_if_open()

    def show_words(self, *, in_sight: bool) -> None:
        """Name the label that is chosen, where there is room."""
        chosen = self._filter.view.labels
        one = next(iter(chosen)).capitalize() or "None" if len(chosen) == 1 else str(len(chosen))
        self.show_text(one if chosen and in_sight else "")

    def show_facets(self, facets: Facets) -> None:
        """Other figures."""
        self._facets = facets
        self.refresh_if_open()

    def refresh(self) -> None:
        counts = [self._facets.of("labels", choice.value) for choice in _CHOICES]
        chosen = [choice.value in self._filter.view.labels for choice in _CHOICES]
        self.choices.list.show_choices(_CHOICES, counts, chosen)
        self.choices.fit()
