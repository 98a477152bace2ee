"""Open folders: walk them and add what the catalog knows, in chunks that a grid can show at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.names.hidden import PassedOver

FIRST, CHUNK = 100, 300  # photographs: a screen of them at once, then what the window takes in well under a frame


def open_photos(
    paths: Iterable[Path],
    judge: Judge,
    catalog: Catalog,
    *,
    recursive: bool = True,
    on_problem: Callable[[Path, str], None] = lambda _path, _reason: None,
    cancelled: Callable[[], bool] = lambda: False,
    on_passed_over: Callable[[PassedOver], None] = lambda _passed_over: None,
) -> Iterator[list[Item]]:
    """Yield the photographs under ``paths`` in chunks, each with its score and decision where known.

    ``on_problem`` hears of folders that could not be read, ``on_passed_over`` at the end of photographs in hidden ones;
    ``cancelled`` ends the walk at the next folder or chunk. Nothing is decoded.
    """
    photos = find_photos(paths, recursive, on_problem, cancelled, on_passed_over)
    size = FIRST
    while not cancelled() and (chunk := list(islice(photos, size))):
        yield known_items(chunk, judge, catalog)
        size = CHUNK
