"""What is on a card or in a folder: its photographs, with what the camera wrote, and what is no photograph."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.culling.albums.unread import with_metadata
from aesthetic_gui.culling.ingest.cards import photographs_of
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import name_key
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.files.formats import find_photos
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
        in_order = tuple(sorted(items, key=_taken))
        yield Reading(roots, len(items), len(items), in_order, others, tuple(problems), done=True)


def read_all(paths: Sequence[Path]) -> Reading:
    """The last word of :func:`read_sources`."""
    *_, last = read_sources(paths)
    return last


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
