"""What was done, and what of it can be undone or redone: it outlives a restart, as it is in the catalog only.

history() ──> entries, the newest first ──> treated(one) ──> its photographs, each to be undone or redone by its key
                                     └────> moved_on(one) ──> later operations that stand in the way of its undo
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NamedTuple

from aesthetic_gui.catalog import decisions, journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.decisions import AnyDecided, Decided
from aesthetic_gui.catalog.journal import Operation, Role
from aesthetic_gui.catalog.steps import StepRow
from aesthetic_gui.culling.operations import deciding
from aesthetic_gui.culling.operations.running import photograph_of
from aesthetic_gui.culling.operations.steps.whereabouts import NOWHERE
from aesthetic_gui.culling.operations.transferring import obstacle
from aesthetic_gui.photo import Decision, Details, HandStack
from aesthetic_gui.words import decision_signs, details_words, hand_words, photographs


@dataclass(frozen=True, slots=True)
class Entry(Operation):
    """An operation, how many of its photographs ``failed``, and how many were ``undone`` since and not done again.

    ``alone`` is its photograph where it is about one only.
    """

    failed: int = 0
    undone: int = 0
    alone: Path | None = None

    @property
    def can_undo(self) -> bool:
        """Whether anything that it did still stands, also where an undo was refused."""
        return self.state != "open" and self.succeeded > self.undone

    @property
    def can_redo(self) -> bool:
        return self.state != "open" and self.undone > 0


class HistoryRequest(NamedTuple):
    """An operation, and the keys of those of its photographs that are meant; None for all of them."""

    operation: int
    only: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Later:
    """An operation that took photographs of an earlier one further; ``keys`` are theirs, for :func:`undo`."""

    operation: Operation
    keys: frozenset[int]


@dataclass(frozen=True, slots=True)
class NextTurn:
    """What undo, or redo, is about to do: the operation, and the folders that its photographs are in now."""

    operation: Operation
    folders: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Treated:
    """What an operation did to one photograph. ``key`` is what :func:`undo` and :func:`redo` take as ``only``.

    ``photo`` is where it was before, ``now`` where it (or what was made of it) is; None where that cannot be said.
    ``state`` is "done", "undone", "failed", "waiting" (for a drive) or "stopped" (before its turn, or put back).
    ``words`` say what was done, or why it failed. ``obstacle`` is why it cannot be undone (or done again) at this
    moment, "" where it can.
    """

    key: int
    photo: Path
    now: Path | None
    state: str
    words: str
    files: int = 1
    obstacle: str = ""


def history(catalog: Catalog, limit: int = 100) -> list[Entry]:
    """The newest operations first, each with its title in words and its state; undos are seen in the states."""
    found = journal.recent(catalog, limit)
    oldest = found[-1].id if found else 0
    failed, undone = journal.failed_since(catalog, oldest), journal.undone_since(catalog, oldest)
    alone = journal.alone_since(catalog, oldest)
    return [
        Entry(**asdict(one), failed=failed.get(one.id, 0), undone=undone.get(one.id, 0), alone=alone.get(one.id))
        for one in found
    ]


def outcome(entry: Entry) -> str:
    """What became of an operation, in words: "2 of 3 done, 1 failed", "undone"; "" where all of it stands."""
    done, undone = entry.succeeded, entry.undone
    if entry.state == "open":
        return "waiting for a drive, or under way"
    if undone:
        stayed = f", {done - undone:,} stayed" if entry.state == "undone" else ""
        return f"{undone:,} of {photographs(done)} undone{stayed}" if undone < done else "undone"
    if entry.state == "undone":
        return "could not be undone"
    if entry.state == "nothing":
        return ", ".join(filter(None, ("nothing was done", _some(entry.failed, "failed"))))
    if done < entry.total:
        left = entry.total - done - entry.failed
        parts = (f"{done:,} of {entry.total:,} done", _some(entry.failed, "failed"), _some(left, "not begun"))
        return ", ".join(part for part in parts if part)
    return ""


def treated(catalog: Catalog, operation_id: int) -> list[Treated]:
    """The photographs of one operation, as they stand now; the files on disk are looked at."""
    head = journal.operation(catalog, operation_id)
    if head is None:
        return []
    if head.kind in deciding.KINDS:
        with catalog.reading() as connection:
            decided = [_decided(row) for row in decisions.decided(connection, operation_id)]
            described = [_described(row) for row in decisions.described(connection, operation_id)]
            regrouped = [_regrouped(row) for row in decisions.regrouped(connection, operation_id)]
        return _each_once([*decided, *described, *regrouped])
    begun = _BEGUN if head.state == "open" else _STOPPED
    others = [unit for unit in journal.units(catalog, operation_id) if unit[0].state in begun and not unit[0].is_page]
    rows = [*_units(catalog, operation_id, "undo"), *_units(catalog, operation_id, "redo")]
    rows += [_not_done(unit, *begun[unit[0].state]) for unit in others]
    return sorted(rows, key=lambda row: os.fsencode(row.photo))


def moved_on(catalog: Catalog, operation_id: int, only: Collection[int] | None = None) -> list[Later]:
    """The later operations that took photographs of this one further, the newest first; ``only`` as for :func:`undo`.

    As long as these stand, such photographs are not where this operation put them, and its undo lets them be.
    """
    standing = [unit[0] for unit in journal.units_to_invert(catalog, operation_id, "undo") if not unit[0].is_page]
    where = {step.target for step in standing if only is None or step.id in only}
    if not where:
        return []
    found: dict[int, set[int]] = {}
    for move in journal.moves_after(catalog, operation_id):
        if move.source in where:
            where.discard(move.source)
            where.add(move.target)
            found.setdefault(move.chain, set()).add(move.key)
    heads = [(journal.operation(catalog, chain), keys) for chain, keys in found.items()]
    later = [Later(head, frozenset(keys)) for head, keys in heads if head is not None]
    return sorted(later, key=lambda one: one.operation.id, reverse=True)


def title(catalog: Catalog, operation_id: int) -> str:
    """What an operation is called, such as "Pick 1 photograph"; an undo is called as what it undoes."""
    found = journal.operation(catalog, operation_id)
    return found.title if found else ""


def next_turn(catalog: Catalog, role: Role) -> NextTurn | None:
    """What :func:`undo_title` or :func:`redo_title` is about, and where; None where there is nothing."""
    found = journal.last_undoable(catalog) if role == "undo" else journal.next_redoable(catalog)
    if found is None:
        return None
    folders = ((row.now or row.photo).parent for row in treated(catalog, found.id))
    return NextTurn(found, tuple(dict.fromkeys(folders)))


def undo_title(catalog: Catalog) -> str | None:
    """What Ctrl+Z would undo, such as "Move 3 photographs to ‘Best’"; None where there is nothing."""
    last = journal.last_undoable(catalog)
    return last.title if last else None


def redo_title(catalog: Catalog) -> str | None:
    """What Ctrl+Shift+Z would do again."""
    following = journal.next_redoable(catalog)
    return following.title if following else None


def _some(number: int, word: str) -> str:
    return f"{number:,} {word}" if number > 0 else ""


def _units(catalog: Catalog, chain: int, role: Role) -> Iterator[Treated]:
    firsts = {step.id: step for step in journal.steps(catalog, chain)}
    inverts = journal.inversions(catalog, chain)
    for unit in journal.units_to_invert(catalog, chain, role):
        if unit[0].is_page:
            continue
        first, origin, why_not = unit[0], _origin(unit[0].id, firsts, inverts), obstacle(unit)
        done, back = _WORDS[origin.act]
        if role == "undo":
            now, state, words = first.target, "done", done
        else:
            now, state, words = _place_of_undone(first, origin), "undone", back
        here = None if now == NOWHERE else now
        yield Treated(first.id, photograph_of(origin), here, state, words, len(unit), why_not)


def _origin(number: int, firsts: Mapping[int, StepRow], inverts: Mapping[int, int]) -> StepRow:
    """What the operation did first, before step ``number`` undid it, did it again, and undid it."""
    while number in inverts:
        number = inverts[number]
    return firsts[number]


def _place_of_undone(step: StepRow, origin: StepRow) -> Path:
    """Where the photograph is since ``step`` took back what ``origin`` did to it."""
    if step.act in ("move", "restore"):
        return step.target
    return NOWHERE if origin.is_made_of_many else photograph_of(origin)


def _not_done(unit: Sequence[StepRow], state: str, words: str) -> Treated:
    first = unit[0]
    return Treated(first.id, photograph_of(first), photograph_of(first), state, first.message or words, len(unit))


def _each_once(rows: Sequence[Treated]) -> list[Treated]:
    """Of a photograph that was both decided and described in one operation one line tells both."""
    found: dict[int, Treated] = {}
    for row in rows:
        other = found.get(row.key)
        found[row.key] = replace(other, words=f"{other.words}; {row.words}") if other else row
    return list(found.values())


def _decided(row: Decided[Decision]) -> Treated:
    return _said(row, f"{decision_signs(row.before)} → {decision_signs(row.after)}")


def _described(row: Decided[Details]) -> Treated:
    return _said(row, details_words(row.before, row.after))


def _regrouped(row: Decided[HandStack]) -> Treated:
    return _said(row, hand_words(row.before, row.after), "It was stacked again since then.")


def _said(row: AnyDecided, words: str, changed: str = "It was decided again since then.") -> Treated:
    state = "undone" if row.undone else "done"
    why_not = "" if row.stands else changed
    return Treated(row.photo_id, row.photo, row.photo, state, words, 1, why_not)


_STOPPED = {
    "failed": ("failed", ""),
    "planned": ("stopped", "stopped before its turn"),
    "reversed": ("stopped", "stopped and put back"),
}
_BEGUN = _STOPPED | dict.fromkeys(("planned", "staged"), ("waiting", "waiting for its drive, or under way"))
_WORDS = {  # of what was done, and of what was undone
    "move": ("moved", "back where it was"),
    "copy": ("copied", "the copy is in the trash"),
    "trash": ("in the trash", "back from the trash"),
    "clone": ("copied", "the copy is in the trash"),
    "hardlink": ("linked", "the link is removed"),
    "symlink": ("linked", "the link is removed"),
    "make": ("made", "what was made is in the trash"),
    "embed": ("copied, its rating inside", "the copy is in the trash"),
    "write": ("sidecar written", "the sidecar is as it was"),
}
