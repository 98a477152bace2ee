"""Packs and photographs for the tests of scoring."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.scoring.outputs import OF_EVERY_FORM, Outputs, outputs_from
from aesthetic_gui.scoring.pack import Pack, load_pack, read_pack


class StandInRuntime:
    """Stands in for a GPU: counts what it is asked, says of a photograph its own brightness, fails when told to."""

    def __init__(self, failures: dict[int, Exception] | None = None) -> None:
        self.failures = failures or {}
        self.shapes: list[tuple[int, ...]] = []
        self.closed = False

    @property
    def device(self) -> str:
        return "GPU (stand-in)"

    def predict(self, batch: NDArray[np.float32]) -> Outputs:
        self.shapes.append(batch.shape)
        if len(self.shapes) in self.failures:
            raise self.failures[len(self.shapes)]
        brightness = batch.mean(axis=(1, 2, 3))
        said = np.tile(brightness[:, None], 10), batch[..., 0], brightness[:, None]
        return outputs_from(dict(zip(OF_EVERY_FORM, said, strict=True)))

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def stand_in() -> type[StandInRuntime]:
    return StandInRuntime


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The default pack, at the precision that both runtimes have."""
    return load_pack().at_precision("fp32")


@pytest.fixture(scope="session")
def nima() -> Pack:
    return load_pack("nima-mobilenet")


@pytest.fixture
def pack_copy(pack: Pack, tmp_path: Path) -> Pack:
    """The default pack in a folder of its own, to be damaged."""
    return _copied(pack, tmp_path)


@pytest.fixture
def nima_copy(nima: Pack, tmp_path: Path) -> Pack:
    return _copied(nima, tmp_path)


def _copied(pack: Pack, tmp_path: Path) -> Pack:
    folder = tmp_path / "copy" / pack.id
    shutil.copytree(pack.folder, folder)
    return read_pack(folder).at_precision(pack.precision)


@pytest.fixture(scope="session")
def photographs(shared_data: Path) -> list[NDArray[np.uint8]]:
    """Thirty real photographs of several shapes, uint8 (h, w, 3)."""
    paths = sorted((shared_data / "corpus").rglob("*.jpg"))[::160][:30]
    return [np.asarray(Image.open(path).convert("RGB")) for path in paths]


@pytest.fixture
def noise() -> Callable[[int, int, int], NDArray[np.float32]]:
    """Inputs for tests of plumbing: float32 (height, width, 3) in -1..1, the same for the same seed."""

    def make(height: int, width: int, seed: int) -> NDArray[np.float32]:
        return np.random.default_rng(seed).uniform(-1, 1, (height, width, 3)).astype(np.float32)

    return make
