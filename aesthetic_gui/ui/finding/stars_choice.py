"""How many stars: so many and more, exactly so many, or at most so many; in a list that opens below its pill."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from aesthetic_gui.culling.finding.facets import Facets
from aesthetic_gui.culling.finding.words import stars_in_words
from aesthetic_gui.culling.viewing import MOST_STARS, View, at_least, at_most
from aesthetic_gui.ui.finding.choices import Choice, ChoicePopup
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.pills import OpeningPill
from aesthetic_gui.ui.widgets.layouts import row
from aesthetic_gui.words import counted


class How(Enum):
    """How a number of stars is meant: its words, and its sign on the pill."""

    AT_LEAST = ("At least", "≥")
    EXACTLY = ("Exactly", "=")
    AT_MOST = ("At most", "≤")

    @property
    def words(self) -> str:
        return self.value[0]

    @property
    def sign(self) -> str:
        return self.value[1]


_STARS: dict[How, Callable[[int], frozenset[int]]] = {
    How.AT_LEAST: at_least,
    How.EXACTLY: lambda stars: frozenset({stars}),
    How.AT_MOST: at_most,
}
EVERY = at_least(0)
_CHOICES = [
    Choice(stars, counted(stars, "star") if stars else "No stars", stars=stars) for stars in range(MOST_STARS, -1, -1)
]


def read(stars: frozenset[int], before: How) -> tuple[How, int] | None:
    """How ``stars`` are meant, and the number; ``before`` where that is one way. None: neither way, or no stars."""
    for how in (before, *How):
        for number in range(MOST_STARS + 1):
            if stars and _STARS[how](number) == stars:
                return how, number
    return None


class StarsPill(OpeningPill):
    """Says which stars pass; what it opens is where that is chosen."""

    def __init__(self, asked: Filter) -> None:
        super().__init__("filter_stars", "Show by stars", "star", lambda table: table.star)
        self._filter, self._facets, self._how = asked, Facets(), How.AT_LEAST
        self._ways = {how: self._way(how) for how in How}
        head = QWidget()
        row(*self._ways.values(), on=head, margins=(12, 4, 12, 2), spacing=0)
        self.popup = self.choices = ChoicePopup(self, "Stars to show", head)
        self.choices.list.pressed.connect(self._choose)
        self.show_view(asked.view)
        asked.changed.connect(self.show_view)

    def show_view(self, view: View) -> None:
        known = read(view.stars, self._how)
        if known:
            self._how = known[0]
        self._ways[self._how].setChecked(True)
        self.fill(bool(view.stars))
        self.say(f"Shown: {stars_in_words(view.stars)}" if view.stars else "Show by stars")
        self.show_text(f"{known[0].sign}{known[1]}" if known else ",".join(map(str, sorted(view.stars))))
        self.refresh_if_open()

    def show_facets(self, facets: Facets) -> None:
        """Other figures."""
        self._facets = facets
        self.refresh_if_open()

    def refresh(self) -> None:
        """Beside each number what it would leave, meant as it is."""
        each = [_STARS[self._how](int(str(choice.value))) for choice in _CHOICES]
        counts = [sum(self._facets.of("stars", one) for one in stars) for stars in each]
        chosen = [stars == self._filter.view.stars for stars in each]
        self.choices.list.show_choices(_CHOICES, counts, chosen)
        self.choices.fit()

    def _choose(self, number: int) -> None:
        """Chosen once more, it is taken back; what every photograph has asks nothing."""
        stars = _STARS[self._how](number)
        self._filter.ask(stars=frozenset() if stars in (EVERY, self._filter.view.stars) else stars)
        self.refresh_if_open()

    def _mean(self, how: How) -> None:
        known = read(self._filter.view.stars, self._how)
        self._how = how
        stars = _STARS[how](known[1]) if known else frozenset()
        self._filter.ask(stars=frozenset() if stars == EVERY else stars)
        self.refresh_if_open()

    def _way(self, how: How) -> QPushButton:
        button = QPushButton(how.words)
        button.setCheckable(True)
        button.setAccessibleName(f"{how.words} so many stars")
        button.setProperty("segment", {How.AT_LEAST: "first", How.AT_MOST: "last"}.get(how, "middle"))
        button.setMinimumWidth(72)
        if not hasattr(self, "_group"):
            self._group = QButtonGroup(self)
        self._group.addButton(button)
        button.clicked.connect(lambda: self._mean(how))
        return button
