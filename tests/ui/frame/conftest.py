"""Windows on small shoots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.ui.main_window import MainWindow

WAIT = 30_000


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    folder.mkdir()
    for number in range(3):
        Image.new("RGB", (64, 48), (80 * number, 90, 120)).save(folder / f"IMG_{number}.jpg")
    return folder


@pytest.fixture
def opened(qtbot, tmp_path: Path, close_window) -> Iterator[Callable[..., MainWindow]]:
    """``opened(*paths)``: a window of 1280×800 on these."""
    windows: list[MainWindow] = []
    catalogs: list[Catalog] = []

    def open_window(*paths: Path) -> MainWindow:
        catalogs.append(Catalog.open(tmp_path / "catalog.db"))
        window = make_window(catalogs[-1], settings.load(), device="cpu")
        windows.append(window)
        window.resize(1280, 800)
        window.show()
        window.begin(list(paths))
        if paths:
            qtbot.waitUntil(lambda: window.session.model.total > 0, timeout=WAIT)
        return window

    yield open_window
    for window in windows:
        close_window(window)
    for catalog in catalogs:
        catalog.close()
    QApplication.processEvents()
