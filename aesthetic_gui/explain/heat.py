"""What the methods share: the number they explain, and the map they hand over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.question import Question, heat_size
from aesthetic_gui.photo import Explanation

BATCH = 16

Cancelled = Callable[[], bool]
Edges = Literal["smooth", "sharp"]


def never() -> bool:
    """For callers that never cancel."""
    return False


def milestones(shares: Sequence[float], total: int, least: int) -> tuple[int, ...]:
    """How many of ``total`` evaluations each of the ``shares`` is, rising, ``least`` at least."""
    return tuple(dict.fromkeys(max(least, round(total * share)) for share in shares))


def explanation(
    method: str,
    contributions: NDArray[np.floating],
    question: Question,
    *,
    notes: dict[str, float] | None = None,
    edges: Edges = "smooth",
    progress: tuple[int, int] = (1, 1),
    fidelity: float | None = None,
    by_region: NDArray[np.floating] | None = None,
) -> Explanation:
    """Wrap ``contributions`` (any (h, w) over the photograph) into the Explanation that answers ``question``.

    The strongest contribution becomes -1 or 1; ``notes["scale"]`` keeps what 1 stands for, in ``Explanation.unit``,
    and ``notes["cells"]`` of how many numbers the map is made.
    ``by_region`` is what each of ``question.regions`` contributes (n,), where that is known.
    """
    size = heat_size(question.rgb)
    scale = float(np.abs(contributions).max())
    signed = (contributions / scale if scale > 0 else contributions).astype(np.float32)
    done, total = progress
    return Explanation(
        method,
        _resized(signed, size, edges),
        done,
        total,
        fidelity,
        {**question.notes, "cells": float(contributions.size), **(notes or {}), "scale": scale},
        question.target,
        question.unit,
        regions=None if by_region is None else question.regions.astype(np.int16),
        contributions=None if by_region is None else by_region.astype(np.float32),
    )


def of_regions(
    method: str,
    contributions: NDArray[np.floating],
    question: Question,
    *,
    notes: dict[str, float] | None = None,
    progress: tuple[int, int] = (1, 1),
    fidelity: float | None = None,
) -> Explanation:
    """The Explanation of a method that says of each of ``question.regions`` what it contributes, float (n,)."""
    return explanation(
        method,
        contributions[question.regions],
        question,
        notes={**(notes or {}), "regions": float(len(contributions))},
        edges="sharp",
        progress=progress,
        fidelity=fidelity,
        by_region=contributions,
    )


def _resized(heat: NDArray[np.float32], size: tuple[int, int], edges: Edges) -> NDArray[np.float32]:
    import cv2

    way = cv2.INTER_LINEAR if edges == "smooth" else cv2.INTER_NEAREST_EXACT
    return np.asarray(cv2.resize(heat, size[::-1], interpolation=way), np.float32)
