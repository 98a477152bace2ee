"""What a packet says, where its fields disagree.

Our own namespace remembers what we wrote last, and writing keeps every field in step with it: a field that says
something else now was changed by another program, and wins. Without that memory all fields count. Among those that
count, something wins over nothing, and then the first of these orders:

- **flag**: ``xmpDM:pick``, ``xmp:Rating`` -1, ``digiKam:PickLabel``, ``xmpDM:good``, Photo Mechanic's tag. So a -1 is a
  reject unless ``xmpDM:pick`` is 1; after we had written that 1 it is one all the same. Stars in the place of our -1
  undo the reject, save those that digiKam gave: it has a flag of its own. Photo Mechanic's "not tagged" says nothing
  against a reject, for which it has no field.
- **stars**: ``xmp:Rating`` from 0 up always; where it is -1 those that we remember; else ``MicrosoftPhoto:Rating``,
  ``acdsee:rating``, ``photomechanic:Prefs``. Where all are gone that we had written: no stars.
- **label**: ``xmp:Label`` where it names one of the five colours, ``photoshop:LabelColor``, ``digiKam:ColorLabel``,
  ``darktable:colorlabels``, ``photomechanic:ColorClass``, ``photomechanic:Prefs``. All gone: no label. Orange,
  grey, black and white of digiKam's in the place of the label that we remember: no label of ours.

Of a property that occurs twice the last counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from aesthetic_gui.files.exif import turn_between
from aesthetic_gui.files.xmp import names
from aesthetic_gui.files.xmp.fields import BY_NAME, Said, number_of, whole
from aesthetic_gui.files.xmp.labels import colour_of
from aesthetic_gui.files.xmp.marks import Judgement, Marks
from aesthetic_gui.files.xmp.names import Name
from aesthetic_gui.files.xmp.packet import parse
from aesthetic_gui.files.xmp.values import Values, values_of
from aesthetic_gui.photo import ColourLabel, Details, Flag, Verdict

_FLAGS = (names.PICK, names.RATING, names.PICK_LABEL, names.GOOD, names.TAGGED, names.PREFS)
_TAGS = (names.TAGGED, names.PREFS)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STARS = (names.MICROSOFT_RATING, names.ACDSEE_RATING, names.PREFS)
_LABELS = (names.LABEL, names.LABEL_COLOUR, names.COLOUR_LABEL, names.COLOUR_LABELS, names.COLOUR_CLASS, names.PREFS)

_ORIENTATIONS = frozenset("12345678")
OWN_ROOT = "Aesthetic GUI"  # above the keywords that tell a verdict

Orientation = Callable[[], int]  # 1 to 8, of the file that a packet speaks of, which is opened only where that matters

_Mark = TypeVar("_Mark", Flag, int, ColourLabel)


def upright() -> int:
    return 1


def read(data: bytes, orientation: Orientation = upright) -> Marks:
    """What a packet says of the photograph, whose file has this ``orientation`` by itself. Raises ``XmpError``."""
    return marks_of(values_of(parse(data)), orientation)


def marks_of(values: Values, orientation: Orientation = upright) -> Marks:
    """Flag, stars, label, keywords, judgement, turn and texts by the order of precedence above."""
    digikam = (tag.replace("/", "|") for tag in values.get(names.TAGS, ()))
    return Marks(
        flag=flag_of(values),
        stars=stars_of(values),
        label=label_of(values),
        label_text=_text(values, names.LABEL),
        keywords=tidy(values.get(names.SUBJECT, ())),
        hierarchical=tidy((*values.get(names.HIERARCHICAL, ()), *digikam)),
        judgement=judgement_of(values),
        turn=turn_of(values, orientation),
        title=_written(values, names.TITLE, 1),
        caption=_written(values, names.CAPTION, 1),
        creator=_written(values, names.CREATOR, None),
        rights=_written(values, names.RIGHTS, 1),
    )


def _written(values: Values, name: Name, most: int | None) -> str | None:
    """A text, of the first ``most`` values; None where there is no such property."""
    return "; ".join(filter(None, map(tidy_text, values[name][:most]))) if name in values else None


def tidy_text(text: str) -> str:
    """``text`` as a packet can hold it: no control characters, no white space around it."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def tidy_details(details: Details) -> Details:
    """``details`` as they are read back once they were written."""
    creators = (creator.strip() for creator in tidy_text(details.creator).split(";"))
    return Details(
        tidy_text(details.title),
        tidy_text(details.caption),
        "; ".join(filter(None, creators)),
        tidy_text(details.rights),
        tidy_keywords(details.keywords),
    )


def keywords_of(marks: Marks) -> tuple[str, ...]:
    """The keywords that the photographer gave, those with levels as paths; none that only tells our verdict."""
    return tidy_keywords((*marks.keywords, *marks.hierarchical))


def tidy_keywords(keywords: Iterable[str]) -> tuple[str, ...]:
    """Each once, in alphabetical order. A plain one that is a level of another one says nothing more.

    digiKam parts levels by a slash, so that of a plain keyword with one in it, it makes levels.
    """
    tidied = {"|".join(filter(None, (tidy_text(level) for level in word.split("|")))) for word in keywords}
    tidied -= {word.replace("/", "|") for word in tidied if "/" in word}
    levels = levels_of(word for word in tidied if "|" in word)
    kept = (word for word in tidied if word and word not in levels and word.partition("|")[0] != OWN_ROOT)
    return tuple(sorted(kept, key=lambda word: (word.casefold(), word)))


def levels_of(paths: Iterable[str]) -> frozenset[str]:
    """Every single level of keywords: ``Places|Greece`` has two."""
    return frozenset(level for path in paths for level in path.split("|"))


def tidy(keywords: Iterable[str]) -> tuple[str, ...]:
    """Each once, without white space around it, no empty ones."""
    return tuple(dict.fromkeys(filter(None, (keyword.strip() for keyword in keywords))))


def flag_of(values: Values) -> Flag | None:
    number = whole(_text(values, names.OWN_FLAG))
    own = Flag(number) if number in (-1, 1) else None
    spoken = [
        flag
        for name in _FLAGS
        if (flag := said(values, name).flag) is not None
        and not (name in _TAGS and own is Flag.REJECT and flag is Flag.NONE)
    ]
    if names.OWN_RATING in values and said(values, names.RATING).stars is not None and not _is_starred_reject(values):
        spoken.append(Flag.NONE)
    return _latest(spoken, own) if spoken else own


def _is_starred_reject(values: Values) -> bool:
    """digiKam gives stars to a reject that it goes on to show as one; ``acdsee:rating``, which we never add, is its."""
    stars = said(values, names.ACDSEE_RATING).stars
    return said(values, names.PICK_LABEL).flag is Flag.REJECT and stars == said(values, names.RATING).stars


def stars_of(values: Values) -> int | None:
    rating = said(values, names.RATING)
    if rating.stars is not None:
        return rating.stars
    number = whole(_text(values, names.OWN_STARS))
    own = number if number is not None and 0 <= number <= 5 else None
    if rating.flag is Flag.REJECT and (own is not None or names.OWN_RATING in values):
        return own or 0
    spoken = [stars for name in _STARS if (stars := said(values, name).stars) is not None]
    gone = None if own is None else 0
    return _latest(spoken, own) if spoken else gone


def label_of(values: Values) -> ColourLabel | None:
    own = colour_of(_text(values, names.OWN_LABEL)) or None
    spoken = [label for name in _LABELS if (label := said(values, name).label) is not None]
    if own and names.COLOUR_LABEL in values and said(values, names.COLOUR_LABEL).label is None:
        spoken.append(ColourLabel.NONE)  # we leave none of digiKam's further colours beside one of ours
    gone = None if own is None else ColourLabel.NONE
    return _latest(spoken, own) if spoken else gone


def _latest(spoken: list[_Mark], own: _Mark | None) -> _Mark:
    """Of what the fields say: something rather than nothing, among those that were changed since we wrote."""
    counted = [mark for mark in spoken if mark != own] or spoken
    return next((mark for mark in counted if mark), counted[0])


def turn_of(values: Values, orientation: Orientation) -> int | None:
    """``tiff:Orientation`` is absolute, whatever the pixels are, while a decision turns from where the file is upright.

    Who reads it (as their source, documentation or own sidecars show): Lightroom and Bridge, which write it into every
    sidecar of a RAW; digiKam, before EXIF's; Geeqie, where EXIF is silent; darktable, when it first takes over a
    sidecar of Lightroom's, as it keeps turns in its own history.
    """
    shown = _text(values, names.ORIENTATION)
    return turn_between(orientation(), int(shown)) if shown in _ORIENTATIONS else None


def judgement_of(values: Values) -> Judgement | None:
    """None where it is not complete or not what we write."""
    score, probability = (number_of(_text(values, name)) for name in (names.SCORE, names.PROBABILITY))
    verdict = _text(values, names.VERDICT)
    if score is None or probability is None or not 0 <= probability <= 1 or verdict not in set(Verdict):
        return None
    return Judgement(score, probability, Verdict(verdict), _text(values, names.PACK), _text(values, names.VERSION))


def said(values: Values, name: Name) -> Said:
    texts = values.get(name)
    return Said() if texts is None else BY_NAME[name].says(texts)


def _text(values: Values, name: Name) -> str:
    return (values.get(name) or ("",))[-1]
