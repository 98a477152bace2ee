"""Units are prepared ahead of their turn, so that the disk writes one while the next is read or made.

units ──> folder made ──> pool: units.prepare ──> in order, some at a time, to whoever carries them out

Of small files many are under way, as publishing costs the same for one and for thirty; of large ones a few.
A unit that has nothing to prepare, such as a move within a volume, never sees the pool.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from aesthetic_gui.catalog.steps import STAYING, StepRow
from aesthetic_gui.culling.operations import units
from aesthetic_gui.culling.operations.steps import staging
from aesthetic_gui.culling.operations.steps.staging import Makers

WORKERS = max(4, min(8, os.cpu_count() or 4))  # they wait for the disk more than they compute
FEWEST, MOST = 2 * WORKERS, 64  # units under way: as many as these bytes are, but no fewer, and no more
BYTES = 32 << 20

MakeFolder = Callable[[Path], None]
Units = list[list[StepRow]]


def ahead(
    waiting: Sequence[list[StepRow]], make_folder: MakeFolder, makers: Makers, cancelled: Callable[[], bool]
) -> Generator[Units, None, None]:
    """The units, prepared, in their order; no more once ``cancelled()``. What was prepared in vain is removed.

    A unit that pages of the operation depend on (see ``Plan``) comes before them, as units of one page only are made
    when it is their turn.
    """

    def at_once(unit: list[StepRow]) -> Units:
        return [units.prepare(_with_folders(unit, make_folder), makers, cancelled)]

    if not _something_grows(waiting):
        for unit in waiting:
            if cancelled():
                return
            yield at_once(unit)
        return
    with _UnderWay(makers, cancelled) as under_way:
        for unit in waiting:
            if cancelled():
                break
            if is_made_of_many(unit):
                if under_way:
                    yield under_way.take(len(under_way))
                yield at_once(unit)
                continue
            under_way.begin(_with_folders(unit, make_folder))
            if under_way.is_full():
                yield under_way.take(len(under_way) // 2)
        while under_way and not cancelled():
            yield under_way.take((len(under_way) + 1) // 2)


class _UnderWay:
    """Units in the pool, in their order; at the end, those that nobody asked for are removed."""

    def __init__(self, makers: Makers, cancelled: Callable[[], bool]) -> None:
        self._makers, self._cancelled = makers, cancelled
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="prepare")
        self._futures: deque[Future[list[StepRow]]] = deque()
        self._sizes: deque[int] = deque()  # bytes

    def __enter__(self) -> _UnderWay:
        return self

    def __exit__(self, *_: object) -> None:
        with self._pool:
            for vain in self._futures:
                units.abandon(vain.result())

    def __len__(self) -> int:
        return len(self._futures)

    def begin(self, unit: list[StepRow]) -> None:
        self._futures.append(self._pool.submit(units.prepare, unit, self._makers, self._cancelled))
        self._sizes.append(sum(BYTES if step.act == "make" else step.size or 0 for step in unit))

    def is_full(self) -> bool:
        return len(self) >= MOST or (len(self) >= FEWEST and sum(self._sizes) > BYTES)

    def take(self, number: int) -> Units:
        """The first of them, once they are ready."""
        for _ in range(number):
            self._sizes.popleft()
        return [self._futures.popleft().result() for _ in range(number)]


def _with_folders(unit: list[StepRow], make_folder: MakeFolder) -> list[StepRow]:
    """The unit once its folders are made; as failed where one could not be. None is made for what will not be done."""
    if any(step.state == "failed" for step in unit):
        return unit
    try:
        for step in unit:
            make_folder(step.target.parent)
    except OSError as error:
        return [units.failed(step, error) for step in unit]
    return unit


def _something_grows(waiting: Sequence[list[StepRow]]) -> bool:
    ways = {(step.act, step.source.parent, step.target.parent): step for unit in waiting for step in unit}
    return any(act in STAYING or staging.crosses_volumes(step) for (act, *_), step in ways.items())


def is_made_of_many(unit: Sequence[StepRow]) -> bool:
    return any(step.is_made_of_many for step in unit)
