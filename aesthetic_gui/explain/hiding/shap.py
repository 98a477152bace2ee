"""SHAP: the score shared out among about fifty superpixels, against the photograph flat in their mean colours.

Lundberg & Lee, "A Unified Approach to Interpreting Model Predictions" (2017), by the partition explainer of the
authors' package over trees of superpixels (``tree``), its fixed context 1: what a group adds beside all else that is
in the photograph, which keeps nearly all copies close to photographs that the model knows. Mean over several trees,
which weigh colour and place differently, as no one of them is the right one. All shares add up to the value less that
of the flat copy. Why not as the package comes: docs/decisions/0079.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.heat import Cancelled, never, of_regions
from aesthetic_gui.explain.hiding.sharing import SHOWN, Asking, Cancel, shares
from aesthetic_gui.explain.hiding.tree import tree
from aesthetic_gui.explain.methods import SHAP_EVALUATIONS
from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import Explanation

log = logging.getLogger(__name__)

PREVIEW = 0.08  # of the evaluations, after which the first picture is shown
MOST_OFF = 1e-6  # of the larger of value and base: by so much rounding may keep the shares from adding up
_PLACE = 3.0  # trees weigh place from a third to three times as much as the first, which weighs it 1


def explain(
    question: Question, *, evaluations: int = SHAP_EVALUATIONS, seed: int = 0, cancelled: Cancelled = never
) -> Iterator[Explanation]:
    """Yield SHAP's map of a photograph, soon a coarse one, then one after each tree of superpixels.

    ``evaluations`` are counted as the package does; no copy is asked about twice, so the model sees about a third as
    many. Notes: ``value``, ``mean``, ``base`` (the value of the flat copy), ``sum`` (of all shares, which is
    value - base), ``off`` (by how much it is not), ``scale``, ``regions``. Raises ``ValueError`` for fewer than 4
    evaluations.
    """
    if evaluations < 4:
        raise ValueError("SHAP needs at least four evaluations")
    if cancelled():
        return
    asking = Asking(question, question.hiding(), int(question.regions.max()) + 1, cancelled)
    try:
        for done, found, base in _found(question, asking, evaluations, seed):
            yield _told(question, found, base, (done, evaluations))
    except Cancel:
        return


def _found(
    question: Question, asking: Asking, evaluations: int, seed: int
) -> Iterator[tuple[int, NDArray[np.float64], float]]:
    """How many evaluations are done, each region's share so far, and the value of the flat copy."""
    whole = 2 * asking.regions  # the evaluations of a tree
    places = _places(max(1, evaluations // whole), seed)
    preview = round(PREVIEW * evaluations)
    total, base = np.zeros(asking.regions), 0.0
    for number, place in enumerate(places, start=1):
        grown = tree(question.rgb, question.regions, place)
        if number == 1 and 4 <= preview < min(whole, evaluations):
            yield preview, *shares(asking, grown, SHOWN, preview, seed)
        found, base = shares(asking, grown, SHOWN, min(whole, evaluations), seed)
        total += found
        yield round(evaluations * number / len(places)), total / number, base


def _places(count: int, seed: int) -> list[float]:
    """How much each of ``count`` trees weighs place."""
    generator = np.random.default_rng(seed)
    return [1.0, *(_PLACE ** generator.uniform(-1, 1, count - 1)).tolist()]


def _told(question: Question, found: NDArray[np.float64], base: float, progress: tuple[int, int]) -> Explanation:
    whole = float(found.sum())
    off = question.value - base - whole
    if abs(off) > MOST_OFF * max(1.0, abs(question.value), abs(base)):
        log.error("SHAP's shares do not add up: %g instead of %g", whole, question.value - base)
    return of_regions("shap", found, question, notes={"base": base, "sum": whole, "off": off}, progress=progress)
