"""What several packs say of the same photographs: each is decoded once, and may be judged in several versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.photo import Unreadable
from aesthetic_gui.scoring.outputs import RATINGS, Outputs
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import BATCH, Runtime, predict_many
from aesthetic_gui.training.data.degrade import Picture
from aesthetic_gui.training.data.photographs import ahead
from aesthetic_gui.training.statistics import Numbers, Rows

Versions = Callable[[int, Picture], Sequence[Picture]]
_Inputs = list[list[NDArray[np.float32]]]  # of one photograph: by judge, by version
EVIDENCE, UNLIKE = RATINGS, RATINGS + 1  # places in an answer
_AHEAD = 4  # photographs decoded ahead of the network, in all their versions


class PackJudge(NamedTuple):
    """A pack and what computes it."""

    pack: Pack
    runtime: Runtime


@dataclass(frozen=True, slots=True, eq=False)
class PackScores:
    """What ``pack`` says of n photographs: ``distribution`` float64 (n, 10), ``mean`` 1 to 10 and ``p`` 0 to 1 (n,).

    ``evidence`` (n,): what ``p`` is a curve on. ``unlike`` bool (n,): those that are unlike anything that it has
    learned from.
    """

    pack: Pack
    device: str
    distribution: Numbers
    mean: Numbers
    evidence: Numbers
    p: Numbers
    unlike: NDArray[np.bool_]

    @property
    def aesthetic(self) -> NDArray[np.bool_]:
        """Bool (n,): whether P(aesthetic) reaches the pack's threshold, within the band or not."""
        return np.asarray((self.p >= self.pack.threshold) & ~self.unlike)

    @property
    def verdict(self) -> NDArray[np.intp]:
        """The verdict (n,): 2 aesthetic, 1 unsure, 0 not aesthetic, as ``photo.Bar`` has it."""
        upper = self.p >= self.pack.threshold + self.pack.band
        lower = self.p < self.pack.threshold - self.pack.band
        return np.asarray(np.where(self.unlike, 1, np.where(upper, 2, np.where(lower, 0, 1))))

    def at(self, rows: Rows) -> PackScores:
        """What is said of the photographs ``rows`` alone."""
        kept = {name: getattr(self, name)[rows] for name in ("distribution", "mean", "evidence", "p", "unlike")}
        return replace(self, **kept)


def said(judge: PackJudge, answers: Numbers) -> PackScores:
    """What the pack makes of its network's ``answers`` (n, 12), see :func:`judged`."""
    scores = [judge.pack.score(row[:RATINGS], float(row[EVIDENCE]), float(row[UNLIKE])) for row in answers]
    return PackScores(
        judge.pack,
        judge.runtime.device,
        answers[:, :RATINGS],
        np.array([score.mean for score in scores]),
        answers[:, EVIDENCE],
        np.array([score.p_aesthetic for score in scores]),
        np.array([score.unlike_anything for score in scores], bool),
    )


def judged(
    paths: Sequence[Path],
    judges: Sequence[PackJudge],
    versions: Versions = lambda _place, rgb: (rgb,),
    on_step: Callable[[], None] = lambda: None,
) -> tuple[list[int], Numbers, dict[int, Unreadable]]:
    """The places of the n readable ``paths``, float64 (judges, n, versions, 12), and why the others cannot be read.

    The twelve are the shares of the ten ratings, then at ``EVIDENCE`` and ``UNLIKE`` what ``Outputs`` calls so.
    ``versions`` is given a photograph's place in ``paths`` and its pixels, and is called in several threads.
    ``on_step`` is called after each photograph. Raises ``Unreadable``, the first of all, where not one can be read.
    """
    found: dict[int, Numbers] = {}
    unreadable: dict[int, Unreadable] = {}
    for place, one in enumerate(_in_order(paths, judges, versions)):
        if isinstance(one, Unreadable):
            unreadable[place] = one
        else:
            found[place] = one
        on_step()
    if unreadable and not found:
        raise next(iter(unreadable.values()))
    return list(found), np.stack(list(found.values()), axis=1), unreadable


def _in_order(paths: Sequence[Path], judges: Sequence[PackJudge], versions: Versions) -> Iterator[Numbers | Unreadable]:
    """For each path, in order, float64 (judges, versions, 12), or why it cannot be read."""

    def prepared(place: int) -> _Inputs | Unreadable:
        try:
            rgb = decode(paths[place]).rgb
        except Unreadable as error:
            return error
        pictures = versions(place, rgb)
        return [[judge.pack.prepare(picture) for picture in pictures] for judge in judges]

    waiting: list[_Inputs | Unreadable] = []
    for found in ahead(prepared, range(len(paths)), _AHEAD):
        waiting.append(found)
        if sum(len(one[0]) for one in waiting if not isinstance(one, Unreadable)) >= BATCH:
            yield from _predicted(waiting, judges)
            waiting = []
    yield from _predicted(waiting, judges)


def _predicted(waiting: Sequence[_Inputs | Unreadable], judges: Sequence[PackJudge]) -> Iterator[Numbers | Unreadable]:
    readable = [one for one in waiting if not isinstance(one, Unreadable)]
    by_judge = []
    for number, judge in enumerate(judges):
        outputs = predict_many(judge.runtime, [version for one in readable for version in one[number]])
        by_judge.append(iter([_answer(output) for output in outputs]))
    for one in waiting:
        if isinstance(one, Unreadable):
            yield one
        else:
            yield np.stack([np.stack([next(rows) for _ in one[0]]) for rows in by_judge])


def _answer(output: Outputs) -> Numbers:
    """float64 (12,)"""
    return np.concatenate([output.distribution[0], output.evidence, output.unlike]).astype(np.float64)
