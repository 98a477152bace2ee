"""A view as JSON, and back: for what is kept from one day to the next, and read by other versions of the program."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from aesthetic_gui.criteria.quality import QualityClass
from aesthetic_gui.culling.finding.features import NO_FAULT
from aesthetic_gui.culling.ranks import Among, Best
from aesthetic_gui.culling.viewing import FILTERS, MOST_STARS, FaceCount, SortBy, Span, Standing, View
from aesthetic_gui.facts import Criterion, EyeState
from aesthetic_gui.photo import ColourLabel, Flag

Json = dict[str, Any]
LONGEST = 200  # characters of a text, or of a name of a camera
MOST = 1_000  # values of one kind


def view_to_json(view: View) -> Json:
    """What :func:`view_from_json` makes the same view of; what withholds nothing is left out."""
    written: Json = {"sort_by": view.sort_by.name.lower(), "descending": view.descending}
    for name in FILTERS:
        if value := getattr(view, name):
            written[name] = _written(value)
    return written


def view_from_json(written: object) -> View:
    """The view that was written; what of it is unknown or damaged is left out, and so withholds nothing."""
    if not isinstance(written, Mapping):
        return View()
    known = {name: _read(read, written[name]) for name, read in _READERS.items() if name in written}
    return View(**{name: value for name, value in known.items() if value is not None})


def is_understood(written: object) -> bool:
    """Whether :func:`view_from_json` makes a view of it that withholds all that it was to withhold."""
    if not isinstance(written, Mapping):
        return False
    made = view_to_json(view_from_json(written))
    asked = {name: value for name, value in written.items() if value and name not in ("sort_by", "descending")}
    return all(_is_the_same(value, made.get(name)) for name, value in asked.items())


def _is_the_same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(each in other for each in one)
    return bool(one == other)


def _written(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(_plain(one) for one in value)
    if isinstance(value, Span):
        return [value.low, value.high]
    if isinstance(value, Best):
        return {"percent": value.percent, "among": value.among.value}
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _read(read: Callable[[Any], Any], value: object) -> Any:
    try:
        return read(value)
    except (ValueError, TypeError, KeyError, OverflowError):
        return None


def _each(read: Callable[[Any], Any]) -> Callable[[Any], frozenset[Any]]:
    """A set of what ``read`` knows; one that it does not know is left out."""

    def of(values: Any) -> frozenset[Any]:
        if not isinstance(values, list):
            raise ValueError(values)
        return frozenset(one for value in values[:MOST] if (one := _read(read, value)) is not None)

    return of


def _sort_by(value: Any) -> SortBy:
    return SortBy[value.upper()] if isinstance(value, str) else SortBy(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError("no text, or too long a one")
    return value


def _flag(value: Any) -> Flag:
    return Flag(_whole(value))


def _label(value: Any) -> ColourLabel:
    return ColourLabel(_text(value))


def _standing(value: Any) -> Standing:
    return Standing(_text(value))


def _fault(value: Any) -> str:
    return str(Criterion(value)) if value != NO_FAULT else NO_FAULT


def _stars(value: Any) -> int:
    stars = _whole(value)
    if not 0 <= stars <= MOST_STARS:
        raise ValueError(stars)
    return stars


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(value)
    return value


def _span(value: Any) -> Span | None:
    low, high = (_end(end) for end in value)
    return None if low is None and high is None else Span(low, high)


def _end(value: Any) -> float | None:
    if value is None:
        return None
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError(value)
    return float(value)


def _best(value: Any) -> Best:
    percent = _whole(value["percent"])
    if not 1 <= percent <= 100:
        raise ValueError(percent)
    return Best(percent, Among(value["among"]))


def _day(value: Any) -> date:
    return date.fromisoformat(_text(value))


_READERS: dict[str, Callable[[Any], Any]] = {
    "sort_by": _sort_by,
    "descending": _truth,
    "standings": _each(_standing),
    "flags": _each(_flag),
    "labels": _each(_label),
    "stars": _each(_stars),
    "best": _best,
    "p": _span,
    "unlike": _truth,
    "cameras": _each(_text),
    "lenses": _each(_text),
    "iso": _span,
    "focal_length": _span,
    "time_of_day": _span,
    "days": _each(_day),
    "kinds": _each(_text),
    "keywords": _each(_text),
    "text": _text,
    "quality": _each(QualityClass),
    "faults": _each(_fault),
    "eyes": _each(EyeState),
    "faces": _each(FaceCount),
    **dict.fromkeys(map(str, Criterion), _span),
}
