"""What the tests of the core share: the command line in the test's own process, and being nobody."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from aesthetic_gui.__main__ import main

NOBODY = 65534


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


@pytest.fixture
def without_privileges(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], AbstractContextManager[None]]:
    """Permissions mean nothing to root: ``with without_privileges(tmp_path):`` is nobody who can reach ``tmp_path``."""
    base = tmp_path_factory.getbasetemp()

    @contextmanager
    def being_nobody(folder: Path) -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        for parent in (*list(base.parents)[:2], base, folder):  # of several workers each has a folder of its own
            parent.chmod(parent.stat().st_mode | 0o055)
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)

    return being_nobody
