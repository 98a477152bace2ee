"""Who is shown again before rejects are moved, and in which order.

    rejects ──for a reason────> all of those, a few of each reason ──┐
         └───the others───────> a simple random sample ──────────────┼──shuffled──> SecondLook
    keepers ──────────────────> some, by chance ─────────────────────┘

Rejects that are shown for a reason are no random sample and say nothing of the others: the sample is drawn from those.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path
from random import Random

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.second_look.bounding import sample_size
from aesthetic_gui.culling.stacks.stacking import CLOSENESS, stacks_of, suggestion
from aesthetic_gui.culling.statistics.counting import Fate, fate
from aesthetic_gui.grouping.frame import WHOLE_SERIES, Stack
from aesthetic_gui.photo import AestheticError, Flag
from aesthetic_gui.words import percent

WANTED = 0.1  # of the keepers at most, if nothing is found
MOST = 12  # rejects that are shown for one reason
ONE_SCENE = 1.0  # the closeness at which stacks are scenes
FEWEST_IN_SAMPLE, FEWEST_KEEPERS = 20, 6  # shown, if there are so many
IN_SAMPLE_PER_KEEPER = 3


class Reason(StrEnum):
    """Why a photograph is shown again; not to be told before it is answered."""

    SAMPLE = "sample"  # a reject, drawn by chance
    BETTER = "better"  # a reject that is better in what can be measured than the one that was kept of its stack
    ONLY_ONE = "only one"  # a reject of a scene of which none is kept
    FAVOURITE = "favourite"  # a reject that the model rates higher than the others, and than what was kept beside it
    KEEPER = "keeper"  # drawn by chance, so that answers cannot be given by heart


@dataclass(frozen=True, slots=True)
class Shown:
    """One photograph; ``words`` tell the ``reason``, such as "nothing else of its scene is kept"."""

    path: Path
    reason: Reason
    words: str


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What is ``shown``, in this order, and of how many that is some.

    ``rejects`` are those that can be seen at all, ``unreadable`` are the others; ``kept`` photographs are not rejected
    and are kept: picked or given stars, or, where none is, all that are not rejected. ``keeps_as`` is the flag of such.
    """

    shown: tuple[Shown, ...]
    rejects: int
    kept: int
    keeps_as: Flag
    unreadable: int
    seed: int

    def of(self, *reasons: Reason) -> tuple[Path, ...]:
        """Those that are shown for one of these."""
        return tuple(shown.path for shown in self.shown if shown.reason in reasons)

    def why(self, path: Path) -> str:
        """Why it is shown, in words."""
        return next(shown.words for shown in self.shown if shown.path == path)


class NothingToLookAt(AestheticError):
    """Nothing is rejected, or nothing of it can be seen."""


def plan_for(
    items: Sequence[Item], closeness: float = CLOSENESS, *, wanted: float = WANTED, seed: int | None = None
) -> SecondLook:
    """As :func:`plan`, with stacks as the window shows them, and scenes. Five thousand take two seconds."""
    return plan(items, stacks_of(items, closeness), stacks_of(items, ONE_SCENE), wanted=wanted, seed=seed)


def plan(
    items: Sequence[Item],
    stacks: Sequence[Stack],
    scenes: Sequence[Stack],
    *,
    wanted: float = WANTED,
    seed: int | None = None,
) -> SecondLook:
    """A second look at the rejects among ``items``, which are all of a shoot.

    The sample is as large as the share ``wanted`` of the keepers, below 1, needs (``bounding.sample_size``). ``seed``
    draws another one; without it the same decisions give the same one. Raises :class:`NothingToLookAt`.
    """
    rejects, kept, keeps_as = _sorted(items)
    seen = [item for item in rejects if item.unreadable is None]
    if not seen:
        raise NothingToLookAt("No photograph is rejected that could be looked at again.")
    seed = _seed_of(items) if seed is None else seed
    chance = Random(seed)
    meant = _for_a_reason(seen, kept, stacks, scenes)
    others = sorted(item.photo.path for item in seen if item.photo.path not in meant)
    size = max(FEWEST_IN_SAMPLE, sample_size(len(others), len(kept), wanted))
    sample = chance.sample(others, min(size, len(others)))
    keepers = sorted(item.photo.path for item in kept if item.unreadable is None)
    again = min(len(keepers), max(FEWEST_KEEPERS, (len(sample) + len(meant)) // IN_SAMPLE_PER_KEEPER))
    shown = [*meant.values(), *(Shown(path, Reason.SAMPLE, "drawn by chance") for path in sample)]
    shown += [Shown(path, Reason.KEEPER, "kept") for path in chance.sample(keepers, again)]
    chance.shuffle(shown)
    return SecondLook(tuple(shown), len(seen), len(kept), keeps_as, len(rejects) - len(seen), seed)


def _sorted(items: Iterable[Item]) -> tuple[list[Item], list[Item], Flag]:
    """Rejects, what is kept, and the flag of that."""
    by_fate: dict[Fate, list[Item]] = {each: [] for each in Fate}
    for item in items:
        by_fate[fate(item.decision)].append(item)
    if by_fate[Fate.KEPT]:
        return by_fate[Fate.REJECTED], by_fate[Fate.KEPT], Flag.PICK
    return by_fate[Fate.REJECTED], by_fate[Fate.UNDECIDED], Flag.NONE


def _for_a_reason(
    rejects: Sequence[Item], kept: Sequence[Item], stacks: Sequence[Stack], scenes: Sequence[Stack]
) -> dict[Path, Shown]:
    """Of each reason a few, those that the model rates highest first; a photograph is shown for its first one."""
    rated = {item.photo.path: item for item in sorted(rejects, key=_rating, reverse=True)}
    keepers = {item.photo.path: item for item in kept}
    found: dict[Path, Shown] = {}
    for some in (
        _better(rated, keepers, stacks),
        _only_ones(rated, keepers, scenes),
        _favourites(rated, keepers, stacks),
    ):
        new = list(islice((shown for shown in some if shown.path not in found), MOST))
        found.update((shown.path, shown) for shown in new)
    return found


def _better(rejects: Mapping[Path, Item], kept: Mapping[Path, Item], stacks: Sequence[Stack]) -> Iterator[Shown]:
    """One after the other: comparing all takes seconds, and a few are asked for."""
    stack_of = {path: stack for stack in stacks if stack.kind not in WHOLE_SERIES for path in stack.paths}
    for path in rejects:
        stack = stack_of.get(path)
        beside = [kept[other] for other in stack.paths if other in kept] if stack else []
        if stack and beside and (words := stack.why if stack.best == path else _beats(stack, rejects[path], beside)):
            yield Shown(path, Reason.BETTER, f"better than what you kept of its stack: {words}")


def _beats(stack: Stack, reject: Item, kept: Sequence[Item]) -> str:
    """Why it would be suggested beside each that was kept, by what was measured alone; "" where it would not."""
    measured = [replace(item, score=None) for item in (reject, *kept)]
    found = [suggestion(stack, [other, measured[0]]) for other in measured[1:]]
    return found[0].why if all(one.best == reject.photo.path for one in found) else ""


def _only_ones(rejects: Mapping[Path, Item], kept: Mapping[Path, Item], scenes: Sequence[Stack]) -> list[Shown]:
    """Of each scene of which nothing is kept, the best: as suggested, else the one that is rated highest."""
    order = {path: number for number, path in enumerate(rejects)}
    lost = [[path for path in scene.paths if path in order] for scene in scenes if kept.keys().isdisjoint(scene.paths)]
    suggested = {scene.best for scene in scenes}
    best = [min(paths, key=lambda path: (path not in suggested, order[path])) for paths in lost if paths]
    words = "nothing of its scene is kept"
    return [Shown(path, Reason.ONLY_ONE, words) for path in sorted(best, key=order.__getitem__)]


def _favourites(rejects: Mapping[Path, Item], kept: Mapping[Path, Item], stacks: Sequence[Stack]) -> list[Shown]:
    """Less those that are rated no higher than what was kept of their stack: nobody misses these."""
    kept_as_high = {
        path: max((_rating(kept[other]) for other in stack.paths if other in kept), default=(-1.0, 0.0))
        for stack in stacks
        for path in stack.paths
    }
    return [
        Shown(path, Reason.FAVOURITE, f"among the rejects that the model rates highest: {percent(score.p_aesthetic)}")
        for path, item in rejects.items()
        if (score := item.score) and not score.unlike_anything
        if path not in kept_as_high or _rating(item) > kept_as_high[path]
    ]


def _rating(item: Item) -> tuple[float, float]:
    return (item.score.p_aesthetic, item.score.mean) if item.score else (-1.0, 0.0)


def _seed_of(items: Iterable[Item]) -> int:
    """Another one for other decisions, the same for the same."""
    told = sorted(b"%s\0%s" % (os.fsencode(item.photo.path), fate(item.decision).encode()) for item in items)
    return int.from_bytes(hashlib.blake2b(b"\0\0".join(told), digest_size=6).digest())
