"""What both methods ask the child, about which network; and whether there is one to ask."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.gradients.child import ABSENT, installed
from aesthetic_gui.explain.methods import NotExplained, method_called
from aesthetic_gui.explain.question import Question, of_the_photograph
from aesthetic_gui.scoring.keras.randomised import Randomised

EVENED_OUT = 2.0  # pixels of the network's input, the standard deviation; the sum stays


def request(question: Question, method: str) -> dict[str, Any]:
    """What the child has to know of ``question``. Raises :class:`NotExplained` where it cannot be asked."""
    title, model = method_called(method).title, question.model
    if model is None or question.target not in method_called(method).targets:
        raise NotExplained(f"{title} cannot explain {question.target!r}. Choose another method, such as LIME.")
    if not any(row.runtime == "keras" for row in model.pack.weights):
        raise NotExplained(
            f"{title} needs the network itself, and the model {model.pack.id} comes without it (it has no Keras "
            "weights). Choose another method, such as LIME."
        )
    if not installed():
        raise NotExplained(ABSENT)
    random = model.runtime.seed if isinstance(model.runtime, Randomised) else None
    return {"method": method, "pack": str(model.pack.folder), "target": question.target, "random": random}


def seen(pixels: NDArray[np.float32], question: Question) -> NDArray[np.float32]:
    """What pixels add, of the photograph alone, evened out a little: what one pixel adds nobody could see."""
    import cv2

    return np.asarray(cv2.GaussianBlur(of_the_photograph(pixels, question), (0, 0), EVENED_OUT), np.float32)


def silent(_words: str) -> None:
    """For callers who show no progress."""
