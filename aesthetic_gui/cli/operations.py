"""File operations as they go on: what went where on stdout, what stayed and why on stderr; Ctrl-C ends them cleanly."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.cli.parser import PROGRAM, WrongUse
from aesthetic_gui.culling.operations import transferring
from aesthetic_gui.culling.operations.history import Treated, treated
from aesthetic_gui.culling.operations.planning import Plan
from aesthetic_gui.culling.operations.progress import Change, Failure, Progress
from aesthetic_gui.disk_io import absolute

Cancel = Callable[[], bool]
Inverse = Callable[..., Iterator[Progress]]
ENDING = (signal.SIGINT, signal.SIGTERM)


def follow(
    start: Callable[[Cancel], Iterator[Progress]],
    last_line: str = "",
    line_of: Callable[[Change], Iterable[str]] | None = None,
) -> bool:
    """Do what ``start`` begins to the end, telling each step; ``last_line`` may hold ``{id}``, the operation's.

    ``line_of`` gives the lines of a change, where they are not the usual ones.

    Returns whether every photograph was treated. The first Ctrl-C (or SIGTERM) ends it after the photograph in
    hand, tells the last line, and then raises ``KeyboardInterrupt``; a second one ends the program where it stands, and
    the next start mends what is open.
    """
    well, operation = True, 0
    with _ending_softly() as cancelled, _closing(start(cancelled)) as steps:
        for progress in steps:
            operation = progress.operation
            print_lines(line for change in progress.changes for line in (line_of or _lines)(change))
            for failure in progress.failures:
                say_stays(failure)
            well = well and not progress.failures
            if progress.message:
                tell(progress.message)
        if last_line:
            print_lines([last_line.format(id=operation)])
        if cancelled():
            raise KeyboardInterrupt
    return well


def carry_out(catalog: Catalog, plan: Plan, *, dry_run: bool) -> bool:
    """Say what stays where it is, then do the rest, or in a ``dry_run`` say what would go where; whether all went."""
    for failure in plan.left_out:
        say_stays(failure)
    if dry_run:
        print_lines(way(step.source, step.target) for step in plan.steps if step.target and not step.is_page)
        return True
    return not plan.steps or perform(catalog, plan)


def perform(catalog: Catalog, plan: Plan) -> bool:
    """Do ``plan``, telling each step and its id in the end; whether every photograph was treated."""
    return follow(lambda cancelled: transferring.perform(catalog, plan, cancelled), "operation {id}")


def invert(verb: Inverse, catalog: Catalog, options: argparse.Namespace, number: int | None) -> bool:
    """``verb``, undo or redo, for the operation and the photographs the options name; whether all of it went."""
    only = _keys(catalog, number, options.photo) if options.photo else None
    try:
        return follow(lambda cancelled: verb(catalog, options.operation or number, cancelled, only=only))
    except transferring.NothingToUndo as nothing:
        raise WrongUse(str(nothing)) from nothing


def treated_by(catalog: Catalog, number: int) -> list[Treated]:
    """What operation ``number`` did, by photographs. Raises ``WrongUse`` where there is no such operation."""
    if journal.operation(catalog, number) is None:
        raise WrongUse(f"there is no operation {number}; `{PROGRAM} history` lists them")
    return treated(catalog, number)


def way(source: Path, target: Path) -> str:
    """One line: what goes where."""
    return f"{shown(source)} -> {shown(target)}"


def say_stays(failure: Failure) -> None:
    """One photograph that stays where it is, and why."""
    tell(f"left in place: {shown(failure.photo)}: {failure.reason}")


def _keys(catalog: Catalog, number: int | None, photos: list[Path]) -> set[int]:
    """The photographs that are named by where they were, or by where they are now."""
    rows = treated_by(catalog, number) if number else []
    keys = set()
    for photo in map(absolute, photos):
        found = {row.key for row in rows if photo in (row.photo, row.now)}
        if not found:
            raise WrongUse(f"operation {number} did nothing to {shown(photo)}; `{PROGRAM} history {number}` lists them")
        keys |= found
    return keys


def _lines(change: Change) -> Iterator[str]:
    if change.did == "decide":
        what = "the decision" if change.details is None else "what was written"
        what = what if change.hand is None else "the stack"
        yield f"{shown(change.before)}: {what} before counts again"
    elif change.did == "write" and change.after is not None:
        yield from (shown(sidecar) for sidecar in change.after.files)
    elif change.after is not None and change.after.path == change.before:
        yield shown(change.before)
    elif change.after is None:
        yield f"{shown(change.before)} -> the trash"
    else:
        yield way(change.before, change.after.path)
        yield from (f"  with {shown(companion)}" for companion in change.after.companions)


@contextmanager
def _closing(steps: Iterator[Progress]) -> Iterator[Iterator[Progress]]:
    """An operation that is left half-way, as when the reader of a pipe goes away, is closed in the journal."""
    try:
        yield steps
    finally:
        if isinstance(steps, Generator):
            steps.close()


@contextmanager
def _ending_softly() -> Iterator[Cancel]:
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in ENDING}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
