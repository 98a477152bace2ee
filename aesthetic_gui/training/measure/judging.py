"""What several packs say of the same photographs: each is decoded once, and may be judged in several versions."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.photo import Unreadable
from aesthetic_gui.scoring.calibration import mean_sd
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import BATCH, Runtime, predict_many
from aesthetic_gui.training.data.degrade import Picture
from aesthetic_gui.training.statistics import Numbers

Versions = Callable[[int, Picture], Sequence[Picture]]
_Inputs = list[list[NDArray[np.float32]]]  # of one photograph: by judge, by version
Result = TypeVar("Result")
_AHEAD = 4  # photographs decoded ahead of the network, in all their versions


class Judge(NamedTuple):
    """A pack and what computes it."""

    pack: Pack
    runtime: Runtime


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What ``pack`` says of n photographs: ``distribution`` float64 (n, 10), ``mean`` 1 to 10 and ``p`` 0 to 1 (n,)."""

    pack: Pack
    device: str
    distribution: Numbers
    mean: Numbers
    p: Numbers

    @property
    def aesthetic(self) -> NDArray[np.bool_]:
        """Bool (n,): whether P(aesthetic) reaches the pack's threshold, unsure or not."""
        return np.asarray(self.p >= self.pack.threshold)

    @property
    def verdict(self) -> NDArray[np.intp]:
        """The verdict (n,): 2 aesthetic, 1 unsure, 0 not aesthetic, as ``photo.Bar`` has it."""
        upper = self.p >= self.pack.threshold + self.pack.band
        lower = self.p < self.pack.threshold - self.pack.band
        return np.asarray(np.where(upper, 2, np.where(lower, 0, 1)))


def said(judge: Judge, distribution: Numbers) -> Said:
    """The means and probabilities that belong to ``distribution`` (n, 10)."""
    means = np.array([mean_sd(row)[0] for row in distribution])
    p = np.array([judge.pack.calibration.probability(mean) for mean in means])
    return Said(judge.pack, judge.runtime.device, distribution, means, p)


def as_it_is(_place: int, rgb: Picture) -> Sequence[Picture]:
    """The one version of a photograph that everything else is compared with."""
    return (rgb,)


def distributions(
    paths: Sequence[Path], judges: Sequence[Judge], versions: Versions = as_it_is
) -> Iterator[Numbers | Unreadable]:
    """For each path, in order, float64 (judges, versions, 10), or why it cannot be read.

    ``versions`` is given a photograph's place in ``paths`` and its pixels, and is called in several threads.
    """

    def prepared(place: int) -> _Inputs | Unreadable:
        try:
            rgb = decode(paths[place]).rgb
        except Unreadable as error:
            return error
        pictures = versions(place, rgb)
        return [[judge.pack.prepare(picture) for picture in pictures] for judge in judges]

    waiting: list[_Inputs | Unreadable] = []
    for found in _ahead(prepared, range(len(paths))):
        waiting.append(found)
        if sum(len(one[0]) for one in waiting if not isinstance(one, Unreadable)) >= BATCH:
            yield from _predicted(waiting, judges)
            waiting = []
    yield from _predicted(waiting, judges)


def _predicted(waiting: Sequence[_Inputs | Unreadable], judges: Sequence[Judge]) -> Iterator[Numbers | Unreadable]:
    readable = [one for one in waiting if not isinstance(one, Unreadable)]
    by_judge = []
    for number, judge in enumerate(judges):
        outputs = predict_many(judge.runtime, [version for one in readable for version in one[number]])
        by_judge.append(iter([output.distribution[0].astype(np.float64) for output in outputs]))
    for one in waiting:
        if isinstance(one, Unreadable):
            yield one
        else:
            yield np.stack([np.stack([next(rows) for _ in one[0]]) for rows in by_judge])


def _ahead(work: Callable[[int], Result], places: Iterable[int]) -> Iterator[Result]:
    """``work`` of each place, in order, done a few places ahead in threads."""
    running: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(min(_AHEAD, os.cpu_count() or 1), "decode") as pool:
        for place in places:
            running.append(pool.submit(work, place))
            if len(running) > _AHEAD:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
