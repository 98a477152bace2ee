"""Units are prepared a few ahead of their turn, so that the disk writes one while the next is read or made.

units ──> folder made ──> pool: units.prepare ──> in order, to whoever carries them out

A unit that has nothing to prepare, such as a move within a volume, never sees the pool.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from aesthetic_gui.catalog.journal import StepRow
from aesthetic_gui.culling import staging, units
from aesthetic_gui.culling.staging import STAGED, Makers

AHEAD = 2  # units for each worker
WORKERS = max(2, min(8, os.cpu_count() or 2))

MakeFolder = Callable[[Path], None]


def ahead(
    waiting: Sequence[list[StepRow]], make_folder: MakeFolder, makers: Makers, cancelled: Callable[[], bool]
) -> Generator[list[StepRow], None, None]:
    """Each unit, prepared, in its order; no more once ``cancelled()``. What was prepared in vain is removed at the end.

    A unit that pages of the operation depend on (see ``Plan``) comes before them, as units of one page only are made
    when it is their turn.
    """
    if not _something_grows(waiting):
        for unit in waiting:
            if cancelled():
                return
            yield _prepared(unit, make_folder, makers, cancelled)
        return
    under_way: deque[Future[list[StepRow]]] = deque()
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="prepare") as pool:
        try:
            for unit in waiting:
                if cancelled():
                    break
                if _is_a_page(unit):
                    while under_way:
                        yield under_way.popleft().result()
                    yield _prepared(unit, make_folder, makers, cancelled)
                    continue
                problem = _folders_made(unit, make_folder)
                under_way.append(pool.submit(units.prepare, problem or unit, makers, cancelled))
                if len(under_way) >= AHEAD * WORKERS:
                    yield under_way.popleft().result()
            while under_way and not cancelled():
                yield under_way.popleft().result()
        finally:
            for vain in under_way:
                units.abandon(vain.result())


def _prepared(
    unit: list[StepRow], make_folder: MakeFolder, makers: Makers, cancelled: Callable[[], bool]
) -> list[StepRow]:
    return units.prepare(_folders_made(unit, make_folder) or unit, makers, cancelled)


def _folders_made(unit: list[StepRow], make_folder: MakeFolder) -> list[StepRow] | None:
    """None, or the unit as failed because its folder could not be made."""
    try:
        for step in unit:
            make_folder(step.target.parent)
    except OSError as error:
        return [units.failed(step, error) for step in unit]
    return None


def _something_grows(waiting: Sequence[list[StepRow]]) -> bool:
    ways = {(step.act, step.source.parent, step.target.parent): step for unit in waiting for step in unit}
    return any(act in STAGED or staging.crosses_volumes(step) for (act, *_), step in ways.items())


def _is_a_page(unit: Sequence[StepRow]) -> bool:
    """A page or list is made of what came before it."""
    return any(step.act == "make" and step.source == step.target for step in unit)
