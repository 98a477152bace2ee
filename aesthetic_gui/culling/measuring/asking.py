"""What is measured of many photographs, asked for at once: what the catalog knows, and the others now."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from aesthetic_gui.catalog.catalog import Catalog, Failed, Known, Result
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.measuring.measuring import Measured, measure_closely, measure_crop, measure_quickly
from aesthetic_gui.facts import Facts
from aesthetic_gui.photo import Photo, Trouble, Unreadable

THREADS = min(4, os.cpu_count() or 1)  # each holds a photograph with all of its pixels
KEPT_TOGETHER = 16  # photographs in one transaction

Told = Facts | Unreadable


def measured(
    photos: Sequence[Photo], catalog: Catalog | None = None, *, closely: bool = True
) -> Iterator[tuple[Photo, Told]]:
    """Each of ``photos`` with its facts, or why it cannot be read; what is measured now is kept in the ``catalog``.

    ``closely``: with all of their pixels, which takes some five times as long. Those that are known come first.
    """
    known = catalog.known(photos, "") if catalog else {}
    waiting = []
    for photo in photos:
        told = _told(photo, known.get(photo.path, Known()), closely=closely)
        if told is None:
            waiting.append(photo)
        else:
            yield photo, told
    for photo, outcome in _measured_now(waiting, catalog, closely=closely):
        yield photo, outcome.facts if isinstance(outcome, Measured) else outcome


def completed(items: Sequence[Item], catalog: Catalog | None = None, *, closely: bool = True) -> Iterator[Item]:
    """``items`` with their facts; what is measured now is kept in the ``catalog``. Those that have them come first.

    One that cannot be read comes as ``unreadable``, with the reason.
    """
    by_photo = {item.photo: item for item in items}
    waiting = [item.photo for item in items if not _is_complete(item, closely=closely)]
    yield from (item for item in items if _is_complete(item, closely=closely))
    for photo, outcome in _measured_now(waiting, catalog, closely=closely):
        yield _with_outcome(by_photo[photo], outcome)


def _is_complete(item: Item, *, closely: bool) -> bool:
    return item.unreadable is not None or (item.facts is not None and (item.facts.close or not closely))


def _with_outcome(item: Item, outcome: Measured | Unreadable) -> Item:
    if isinstance(outcome, Unreadable):
        return replace(item, unreadable=outcome.reason, trouble=outcome.trouble)
    return replace(item, content_id=outcome.content_id, metadata=outcome.metadata, facts=outcome.facts)


def _measured_now(
    photos: Sequence[Photo], catalog: Catalog | None, *, closely: bool
) -> Iterator[tuple[Photo, Measured | Unreadable]]:
    """Each of ``photos``, kept in the ``catalog`` some at a time; also where whoever asked has enough."""
    kept: list[Result | Failed] = []
    try:
        for photo, outcome in _measure(photos, closely=closely):
            kept.append(_outcome(photo, outcome))
            if catalog and len(kept) >= KEPT_TOGETHER:
                catalog.store(kept)
                kept.clear()
            yield photo, outcome
    finally:
        if catalog and kept:
            catalog.store(kept)


def crops(photos: Sequence[Photo]) -> Iterator[tuple[Photo, Told]]:
    """The same of pictures each of which is one aligned face; nothing of that is kept."""
    for photo in photos:
        try:
            yield photo, measure_crop(photo).facts
        except Unreadable as error:
            yield photo, error


def _told(photo: Photo, known: Known, *, closely: bool) -> Told | None:
    if known.unreadable is not None:
        return Unreadable(photo.path, known.unreadable, known.trouble or Trouble.DAMAGED)
    return known.facts if known.facts and (known.facts.close or not closely) else None


def _measure(photos: Sequence[Photo], *, closely: bool) -> Iterator[tuple[Photo, Measured | Unreadable]]:
    """In their order, ahead in a few threads; left early, it waits for the photographs in hand."""

    def one(photo: Photo) -> Measured | Unreadable:
        try:
            return measure_closely(photo) if closely else measure_quickly(photo)
        except Unreadable as error:
            return error

    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="measuring")
    try:
        yield from zip(photos, pool.map(one, photos), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def _outcome(photo: Photo, outcome: Measured | Unreadable) -> Result | Failed:
    if isinstance(outcome, Unreadable):
        return Failed(photo, outcome.reason, outcome.trouble)
    return Result(photo, outcome.content_id, outcome.metadata, "", None, facts=outcome.facts)
