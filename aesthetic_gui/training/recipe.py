"""Every number that decides what a training run makes: frozen, readable from TOML, and the key of its caches."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from aesthetic_gui.disk_io import read_text
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.scoring.preparation import FILTERS, MODES, Filter, Mode, Preparation

Row = TypeVar("Row")
ABOUT = ("kind", "title")  # entries of a recipe's file that tell of it; no number of its own


class BadRecipe(AestheticError):
    """A recipe that cannot be used; its text says which entry and why."""


@dataclass(frozen=True, slots=True)
class Input:
    """How photographs are brought to the network (:class:`Preparation`), and their longest side before, in pixels."""

    mode: Mode = "square"
    filter: Filter = "area"
    pixels: int = 224 * 224
    multiple: int = 16
    side: int = 400


@dataclass(frozen=True, slots=True)
class Augment:
    """How probable each cue's change is in a view, 0 to 1; the strengths are those of ``training.data.degrade``.

    ``views`` are made of each photograph: the first as the program prepares it, the others changed.
    """

    views: int = 8
    tilt: float = 0.1
    crop: float = 0.6
    aspect: float = 0.5
    mirror: float = 0.5
    border: float = 0.0
    exposure: float = 0.3
    cast: float = 0.3
    greyscale: float = 0.15
    resample: float = 0.5
    jpeg: float = 0.7

    def by_change(self) -> dict[str, float]:
        """How probable each change is, in the order they are made: the scene's first, the file's last."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "views"}


@dataclass(frozen=True, slots=True)
class Batch:
    """How many photographs of each kind make one step; ``degraded`` are copies of so many of the others."""

    good: int = 24
    ordinary: int = 24
    oasis: int = 16
    degraded: int = 24


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of training: ``epochs`` of ``steps``, Adam at ``rate`` falling by a cosine after ``warm`` steps.

    ``blocks``: how many of the network's last blocks learn; 0 is the head only, on embeddings. ``ratings``: whether
    the head's ten ratings learn, too, or only their common tilt. ``tilt_l2``: weight of the tilt's squared
    length. ``stay``: weight of the squared distance from where the stage began (L2-SP, Li et al. 2018).
    ``average_from``: the epoch from which the weights are averaged (Izmailov et al. 2018); at ``epochs`` or later
    none are. ``share``: how far the result goes from the stage's beginning to its end (WiSE-FT, Wortsman et al.
    2022). ``patience``: so many epochs without a gain on the watched sources end the stage; 0 never.
    """

    blocks: int = 0
    epochs: int = 8
    steps: int = 100
    rate: float = 1e-3
    warm: int = 20
    dropout: float = 0.0
    ratings: bool = False
    tilt_l2: float = 0.3
    stay: float = 0.0
    clip: float = 1.0
    average_from: int = 4
    share: float = 1.0
    patience: int = 0
    batch: Batch = field(default_factory=Batch)


@dataclass(frozen=True, slots=True)
class Losses:
    """The weight of each loss, and their shapes. A difference of means is multiplied by ``slope`` before a logistic.

    ``rank``: good over ordinary, every pair of a step. ``logistic``: good above and ordinary below ``centre``.
    ``beauty``: pairs of OASIS by their difference in rated beauty. ``distil``: Kullback-Leibler divergence from
    the untouched network's ratings; ``fall``: by so much the tilt of a degraded copy's are lowered, ``degraded`` is
    their weight. ``hinge``: a degraded copy scores ``margin`` below its original.
    """

    rank: float = 1.0
    logistic: float = 0.0
    beauty: float = 1.0
    distil: float = 1.0
    degraded: float = 0.25
    hinge: float = 1.0
    slope: float = 3.0
    centre: float = 4.5
    margin: float = 0.3
    fall: float = 0.3


@dataclass(frozen=True, slots=True)
class KernelHead:
    """The head in closed form (``training.network.kernel_head``), learned last; without landmarks there is none.

    ``width``: the kernel's exponent at the median squared distance. ``ridge``: weight of its squared norm, the
    photographs weighing 1 together. ``beauty``: the share of that which is OASIS. ``reach``: rating points that
    good is to be above the middle. ``penalty``: rating points per unit of a defect's log-odds.
    ``shrink``: how far the defects' covariance is drawn towards that of a ball, 0 to 1.
    """

    landmarks: int = 256
    width: float = 0.7
    ridge: float = 8e-4
    beauty: float = 0.35
    reach: float = 1.7
    penalty: float = 0.155
    shrink: float = 0.02


@dataclass(frozen=True, slots=True)
class Recipe:
    """A whole run. ``collections``: parts of the corpus used. ``watched``: share of the sources that training leaves
    out to watch itself, used only where a stage has patience. ``degraded_folder`` is judged, never trained on."""

    seed: int = 0
    start: str = "nima-mobilenet"
    collections: tuple[str, ...] = ("wide",)
    watched: float = 0.125
    input: Input = field(default_factory=Input)
    augment: Augment = field(default_factory=Augment)
    losses: Losses = field(default_factory=Losses)
    head: Stage = field(default_factory=lambda: Stage(epochs=0, rate=1e-4, tilt_l2=1.0, batch=Batch(96, 96, 64, 96)))
    blocks: Stage = field(
        default_factory=lambda: Stage(blocks=2, epochs=0, steps=60, rate=1e-4, stay=1e-2, dropout=0.25)
    )

    kernel: KernelHead = field(default_factory=KernelHead)

    @property
    def preparation(self) -> Preparation:
        row = self.input
        return Preparation(row.mode, row.filter, row.pixels, row.multiple)

    @property
    def stages(self) -> tuple[tuple[str, Stage], ...]:
        """The stages that have epochs, in order, with their names."""
        return tuple((name, stage) for name, stage in (("head", self.head), ("blocks", self.blocks)) if stage.epochs)


def read_recipe(path: Path | None, settings: Iterable[str] = (), seed: int | None = None) -> Recipe:
    """The default recipe, changed by the TOML file ``path``, then by ``settings`` such as "blocks.rate=1e-4".

    Raises :class:`BadRecipe` for an unknown entry, a value of another type or out of range.
    """
    return filled(Recipe(), _check, path, settings, seed)


def filled(row: Row, check: Callable[[Row], None], path: Path | None, settings: Iterable[str], seed: int | None) -> Row:
    """``row``, a recipe of any kind, changed as :func:`read_recipe` says; ``check`` raises where it makes no sense.

    Raises :class:`BadRecipe`. What a file says of itself (:data:`ABOUT`) is passed over.
    """
    try:
        if path is not None:
            row = _changed(row, {name: value for name, value in read_toml(path).items() if name not in ABOUT})
        for setting in settings:
            row = _changed(row, _table_of(setting))
        row = row if seed is None else _changed(row, {"seed": seed})
        check(row)
    except (ValueError, OverflowError, RecursionError) as error:
        raise BadRecipe(f"The recipe cannot be used: {error}.") from error
    return row


def read_toml(path: Path) -> dict[str, Any]:
    """The table in the TOML file ``path``. Raises :class:`BadRecipe`."""
    try:
        return tomllib.loads(read_text(path))
    except OSError as error:
        raise BadRecipe(f"The recipe cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise BadRecipe(f"The recipe cannot be used: {error}.") from error


def recipe_toml(recipe: Any) -> str:
    """The text that :func:`read_recipe` reads as ``recipe``, or that of another kind."""
    return "\n".join(_toml_lines(dataclasses.asdict(recipe), "")) + "\n"


def key_of(*decides: Any) -> str:
    """Sixteen hexadecimal digits that differ where anything that ``decides`` (dataclasses, numbers, words) does."""
    text = json.dumps([dataclasses.asdict(row) if dataclasses.is_dataclass(row) else row for row in decides])  # type: ignore[arg-type]
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _table_of(setting: str) -> dict[str, Any]:
    name, equals, value = setting.partition("=")
    if not equals:
        raise ValueError(f"{setting!r} is not of the form name=value")
    try:
        return tomllib.loads(f"{name}={value}")
    except tomllib.TOMLDecodeError:
        return tomllib.loads(f"{name}={json.dumps(value)}")  # a bare word


def _toml_lines(table: Mapping[str, Any], name: str) -> Iterator[str]:
    """Plain values first, then the tables: TOML's order. Its words, numbers and lists of words are JSON's."""
    for entry, value in table.items():
        if not isinstance(value, Mapping):
            yield f"{entry} = {json.dumps(value)}"
    for entry, value in table.items():
        if isinstance(value, Mapping):
            path = f"{name}.{entry}" if name else entry
            yield from ("", f"[{path}]", *_toml_lines(value, path))


def _changed(row: Any, table: Mapping[str, Any]) -> Any:
    known = {entry.name: getattr(row, entry.name) for entry in fields(row)}
    for name, value in table.items():
        if name not in known:
            raise ValueError(f"there is no entry called {name!r}; known are {', '.join(known)}")
        known[name] = _value_like(known[name], value, name)
    return replace(row, **known)


def _value_like(old: Any, value: Any, name: str) -> Any:
    if dataclasses.is_dataclass(old) and isinstance(value, Mapping):
        return _changed(old, value)
    if isinstance(old, tuple) and isinstance(value, list):
        return tuple(str(word) for word in value)
    if isinstance(old, float) and type(value) is int:
        return float(value)
    if type(value) is not type(old):
        raise ValueError(f"{name} must be a {type(old).__name__}, not {value!r}")
    return value


def _check(recipe: Recipe) -> None:
    rows = [row for _, row in recipe.stages]
    sane = {
        "collections": len(recipe.collections) > 0,
        "a number that is not finite": all(map(math.isfinite, numbers_of(recipe))),
        "seed": 0 <= recipe.seed < 2**32,  # as NumPy and Keras have it
        "watched": 0 < recipe.watched <= 0.5,
        "input.mode": recipe.input.mode in MODES,
        "input.filter": recipe.input.filter in FILTERS,
        "input.pixels": 32 * 32 <= recipe.input.pixels <= 1024 * 1024,
        "input.side": 32 <= recipe.input.side <= 4096,
        "input.multiple": 1 <= recipe.input.multiple <= 256,
        "augment.views": recipe.augment.views >= 1,
        "stages": (len(rows) > 0 or recipe.kernel.landmarks > 0)
        and all(row.steps > 0 and row.rate > 0 for row in rows),
        "kernel": _sane_kernel(recipe.kernel),
        "kernel.landmarks (the kernel head needs blocks that stay as they are)": not (
            recipe.kernel.landmarks and recipe.blocks.epochs
        ),
        "blocks": recipe.head.blocks == 0 and 0 <= recipe.blocks.blocks <= 13,
        "batch": all(
            min(row.batch.good, row.batch.ordinary) > 0
            and 0 <= row.batch.degraded <= row.batch.good + row.batch.ordinary + row.batch.oasis
            for row in rows
        ),
        "share": all(0 < row.share <= 1 for row in rows),
    }
    wrong = [name for name, ok in sane.items() if not ok]
    if wrong:
        raise BadRecipe(f"The recipe has a value out of range: {', '.join(wrong)}.")


def numbers_of(row: Any) -> Iterator[float]:
    """Every number in a recipe and in the rows within it."""
    yield from _numbers(dataclasses.asdict(row))


def _numbers(table: Mapping[str, Any]) -> Iterator[float]:
    for value in table.values():
        if isinstance(value, Mapping):
            yield from _numbers(value)
        elif isinstance(value, (int, float)):
            yield value


def _sane_kernel(row: KernelHead) -> bool:
    positive = min(row.width, row.ridge, row.reach) > 0
    return positive and row.landmarks >= 0 and row.penalty >= 0 and 0 <= row.beauty < 1 and 0 <= row.shrink <= 1
