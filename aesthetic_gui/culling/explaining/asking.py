"""Say why a photograph got its score, from the catalog where that was worked out before, and keep the answer.

photograph ──> catalog: known? ──> one complete Explanation, at once
                    └── else ──> decode ──> a method of explain ──> better and better ones; the last is kept
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import CatalogError
from aesthetic_gui.explain import cam
from aesthetic_gui.explain.heat import Cancelled, never
from aesthetic_gui.explain.hiding import libraries, lime, shap
from aesthetic_gui.explain.methods import Asked, method_called
from aesthetic_gui.explain.question import Question, of_the_model
from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.photo import Explanation, Photo, seen_as
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime

log = logging.getLogger(__name__)

VERSION = 3  # of what the methods compute: raise it when their answers change, and stored ones are not used any more


def explain(
    picture: NDArray[np.uint8] | Photo,
    asked: Asked,
    pack: Pack,
    runtime: Runtime,
    catalog: Catalog | None = None,
    *,
    content_id: str | None = None,
    turn: int = 0,
    cancelled: Cancelled = never,
) -> Iterator[Explanation]:
    """Yield the answer to what is ``asked`` of ``picture``, better and better; the last one has ``complete`` set.

    ``picture`` is a photograph on disk, or its pixels uint8 (h, w, 3) sRGB, longest side about 640, with the
    ``content_id`` under which ``catalog`` may know it. What is explained, and mapped, is the picture after ``turn``
    quarter turns clockwise. A complete explanation is stored; after a cancel nothing more is yielded and nothing
    stored.

    Raises ``NoSuchLevel``, or ``Unreadable`` for a photograph that cannot be read; when first asked for.
    """
    key = f"v{VERSION} {asked.key}"
    content_id = content_id or _known_content(picture, pack, catalog)
    name = seen_as(content_id, turn) if content_id else ""
    stored = catalog.explanation(name, pack.key, asked.method, key) if catalog and content_id else None
    if stored is not None:
        yield stored
        return
    if cancelled():
        return
    rgb, content_id = _pixels(picture, content_id)
    rgb = pixels.turned(rgb, turn)
    for explanation in answers(of_the_model(rgb, pack, runtime, asked.target), asked, cancelled):
        if explanation.complete and catalog and content_id:
            _keep(catalog, seen_as(content_id, turn), pack.key, key, explanation)
        yield explanation


def answers(question: Question, asked: Asked, cancelled: Cancelled = never) -> Iterator[Explanation]:
    """Yield the answers to ``question`` by the method that was ``asked`` for, better and better."""
    if asked.method == "cam":
        return cam.explain(question, level=asked.level, cancelled=cancelled)
    if asked.method == "lime":
        return lime.explain(question, samples=asked.evaluations, seed=asked.seed, cancelled=cancelled)
    return shap.explain(question, evaluations=asked.evaluations, seed=asked.seed, cancelled=cancelled)


def warm_up(method: str) -> None:
    """Import what ``method`` needs, so that its first answer is as quick as the next.

    Takes up to 2 s the first time, in any thread: other threads are not held up. Raises :class:`UnknownMethod`.
    """
    loaders: dict[str, tuple[Callable[[], object], ...]] = {
        "lime": (libraries.slic_function, libraries.lime_package),
        "shap": (libraries.shap_package,),
    }
    for load in loaders.get(method_called(method).id, ()):
        load()


def _known_content(picture: NDArray[np.uint8] | Photo, pack: Pack, catalog: Catalog | None) -> str | None:
    if catalog is None or not isinstance(picture, Photo):
        return None
    known = catalog.known([picture], pack.key).get(picture.path)
    return known.content_id if known else None


def _pixels(picture: NDArray[np.uint8] | Photo, content_id: str | None) -> tuple[NDArray[np.uint8], str | None]:
    if not isinstance(picture, Photo):
        return picture, content_id
    decoded = decode(picture.path)
    return decoded.rgb, decoded.content_id


def _keep(catalog: Catalog, content_id: str, pack_key: str, key: str, explanation: Explanation) -> None:
    """A catalog that cannot be written costs a repetition some day, not the answer that is at hand."""
    try:
        catalog.store_explanation(content_id, pack_key, key, explanation)
    except CatalogError as error:
        log.warning("an explanation was not kept: %s", error)
