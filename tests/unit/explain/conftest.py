"""The real model, pictures that ship with scikit-image, and a runtime that counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.photo import Explanation
from aesthetic_gui.scoring.outputs import Outputs
from aesthetic_gui.scoring.pack import Pack, load_pack
from aesthetic_gui.scoring.runtime import Runtime, start_runtime

Picture = NDArray[np.uint8]


class CountingRuntime:
    """The real runtime, and how many pictures it was asked to score in how many batches."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.pictures = self.batches = 0

    @property
    def device(self) -> str:
        return self._runtime.device

    def predict(self, batch: NDArray[np.float32]) -> Outputs:
        self.batches += 1
        self.pictures += len(batch)
        return self._runtime.predict(batch)

    def close(self) -> None:
        pass


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("nima-mobilenet:int8")


@pytest.fixture(scope="session")
def real_runtime(pack: Pack) -> Iterator[Runtime]:
    runtime = start_runtime(pack, "cpu")
    yield runtime
    runtime.close()


@pytest.fixture(scope="session")
def default_pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="session")
def default_runtime(default_pack: Pack) -> Iterator[Runtime]:
    runtime = start_runtime(default_pack, "cpu")
    yield runtime
    runtime.close()


@pytest.fixture
def runtime(real_runtime: Runtime) -> CountingRuntime:
    return CountingRuntime(real_runtime)


@pytest.fixture(scope="session")
def samples() -> dict[str, Picture]:
    """Photographs inside scikit-image's wheel, by name."""
    from skimage import data

    return {name: getattr(data, name)() for name in ("astronaut", "chelsea", "coffee", "rocket")}


@pytest.fixture(scope="session")
def read() -> Callable[[Path], Picture]:
    """Reads a photograph at the working size, longest side 640."""

    def reduced(path: Path) -> Picture:
        with Image.open(path) as image:
            image.thumbnail((640, 640), Image.Resampling.BOX)
            return np.asarray(image.convert("RGB"))

    return reduced


@pytest.fixture(scope="session")
def photographs(shared_data: Path, read: Callable[[Path], Picture]) -> list[Picture]:
    """Eight real photographs: contest entries and camera originals."""
    paths = [*sorted((shared_data / "ava").glob("*.jpg")), *sorted((shared_data / "cameras").glob("*.jpg"))[:3]]
    return [read(path) for path in paths]


@pytest.fixture(scope="session")
def drops() -> Callable[..., tuple[float, float]]:
    """How much the mean score falls when the best and the worst eight of about fifty regions are hidden."""
    from aesthetic_gui.explain.hiding import regions as cut

    def measured(rgb: Picture, explanation: Explanation, pack: Pack, runtime: Runtime) -> tuple[float, float]:
        regions = cut.segments(rgb, explanation.heat.shape)
        order = np.argsort(np.bincount(regions.ravel(), explanation.heat.ravel()))
        shown = np.ones((3, len(order)), np.int64)
        shown[1, order[-8:]] = 0
        shown[2, order[:8]] = 0
        whole, without_best, without_worst = runtime.predict(cut.hiding(pack.prepare(rgb), regions)(shown)).evidence
        return whole - without_best, whole - without_worst

    return measured
