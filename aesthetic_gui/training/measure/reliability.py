"""Does P(aesthetic) mean what it says: the bins of a reliability diagram, and the diagram as an SVG.

DeGroot & Fienberg, "The comparison and evaluation of forecasters" (1983).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aesthetic_gui.files.export import markup
from aesthetic_gui.photo import Estimate
from aesthetic_gui.training.statistics import Numbers, estimate, in_bins, shares

COLUMNS = 25  # of the small histogram below


@dataclass(frozen=True, slots=True)
class Bin:
    """Photographs of similar P(aesthetic): its mean there (``said``) and how many of them are good, 0 to 1."""

    said: float
    good: Estimate


def reliability(p: Numbers, good: Numbers, counts: Numbers) -> tuple[Bin, ...]:
    """The bins of ``statistics.calibration_errors``, ten of equally many photographs; empty ones left out.

    ``p`` is P(aesthetic) (n,), ``good`` 1 or 0; ``counts`` (1 + draws, n) is what ``statistics.resamples`` gives,
    times the weights of the photographs.
    """
    bins = (inside for inside in in_bins(p).T if inside.any())
    return tuple(
        Bin(float(np.average(p[inside], weights=counts[0][inside])), estimate(shares(good > 0.5, inside, counts)))
        for inside in bins
    )


def spread(p: Numbers, weights: Numbers) -> tuple[float, ...]:
    """How the photographs are spread over P(aesthetic): the share in each of 25 equal steps from 0 to 1."""
    counts, _ = np.histogram(p, COLUMNS, (0, 1), weights=weights)
    return tuple(map(float, counts / weights.sum()))


def reliability_svg(
    bins: Sequence[Bin], columns: Sequence[float], threshold: float = 0.5, half_width: float = 0.0
) -> str:
    """The diagram, 456 by 500, as the text of an SVG that follows a light or dark page and may be put inside HTML.

    ``columns`` is what :func:`spread` gives; the unsure band around ``threshold`` is shaded. Its class names begin
    with "reliability", so that they disturb nothing around it.
    """
    tallest = max(columns, default=0.0) or 1.0
    svg = markup.filled(
        "report/reliability.svg",
        across=lambda p: f"{60 + 360 * p:.1f}",
        up=lambda share: f"{24 + 360 * (1 - share):.1f}",
        low=max(threshold - half_width, 0),
        high=min(threshold + half_width, 1),
        heights=[44 * share / tallest for share in columns],
        bins=bins,
    )
    return f"{svg}\n"
