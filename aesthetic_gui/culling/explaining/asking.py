"""Say why a photograph got its score, from the catalog where that was worked out before, and keep the answer.

photograph ──> catalog: known? ──> one complete Explanation, at once
                    └── else ──> read ──> question ──> a method of explain ──> better and better ones;
                                 the last with what each superpixel contributes, and kept
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.explaining.keeping import Keeper
from aesthetic_gui.culling.explaining.questions import Stopped, question, read
from aesthetic_gui.explain import cam
from aesthetic_gui.explain.faithful import sureness
from aesthetic_gui.explain.gradients import integrated, lrp
from aesthetic_gui.explain.heat import Cancelled, never
from aesthetic_gui.explain.hiding import libraries, lime, occlusion, random_map, shap
from aesthetic_gui.explain.methods import Asked, method_called
from aesthetic_gui.explain.question import Question
from aesthetic_gui.explain.superpixels import summed
from aesthetic_gui.photo import Explanation, Photo, Sure
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime
from aesthetic_gui.taste.head import Taste


def explain(
    picture: NDArray[np.uint8] | Photo,
    asked: Asked,
    pack: Pack,
    runtime: Runtime,
    catalog: Catalog | None = None,
    *,
    content_id: str | None = None,
    turn: int = 0,
    taste: Taste | None = None,
    cancelled: Cancelled = never,
) -> Iterator[Explanation]:
    """Yield the answer to what is ``asked`` of ``picture``, better and better; the last ones have ``complete`` set.

    ``picture`` is a photograph on disk, or its pixels uint8 (h, w, 3) sRGB, longest side about 640, with the
    ``content_id`` under which ``catalog`` may know it. What is explained, and mapped, is the picture after ``turn``
    quarter turns clockwise. ``taste`` is the one in charge, if any. The last one tells how sure it is
    (``Explanation.sure``), those before are not checked yet. A complete explanation is stored; once cancelled nothing
    more is yielded, within eight copies of the photograph.

    Raises ``NotExplained``, ``NoSuchLevel``, or ``Unreadable`` for a photograph that cannot be read; when first asked
    for.
    """
    keeper = Keeper(catalog, pack, asked, turn, taste)
    content_id = content_id or _known_content(picture, pack, catalog)
    known = keeper.known(content_id)
    if _is_all(known) or cancelled():
        yield from filter(None, [known])
        return
    subject = read(picture, turn)
    if content_id is None and subject.decoded:
        content_id = subject.decoded.content_id
        known = keeper.known(content_id)
    if known is not None:
        yield known
    if _is_all(known):
        return
    try:
        about = question(subject, asked.target, pack, runtime, taste, cancelled)
        yield from _worked_out(about, asked, known, keeper, content_id, cancelled)
    except Stopped:
        return


def answers(question: Question, asked: Asked, cancelled: Cancelled = never) -> Iterator[Explanation]:
    """Yield the answers to ``question`` by the method that was ``asked`` for, better and better."""
    return _METHODS[asked.method](question, asked, cancelled)


_METHODS: dict[str, Callable[[Question, Asked, Cancelled], Iterator[Explanation]]] = {
    "cam": lambda of, by, cancelled: cam.explain(of, level=by.level, cancelled=cancelled),
    "lime": lambda of, by, cancelled: lime.explain(of, samples=by.evaluations, seed=by.seed, cancelled=cancelled),
    "shap": lambda of, by, cancelled: shap.explain(of, evaluations=by.evaluations, seed=by.seed, cancelled=cancelled),
    "lrp": lambda of, by, cancelled: lrp.explain(of, option=by.option, cancelled=cancelled),
    "integrated": lambda of, by, cancelled: integrated.explain(
        of, option=by.option, samples=by.evaluations, cancelled=cancelled
    ),
    "occlusion": lambda of, _by, cancelled: occlusion.explain(of, cancelled=cancelled),
    "random": lambda of, by, cancelled: random_map.explain(of, seed=by.seed, cancelled=cancelled),
}


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


def _worked_out(
    about: Question,
    asked: Asked,
    known: Explanation | None,
    keeper: Keeper,
    content_id: str | None,
    cancelled: Cancelled,
) -> Iterator[Explanation]:
    """From what is ``known`` on, which was not checked."""
    last = known
    for last in answers(about, asked, cancelled) if known is None else ():
        yield last
    if last is None or not last.complete:
        return
    if known is None:
        last = summed(last, about)
        keeper.keep(content_id, last)
        yield last
    chance = keeper.chance(content_id)
    checked = sureness.checked(about, last, sureness.chance(about) if chance is None else chance)
    keeper.keep(content_id, checked)
    yield checked


def _is_all(known: Explanation | None) -> bool:
    return known is not None and known.sure is not Sure.UNCHECKED


def _known_content(picture: NDArray[np.uint8] | Photo, pack: Pack, catalog: Catalog | None) -> str | None:
    if catalog is None or not isinstance(picture, Photo):
        return None
    known = catalog.known([picture], pack.key).get(picture.path)
    return known.content_id if known else None
