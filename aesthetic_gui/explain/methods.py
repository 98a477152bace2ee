"""The ways to explain, as rows: what a choice of them shows needs none of what computes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aesthetic_gui.facts import Criterion
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.words import CRITERIA

LIME_SAMPLES, SHAP_EVALUATIONS, INTEGRATED_STEPS = 640, 500, 64  # of the model, unless another number is asked for
LIME_OF_CRITERIA = 256  # a criterion takes up to four times as long as the model

AESTHETIC, RATING, TASTE = "aesthetic", "rating", "taste"
TARGETS: tuple[str, ...] = (AESTHETIC, RATING, TASTE, *(str(criterion) for criterion in Criterion))
"""What can be explained: P(aesthetic) by its log-odds, the mean rating, the taste in charge, a technical criterion."""

_ASKED = {AESTHETIC: "P(aesthetic)", RATING: "the mean rating", TASTE: "P(aesthetic) by your taste"}

Needs = Literal["forward", "hiding", "gradients"]


@dataclass(frozen=True, slots=True)
class Method:
    """One way to explain.

    ``samples`` is how many model evaluations it takes by default, ``of_criteria`` how many to explain a technical
    criterion, where that is less. ``needs``: one "forward" pass that hands out its
    maps; "hiding" parts, which explains any number; "gradients" of the network itself, by TensorFlow in a process of
    its own. ``targets`` is what it can explain, ``source`` whose method it is. ``offered``: to choose in the window;
    what is not is a control. ``options`` are its variants, the usual one first.
    """

    id: str
    title: str
    shows: str
    samples: int
    needs: Needs
    source: str
    targets: tuple[str, ...] = TARGETS
    options: tuple[str, ...] = ()
    offered: bool = True
    of_criteria: int | None = None


METHODS: tuple[Method, ...] = (
    Method(
        "cam", "CAM",
        "Where the network sees what raises or lowers the score. At once, but right on four photographs in ten only.",
        1, "forward",
        "Zhou et al. 2016; Selvaraju et al. 2017", (AESTHETIC,),
    ),
    Method(
        "lime", "LIME", "Which regions raise or lower the score, found by hiding them at random.", LIME_SAMPLES,
        "hiding", "Ribeiro, Singh & Guestrin 2016", of_criteria=LIME_OF_CRITERIA,
    ),
    Method(
        "shap", "SHAP", "How the score is shared out among the regions, compared with their flat colours.",
        SHAP_EVALUATIONS, "hiding", "Lundberg & Lee 2017",
    ),
    Method(
        "lrp", "LRP",
        "The score's relevance, handed back layer by layer to the pixels; right on three photographs in ten only.",
        1, "gradients",
        "Bach et al. 2015; Montavon et al. 2019; Kohlbrenner et al. 2020", (AESTHETIC, RATING),
        ("composite", "epsilon", "alpha-beta"),
    ),
    Method(
        "integrated", "Integrated gradients", "What each pixel adds on the way from the mean colour to the photograph.",
        INTEGRATED_STEPS, "gradients", "Sundararajan, Taly & Yan 2017", (AESTHETIC, RATING), ("mean", "blur"),
        offered=False,
    ),
    Method(
        "occlusion", "Occlusion", "How much the score falls when one region alone is hidden.", 1, "hiding",
        "Zeiler & Fergus 2014",
    ),
    Method("random", "Random", "A map of chance: what every method has to be better than.", 1, "hiding", "a control",
           offered=False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: which of the :data:`TARGETS`, by which method, and how.

    ``level`` is one of CAM's: 1 the finest, 0 for all of them added up, None for the coarsest, whose map is the most
    faithful of theirs (docs/why.md); ``option`` one of the method's, "" for its usual one;
    ``samples`` the number of model evaluations, None for the method's own. Raises :class:`UnknownMethod`, or
    :class:`NotExplained` where the method cannot explain that.
    """

    method: str
    target: str = AESTHETIC
    level: int | None = None
    option: str = ""
    samples: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        row = method_called(self.method)
        if self.target not in row.targets:
            raise NotExplained(f"{row.title} cannot explain {self.target!r}. Choose another method, such as LIME.")
        if self.option and self.option not in row.options:
            raise NotExplained(f"{row.title} has no {self.option!r}; it has {', '.join(row.options) or 'no options'}.")

    @property
    def evaluations(self) -> int:
        """How many times the model is asked."""
        row = method_called(self.method)
        if self.samples is not None and row.samples > 1:
            return self.samples
        of_model = self.target in (AESTHETIC, RATING, TASTE)
        return row.samples if of_model or row.of_criteria is None else row.of_criteria

    @property
    def key(self) -> str:
        """Under which an answer is kept, beside the photograph, the model and the method; of each wish its own."""
        row = method_called(self.method)
        option = self.option or next(iter(row.options), "")
        level = "" if self.level is None else self.level
        return f"{self.target} samples={self.evaluations} seed={self.seed} level={level} {option}".strip()


def level_titles(levels: Sequence[int]) -> tuple[str, ...]:
    """What the levels of a class activation map are called, the finest first: by the pixels of their cells."""
    titles = [f"{pixels} pixels" for pixels in levels]
    if len(titles) > 1:
        titles[0], titles[-1] = f"Fine, {titles[0]}: texture", f"Coarse, {titles[-1]}: subjects"
    return tuple(titles)


def asked_words(target: str) -> str:
    """One of :data:`TARGETS` in words, as the object of a sentence: "the mean rating"."""
    return _ASKED.get(target) or CRITERIA[Criterion(target)]


class UnknownMethod(AestheticError, ValueError):
    """No such way to explain; its text names those there are."""


class NotExplained(AestheticError, ValueError):
    """That cannot be explained so; its text says what can be."""


def method_called(name: str) -> Method:
    """The row of :data:`METHODS` with the id ``name``. Raises :class:`UnknownMethod`."""
    for method in METHODS:
        if method.id == name:
            return method
    known = ", ".join(method.id for method in METHODS)
    raise UnknownMethod(f"There is no explanation called {name!r}. Choose one of: {known}.")
