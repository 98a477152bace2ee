"""What standardising, PCA and ICA come to: steps of y = x W + b, clipped; kept as ``.npz`` without pickle."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.training.data.photographs import Rows

BLOCK = 1024  # rows that are in memory at once
_NUMBERS = "kernel", "bias"


class NoReduction(AestheticError):
    """A reduction that cannot be fitted, read or applied; the text says why."""


class Matrix(Protocol):
    """float32 (n, d) of which some rows are asked for: an array, or ``FeatureStore.features``."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __getitem__(self, rows: Rows, /) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Columns ``start`` to ``stop`` times ``kernel`` + ``bias`` (k,), float32.

    ``kernel`` is (stop - start, k), or (stop - start,) where each column is scaled by its own.
    """

    start: int
    stop: int
    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where the shapes do not belong together."""
        wide, numbers = self.stop - self.start, len(self.bias)
        if self.kernel.shape not in ((wide, numbers), (wide,)) or (self.kernel.ndim == 1 and wide != numbers):
            raise ValueError(f"{self.kernel.shape} and {self.bias.shape} for {wide} columns")

    def apply(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        part = matrix[:, self.start : self.stop]
        return (part * self.kernel if self.kernel.ndim == 1 else part @ self.kernel) + self.bias


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The results of ``blocks`` side by side, clipped at ± ``limit`` (infinity: not at all)."""

    blocks: tuple[Block, ...]
    limit: float = np.inf

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where the blocks do not stand side by side, from column 0."""
        if not self.blocks or [block.start for block in self.blocks] != [
            0,
            *(block.stop for block in self.blocks[:-1]),
        ]:
            raise ValueError(f"blocks at {[(block.start, block.stop) for block in self.blocks]}")

    def apply(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        side_by_side = np.hstack([block.apply(matrix) for block in self.blocks])
        return np.clip(side_by_side, -self.limit, self.limit)


@dataclass(frozen=True, slots=True, eq=False)
class Reduction:
    """What was fitted: one step after another; without steps everything stays as it is."""

    steps: tuple[Step, ...]

    def width(self, columns: int) -> int:
        """How many numbers it gives for so many columns."""
        return sum(len(block.bias) for block in self.steps[-1].blocks) if self.steps else columns

    def transform(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32 (n, d) to float32 (n, k), some rows at a time; nan stays nan.

        Raises :class:`NoReduction` for another number of columns than it was fitted on.
        """
        if self.steps and matrix.shape[1] != self.steps[0].blocks[-1].stop:
            raise NoReduction(f"This was fitted on {self.steps[0].blocks[-1].stop} columns, not {matrix.shape[1]}.")
        found = np.empty((len(matrix), self.width(matrix.shape[1])), np.float32)
        for start in range(0, len(matrix), BLOCK):
            part = np.asarray(matrix[start : start + BLOCK], np.float32)
            for step in self.steps:
                part = step.apply(part)
            found[start : start + BLOCK] = part
        return found

    def then(self, other: Reduction) -> Reduction:
        """Both, one after the other."""
        return Reduction((*self.steps, *other.steps))

    def save(self, path: Path) -> None:
        """As ``.npz``, the same bytes for the same numbers; what is at ``path`` is replaced. Raises ``OSError``."""
        with disk_io.staged_whole(path, replace=True) as file:
            np.savez(file, **dict(self._arrays()))  # type: ignore[arg-type] # no array is called allow_pickle

    @classmethod
    def load(cls, path: Path) -> Reduction:
        """What :meth:`save` wrote. Raises :class:`NoReduction`."""
        try:
            with disk_io.open_regular(path) as file, np.load(file, allow_pickle=False) as kept:
                return cls(tuple(_step(kept, number) for number in range(len(kept["limits"]))))
        except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile) as error:
            raise NoReduction(f"The reduction in {path} cannot be used: {error}. Fit it again.") from error

    def _arrays(self) -> Iterator[tuple[str, NDArray[Any]]]:
        yield "limits", np.array([step.limit for step in self.steps], np.float64)
        for number, step in enumerate(self.steps):
            yield f"{number}-places", np.array([(block.start, block.stop) for block in step.blocks], np.int64)
            for place, block in enumerate(step.blocks):
                yield from ((f"{number}-{place}-{name}", getattr(block, name)) for name in _NUMBERS)


def _step(kept: Any, number: int) -> Step:
    blocks = (
        Block(int(start), int(stop), *(np.asarray(kept[f"{number}-{place}-{name}"], np.float32) for name in _NUMBERS))
        for place, (start, stop) in enumerate(kept[f"{number}-places"])
    )
    return Step(tuple(blocks), float(kept["limits"][number]))
