"""A small shoot of RAW + JPEG + XMP units with random bytes, and an empty catalog that nobody waits for a disk in."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from aesthetic_gui import settings
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.photo import Photo

MakeUnit = Callable[..., Photo]
TOUCHES = (
    "open",
    "rename",
    "replace",
    "link",
    "unlink",
    "rmdir",
    "mkdir",
    "utime",
    "scandir",
    "listdir",
    "stat",
    "lstat",
)


@pytest.fixture(autouse=True)
def nobody_waits_for_a_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """While a catalog is held, for a transaction or for reading, no file is opened, written or moved.

    A file on a drive that does not answer would hold up every decision until it does. The catalog's own file, the
    folders that lead to it, and the program's own folder in the home answer as long as it does.
    """
    held = threading.local()
    touched: list[str] = []

    def holding(enter: Callable[..., AbstractContextManager[Any]]) -> Callable[..., AbstractContextManager[Any]]:
        @contextmanager
        def entered(self: Catalog, **options: Any) -> Iterator[Any]:
            with enter(self, **options) as connection:
                beside = (self.path.with_name(self.path.name + tail) for tail in ("-journal", "-wal", "-shm"))
                held.deep, held.own = getattr(held, "deep", 0) + 1, (self.path, *beside, *self.path.parents)
                try:
                    yield connection
                finally:
                    held.deep -= 1

        return entered

    def is_at_hand(file: object) -> bool:
        path = Path(file) if isinstance(file, (str, Path)) else Path()
        return path in held.own or settings.APP in path.parts

    def told(name: str) -> Callable[..., Any]:
        call = getattr(os, name)

        def noted(*arguments: Any, **options: Any) -> Any:
            if getattr(held, "deep", 0) and not is_at_hand(arguments[0]):
                touched.append(f"os.{name}{arguments!r}")
            return call(*arguments, **options)

        return noted

    monkeypatch.setattr(Catalog, "transaction", holding(Catalog.transaction))
    monkeypatch.setattr(Catalog, "reading", holding(Catalog.reading))
    for name in TOUCHES:
        monkeypatch.setattr(os, name, told(name))
    yield touched
    assert not touched


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
