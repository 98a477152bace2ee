"""Flag, stars and label in each program's own fields, as one table.

A row knows a property, the family of programs that write it, what its text means and what text means a decision:
``states`` gets what the packet says so far (None: it has no such property) and gives the new texts, None for no such
property. A row that already means what is wanted is never touched, so ``Rot`` stays ``Rot``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from aesthetic_gui.files.xmp import names
from aesthetic_gui.files.xmp.labels import Names, colour_of
from aesthetic_gui.files.xmp.names import Name
from aesthetic_gui.photo import ColourLabel, Flag

Texts = tuple[str, ...]
_States = Callable[["Target", Texts | None], Texts | None]

_MICROSOFT = (0, 1, 25, 50, 75, 99)  # per cent, by stars
_MICROSOFT_UPTO = (0, 12, 37, 62, 87)
_DIGIKAM_COLOURS = {1: ColourLabel.RED, 3: ColourLabel.YELLOW, 4: ColourLabel.GREEN, 5: ColourLabel.BLUE}
_DIGIKAM_COLOURS |= {0: ColourLabel.NONE, 6: ColourLabel.PURPLE}
_DARKTABLE_COLOURS = (ColourLabel.RED, ColourLabel.YELLOW, ColourLabel.GREEN, ColourLabel.BLUE, ColourLabel.PURPLE)
_CLASSES = {0: ColourLabel.NONE, 1: ColourLabel.PURPLE, 2: ColourLabel.RED, 4: ColourLabel.YELLOW}
_CLASSES |= {5: ColourLabel.GREEN, 6: ColourLabel.BLUE, 7: ColourLabel.BLUE}  # 3: orange, 8: grey
_CLASS_OF = {colour: number for number, colour in _CLASSES.items()}
_PICK_LABELS = {Flag.NONE: 0, Flag.REJECT: 1, Flag.PICK: 3}
_PREFS = re.compile(r"\s*(\d+)\s*:\s*(\d+)\s*:\s*(\d+)\s*:\s*(\S*)\s*")
_NO_FRAME = "-1"


class Family(StrEnum):
    """Who writes a field."""

    RATING = "rating"  # xmp:Rating
    LABEL = "label"  # xmp:Label
    ADOBE = "adobe"  # Lightroom's flags and colours
    DIGIKAM = "digikam"
    DARKTABLE = "darktable"
    PHOTO_MECHANIC = "photomechanic"
    ACDSEE = "acdsee"  # in no profile: kept in step where it is


@dataclass(frozen=True, slots=True)
class Said:
    """What one field means; None where it does not say."""

    flag: Flag | None = None
    stars: int | None = None
    label: ColourLabel | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A decision on its way into a packet.

    ``rejects_in_rating``: a reject is ``xmp:Rating`` -1; ``says_no_stars``: no stars are ``xmp:Rating`` 0, not nothing;
    ``names``: those of the labels; ``keeps_foreign``: a label that is none of the five colours stays.
    """

    flag: Flag
    stars: int
    label: ColourLabel
    rejects_in_rating: bool
    says_no_stars: bool
    names: Names
    keeps_foreign: bool


@dataclass(frozen=True, slots=True)
class Field:
    name: Name
    family: Family
    says: Callable[[Texts], Said]
    states: _States
    is_list: bool = False

    def after(self, target: Target, before: Texts | None, *, in_profile: bool) -> Texts | None:
        """The texts to be written: those from before where they already mean what is wanted."""
        if before is None and not in_profile:
            return None
        after = self.states(target, before)
        if before is None or after is None:
            return after
        return before if self.says(before) == self.says(after) else after


def number_of(text: str) -> float | None:
    """A finite number, else None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def whole(text: str) -> int | None:
    number = number_of(text)
    return None if number is None else math.floor(number)


def _last(texts: Texts) -> str:
    """Of a property that occurs twice the last counts, as exiftool and exiv2 have it."""
    return texts[-1] if texts else ""


def _rating_says(texts: Texts) -> Said:
    """-1 and less are a reject, more than 5 are 5 stars, 3.5 are 3."""
    number = whole(_last(texts))
    if number is None:
        return Said()
    return Said(flag=Flag.REJECT) if number < 0 else Said(stars=min(number, 5))


def _rating_states(target: Target, before: Texts | None) -> Texts | None:
    if target.flag is Flag.REJECT:
        is_rejected = before is not None and _rating_says(before).flag is Flag.REJECT
        if target.rejects_in_rating:
            return ("-1",)
        if is_rejected and not target.stars:
            return before
    if target.says_no_stars:
        return (str(target.stars),)
    return _number_or_nothing(target.stars, before)


def _number_or_nothing(number: int, before: Texts | None) -> Texts | None:
    """Zero is written only where the field is there already."""
    return None if before is None and not number else (str(number),)


def _pick_says(texts: Texts) -> Said:
    number = whole(_last(texts))
    return Said() if number is None else Said(flag=Flag(max(-1, min(number, 1))))


def _states_number(number: Callable[[Target], int]) -> _States:
    return lambda target, before: _number_or_nothing(number(target), before)


def _truth(text: str) -> bool | None:
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text.lower())


def _true_or(otherwise: Flag) -> Callable[[Texts], Said]:
    flags = {True: Flag.PICK, False: otherwise, None: None}
    return lambda texts: Said(flag=flags[_truth(_last(texts))])


def _good_states(target: Target, _before: Texts | None) -> Texts | None:
    return {Flag.PICK: ("true",), Flag.REJECT: ("false",), Flag.NONE: None}[target.flag]


def _pick_label_says(texts: Texts) -> Said:
    flags = {0: Flag.NONE, 1: Flag.REJECT, 2: Flag.NONE, 3: Flag.PICK}  # 2: pending
    return Said(flag=flags.get(_index(texts)))


def _index(texts: Texts) -> int:
    number = whole(_last(texts))
    return -1 if number is None else number


def _tagged_states(target: Target, before: Texts | None) -> Texts | None:
    is_pick = target.flag is Flag.PICK
    return None if before is None and not is_pick else ("True" if is_pick else "False",)


def _prefs_says(texts: Texts) -> Said:
    match = _PREFS.fullmatch(_last(texts))
    if not match or max(map(len, match.groups()[:3])) > 9:
        return Said()
    tagged, colour, rating = (int(part) for part in match.groups()[:3])
    return Said(Flag.PICK if tagged else Flag.NONE, min(rating, 5), _CLASSES.get(colour))


def _prefs_states(target: Target, before: Texts | None) -> Texts | None:
    match = _PREFS.fullmatch(_last(before or ()))
    colour, frame = (match[2], match[4]) if match else ("0", _NO_FRAME)
    if _class_says((colour,)).label is not None or not target.keeps_foreign:
        colour = str(_CLASS_OF[target.label])
    tagged = int(target.flag is Flag.PICK)
    if before is None and (tagged, colour, target.stars) == (0, "0", 0):
        return None
    return (f"{tagged}:{colour}:{target.stars}:{frame or _NO_FRAME}",)


def _class_says(texts: Texts) -> Said:
    return Said(label=_CLASSES.get(_index(texts)))


def _class_states(target: Target, before: Texts | None) -> Texts | None:
    return _foreign(target, before, _class_says) or _number_or_nothing(_CLASS_OF[target.label], before)


def _foreign(target: Target, before: Texts | None, says: Callable[[Texts], Said]) -> Texts | None:
    """A label from before that is none of ours and is to stay."""
    return before if before and target.keeps_foreign and says(before).label is None else None


def _label_says(texts: Texts) -> Said:
    return Said(label=colour_of(_last(texts)))


def _states_label(text_of: Callable[[Target], str]) -> _States:
    """No label is no property, but an empty one stays empty."""

    def states(target: Target, before: Texts | None) -> Texts | None:
        if foreign := _foreign(target, before, _label_says):
            return foreign
        if text := text_of(target):
            return (text,)
        return before if before is not None and _label_says(before).label is ColourLabel.NONE else None

    return states


def _colour_label_says(texts: Texts) -> Said:
    return Said(label=_DIGIKAM_COLOURS.get(_index(texts)))


def _colour_label_states(target: Target, before: Texts | None) -> Texts | None:
    """digiKam's further colours give way to a label even where another program has set it: it shows no other field."""
    numbers = {colour: number for number, colour in _DIGIKAM_COLOURS.items()}
    foreign = None if target.label else _foreign(target, before, _colour_label_says)
    return foreign or _number_or_nothing(numbers[target.label], before)


def _colour_labels_says(texts: Texts) -> Said:
    """darktable gives a photograph several labels; the first counts."""
    known = [number for text in texts if (number := whole(text)) is not None and 0 <= number < 5]
    return Said(label=_DARKTABLE_COLOURS[known[0]] if known else ColourLabel.NONE)


def _colour_labels_states(target: Target, _before: Texts | None) -> Texts | None:
    if target.label is ColourLabel.NONE:
        return None
    return (str(_DARKTABLE_COLOURS.index(target.label)),)


def _microsoft_says(texts: Texts) -> Said:
    number = number_of(_last(texts))
    if number is None or number < 0:
        return Said()
    return Said(stars=stars_of_percent(number))


def stars_of_percent(number: float) -> int:
    """Windows' stars: 1, 25, 50, 75 and 99 per cent, and what lies between."""
    return sum(number > most for most in _MICROSOFT_UPTO)


def percent_of_stars(stars: int) -> int:
    """What Windows writes for 0 to 5 stars."""
    return _MICROSOFT[stars]


def _acdsee_says(texts: Texts) -> Said:
    return Said(stars=_rating_says(texts).stars)


FIELDS = (
    Field(names.RATING, Family.RATING, _rating_says, _rating_states),
    Field(names.LABEL, Family.LABEL, _label_says, _states_label(lambda target: target.names.of(target.label))),
    Field(names.PICK, Family.ADOBE, _pick_says, _states_number(lambda target: int(target.flag))),
    Field(names.GOOD, Family.ADOBE, _true_or(Flag.REJECT), _good_states),
    Field(names.LABEL_COLOUR, Family.ADOBE, _label_says, _states_label(lambda target: target.label.value)),
    Field(names.PICK_LABEL, Family.DIGIKAM, _pick_label_says, _states_number(lambda target: _PICK_LABELS[target.flag])),
    Field(names.COLOUR_LABEL, Family.DIGIKAM, _colour_label_says, _colour_label_states),
    Field(
        names.MICROSOFT_RATING,
        Family.DIGIKAM,
        _microsoft_says,
        _states_number(lambda target: percent_of_stars(target.stars)),
    ),
    Field(names.TAGGED, Family.PHOTO_MECHANIC, _true_or(Flag.NONE), _tagged_states),
    Field(names.COLOUR_CLASS, Family.PHOTO_MECHANIC, _class_says, _class_states),
    Field(names.PREFS, Family.PHOTO_MECHANIC, _prefs_says, _prefs_states),
    Field(names.COLOUR_LABELS, Family.DARKTABLE, _colour_labels_says, _colour_labels_states, is_list=True),
    Field(names.ACDSEE_RATING, Family.ACDSEE, _acdsee_says, _states_number(lambda target: target.stars)),
)
BY_NAME = {field.name: field for field in FIELDS}
