"""Ingest from a card, as it is asked and done in the window."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.details import presets
from aesthetic_gui.culling.details.presets import Preset
from aesthetic_gui.culling.ingest import cards
from aesthetic_gui.culling.ingest.cards import Card
from aesthetic_gui.culling.ingest.pausing import Gate
from aesthetic_gui.photo import Details
from aesthetic_gui.ui.ingest.dialog import NO_CARD, Habits, IngestDialog
from aesthetic_gui.ui.main_window import MainWindow

MORNING = datetime(2026, 5, 1, 9)  # noqa: DTZ001 - as a camera's clock has it
WAIT = 20_000


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A card with a RAW and its JPEG, two further photographs and a film; it is the only volume there is."""
    root = tmp_path / "media" / "EOS_DIGITAL"
    folder = root / "DCIM" / "100CANON"
    folder.mkdir(parents=True)
    for number in range(3):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = f"{MORNING + timedelta(hours=24 * number):%Y:%m:%d %H:%M:%S}"
        Image.new("RGB", (60, 40), (70 * number, 90, 90)).save(folder / f"IMG_{number}.JPG", exif=exif)
    (folder / "IMG_0.CR3").write_bytes(b"raw" * 500)
    (folder / "MVI_3.MP4").write_bytes(b"a film")
    monkeypatch.setattr(cards, "mounted", lambda: [root])
    return root


@pytest.fixture
def window(qtbot, tmp_path: Path, close_window) -> Iterator[MainWindow]:
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        window = make_window(catalog, settings.load(), device="cpu")
        window.show()
        window.begin([])
        yield window
        close_window(window)
        QApplication.processEvents()


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def ready(dialog: IngestDialog, words: str) -> Callable[[], bool]:
    return lambda: dialog._ok.isEnabled() and words in dialog.words.text()


def test_a_card_is_found_previewed_ingested_to_two_places_opened_meanwhile_and_undone(
    qtbot, window: MainWindow, card: Path, tmp_path: Path
) -> None:
    photos, backup = tmp_path / "photos", tmp_path / "backup"
    presets.save([Preset("Mine", Details(rights="© {year} me", keywords=("wedding",)))])
    habits = Habits(str(photos), str(backup), True, "{date}", "{date}-{number:3}", 41, details="Mine")
    window.kept.remember(ingest=habits.written)
    before = {path: path.read_bytes() for path in card.rglob("*.*")}
    window.actions_by_id["ingest"].trigger()
    dialog = window.findChild(IngestDialog)
    qtbot.waitUntil(ready(dialog, "3 photographs"), timeout=WAIT)
    qtbot.waitUntil(lambda: dialog.preset is not None, timeout=WAIT)
    assert dialog.sources.item(0).text() == f"EOS_DIGITAL  –  {card}"
    assert "with 6 copies in both places together" in dialog.words.text()
    assert "What is no photograph stays where it is: 1 MP4." in dialog.words.text()
    assert not photos.exists()
    assert dialog.focusWidget() is not dialog.from_folder
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)  # begins, and asks for no folder
    qtbot.waitUntil(lambda: window.session.model.total == 3 and window.files.idle, timeout=WAIT)
    assert files_below(photos) == {
        "2026-05-01/2026-05-01-041.CR3",
        "2026-05-01/2026-05-01-041.JPG",
        "2026-05-02/2026-05-02-042.JPG",
        "2026-05-03/2026-05-03-043.JPG",
    }
    assert files_below(backup) == files_below(photos)
    assert window.strip.message == "3 photographs ingested into “photos”, in two copies each."
    assert window.grid.current_item() is not None  # so that it can be culled at once
    assert Habits.read(window.kept["ingest"]).first == 44  # numbers go on where these end
    qtbot.waitUntil(lambda: all(item.settled for item in window.session.model.all_items()), timeout=WAIT)
    said = Details(rights="© 2026 me", keywords=("wedding",))
    assert {item.details for item in window.session.model.all_items()} == {said}
    window.files.undo()  # what was written
    qtbot.waitUntil(lambda: {item.details for item in window.session.model.all_items()} == {Details()}, timeout=WAIT)
    window.files.undo()
    qtbot.waitUntil(lambda: window.files.idle and not backup.exists() and not photos.exists(), timeout=WAIT)
    assert {path: path.read_bytes() for path in card.rglob("*.*")} == before


def test_an_operation_that_began_while_folders_were_made_is_not_told_as_the_ingest(
    qtbot, window: MainWindow, card: Path, tmp_path: Path
) -> None:
    photos, goes_on = tmp_path / "photos", threading.Event()
    window.kept.remember(ingest=Habits(str(photos)).written)
    window.actions_by_id["ingest"].trigger()
    dialog = window.findChild(IngestDialog)
    dialog.opens.setChecked(True)
    qtbot.waitUntil(ready(dialog, "3 photographs"), timeout=WAIT)
    dialog.accept()
    window.files.carry_out("Waiting", lambda _cancelled: iter(()[: goes_on.wait(10)]))
    qtbot.waitUntil(lambda: window.strip.message.startswith("Another file operation"), timeout=WAIT)
    assert not window.strip._hold.isVisible()
    goes_on.set()
    qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)
    assert not files_below(photos)
    assert not window.session.paths


@pytest.fixture
def dialog(qtbot, tmp_path: Path) -> IngestDialog:
    dialog = IngestDialog(Habits(), tmp_path / "Pictures")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_cards_come_and_go_while_the_dialog_is_open_and_only_what_is_ticked_is_read(dialog, tmp_path) -> None:
    wanted: list[list[Path]] = []
    dialog.read_wanted.connect(wanted.append)
    assert dialog._no_card.isVisible()
    assert dialog._no_card.text() == NO_CARD
    assert (dialog.words.text(), dialog._sign.isVisible()) == ("Choose a card or a folder.", False)
    one, other = (Card(tmp_path / name, tmp_path / name / "DCIM") for name in ("ONE", "TWO"))
    dialog.show_cards([one])
    dialog.show_cards([one, other])
    assert wanted == [[one.root], [one.root, other.root]]
    dialog.sources.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert wanted[-1] == [other.root]
    dialog.show_cards([one])  # the other one is taken out: what is left is not ticked
    assert wanted[-1] == []
    assert dialog.words.text() == "Choose a card or a folder."
    assert not dialog._ok.isEnabled()


def test_presets_of_details_are_offered_where_there_are_some_and_the_last_one_is_chosen_again(qtbot, tmp_path) -> None:
    asked = IngestDialog(Habits(details="Mine"), tmp_path)
    qtbot.addWidget(asked)
    asked.show()
    assert asked.details.isHidden()
    mine = Preset("Mine", Details(rights="© me"))
    asked.show_presets([Preset("Theirs", Details(rights="© them")), mine])
    assert not asked.details.isHidden()
    assert (asked.preset, asked.habits.details) == (mine, "Mine")
    asked.details.setCurrentIndex(0)
    assert (asked.preset, asked.habits.details) == (None, "")


def test_a_template_of_ones_own_is_kept_and_a_number_is_asked_for_where_names_have_one(dialog) -> None:
    assert (dialog.folders.currentText(), dialog.request.folders) == ("A folder for each day", "{date}")
    assert dialog.first.isHidden()
    dialog.names_line.setText("wedding-{number:4}")
    dialog.names_line.textEdited.emit(dialog.names_line.text())
    assert dialog.names.currentText() == "Own template"
    assert not dialog.first.isHidden()
    assert Habits.read(dialog.habits.written) == dialog.habits


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"first": "1"}', '{"unknown": 1}'])
def test_habits_that_make_no_sense_are_as_if_there_were_none(text: str) -> None:
    assert Habits.read(text) == Habits()


def test_at_a_closed_gate_whoever_asks_waits_and_hears_a_cancel(qtbot) -> None:
    gate, cancels = Gate(), []
    asked = gate.passing(lambda: bool(cancels))
    assert not asked()
    gate.hold(True)
    cancels.append(True)
    started = time.monotonic()
    assert asked()
    assert time.monotonic() - started < 2
    gate.hold(False)
    assert not gate.held


def test_the_strip_offers_a_pause_only_while_something_can_be_held(qtbot, window: MainWindow) -> None:
    held: list[bool] = []
    window.strip.operation_held.connect(held.append)
    window.strip.offer_hold(True)
    button = window.strip._hold
    button.click()
    assert (button.text(), held) == ("Go on", [True])
    window.strip.offer_hold(False)
    assert (button.isHidden(), button.text(), held) == (True, "Pause", [True, False])
