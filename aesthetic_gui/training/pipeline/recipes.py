"""The recipes that come with the program, by name, and those of the user, by file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from aesthetic_gui.disk_io import absolute
from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.training.heads.kinds import HeadRecipe
from aesthetic_gui.training.recipe import Augment, BadRecipe, filled, numbers_of, read_toml
from aesthetic_gui.training.select.selecting import SelectRecipe

MOBILENET, MULTIGAP, DISTIL = "mobilenet", "multigap", "distil"
KINDS = (MOBILENET, MULTIGAP, DISTIL)
USUAL = "kernel-mobilenet"
_FOLDER = Path(__file__).parents[1] / "recipes"


class Named(NamedTuple):
    """A recipe's file: what it is called, the kind of training it is for, and what it does in one line."""

    name: str
    kind: str
    title: str
    path: Path


@dataclass(frozen=True, slots=True)
class ReduceRecipe:
    """How many numbers become fewer, each backbone's by its own: "none", "pca" or "ica".

    ``share`` of a backbone's features stays, a half as published; or ``count``, where that is not 0.
    """

    method: str = "none"
    share: float = 0.5
    count: int = 0

    @property
    def sane(self) -> bool:
        """Whether every number can be used."""
        return self.method in ("none", "pca", "ica") and 0 < self.share <= 1 and self.count >= 0


@dataclass(frozen=True, slots=True)
class MultigapRecipe:
    """One way through the pipeline. ``collections``: parts of the corpus; ``together``: sources that are one.

    ``backbones`` are those of ``features.backbones``; ``levels`` which of their features are used, as "backbone" or
    "backbone/level", all where there are none. ``folds``: parts that the sources are left out in.
    """

    seed: int = 0
    collections: tuple[str, ...] = ("wide", "wide2")
    together: tuple[str, ...] = ("lonavla-school lonavla-villas",)
    backbones: tuple[str, ...] = ("nima", "lite2-top")
    levels: tuple[str, ...] = ("nima/embedding", "lite2")
    folds: int = 12
    select: SelectRecipe = field(default_factory=SelectRecipe)
    reduce: ReduceRecipe = field(default_factory=ReduceRecipe)
    head: HeadRecipe = field(default_factory=HeadRecipe)


@dataclass(frozen=True, slots=True)
class DistilRecipe:
    """A student and how it is taught. ``teacher`` is a recipe of the pipeline, or a pack; ``start`` a pack.

    ``blocks`` of the start's are kept, the last ``learning`` of them learn; photographs come as squares of ``side``
    pixels. One of ``parts`` of the sources is left out to judge. ``steps`` of ``batch`` views, Adam at ``rate``
    falling to nothing; ``ratings`` is the weight of the ten ratings beside the evidence, ``ridge`` the penalty, as a
    share of the photographs, of the regression that the outputs begin with.
    """

    seed: int = 0
    teacher: str = "multigap-none"
    start: str = "nima-mobilenet"
    side: int = 160
    blocks: int = 11
    learning: int = 4
    parts: int = 4
    steps: int = 350
    batch: int = 32
    rate: float = 6e-5
    ratings: float = 1.0
    ridge: float = 0.3
    augment: Augment = field(
        default_factory=lambda: Augment(
            tilt=0, crop=0.5, aspect=0.2, mirror=0.5, exposure=0.1, cast=0, greyscale=0, resample=0.3, jpeg=0.3
        )
    )

    @property
    def preparation(self) -> Preparation:
        return Preparation("square", "area", self.side**2, 1)


def known_recipes() -> Iterator[Named]:
    """Those that come with the program, in the order of their names."""
    for path in sorted(_FOLDER.glob("*.toml")):
        yield _named(path)


def find_recipe(word: str) -> Named:
    """The recipe of that name, or in the file at that path. Raises :class:`BadRecipe` where there is none."""
    path = _FOLDER / f"{word}.toml"
    if Path(word).name == word and path.is_file():
        return _named(path)
    if not word.endswith(".toml"):
        names = ", ".join(path.stem for path in sorted(_FOLDER.glob("*.toml")))
        raise BadRecipe(f"There is no recipe called {word!r}. Known are {names}; or name a file that ends in .toml.")
    return _named(absolute(Path(word)))


def read_multigap(path: Path | None, settings: Iterable[str] = (), seed: int | None = None) -> MultigapRecipe:
    """As ``recipe.read_recipe`` reads one of the other kind. Raises :class:`BadRecipe`."""
    return filled(MultigapRecipe(), _check, path, settings, seed)


def read_distil(path: Path | None, settings: Iterable[str] = (), seed: int | None = None) -> DistilRecipe:
    """The same for a recipe that distils. Raises :class:`BadRecipe`."""
    return filled(DistilRecipe(), _check_distil, path, settings, seed)


def _named(path: Path) -> Named:
    about = read_toml(path)
    kind = about.get("kind", MOBILENET)
    if kind not in KINDS:
        raise BadRecipe(f"{path.name} is a recipe of the kind {kind!r}, which is none of {', '.join(KINDS)}.")
    return Named(path.stem, kind, str(about.get("title", "")), path)


def _check(recipe: MultigapRecipe) -> None:
    sane = {
        "a number that is not finite": all(map(math.isfinite, numbers_of(recipe))),
        "seed": 0 <= recipe.seed < 2**32,
        "collections": len(recipe.collections) > 0,
        "backbones": len(recipe.backbones) > 0,
        "folds": recipe.folds >= 2,
        "select": recipe.select.sane,
        "reduce": recipe.reduce.sane,
        "head": recipe.head.sane,
    }
    _refuse(sane)


def _check_distil(recipe: DistilRecipe) -> None:
    sane = {
        "a number that is not finite": all(map(math.isfinite, numbers_of(recipe))),
        "seed": 0 <= recipe.seed < 2**32,
        "side": 32 <= recipe.side <= 1024,
        "blocks": 0 <= recipe.learning <= recipe.blocks,
        "parts": recipe.parts >= 2,
        "steps": recipe.steps >= 0 and recipe.batch > 0,
        "rate, ratings, ridge": min(recipe.rate, recipe.ridge) > 0 and recipe.ratings >= 0,
        "augment": all(0 <= chance <= 1 for chance in recipe.augment.by_change().values()),
    }
    _refuse(sane)


def _refuse(sane: Mapping[str, bool]) -> None:
    wrong = [name for name, ok in sane.items() if not ok]
    if wrong:
        raise BadRecipe(f"The recipe has a value out of range: {', '.join(wrong)}.")
