"""``history``: what was done, the newest first; or what one operation did to which photographs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from aesthetic_gui.cli import arguments, operations, session
from aesthetic_gui.cli.output import print_lines, shown
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM
from aesthetic_gui.culling.operations.history import Entry, Treated, history, outcome

EXAMPLES = f"  {PROGRAM} history\n  {PROGRAM} history 12 --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "operation", metavar="ID", nargs="?", type=arguments.operation, help="list the photographs of this one"
    )
    parser.add_argument(
        "--limit", metavar="N", type=arguments.some, default=50, help="operations at most (default: 50)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON array")
    arguments.add_catalog(parser)


def run(options: argparse.Namespace) -> int:
    """List the operations, the newest first, or the photographs of one."""
    with session.opened_catalog(options) as catalog:
        if options.operation is None:
            rows = history(catalog, options.limit)
            records, lines = [_record(row) for row in rows], [_line(row) for row in rows]
        else:
            photographs = operations.treated_by(catalog, options.operation)
            records, lines = [_photograph(one) for one in photographs], [_photograph_line(one) for one in photographs]
    nothing = "nothing was done yet" if options.operation is None else "it treated no photograph"
    print_lines([json.dumps(records)] if options.json else lines or [nothing])
    return ALL_WELL


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
