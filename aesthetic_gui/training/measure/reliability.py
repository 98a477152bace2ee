"""Does P(aesthetic) mean what it says: the bins of a reliability diagram, and the diagram as an SVG.

DeGroot & Fienberg, "The comparison and evaluation of forecasters" (1983).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

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
    parts = [_HEAD, *_band(threshold, half_width), *_axes(), *_histogram(columns), *_points(bins), "</svg>\n"]
    return "\n".join(parts)


_LEFT, _TOP, _SIDE = 60.0, 24.0, 360.0
_STRIP_TOP, _STRIP = 392.0, 44.0

_HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" class="reliability" viewBox="0 0 456 500" width="456" height="500" role="img">
<title>Reliability of P(aesthetic)</title>
<desc>Dots on the dashed line: of the photographs that get this P(aesthetic), as many are good as it says.</desc>
<style>
.reliability-paper { fill: #ffffff }
.reliability-shade { fill: #eef1f4 }
.reliability-bar { fill: #a9b4c0 }
.reliability-grid { stroke: #d8dee4 }
.reliability-even { stroke: #24292f; stroke-dasharray: 5 4 }
.reliability-line { fill: none; stroke: #0b62c4; stroke-width: 1.5 }
.reliability-range { stroke: #0b62c4; stroke-width: 1.5; opacity: .55 }
.reliability-dot { fill: #0b62c4 }
.reliability text { fill: #24292f; font: 12px system-ui, -apple-system, sans-serif }
@media (prefers-color-scheme: dark) {
  .reliability-paper { fill: #16191d }
  .reliability-shade { fill: #23282e }
  .reliability-bar { fill: #5a6673 }
  .reliability-grid { stroke: #353b43 }
  .reliability-even { stroke: #dfe3e8 }
  .reliability-line, .reliability-range { stroke: #6cb2ff }
  .reliability-dot { fill: #6cb2ff }
  .reliability text { fill: #dfe3e8 }
}
</style>
<rect class="reliability-paper" width="456" height="500"/>"""


def _across(p: float) -> str:
    return f"{_LEFT + _SIDE * p:.1f}"


def _up(share: float) -> str:
    return f"{_TOP + _SIDE * (1 - share):.1f}"


def _band(threshold: float, half_width: float) -> Iterator[str]:
    if half_width <= 0:
        return
    low, high = max(threshold - half_width, 0), min(threshold + half_width, 1)
    yield (
        f'<rect class="reliability-shade" x="{_across(low)}" y="{_TOP}" '
        f'width="{_SIDE * (high - low):.1f}" height="{_SIDE}"/>'
    )
    yield f'<text x="{_across((low + high) / 2)}" y="{_TOP + 16}" text-anchor="middle">unsure</text>'


def _axes() -> Iterator[str]:
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _across(tick), _up(tick)
        yield f'<path class="reliability-grid" d="M{x} {_up(0)}V{_up(1)}M{_across(0)} {y}H{_across(1)}"/>'
        yield f'<text x="{_LEFT - 8}" y="{float(y) + 4:.1f}" text-anchor="end">{100 * tick:.0f} %</text>'
        yield f'<text x="{x}" y="{_STRIP_TOP + _STRIP + 18}" text-anchor="middle">{100 * tick:.0f} %</text>'
    yield f'<path class="reliability-even" d="M{_across(0)} {_up(0)}L{_across(1)} {_up(1)}"/>'
    middle = _LEFT + _SIDE / 2
    yield f'<text x="{middle}" y="486" text-anchor="middle">P(aesthetic) that is shown</text>'
    yield f'<text transform="translate(14 {_TOP + _SIDE / 2}) rotate(-90)" text-anchor="middle">of those, good</text>'


def _histogram(columns: Sequence[float]) -> Iterator[str]:
    tallest, width = max(columns, default=0.0) or 1.0, _SIDE / max(len(columns), 1)
    for number, share in enumerate(columns):
        height = _STRIP * share / tallest
        yield (
            f'<rect class="reliability-bar" x="{_LEFT + number * width:.1f}" y="{_STRIP_TOP + _STRIP - height:.1f}" '
            f'width="{width - 1:.1f}" height="{height:.1f}"/>'
        )


def _points(bins: Sequence[Bin]) -> Iterator[str]:
    line = "L".join(f"{_across(one.said)} {_up(one.good.value)}" for one in bins)
    yield f'<path class="reliability-line" d="M{line}"/>'
    for one in bins:
        x = _across(one.said)
        yield f'<path class="reliability-range" d="M{x} {_up(one.good.low)}V{_up(one.good.high)}"/>'
        yield f'<circle class="reliability-dot" cx="{x}" cy="{_up(one.good.value)}" r="4"/>'
