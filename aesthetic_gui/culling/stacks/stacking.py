"""The stacks of photographs, of what is known of each: by hand, by the clock, by look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aesthetic_gui.culling.item import Item
from aesthetic_gui.grouping.frame import UNKNOWN, Frame, Stack
from aesthetic_gui.later import NDArray, np

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

    return group([frame_of(item, embeddings.get(item.seen_as)) for item in items], closeness)


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
