"""Several looks at one photograph, and the one answer made of them: test-time augmentation.

    photograph ──> View.prepare, for each row of VIEWS ──> the network ──> average ──> one photograph's Outputs

A network says something a little different of a mirrored, cropped or enlarged copy, and the mean of it all is steadier
than any of it; so Krizhevsky, Sutskever & Hinton (2012) averaged five crops and their mirror images.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aesthetic_gui.later import NDArray, np
from aesthetic_gui.scoring.outputs import Outputs
from aesthetic_gui.scoring.pack import Pack

OF_THE_FIRST = ("cam", "unlike")  # a crop's places are others, and how unlike is too much was set on whole photographs


@dataclass(frozen=True, slots=True)
class View:
    """One look at a photograph, perhaps ``mirrored``.

    ``box`` is what is seen of it: left, top, right, bottom as parts of it, 0 to 1. ``scale`` multiplies the sides of
    the network's input.
    """

    id: str
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    mirrored: bool = False
    scale: float = 1.0

    def prepare(self, rgb: NDArray[np.uint8], pack: Pack) -> NDArray[np.float32]:
        """The pack's input, float32 (h', w', 3), for this look at uint8 (h, w, 3) sRGB, at least one pixel."""
        left, top, right, bottom = self.box
        part = rgb[_span(rgb.shape[0], top, bottom), _span(rgb.shape[1], left, right)]
        seen = part[:, ::-1] if self.mirrored else part
        scaled = replace(pack.preparation, pixels=round(pack.preparation.pixels * self.scale**2))
        return replace(pack, preparation=scaled).prepare(np.ascontiguousarray(seen))


WHOLE: tuple[View, ...] = (View("whole"),)
VIEWS: tuple[View, ...] = (  # all close to the whole: a tighter crop is another photograph, and is judged as one
    *WHOLE,
    View("mirror", mirrored=True),
    View("top left", (0.0, 0.0, 0.93, 0.93)),
    View("top right", (0.07, 0.0, 1.0, 0.93), mirrored=True),
    View("bottom left", (0.0, 0.07, 0.93, 1.0)),
    View("bottom right", (0.07, 0.07, 1.0, 1.0), mirrored=True),
    View("centre", (0.035, 0.035, 0.965, 0.965)),
    View("smaller", scale=0.9),
    View("larger", scale=1.1),
)

WORTH = (  # tests/benchmarks/bench_views.py measures it, with any pack; README.md says the same
    "takes 2.8 times as long with 24-megapixel JPEGs, 9.1 times the network's work; AUC of good against ordinary "
    "-0.001 [-0.003, +0.001], rank correlation with rated beauty +0.001 [-0.003, +0.005] (aesthetic-multigap)"
)
AUGMENTED = f"the mean of {len(VIEWS)} views of each photograph, mirrored, cropped and scaled: {WORTH}"


def average(answers: Sequence[Outputs]) -> Outputs:
    """One answer of those to a photograph's views, that to the whole photograph first: the mean of each field.

    Those of :data:`OF_THE_FIRST` are the first one's.
    """
    first = answers[0]
    fields = (name for name in first._fields if name not in OF_THE_FIRST)
    means = {name: np.mean([getattr(answer, name) for answer in answers], axis=0) for name in fields}
    return first._replace(**means)


def key(pack: Pack, views: Sequence[View]) -> str:
    """Under which the catalog keeps what ``pack`` says by ``views``; that of the whole alone is the pack's own key."""
    if tuple(views) == WHOLE:
        return pack.key
    import hashlib

    return f"{pack.key}+{len(views)}-views-{hashlib.sha256(repr(tuple(views)).encode()).hexdigest()[:8]}"


def _span(length: int, first: float, last: float) -> slice:
    """The pixels from ``first`` to ``last``, parts of ``length``: one at least."""
    start = min(round(length * first), length - 1)
    return slice(start, max(start + 1, round(length * last)))
