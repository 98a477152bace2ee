"""The gallery's page: a template, a style and a script in ``resources/gallery``, and what is said of each photograph.

All that comes from outside goes through the template, into text or a quoted attribute; none goes into the script.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from aesthetic_gui.files.export import markup
from aesthetic_gui.files.export.rendition import Along, Maker, Private, Watermark
from aesthetic_gui.photo import NO_DETAILS, ColourLabel, Decision, Details, Flag
from aesthetic_gui.words import FLAGS, photographs

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
    turn: int = 0
    written: Details = NO_DETAILS

    @property
    def decision(self) -> Decision:
        return Decision(self.flag, self.stars, self.label, self.turn)


@dataclass(frozen=True, slots=True)
class GallerySettings:
    """``long_edge`` and ``thumb`` are pixels of the longer side; originals never go along.

    ``show_scores`` puts what the model says on the page, ``show_reasons`` why, ``show_decisions`` stars, picks and
    labels, which else are left out of the pictures' metadata as well, ``show_names`` the files' names.
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
    metadata: Along = Along.NO_PLACE
    without: frozenset[Private] = frozenset()
    watermark: Watermark | None = None

    @property
    def tells_decisions(self) -> bool:
        """On the page and in the pictures, or in neither."""
        return self.show_decisions and Private.RATINGS not in self.without


class Shown(NamedTuple):
    """A picture that was made: its size in pixels and its average colour, as CSS has it."""

    width: int
    height: int
    colour: str


class GalleryEntry(NamedTuple):
    """A photograph of the page, and where its pictures lie; ``overlay`` is "" where there is none."""

    card: Card
    shown: Shown
    picture: str
    thumb: str
    overlay: str


def page(entries: Sequence[GalleryEntry], missing: Sequence[tuple[str, str]], settings: GallerySettings) -> str:
    """The whole page. ``missing`` are names of photographs that are not on it, and why."""
    style = markup.resource("gallery/gallery.css") + _boxes(entries)
    script = markup.resource("gallery/gallery.js")
    return markup.filled(
        "gallery/page.html",
        policy=_POLICY.format(style=_hash(style), script=_hash(script)),
        style=style,
        script=script,
        settings=settings,
        title=settings.title.strip() or "Photographs",
        count=photographs(len(entries)),
        filters=_filters([entry.card for entry in entries], settings),
        items=[_item(number, entry, settings) for number, entry in enumerate(entries, start=1)],
        missing=missing,
        missed=photographs(len(missing)),
    )


def _hash(content: str) -> str:
    """As a content security policy names what may be inside of the page (W3C CSP 3, 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _boxes(entries: Sequence[GalleryEntry]) -> str:
    """Each photograph's aspect and colour, so that nothing moves while pictures come in."""
    rules = (
        f"#p{number}{{--r:{shown.width / shown.height:.4f};--c:{shown.colour}}}"
        for number, (_, shown, *_) in enumerate(entries, start=1)
    )
    return "\n".join(rules)


def _item(number: int, entry: GalleryEntry, settings: GallerySettings) -> dict[str, object]:
    """What the template wants to know of a photograph beside its entry."""
    shown = entry.shown
    name = entry.card.title if settings.show_names else f"Photograph {number}"
    return {
        "entry": entry,
        "name": name,
        "label": ", ".join(_label(name.strip(), entry.card, settings)),
        "flag": FLAGS[entry.card.flag].lower(),
        "thumb_width": max(1, round(shown.width * min(1.0, settings.thumb / max(shown.width, shown.height)))),
    }


def _label(name: str, card: Card, settings: GallerySettings) -> Iterator[str]:
    """What a screen reader says of the photograph, as the signs on its thumbnail say."""
    yield name
    if settings.tells_decisions:
        yield from [f"{card.stars} of 5 stars"] if card.stars else []
        yield from [FLAGS[card.flag].lower()] if card.flag else []
        yield from [f"{card.label.value} label"] if card.label else []
    if settings.show_scores:
        yield from [card.verdict] if card.verdict else []
        yield from [f"P(aesthetic) {card.score}"] if card.score else []


def _filters(cards: Sequence[Card], settings: GallerySettings) -> list[tuple[str, str]]:
    """A choice, and its words, for each thing by which the photographs differ; none where they do not."""
    choices = _of_decisions(cards) if settings.tells_decisions else []
    verdicts = dict.fromkeys(card.verdict for card in cards if card.verdict)
    if settings.show_scores and len({card.verdict for card in cards}) > 1:
        choices += [(f"verdict={verdict}", verdict[:1].upper() + verdict[1:]) for verdict in verdicts]
    return choices


def _of_decisions(cards: Sequence[Card]) -> list[tuple[str, str]]:
    """Filters and their words, by picks and by stars."""
    flags, stars = {card.flag for card in cards}, [card.stars for card in cards] or [0]
    picks = [("flag=pick", "Picks")] if Flag.PICK in flags and len(flags) > 1 else []
    return picks + [
        (f"stars={least}", f"★ {least}{'' if least == max(stars) else '+'}")
        for least in range(max(1, min(stars) + 1), max(stars) + 1)
    ]
