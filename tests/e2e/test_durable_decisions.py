"""A decision is kept at once, whatever else the program does: ``durable_scene.py`` kills it while it copies."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.e2e import durable_scene

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL"),
]


def test_ten_picks_made_while_files_are_copied_are_there_after_a_kill(tmp_path: Path) -> None:
    """The copying goes on until the kill. A busy machine may take longer for ten than for one."""
    assert durable_scene.kill(tmp_path, after=1) == durable_scene.PICKS
