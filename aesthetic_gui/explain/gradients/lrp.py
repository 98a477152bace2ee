"""LRP: the score's relevance, handed back layer by layer to the pixels that caused it.

Bach et al. (2015), Montavon et al. (2019), Kohlbrenner et al. (2020); how it is done stands in
``scoring.keras.relevance``, which runs in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from aesthetic_gui.explain.gradients import child
from aesthetic_gui.explain.gradients.asking import request, seen, silent
from aesthetic_gui.explain.heat import Cancelled, explanation, never
from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import Explanation


def explain(
    question: Question, *, option: str = "", seed: int = 0, cancelled: Cancelled = never, told: child.Told = silent
) -> Iterator[Explanation]:
    """Yield LRP's one map of a photograph; ``seed`` changes nothing. The first takes ten seconds or more: ``told``.

    ``option`` is a preset: "composite" (the usual one), "epsilon", "alpha-beta". Notes: ``value``, ``mean``, ``of``
    (the value by the exact network, whose int8 form the score may be of), ``base`` (that of the average photograph,
    where the pack tells), ``absorbed`` (kept by biases and the stabiliser), ``sum`` (of all pixels: of - base -
    absorbed), ``missed`` (the most that a layer lost otherwise), ``scale``.

    Raises ``NotExplained`` without TensorFlow, Keras weights, or a rule for a layer; ``child.GradientsFailed``.
    """
    del seed
    if cancelled():
        return
    asked = request(question, "lrp") | {"option": option or "composite"}
    answer = child.ask(asked, question.canvas[None], cancelled, told)
    if answer is not None and not cancelled():
        yield explanation("lrp", seen(answer.pixels, question), question, notes=answer.notes)
