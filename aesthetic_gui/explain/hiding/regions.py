"""Regions of a photograph, and copies of it in which some of them are hidden."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.hiding.libraries import slic_function

SEGMENTS = 65  # SLIC merges slivers: asked for 65 it leaves about 50 (40 to 62 on thirty photographs)

Masked = Callable[[NDArray[np.int64]], NDArray[np.float32]]  # what is shown (n, regions) to copies (n, h, w, 3)


def segments(rgb: NDArray[np.uint8], size: tuple[int, int], wanted: int = SEGMENTS) -> NDArray[np.intp]:
    """About ``wanted`` connected regions of alike colour, numbered from 0, intp (h, w) of the given ``size``.

    SLIC (Achanta et al. 2012) with scikit-image's defaults; always the same regions for the same photograph.
    """
    import cv2

    small = cv2.resize(rgb, size[::-1], interpolation=cv2.INTER_AREA)
    labels = slic_function()(small, n_segments=wanted, compactness=10, sigma=1, start_label=0)
    return np.asarray(np.unique(labels, return_inverse=True)[1], np.intp).reshape(size)


def hiding(prepared: NDArray[np.float32], regions: NDArray[np.intp]) -> Masked:
    """Makes copies of ``prepared`` (h, w, 3), one for each row of what is shown, hidden regions in their mean colour.

    ``regions`` may have any size: it is laid over ``prepared``.
    """
    fitted = _laid_over(regions, prepared.shape[:2])
    hidden = _mean_colours(prepared, fitted).ravel()
    places = fitted.ravel().repeat(3)  # flat: eight times as fast as (h, w, 3)

    def masked(shown: NDArray[np.int64]) -> NDArray[np.float32]:
        visible = np.take(shown.astype(bool), places, axis=1)
        return np.where(visible, prepared.ravel(), hidden).reshape(-1, *prepared.shape)

    return masked


def _laid_over(regions: NDArray[np.intp], size: tuple[int, ...]) -> NDArray[np.intp]:
    rows: NDArray[np.intp] = (np.arange(size[0]) * 2 + 1) * regions.shape[0] // (2 * size[0])
    columns = (np.arange(size[1]) * 2 + 1) * regions.shape[1] // (2 * size[1])
    return np.asarray(regions[rows[:, None], columns])


def _mean_colours(prepared: NDArray[np.float32], regions: NDArray[np.intp]) -> NDArray[np.float32]:
    """``prepared`` with every region flat in its mean colour."""
    flat = regions.ravel()
    count = np.maximum(np.bincount(flat), 1)
    sums = [np.bincount(flat, prepared[..., channel].ravel()) for channel in range(3)]
    return (np.stack(sums, axis=1) / count[:, None]).astype(np.float32)[regions]
