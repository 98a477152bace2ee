"""Which thread writes what: an object of the window is changed by the window's own thread alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QObject
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums import publishing
from aesthetic_gui.culling.operations import planning
from aesthetic_gui.files.export.rendition import Rendition
from aesthetic_gui.photo import Flag

WAIT = 30_000
ITS_OWN = {("ScoringWorker", "_pipeline")}  # set once, by the thread that owns it; the window only wakes it


def of_the_window(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("aesthetic_gui.ui"):
            yield each
        yield from of_the_window(each)


@pytest.fixture
def strangers(monkeypatch) -> set[tuple[str, str]]:
    """Class and attribute of whatever another thread than the main one has set."""
    found: set[tuple[str, str]] = set()

    def noting(kind: type) -> None:
        original = kind.__setattr__

        def note(self: Any, name: str, value: Any) -> None:
            if threading.current_thread() is not threading.main_thread():
                found.add((kind.__name__, name))
            original(self, name, value)

        monkeypatch.setattr(kind, "__setattr__", note)

    for kind in set(of_the_window(QObject)):
        noting(kind)
    return found


@pytest.mark.slow
def test_no_other_thread_changes_an_object_of_the_window(qtbot, tmp_path, strangers):
    shoot = tmp_path / "shoot"
    (shoot / "best").mkdir(parents=True)
    for number in range(3):
        Image.fromarray(data.coffee()[number:, number:]).save(shoot / f"a{number}.jpg")
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        window = make_window(catalog, settings.load(), device="cpu")
        window.show()
        window.begin([shoot])
        model = window.session.model
        qtbot.waitUntil(
            lambda: model.total == 3 and all(item.score for item in model.all_items()) and window.live.watching,
            timeout=WAIT,
        )
        window.session.decide(model.all_items(), flag=Flag.PICK)
        items = model.all_items()
        for plan in (
            lambda: publishing.plan_export(items, tmp_path / "export", Rendition()),
            lambda: planning.plan_move([items[0].photo], shoot / "best"),
        ):
            window.files.perform("Working", plan)
            qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)
        window.files.undo()
        qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)
        window.grid.selectAll()
        window.sidecars.save()
        qtbot.waitUntil(lambda: window.files.idle and Path(shoot / "a0.xmp").exists(), timeout=WAIT)
        (shoot / "a1.jpg").rename(shoot / "renamed.jpg")
        qtbot.waitUntil(lambda: model.find(shoot / "renamed.jpg") is not None, timeout=WAIT)
        window.why("cam")
        qtbot.wait(500)
        window.close()
    assert strangers - ITS_OWN == set()
