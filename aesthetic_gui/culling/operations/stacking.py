"""Which photographs are one stack, as a person says: stacked, unstacked, split, merged, covered. Kept as decisions are.

stack, unstack, split_here, merge, choose_cover, group_again ──> Regrouping ──> regroup ──> one entry of the history

What a person grouped is never regrouped by the program, until they let it (:func:`group_again`).
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.catalog import decisions, journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.journal import Operation
from aesthetic_gui.catalog.rows import photo_rows
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import STACK
from aesthetic_gui.photo import NOT_BY_HAND, HandStack, Photo
from aesthetic_gui.words import photographs


@dataclass(frozen=True, slots=True)
class Regrouping:
    """Which stack each of some photographs is to be in, by hand; ``title`` is its sentence in the history."""

    title: str
    photos: tuple[Photo, ...]
    hands: tuple[HandStack, ...]

    @property
    def by_path(self) -> dict[Path, HandStack]:
        """By where the photographs were seen."""
        return {photo.path: hand for photo, hand in zip(self.photos, self.hands, strict=True)}


def stack(items: Sequence[Item]) -> Regrouping:
    """Make one stack of them; what else was in their stacks stays there. Raises ``ValueError`` for fewer than two."""
    if len(items) < 2:
        raise ValueError("a stack has two photographs at least")
    return _made(f"Stack {photographs(len(items))}", items, _together(items, _new()))


def unstack(items: Sequence[Item]) -> Regrouping:
    """Take each of them out of its stack, to stand alone. Raises ``ValueError`` for none."""
    _some(items)
    return _made(f"Unstack {photographs(len(items))}", items, [HandStack(_new()) for _ in items])


def split_here(items: Sequence[Item], path: Path) -> Regrouping:
    """Of a stack, in its order, make two: the second begins with the photograph at ``path``.

    Raises ``ValueError`` where that is the first of them, or none.
    """
    at = _place_of(items, path)
    if not at:
        raise ValueError("a stack cannot be split before its first photograph")
    first, second = items[:at], items[at:]
    hands = [*_together(first, first[0].hand.id if first[0].hand else _new()), *_together(second, _new())]
    return _made(f"Split a stack of {photographs(len(items))}", items, hands)


def merge(first: Sequence[Item], second: Sequence[Item]) -> Regrouping:
    """Make one stack of two; the cover of the first counts. Raises ``ValueError`` where one is empty."""
    _some(first)
    _some(second)
    items = [*first, *second]
    return _made(f"Merge stacks of {photographs(len(items))}", items, _together(items, _id_of(first)))


def choose_cover(items: Sequence[Item], path: Path) -> Regrouping:
    """Let the photograph at ``path`` stand for its stack, which are ``items``; the stack stays as it is from now on.

    Raises ``ValueError`` where it is none of them.
    """
    _place_of(items, path)
    stack_id = _id_of(items)
    hands = [HandStack(stack_id, item.photo.path == path) for item in items]
    return _made(f"Choose the cover of {photographs(len(items))}", items, hands)


def group_again(items: Sequence[Item]) -> Regrouping:
    """Forget what was grouped by hand: the program groups them. Raises ``ValueError`` for none."""
    _some(items)
    return _made(f"Let the program group {photographs(len(items))}", items, [NOT_BY_HAND] * len(items))


def regroup(catalog: Catalog, photos: Sequence[Photo], regrouping: Regrouping) -> Operation:
    """Do it, durably, as one entry of the history, which counts those whose stack or cover is another one then.

    ``photos`` are those of the ``regrouping``, in its order, as they were seen: as for ``deciding.decide``.
    """

    def write(connection: sqlite3.Connection, places: list[bytes]) -> Operation:
        wanted = dict(zip(photo_rows.rows_for(connection, places), regrouping.hands, strict=True))
        pairs = [(photo_id, decisions.hand_of(connection, photo_id), hand) for photo_id, hand in wanted.items()]
        changed = [(photo_id, before, after) for photo_id, before, after in pairs if before != after]
        state: journal.State = "done" if changed else "nothing"
        operation_id = journal.insert_operation(connection, STACK, regrouping.title, len(changed), state=state)
        decisions.regroup(connection, operation_id, changed)
        return journal.operation_in(connection, operation_id)

    return catalog.at_places(photos, write)


def hands_now(catalog: Catalog, photos: Sequence[Photo]) -> Mapping[Path, HandStack]:
    """What counts for ``photos`` at this moment, by where they were seen; see :func:`regroup`."""

    def read(connection: sqlite3.Connection, places: list[bytes]) -> dict[Path, HandStack]:
        rows = ((photo.path, photo_rows.row_at(connection, path)) for photo, path in zip(photos, places, strict=True))
        return {path: decisions.hand_of(connection, row.id) if row else NOT_BY_HAND for path, row in rows}

    return catalog.at_places(photos, read, durable=False)


def _place_of(items: Sequence[Item], path: Path) -> int:
    found = next((number for number, item in enumerate(items) if item.photo.path == path), None)
    if found is None:
        raise ValueError(f"{path} is not in the stack")
    return found


def _made(title: str, items: Sequence[Item], hands: Sequence[HandStack]) -> Regrouping:
    return Regrouping(title, tuple(item.photo for item in items), tuple(hands))


def _together(items: Sequence[Item], stack_id: str) -> list[HandStack]:
    """Of covers that were chosen by hand before, the first is the one of all."""
    cover = next((item for item in items if item.hand and item.hand.cover), None)
    return [HandStack(stack_id, item is cover) for item in items]


def _id_of(items: Sequence[Item]) -> str:
    """That of a stack that was made by hand already, by its first photograph; else a new one."""
    hand = items[0].hand
    return hand.id if hand else _new()


def _new() -> str:
    return secrets.token_hex(8)


def _some(items: Sequence[Item]) -> None:
    if not items:
        raise ValueError("no photograph is named")
