"""The ways to explain, as rows: what a choice of them shows needs none of what computes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aesthetic_gui.photo import AestheticError

LIME_SAMPLES, SHAP_EVALUATIONS = 1000, 500  # of the model, unless another number is asked for


@dataclass(frozen=True, slots=True)
class Method:
    """One way to explain: its id, title, what it shows, and how many model evaluations it takes by default."""

    id: str
    title: str
    shows: str
    samples: int


METHODS: tuple[Method, ...] = (
    Method("cam", "CAM", "Where the network sees what raises or lowers the score. At once.", 1),
    Method("lime", "LIME", "Which regions raise or lower the score, found by hiding them at random.", LIME_SAMPLES),
    Method(
        "shap", "SHAP", "How the score is shared out among the parts, compared with a blurred copy.", SHAP_EVALUATIONS
    ),
)


def level_titles(levels: Sequence[int]) -> tuple[str, ...]:
    """What the levels of a class activation map are called, the finest first: by the pixels of their cells."""
    titles = [f"{pixels} pixels" for pixels in levels]
    if len(titles) > 1:
        titles[0], titles[-1] = f"Fine, {titles[0]}: texture", f"Coarse, {titles[-1]}: subjects"
    return tuple(titles)


class UnknownMethod(AestheticError, ValueError):
    """No such way to explain; its text names those there are."""


def method_called(name: str) -> Method:
    """The row of :data:`METHODS` with the id ``name``. Raises :class:`UnknownMethod`."""
    for method in METHODS:
        if method.id == name:
            return method
    known = ", ".join(method.id for method in METHODS)
    raise UnknownMethod(f"There is no explanation called {name!r}. Choose one of: {known}.")
