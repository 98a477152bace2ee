"""How strongly frames hold together, and where that tears: one tree, cut higher or lower by the closeness asked for.

Every link has a strength in units of the middle closeness: 1 just holds there. Strengths know nothing of the closeness,
and neither does the order in which a tree of links is cut: the weakest first, and among equals the one nearest the
middle. So a lower closeness only ever divides what a higher one had together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LOOSEST = math.sqrt(10)  # the tolerance at closeness 1, and at 0 the inverse
STEP = math.log(1.1)  # links within a tenth of each other count as equally strong
LONGEST = 15.0  # the links of one stack, added up, at the middle closeness: about fifteen seconds of single shots


class Link(NamedTuple):
    """Between two frames, by their places. ``strain``: 0 holds always, 1 just so at the middle closeness.

    ``length`` is what it adds to its stack's length, in the same unit.
    """

    strain: float
    one: int
    other: int
    length: float


@dataclass(frozen=True)
class Tolerance:
    """How much strain a link, and how much length a stack, may have at a ``closeness`` from 0 to 1."""

    strain: float
    length: float

    @classmethod
    def of(cls, closeness: float) -> Tolerance:
        strain = LOOSEST ** (2 * min(max(closeness, 0.0), 1.0) - 1)
        return cls(strain, LONGEST * strain)


def by_links(count: int, links: Iterable[Link], tolerance: Tolerance) -> list[list[int]]:
    """Places 0 to ``count`` - 1 in groups, each in ascending order, the groups by their first place."""
    highest = math.floor(math.log(tolerance.strain) / STEP + 1e-9)
    holding = sorted((level(link.strain), link.one, link.other, link) for link in links)
    tree = _spanning(count, [link for step, _, _, link in holding if step <= highest])
    groups = (
        part for nodes, inner in _connected(range(count), tree) for part in _shortened(nodes, inner, tolerance.length)
    )
    return sorted(sorted(group) for group in groups)


def level(strain: float) -> int:
    """Strains a tenth apart are one level; what has none is far below all others."""
    return math.ceil(math.log(max(strain, 1e-6)) / STEP - 1e-9)


def _spanning(count: int, links: Sequence[Link]) -> list[Link]:
    """The strongest links that connect what is connected, strongest first, without a circle (Kruskal 1956)."""
    parent = list(range(count))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = place = parent[parent[place]]
        return place

    tree = []
    for link in links:
        one, other = root(link.one), root(link.other)
        if one != other:
            parent[one] = other
            tree.append(link)
    return tree


def _connected(nodes: Iterable[int], tree: Sequence[Link]) -> list[tuple[list[int], list[Link]]]:
    """Every group of ``nodes`` with the links within it."""
    near = _by_node(tree)
    seen: set[int] = set()
    return [_reached(start, near, seen) for start in nodes if start not in seen]


def _reached(start: int, near: Mapping[int, Sequence[Link]], seen: set[int]) -> tuple[list[int], list[Link]]:
    seen.add(start)
    waiting, inner = [start], []
    for place in waiting:  # grows meanwhile
        for link in near.get(place, ()):
            further = link.other if link.one == place else link.one
            if further not in seen:
                seen.add(further)
                waiting.append(further)
                inner.append(link)
    return waiting, inner


def _by_node(tree: Iterable[Link]) -> dict[int, list[Link]]:
    near: dict[int, list[Link]] = defaultdict(list)
    for link in tree:
        near[link.one].append(link)
        near[link.other].append(link)
    return near


def _shortened(nodes: list[int], links: list[Link], longest: float) -> list[list[int]]:
    """``nodes`` in groups that are not longer than ``longest``; the weakest links tear first."""
    waiting, done = [(nodes, links)], []
    while waiting:
        nodes, links = waiting.pop()
        if math.fsum(link.length for link in links) <= longest:
            done.append(nodes)
        else:
            waiting += _halves(nodes, links)
    return done


def _halves(nodes: list[int], links: list[Link]) -> list[tuple[list[int], list[Link]]]:
    """Cut at the weakest link; where several are as weak, at the one that leaves halves most alike in size."""
    weakest = max(level(link.strain) for link in links)
    below = _sizes(nodes, links)
    cut = min(
        (link for link in links if level(link.strain) == weakest),
        key=lambda link: (abs(2 * below[link] - len(nodes)), link.one, link.other),
    )
    return _connected(nodes, [link for link in links if link is not cut])


def _sizes(nodes: list[int], links: list[Link]) -> dict[Link, int]:
    """How many frames are on the far side of each link, seen from the first of ``nodes``; ``links`` are a tree."""
    near = _by_node(links)
    way: list[tuple[int, int, Link]] = []
    seen, waiting = {nodes[0]}, [nodes[0]]
    for place in waiting:
        for link in near[place]:
            further = link.other if link.one == place else link.one
            if further not in seen:
                seen.add(further)
                waiting.append(further)
                way.append((place, further, link))
    count = dict.fromkeys(nodes, 1)
    sizes = {}
    for place, further, link in reversed(way):
        sizes[link] = count[further]
        count[place] += count[further]
    return sizes
