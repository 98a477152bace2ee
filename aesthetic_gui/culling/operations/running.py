"""Carries out a journaled operation unit by unit, telling how it goes.

intent (durable) ──> unit ──> unit ──> … ──> folders synced, empty ones removed ──> closed (durable)
                       └── every 50 ms: the journal and the photographs' rows, one Progress
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import journal, lock
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.journal import Operation
from aesthetic_gui.catalog.rows import photo_rows
from aesthetic_gui.catalog.steps import DOUBLED, FOLLOWED, StepRow
from aesthetic_gui.culling.operations import preparing, units
from aesthetic_gui.culling.operations.progress import Change, Failure, Progress
from aesthetic_gui.culling.operations.steps.staging import NO_MAKERS, Makers
from aesthetic_gui.culling.operations.steps.whereabouts import NOWHERE
from aesthetic_gui.culling.sidecars import state
from aesthetic_gui.culling.sidecars.places import SidecarFolders
from aesthetic_gui.files.transfer import copying
from aesthetic_gui.photo import AestheticError, Photo
from aesthetic_gui.words import counted, photographs

TELL_EVERY = 0.05  # seconds
PATIENCE = 5.0  # seconds
_COPIED_AS_THEY_ARE = "{} could not take a rating in and came as they are, with their sidecars."

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
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with lock.hold(catalog.path) as held:
                if held:
                    yield
                    return
        except OSError as error:
            raise Interrupted(
                f"The operation was interrupted: {error.strerror or error}. Nothing was lost. Check the drive; "
                "what was under way is put in order before the next operation, or when the program starts again."
            ) from error
        if cancelled() or time.monotonic() > deadline:
            raise Busy(
                "Another window is moving photographs just now. Wait until it has finished, then try again. "
                "Nothing was done."
            )
        time.sleep(PATIENCE / 100)


def run(
    catalog: Catalog,
    operation: Operation,
    cancelled: Cancel,
    message: str = "",
    *,
    makers: Makers = NO_MAKERS,
    some: bool = False,
) -> Iterator[Progress]:
    """Carry out the steps of an open ``operation``; the caller is :func:`alone`. ``makers`` write what is 'make'.

    ``some``: it undoes or does again only some of an operation's photographs.

    Stops between units, or in the middle of a copy, when ``cancelled()``; also when the generator is closed.
    """
    batch = _Batch(catalog, operation)
    yield Progress(operation.id, 0, operation.total, message=message)
    try:
        yield from _treat(catalog, operation, batch, cancelled, makers)
    except GeneratorExit:  # closed between two units, which is a cancel; any other exception leaves it to recovery
        batch.tell()
        if not batch.waits:
            close(catalog, operation, batch.folders, cut_short=True)
        raise
    last = replace(batch.tell(), message=batch.what_was_missed())
    if not batch.waits:  # else it stays open, for recovery to settle once the drive is there, or can be written
        close(catalog, operation, batch.folders, cut_short=some or cancelled())
    yield last


def _treat(
    catalog: Catalog, operation: Operation, batch: _Batch, cancelled: Cancel, makers: Makers
) -> Iterator[Progress]:
    make_folder = _folder_maker(catalog, operation)
    with closing(preparing.ahead(journal.units(catalog, operation.id), make_folder, makers, cancelled)) as prepared:
        for some in prepared:
            if batch.all_failed:  # there is nothing to show or to list
                some = [units.abandon(unit) if preparing.is_made_of_many(unit) else unit for unit in some]
            batch.add(units.carry_out(catalog, some, cancelled))
            if batch.is_due():
                yield batch.tell()


def close(catalog: Catalog, operation: Operation, folders: Iterable[Path], *, cut_short: bool) -> Operation:
    """Sync ``folders``, in their order, remove those of our own making that are empty, and write the outcome."""
    for folder in folders:
        _sync(folder)
    made = _ours(journal.made_folders(catalog, operation.chain), journal.ends(catalog, operation.chain))
    for folder in made:
        with suppress(OSError):  # not empty, or gone: nothing to tidy up
            folder.rmdir()
    for folder in dict.fromkeys(folder.parent for folder in made):
        _sync(folder)
    return journal.close(catalog, operation.id, cut_short=cut_short)


def _sync(folder: Path) -> None:
    try:
        disk_io.sync_folder(folder)
    except OSError as error:
        if error.errno != errno.EROFS:  # a drive that went read-only has nothing under way any more
            raise


def _ours(made: Sequence[Path], ends: Collection[Path]) -> list[Path]:
    """Those of the folders ``made`` that lead to where the operation's files went or came from."""
    if not made:
        return []
    above = {folder for end in ends if ".." not in end.parts for folder in end.parents}
    return [folder for folder in made if folder in above]


class Folders:
    """Those whose names the steps of an operation change, where files go to before where they come from.

    Where a power cut comes between the two, a file has two names; the other way round, on FAT, it would have none.
    """

    def __init__(self, steps: Iterable[StepRow] = ()) -> None:
        self._going: dict[Path, None] = {}
        self._leaving: dict[Path, None] = {}
        for step in steps:
            self.add(step)

    def add(self, step: StepRow) -> None:
        note = [step.trash_note.path] if step.trash_note else []
        going, leaving = (note, []) if step.act == "trash" else ([], note)
        self._going.update((end.parent, None) for end in (step.target, *going) if end != NOWHERE)
        self._leaving.update((end.parent, None) for end in (step.source, *leaving))

    def __iter__(self) -> Iterator[Path]:
        yield from self._going
        yield from (folder for folder in self._leaving if folder not in self._going)


def write_outcome(catalog: Catalog, steps: Sequence[StepRow]) -> None:
    """What written sidecars say; then the journal's marks together with the photographs' rows after their files.

    No file is read in a transaction, and none is long.
    """
    written = _written(catalog, steps)
    late = list(written)
    while late:  # once, unless another window has read their sidecars in this moment
        heard = _heard(catalog, {photo: written[photo] for photo in late})
        with catalog.transaction(durable=False) as connection:
            late = [photo for photo, after in heard.items() if not state.accept(connection, photo, after)]
    catalog.in_pieces(steps, _note_some)


def _note_some(connection: sqlite3.Connection, steps: Sequence[StepRow]) -> None:
    for step in steps:
        _note(connection, step)


def _note(connection: sqlite3.Connection, step: StepRow) -> None:
    journal.update_step(connection, step)
    if step.state == "done" and step.target != NOWHERE and step.act in FOLLOWED | DOUBLED:
        follow = photo_rows.follow_copy if step.act in DOUBLED else photo_rows.follow_move
        follow = photo_rows.follow_embedded if step.act == "embed" else follow
        ends = os.fsencode(step.source), os.fsencode(step.target)
        follow(connection, *ends, step.size or 0, step.mtime_ns or 0)


def _heard(catalog: Catalog, written: Mapping[Path, Mapping[Path, bytes | None]]) -> dict[Path, state.Written]:
    with catalog.reading() as connection:
        known = {photo: state.known_of(connection, photo) for photo in written}
    places = SidecarFolders()
    return {photo: state.after_writing(photo, contents, known[photo], places) for photo, contents in written.items()}


def _written(catalog: Catalog, steps: Iterable[StepRow]) -> dict[Path, dict[Path, bytes | None]]:
    """The sidecars that were written, by their photographs, with what they hold now.

    Those put back after all, as after a power cut, count where the catalog has them as written.
    """
    written: dict[Path, dict[Path, bytes | None]] = {}
    for step in steps:
        if step.photo is None or step.state not in ("done", "reversed"):
            continue
        before, after = journal.writing_of(catalog, step.id)
        if step.state == "done":
            written.setdefault(step.photo, {})[step.target] = after
        elif _is_accepted(catalog, step.photo, step.target, after):
            written.setdefault(step.photo, {})[step.target] = before
    return written


def _is_accepted(catalog: Catalog, photo: Path, sidecar: Path, content: bytes | None) -> bool:
    with catalog.reading() as connection:
        return state.is_accepted(connection, photo, sidecar, content)


def photograph_of(step: StepRow) -> Path:
    """What the photographer knows the step by."""
    return step.photo or step.source


def change_of(unit: Sequence[StepRow]) -> Change:
    """What the window needs to know of a unit that is done."""
    first, companions = unit[0], tuple(step.target for step in unit[1:])
    if first.target == NOWHERE:
        return Change(first.act, first.source, None)
    if first.act == "write":
        return Change(first.act, photograph_of(first), Photo(first.target, companions))
    return Change(first.act, first.source, Photo(first.target, companions, first.size or 0, first.mtime_ns or 0))


def _folder_maker(catalog: Catalog, operation: Operation) -> Callable[[Path], None]:
    """Makes the folders that photographs go to, each once, and looks that each is where it was, every time."""
    devices: dict[Path, int] = {}

    def make(folder: Path) -> None:
        if folder not in devices:
            for missing in copying.missing_folders(folder):
                try:
                    missing.mkdir()
                except FileExistsError:
                    journal.forget_folder(catalog, operation.id, missing)
                disk_io.sync_folder(missing.parent)
        if devices.setdefault(folder, (now := folder.stat().st_dev)) != now:  # its drive was taken out meanwhile
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), str(folder))

    return make


class _Batch:
    """Units that were treated and not told yet."""

    def __init__(self, catalog: Catalog, operation: Operation) -> None:
        self._catalog, self._operation = catalog, operation
        self._units: list[list[StepRow]] = []
        self._done = 0
        self._tried, self._good = 0, 0  # photographs
        self._told = time.monotonic()
        self._without = Counter[str]()  # files, by what their new drive does not keep of them
        self.folders = Folders()
        self.waits = False  # whether a unit does

    def add(self, treated: Sequence[list[StepRow]]) -> None:
        self._units += treated
        states = [unit[0].state for unit in treated if not unit[0].is_page]
        self._tried, self._good = self._tried + len(states), self._good + states.count("done")
        self.waits = self.waits or any(map(units.waits, treated))
        for step in (step for unit in treated for step in unit):
            self.folders.add(step)
            self._without.update(step.missed if step.state == "done" else ())

    @property
    def all_failed(self) -> bool:
        """Of the photographs until now, if there were any."""
        return self._tried > 0 and not self._good

    def is_due(self) -> bool:
        return time.monotonic() - self._told >= TELL_EVERY

    def tell(self) -> Progress:
        told, self._units = self._units, []
        write_outcome(self._catalog, [step for unit in told for step in unit])
        self._done += sum(not unit[0].is_page for unit in told)
        self._told = time.monotonic()
        changes = tuple(change_of(unit) for unit in told if unit[0].state == "done" and not unit[0].is_page)
        failures = tuple(Failure(photograph_of(unit[0]), _reason(unit)) for unit in told if _reason(unit))
        return Progress(self._operation.id, self._done, self._operation.total, changes, failures)

    def what_was_missed(self) -> str:
        """Said once, of all photographs together; "" where nothing was."""
        if not self._without:
            return ""
        without = dict(self._without)
        sentences = (
            [_COPIED_AS_THEY_ARE.format(photographs(without.pop(copying.RATING)))] if copying.RATING in without else []
        )
        if without:
            files, what = counted(max(without.values()), "file"), " and ".join(sorted(without))
            sentences.append(f"{files} came without {what}, which that drive does not keep.")
        return " ".join([*sentences, "The photographs themselves are whole."])


def _reason(unit: Sequence[StepRow]) -> str:
    return next((step.message for step in unit if step.message), "")
