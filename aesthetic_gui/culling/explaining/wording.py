"""A photograph's reasons in words: its composition is measured here, and all that is known of it put into sentences."""

from __future__ import annotations

from typing import Any

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.explaining import asking
from aesthetic_gui.culling.explaining.questions import read
from aesthetic_gui.culling.measuring.asking import measured
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import score_photos
from aesthetic_gui.explain.methods import Asked
from aesthetic_gui.explain.words.composition import composition_of
from aesthetic_gui.explain.words.sentences import reasons
from aesthetic_gui.explain.words.values import Composition, Reason
from aesthetic_gui.facts import Facts
from aesthetic_gui.photo import Photo, Unreadable
from aesthetic_gui.scoring.runtime import Runtime

METHOD = "cam"  # whose map tells what carries the score: one pass, and it is checked


def composition(photo: Photo, turn: int = 0) -> Composition:
    """Of ``photo`` after ``turn`` quarter turns clockwise; decodes it. Raises ``Unreadable``."""
    return composition_of(read(photo, turn).rgb)


def in_words(
    photo: Photo, judge: Judge, runtime: Runtime, catalog: Catalog | None = None, *, turn: int = 0
) -> tuple[Reason, ...]:
    """What is worth saying of ``photo``: all of it is measured, closely, unless the ``catalog`` knows it.

    Raises ``Unreadable``.
    """
    composed = composition(photo, turn)
    (item,) = score_photos([photo], judge, runtime, catalog)
    *_, explained = asking.explain(photo, Asked(METHOD), judge.pack, runtime, catalog, turn=turn)
    return reasons(_facts(photo, catalog), composed, item.score, explained, turn)


def record(reason: Reason) -> dict[str, Any]:
    """For JSON: the region as left, top, right, bottom, in shares of the photograph as it is turned, or None."""
    return {
        "text": reason.text,
        "figure": reason.figure,
        "kind": reason.kind.value,
        "region": [round(share, 4) for share in reason.region] if reason.region else None,
        "usual": reason.usual,
    }


def _facts(photo: Photo, catalog: Catalog | None) -> Facts:
    ((_, told),) = measured([photo], catalog)
    if isinstance(told, Unreadable):
        raise told
    return told
