"""What a way through the pipeline comes to: features to evidence, by a scale, a choice, a reduction and a head."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.data.photographs import Tell
from aesthetic_gui.training.features.reducing import Ica, Pca, Standard
from aesthetic_gui.training.features.reduction import Reduction
from aesthetic_gui.training.heads.head import Head
from aesthetic_gui.training.heads.kinds import head_of, taken_apart
from aesthetic_gui.training.kept import part, read_arrays, within, write_arrays
from aesthetic_gui.training.pipeline.recipes import MultigapRecipe, ReduceRecipe
from aesthetic_gui.training.select.others import Chosen
from aesthetic_gui.training.select.selecting import Known, Selection, select
from aesthetic_gui.training.statistics import Numbers, source_weights

Features = NDArray[np.float32]
_FILES = ("standard.npz", "reduced.npz", "head.npz")


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What is learned from: ``features`` (n, d), ``good`` 1 or 0 and ``group`` (n,); ``parts``: backbones' columns."""

    features: Features
    good: Numbers
    group: NDArray[np.str_]
    parts: tuple[slice, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """``standard`` brings features (n, d) to one scale, ``chosen`` (k,) stay, ``reduced`` makes fewer of them."""

    standard: Reduction
    chosen: Chosen
    reduced: Reduction
    head: Head

    def evidence(self, features: Features) -> Numbers:
        """float64 (n,) of features (n, d) as they were extracted."""
        kept = self.standard.transform(features)[:, self.chosen]
        return self.head.evidence(self.reduced.transform(kept).astype(np.float64))

    def save(self, folder: Path) -> int:
        """Three files without pickle in ``folder``; how many bytes they have. Raises ``OSError``."""
        folder.mkdir(parents=True, exist_ok=True)
        standard, reduced, head = (folder / name for name in _FILES)
        self.standard.save(standard)
        self.reduced.save(reduced)
        write_arrays(head, {"chosen": self.chosen, **within("head", taken_apart(self.head))})
        return sum(path.stat().st_size for path in (standard, reduced, head))

    @classmethod
    def load(cls, folder: Path) -> Judge:
        """What :meth:`save` wrote. Raises ``NoReduction``, ``NotKept``."""
        standard, reduced, head = (folder / name for name in _FILES)
        arrays = read_arrays(head)
        return cls(Reduction.load(standard), arrays["chosen"], Reduction.load(reduced), head_of(part("head", arrays)))


def learn(
    examples: Examples, recipe: MultigapRecipe, folder: Path, processes: int, tell: Tell
) -> tuple[Judge, Selection]:
    """The judge that ``recipe`` asks for, every part of it learned from ``examples`` alone; ``folder`` is the search's.

    Raises what the parts raise: ``NoReduction``, ``NotKept``, ``OSError``, ``ValueError``.
    """
    everything = np.arange(len(examples.good))
    weights = source_weights(examples.group)
    standard = Standard().fit(examples.features, everything)
    scaled = standard.transform(examples.features)
    known = Known(scaled.astype(np.float64), examples.good, weights, examples.group)
    selection = select(known, recipe.select, recipe.seed, folder, processes, tell)
    kept = scaled[:, selection.chosen]
    reduced = _reduction(kept, recipe.reduce, _parts_of(selection.chosen, examples.parts), recipe.seed)
    numbers = reduced.transform(kept).astype(np.float64)
    head = recipe.head.learn(numbers, examples.good, weights, recipe.seed)
    return Judge(standard, selection.chosen, reduced, head), selection


def _reduction(kept: Features, recipe: ReduceRecipe, parts: tuple[slice, ...], seed: int) -> Reduction:
    if recipe.method == "none":
        return Reduction(())
    kind, count = (Pca if recipe.method == "pca" else Ica), recipe.count or None
    return kind(recipe.share, count, parts).fit(kept, np.arange(len(kept)), seed)


def _parts_of(chosen: Chosen, parts: tuple[slice, ...]) -> tuple[slice, ...]:
    """Where among ``chosen`` the columns of each backbone lie; a backbone without any has no part."""
    edges = np.searchsorted(chosen, [0, *(one.stop for one in parts)])
    return tuple(slice(int(start), int(stop)) for start, stop in pairwise(edges) if stop > start)
