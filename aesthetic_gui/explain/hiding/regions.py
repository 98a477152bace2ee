"""Regions of a photograph, and copies of it in which some of them are hidden."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.hiding.libraries import slic_function

SEGMENTS = 65  # SLIC merges slivers: asked for 65 it leaves about 50 (40 to 62 on thirty photographs)
BLUR = 1 / 16  # the blur's standard deviation, of the shorter side: what is where can still be seen, but not what it is

Masked = Callable[[NDArray[np.integer]], NDArray[np.float32]]  # what is shown (n, regions) to copies (n, h, w, 3)
Canvas = NDArray[np.float32]


class Baseline(StrEnum):
    """What is seen instead of what is hidden."""

    REGION = "region"  # the mean colour of the region, as LIME has it
    BLUR = "blur"  # a blurred copy of the photograph
    MEAN = "mean"  # the mean colour of the photograph


def segments(rgb: NDArray[np.uint8], size: tuple[int, int], wanted: int = SEGMENTS) -> NDArray[np.intp]:
    """About ``wanted`` connected regions of alike colour, numbered from 0, intp (h, w) of the given ``size``.

    SLIC (Achanta et al. 2012) with scikit-image's defaults; always the same regions for the same photograph.
    """
    import cv2

    small = cv2.resize(rgb, size[::-1], interpolation=cv2.INTER_AREA)
    labels = slic_function()(small, n_segments=wanted, compactness=10, sigma=1, start_label=0)
    return np.asarray(np.unique(labels, return_inverse=True)[1], np.intp).reshape(size)


def hiding(
    canvas: Canvas,
    regions: NDArray[np.integer],
    frame: tuple[int, int, int, int] | None = None,
    baseline: Baseline = Baseline.REGION,
) -> Masked:
    """Makes copies of ``canvas`` (h, w, 3), one for each row of what is shown, with the ``baseline`` where it is not.

    ``regions`` (any (h, w), numbered from 0) is laid over ``frame`` (left, top, right, bottom), all of ``canvas`` by
    default; what lies around it stays as it is. Rows of what is shown have a number a region: not 0 where it is seen.
    """
    frame = frame or (0, 0, canvas.shape[1], canvas.shape[0])
    laid = _laid_over(regions, canvas.shape[:2], frame, int(regions.max()) + 1)
    return _instead(canvas, _covered(canvas, laid, frame, baseline), laid)


def exchanging(canvas: Canvas, other: Canvas, regions: NDArray[np.integer], frame: tuple[int, int, int, int]) -> Masked:
    """Makes copies as :func:`hiding` does, with what ``other`` (h, w, 3) has there in place of what is hidden."""
    return _instead(canvas, other, _laid_over(regions, canvas.shape[:2], frame, int(regions.max()) + 1))


def _instead(canvas: Canvas, hidden: Canvas, laid: NDArray[np.intp]) -> Masked:
    """Copies of ``canvas`` with ``hidden`` where a region of ``laid`` (h, w) is not shown."""
    places = laid.ravel().repeat(3)  # flat: eight times as fast as (h, w, 3)

    def masked(shown: NDArray[np.integer]) -> NDArray[np.float32]:
        around = np.ones((len(shown), 1), bool)
        visible = np.take(np.concatenate([shown.astype(bool), around], axis=1), places, axis=1)
        return np.where(visible, canvas.ravel(), hidden.ravel()).reshape(-1, *canvas.shape)

    return masked


def _laid_over(
    regions: NDArray[np.integer], size: tuple[int, ...], frame: tuple[int, int, int, int], around: int
) -> NDArray[np.intp]:
    """``regions`` stretched to ``frame`` in a canvas of ``size``, and ``around`` about it, intp (h, w)."""
    left, top, right, bottom = frame
    rows = (np.arange(bottom - top) * 2 + 1) * regions.shape[0] // (2 * (bottom - top))
    columns = (np.arange(right - left) * 2 + 1) * regions.shape[1] // (2 * (right - left))
    laid = np.full(size, around, np.intp)
    laid[top:bottom, left:right] = regions[rows[:, None], columns]
    return laid


def _covered(canvas: Canvas, laid: NDArray[np.intp], frame: tuple[int, int, int, int], baseline: Baseline) -> Canvas:
    """``canvas`` with all that lies within ``frame`` hidden."""
    if baseline is Baseline.REGION:
        return _mean_colours(canvas, laid)
    left, top, right, bottom = frame
    photograph = canvas[top:bottom, left:right]
    covered = canvas.copy()
    covered[top:bottom, left:right] = (
        photograph.mean(axis=(0, 1)) if baseline is Baseline.MEAN else _blurred(photograph)
    )
    return covered


def _blurred(photograph: Canvas) -> Canvas:
    import cv2

    sigma = max(1.0, min(photograph.shape[:2]) * BLUR)
    return np.asarray(cv2.GaussianBlur(photograph, (0, 0), sigma), np.float32)


def _mean_colours(canvas: Canvas, regions: NDArray[np.intp]) -> Canvas:
    """``canvas`` with every region flat in its mean colour."""
    flat = regions.ravel()
    count = np.maximum(np.bincount(flat), 1)
    sums = [np.bincount(flat, canvas[..., channel].ravel()) for channel in range(3)]
    return (np.stack(sums, axis=1) / count[:, None]).astype(np.float32)[regions]
