"""Features on disk: float32 (rows, numbers) that is memory-mapped, beside what its columns and rows are.

A folder holds ``features.npy``, ``kind.npy``, ``store.json`` and ``done``, how many photographs are in it, in order.
What ``done`` counts is on the disk before the count is; what lies behind it is made again. So a run that was killed at
any moment and started again leaves the same bytes as one that was not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.training.data.photographs import Rows, Tell, load_array

AS_TAKEN, UNREADABLE = -1, -2  # in ``kind``, beside the numbers of ``degrade.DEGRADATIONS``
LARGEST_NOTE = 1 << 28  # bytes of store.json: the names of a million photographs


class NoFeatures(AestheticError):
    """There are no features, or not all of them; the text says where and what to do."""


class Level(NamedTuple):
    """One level's columns, side by side: its backbone's id, its name there, and how many channels it has."""

    backbone: str
    level: str
    channels: int


@dataclass(frozen=True, slots=True, eq=False)
class FeatureStore:
    """Features of n photographs, or of n photographs and their degraded copies (rows 2 i and 2 i + 1).

    ``features`` float32 (rows, numbers), memory-mapped, for reading only; ``columns`` says what its columns are, in
    their order. ``rows`` (rows,) are the photographs' paths as they were given; ``kind`` int8 (rows,) is
    :data:`AS_TAKEN`, which of ``degrade.DEGRADATIONS`` made the copy, or :data:`UNREADABLE`, whose features are nan.
    """

    folder: Path
    features: NDArray[np.float32]
    columns: tuple[Level, ...]
    rows: NDArray[np.str_]
    kind: NDArray[np.int8]

    @classmethod
    def open(cls, folder: Path) -> FeatureStore:
        """What :func:`extract.extract` or :func:`joined` made in ``folder``. Raises :class:`NoFeatures`."""
        raise NotImplementedError

    @property
    def originals(self) -> Rows:
        """The rows (n,) of the photographs themselves; photograph i is at place i, readable or not."""
        raise NotImplementedError

    @property
    def copies(self) -> Rows:
        """The rows (n,) of their degraded copies; (0,) where none were made."""
        raise NotImplementedError

    @property
    def readable(self) -> NDArray[np.bool_]:
        """Which rows have features: all but those of photographs that could not be read."""
        raise NotImplementedError

    @property
    def parts(self) -> tuple[slice, ...]:
        """The columns of each backbone, for a reduction of each by its own."""
        raise NotImplementedError

    @property
    def names(self) -> tuple[str, ...]:
        """What each column is called, such as "lite2/stage3/17"; unique."""
        raise NotImplementedError

    def columns_of(self, backbone: str, level: str | None = None) -> Rows:
        """Which columns are those of ``backbone``, or of one level of it. Raises :class:`NoFeatures` for neither."""
        raise NotImplementedError


def joined(stores: Sequence[FeatureStore], folder: Path, tell: Tell) -> FeatureStore:
    """The columns of ``stores`` side by side in a store of their own, made below ``folder`` unless it is there.

    Raises :class:`NoFeatures` where the stores are not of the same rows.
    """
    raise NotImplementedError
