"""What happens before there is a window: a catalog that takes its time, and a file that is none."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from aesthetic_gui import app
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import Unrecognised
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.dialogs import opening


def press(words: str) -> list[str]:
    """Press that button of the next message box; what it says is in the list afterwards."""
    said: list[str] = []

    def click() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, click)
            return
        said.append(box.text())
        default = box.defaultButton()
        assert default.text() == "Leave it, and quit"
        next(button for button in box.buttons() if button.text() == words).click()

    QTimer.singleShot(10, click)
    return said


def test_what_is_no_catalog_stays_unless_the_person_says_otherwise(qtbot, tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"my notes, which are no database")
    said = press("Leave it, and quit")
    with pytest.raises(Unrecognised):
        opening.open_catalog(path)
    assert "is not a catalog" in said[0]
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_kept_under_another_name_where_the_person_begins_a_catalog(qtbot, tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"my notes, which are no database")
    press("Begin a catalog")
    with opening.open_catalog(path) as catalog:
        assert "set aside" in catalog.notices[0]
    (aside,) = tmp_path.glob("notes.db.damaged-*")
    assert aside.read_bytes() == b"my notes, which are no database"


def test_opening_that_takes_its_time_is_said_while_it_does(qtbot, tmp_path: Path, monkeypatch) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(opening, "SAID_AFTER", 10)
    original = opening.Catalog.open

    def slowly(path: Path) -> Catalog:
        time.sleep(0.2)
        seen.extend(
            widget.isVisible() for widget in QApplication.topLevelWidgets() if isinstance(widget, opening.Notice)
        )
        return original(path)

    monkeypatch.setattr(opening.Catalog, "open", staticmethod(slowly))
    with opening.open_catalog(tmp_path / "catalog.db") as catalog:
        assert catalog.trusted
    assert seen == [True]


def test_a_catalog_that_opens_at_once_shows_no_notice(qtbot, tmp_path: Path) -> None:
    with opening.open_catalog(tmp_path / "catalog.db"):
        QApplication.processEvents()
        assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, opening.Notice) and w.isVisible()]


def test_the_window_opens_what_a_crash_left_while_it_says_so(qtbot, tmp_path: Path, monkeypatch) -> None:
    path, killed = tmp_path / "catalog.db", tmp_path / "killed.db"
    asked: list[Path] = []
    with Catalog.open(path) as running:
        decide(running, [Photo(tmp_path / "a.jpg")], stars=3)
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{path}{suffix}", f"{killed}{suffix}")
    original = opening.open_catalog

    def told(catalog: Path) -> Catalog:
        asked.append(catalog)
        return original(catalog)

    monkeypatch.setattr(opening, "open_catalog", told)
    app._opened(path).close()
    assert asked == []
    with app._opened(killed) as catalog:
        assert catalog.decisions([Photo(tmp_path / "a.jpg")]) != {}
    assert asked == [killed]
