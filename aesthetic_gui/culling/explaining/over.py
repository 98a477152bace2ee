"""Why the model puts one frame of a stack above another: two photographs in, told in words, as JSON, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.culling.explaining.overlays import OverlayNotSaved, write
from aesthetic_gui.culling.explaining.questions import question, read
from aesthetic_gui.explain import exchange
from aesthetic_gui.explain.drawing import beside
from aesthetic_gui.explain.exchange import Exchange
from aesthetic_gui.explain.heat import Cancelled, never
from aesthetic_gui.explain.methods import AESTHETIC, RATING, TASTE, NotExplained
from aesthetic_gui.photo import Photo
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime
from aesthetic_gui.taste.head import Taste

TARGETS = (AESTHETIC, RATING, TASTE)


class Turned(NamedTuple):
    """A photograph on disk, or its pixels uint8 (h, w, 3), seen after ``turn`` quarter turns clockwise."""

    picture: Photo | NDArray[np.uint8]
    turn: int = 0


def why_over(
    first: Turned,
    second: Turned,
    pack: Pack,
    runtime: Runtime,
    *,
    target: str = AESTHETIC,
    taste: Taste | None = None,
    seed: int = 0,
    cancelled: Cancelled = never,
) -> Exchange:
    """Which regions of ``first`` put it above ``second``; about 250 evaluations, 2 s on two cores.

    Raises ``exchange.NotAbove``, ``alignment.NotAligned``, ``NotExplained``, ``Unreadable``, and after ``cancelled``
    ``questions.Stopped`` or ``sharing.Cancel``.
    """
    if target not in TARGETS:
        raise NotExplained(f"Two photographs can be compared by {', '.join(TARGETS)}, not by {target}.")
    one, other = (
        question(read(each.picture, each.turn), target, pack, runtime, taste, cancelled) for each in (first, second)
    )
    return exchange.why_over(one, other, pack.prepare, seed=seed, cancelled=cancelled)


def told(found: Exchange, first: str, second: str) -> str:
    """In a sentence, for two photographs of these names."""
    regions = f"{len(found.chosen)} region{'s' * (len(found.chosen) != 1)}, {found.share:.0%} of the picture"
    moved = f"from {found.value:+.2f} to {found.exchanged:+.2f} {found.unit}"
    if found.flips:
        result = (
            f"With {regions}, as in {second}, {first} falls {moved}: no longer above {second} ({found.other:+.2f})."
        )
    elif found.chosen:
        result = (
            f"No regions of up to half of the picture turn the order round. With {regions}, as in {second}, {first} "
            f"goes {moved}; {second} has {found.other:+.2f}."
        )
    else:
        result = f"No region of {first} was found that puts it above {second}."
    return f"{result} {_chance(found)}" if found.chosen else result


def record(found: Exchange) -> dict[str, Any]:
    """For JSON: shares of the picture, and boxes (left, top, right, bottom) in them, 0 to 1."""
    return {
        "aligned": True,
        "target": found.target,
        "unit": found.unit,
        "value": found.value,
        "other": found.other,
        "exchanged": found.exchanged,
        "flips": found.flips,
        "share": found.share,
        "carried": found.carried,
        "chance": found.chance,
        "sure": str(found.sure),
        "regions": [
            {"box": _box(found, region), "contribution": float(found.contributions[region])} for region in found.chosen
        ],
    }


def save(
    found: Exchange, path: Path, caption: str, originals: Sequence[Path] = (), *, replace_existing: bool = False
) -> Path:
    """Write both frames side by side as a PNG, the regions outlined; returns ``path``.

    Raises ``overlays.OverlayExists`` where ``path`` is taken, and ``overlays.OverlayNotSaved`` where it cannot be
    written, is no .png, or is one of the ``originals``.
    """
    if path.suffix.lower() != ".png":
        raise OverlayNotSaved(f"{path.name}: pairs are saved as PNG. Choose a name that ends in .png.")
    return write(beside.png(found, caption), path, originals, replace_existing=replace_existing)


def _box(found: Exchange, region: int) -> list[float]:
    down, across = np.nonzero(found.regions == region)
    height, width = found.regions.shape
    edges = (across.min() / width, down.min() / height, (across.max() + 1) / width, (down.max() + 1) / height)
    return [round(float(edge), 4) for edge in edges]


def _chance(found: Exchange) -> str:
    return (
        f"Regions drawn at random, as large together, do as much in {found.chance:.0%} of {exchange.BY_CHANCE} tries."
    )
