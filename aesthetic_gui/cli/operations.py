"""File operations as they go on: what went where on stdout, what stayed and why on stderr; Ctrl-C ends them cleanly."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.culling.progress import Change, Failure, Progress

Cancel = Callable[[], bool]
ENDING = (signal.SIGINT, signal.SIGTERM)


def follow(start: Callable[[Cancel], Iterator[Progress]]) -> bool:
    """Do what ``start`` begins to the end, telling each step; the last line is the operation's id.

    Returns whether every photograph was treated. The first Ctrl-C (or SIGTERM) ends it after the photograph in
    hand, tells the id, and then raises ``KeyboardInterrupt``; a second one ends the program where it stands, and
    the next start mends what is open.
    """
    well, operation = True, 0
    with _ending_softly() as cancelled:
        for progress in start(cancelled):
            operation = progress.operation
            print_lines(line for change in progress.changes for line in _lines(change))
            for failure in progress.failures:
                say_stays(failure)
            well = well and not progress.failures
            if progress.message:
                tell(progress.message)
        print_lines([f"operation {operation}"])
        if cancelled():
            raise KeyboardInterrupt
    return well


def way(source: Path, target: Path) -> str:
    """One line: what goes where."""
    return f"{shown(source)} -> {shown(target)}"


def say_stays(failure: Failure) -> None:
    """One photograph that stays where it is, and why."""
    tell(f"left in place: {shown(failure.photo)}: {failure.reason}")


def _lines(change: Change) -> Iterator[str]:
    if change.did == "decide":
        yield f"{shown(change.before)}: the decision before counts again"
    elif change.after is None:
        yield f"{shown(change.before)} -> the trash"
    else:
        yield way(change.before, change.after.path)
        yield from (f"  with {shown(companion)}" for companion in change.after.companions)


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
