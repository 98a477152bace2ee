"""What each superpixel contributes, of a map that was not made of superpixels: the sum over the region."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import Explanation


def summed(explanation: Explanation, question: Question) -> Explanation:
    """``explanation`` with ``regions`` and ``contributions``, in its unit; as it is where it has them.

    The map was made of ``notes["cells"]`` numbers over the photograph; all regions together have their sum.
    """
    if explanation.contributions is not None:
        return explanation
    regions, heat = question.regions, explanation.heat.astype(np.float64)
    each = explanation.notes["scale"] * explanation.notes["cells"] / heat.size  # of a heat of 1 over one pixel of it
    sums = np.bincount(regions.ravel(), heat.ravel(), minlength=int(regions.max()) + 1)
    return replace(explanation, regions=regions.astype(np.int16), contributions=(sums * each).astype(np.float32))
