"""What is usual of a photograph: how each figure of composition is spread over thousands of photographs.

Measured on 6,148 photographs of 147 sources, 320 pixels along the longest side: portfolios, weddings, concerts,
landscapes, stock, and as many that nobody chose (clubs, trips, pets, rooms). A photograph counts as 1 / √n of the n of
its source, so that no large source decides. ``python tests/benchmarks/measure_words.py FOLDER`` prints this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aesthetic_gui.later import np

PER_CENT = (1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 97.5, 99.0)
MUCH = 0.95  # of what is hardly seen before
OUTSIDE = 0.9  # what is told departs from the median by more than nine of ten photographs do, to either side


@dataclass(frozen=True, slots=True)
class Usual:
    """``quantiles``: what :data:`PER_CENT` of ``n`` photographs are below; rising.

    ``outside`` is the departure from which on it is told; sentences have the figure times ``scale``, in ``unit``."""

    n: int
    quantiles: tuple[float, ...]
    outside: float = OUTSIDE
    scale: float = 100.0
    unit: str = " %"

    def rank(self, value: float) -> float:
        """The share of photographs that are below ``value``, 0.01 to 0.99; in the middle of those that are equal."""
        low = np.interp(value, self.quantiles, PER_CENT)
        high = 100 - np.interp(-value, [-each for each in reversed(self.quantiles)], [100 - p for p in PER_CENT[::-1]])
        return float(low + high) / 200

    def departure(self, value: float) -> float:
        """How far it is from the median: 0, to 1 where no photograph is farther."""
        return abs(2 * self.rank(value) - 1)

    def is_high(self, value: float) -> bool:
        return self.rank(value) >= 0.5

    def stands_out(self, value: float) -> bool:
        return self.departure(value) >= self.outside

    @property
    def words(self) -> str:
        low, high = (self.quantiles[PER_CENT.index(each)] for each in (5.0, 95.0))
        usual = f"{_told(self.scale * low)} to {_told(self.scale * high)}{self.unit}"
        return f"Usual: {usual}, nine of ten of {self.n:,} photographs"


def _told(value: float) -> str:
    """Two digits that count."""
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}".replace("-", "−")


def usual(name: str) -> Usual:
    """Of the figure of that name. Raises ``KeyError`` for a name that is none."""
    return _TABLE[name]


_TABLE: Mapping[str, Usual] = {
    "colourfulness": Usual(6148, (0, 0, 11.1, 17.2, 26.1, 38.0, 52.3, 69.9, 83.2, 95.2, 111.1), scale=1.0, unit=""),
    "saturation": Usual(5971, (0.069, 0.096, 0.123, 0.161, 0.225, 0.318, 0.437, 0.572, 0.673, 0.752, 0.844)),
    "contrast": Usual(6148, (0.082, 0.107, 0.127, 0.152, 0.187, 0.225, 0.262, 0.294, 0.311, 0.329, 0.348)),
    "range": Usual(6148, (0.379, 0.480, 0.561, 0.647, 0.757, 0.851, 0.918, 0.953, 0.973, 0.980, 0.988)),
    "middle": Usual(
        6148, (0.039, 0.078, 0.125, 0.188, 0.306, 0.431, 0.553, 0.675, 0.741, 0.804, 0.867), scale=255.0, unit=" of 255"
    ),
    "symmetry": Usual(
        6148, (-0.663, -0.558, -0.471, -0.372, -0.219, -0.062, 0.114, 0.324, 0.476, 0.609, 0.754), MUCH, 1.0, ""
    ),
    "highlights": Usual(6148, (0, 0, 0, 0, 0, 0, 0.0008, 0.0080, 0.0306, 0.0701, 0.1558)),
    "shadows": Usual(6148, (0, 0, 0, 0, 0, 0.0001, 0.0011, 0.0088, 0.0314, 0.0844, 0.2091)),
    "face": Usual(2328, (0.0007, 0.0009, 0.0014, 0.0024, 0.0053, 0.0124, 0.0321, 0.0793, 0.139, 0.210, 0.283)),
    "thirds": Usual(2611, (0.017, 0.029, 0.041, 0.061, 0.096, 0.132, 0.156, 0.173, 0.206, 0.236, 0.262)),
    "centre": Usual(2611, (0.016, 0.024, 0.039, 0.055, 0.111, 0.188, 0.269, 0.340, 0.372, 0.403, 0.429)),
}
