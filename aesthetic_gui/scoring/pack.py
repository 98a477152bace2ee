"""Model packs: a folder with pack.toml, weights and a model card, in the program or in the user's data folder."""

from __future__ import annotations

import logging
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aesthetic_gui import disk_io, settings
from aesthetic_gui.bundled import bundled
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import AestheticError, Bar, Score
from aesthetic_gui.scoring import gpu
from aesthetic_gui.scoring.calibration import Band, Calibration, bands_from, calibration_from, mean_sd
from aesthetic_gui.scoring.preparation import FILTERS, MODES, Preparation

LARGEST_WEIGHTS = 1 << 31  # bytes: where LiteRT's format ends
DEFAULT = "aesthetic-multigap"
_log = logging.getLogger(__name__)


class BadPack(AestheticError):
    """A model that cannot be used; its text says which, why and what to do."""


class NoSuchPack(BadPack):
    """There is no model of that name, or not at that precision."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One weights file: which runtime reads it ("litert" or "keras") and at which precision ("fp32", "int8")."""

    path: Path
    runtime: str
    precision: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One model as pack.toml describes it; ``precision`` is the one in use, the first listed unless another is named.

    ``threshold`` and ``band`` (its half-width) are on P(aesthetic), 0 to 1. ``metrics`` is what was measured, as in
    the file; ``bands`` is what several half-widths mean, narrowest first, empty where that was not measured.
    ``levels`` are those of ``Outputs.cam``, by the size of their cells in pixels of the input, the finest first; empty
    where there is one. Frozen, hence safe to share between threads.
    """

    id: str
    version: str
    title: str
    licence: str
    source: str
    folder: Path
    preparation: Preparation
    calibration: Calibration
    threshold: float
    band: float
    weights: tuple[Weights, ...]
    precision: str
    metrics: dict[str, Any]
    bands: tuple[Band, ...] = ()
    levels: tuple[int, ...] = ()

    @property
    def bar(self) -> Bar:
        """The bar that was measured with this pack; the photographer's own may be another."""
        return Bar(self.threshold, self.band)

    @property
    def name(self) -> str:
        """What :func:`load_pack` takes: the id, with ":precision" where it is not the pack's first."""
        return self.id if self.precision == self.weights[0].precision else f"{self.id}:{self.precision}"

    @property
    def key(self) -> str:
        """Under which the catalog keeps scores: ``id@version`` and what else decides them, the weights and the input.

        Files of one precision give the same scores in every runtime, so the first of them stands for all.
        """
        first = next(row for row in self.weights if row.precision == self.precision)
        import hashlib

        decides = hashlib.sha256(f"{first.sha256} {self.preparation}".encode()).hexdigest()
        return sys.intern(f"{self.id}@{self.version}+{decides[:8]}")  # each score has it: one for all of them

    @property
    def weights_as_published(self) -> frozenset[tuple[str, str, str]]:
        """Runtime, precision and SHA-256 of each weights file."""
        return frozenset((row.runtime, row.precision, row.sha256) for row in self.weights)

    def prepare(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The network's input float32 (h', w', 3) for a photograph uint8 (h, w, 3) sRGB, longest side ≤ 640 or so."""
        return self.preparation.prepare(rgb)

    def score(
        self, distribution: Sequence[float] | NDArray[np.floating], evidence: float | None = None, unlike: float = 0.0
    ) -> Score:
        """Everything that is said of a photograph, from what the network says of it (see ``Outputs``).

        Without ``evidence`` it is the mean rating, as in what an earlier program kept. ``ValueError`` where the ten are
        no distribution.
        """
        mean, sd = mean_sd(distribution)
        evidence = mean if evidence is None else evidence
        return Score(
            distribution=tuple(float(share) for share in np.asarray(distribution).reshape(-1)),
            mean=mean,
            sd=sd,
            p_aesthetic=self.calibration.probability(evidence),
            pack=self.key,
            evidence=evidence,
            unlike=unlike,
        )

    def weights_for(self, runtime: str) -> Weights | None:
        """The weights that ``runtime`` reads at this precision, or None where the pack has none."""
        rows = (row for row in self.weights if (row.runtime, row.precision) == (runtime, self.precision))
        return next(rows, None)

    def at_precision(self, precision: str) -> Pack:
        """The same pack at another precision. Raises :class:`NoSuchPack` where it has none."""
        available = list(dict.fromkeys(row.precision for row in self.weights))
        if precision not in available:
            raise NoSuchPack(f"The model {self.id} has no {precision} weights; it has {', '.join(available)}.")
        return replace(self, precision=precision)


def model_folders() -> list[Path]:
    """Where packs are looked for, in order: the program's own, then what the user added."""
    return [bundled("models"), settings.data_dir() / "models"]


def find_packs(on_bad: Callable[[BadPack], None] | None = None) -> list[Pack]:
    """Every usable pack, the program's own first; of two with one id the first found counts.

    A pack that cannot be used is told to ``on_bad`` (or logged) and the others are still found.
    """
    packs: dict[str, Pack] = {}
    for folder in _pack_folders():
        try:
            pack = read_pack(folder)
        except BadPack as bad:
            (on_bad or _log.warning)(bad)
        else:
            packs.setdefault(pack.id, pack)
    return list(packs.values())


def load_pack(name: str | None = None) -> Pack:
    """The pack called ``name``: an id, or ``id:precision``; None or "" is the one that comes with the program.

    Without a precision it is the pack's first, or where there is a GPU, what a GPU can run.

    Raises :class:`NoSuchPack` where there is none of that name, :class:`BadPack` where it cannot be used. Weights are
    verified when a runtime starts.
    """
    pack_id, _, precision = (name or DEFAULT).partition(":")
    found = [folder for folder in _pack_folders() if folder.name == pack_id]
    packs = {pack_id: read_pack(found[0])} if found else {pack.id: pack for pack in find_packs()}
    if pack_id not in packs:
        raise NoSuchPack(f"There is no model called {pack_id!r}. Available: {', '.join(packs) or 'none'}.")
    return packs[pack_id].at_precision(precision) if precision else _usual(packs[pack_id])


def still_there(name: str) -> tuple[str, str]:
    """``name``, as it was chosen once; where that model is gone, "" (for the default) and a sentence that says so."""
    try:
        load_pack(name or None)
    except NoSuchPack:
        default = load_pack().title
        return "", f"The model {name} that you had chosen is no longer there. {default} judges now."
    return name, ""


def _usual(pack: Pack) -> Pack:
    """``pack`` at its first precision; where there is a GPU, at that which a GPU can run."""
    for_gpu = next((row.precision for row in pack.weights if row.runtime == "keras"), pack.precision)
    return pack.at_precision(for_gpu) if for_gpu != pack.precision and gpu.present() else pack


def verify(pack: Pack) -> list[tuple[Path, bool]]:
    """Each weights file of ``pack``, and whether its content is the one the pack was made with."""
    return [(row.path, _intact(row)) for row in pack.weights]


def read_weights(pack: Pack, runtime: str) -> bytes:
    """The verified bytes of the weights for ``runtime``: what was hashed is what gets loaded.

    Raises :class:`BadPack` where the file is missing, changed, or not there for this runtime.
    """
    row = pack.weights_for(runtime)
    if row is None:
        raise BadPack(f"The model {pack.name} has no weights for {runtime}.")
    try:
        content = disk_io.read_regular(row.path, LARGEST_WEIGHTS)
    except OSError as error:
        raise BadPack(f"The model {pack.id} cannot be read: {row.path.name}: {error.strerror}. {_REPAIR}") from error
    import hashlib

    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise BadPack(f"The model {pack.id} is damaged or was changed: {row.path.name} is not as published. {_REPAIR}")
    return content


def read_pack(folder: Path) -> Pack:
    """The pack in ``folder``. Raises :class:`BadPack` where pack.toml is missing, incomplete or makes no sense."""
    try:
        table = tomllib.loads(disk_io.read_text(folder / "pack.toml"))
        pack = _pack_from(folder, table)
        _check(pack)
    except KeyError as error:
        raise BadPack(f"The model in {folder} cannot be used: pack.toml lacks {error}.") from error
    except OSError as error:
        raise BadPack(f"The model in {folder} cannot be used: pack.toml: {error.strerror}.") from error
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadPack(f"The model in {folder} cannot be used: {error}.") from error
    return pack


_REPAIR = "Install the program again, or remove the model and add it again."


def _pack_folders() -> Iterator[Path]:
    for models in model_folders():
        if models.is_dir():
            yield from sorted(marker.parent for marker in models.glob("*/pack.toml"))


def _pack_from(folder: Path, table: dict[str, Any]) -> Pack:
    weights = tuple(_weights_from(folder, row) for row in table["weights"])
    if not weights:
        raise ValueError("pack.toml names no weights")
    calibration = table["calibration"]
    return Pack(
        id=str(table["id"]),
        version=str(table["version"]),
        title=str(table["title"]),
        licence=str(table["licence"]),
        source=str(table["source"]),
        folder=folder,
        preparation=_preparation_from(table["input"]),
        calibration=calibration_from(calibration),
        threshold=float(table["threshold"]),
        band=float(table["band"]),
        weights=weights,
        precision=weights[0].precision,
        metrics=dict(table.get("metrics", {})),
        bands=bands_from(calibration.get("bands", [])),
        levels=tuple(int(pixels) for pixels in table.get("output", {}).get("levels", [])),
    )


def _weights_from(folder: Path, row: dict[str, Any]) -> Weights:
    name = str(row["file"])
    if Path(name).name != name:
        raise ValueError(f"weights must lie in the model's own folder, not {name!r}")
    return Weights(folder / name, str(row["runtime"]), str(row["precision"]), str(row["sha256"]).lower())


def _preparation_from(row: dict[str, Any]) -> Preparation:
    return Preparation(
        mode=row["mode"],
        filter=row["filter"],
        pixels=int(row["pixels"]),
        multiple=int(row["multiple"]),
        scale=float(row["scale"]),
        offset=float(row["offset"]),
    )


def _check(pack: Pack) -> None:
    """Raises ``ValueError`` for values that no model can have."""
    sane = {
        "input.mode": pack.preparation.mode in MODES,
        "input.filter": pack.preparation.filter in FILTERS,
        "input.pixels": 32 * 32 <= pack.preparation.pixels <= 4096 * 4096,
        "input.multiple": 1 <= pack.preparation.multiple <= 256,
        "input.scale": abs(pack.preparation.scale) <= 1e6,  # 255 times that is a number to every network
        "input.offset": abs(pack.preparation.offset) <= 1e6,
        "output.levels": list(pack.levels) == sorted({*pack.levels} & {*range(1, 4097)}),
        "threshold": 0 <= pack.threshold <= 1,
        "band": 0 <= pack.band <= 0.5,
        "weights.sha256": all(len(row.sha256) == 64 for row in pack.weights),
    }
    wrong = [name for name, ok in sane.items() if not ok]
    if wrong:
        raise ValueError(f"pack.toml has a value out of range: {', '.join(wrong)}")


def _intact(row: Weights) -> bool:
    import hashlib

    try:
        return hashlib.sha256(disk_io.read_regular(row.path, LARGEST_WEIGHTS)).hexdigest() == row.sha256
    except OSError:
        return False
