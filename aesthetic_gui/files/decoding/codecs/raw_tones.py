"""A demosaiced picture in the tones of the camera's own.

LibRaw renders light as the sensor counted it, which looks dark and flat; cameras add exposure, contrast and colour,
each its own way. The preview shows what the camera made of the photograph, and what the photographer saw.
"""

from __future__ import annotations

import logging

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.decoding import pixels

SIDE = 192  # pixels at which the two are compared
ALIKE = 0.8  # the least correlation with a preview whose tones are taken
_QUANTILES = np.concatenate([[0.002, 0.01], np.linspace(0.03, 0.97, 48), [0.99, 0.998]])
_log = logging.getLogger(__name__)


def toned(picture: Image.Image, preview: Image.Image) -> Image.Image:
    """``picture``, of mode RGB, with the tones of ``preview``, of any mode that ``pixels`` knows; neither is upright.

    One curve a channel makes their distributions equal: histogram matching (Gonzalez & Woods, Digital Image Processing,
    section 3.3). A preview that shows something else changes nothing.
    """
    ours = pixels.reduce(np.asarray(picture), SIDE)
    height, width = ours.shape[:2]
    theirs = np.asarray(pixels.render(preview, SIDE).resize((width, height), Image.Resampling.BILINEAR))
    curves = [_curve(ours[..., channel], theirs[..., channel]) for channel in range(3)]
    if (
        _correlation(np.stack([curve[ours[..., channel]] for channel, curve in enumerate(curves)], axis=2), theirs)
        < ALIKE
    ):
        _log.info("a preview that shows something else than the RAW")
        return picture
    return picture.point(np.concatenate(curves).tolist())


def _curve(ours: NDArray[np.uint8], theirs: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """uint8 (256,), rising: black to black, white to white, and each quantile of ours to the same of theirs."""
    levels, first = np.unique(np.quantile(ours, _QUANTILES), return_index=True)
    wanted = np.maximum.accumulate(np.quantile(theirs, _QUANTILES))[first]
    inside = (levels > 0) & (levels < 255)
    known = np.concatenate([[0], levels[inside], [255]])
    curve = np.interp(np.arange(256), known, np.concatenate([[0], wanted[inside], [255]]))
    return np.asarray(np.rint(curve), np.uint8)


def _correlation(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Pearson's, of all values; 1 where there is no contrast to tell by."""
    a, b = (picture.astype(np.float64).ravel() - picture.mean() for picture in (one, other))
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / norm if norm > 0 else 1.0
