"""Pills for what a photograph has one of – a camera, a lens, a day, a kind of file – chosen in a list."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

from aesthetic_gui.culling.finding.facets import Facets
from aesthetic_gui.culling.finding.words import filter_in_words, keyword_in_words
from aesthetic_gui.culling.viewing import View
from aesthetic_gui.ui.finding.choices import Choice, ChoicePopup
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.pills import OpeningPill
from aesthetic_gui.ui.widgets.text import day


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of choice: the view's field, what its pill is called, and how a value is written."""

    name: str
    title: str
    write: Callable[[Any], str]
    order: Callable[[Any], Any]


def _named(unknown: str) -> Callable[[str], str]:
    return lambda name: name or unknown


def _by_name(name: str) -> tuple[bool, str]:
    """What has no name is last."""
    return not name, name.casefold()


def _on(when: date) -> str:
    return day(when, "ddd d MMM yyyy")


CAMERA = Kind("cameras", "Camera", _named("Unknown camera"), _by_name)
LENS = Kind("lenses", "Lens", _named("Unknown lens"), _by_name)
DAY = Kind("days", "Day", _on, lambda when: when)
KEYWORD = Kind("keywords", "Keyword", lambda one: keyword_in_words(one) if one else "No keyword", _by_name)
FILE = Kind("kinds", "File type", _named("Other"), _by_name)


class SetPill(OpeningPill):
    """Says what is chosen of its kind; only what photographs have is offered, and what is chosen already."""

    def __init__(self, asked: Filter, kind: Kind) -> None:
        super().__init__(f"filter_{kind.name}", kind.title)
        self._filter, self._kind, self._facets = asked, kind, Facets()
        self.popup = self.choices = ChoicePopup(self, kind.title)
        self.choices.list.pressed.connect(lambda value: asked.toggle(kind.name, value))
        self.show_view(asked.view)
        asked.changed.connect(self.show_view)

    def show_view(self, view: View) -> None:
        chosen = getattr(view, self._kind.name)
        words = filter_in_words(view, [self._kind.name])
        self.fill(bool(chosen))
        self.say(f"Shown: {words}" if chosen else f"Show by {self._kind.title.lower()}")
        text = words if len(chosen) == 1 else f"{self._kind.title}: {len(chosen)}" if chosen else self._kind.title
        self.show_title(text)
        self.refresh_if_open()

    def show_facets(self, facets: Facets) -> None:
        """Other figures."""
        self._facets = facets
        self.refresh_if_open()

    def refresh(self) -> None:
        name, chosen = self._kind.name, getattr(self._filter.view, self._kind.name)
        counts = self._facets.counts.get(name, {})
        there: set[Hashable] = {value for value, count in counts.items() if count and value is not None}
        values = sorted(there | set(chosen), key=self._kind.order)
        choices = [Choice(value, self._kind.write(value)) for value in values]
        self.choices.list.show_choices(
            choices, [counts.get(value, 0) for value in values], [value in chosen for value in values]
        )
        self.choices.fit()
