"""When a file counts as complete, where nobody tells that it was closed."""

from __future__ import annotations

import os
import time
from pathlib import Path

from aesthetic_gui.culling.live.file_events import Sign
from aesthetic_gui.culling.live.holding import QUIET, STILL, Holding


def written(path: Path, size: int, seconds_ago: float) -> None:
    """As a server says whose clock is slow."""
    path.write_bytes(b"x" * size)
    then = time.time() - seconds_ago
    os.utime(path, (then, then))


def test_a_file_that_grows_on_a_server_whose_clock_is_slow_waits(tmp_path):
    holding, path = Holding(lambda _path, _found: False), tmp_path / "a.jpg"
    written(path, 1000, 5)
    holding.hold(str(path), Sign.SEEN, 0.0)
    assert holding.take_ready(QUIET) == []
    written(path, 2000, 5)
    assert holding.take_ready(QUIET + STILL) == []
    assert holding.take_ready(QUIET + 3 * STILL) == [str(path)]


def test_a_file_that_was_there_for_long_waits_for_nothing(tmp_path):
    holding, path = Holding(lambda _path, _found: False), tmp_path / "a.jpg"
    written(path, 1000, 300)
    holding.hold(str(path), Sign.SEEN, 0.0)
    assert holding.take_ready(QUIET) == [str(path)]
