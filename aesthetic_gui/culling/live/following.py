"""What the catalog knows follows photographs that were renamed outside the program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aesthetic_gui.catalog.catalog import PIECE, Catalog
from aesthetic_gui.catalog.encoding import path_key
from aesthetic_gui.catalog.rows import photo_rows
from aesthetic_gui.photo import Photo

Moved = Sequence[tuple[Path, Photo]]  # photographs, with where they were
_ON_THE_WAY = b"\0following"  # no file can be called that
_AS_IT_IS = (-1, 0)  # a size that no file has: the row keeps the time it knows


def apart(moved: Moved) -> list[Moved]:
    """``moved`` in parts that may follow one after the other, so that decisions have their turn in between.

    All at once where photographs may have changed places.
    """
    sources = {source for source, _ in moved}
    if any(photo.path in sources for _, photo in moved):
        return [moved]
    return [moved[start : start + PIECE] for start in range(0, len(moved), PIECE)]


def follow(catalog: Catalog, moved: Moved) -> None:
    """Let the rows of ``moved`` photographs, given with where they were, go along with their decisions.

    All at once, so that photographs may change places. What the journal has moved already stays where it is, and
    a file that is not as it was known is still seen to be another one.
    """
    with catalog.transaction(durable=False) as connection:
        on_the_way: list[tuple[bytes, bytes]] = []
        for source, photo in moved:
            before, target = path_key(source), path_key(photo.path)
            there = photo_rows.row_at(connection, target)
            known_there = there is not None and (there.size, there.mtime_ns) == (photo.size, photo.mtime_ns)
            if known_there or photo_rows.row_at(connection, before) is None:
                continue
            photo_rows.follow_move(connection, before, before + _ON_THE_WAY, *_AS_IT_IS)
            on_the_way.append((before + _ON_THE_WAY, target))
        for between, target in on_the_way:
            photo_rows.follow_move(connection, between, target, *_AS_IT_IS)
