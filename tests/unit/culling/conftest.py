"""A small shoot of RAW + JPEG + XMP units with random bytes, and an empty catalog."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.photo import Photo

MakeUnit = Callable[..., Photo]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog" / "catalog.db") as opened:
        yield opened


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    folder.mkdir()
    return folder


@pytest.fixture
def make_unit(shoot: Path) -> MakeUnit:
    """``make_unit("IMG_1")`` writes IMG_1.jpg, IMG_1.cr2 and IMG_1.cr2.xmp into the shoot; they are one photograph."""

    def make(stem: str, suffixes: tuple[str, ...] = (".jpg", ".cr2", ".cr2.xmp"), folder: Path = shoot) -> Photo:
        folder.mkdir(parents=True, exist_ok=True)
        files = [folder / (stem + suffix) for suffix in suffixes]
        for file in files:
            file.write_bytes(os.urandom(2_000))
        stat = files[0].stat()
        return Photo(files[0], tuple(files[1:]), stat.st_size, stat.st_mtime_ns)

    return make


@pytest.fixture
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder, by its path from there."""

    def read(folder: Path) -> dict[str, bytes]:
        found = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
        return {str(path.relative_to(folder)): path.read_bytes() for path in found}

    return read


@pytest.fixture
def drain() -> Callable[[Iterator[Progress]], list[Progress]]:
    """Run an operation to its end; it must not fail for any photograph."""

    def run(steps: Iterator[Progress]) -> list[Progress]:
        told = list(steps)
        assert [failure for progress in told for failure in progress.failures] == []
        return told

    return run
