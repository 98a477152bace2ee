"""The command line, run in the test's own process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from aesthetic_gui.__main__ import main


class Told(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """``run("score", folder) -> (exit code, stdout, stderr)``."""

    def run_program(*words: str | Path) -> Told:
        try:
            code = main([str(word) for word in words])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        captured = capfd.readouterr()
        return Told(code, captured.out, captured.err)

    return run_program
