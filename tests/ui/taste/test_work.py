"""A photographer teaches the window their taste: real photographs, a real catalog, a real window."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import score_photos
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.culling.viewing import View, standing
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Flag
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.runtime import start_runtime
from aesthetic_gui.ui.dialogs.name_dialog import NameDialog
from aesthetic_gui.ui.main_window import MainWindow
from aesthetic_gui.ui.taste import work

pytestmark = pytest.mark.slow

WAIT = 30_000
EACH = 24


@dataclass
class Shoot:
    """Two kinds of photographs, taken minutes apart; the photographer likes those that the model likes less."""

    folder: Path
    catalog: Path
    liked: str


@pytest.fixture(scope="module")
def shoot(tmp_path_factory) -> Shoot:
    base = tmp_path_factory.mktemp("taste")
    folder = base / "shoot"
    folder.mkdir()
    for kind in ("coffee", "rocket"):
        picture = Image.fromarray(getattr(data, kind)()).resize((360, 240))
        for number in range(EACH):
            exif = Image.Exif()
            exif[0x0132] = f"2026:01:{'01' if kind == 'coffee' else '02'} {number:02}:00:00"
            picture.crop((number, number // 2, 300 + number, 200 + number)).save(
                folder / f"{kind}{number:02}.jpg", exif=exif
            )
    pack = load_pack()
    with Catalog.open(base / "catalog.db") as catalog:
        runtime = start_runtime(pack, "cpu", lambda _words: None)
        items = list(score_photos(list(find_photos([folder])), Judge(pack), runtime, catalog))
        runtime.close()
    liked = min(("coffee", "rocket"), key=lambda kind: sum(_p(item) for item in items if kind in item.photo.path.name))
    return Shoot(folder, base / "catalog.db", liked)


def _p(item: Item) -> float:
    assert item.score is not None
    return item.score.p_aesthetic


@pytest.fixture
def open_window(qtbot, shoot, tmp_path, monkeypatch) -> Iterator[Callable[[], MainWindow]]:
    """Windows on a copy of the scored shoot's catalog; learning does not wait for the photographer to pause."""
    monkeypatch.setattr(work, "LEARN_MS", 30)
    shutil.copy(shoot.catalog, tmp_path / "catalog.db")
    opened: list[tuple[MainWindow, Catalog]] = []

    def open_() -> MainWindow:
        catalog = Catalog.open(tmp_path / "catalog.db")
        window = make_window(catalog, settings.load(), device="cpu")
        opened.append((window, catalog))
        window.resize(1280, 800)
        window.show()
        window.begin([shoot.folder])
        qtbot.waitUntil(lambda: window.session.model.total == 2 * EACH, timeout=WAIT)
        qtbot.waitUntil(lambda: window.grid.current_item() is not None, timeout=WAIT)
        return window

    yield open_
    for window, catalog in opened:
        window.close()
        catalog.close()


@pytest.fixture
def window(open_window) -> MainWindow:
    return open_window()


def items(window: MainWindow, kind: str = "") -> list[Item]:
    return [item for item in window.session.model.all_items() if kind in item.photo.path.name]


def decide(window: MainWindow, qtbot, liked: str, count: int = EACH) -> None:
    disliked = "rocket" if liked == "coffee" else "coffee"
    window.session.decide(items(window, liked)[:count], flag=Flag.PICK)
    window.session.decide(items(window, disliked)[:count], flag=Flag.REJECT)
    qtbot.waitUntil(lambda: not window.session._deciding, timeout=WAIT)


def new_taste(window: MainWindow, qtbot, name: str = "wedding") -> None:
    answer_name(name)
    window.taste.create()
    qtbot.waitUntil(lambda: window.taste.name == name, timeout=WAIT)


def answer_name(name: str) -> None:
    def type_in() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, NameDialog):
            QTimer.singleShot(20, type_in)
            return
        dialog.line.setText(name)
        dialog.accept()

    QTimer.singleShot(20, type_in)


def answer_question(word: str) -> None:
    def click() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(20, click)
            return
        next(button for button in box.buttons() if button.text().replace("&", "") == word).click()

    QTimer.singleShot(20, click)


def told(window: MainWindow) -> str:
    """In the inspector, and in what *Model* opens."""
    parts = (window.inspector, window.model_panel)
    labels = [label for part in parts for label in part.findChildren(QLabel) if label.isVisibleTo(part)]
    return "\n".join(label.text() for label in labels)


def wait_until_told(window: MainWindow, qtbot, words: str) -> None:
    qtbot.waitUntil(lambda: words in told(window), timeout=WAIT)


def judged_by(window: MainWindow) -> set[str]:
    return {item.score.taste for item in items(window) if item.score}


@pytest.fixture
def taught(window, shoot, qtbot) -> MainWindow:
    """A window whose taste *wedding* has taken over from 48 decisions."""
    new_taste(window, qtbot)
    decide(window, qtbot, shoot.liked)
    wait_until_told(window, qtbot, "Your taste decides")
    qtbot.waitUntil(lambda: judged_by(window) == {"wedding"}, timeout=WAIT)
    return window


@pytest.mark.slow
def test_a_new_taste_says_how_much_it_needs(window, qtbot):
    new_taste(window, qtbot)
    wait_until_told(window, qtbot, "0 picks and 0 rejects")
    assert "The model decides" in told(window)


def test_a_taste_that_is_better_takes_over_every_verdict_and_off_gives_them_back(taught, shoot, qtbot):
    assert "Learned from 48 decisions" in told(taught)
    wait_until_told(taught, qtbot, "by your taste “wedding”")
    assert min(map(_p, items(taught, shoot.liked))) > 0.5
    taught.taste.choose("")
    qtbot.waitUntil(lambda: judged_by(taught) == {""}, timeout=WAIT)
    assert "by your taste" not in told(taught)
    assert {item.decision.flag for item in items(taught, shoot.liked)} == {Flag.PICK}


def test_ask_me_goes_to_one_undecided_photograph_after_the_other(window, shoot, qtbot):
    new_taste(window, qtbot)
    decide(window, qtbot, shoot.liked, EACH - 1)
    undecided = {item.photo.path for item in items(window) if item.decision.flag is Flag.NONE}
    gone_to = set()
    for _ in undecided:
        with qtbot.waitSignal(window.taste.asks, timeout=WAIT) as asked:
            window.actions_by_id["taste_ask"].trigger()
        gone_to.add(asked.args[0][0])
        assert window.grid.current_item().photo.path == asked.args[0][0]
    assert gone_to == undecided
    decide(window, qtbot, shoot.liked)
    with qtbot.waitSignal(window.taste.said, timeout=WAIT) as said:
        window.taste.ask()
    assert said.args[0].startswith("Nothing in view is left to ask about")


@pytest.mark.slow
def test_it_judges_again_at_the_next_start(taught, open_window, qtbot):
    taught.close()
    again = open_window()
    wait_until_told(again, qtbot, "Your taste decides")
    qtbot.waitUntil(lambda: judged_by(again) == {"wedding"}, timeout=WAIT)


@pytest.mark.slow
def test_an_undone_decision_is_unlearned(taught, qtbot):
    taught.files.undo()
    wait_until_told(taught, qtbot, "24 picks and 0 rejects")
    qtbot.waitUntil(lambda: judged_by(taught) == {""}, timeout=WAIT)
    taught.files.redo()
    wait_until_told(taught, qtbot, "Learned from 48 decisions")


@pytest.mark.slow
def test_decisions_made_while_it_is_off_are_not_its_own_until_it_learns_from_the_view(window, shoot, qtbot):
    decide(window, qtbot, shoot.liked)
    new_taste(window, qtbot)
    wait_until_told(window, qtbot, "0 picks and 0 rejects")
    window.filter_bar.view_changed.emit(View(flags=frozenset({Flag.PICK})))
    qtbot.mouseClick(window.model_panel.taste.learn, Qt.MouseButton.LeftButton)
    wait_until_told(window, qtbot, "24 picks and 0 rejects")
    assert window.strip.message == "“wedding” learns from 24 more decisions."


@pytest.mark.slow
def test_reset_asks_and_leaves_picks_as_they_are(taught, shoot, qtbot):
    answer_question("Cancel")
    taught.taste.reset()
    assert "Your taste decides" in told(taught)
    answer_question("Reset")
    taught.taste.reset()
    wait_until_told(taught, qtbot, "0 picks and 0 rejects")
    assert {item.decision.flag for item in items(taught, shoot.liked)} == {Flag.PICK}
    qtbot.waitUntil(lambda: judged_by(taught) == {""}, timeout=WAIT)


@pytest.mark.slow
def test_an_exported_taste_comes_back_under_another_name(taught, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "mine.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))
    taught.taste.export()
    qtbot.waitUntil(lambda: "exported" in taught.strip.message, timeout=WAIT)
    kept = path.read_bytes()
    answer_question("Remove")
    taught.taste.remove()
    qtbot.waitUntil(lambda: taught.taste.name == "", timeout=WAIT)
    answer_name("again")
    taught.taste.import_file()
    qtbot.waitUntil(lambda: taught.taste.name == "again", timeout=WAIT)
    wait_until_told(taught, qtbot, "Your taste decides")
    taught.taste.export()
    qtbot.waitUntil(lambda: path.name in taught.strip.message or str(path) in taught.strip.message, timeout=WAIT)
    assert path.read_bytes() == kept


def test_a_renamed_taste_judges_under_its_new_name(taught, qtbot):
    answer_name("weddings")
    taught.taste.rename()
    qtbot.waitUntil(lambda: judged_by(taught) == {"weddings"}, timeout=WAIT)
    assert [action.text() for action in taught.menuBar().actions()[3].menu().actions()[:2]] == ["Off", "weddings"]
    assert taught.model_panel.taste.combo.currentText() == "weddings"


def test_what_needs_a_taste_cannot_be_chosen_without_one(window, qtbot):
    assert not window.actions_by_id["taste_reset"].isEnabled()
    assert window.actions_by_id["taste_new"].isEnabled()
    new_taste(window, qtbot)
    assert window.actions_by_id["taste_reset"].isEnabled()


@pytest.mark.slow
def test_the_unsure_band_is_kept_and_relabels_at_once(window, open_window, qtbot):
    window.model_panel.bar.band_changed.emit(0.5)
    assert {standing(item, window.session.model.bar).value for item in items(window)} == {"unsure"}
    window.close()
    assert open_window().session.model.bar.band == 0.5
    assert settings.load()["band"] == 0.5


def test_a_taste_that_cannot_be_learned_any_more_no_longer_judges(taught, qtbot):
    tasting.remove(taught.session.catalog, "wedding")  # by another program
    taught.taste.learn_soon()
    wait_until_told(taught, qtbot, "no taste called")
    assert "The model decides" in told(taught)
    qtbot.waitUntil(lambda: judged_by(taught) == {""}, timeout=WAIT)
