"""What the tests of the disk share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

NOBODY = 65534


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
