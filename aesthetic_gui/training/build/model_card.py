"""The part of a model card that tells of P(aesthetic): tables from the figures, the same for every pack."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import numpy as np

from aesthetic_gui.photo import AestheticError, Estimate
from aesthetic_gui.scoring.calibration import Calibration, Platt, Temperature
from aesthetic_gui.training.build.calibrating import Fitted
from aesthetic_gui.training.measure.bands import PLENTY, RIGHT, THRESHOLD, WORTH_IT

DIAGRAM = "reliability.svg"
MEAN, EVIDENCE = "mean rating", "evidence"  # what P(aesthetic) may be a curve on; m and e in formulas
BEGIN = "<!-- calibration: written by aesthetic_gui.training.build.recalibrate, edits here are lost -->"
END = "<!-- end of calibration -->"
_RIGHT, _WORTH_IT, _PLENTY = (f"{100 * share:.0f} %" for share in (RIGHT, WORTH_IT, PLENTY))
_NAMES = {
    "temperature": "temperature (one parameter)",
    "platt": "Platt (two parameters)",
    "isotonic": "isotonic, centred",
}


class NoPlace(AestheticError):
    """A model card without the marks between which the calibration stands."""


def with_calibration(card: str, fitted: Fitted, data: str, said: str = MEAN) -> str:
    """``card`` with the calibration's part written again. Raises :class:`NoPlace` where it has no place for it.

    ``said`` is what P(aesthetic) is a curve on, :data:`MEAN` or :data:`EVIDENCE`.
    """
    before, begin, rest = card.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoPlace(f"The model card has no place for the calibration: put {BEGIN} and {END} where it belongs.")
    return f"{before}{BEGIN}\n{section(fitted, data, said)}{END}{after}"


def section(fitted: Fitted, data: str, said: str = MEAN) -> str:
    """The Markdown between the marks; ``data`` says in a few words which photographs the figures come from."""
    parts = [
        *(_wrapped(paragraph) for paragraph in _curve(fitted, data, said)),
        "\n".join(_figures(fitted, said)),
        f"![Reliability diagram: P(aesthetic) against the share of good photographs]({DIAGRAM})",
        _wrapped(_DIAGRAM_NOTE),
        _wrapped(_band(fitted)),
        "\n".join(_bands(fitted)),
        _BAND_NOTE,
    ]
    return "\n\n".join(parts) + "\n"


_DIAGRAM_NOTE = (
    "Ten groups of equally many photographs; lines are the intervals, the bars below show where P lies. The "
    "calibration error's interval leans upwards and may lie above it: resampling adds scatter, and an error cannot "
    "be below zero."
)
_BAND_NOTE = "All of this holds at the pack's own threshold; where it is moved, the shares are others."


def _wrapped(paragraph: str) -> str:
    return textwrap.fill(paragraph, 118, break_long_words=False, break_on_hyphens=False)


def _curve(fitted: Fitted, data: str, said: str) -> Iterator[str]:
    compared = ", ".join(f"{_NAMES[name]} {estimate}" for name, estimate in fitted.methods.items())
    yield (
        f"P(aesthetic) is a curve on the {said} {said[0]}: {formula(fitted.calibration, said[0])} Fitted on {data}, "
        f"{fitted.photographs:,} photographs of {fitted.sources} sources; {100 * fitted.good:.0f} % of them are good "
        f"when a source with n photographs weighs √n. P means *as likely as among such photographs*."
    )
    yield (
        f"The kind of curve is the one with the least log loss on sources left out: {compared}. All figures are on "
        f"left-out sources too, by nested cross-validation: ten times, kind and curve come from the other nine tenths "
        f"of the sources."
    )


def formula(curve: Calibration, x: str = MEAN[0]) -> str:
    """The curve as a sentence, ``x`` being the letter of what it is a curve on."""
    if isinstance(curve, Platt):
        half = -curve.intercept / curve.slope
        return f"P = 1 / (1 + exp(-({curve.slope:.4f} {x} - {-curve.intercept:.4f}))), one half at {x} = {half:.3f}."
    if isinstance(curve, Temperature):
        middle = f"{curve.midpoint:g}"
        return f"P = 1 / (1 + exp(-({x} - {middle}) / {curve.temperature:.4f})), one half at {x} = {middle}."
    first = f"P = {curve.probabilities[0]:.2f} below {x} = {curve.evidence[0]:.3f}"
    last = f"P = {curve.probabilities[-1]:.2f} above {x} = {curve.evidence[-1]:.3f}"
    return f"a line through {len(curve.evidence)} knots, from {first} to {last}."


def _figures(fitted: Fitted, said: str) -> Iterator[str]:
    always = fitted.good * (1 - fitted.good)
    yield "| on left-out sources | |"
    yield "|---|---|"
    yield f"| AUC of the {said.partition(' ')[0]}, good against ordinary | {fitted.auc} |"
    yield f"| expected calibration error, 10 bins | {fitted.ece} |"
    yield f"| Brier score ({always:.3f} for always saying {fitted.good * 100:.0f} %) | {fitted.brier} |"
    yield f"| log loss | {fitted.log_loss} |"


def _band(fitted: Fitted) -> str:
    chosen = fitted.chosen
    start = (
        f"The threshold is {THRESHOLD:g}; nearer to it than {fitted.band:.2f} the verdict is *unsure*. "
        f"{percent(chosen.decided)} of the photographs get a verdict, {percent(chosen.right)} of those are right"
    )
    again = (
        f"With the band, too, chosen without the source it is {percent(fitted.decided)} and {percent(fitted.right)}."
    )
    if fitted.reaching == fitted.band:
        return f"{start}: the narrowest band with {_RIGHT} right. {again}"
    if fitted.reaching is not None and fitted.band > fitted.reaching:
        already = f"With ± {fitted.reaching:.2f} already {_RIGHT} are."
        return f"{start}: the widest band that decides {_PLENTY}. {already} {again}"
    return f"{start}. {_compromise(fitted)} {again}"


def _compromise(fitted: Fitted) -> str:
    if fitted.reaching is None:
        missed = f"No band makes {_RIGHT} of the verdicts right"
    else:
        row = next(row for row in fitted.bands if row.half_width == fitted.reaching)
        missed = (
            f"For {_RIGHT} right it would have to be {fitted.reaching:.2f}, and only {percent(row.decided)} would "
            f"get a verdict"
        )
    return (
        f"{missed}; below {_WORTH_IT} a first pass leaves nearly everything to do. So this is the widest band that "
        f"decides half, and whoever wants to be surer widens it in the window."
    )


def _bands(fitted: Fitted) -> Iterator[str]:
    yield "| half-width | decided | right | of *aesthetic* | of *not aesthetic* |"
    yield "|---|---|---|---|---|"
    for row in fitted.bands:
        mark = "**" if row.half_width == fitted.band else ""
        shares = (row.decided, row.right, row.right_aesthetic, row.right_not_aesthetic)
        cells = (f"{row.half_width:.2f}", *map(percent, shares))
        yield "| " + " | ".join(f"{mark}{cell}{mark}" for cell in cells) + " |"


def percent(share: Estimate) -> str:
    """``83 % [79, 87]``, or a dash where there is none."""
    if np.isnan(share.value):
        return "–"
    return f"{100 * share.value:.0f} % [{100 * share.low:.0f}, {100 * share.high:.0f}]"
