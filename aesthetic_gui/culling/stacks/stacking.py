"""The stacks of photographs, of what is known of each: by hand, by the clock, by look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aesthetic_gui.culling.item import Item
from aesthetic_gui.facts import Facts
from aesthetic_gui.grouping.frame import UNKNOWN, WHOLE_SERIES, Frame, Stack
from aesthetic_gui.later import NDArray, np

if TYPE_CHECKING:
    from aesthetic_gui.grouping.best import Contender, Suggestion

CLOSENESS = 0.5  # what is grouped together unless somebody asks for more or less
NO_EMBEDDINGS: Mapping[str, NDArray[np.floating]] = {}


def stacks_of(
    items: Sequence[Item],
    closeness: float = CLOSENESS,
    embeddings: Mapping[str, NDArray[np.floating]] = NO_EMBEDDINGS,
) -> list[Stack]:
    """Each of ``items`` in exactly one stack, whatever their order; ``closeness`` as for ``grouping.stacks.group``.

    ``embeddings``, by content identity, stand in for the fingerprints of what was scored and not measured yet. Where
    neither is known the clock alone tells. Five thousand take under a second.
    """
    from aesthetic_gui.grouping.stacks import group  # what it needs takes as long as a bare window to import

    stacks = group([frame_of(item, embeddings.get(item.seen_as)) for item in items], closeness)
    return with_best(stacks, items)


def with_best(stacks: Iterable[Stack], items: Iterable[Item]) -> list[Stack]:
    """The same stacks, each with the frame that is suggested as its best, and why, where something was measured."""
    by_path = {item.photo.path: item for item in items}
    return [_with_best(stack, [by_path[path] for path in stack.paths]) for stack in stacks]


def _with_best(stack: Stack, items: Sequence[Item]) -> Stack:
    if len(items) < 2 or stack.kind in WHOLE_SERIES or not all(item.facts for item in items):
        return stack
    found = suggestion(stack, items)
    return replace(stack, best=found.best, why=found.why)


def suggestion(stack: Stack, items: Sequence[Item]) -> Suggestion:
    """Which of ``items``, the photographs of ``stack`` in its order, is the best; with what speaks against each."""
    from aesthetic_gui.grouping.best import suggest

    return suggest([contender_of(item) for item in items], stack.kind)


def contender_of(item: Item) -> Contender:
    """What is compared of a photograph. Its size is the file's, as its facts are, whatever way it is turned."""
    from aesthetic_gui.grouping.best import Contender

    size = (item.metadata.width, item.metadata.height) if item.metadata else (0, 0)
    evidence = item.score.evidence if item.score else None
    return Contender(item.photo.path, item.facts or Facts(), evidence, size)


def frame_of(item: Item, embedding: NDArray[np.floating] | None = None) -> Frame:
    """What grouping needs to know of a photograph."""
    facts = item.facts
    return Frame(
        path=item.photo.path,
        captured_at=item.captured_at,
        camera=item.metadata.camera if item.metadata else None,
        taking=facts.taking if facts else UNKNOWN,
        looks=facts.looks if facts else b"",
        embedding=embedding,
        by_hand=item.hand.id if item.hand else "",
        cover=bool(item.hand and item.hand.cover),
    )
