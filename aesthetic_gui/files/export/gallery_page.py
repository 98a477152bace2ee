"""The gallery's page: a template, a style and a script in ``resources/gallery``, and what is said of each photograph.

All that comes from outside goes through :func:`_text`, into text or into a quoted attribute; none goes into the script.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import NamedTuple

from aesthetic_gui.bundled import bundled
from aesthetic_gui.files.export.fonts import printable
from aesthetic_gui.files.export.rendition import Details, Maker, Watermark
from aesthetic_gui.photo import ColourLabel, Flag

_FLAGS = {Flag.PICK: "pick", Flag.NONE: "", Flag.REJECT: "reject"}
_POLICY = (
    "default-src 'none'; img-src 'self' file:; style-src '{style}'; script-src '{script}'; "
    "base-uri 'none'; form-action 'none'"
)  # file: because a page on a disk is of no origin, so that its own folder is not 'self' to every browser


@dataclass(frozen=True, slots=True)
class Card:
    """One photograph of the gallery. ``score`` and ``verdict`` are words, such as ``87 %`` and ``aesthetic``.

    ``overlay`` is the picture of an explanation, or what makes it, to be looked at beside ``reasons``.
    """

    source: Path
    title: str
    score: str = ""
    verdict: str = ""
    stars: int = 0
    flag: Flag = Flag.NONE
    label: ColourLabel = ColourLabel.NONE
    reasons: tuple[str, ...] = ()
    overlay: Path | Maker | None = None
    sidecars: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class GallerySettings:
    """``long_edge`` and ``thumb`` are pixels of the longer side; originals never go along.

    ``show_scores`` puts what the model says on the page, ``show_reasons`` why, ``show_decisions`` stars, picks and
    labels, ``show_names`` the files' names.
    """

    title: str
    subtitle: str = ""
    author: str = ""
    long_edge: int = 2048
    thumb: int = 640
    quality: int = 85
    show_scores: bool = False
    show_reasons: bool = False
    show_decisions: bool = True
    show_names: bool = True
    metadata: Details = Details.NO_PLACE
    watermark: Watermark | None = None


class Shown(NamedTuple):
    """A picture that was made: its size in pixels and its average colour, as CSS has it."""

    width: int
    height: int
    colour: str


class Entry(NamedTuple):
    """A photograph of the page, and where its pictures lie; ``overlay`` is "" where there is none."""

    card: Card
    shown: Shown
    picture: str
    thumb: str
    overlay: str


def page(entries: Sequence[Entry], missing: Sequence[tuple[str, str]], settings: GallerySettings) -> str:
    """The whole page. ``missing`` are names of photographs that are not on it, and why."""
    style = _resource("gallery.css") + _boxes(entries)
    script = _resource("gallery.js")
    return Template(_resource("page.html")).substitute(
        policy=_POLICY.format(style=_hash(style), script=_hash(script)),
        style=style,
        script=script,
        title=_text(settings.title) or "Photographs",
        subtitle=f'<p class="subtitle">{_text(settings.subtitle)}</p>' if settings.subtitle else "",
        author=f"<p>{_text(settings.author)}</p>" if settings.author else "",
        count=_counted(len(entries)),
        filters=_filters([entry.card for entry in entries], settings),
        items="\n".join(_item(number, entry, settings) for number, entry in enumerate(entries, start=1)),
        missing=_missing(missing),
    )


@lru_cache(maxsize=4)
def _resource(name: str) -> str:
    return (bundled("resources") / "gallery" / name).read_text("utf-8")


def _hash(content: str) -> str:
    """As a content security policy names what may be inside of the page (W3C CSP 3, 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _text(text: str) -> str:
    """Harmless in HTML's text and in its quoted attributes."""
    return html.escape(printable(text).strip(), quote=True)


def _counted(count: int) -> str:
    return f"{count:,} {'photograph' if count == 1 else 'photographs'}"


def _boxes(entries: Sequence[Entry]) -> str:
    """Each photograph's aspect and colour, so that nothing moves while pictures come in."""
    rules = (
        f"#p{number}{{--r:{shown.width / shown.height:.4f};--c:{shown.colour}}}"
        for number, (_, shown, *_) in enumerate(entries, start=1)
    )
    return "\n".join(rules)


def _item(number: int, entry: Entry, settings: GallerySettings) -> str:
    card, shown = entry.card, entry.shown
    thumb_width = max(1, round(shown.width * min(1.0, settings.thumb / max(shown.width, shown.height))))
    name = _text(card.title) if settings.show_names else f"Photograph {number}"
    data = "".join(f' data-{key}="{value}"' for key, value in _data(entry, settings).items() if value)
    return (
        f'<li id="p{number}"{data}>'
        f'<a href="{entry.picture}" data-name="{name}" aria-label="{_label(name, entry, settings)}">'
        f'<img src="{entry.thumb}" srcset="{entry.thumb} {thumb_width}w, {entry.picture} {shown.width}w" sizes="20vw" '
        f'width="{shown.width}" height="{shown.height}" alt="" loading="lazy" decoding="async">'
        f"{_badges(card, settings)}</a></li>"
    )


def _data(entry: Entry, settings: GallerySettings) -> dict[str, str]:
    """What filters and the large view go by, escaped."""
    card, data = entry.card, dict[str, str]()
    if settings.show_decisions:
        data |= {"stars": str(card.stars or ""), "flag": _FLAGS[card.flag], "label": card.label.value}
    if settings.show_scores:
        data |= {"score": _text(card.score), "verdict": _text(card.verdict)}
    if settings.show_reasons:
        data |= {"reasons": "&#10;".join(map(_text, card.reasons)), "overlay": entry.overlay}
    return data


def _label(name: str, entry: Entry, settings: GallerySettings) -> str:
    """What a screen reader says of the photograph; ``name`` is escaped already."""
    card, parts = entry.card, [name]
    if settings.show_decisions:
        parts += [f"{card.stars} of 5 stars"] if card.stars else []
        parts += [_FLAGS[card.flag]] if card.flag else []
        parts += [f"{card.label.value} label"] if card.label else []
    if settings.show_scores:
        parts += [_text(words) for words in (card.verdict, card.score) if words]
    return ", ".join(parts)


def _badges(card: Card, settings: GallerySettings) -> str:
    """Signs on the thumbnail; the link's label says the same in words."""
    signs = []
    if settings.show_decisions:
        signs += [f'<span class="dot {card.label.value}"></span>'] if card.label else []
        signs += ['<span class="pick">✓</span>'] if card.flag is Flag.PICK else []
        signs += [f'<span class="stars">{"★" * min(max(card.stars, 0), 5)}</span>'] if card.stars > 0 else []
    if settings.show_scores and card.score:
        signs.append(f'<span class="score">{_text(card.score)}</span>')
    return f'<span class="badges" aria-hidden="true">{"".join(signs)}</span>' if signs else ""


def _filters(cards: Sequence[Card], settings: GallerySettings) -> str:
    """A choice for each thing by which the photographs differ; none where they do not."""
    choices = _of_decisions(cards) if settings.show_decisions else []
    verdicts = dict.fromkeys(card.verdict for card in cards if card.verdict)
    if settings.show_scores and len({card.verdict for card in cards}) > 1:
        choices += [(f"verdict={verdict}", verdict[:1].upper() + verdict[1:]) for verdict in verdicts]
    if not choices:
        return ""
    buttons = "".join(
        f'<button type="button" data-filter="{_text(choice)}" aria-pressed="{pressed}">{_text(words)}</button>'
        for choice, words, pressed in [("", "All", "true"), *((*choice, "false") for choice in choices)]
    )
    return f'<div class="filters" role="group" aria-label="Show">{buttons}</div>'


def _of_decisions(cards: Sequence[Card]) -> list[tuple[str, str]]:
    """Filters and their words, by picks and by stars."""
    flags, stars = {card.flag for card in cards}, [card.stars for card in cards] or [0]
    picks = [("flag=pick", "Picks")] if Flag.PICK in flags and len(flags) > 1 else []
    return picks + [
        (f"stars={least}", f"★ {least}{'' if least == max(stars) else '+'}")
        for least in range(max(1, min(stars) + 1), max(stars) + 1)
    ]


def _missing(missing: Sequence[tuple[str, str]]) -> str:
    if not missing:
        return ""
    rows = "".join(f"<li><b>{_text(name)}</b> {_text(reason)}</li>" for name, reason in missing)
    said = f"{_counted(len(missing))} could not be read and {'is' if len(missing) == 1 else 'are'} not shown"
    return f'<details class="missing"><summary>{said}</summary><ul>{rows}</ul></details>'
