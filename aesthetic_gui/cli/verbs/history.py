"""``history``, ``undo``, ``redo`` and ``recover``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import operations, session
from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, PROGRAM, WrongUse
from aesthetic_gui.culling.operations import recovering, transferring
from aesthetic_gui.culling.operations.history import Entry, Treated, outcome, treated
from aesthetic_gui.culling.operations.history import history as operations_of
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.disk_io import absolute

Verb = Callable[..., Iterator[Progress]]


def history(options: argparse.Namespace) -> int:
    """List the operations, the newest first, or the photographs of one."""
    with session.opened_catalog(options) as catalog:
        if options.operation is None:
            rows = operations_of(catalog, options.limit)
            records, lines = [_record(row) for row in rows], [_line(row) for row in rows]
        else:
            photographs = _treated(catalog, options.operation)
            records, lines = [_photograph(one) for one in photographs], [_photograph_line(one) for one in photographs]
    nothing = "nothing was done yet" if options.operation is None else "it treated no photograph"
    print_lines([json.dumps(records)] if options.json else lines or [nothing])
    return ALL_WELL


def undo(options: argparse.Namespace) -> int:
    """Take back one operation, or some of its photographs; 3 if some could not be brought back."""
    with session.opened_catalog(options) as catalog:
        last = journal.last_undoable(catalog)
        tried = options.operation or (last.id if last else None)
        well = _follow(transferring.undo, catalog, options, tried)
        if not well and tried:
            tell(f"once the reason is gone, `{PROGRAM} undo {tried}` tries again")
    return ALL_WELL if well else FAILED


def redo(options: argparse.Namespace) -> int:
    """Do again what was undone last, or what was undone of one operation; 3 if some of it could not be done."""
    with session.opened_catalog(options) as catalog:
        last = journal.next_redoable(catalog)
        well = _follow(transferring.redo, catalog, options, options.operation or (last.id if last else None))
    return ALL_WELL if well else FAILED


def recover(options: argparse.Namespace) -> int:
    """Mend what a crash left open and say what was done; nothing else."""
    with session.opened_catalog(options, mend=False) as catalog:
        messages = [recovered.message for recovered in recovering.recover(catalog)]
    print_lines(messages or ["nothing was left open"])
    return ALL_WELL


def _follow(verb: Verb, catalog: Catalog, options: argparse.Namespace, number: int | None) -> bool:
    only = _keys(catalog, number, options.photo) if options.photo else None
    try:
        return operations.follow(lambda cancelled: verb(catalog, options.operation or number, cancelled, only=only))
    except transferring.NothingToUndo as nothing:
        raise WrongUse(str(nothing)) from nothing


def _keys(catalog: Catalog, number: int | None, photos: list[Path]) -> set[int]:
    """The photographs that are named by where they were, or by where they are now."""
    rows = _treated(catalog, number) if number else []
    keys = set()
    for photo in map(absolute, photos):
        found = {row.key for row in rows if photo in (row.photo, row.now)}
        if not found:
            raise WrongUse(f"operation {number} did nothing to {shown(photo)}; `{PROGRAM} history {number}` lists them")
        keys |= found
    return keys


def _treated(catalog: Catalog, number: int) -> list[Treated]:
    if journal.operation(catalog, number) is None:
        raise WrongUse(f"there is no operation {number}; `{PROGRAM} history` lists them")
    return treated(catalog, number)


def _line(row: Entry) -> str:
    at, became = f"{row.started_at.astimezone():%Y-%m-%d %H:%M}", outcome(row)
    told = f"  ({became})" if became not in ("", row.state) else ""
    return f"{row.id:>5}  {at}  {row.state:<7}  {shown(Path(row.title))}{told}"


def _record(row: Entry) -> dict[str, Any]:
    times = {"started_at": row.started_at.isoformat(), "finished_at": row.finished_at and row.finished_at.isoformat()}
    counts = {"photographs": row.total, "succeeded": row.succeeded, "failed": row.failed, "undone": row.undone}
    return {"id": row.id, "kind": row.kind, "title": row.title, "state": row.state} | counts | times


def _photograph_line(row: Treated) -> str:
    where = f" -> {shown(row.now)}" if row.now and row.now != row.photo else ""
    why_not = (
        f"  [cannot be {'undone' if row.state == 'done' else 'done again'}: {row.obstacle}]" if row.obstacle else ""
    )
    return f"{row.state:<7}  {shown(row.photo)}{where}  {row.words}{why_not}"


def _photograph(row: Treated) -> dict[str, Any]:
    where = {"path": str(row.photo), "now": str(row.now) if row.now else None}
    return where | {"state": row.state, "words": row.words, "files": row.files, "obstacle": row.obstacle}
