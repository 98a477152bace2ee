"""Windows without a screen, in the dark theme; any Qt warning fails the test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_HARMLESS = ("This plugin does not support propagateSizeHints()",)  # said by the offscreen platform itself


@pytest.fixture(autouse=True)
def no_qt_warnings(qtlog) -> Iterator[None]:
    """Fail when Qt warned of something: what it says is nearly always a mistake of ours."""
    yield
    kinds = ("QtWarningMsg", "QtCriticalMsg", "QtFatalMsg")
    said = [r.message for r in qtlog.records if r.type.name in kinds and r.message not in _HARMLESS]
    assert not said, f"Qt warned: {said}"


@pytest.fixture(autouse=True)
def dark_theme(qapp) -> None:
    from aesthetic_gui.ui.theme import apply_theme

    apply_theme(qapp, "dark")
