"""How many numbers become fewer: standardising, PCA and ICA, fitted on blocks of rows of a memory-mapped matrix.

    matrix (n, d), its rows to learn from ─> Standard | Pca | Ica | Chain .fit ─> Reduction

Each is a row of a recipe. A fit reads only the rows it is given, never all of them at once (but those that turn
ICA's axes), and gives the same numbers for the same rows and seed.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.data.photographs import Rows
from aesthetic_gui.training.features.reduction import BLOCK, Block, Matrix, NoReduction, Reduction, Step
from aesthetic_gui.training.statistics import Numbers

_NEVER_CHANGES = 1e-6  # SD over mean: what float32 leaves of a constant
_SPANNED = 1e-10  # variance over the largest: what rounding leaves of none
_log = logging.getLogger(__name__)


class Reducing(Protocol):
    """How a reduction is fitted."""

    def fit(self, matrix: Matrix, rows: Rows, seed: int = 0) -> Reduction:
        """From ``rows`` (m,) of ``matrix`` alone. Raises :class:`NoReduction` where they are too few, or no numbers."""
        ...


@dataclass(frozen=True, slots=True)
class Standard:
    """Each column to mean 0 and SD 1, clipped at ± ``limit``; a column that never changes becomes 0."""

    limit: float = 6.0

    def fit(self, matrix: Matrix, rows: Rows, seed: int = 0) -> Reduction:  # noqa: ARG002 – nothing is left to chance
        mean = _mean(matrix, rows)
        sd = np.sqrt(sum(np.square(block - mean).sum(axis=0) for block in _blocks(matrix, rows)) / len(rows))
        scale = np.divide(1, sd, out=np.zeros_like(sd), where=sd > _NEVER_CHANGES * np.abs(mean))
        return Reduction((Step((_block(0, scale, -mean * scale),), self.limit),))


@dataclass(frozen=True, slots=True)
class Pca:
    """Principal components of each of ``parts`` (of all columns, where there are none), the largest first.

    ``count`` of each part, or ``share`` of its columns (a half, as published); never more than the rows span. Their
    signs are scikit-learn's. ``whiten``: each is brought to SD 1. The covariance is summed up block by block, which
    is exact (docs/decisions/0055).
    """

    share: float = 0.5
    count: int | None = None
    parts: tuple[slice, ...] = ()
    whiten: bool = False

    def fit(self, matrix: Matrix, rows: Rows, seed: int = 0) -> Reduction:  # noqa: ARG002 – nothing is left to chance
        parts = self.parts or (slice(0, matrix.shape[1]),)
        _check(parts, matrix.shape[1])
        mean = _mean(matrix, rows)
        blocks = []
        for part, covariance in zip(parts, _covariances(matrix, rows, mean, parts), strict=True):
            axes, variance = _axes(covariance, self._wanted(len(covariance), len(rows)))
            kernel = axes / np.sqrt(variance) if self.whiten else axes
            blocks.append(_block(part.start, kernel, -mean[part] @ kernel))
        return Reduction((Step(tuple(blocks)),))

    def _wanted(self, columns: int, rows: int) -> int:
        wanted = round(self.share * columns) if self.count is None else self.count
        return max(1, min(wanted, columns, rows - 1))


@dataclass(frozen=True, slots=True)
class Ica:
    """Independent components of each part's principal ones, in no order, of SD 1: FastICA (Hyvärinen & Oja 2000).

    ``share``, ``count`` and ``parts`` are those of :class:`Pca`, which whitens on all rows; then at most ``most`` of
    them, drawn by seed, turn the axes until they stay within ``tolerance``, in ``iterations`` at most.
    """

    share: float = 0.5
    count: int | None = None
    parts: tuple[slice, ...] = ()
    most: int = 20_000
    iterations: int = 200
    tolerance: float = 1e-3

    def fit(self, matrix: Matrix, rows: Rows, seed: int = 0) -> Reduction:
        whitened = Pca(self.share, self.count, self.parts, whiten=True).fit(matrix, rows)
        drawn = np.sort(np.random.default_rng(seed).permutation(len(rows))[: self.most])
        some = matrix[rows[drawn]]
        blocks = []
        for block in whitened.steps[0].blocks:
            turn = self._turn(block.apply(some).astype(np.float64), seed)
            blocks.append(_block(block.start, block.kernel @ turn, block.bias @ turn))
        return Reduction((Step(tuple(blocks)),))

    def _turn(self, white: Numbers, seed: int) -> Numbers:
        """The rotation (k, k) of whitened rows (m, k), its largest entry in each column positive."""
        from sklearn.decomposition import FastICA
        from sklearn.exceptions import ConvergenceWarning

        ica = FastICA(whiten=False, random_state=seed, max_iter=self.iterations, tol=self.tolerance)
        with warnings.catch_warnings(record=True, action="always", category=ConvergenceWarning) as told:
            turn = np.asarray(ica.fit(white).components_.T)
        if told:
            _log.warning("ICA still turned after %d rounds; it is used as far as it came.", self.iterations)
        return _signed(turn)


@dataclass(frozen=True, slots=True)
class Chain:
    """One after another, each fitted on what those before it give: ``Chain((Standard(), Pca(parts=store.parts)))``."""

    steps: tuple[Reducing, ...]

    def fit(self, matrix: Matrix, rows: Rows, seed: int = 0) -> Reduction:
        fitted = Reduction(())
        for step in self.steps:
            fitted = fitted.then(step.fit(_Reduced(matrix, fitted), rows, seed))
        return fitted


@dataclass(frozen=True, slots=True, eq=False)
class _Reduced:
    """A matrix as a reduction makes it, when its rows are asked for."""

    matrix: Matrix
    reduction: Reduction

    @property
    def shape(self) -> tuple[int, ...]:
        return self.matrix.shape[0], self.reduction.width(self.matrix.shape[1])

    def __getitem__(self, rows: Rows, /) -> NDArray[np.float32]:
        return self.reduction.transform(self.matrix[rows])


def _mean(matrix: Matrix, rows: Rows) -> Numbers:
    if len(rows) < 2:
        raise NoReduction("Two photographs are the least that a reduction is fitted on.")
    return np.asarray(sum(block.sum(axis=0) for block in _blocks(matrix, rows)) / len(rows))


def _check(parts: tuple[slice, ...], columns: int) -> None:
    edges = [0, *(part.stop for part in parts)]
    if [part.start for part in parts] != edges[:-1] or edges[-1] != columns:
        raise NoReduction(f"The parts end at columns {edges[1:]}; they must follow each other and end at {columns}.")


def _covariances(matrix: Matrix, rows: Rows, mean: Numbers, parts: tuple[slice, ...]) -> list[Numbers]:
    """Each part's covariance (k, k), over n - 1."""
    sizes = [part.stop - part.start for part in parts]
    sums = [np.zeros((size, size)) for size in sizes]
    for block in _blocks(matrix, rows):
        centred = block - mean
        for total, part in zip(sums, parts, strict=True):
            total += centred[:, part].T @ centred[:, part]
    return [total / (len(rows) - 1) for total in sums]


def _axes(covariance: Numbers, count: int) -> tuple[Numbers, Numbers]:
    """The ``count`` principal axes (d, k) of the largest variance (k,), fewer where the others have none."""
    from scipy.linalg import eigh

    last = len(covariance) - 1
    variance, axes = eigh(covariance, subset_by_index=[last - count + 1, last])
    variance, axes = variance[::-1], axes[:, ::-1]
    spanned = variance > _SPANNED * variance[0]
    if not spanned.any():
        raise NoReduction("These photographs are all alike: there is nothing to tell them apart by.")
    return _signed(axes[:, spanned]), variance[spanned]


def _signed(axes: Numbers) -> Numbers:
    """With the largest entry of each column positive: an axis has no direction of its own."""
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=0)[None], axis=0)
    return np.asarray(axes * np.sign(largest))


def _blocks(matrix: Matrix, rows: Rows) -> Iterator[Numbers]:
    """The ``rows`` of ``matrix``, some at a time. Raises :class:`NoReduction` where one is not made of numbers."""
    for start in range(0, len(rows), BLOCK):
        block = matrix[rows[start : start + BLOCK]].astype(np.float64)
        if not np.isfinite(block).all():
            raise NoReduction("A row has no features: leave out the photographs that could not be read.")
        yield block


def _block(start: int, kernel: Numbers, bias: Numbers) -> Block:
    return Block(start, start + len(kernel), kernel.astype(np.float32), bias.astype(np.float32))
