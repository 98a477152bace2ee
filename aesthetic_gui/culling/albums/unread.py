"""What a photograph and its sidecars say of date and camera, where nobody has scored it: an album needs no score."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from aesthetic_gui import disk_io
from aesthetic_gui.culling.item import Item
from aesthetic_gui.files import exif
from aesthetic_gui.files.containers import read_notes
from aesthetic_gui.files.xmp import capture
from aesthetic_gui.photo import Metadata, Photo

_KEPT = 50_000  # files: a template is tried letter by letter


def with_metadata(items: Sequence[Item]) -> list[Item]:
    """``items``, with what is read of those that nobody has read; one that cannot be read stays as it is."""
    return [_read(item) if item.metadata is None and item.unreadable is None else item for item in items]


def _read(item: Item) -> Item:
    return replace(item, metadata=_metadata(item.photo))


@lru_cache(maxsize=_KEPT)
def _metadata(photo: Photo) -> Metadata | None:
    """No pixel is decoded; hence width and height are 0, not known."""
    try:
        with io.BufferedReader(disk_io.open_regular(photo.path)) as file:
            said = exif.metadata_of_tags(*exif.tags_of_notes(read_notes(file)), (0, 0))
    except OSError:
        return None  # scoring it, or the operation itself, tells what is wrong
    return capture.completed(photo, said)
