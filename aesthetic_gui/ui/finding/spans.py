"""Pills for what a photograph has more or less of – ISO, focal length, P(aesthetic), the time – chosen as from … to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QApplication, QSpinBox, QWidget

from aesthetic_gui.culling.finding.facets import BANDS, Facets
from aesthetic_gui.culling.finding.words import clock, filter_in_words, plain_number, span_in_words
from aesthetic_gui.culling.viewing import Span, View
from aesthetic_gui.ui.finding.choices import Choice, ChoicePopup
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.pills import OpeningPill
from aesthetic_gui.ui.widgets.layouts import STRETCH, row
from aesthetic_gui.ui.widgets.text import PlainLabel

ANY = "any"
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")


def _number(text: str) -> int | None:
    digits = "".join(letter for letter in text if letter.isdigit() and letter.isascii())
    return int(digits) if 0 < len(digits) < 9 else None


def _minutes(text: str) -> int | None:
    """ "19:30" or "19" as minutes from midnight."""
    read = _CLOCK.fullmatch(text.strip())
    return 60 * int(read[1]) + int(read[2] or 0) if read else None


@dataclass(frozen=True, slots=True)
class Scale:
    """A kind of number: the view's field, its pill's title, from what to what it can be, how it is written and read."""

    name: str
    title: str
    least: int
    most: int
    step: int
    write: Callable[[float], str]
    read: Callable[[str], int | None] = _number
    unit: str = ""
    circular: bool = False  # a clock, where the end may come before the beginning


ISO = Scale("iso", "ISO", 0, 10_000_000, 100, plain_number)
FOCAL_LENGTH = Scale("focal_length", "Focal length", 0, 5_000, 5, plain_number, unit=" mm")
TIME = Scale("time_of_day", "Time of day", 0, 24 * 60 - 1, 30, clock, _minutes, circular=True)
P = Scale("p", "P(aesthetic)", 0, 100, 5, plain_number, unit=" %")


class EndBox(QSpinBox):
    """One end of a span; at ``any`` it is open."""

    def __init__(self, scale: Scale, words: str, any_at: int) -> None:
        self._scale, self._any = scale, any_at
        super().__init__()
        self.setRange(scale.least, scale.most)
        self.setSingleStep(scale.step)
        self.setKeyboardTracking(False)  # or 800 would begin with 8
        self.setAccessibleName(f"{scale.title} {words}")
        self.setMinimumWidth(86)
        self.show_end(None)

    @property
    def end(self) -> float | None:
        return None if self.value() == self._any else float(self.value())

    def show_end(self, end: float | None) -> None:
        """Show it, unannounced."""
        was = self.blockSignals(True)
        self.setValue(self._any if end is None else round(end))
        self.blockSignals(was)

    def textFromValue(self, value: int) -> str:
        return ANY if value == self._any else f"{self._scale.write(value)}{self._scale.unit}"

    def valueFromText(self, text: str) -> int:
        """What cannot be read is an open end."""
        value = self._scale.read(text.replace(self._scale.unit, "") if self._scale.unit else text)
        return self._any if value is None else max(self._scale.least, min(value, self._scale.most))

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, place


class Ends(QWidget):
    """From … to …"""

    changed = Signal(object)  # a Span, or None for all

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._scale = scale
        self.low, self.high = EndBox(scale, "from", scale.least), EndBox(scale, "to", scale.most)
        row(PlainLabel("From"), self.low, PlainLabel("to"), self.high, STRETCH, on=self, margins=(12, 4, 12, 2))
        self.low.valueChanged.connect(lambda _value: self._tell(self.low))
        self.high.valueChanged.connect(lambda _value: self._tell(self.high))

    def show_span(self, span: Span | None) -> None:
        self.low.show_end(span.low if span else None)
        self.high.show_end(span.high if span else None)

    def _tell(self, moved: EndBox) -> None:
        """What would be the wrong way round becomes one value, the one that was just chosen."""
        low, high = self.low.end, self.high.end
        if not self._scale.circular and low is not None and high is not None and low > high:
            low = high = moved.end
        self.changed.emit(None if low is None and high is None else Span(low, high))


class SpanPill(OpeningPill):
    """Says from what to what; chosen by the two ends, or by pressing a band, with Shift up to another one."""

    def __init__(self, asked: Filter, scale: Scale) -> None:
        super().__init__(f"filter_{scale.name}", scale.title)
        self._filter, self._scale, self._facets = asked, scale, Facets()
        self.ends = Ends(scale)
        self.popup = self.choices = ChoicePopup(self, scale.title, self.ends)
        self.ends.changed.connect(self._ask)
        self.choices.list.pressed.connect(self._press)
        self.show_view(asked.view)
        asked.changed.connect(self.show_view)

    def show_view(self, view: View) -> None:
        span = getattr(view, self._scale.name)
        words = filter_in_words(view, [self._scale.name])
        self.fill(span is not None)
        self.say(f"Shown: {words}" if span else f"Show by {self._scale.title[:1].lower()}{self._scale.title[1:]}")
        self.show_title(words or self._scale.title)
        self.ends.show_span(span)
        self.refresh_if_open()

    def show_facets(self, facets: Facets) -> None:
        """Other figures."""
        self._facets = facets
        self.refresh_if_open()

    def _ask(self, span: Span | None) -> None:
        self._filter.ask(**{self._scale.name: span})

    def _press(self, band: Span) -> None:
        """Pressed once more it is taken back; with Shift, all up to it."""
        chosen = getattr(self._filter.view, self._scale.name)
        if chosen and QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            bands = BANDS[self._scale.name]
            places = [place for place, one in enumerate(bands) if one == band or _within(one, chosen)]
            band = Span(bands[min(places)].low, bands[max(places)].high)
        self._ask(None if band == chosen else band)

    def refresh(self) -> None:
        """Only what photographs have, and what is chosen."""
        name, chosen = self._scale.name, getattr(self._filter.view, self._scale.name)
        counts = self._facets.counts.get(name, {})
        bands = [band for band in BANDS[name] if counts.get(band) or (chosen and _within(band, chosen))]
        words = (span_in_words(band, self._scale.write, self._scale.unit) for band in bands)
        choices = [Choice(band, title[:1].upper() + title[1:]) for band, title in zip(bands, words, strict=True)]
        on = [bool(chosen and _within(band, chosen)) for band in bands]
        self.choices.list.show_choices(choices, [counts.get(band, 0) for band in bands], on)
        self.choices.fit()


def _within(band: Span, chosen: Span) -> bool:
    """Whether all of ``band`` is chosen."""
    low = chosen.low is None or (band.low is not None and band.low >= chosen.low)
    high = chosen.high is None or (band.high is not None and band.high <= chosen.high)
    if chosen.low is not None and chosen.high is not None and chosen.low > chosen.high:
        return low or high  # over midnight
    return low and high
