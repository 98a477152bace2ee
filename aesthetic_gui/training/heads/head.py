"""What a head is: it learns from features with labels, and gives one number of each photograph's features."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.statistics import Numbers

Matrix = NDArray[np.float64]


class Head(Protocol):
    """Anything that judges features: a frozen dataclass of arrays, so that ``training.kept`` can keep it."""

    kind: ClassVar[str]

    def evidence(self, features: Matrix) -> Numbers:
        """The log-odds, or what stands for them, of good over ordinary: float64 (n,) of features (n, d)."""


Learn = Callable[[Matrix, Numbers, Numbers, int], Head]
"""Of standardised features float64 (n, d), labels (n,) of 1 and 0, positive weights (n,) and a seed."""
