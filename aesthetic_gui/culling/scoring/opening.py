"""Open folders: walk them and add what the catalog knows, in chunks that a grid can show at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from pathlib import Path

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.files.formats import OnProblem, find_photos, why_absent
from aesthetic_gui.files.names.hidden import PassedOver

FIRST, CHUNK = 100, 300  # photographs: a screen of them at once, then what the window takes in well under a frame


def open_photos(
    paths: Collection[Path],
    judge: Judge,
    catalog: Catalog,
    *,
    recursive: bool = True,
    on_problem: OnProblem = lambda _path, _reason: None,
    cancelled: Callable[[], bool] = lambda: False,
    on_passed_over: Callable[[PassedOver], None] = lambda _passed_over: None,
) -> Iterator[list[Item]]:
    """Yield the photographs under ``paths`` in chunks, each with its score and decision where known.

    ``on_problem`` hears of folders that could not be read, or are not there, ``on_passed_over`` at the end of
    photographs in hidden ones; ``cancelled`` ends the walk at the next folder or chunk. Nothing is decoded.
    """
    photos = find_photos(_there(paths, on_problem), recursive, on_problem, cancelled, on_passed_over)
    size = FIRST
    while not cancelled() and (chunk := list(islice(photos, size))):
        yield known_items(chunk, judge, catalog)
        size = CHUNK


def _there(paths: Collection[Path], on_problem: OnProblem) -> list[Path]:
    """Those of ``paths`` at which there is something: a folder that is gone is no photograph that cannot be read."""
    absent = {path: why for path in map(absolute, paths) if (why := why_absent(path))}
    for path, why in absent.items():
        on_problem(path, why)
    return [path for path in paths if absolute(path) not in absent]
