"""A folder for the web, or for a client's disk: pictures, thumbnails, and one page that shows them.

    cards ──> pictures/0001-name.jpg, thumbs/…, overlays/… ──> what was seen of each ──> index.html, made last

The page is one file with its style and its script inside, both named by their hashes in its content security policy:
nothing else runs, nothing is loaded but its own pictures, and it opens from a disk as from a server.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.files.export import gallery_page
from aesthetic_gui.files.export.fonts import printable
from aesthetic_gui.files.export.gallery_page import Card, GallerySettings, Shown
from aesthetic_gui.files.export.picture import encoded, render, rendered
from aesthetic_gui.files.export.rendition import SUFFIXES, Along, Maker, Private, Rendition, Sharpening, writes
from aesthetic_gui.photo import Unreadable

INDEX = PurePosixPath("index.html")
THUMB_QUALITY = 80
_LONGEST_NAME = 40  # characters of a photograph's name that a picture's keeps
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")

_Seen = dict[int, Shown | str]  # by the card's place: the picture that was made, or why there is none


def gallery(cards: Sequence[Card], settings: GallerySettings) -> dict[PurePosixPath, Maker]:
    """Path within the folder → its maker, in the order they are to be made; the page is the last.

    The page leaves out the photographs that could not be read and says which. Makers of one gallery may run in several
    threads, all before the page's.
    """
    seen: _Seen = {}
    makers: dict[PurePosixPath, Maker] = {}
    places = [
        _Places.of(number, card.title if settings.show_names else "", len(cards)) for number, card in enumerate(cards)
    ]
    for number, (card, place) in enumerate(zip(cards, places, strict=True)):
        makers[place.picture] = writes(partial(_picture, card, _large(settings), number, seen))
        makers[place.thumb] = render(card.source, _small(settings), decision=card.decision)
        if card.overlay is not None:
            makers[place.overlay] = _overlay(card.overlay, settings)
    makers[INDEX] = writes(partial(_page, tuple(cards), settings, places, seen))
    return makers


def _overlay(overlay: Path | Maker, settings: GallerySettings) -> Maker:
    if callable(overlay):
        return overlay
    return render(overlay, Rendition(long_edge=settings.long_edge, metadata=Along.NONE))


@dataclass(frozen=True, slots=True)
class _Places:
    picture: PurePosixPath
    thumb: PurePosixPath
    overlay: PurePosixPath

    @classmethod
    def of(cls, number: int, title: str, count: int) -> _Places:
        name = f"{number + 1:0{max(4, len(str(count)))}}{safe(title)}{SUFFIXES[Rendition().format]}"
        return cls(*(PurePosixPath(folder, name) for folder in ("pictures", "thumbs", "overlays")))


def safe(title: str) -> str:
    """A photograph's name without its ending, as ``-name`` in letters that every disk and server takes; "" of none."""
    stem = printable(title).rpartition(".")[0] or title
    plain = unicodedata.normalize("NFKD", printable(stem)).encode("ascii", "ignore").decode()
    name = _UNSAFE.sub("-", plain).strip("-")[:_LONGEST_NAME].strip("-")
    return f"-{name}" if name else ""


def _large(settings: GallerySettings) -> Rendition:
    return Rendition(
        long_edge=settings.long_edge,
        quality=settings.quality,
        metadata=settings.metadata,
        watermark=settings.watermark,
        sharpen=Sharpening.LOW,
        without=settings.without if settings.tells_decisions else settings.without | {Private.RATINGS},
    )


def _small(settings: GallerySettings) -> Rendition:
    return replace(_large(settings), long_edge=settings.thumb, quality=THUMB_QUALITY, metadata=Along.NONE)


def _picture(card: Card, rendition: Rendition, number: int, seen: _Seen) -> bytes:
    """The large picture; notes for the page what became of it."""
    try:
        rgb = rendered(card.source, rendition, card.turn)
        content = encoded(rgb, card.source, rendition, card.sidecars, card.decision, card.written)
    except Unreadable as unreadable:
        seen[number] = unreadable.reason
        raise
    seen[number] = shown(rgb)
    return content


def shown(rgb: NDArray[np.uint8]) -> Shown:
    """The size of a picture uint8 (h, w, 3), and the colour that stands in its place until it is there."""
    height, width = rgb.shape[:2]
    red, green, blue = (int(level) for level in rgb[:: max(1, height // 64), :: max(1, width // 64)].mean(axis=(0, 1)))
    return Shown(width, height, f"#{red:02x}{green:02x}{blue:02x}")


def _page(cards: tuple[Card, ...], settings: GallerySettings, places: Sequence[_Places], seen: _Seen) -> bytes:
    entries: list[gallery_page.GalleryEntry] = []
    missing: list[tuple[str, str]] = []
    for number, (card, place) in enumerate(zip(cards, places, strict=True)):
        found = seen[number] if number in seen else _looked_at(card, settings)
        if isinstance(found, str):
            missing.append((card.title, found))
            continue
        overlay = str(place.overlay) if card.overlay is not None else ""
        entries.append(gallery_page.GalleryEntry(card, found, str(place.picture), str(place.thumb), overlay))
    return gallery_page.page(entries, missing, settings).encode("utf-8")


def _looked_at(card: Card, settings: GallerySettings) -> Shown | str:
    """What the picture's maker would have seen: it may have been made before."""
    try:
        return shown(rendered(card.source, _large(settings), card.turn))
    except Unreadable as unreadable:
        return unreadable.reason
