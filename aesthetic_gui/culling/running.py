"""Carries out a journaled operation unit by unit, telling how it goes.

intent (durable) ──> unit ──> unit ──> … ──> folders synced, empty ones removed ──> closed (durable)
                       └── every 50 ms: the journal and the photographs' rows, one Progress
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path

from aesthetic_gui.catalog import journal, photo_rows
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.journal import Operation, StepRow
from aesthetic_gui.catalog.lock import ProcessLock
from aesthetic_gui.culling import units
from aesthetic_gui.culling.progress import Change, Failure, Progress
from aesthetic_gui.culling.whereabouts import NOWHERE
from aesthetic_gui.files import transfer
from aesthetic_gui.photo import AestheticError, Photo

TELL_EVERY = 0.05  # seconds
PATIENCE = 5.0  # seconds

Cancel = Callable[[], bool]


class Busy(AestheticError):
    """Another window, or the command line, is moving files at this moment."""


class Interrupted(AestheticError):
    """The operation as a whole could not go on; the journal keeps what is open for the next start."""


def never() -> bool:
    return False


@contextmanager
def alone(catalog: Catalog, cancelled: Cancel = never) -> Iterator[None]:
    """Hold the lock of those who move files, waiting a little for it. Raises :class:`Busy`."""
    lock, deadline = ProcessLock(catalog.path), time.monotonic() + PATIENCE
    while True:
        with _interruptions_told(), lock.hold() as held:
            if held:
                yield
                return
        if cancelled() or time.monotonic() > deadline:
            raise Busy(
                "Another window is moving photographs just now. Wait until it has finished, then try again. "
                "Nothing was done."
            )
        time.sleep(PATIENCE / 100)


@contextmanager
def _interruptions_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Interrupted(
            f"The operation was interrupted: {error.strerror or error}. Nothing was lost. Check the drive; "
            "what was under way is put in order before the next operation, or when the program starts again."
        ) from error


def run(catalog: Catalog, operation: Operation, cancelled: Cancel, message: str = "") -> Iterator[Progress]:
    """Carry out the steps of an open ``operation``; the caller is :func:`alone`.

    Stops between units, or in the middle of a copy, when ``cancelled()``; also when the generator is closed.
    """
    batch = _Batch(catalog, operation)
    yield Progress(operation.id, 0, operation.total, message=message)
    try:
        yield from _treat(catalog, operation, batch, cancelled)
    except GeneratorExit:  # closed between two units, which is a cancel; any other exception leaves it to recovery
        batch.tell()
        close(catalog, operation, batch.folders, cut_short=True)
        raise
    last = batch.tell()
    close(catalog, operation, batch.folders, cut_short=cancelled())
    yield last


def _treat(catalog: Catalog, operation: Operation, batch: _Batch, cancelled: Cancel) -> Iterator[Progress]:
    folders = _Folders(catalog, operation)
    for _, unit in groupby(journal.steps(catalog, operation.id), key=lambda step: step.unit):
        if cancelled():
            return
        batch.add(_carry_out(catalog, list(unit), folders, cancelled))
        if batch.is_due():
            yield batch.tell()


def close(catalog: Catalog, operation: Operation, folders: Iterable[Path], *, cut_short: bool) -> Operation:
    """Sync ``folders``, remove those of our own making that are empty, and write the outcome."""
    made = journal.made_folders(catalog, operation.chain)
    for folder in made:
        with suppress(OSError):  # not empty, or gone: nothing to tidy up
            folder.rmdir()
    for folder in {*folders, *(folder.parent for folder in made)}:
        transfer.sync_folder(folder)
    return journal.close(catalog, operation.id, cut_short=cut_short)


def write_outcome(catalog: Catalog, steps: Sequence[StepRow]) -> None:
    """The journal's marks, and the photographs' rows after their files, in one transaction."""
    with catalog.transaction(durable=False) as connection:
        for step in steps:
            journal.update_step(connection, step)
            if step.state == "done" and step.target != NOWHERE:
                follow = photo_rows.follow_copy if step.act == "copy" else photo_rows.follow_move
                ends = os.fsencode(step.source), os.fsencode(step.target)
                follow(connection, *ends, step.size or 0, step.mtime_ns or 0)


def change_of(unit: Sequence[StepRow]) -> Change:
    """What the window needs to know of a unit that is done."""
    first = unit[0]
    if first.target == NOWHERE:
        return Change(first.act, first.source, None)
    companions = tuple(step.target for step in unit[1:])
    return Change(first.act, first.source, Photo(first.target, companions, first.size or 0, first.mtime_ns or 0))


def _carry_out(catalog: Catalog, unit: list[StepRow], folders: _Folders, cancelled: Cancel) -> list[StepRow]:
    try:
        for step in unit:
            folders.make(step.target.parent)
    except OSError as error:
        unit = [units.failed(step, error) for step in unit]
    return units.carry_out(catalog, unit, cancelled)


class _Folders:
    """Makes the folders that photographs go to, each once."""

    def __init__(self, catalog: Catalog, operation: Operation) -> None:
        self._catalog, self._operation = catalog, operation
        self._there: set[Path] = set()

    def make(self, folder: Path) -> None:
        if folder in self._there:
            return
        for missing in transfer.missing_folders(folder):
            try:
                missing.mkdir()
            except FileExistsError:
                journal.forget_folder(self._catalog, self._operation.id, missing)
            transfer.sync_folder(missing.parent)
        self._there.add(folder)


class _Batch:
    """Units that were treated and not told yet."""

    def __init__(self, catalog: Catalog, operation: Operation) -> None:
        self._catalog, self._operation = catalog, operation
        self._units: list[list[StepRow]] = []
        self._done = 0
        self._told = time.monotonic()
        self.folders: set[Path] = set()

    def add(self, unit: list[StepRow]) -> None:
        self._units.append(unit)
        self.folders.update(folder for step in unit for folder in (step.source.parent, step.target.parent))

    def is_due(self) -> bool:
        return time.monotonic() - self._told >= TELL_EVERY

    def tell(self) -> Progress:
        told, self._units = self._units, []
        write_outcome(self._catalog, [step for unit in told for step in unit])
        self._done += len(told)
        self._told = time.monotonic()
        changes = tuple(change_of(unit) for unit in told if unit[0].state == "done")
        failures = tuple(Failure(unit[0].source, _reason(unit)) for unit in told if _reason(unit))
        return Progress(self._operation.id, self._done, self._operation.total, changes, failures)


def _reason(unit: Sequence[StepRow]) -> str:
    return next((step.message for step in unit if step.message), "")
