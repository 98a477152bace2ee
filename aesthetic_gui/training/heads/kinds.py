"""The heads by name: how a recipe asks for one, and how one is kept in a file and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.heads.connected import Connected, connected
from aesthetic_gui.training.heads.head import Head, Learn
from aesthetic_gui.training.heads.kernel import Kernel, kernel
from aesthetic_gui.training.heads.linear import Linear, logistic, ridge
from aesthetic_gui.training.kept import Arrays, NotKept, arrays_of, from_arrays

KINDS = ("logistic", "ridge", "kernel", "connected")
_STORED: dict[str, type[Head]] = {kind.kind: kind for kind in (Linear, Kernel, Connected)}


@dataclass(frozen=True, slots=True)
class HeadRecipe:
    """Which head is learned, and its numbers; those of another kind lie idle.

    ``inverse`` is logistic's C; ``ridge`` the penalty of ridge (as a share of the weights' sum), or the weight of the
    kernel's squared norm; ``landmarks`` and ``width`` are the kernel's; the rest are the connected head's.
    """

    kind: str = "logistic"
    inverse: float = 1e-3
    ridge: float = 8e-4
    landmarks: int = 512
    width: float = 0.7
    first: int = 256
    second: int = 64
    dropout: float = 0.5
    epochs: int = 8
    rate: float = 1e-3

    @property
    def learn(self) -> Learn:
        """What learns it. Raises ``KeyError`` for a kind that is not of :data:`KINDS`."""
        return {
            "logistic": logistic(self.inverse),
            "ridge": ridge(self.ridge),
            "kernel": kernel(self.landmarks, self.width, self.ridge),
            "connected": connected((self.first, self.second), self.dropout, self.epochs, self.rate),
        }[self.kind]

    @property
    def sane(self) -> bool:
        """Whether every number can be used."""
        positive = min(self.inverse, self.ridge, self.width, self.rate) > 0
        counted = min(self.landmarks, self.first, self.second, self.epochs) > 0
        return self.kind in KINDS and positive and counted and 0 <= self.dropout < 1


def taken_apart(head: Head) -> Arrays:
    """``head`` as arrays, with its kind."""
    return {"kind": np.array(head.kind), **arrays_of(head)}


def head_of(arrays: Mapping[str, NDArray[Any]]) -> Head:
    """The head that :func:`taken_apart` took apart. Raises :class:`NotKept`."""
    kind = str(arrays.get("kind", ""))
    if kind not in _STORED:
        raise NotKept(f"There is no head called {kind!r}. Train again to make it.")
    return from_arrays(_STORED[kind], arrays)
