"""Integrated gradients: what each pixel adds on the way from a picture with nothing in it to the photograph.

Sundararajan, Taly & Yan, "Axiomatic Attribution for Deep Networks" (2017). The gradients are those of
``scoring.keras.integrated``, in a process of its own; here the steps are chosen and added up.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aesthetic_gui.explain.gradients import child
from aesthetic_gui.explain.gradients.asking import request, seen, silent
from aesthetic_gui.explain.heat import Cancelled, explanation, never
from aesthetic_gui.explain.hiding.regions import Baseline, hiding
from aesthetic_gui.explain.methods import INTEGRATED_STEPS
from aesthetic_gui.explain.question import Batch, Question
from aesthetic_gui.photo import Explanation

TOGETHER = 8  # steps that are asked about at once


def explain(
    question: Question,
    *,
    option: str = "",
    samples: int = INTEGRATED_STEPS,
    seed: int = 0,
    cancelled: Cancelled = never,
    told: child.Told = silent,
) -> Iterator[Explanation]:
    """Yield the map several times while ``samples`` steps are taken, a multiple of 8; ``seed`` changes nothing.

    ``option`` is the baseline: "mean" (its mean colour, the usual one) or "blur". Notes: ``value``, ``mean``, ``of``
    (the value by the exact network), ``base`` (that of the baseline), ``sum`` (of all pixels), ``missed`` (of - base -
    sum: what so many steps leave out), ``scale``. Raises what :func:`lrp.explain` does.
    """
    del seed
    if cancelled():
        return
    asked = request(question, "integrated")
    pictures = np.stack([question.canvas, baseline_of(question, option or "mean")])
    rounds = max(1, round(samples / TOGETHER))
    pixels = np.zeros(question.canvas.shape[:2])
    for done in range(1, rounds + 1):
        answer = child.ask(asked | steps(done - 1, rounds), pictures, cancelled, told)
        if answer is None or cancelled():
            return
        pixels += (answer.pixels - pixels) / done
        added = float(pixels.sum())
        notes = {**answer.notes, "sum": added, "missed": answer.notes["of"] - answer.notes["base"] - added}
        shown = seen(pixels.astype(np.float32), question)
        yield explanation("integrated", shown, question, notes=notes, progress=(done * TOGETHER, rounds * TOGETHER))


def steps(place: int, rounds: int) -> dict[str, list[float]]:
    """The steps of one of ``rounds`` rounds: "places" from 0 to 1, and what part of the way each stands for, "lengths".

    Each round goes all the way. Steps are the shorter the nearer they are to the baseline, where the network's answer
    changes most: places are u³ for evenly spaced u.
    """
    order = (place * _coprime(rounds)) % rounds
    even = [(order + 0.5 + rounds * step) / (rounds * TOGETHER) for step in range(TOGETHER)]
    return {"places": [u**3 for u in even], "lengths": [3 * u**2 / TOGETHER for u in even]}


def baseline_of(question: Question, option: str) -> Batch:
    """The picture with nothing in it, float32 (h, w, 3): the photograph's mean colour, or a blurred copy."""
    left, top, right, bottom = question.frame
    whole = np.zeros((bottom - top, right - left), np.intp)
    copies = hiding(question.canvas, whole, question.frame, Baseline(option))(np.zeros((1, 1), np.intp))
    return np.asarray(copies[0], np.float32)


def _coprime(rounds: int) -> int:
    """A stride that visits all of ``rounds``, far apart one after the other."""
    return next(stride for stride in range(max(1, rounds // 2), rounds + 1) if np.gcd(stride, rounds) == 1)
