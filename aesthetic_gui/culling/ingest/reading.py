"""What is on a card or in a folder: its photographs, with what the camera wrote, and what is no photograph."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from aesthetic_gui.culling.albums.unread import with_metadata
from aesthetic_gui.culling.ingest.cards import photographs_of
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import name_key
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.files.formats import RAW, find_photos
from aesthetic_gui.files.names import fold
from aesthetic_gui.files.names.hidden import is_hidden
from aesthetic_gui.photo import Photo

_AT_ONCE = 25  # photographs read between two words of how it goes


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found below ``roots``: ``read`` of ``total`` photographs, and once that is ``done`` the ``items``
    themselves, in the order in which they were taken.

    ``others`` are files that belong to no photograph and stay where they are: (suffix, how many). ``problems`` are
    folders that could not be looked into, with the reason.
    """

    roots: tuple[Path, ...]
    read: int = 0
    total: int = 0
    items: tuple[Item, ...] = ()
    others: tuple[tuple[str, int], ...] = ()
    problems: tuple[tuple[Path, str], ...] = ()
    done: bool = False


def read_sources(paths: Sequence[Path], cancelled: Callable[[], bool] = lambda: False) -> Iterator[Reading]:
    """Read what is below ``paths``, telling now and then how far it is; the last one is ``done``, unless cancelled.

    Of a card only its folder DCIM counts. Nothing is written, and no pixel is decoded.
    """
    roots = tuple(dict.fromkeys(photographs_of(absolute(path)) for path in paths))
    problems: list[tuple[Path, str]] = []
    photos = list(find_photos(roots, on_problem=lambda *told: problems.append(told), cancelled=cancelled))
    items: list[Item] = []
    for start in range(0, len(photos), _AT_ONCE):
        if cancelled():
            return
        items += with_metadata([Item(photo) for photo in photos[start : start + _AT_ONCE]])
        yield Reading(roots, len(items), len(photos))
    if not cancelled():
        others = _others(roots, photos)
        in_order = tuple(sorted(_joined(items), key=_taken))
        yield Reading(roots, len(in_order), len(in_order), in_order, others, tuple(problems), done=True)


def read_all(paths: Sequence[Path]) -> Reading:
    """The last word of :func:`read_sources`."""
    *_, last = read_sources(paths)
    return last


def _joined(items: Sequence[Item]) -> list[Item]:
    """A RAW on one card joins the JPEG of the same name and moment on another: cameras write them apart if told so.

    What is ambiguous stays apart.
    """
    alike: dict[tuple[str, datetime], list[Item]] = {}
    for item in items:
        if item.captured_at:
            alike.setdefault((fold(item.photo.path.stem), item.captured_at), []).append(item)
    pairs = [_raw_last(some) for some in alike.values() if len(some) == 2]
    raws = {shown.photo.path: raw.photo for shown, raw in filter(None, pairs)}
    taken = {photo.path for photo in raws.values()}
    return [_with(item, raws.get(item.photo.path)) for item in items if item.photo.path not in taken]


def _raw_last(two: Sequence[Item]) -> tuple[Item, Item] | None:
    """A picture that has no RAW, and a RAW alone; None where they are something else, or in one folder."""
    shown, raw = sorted(two, key=lambda item: _is_raw(item.photo.path))
    apart = shown.photo.path.parent != raw.photo.path.parent
    return (shown, raw) if apart and _is_raw(raw.photo.path) and not any(map(_is_raw, shown.photo.files)) else None


def _is_raw(path: Path) -> bool:
    return path.suffix.lower() in RAW


def _with(item: Item, raw: Photo | None) -> Item:
    if raw is None:
        return item
    return replace(item, photo=replace(item.photo, companions=(*item.photo.companions, *raw.files)))


def _taken(item: Item) -> tuple[bool, str, str]:
    """In the order of time, whichever camera it was; what has no time comes last, by its name."""
    moment = item.captured_at
    return moment is None, moment.isoformat() if moment else "", name_key(item.photo.path)


def _others(roots: Sequence[Path], photos: Sequence[Photo]) -> tuple[tuple[str, int], ...]:
    belonging = {str(file) for photo in photos for file in photo.files}
    found = Counter[str]()
    for root in roots:
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if not is_hidden(name)]
            stray = (name for name in names if not is_hidden(name) and os.path.join(folder, name) not in belonging)  # noqa: PTH118
            found.update(Path(name).suffix.lstrip(".").upper() or "without an ending" for name in stray)
    return tuple(found.most_common())
