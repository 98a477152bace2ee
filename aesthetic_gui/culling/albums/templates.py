"""Templates: ``{verdict}/{date}`` and the like for folders, ``{date}-{number:4}`` and the like for file names.

A template is what :class:`string.Formatter` reads; "/" in it makes folders within folders. Names that some file
system would refuse or read differently are made harmless, so that an album can be copied anywhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from string import Formatter
from typing import Literal

from aesthetic_gui.culling.albums.stacks import InStack
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Among, Best, Ranks, per_cent
from aesthetic_gui.culling.stacks.place import KINDS
from aesthetic_gui.disk_io import fitting
from aesthetic_gui.photo import AestheticError, Bar, Metadata
from aesthetic_gui.words import FLAGGED, VERDICTS, counted

Need = Literal["", "file", "score", "rank", "stack"]  # whoever has a rank has a score

BAND = 0.5  # width of a score band
_WIDEST = 9  # digits of a number
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(\..*)?", re.IGNORECASE)
_EDGES = re.compile(r"^[\s.]+|[\s.]+$")
_SHARE = re.compile(r"\s*(\d+\s*%?)\s*([a-z]*)\s*", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


class BadTemplate(AestheticError):
    """A template that makes no folders, or no file name; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class AlbumContext:
    """What a template may go by besides the photograph: the bar, all ranks in the shoot, its number in the order
    given, and where it is in its stack, None where it stands alone."""

    bar: Bar
    ranks: Ranks
    number: int = 1
    stack: InStack | None = None


Of = Callable[[Item, AlbumContext], str | None]


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One field of a template; ``of`` gives its text, or None where it needs a score that is not there.

    ``counts``: it is a number, and may be given a width, as in ``{number:4}``. ``reads`` makes another ``of`` of what
    else is written after its name, as in ``{best:10 hour}``. ``needs`` is what has to be known of a photograph: what
    its file says of date and camera, its score, its rank, or its stack.
    """

    name: str
    words: str
    of: Of
    counts: bool = False
    reads: Callable[[str], Of] | None = None
    needs: Need = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read: folders, each a sequence of literal text and fields."""

    parts: tuple[tuple[str | TemplateField, ...], ...]

    @property
    def needs(self) -> frozenset[Need]:
        """What has to be known of a photograph."""
        return frozenset(piece.needs for part in self.parts for piece in part if not isinstance(piece, str))

    def folders(self, item: Item, context: AlbumContext) -> tuple[str, ...] | None:
        """The folders for ``item``, outermost first; None where it has no score and the template needs one."""
        names = []
        for part in self.parts:
            texts = [piece if isinstance(piece, str) else piece.of(item, context) for piece in part]
            if None in texts:
                return None
            names.append(safe_name("".join(text for text in texts if text is not None)))
        return tuple(names)


def read_template(text: str) -> Template:
    """Raises :class:`BadTemplate` for an unknown field, braces that do not match, and paths that lead elsewhere."""
    if text.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", text):
        raise BadTemplate("A template makes folders inside the destination, so it cannot begin like a path.")
    parts: list[list[str | TemplateField]] = [[]]
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


def read_name_template(text: str) -> Template:
    """A template for file names, without their suffix. Raises :class:`BadTemplate`."""
    read = read_template(text)
    if len(read.parts) > 1:
        raise BadTemplate("A file name cannot contain “/”. Folders are made by the template for albums.")
    return read


def needs_of(*templates: str) -> frozenset[Need]:
    """What ``templates`` need to know of a photograph. Raises :class:`BadTemplate`."""
    return frozenset().union(*(read_template(template).needs for template in templates if template))


def safe_name(name: str) -> str:
    """``name`` as a folder can be called on every common file system, and be seen: never hidden, "..", or too long.

    Microsoft, "Naming Files, Paths, and Namespaces", has the characters and names that Windows refuses.
    """
    name = _EDGES.sub("", _UNSAFE.sub("-", name)) or "_"
    if _RESERVED.fullmatch(name):
        name = f"{name}_"
    return _EDGES.sub("", fitting(name))


def _says_something(part: list[str | TemplateField]) -> bool:
    return any(not isinstance(piece, str) or piece.strip() for piece in part)


def _pieces(text: str) -> list[tuple[str, TemplateField | None]]:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise BadTemplate(f"The braces of the template do not match. {_known()}") from error
    pieces = []
    for literal, name, specification, conversion in parsed:
        field = None if name is None else _field(name)
        if field is not None and (specification or conversion):
            field = _specified(field, "" if conversion else specification or "")
        pieces.append((literal, field))
    return pieces


def _specified(field: TemplateField, words: str) -> TemplateField:
    return replace(field, of=field.reads(words)) if field.reads else _with_width(field, words)


def _with_width(field: TemplateField, width: str) -> TemplateField:
    if not field.counts or not (width.isdecimal() and 1 <= int(width) <= _WIDEST):
        wide = f" but a width of 1 to {_WIDEST}, as in {{{field.name}:4}}" if field.counts else ""
        raise BadTemplate(f"{{{field.name}}} takes nothing after its name{wide}.")

    def of(item: Item, context: AlbumContext) -> str | None:
        text = field.of(item, context)
        return text.zfill(int(width)) if text and text.isdecimal() else text

    return replace(field, of=of)


def _field(name: str) -> TemplateField:
    field = FIELDS.get(name.strip().lower())
    if field is None:
        raise BadTemplate(f"There is no field {{{name}}}. {_known()}")
    return field


def _known() -> str:
    return f"Known fields: {', '.join(f'{{{name}}}' for name in FIELDS)}."


def _verdict(item: Item, context: AlbumContext) -> str | None:
    if item.score is None:
        return None
    return VERDICTS[context.bar.verdict(item.score)]


def _band(item: Item, _context: AlbumContext) -> str | None:
    if item.score is None:
        return None
    lower = min(math.floor(item.score.mean / BAND) * BAND, 10 - BAND)
    return f"{lower:.1f}–{lower + BAND:.1f}"


def _rank(item: Item, context: AlbumContext) -> str | None:
    if item.score is None:
        return None
    rank = context.ranks.of(item.photo.path)
    return str(rank.place) if rank else "Unranked"


def _best(words: str) -> Of:
    """``{best:20}``, ``{best:10 folder}``, ``{best:10 hour}``: among these, or the rest."""
    read = _SHARE.fullmatch(words)
    percent, among = read.groups() if read else ("", "")
    try:
        best = Best(per_cent(percent), Among(among.lower() or Among.SHOOT))
    except ValueError as error:
        raise BadTemplate(
            "{best} takes how many per cent after its name, and of what: {best:20}, {best:10 folder} or {best:10 hour}."
        ) from error
    title = f"Best {best.percent} %" + ("" if best.among is Among.SHOOT else f" of {best.among.all}")

    def of(item: Item, context: AlbumContext) -> str | None:
        if item.score is None:
            return None
        return title if best.holds(context.ranks.of(item.photo.path, best.among)) else "The rest"

    return of


def _captured(pattern: str) -> Callable[[Item, AlbumContext], str]:
    return lambda item, _: item.captured_at.strftime(pattern) if item.captured_at else "Undated"


def _of_stack(words: Callable[[InStack], str], alone: str) -> Of:
    return lambda _, context: words(context.stack) if context.stack else alone


FIELDS: dict[str, TemplateField] = {
    field.name: field
    for field in (
        TemplateField("verdict", "Aesthetic, Not aesthetic or Unsure", _verdict, needs="score"),
        TemplateField("band", "the band of the score, such as 5.5–6.0", _band, needs="score"),
        TemplateField("date", "the day it was taken, such as 2024-05-31", _captured("%Y-%m-%d"), needs="file"),
        TemplateField("year", "such as 2024", _captured("%Y"), needs="file"),
        TemplateField("month", "such as 2024-05", _captured("%Y-%m"), needs="file"),
        TemplateField("day", "such as 31", _captured("%d"), needs="file"),
        TemplateField("time", "when it was taken, such as 143205", _captured("%H%M%S"), needs="file"),
        TemplateField(
            "camera",
            "the camera's name",
            lambda item, _: (item.metadata or Metadata()).camera or "Unknown camera",
            needs="file",
        ),
        TemplateField(
            "lens",
            "the lens's name",
            lambda item, _: (item.metadata or Metadata()).lens or "Unknown lens",
            needs="file",
        ),
        TemplateField(
            "stars",
            "such as 3 stars",
            lambda item, _: counted(item.decision.stars, "star") if item.decision.stars else "No stars",
        ),
        TemplateField("flag", "Picked, Rejected or Unflagged", lambda item, _: FLAGGED[item.decision.flag]),
        TemplateField(
            "label", "the colour label, such as Red", lambda item, _: item.decision.label.capitalize() or "No label"
        ),
        TemplateField(
            "stack",
            "such as Stack 012 or Single, by the stacks that the window shows",
            _of_stack(lambda stack: f"Stack {stack.number:03}", "Single"),
            needs="stack",
        ),
        TemplateField(
            "stack.kind",
            "such as Burst, Near-duplicates or Bracket, or Single",
            _of_stack(lambda stack: KINDS[stack.kind].capitalize(), "Single"),
            needs="stack",
        ),
        TemplateField(
            "stack.place",
            "its place in its stack, {stack.place:2} for 01",
            _of_stack(lambda stack: str(stack.place), "1"),
            counts=True,
            needs="stack",
        ),
        TemplateField(
            "stack.cover",
            "Cover or Inside, of what stands alone Cover",
            _of_stack(lambda stack: "Cover" if stack.cover else "Inside", "Cover"),
            needs="stack",
        ),
        TemplateField(
            "score",
            "the mean rating, such as 5.62",
            lambda item, _: f"{item.score.mean:.2f}" if item.score else None,
            needs="score",
        ),
        TemplateField(
            "percent",
            "P(aesthetic), such as 87",
            lambda item, _: f"{item.score.p_aesthetic:.0%}".removesuffix("%") if item.score else None,
            needs="score",
        ),
        TemplateField(
            "rank", "its place in the shoot, 1 for the best, {rank:4} for 0001", _rank, counts=True, needs="rank"
        ),
        TemplateField(
            "best",
            "Best 20 % or The rest, {best:10 folder} for the best 10 % of each folder, {best:10 hour} for each hour",
            _best("20"),
            reads=_best,
            needs="rank",
        ),
        TemplateField("name", "the file's own name, without its suffix", lambda item, _: item.photo.path.stem),
        TemplateField("folder", "the folder that it is in", lambda item, _: item.photo.path.parent.name or "Root"),
        TemplateField(
            "number",
            "1, 2, 3 … in the order shown, {number:4} for 0001",
            lambda _, context: str(context.number),
            counts=True,
        ),
    )
}
