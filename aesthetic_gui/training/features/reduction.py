"""Fewer numbers instead of many: standardising, PCA and ICA, all of which come to steps of y = x W + b, clipped.

    matrix (n, d), memory-mapped ─(blocks of rows)─> fit ─> Reduction ─> transform ─> float32 (n, k)

What is fitted is kept as ``.npz`` without pickle. Every fit reads only the rows it is given, and gives the same
for the same rows and seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import AestheticError
from aesthetic_gui.training.data.photographs import Rows

BLOCK = 1024  # rows that are in memory at once


class NoReduction(AestheticError):
    """A reduction that cannot be fitted, read or applied; the text says why."""


class Matrix(Protocol):
    """float32 (n, d) of which rows are asked for: an array, a memory-mapped one, ``FeatureStore.features``."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __getitem__(self, rows: Rows, /) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Columns ``start`` to ``stop`` times ``kernel`` (stop - start, k), or (stop - start,): each by its own, + ``bias``."""

    start: int
    stop: int
    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The results of ``blocks`` side by side, clipped at ± ``limit`` (infinity: not at all)."""

    blocks: tuple[Block, ...]
    limit: float = np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Reduction:
    """What was fitted: one affine step after another."""

    steps: tuple[Step, ...]

    def transform(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32 (n, d) to float32 (n, k). Raises :class:`NoReduction` for another number of columns."""
        raise NotImplementedError

    def then(self, other: Reduction) -> Reduction:
        """Both, one after the other."""
        raise NotImplementedError

    def save(self, path: Path) -> None:
        """As ``.npz``, replacing what is there."""
        raise NotImplementedError

    @classmethod
    def load(cls, path: Path) -> Reduction:
        """What :meth:`save` wrote. Raises :class:`NoReduction`."""
        raise NotImplementedError


class Reducing(Protocol):
    """How a reduction is fitted: a row of a recipe."""

    def fit(self, matrix: Matrix, rows: Rows, seed: int) -> Reduction:
        """From ``rows`` (m,) of ``matrix`` alone. Raises :class:`NoReduction` where they are too few, or not numbers."""
        ...


@dataclass(frozen=True, slots=True)
class Standard:
    """Each column to mean 0 and SD 1, clipped at ± ``limit``; a column that never changes becomes 0."""

    limit: float = 6.0

    def fit(self, matrix: Matrix, rows: Rows, seed: int = 0) -> Reduction:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Pca:
    """Principal components of each of ``parts`` (of all columns, where there are none), the largest first.

    ``count`` of each part, or ``share`` of its columns (a half, as published); never more than the rows span.
    ``whiten``: to SD 1 each.
    """

    share: float = 0.5
    count: int | None = None
    parts: Sequence[slice] = ()
    whiten: bool = False

    def fit(self, matrix: Matrix, rows: Rows, seed: int = 0) -> Reduction:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Ica:
    """Independent components (FastICA, Hyvärinen 1999) of each part's whitened principal components, SD 1 each.

    At most ``most`` rows, drawn by seed, turn the axes; all of them whiten.
    """

    share: float = 0.5
    count: int | None = None
    parts: Sequence[slice] = ()
    most: int = 20_000
    iterations: int = 200

    def fit(self, matrix: Matrix, rows: Rows, seed: int = 0) -> Reduction:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Chain:
    """One after another, each fitted on what those before it give; such as ``Chain((Standard(), Pca(parts=…)))``."""

    steps: tuple[Reducing, ...]

    def fit(self, matrix: Matrix, rows: Rows, seed: int = 0) -> Reduction:
        raise NotImplementedError
