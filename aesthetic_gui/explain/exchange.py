"""Why one frame of a stack is above another: the regions whose exchange turns their order round.

A counterfactual (Wachter, Mittelstadt & Russell 2017) with parts of a real photograph, as Goyal et al., "Counterfactual
Visual Explanations" (2019): the second frame is laid over the first (``alignment``), superpixels of the first are
exchanged for what the second shows there, and the model is asked again. What each region adds to the difference is
shared out as SHAP does it, with the second frame as what is seen where a region is hidden. By these shares regions
are exchanged, most telling first, until the order turns round or half of the picture is exchanged; then those that
were not needed for it are put back, so that none of what is left may be left out. (Not the smallest set there is: that
would take 2^50 questions.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.alignment import aligned
from aesthetic_gui.explain.heat import Cancelled, never
from aesthetic_gui.explain.hiding.regions import exchanging
from aesthetic_gui.explain.hiding.sharing import HIDDEN, SHOWN, Asking, Shown, shares
from aesthetic_gui.explain.hiding.tree import tree
from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import AestheticError, Explanation, Sure

METHOD = "exchange"
MOST = 0.5  # of the picture: what takes more than half of it is no reason
LIKELY = 0.05  # of random sets: what more of them do is no reason
BY_CHANCE = 20  # sets of regions drawn at random, as large as the one that was found


Picture = NDArray[np.uint8]
Regions = tuple[int, ...]


class NotAbove(AestheticError):
    """The first photograph is not above the second; the text says so."""


@dataclass(frozen=True, slots=True, eq=False)
class Exchange:
    """Why photograph A is above B.

    ``regions`` int16 (h, w) numbers A's superpixels, at a heat map's size; ``contributions`` float32 (n,) is what each
    adds to A being above B, in ``unit``: they add up to the difference, as far as B is seen in A's frame. ``chosen``
    are the regions of the set that was found, the most telling first; ``value``, ``other`` and ``exchanged`` are what
    the model says of A, of B, and of A with those regions as in B. ``share`` of the picture they are, 0 to ½.
    ``chance`` is how many of as large sets, drawn at random, would do as much, 0 to 1. ``alike`` and ``moved`` tell how
    well B could be laid over A, see ``alignment.Aligned``; ``pair`` uint8 (2, h, w, 3) is A, and B laid over it.
    """

    regions: NDArray[np.int16]
    contributions: NDArray[np.float32]
    chosen: tuple[int, ...]
    value: float
    other: float
    exchanged: float
    share: float
    chance: float
    alike: float
    moved: float
    target: str
    unit: str
    pair: NDArray[np.uint8]

    @property
    def flips(self) -> bool:
        """Whether A with these regions as in B is no longer above B."""
        return self.exchanged <= self.other

    @property
    def carried(self) -> float:
        """How much of the difference these regions carry: 1 is all of it."""
        return (self.value - self.exchanged) / (self.value - self.other)

    @property
    def sure(self) -> Sure:
        """How far it can be relied on: not at all where more than one in twenty random sets would do as much.

        Never very: a search among fifty regions finds some that lower a frame even where the other is the worse one.
        """
        return Sure.FAIRLY if self.chosen and self.chance <= LIKELY else Sure.NO

    @property
    def explanation(self) -> Explanation:
        """To be painted over A: what each region of the set adds, and nothing elsewhere."""
        told = np.zeros_like(self.contributions)
        told[list(self.chosen)] = self.contributions[list(self.chosen)]
        scale = float(np.abs(told).max())
        heat = (told / scale if scale else told)[self.regions]
        notes = {
            "value": self.value,
            "other": self.other,
            "exchanged": self.exchanged,
            "share": self.share,
            "scale": scale,
        }
        return Explanation(
            METHOD,
            heat,
            notes={**notes, "chance": self.chance},
            target=self.target,
            unit=self.unit,
            sure=self.sure,
            regions=self.regions,
            contributions=self.contributions,
        )

    @property
    def outline(self) -> NDArray[np.bool_]:
        """Where the regions that were found lie, bool (h, w)."""
        return np.isin(self.regions, self.chosen)


def why_over(
    first: Question,
    second: Question,
    prepare: Callable[[Picture], NDArray[np.float32]],
    *,
    seed: int = 0,
    cancelled: Cancelled = never,
) -> Exchange:
    """Why ``first`` is above ``second``: two frames of one stack, asked for the same number.

    ``prepare`` makes the canvas of a question of a photograph uint8 (h, w, 3). About 250 evaluations.
    Raises :class:`NotAbove`, ``alignment.NotAligned``, and ``sharing.Cancel`` after ``cancelled``.
    """
    if first.value <= second.value:
        raise NotAbove("The first of the two photographs is not above the second: there is nothing to explain.")
    over = aligned(first.rgb, second.rgb)
    laid = np.where(over.seen[..., None], over.rgb, first.rgb)
    copies = exchanging(first.canvas, prepare(laid), first.regions, first.frame)
    areas = np.bincount(first.regions.ravel()) / first.regions.size
    asking = Asking(first, copies, len(areas), cancelled)
    added = _added(asking, first, seed)
    chosen, exchanged = _found(asking, added, areas, second.value)
    share = float(areas[list(chosen)].sum())
    bar = max(second.value, exchanged)
    return Exchange(
        first.regions.astype(np.int16),
        added.astype(np.float32),
        chosen,
        first.value,
        second.value,
        exchanged,
        share,
        _by_chance(asking, areas, share, bar, seed),
        over.alike,
        over.moved,
        first.target,
        first.unit,
        np.stack([first.rgb, laid]),
    )


def _added(asking: Asking, first: Question, seed: int) -> NDArray[np.float64]:
    """What each region adds to the difference, float64 (n,): the mean of both contexts, see ``sharing.shares``."""
    grown = tree(first.rgb, first.regions)
    budget = 2 * asking.regions
    alone, beside = (shares(asking, grown, context, budget, seed)[0] for context in (HIDDEN, SHOWN))
    return (alone + beside) / 2


def _found(asking: Asking, added: NDArray[np.float64], areas: NDArray[np.float64], bar: float) -> tuple[Regions, float]:
    """Regions whose exchange brings the value to ``bar`` or below, or as near as it gets; and the value then."""
    order = _up_to_half(np.argsort(-added, kind="stable")[: int((added > 0).sum())], areas)
    if not order:
        return (), float(asking(np.ones((1, asking.regions), bool))[0])
    values = asking(_without(asking.regions, [order[: count + 1] for count in range(len(order))]))
    reached = np.flatnonzero(values <= bar)
    count = int(reached[0]) if len(reached) else int(values.argmin())
    return _pruned(asking, order[: count + 1], float(values[count]), bar)


def _up_to_half(order: NDArray[np.intp], areas: NDArray[np.float64]) -> Regions:
    """Those of ``order``, in turn, that together make up half of the picture at most."""
    taken, area = [], 0.0
    for region in order.tolist():
        if area + areas[region] <= MOST:
            taken.append(region)
            area += areas[region]
    return tuple(taken)


def _pruned(asking: Asking, chosen: Regions, value: float, bar: float) -> tuple[Regions, float]:
    """``chosen`` less each region not needed to come to ``bar``, or as far as ``value``; the least telling first."""
    goal = max(value, bar)
    for region in reversed(chosen):
        fewer = tuple(other for other in chosen if other != region)
        without = float(asking(_without(asking.regions, [fewer]))[0])
        if without <= goal:
            chosen, value = fewer, without
    return chosen, value


def _by_chance(asking: Asking, areas: NDArray[np.float64], share: float, bar: float, seed: int) -> float:
    """How many of ``BY_CHANCE`` random sets of regions of about that ``share`` come to ``bar`` or below, 0 to 1."""
    generator = np.random.default_rng(seed)
    drawn = [_drawn(generator.permutation(asking.regions), areas, share) for _ in range(BY_CHANCE)]
    return float((asking(_without(asking.regions, drawn)) <= bar).mean())


def _drawn(order: NDArray[np.intp], areas: NDArray[np.float64], share: float) -> Regions:
    """As many of ``order`` as come nearest to ``share`` of the picture, and one at least."""
    covered = np.cumsum(areas[order])
    return tuple(order[: int(np.abs(covered - share).argmin()) + 1].tolist())


def _without(regions: int, exchanged: list[Regions]) -> Shown:
    """What is shown of A, bool (n, regions), for each set of regions that is exchanged."""
    shown = np.ones((len(exchanged), regions), bool)
    for row, gone in zip(shown, exchanged, strict=True):
        row[list(gone)] = False
    return shown
