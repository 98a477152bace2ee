"""The overlay as a drawing: the photograph, its regions as paths that tell what they add, and the legend as text."""

from __future__ import annotations

import base64
import io
from textwrap import wrap
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.explain.drawing.legend import contribution_words, headline, legend_bar, legend_of
from aesthetic_gui.explain.drawing.look import USUAL, Look
from aesthetic_gui.explain.drawing.overlay import layer
from aesthetic_gui.explain.drawing.shapes import Shape, regions_of
from aesthetic_gui.explain.methods import method_called
from aesthetic_gui.files.export import markup
from aesthetic_gui.photo import Explanation, Sure
from aesthetic_gui.scoring.calibration import Calibration

_QUALITY = 88
_BAR = (256, 1)  # pixels: stretched
_NARROWEST = 420  # pixels of the paper: below it the legend would not fit
_LETTER = 7.6  # pixels, of the widest fonts that programs have for it


class _Region(NamedTuple):
    path: str
    words: str


def svg(
    rgb: NDArray[np.uint8],
    explanation: Explanation,
    name: str,
    opacity: float,
    look: Look = USUAL,
    calibration: Calibration | None = None,
) -> str:
    """A whole SVG 1.1 file of ``rgb`` uint8 (h, w, 3), called ``name``; nothing in it is loaded from elsewhere.

    Where no reason is reliable nothing lies over the photograph, and the legend says so.
    """
    height, width = rgb.shape[:2]
    painted = explanation.sure is not Sure.NO
    paper, legend, method = max(width, _NARROWEST), legend_of(explanation, calibration, look), explanation.method
    told = [
        headline(explanation),
        f"The right end {legend.rows[0].words}, the left end {legend.rows[2].words}.",
        legend.means,
        legend.sureness,
        f"{method_called(method).title}: {method_called(method).source}",
    ]
    return markup.filled(
        "reasons/reason.svg",
        width=width,
        height=height,
        paper=paper,
        name=name,
        headline=headline(explanation),
        legend=legend,
        lines=[line for one in told if one for line in wrap(one, int((paper - 24) / _LETTER), break_on_hyphens=False)],
        opacity=f"{min(max(opacity, 0.0), 1.0):.2f}",
        photograph=data_uri(rgb, "JPEG"),
        overlay=data_uri(layer(explanation, look), "PNG") if painted else "",
        bar=data_uri(legend_bar(explanation.method, _BAR, look), "PNG"),
        regions=[
            _Region(_path(shape, width, height), contribution_words(shape.contribution, explanation, calibration))
            for shape in (regions_of(explanation) if painted else ())
        ],
    )


def data_uri(picture: NDArray[np.uint8], kind: str) -> str:
    """A picture uint8 (h, w, 3 or 4) inside an address; ``kind`` "JPEG" or "PNG"."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind, quality=_QUALITY)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _path(shape: Shape, width: int, height: int) -> str:
    rings = (ring * np.array((width, height), np.float32) for ring in shape.rings)
    return " ".join("M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + " Z" for ring in rings)
