"""Features on disk: float32 (rows, numbers) that is memory-mapped, beside what its columns and rows are.

A folder holds ``features.npy``, ``kind.npy``, ``store.json`` and ``done``, how many photographs are in it, in order.
What ``done`` counts is on the disk before the count is; what lies behind it is made again. So a run that was killed at
any moment and started again leaves the same bytes as one that was not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.training.data.photographs import Rows, Tell, load_array
from aesthetic_gui.training.recipe import key_of

AS_TAKEN, UNREADABLE = -1, -2  # in ``kind``, beside the numbers of ``degrade.DEGRADATIONS``
DONE = "done"
_FEATURES, _KIND, _NOTE = "features.npy", "kind.npy", "store.json"
_LARGEST_NOTE = 1 << 28  # bytes: the names of a million photographs
_BLOCK = 1 << 24  # bytes that are copied at once


class NoFeatures(AestheticError):
    """There are no features, or not all of them, or not these; the text says where and what to do."""


class Level(NamedTuple):
    """One level's columns, side by side: its backbone's id, its name there, and how many channels it has."""

    backbone: str
    level: str
    channels: int


@dataclass(frozen=True, slots=True, eq=False)
class FeatureStore:
    """Features of n photographs, or of n photographs and their degraded copies (rows 2 i and 2 i + 1).

    ``features`` float32 (rows, numbers), memory-mapped, for reading only; ``columns`` says what its columns are, in
    their order. ``photographs`` (n,) are their paths as they were given; ``kind`` int8 (rows,) is :data:`AS_TAKEN`,
    which of ``degrade.DEGRADATIONS`` made the copy, or :data:`UNREADABLE`, whose features are nan.
    """

    folder: Path
    features: NDArray[np.float32]
    columns: tuple[Level, ...]
    photographs: tuple[str, ...]
    kind: NDArray[np.int8]

    @classmethod
    def open(cls, folder: Path) -> FeatureStore:
        """What ``extract`` or :func:`joined` made in ``folder``. Raises :class:`NoFeatures`."""
        try:
            columns, photographs = _read_note(folder)
            done = read_done(folder)
            features, kind = load_array(folder / _FEATURES, "r"), load_array(folder / _KIND, "r")
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise _unusable(folder, error) from error
        if done < len(photographs):
            raise NoFeatures(
                f"The features in {folder} are of {done} of {len(photographs)} photographs only. Extract them again: "
                f"it goes on where it stopped."
            )
        if features.shape != (len(kind), width(columns)) or len(kind) not in (len(photographs), 2 * len(photographs)):
            raise _unusable(folder, "its files do not belong together")
        return cls(folder, features, columns, photographs, np.array(kind))

    @property
    def rows(self) -> tuple[str, ...]:
        """The photograph (path) that each row is of, or of a copy of."""
        return tuple(name for name in self.photographs for _ in range(self._each))

    @property
    def originals(self) -> Rows:
        """The rows (n,) of the photographs themselves; photograph i is at place i, readable or not."""
        return np.arange(0, len(self.kind), self._each)

    @property
    def copies(self) -> Rows:
        """The rows (n,) of their degraded copies; (0,) where none were made."""
        return self.originals + 1 if self._each == 2 else np.arange(0)

    @property
    def readable(self) -> NDArray[np.bool_]:
        """Which rows have features: all but those of photographs that could not be read."""
        return np.asarray(self.kind != UNREADABLE)

    @property
    def parts(self) -> tuple[slice, ...]:
        """The columns of each backbone, for a reduction of each by its own."""
        wide = [width(levels) for _, levels in groupby(self.columns, lambda level: level.backbone)]
        return tuple(slice(stop - size, stop) for size, stop in zip(wide, accumulate(wide), strict=True))

    @property
    def names(self) -> tuple[str, ...]:
        """What each column is called, such as "lite2/stage3/17": backbone, level, channel from 0."""
        return tuple(
            f"{level.backbone}/{level.level}/{place}" for level in self.columns for place in range(level.channels)
        )

    def columns_of(self, backbone: str, level: str | None = None) -> Rows:
        """Which columns are of ``backbone``, or of one ``level`` of it. Raises :class:`NoFeatures` for neither."""
        wanted = [row.backbone == backbone and level in (None, row.level) for row in self.columns]
        if not any(wanted):
            raise NoFeatures(f"The features in {self.folder} have no {'/'.join(filter(None, (backbone, level)))}.")
        return np.flatnonzero(np.repeat(wanted, [row.channels for row in self.columns]))

    @property
    def _each(self) -> int:
        return len(self.kind) // max(1, len(self.photographs))


class Filling:
    """A store while it is being filled, from where it was left off. ``done``: how many photographs are in it."""

    def __init__(self, folder: Path, columns: Sequence[Level], photographs: Sequence[str], each: int) -> None:
        """``each`` rows for a photograph. Raises ``OSError``; :class:`NoFeatures` where other features lie there."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.columns, self._each = folder, tuple(columns), each
        shapes = ((each * len(photographs), width(columns)), (each * len(photographs),))
        if not (folder / DONE).exists():
            np.lib.format.open_memmap(folder / _FEATURES, "w+", np.float32, shapes[0])
            np.lib.format.open_memmap(folder / _KIND, "w+", np.int8, shapes[1])
            note = {"columns": [list(level) for level in columns], "photographs": list(photographs)}
            disk_io.write_whole(json.dumps(note).encode(), folder / _NOTE, replace=True)
            self._note(0)
        self.done = read_done(folder)
        self._features, self._kind = load_array(folder / _FEATURES, "r+"), load_array(folder / _KIND, "r+")
        if (self._features.shape, self._kind.shape) != shapes or _read_note(folder)[0] != self.columns:
            raise _unusable(folder, "its files do not belong together")

    def put(self, chunk: range, features: NDArray[np.float32], kind: NDArray[np.int8]) -> None:
        """Keep the rows of the photographs ``chunk``, which follow those that are done."""
        rows = slice(self._each * chunk.start, self._each * chunk.stop)
        self._features[rows], self._kind[rows] = features, kind
        for array in (self._features, self._kind):
            array.flush()  # type: ignore[attr-defined]
        self._note(chunk.stop)

    def _note(self, done: int) -> None:
        disk_io.write_whole(str(done).encode(), self.folder / DONE, replace=True)
        self.done = done


def joined(stores: Sequence[FeatureStore], folder: Path, tell: Tell) -> FeatureStore:
    """The columns of ``stores`` side by side in one store below ``folder``, made as far as it is not there.

    Raises :class:`NoFeatures` where the stores are not of the same photographs and copies.
    """
    first = stores[0]
    if any(store.photographs != first.photographs or not np.array_equal(store.kind, first.kind) for store in stores):
        raise NoFeatures("Only features of the same photographs, all with copies or all without, can be joined.")
    columns = [level for store in stores for level in store.columns]
    each, total = first._each, len(first.photographs)
    made = folder / f"joined-{key_of(*(store.folder.name for store in stores))}"
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        filling = Filling(made, columns, first.photographs, each)
        size = max(1, _BLOCK // (4 * each * width(columns)))
        for start in range(filling.done, total, size):
            chunk = range(start, min(start + size, total))
            rows = slice(each * chunk.start, each * chunk.stop)
            filling.put(chunk, np.hstack([store.features[rows] for store in stores]), first.kind[rows])
            tell("Joining features", chunk.stop, total)
    return FeatureStore.open(made)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One run at a time works in ``folder``. Raises :class:`NoFeatures` where another does."""
    descriptor = disk_io.lock_file(folder / "lock")
    try:
        if not disk_io.try_lock(descriptor):
            raise NoFeatures(f"Another run is putting features into {folder}. Wait until it is done.")
        yield
    finally:
        os.close(descriptor)


def width(columns: Iterable[Level]) -> int:
    """How many numbers the levels have together."""
    return sum(level.channels for level in columns)


def read_done(folder: Path) -> int:
    """How many photographs are in the store, 0 where there is none. Raises :class:`NoFeatures`."""
    note = folder / DONE
    try:
        return int(disk_io.read_text(note, encoding="ascii")) if note.exists() else 0
    except (OSError, ValueError) as error:
        raise _unusable(folder, error) from error


def _read_note(folder: Path) -> tuple[tuple[Level, ...], tuple[str, ...]]:
    note = json.loads(disk_io.read_text(folder / _NOTE, _LARGEST_NOTE))
    columns = tuple(Level(str(backbone), str(level), int(channels)) for backbone, level, channels in note["columns"])
    return columns, tuple(str(name) for name in note["photographs"])


def _unusable(folder: Path, why: object) -> NoFeatures:
    return NoFeatures(f"The features in {folder} cannot be used: {why}. Move that folder away and extract them again.")
