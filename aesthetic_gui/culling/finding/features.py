"""What of a photograph can be asked for: each a plain function of it, None where it is not known."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from os import path as os_path
from pathlib import Path

from aesthetic_gui.criteria import values as told
from aesthetic_gui.criteria.quality import QualityClass, class_of, quality_of
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import FaceCount
from aesthetic_gui.facts import Criterion, EyeState
from aesthetic_gui.files.formats import RAW

UNNAMED = ""  # the camera, or the lens, of a file that names none; the keyword of one that has none
NO_FAULT = ""
_COUNTS = (FaceCount.NONE, FaceCount.ONE, FaceCount.SEVERAL)
_CRITERIA = tuple(Criterion)
_SPELLINGS = {"JPG": "JPEG", "JPE": "JPEG", "JFIF": "JPEG", "TIF": "TIFF", "HEIF": "HEIC", "HIF": "HEIC", "PSB": "PSD"}


def camera(item: Item) -> str:
    return (item.metadata.camera if item.metadata else None) or UNNAMED


def lens(item: Item) -> str:
    return (item.metadata.lens if item.metadata else None) or UNNAMED


def iso(item: Item) -> int | None:
    return item.metadata.iso if item.metadata else None


def focal_length(item: Item) -> float | None:
    """In millimetres, as it is told: whole ones from 20 on, tenths below."""
    length = item.metadata.focal_length if item.metadata else None
    return None if length is None else round(length, 0 if length >= 20 else 1)


def minute(item: Item) -> int | None:
    """Minutes from midnight, 0 to 1439, by the camera's clock."""
    taken = item.metadata.captured_at if item.metadata else None
    return 60 * taken.hour + taken.minute if taken else None


def day(item: Item) -> date | None:
    taken = item.metadata.captured_at if item.metadata else None
    return taken.date() if taken else None


def p_percent(item: Item) -> int | None:
    """P(aesthetic) as it is told: in whole per cent, 0 to 100."""
    return round(100 * item.score.p_aesthetic) if item.score else None


def unlike(item: Item) -> bool:
    """Whether it is unlike anything that the model has learned from."""
    return item.score is not None and item.score.unlike_anything


def keywords(item: Item) -> tuple[str, ...]:
    """Each once, as it is written; ``UNNAMED`` alone where there is none."""
    return tuple(dict.fromkeys(item.keywords)) or (UNNAMED,)


def kind(item: Item) -> str:
    """What its files are by their names: "JPEG", "RAW", "RAW + JPEG"."""
    shown = _kind_of(_extension(item.photo.path))
    if not item.photo.companions or shown == "RAW":
        return shown
    return _kind_of_unit((shown, *map(_extension, item.photo.companions)))


def _extension(path: Path) -> str:
    """With its dot; "" where there is none. Five times as fast as ``Path.suffix``."""
    name = str(path)
    dot = name.rfind(".")
    return name[dot:] if dot > name.rfind(os_path.sep) else ""


@lru_cache(maxsize=1_000)
def _kind_of(extension: str) -> str:
    if extension.lower() in RAW:
        return "RAW"
    name = extension[1:].upper()
    return _SPELLINGS.get(name, name)


@lru_cache(maxsize=1_000)
def _kind_of_unit(shown_and_extensions: tuple[str, ...]) -> str:
    shown, *extensions = shown_and_extensions
    return f"RAW + {shown}" if "RAW" in map(_kind_of, extensions) else shown


def of_criterion(criterion: Criterion) -> Callable[[Item], int | None]:
    """Its value as it is told: 0 to 100 in whole numbers, 100 for no fault."""
    place = list(Criterion).index(criterion)

    def of(item: Item) -> int | None:
        value = item.facts.values[place] if item.facts else math.nan
        return None if math.isnan(value) else round(value)

    return of


def faults(item: Item) -> tuple[str, ...] | None:
    """The criteria that tell a fault; ``NO_FAULT`` alone where none does."""
    values = item.facts.values if item.facts else ()
    if all(map(math.isnan, values)):
        return None
    return told.faults(dict(zip(_CRITERIA, values, strict=True))) or (NO_FAULT,)


def quality(item: Item) -> float | None:
    """By the rules of digiKam's image quality sorter, 0 to 100."""
    if not item.facts:
        return None
    each = zip(_CRITERIA, item.facts.values, strict=True)
    return quality_of({one: value for one, value in each if not math.isnan(value)})


def quality_class(item: Item) -> QualityClass | None:
    found = quality(item)
    return None if found is None else class_of(found)


def face_count(item: Item) -> FaceCount | None:
    if item.facts is None:
        return None
    return _COUNTS[min(len(item.facts.faces), 2)]


def faces(item: Item) -> int | None:
    return None if item.facts is None else len(item.facts.faces)


def eyes(item: Item) -> EyeState | None:
    """Of all faces: *closed* where somebody's are, *open* where somebody's are and no other's closed, or *can't tell*.

    None where there is no face.
    """
    states = {face.state for face in item.facts.faces} if item.facts else set()
    return next((state for state in (EyeState.CLOSED, EyeState.OPEN, EyeState.CANT_TELL) if state in states), None)


def openness(item: Item) -> float | None:
    """Of the face whose eyes are open least, 0 to 1, of those whose eyes can be told."""
    told = [face.openness for face in item.facts.faces if face.state is not EyeState.CANT_TELL] if item.facts else []
    return min(told) if told else None


def folded(text: str) -> str:
    """``text`` without regard to case and accents: who looks for "zoe" finds "Zoë"."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words_of(text: str) -> tuple[str, ...]:
    """What is looked for, word by word."""
    return tuple(folded(text).split())


def shared_folder(items: Sequence[Item]) -> str:
    """The folder above the lowest one that all of ``items``, in order of name, lie in: its name tells none apart."""
    if not items:
        return ""
    first, last = (os_path.dirname(item.photo.path) for item in (items[0], items[-1]))  # noqa: PTH120
    try:
        return os_path.dirname(os_path.commonpath((first, last)))  # noqa: PTH120
    except ValueError:  # on two drives
        return ""


def searched(item: Item, above: str) -> str:
    """What words are looked for in: the folders below ``above``, the name, the keywords, each on a line of its own."""
    path = str(item.photo.path)
    place = path.rfind(os_path.sep)
    keywords = folded("\n".join(item.keywords)) if item.keywords else ""
    return f"{_folded_folder(path[:place], above)}\n{folded(path[place + 1 :])}\n{keywords}"


@lru_cache(maxsize=1_000)
def _folded_folder(folder: str, above: str) -> str:
    return folded(folder.removeprefix(above))
