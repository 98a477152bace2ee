"""The window on a stranger's catalog: the files that its history names are shown, and nothing happens to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.steps import Act, StepRow, StepState
from aesthetic_gui.disk_io import staged_path
from aesthetic_gui.ui.files.trust_dialog import TrustDialog
from aesthetic_gui.ui.main_window import MainWindow
from tests.unit.culling.operations.crafted import craft, everything_below, known

WAIT = 10_000


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    home = tmp_path / "victim"
    home.mkdir()
    (home / "photo.jpg").write_bytes(b"the only copy")
    (home / "copy.jpg").write_bytes(b"the only copy")
    return home


@pytest.fixture
def open_on(qtbot, close_window) -> Iterator[Callable[[Path], MainWindow]]:
    opened: list[tuple[MainWindow, Catalog]] = []

    def on(path: Path) -> MainWindow:
        catalog = Catalog.open(path)
        window = make_window(catalog, settings.load(), device="cpu")
        opened.append((window, catalog))
        window.show()
        window.begin([])
        return window

    yield on
    for window, catalog in opened:
        close_window(window)
        catalog.close()


def gift(tmp_path: Path, victim: Path, act: Act) -> Path:
    """A copy that was interrupted, or a move that was done."""
    ends = victim / "photo.jpg", victim / "copy.jpg"
    state: StepState = "staged" if act == "copy" else "done"
    step = StepRow(0, act, *ends, staged_path(ends[1], "0badcafe-1"), state=state, **known(ends[1]))
    return craft(tmp_path / "gift.db", [step], state="open" if act == "copy" else "done")


def dialog_shown(qtbot) -> TrustDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), TrustDialog), timeout=WAIT)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, TrustDialog)
    return dialog


def settled(window: MainWindow, qtbot) -> None:
    """All that the catalog's thread was given until now is done."""
    done: list[bool] = []
    window.session.queue.run(lambda: True, done.append)
    qtbot.waitUntil(lambda: bool(done) and window.files.idle, timeout=WAIT)


def test_what_was_interrupted_is_shown_and_return_leaves_every_file(qtbot, open_on, tmp_path, victim):
    before = everything_below(victim)
    window = open_on(gift(tmp_path, victim, "copy"))
    dialog = dialog_shown(qtbot)
    rows = [dialog.files.model().index(n, 0).data() for n in range(dialog.files.model().rowCount())]
    assert len(rows) == 1
    assert str(victim / "copy.jpg") in rows[0]
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    settled(window, qtbot)
    assert everything_below(victim) == before
    assert len(journal.open_operations(window.session.catalog)) == 1


def test_undo_asks_first_and_does_nothing_without_agreement(qtbot, open_on, tmp_path, victim):
    (victim / "photo.jpg").unlink()
    before = everything_below(victim)
    window = open_on(gift(tmp_path, victim, "move"))
    settled(window, qtbot)
    assert QApplication.activeModalWidget() is None  # nothing was interrupted
    window.files.undo()
    dialog_shown(qtbot).reject()
    settled(window, qtbot)
    assert everything_below(victim) == before
    window.files.undo()
    dialog_shown(qtbot).accept()
    qtbot.waitUntil(lambda: (victim / "photo.jpg").exists(), timeout=WAIT)
    settled(window, qtbot)
    assert window.session.catalog.trusted
