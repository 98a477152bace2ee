"""What the stem makes of every view of every photograph, on disk: training then runs only the tail.

``prepare views`` → augment → degrade a copy → ``Preparation`` → stem → one folder per view, filled chunk by chunk; a
killed run goes on where it stopped. Row ``2 i`` is photograph i, row ``2 i + 1`` its degraded copy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.training.data import degrade
from aesthetic_gui.training.data.photographs import DecodedFile, Rows, Tell, ahead, load_array
from aesthetic_gui.training.network.halves import stem
from aesthetic_gui.training.recipe import Augment, Recipe, key_of

if TYPE_CHECKING:
    import keras

CHUNK = 64  # photographs between two notes of how far it got
_AT_ONCE = 32  # inputs the stem takes at once
_FORM = 2  # of what is kept: views of an older form are made again


@dataclass(frozen=True, slots=True, eq=False)
class StemView:
    """One view of n photographs, and of their degraded copies: arrays of 2 n rows.

    ``features`` float16 (2 n, capacity, c), memory-mapped, holds the cut's output, ``sizes`` int16 (2 n, 2) its height
    and width in cells; ``embedding`` float32 (2 n, d); ``early`` float32 (2 n, e), an early block's output, pooled;
    ``teacher`` float32 (2 n, 10), the untouched network's ratings; ``kind`` int8 (2 n), which degradation, -1: none.
    """

    features: NDArray[np.float16]
    sizes: NDArray[np.int16]
    embedding: NDArray[np.float32]
    early: NDArray[np.float32]
    teacher: NDArray[np.float32]
    kind: NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """All views of the photographs for tails of ``blocks`` blocks."""

    views: tuple[StemView, ...]
    blocks: int

    def features(self, rows: Rows, views: Rows) -> dict[str, NDArray[Any]]:
        """The tail's input for ``rows`` (k,) of ``views`` (k,): filled up to the largest, the mask saying with what."""
        if not self.blocks:
            embedding = np.stack([self.views[v].embedding[row] for row, v in zip(rows, views, strict=True)])
            return {"features": embedding[:, None, None], "mask": np.ones((len(rows), 1, 1, 1), np.float32)}
        sizes = np.stack([self.views[v].sizes[row] for row, v in zip(rows, views, strict=True)]).astype(int)
        high, wide = (int(-(-side // 2) * 2) for side in sizes.max(axis=0))  # few shapes: each is compiled again
        channels = self.views[0].features.shape[2]
        features = np.zeros((len(rows), high, wide, channels), np.float16)
        mask = np.zeros((len(rows), high, wide, 1), np.float32)
        for place, (row, v, (h, w)) in enumerate(zip(rows, views, sizes, strict=True)):
            features[place, :h, :w] = self.views[v].features[row, : h * w].reshape(h, w, channels)
            mask[place, :h, :w] = 1
        return {"features": features, "mask": mask}

    def teacher(self, rows: Rows, views: Rows) -> NDArray[np.float32]:
        """The untouched network's ratings (k, 10)."""
        return np.stack([self.views[v].teacher[row] for row, v in zip(rows, views, strict=True)])


def make_views(
    network: keras.Model, photographs: DecodedFile, recipe: Recipe, blocks: int, folder: Path, name: str, tell: Tell
) -> Views:
    """The views that ``recipe`` asks for, below ``folder``; those that are there already are not made again.

    ``name`` stands for the photographs and ``network`` must be as ``recipe.start`` names it.
    """
    runs = stem(network, blocks)
    made = []
    for number in range(recipe.augment.views):
        chances = recipe.augment if number else Augment(views=0)
        looks = list(chances.by_change().values())
        key = key_of(_FORM, name, recipe.start, recipe.input, looks, recipe.seed, blocks, number)
        maker = _Maker(
            runs, photographs, recipe.preparation, chances, (recipe.seed, number), folder / f"{key}-view-{number}"
        )
        made.append(maker.view(tell))
    return Views(tuple(made), blocks)


@dataclass(slots=True)
class _Maker:
    """Makes one view, or opens what an earlier run made of it."""

    runs: Any
    photographs: DecodedFile
    preparation: Preparation
    chances: Augment
    seed: tuple[int, int]
    folder: Path
    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)

    def view(self, tell: Tell) -> StemView:
        total = len(self.photographs)
        done = self._open(total)
        chunks = [range(start, min(start + CHUNK, total)) for start in range(done, total, CHUNK)]
        for chunk, (inputs, kinds) in zip(chunks, ahead(self._inputs, chunks), strict=True):
            self._fill(2 * chunk.start, inputs, kinds)
            for array in self.arrays.values():
                array.flush()  # type: ignore[attr-defined]
            disk_io.write_whole(str(chunk.stop).encode(), self.folder / "done", replace=True)
            tell(f"View {self.seed[1] + 1}", chunk.stop, total)
        self._close()
        return StemView(**self.arrays)

    def _inputs(self, chunk: range) -> tuple[list[NDArray[np.float32]], list[int]]:
        inputs, kinds = [], []
        for place in chunk:
            rng = np.random.default_rng([*self.seed, place])
            rgb = degrade.view(self.photographs[place], self.seed[1], self.chances, rng)
            worse, kind = degrade.degraded(rgb, rng)
            inputs += [self.preparation.prepare(rgb), self.preparation.prepare(worse)]
            kinds += [-1, kind]
        return inputs, kinds

    def _fill(self, start: int, inputs: list[NDArray[np.float32]], kinds: list[int]) -> None:
        self.arrays["kind"][start : start + len(kinds)] = kinds
        for shape in sorted({row.shape for row in inputs}):
            places = [place for place, row in enumerate(inputs) if row.shape == shape]
            for some in (places[first : first + _AT_ONCE] for first in range(0, len(places), _AT_ONCE)):
                outputs = self.runs.predict_on_batch(np.stack([inputs[place] for place in some]))
                self._keep(start + np.array(some), outputs)

    def _keep(self, rows: Rows, outputs: dict[str, NDArray[np.float32]]) -> None:
        self.arrays["embedding"][rows] = outputs["embedding"]
        self.arrays["early"][rows] = outputs["early"]
        self.arrays["teacher"][rows] = outputs["distribution"]
        cells = outputs.get("features")
        if cells is not None:
            self.arrays["sizes"][rows] = cells.shape[1:3]
            self.arrays["features"][rows, : cells.shape[1] * cells.shape[2]] = cells.reshape(
                len(rows), -1, cells.shape[3]
            )

    def _open(self, total: int) -> int:
        """Open or make the arrays' files; how many photographs are done."""
        self.folder.mkdir(parents=True, exist_ok=True)
        note = self.folder / "done"
        done = int(disk_io.read_text(note, encoding="ascii")) if note.exists() else 0
        for name, (shape, dtype) in self._shapes(2 * total).items():
            path = self.folder / f"{name}.npy"
            if done and path.exists():
                self.arrays[name] = load_array(path, "r+")
            else:
                self.arrays[name] = np.lib.format.open_memmap(path, "w+", dtype, shape)
        return done

    def _close(self) -> None:
        """Small arrays into memory; the features stay on disk, now for reading only."""
        for name in self.arrays:
            mode: Any = "r" if name == "features" else None
            self.arrays[name] = load_array(self.folder / f"{name}.npy", mode)

    def _shapes(self, rows: int) -> dict[str, tuple[tuple[int, ...], Any]]:
        outputs = self.runs.output
        capacity, channels = 1, 1  # of the head alone: an array of nothing cannot be memory-mapped
        if "features" in outputs:
            capacity, channels = self._capacity(), int(outputs["features"].shape[-1])
        return {
            "features": ((rows, capacity, channels), np.float16),
            "sizes": ((rows, 2), np.int16),
            "embedding": ((rows, int(outputs["embedding"].shape[-1])), np.float32),
            "early": ((rows, int(outputs["early"].shape[-1])), np.float32),
            "teacher": ((rows, int(outputs["distribution"].shape[-1])), np.float32),
            "kind": ((rows,), np.int8),
        }

    def _capacity(self) -> int:
        """The most cells that a photograph of any aspect has at the cut."""
        aspects = np.exp(np.linspace(-np.log(4), np.log(4), 401))
        sizes = {self.preparation.size(round(1000 * aspect), 1000) for aspect in aspects}
        shapes = [self.runs.compute_output_shape((1, height, width, 3))["features"] for width, height in sizes]
        return max(int(shape[1] * shape[2]) for shape in shapes)
