"""What was done, and what of it can be undone or redone: it outlives a restart, as it is in the catalog only.

history() ──> operations, the newest first ──> treated(one) ──> its photographs, each to be undone or redone by its key
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.journal import Operation, Role, StepRow
from aesthetic_gui.culling import deciding
from aesthetic_gui.culling.running import photograph_of
from aesthetic_gui.culling.transferring import obstacle, redo, undo
from aesthetic_gui.culling.whereabouts import NOWHERE
from aesthetic_gui.photo import Decision, Flag

__all__ = ["Treated", "history", "redo", "redo_title", "treated", "undo", "undo_title"]


@dataclass(frozen=True, slots=True)
class Treated:
    """What an operation did to one photograph. ``key`` is what :func:`undo` and :func:`redo` take as ``only``.

    ``photo`` is where it was before, ``now`` where it (or what was made of it) is; None where that cannot be said.
    ``state`` is "done", "undone" or "failed". ``words`` say what was done, or why it failed. ``obstacle`` is why it
    cannot be undone (or done again) at this moment, "" where it can.
    """

    key: int
    photo: Path
    now: Path | None
    state: str
    words: str
    files: int = 1
    obstacle: str = ""


def history(catalog: Catalog, limit: int = 100) -> list[Operation]:
    """The newest operations first, each with its title in words and its state; undos are seen in the states."""
    return journal.recent(catalog, limit)


def treated(catalog: Catalog, operation_id: int) -> list[Treated]:
    """The photographs of one operation, as they stand now; the files on disk are looked at."""
    head = journal.operation(catalog, operation_id)
    if head is None:
        return []
    if head.kind in deciding.KINDS:
        return [_decided(row) for row in deciding.decided(catalog, operation_id)]
    failed = (unit for unit in journal.units(catalog, operation_id) if unit[0].state == "failed")
    rows = [*_units(catalog, operation_id, "undo"), *_units(catalog, operation_id, "redo"), *map(_failed, failed)]
    return sorted(rows, key=lambda row: os.fsencode(row.photo))


def undo_title(catalog: Catalog) -> str | None:
    """What Ctrl+Z would undo, such as "Move 3 photographs to ‘Best’"; None where there is nothing."""
    last = journal.last_undoable(catalog)
    return last.title if last else None


def redo_title(catalog: Catalog) -> str | None:
    """What Ctrl+Shift+Z would do again."""
    following = journal.next_redoable(catalog)
    return following.title if following else None


def _units(catalog: Catalog, chain: int, role: Role) -> Iterator[Treated]:
    for unit in journal.units_to_invert(catalog, chain, role):
        if unit[0].unit < 0:
            continue  # a manifest or a page
        first, why_not = unit[0], obstacle(unit)
        before, now = (photograph_of(first), first.target) if role == "undo" else _ends_of_undone(first)
        there = None if now == NOWHERE else now
        state = "done" if role == "undo" else "undone"
        yield Treated(first.id, before, there, state, _WORDS[first.act], len(unit), why_not)


def _ends_of_undone(step: StepRow) -> tuple[Path, Path]:
    """Where the photograph was before the operation, and where it is since that was undone."""
    if step.act in ("unlink", "write"):
        return step.note or NOWHERE, step.note or NOWHERE
    back = step.target if step.act in ("move", "restore") else NOWHERE
    return (step.source if back == NOWHERE else back), back


def _failed(unit: Sequence[StepRow]) -> Treated:
    first = unit[0]
    return Treated(first.id, photograph_of(first), photograph_of(first), "failed", first.message or "", len(unit))


def _decided(row: deciding.Decided) -> Treated:
    words = f"{in_words(row.before)} → {in_words(row.after)}"
    state = "undone" if row.undone else "done"
    expected = row.before if row.undone else row.after
    why_not = "" if row.now == expected else "It was decided anew since then."
    return Treated(row.photo_id, row.photo, row.photo, state, words, 1, why_not)


def in_words(decision: Decision) -> str:
    """A decision as a line of the history has it: "Pick ★★★ red", "undecided"."""
    flag = {Flag.PICK: "pick", Flag.REJECT: "reject", Flag.NONE: ""}[decision.flag]
    return " ".join(word for word in (flag, "★" * decision.stars, str(decision.label)) if word) or "undecided"


_WORDS = {
    "move": "moved",
    "copy": "copied",
    "trash": "in the trash",
    "restore": "back from the trash",
    "clone": "copied",
    "hardlink": "linked",
    "symlink": "linked",
    "unlink": "link removed",
    "make": "made",
    "write": "written",
}
