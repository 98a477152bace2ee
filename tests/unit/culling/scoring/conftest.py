"""The default model at work, started once for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aesthetic_gui.scoring.pack import Pack, load_pack
from aesthetic_gui.scoring.runtime import Runtime, start_runtime


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def runtime(pack: Pack) -> Iterator[Runtime]:
    runtime = start_runtime(pack, "cpu")
    yield runtime
    runtime.close()
