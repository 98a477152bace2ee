"""A window on a shoot of two hundred photographs, every other five of which are a burst."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Decision, Flag, Metadata, Photo
from aesthetic_gui.ui.main_window import MainWindow

COUNT, BURST = 200, 5  # photographs; 0 to 4 are a burst of 0.4 seconds, 5 to 9 are alone, 10 to 14 a burst …
BEGIN = datetime.fromisoformat("2026-06-20 13:00")


def path(number: int) -> Path:
    return Path(f"/shoot/IMG_{number}.jpg")


def photograph(number: int) -> Item:
    """Every fifth is picked."""
    group, frame = divmod(number, BURST)
    moment = BEGIN + timedelta(minutes=group) + frame * timedelta(seconds=8 if group % 2 else 0.1)
    decision = Decision(Flag.PICK) if frame == 4 else Decision()
    return Item(Photo(path(number)), None, decision, Metadata(6000, 4000, moment, "A camera"))


@pytest.fixture
def stack_path() -> Callable[[int], Path]:
    return path


@pytest.fixture
def stack_window(qtbot, tmp_path: Path, close_window) -> Iterator[MainWindow]:
    """Its threads are not begun: nothing reads what is not there."""
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        opened = make_window(catalog, settings.load(), device="cpu")
        opened.resize(1280, 800)
        opened.viewer.leave_the_empty_page()
        opened.viewer.show_grid()
        opened.show()
        opened.session.model.append([photograph(number) for number in range(COUNT)])
        opened.session.model.stacking.do_now()
        qtbot.waitUntil(lambda: bool(opened.session.model.stacks.several))
        yield opened
        close_window(opened)
