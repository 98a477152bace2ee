"""The photograph under its explanation, as a file: the picture, the overlay and its legend."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.explain.drawing import sheet, svg
from aesthetic_gui.explain.drawing.look import USUAL, Look
from aesthetic_gui.explain.drawing.overlay import OPACITY
from aesthetic_gui.photo import AestheticError, Explanation
from aesthetic_gui.scoring.calibration import Calibration

KINDS = (".png", ".svg")  # the endings of what is saved


class OverlayNotSaved(AestheticError):
    """The overlay could not be saved; its text says why and what to do."""


class OverlayExists(OverlayNotSaved):
    """There is a file of that name already, and nobody said that it may be replaced."""


def save(
    rgb: NDArray[np.uint8],
    explanation: Explanation,
    path: Path,
    *,
    opacity: float = OPACITY,
    look: Look = USUAL,
    calibration: Calibration | None = None,
    replace_existing: bool = False,
    original: Path | None = None,
) -> Path:
    """Write ``rgb`` uint8 (h, w, 3) under its explanation, the legend below, as PNG or SVG; returns ``path``.

    With the ``calibration`` of its model the legend says what the reason means for P(aesthetic). Raises
    :class:`OverlayExists` where ``path`` is taken (unless ``replace_existing``), and :class:`OverlayNotSaved` where it
    cannot be written, is neither .png nor .svg, or is the ``original`` photograph itself.
    """
    if path.suffix.lower() not in KINDS:
        raise OverlayNotSaved(f"{path.name}: reasons are saved as PNG or SVG. Choose a name that ends in .png or .svg.")
    if path.suffix.lower() == ".svg":
        name = (original or path).name
        content = svg.svg(rgb, explanation, name, opacity, look, calibration).encode("utf-8", "backslashreplace")
    else:
        content = sheet.png(rgb, explanation, opacity, look, calibration)
    return write(content, path, () if original is None else (original,), replace_existing=replace_existing)


def write(content: bytes, path: Path, originals: Sequence[Path], *, replace_existing: bool = False) -> Path:
    """Write a picture of a reason, never over one of the ``originals``; raises as :func:`save` does."""
    if path.exists() and any(original.exists() and path.samefile(original) for original in originals):
        raise OverlayNotSaved(f"{path.name} is the photograph itself. Choose another name for the overlay.")
    try:
        disk_io.write_whole(content, path, replace=replace_existing)
    except FileExistsError as error:
        raise OverlayExists(f"{path} exists already. Choose another name, or allow it to be replaced.") from error
    except OSError as error:
        raise OverlayNotSaved(f"The overlay could not be saved to {path}: {error.strerror or error}.") from error
    return path
