"""Album templates: ``{verdict}/{date}`` and the like, and the folder names they give.

A template is what :class:`string.Formatter` reads; "/" in it makes folders within folders. Names that some file
system would refuse or read otherwise are made harmless, so that an album can be copied anywhere.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from string import Formatter

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import Bar
from aesthetic_gui.files.transfer import LONGEST_NAME
from aesthetic_gui.photo import AestheticError, Flag, Verdict

BAND = 0.5  # width of a score band
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


class BadTemplate(AestheticError):
    """A template that makes no folders; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a template; ``of`` gives the folder's name, or None where it needs a score that is not there."""

    name: str
    words: str
    of: Callable[[Item, Bar | None], str | None]


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read: folders, each a sequence of literal text and fields."""

    parts: tuple[tuple[str | Field, ...], ...]

    def folders(self, item: Item, bar: Bar | None) -> tuple[str, ...] | None:
        """The folders for ``item``, outermost first; None where it has no score and the template needs one."""
        names = []
        for part in self.parts:
            texts = [piece if isinstance(piece, str) else piece.of(item, bar) for piece in part]
            if None in texts:
                return None
            names.append(safe_name("".join(text for text in texts if text is not None)))
        return tuple(names)


def read_template(text: str) -> Template:
    """Raises :class:`BadTemplate` for an unknown field, braces that do not match, and paths that lead elsewhere."""
    if text.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", text):
        raise BadTemplate("A template makes folders inside the destination, so it cannot begin like a path.")
    parts: list[list[str | Field]] = [[]]
    for literal, field in _pieces(text):
        first, *others = literal.split("/")
        parts[-1].append(first)
        parts += [[other] for other in others]
        if field is not None:
            parts[-1].append(field)
    filled = [tuple(piece for piece in part if piece) for part in parts if _says_something(part)]
    if not filled:
        raise BadTemplate(f"The template is empty. {_known()}")
    if any("".join(piece for piece in part if isinstance(piece, str)).strip() in (".", "..") for part in filled):
        raise BadTemplate("A template cannot contain “.” or “..” as a folder.")
    return Template(tuple(filled))


def safe_name(name: str) -> str:
    """``name`` as a folder can be called on every common file system, and be seen: never hidden, "..", or too long.

    Microsoft, "Naming Files, Paths, and Namespaces", has the characters and names that Windows refuses.
    """
    name = _UNSAFE.sub("-", name).strip(" .").strip() or "_"
    if _RESERVED.fullmatch(name):
        name = f"{name}_"
    while len(os.fsencode(name)) > LONGEST_NAME:
        name = name[:-1].rstrip(" .")
    return name


def _says_something(part: list[str | Field]) -> bool:
    return any(not isinstance(piece, str) or piece.strip() for piece in part)


def _pieces(text: str) -> list[tuple[str, Field | None]]:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise BadTemplate(f"The braces of the template do not match. {_known()}") from error
    pieces = []
    for literal, name, specification, conversion in parsed:
        if specification or conversion:
            raise BadTemplate(f"{{{name}}} takes nothing after its name.")
        pieces.append((literal, None if name is None else _field(name)))
    return pieces


def _field(name: str) -> Field:
    field = FIELDS.get(name.strip().lower())
    if field is None:
        raise BadTemplate(f"There is no field {{{name}}}. {_known()}")
    return field


def _known() -> str:
    return f"Known fields: {', '.join(f'{{{name}}}' for name in FIELDS)}."


def _verdict(item: Item, bar: Bar | None) -> str | None:
    if item.score is None:
        return None
    verdict = item.score.verdict if bar is None else Verdict(bar.standing(item))
    return {Verdict.AESTHETIC: "Aesthetic", Verdict.NOT_AESTHETIC: "Not aesthetic", Verdict.UNSURE: "Unsure"}[verdict]


def _band(item: Item, _bar: Bar | None) -> str | None:
    if item.score is None:
        return None
    lower = min(math.floor(item.score.mean / BAND) * BAND, 10 - BAND)
    return f"{lower:.1f}–{lower + BAND:.1f}"


def _captured(pattern: str) -> Callable[[Item, Bar | None], str]:
    def of(item: Item, _bar: Bar | None) -> str:
        captured_at = item.metadata.captured_at if item.metadata else None
        return captured_at.strftime(pattern) if captured_at else "Undated"

    return of


def _camera(item: Item, _bar: Bar | None) -> str:
    return (item.metadata.camera if item.metadata else None) or "Unknown camera"


def _stars(item: Item, _bar: Bar | None) -> str:
    stars = item.decision.stars
    return f"{stars} star{'' if stars == 1 else 's'}" if stars else "No stars"


def _flag(item: Item, _bar: Bar | None) -> str:
    return {Flag.PICK: "Picked", Flag.REJECT: "Rejected", Flag.NONE: "Unflagged"}[item.decision.flag]


def _label(item: Item, _bar: Bar | None) -> str:
    return item.decision.label.capitalize() or "No label"


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("verdict", "Aesthetic, Not aesthetic or Unsure", _verdict),
        Field("band", "the band of the score, such as 5.5–6.0", _band),
        Field("date", "the day it was taken, such as 2024-05-31", _captured("%Y-%m-%d")),
        Field("year", "such as 2024", _captured("%Y")),
        Field("month", "such as 2024-05", _captured("%Y-%m")),
        Field("camera", "the camera's name", _camera),
        Field("stars", "such as 3 stars", _stars),
        Field("flag", "Picked, Rejected or Unflagged", _flag),
        Field("label", "the colour label, such as Red", _label),
    )
}
