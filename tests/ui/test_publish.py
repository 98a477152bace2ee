"""Export, contact sheet and gallery in the window: dialogs, and what comes of them on real photographs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.files.export import ColourSpace, Corner, Details, Format, Rendition, Sharpening
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.export_dialog import PREVIEW, Choice, ExportDialog
from aesthetic_gui.ui.main_window import MainWindow
from aesthetic_gui.ui.page_dialogs import GalleryDialog, SheetDialog

WAIT = 30_000
ITEMS = [Item(Photo(Path(f"/shoot/{n}.jpg")), unreadable="damaged" if n == 0 else None) for n in range(3)]
CHOICES = [Choice("All in view", ITEMS), Choice("Picks in view", ITEMS[1:2])]


@pytest.fixture
def dialog(qtbot) -> ExportDialog:
    made = ExportDialog(CHOICES, Path("/shoot export"))
    qtbot.addWidget(made)
    made.show()
    return made


def ok(dialog):
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_the_default_leaves_the_place_out_and_the_originals_alone(dialog):
    assert dialog.rendition == Rendition()
    assert dialog.rendition.metadata is Details.NO_PLACE
    assert ok(dialog).text() == "Export 2 photographs"
    assert "1 photograph left out, as unreadable" in dialog.words.text()


def test_a_preset_sets_size_quality_and_sharpening(dialog):
    dialog.preset.setCurrentText("Web, 2048 pixels")
    dialog.preset.activated.emit(dialog.preset.currentIndex())
    assert dialog.rendition == Rendition(long_edge=2048, quality=85, sharpen=Sharpening.STANDARD)


def test_everything_that_is_chosen_is_in_the_wish(qtbot, dialog):
    for box, value in ((dialog.format, "avif"), (dialog.space, "display-p3"), (dialog.details, "none"),
                       (dialog.corner, "centre"), (dialog.manifest, "csv"), (dialog.sharpen, "low")):  # fmt: skip
        box.setCurrentIndex(box.findData(value))
    qtbot.keyClicks(dialog.mark, "© me")
    qtbot.keyClicks(dialog.rename, "{number:3}")
    qtbot.keyClicks(dialog.template, "{date}")
    dialog.opacity.setValue(30)
    wish = dialog.wish
    assert (wish.template, wish.rename, wish.manifest) == ("{date}", "{number:3}", "csv")
    assert (wish.rendition.format, wish.rendition.profile) == (Format.AVIF, ColourSpace.DISPLAY_P3)
    mark = wish.rendition.watermark
    assert (mark.text, mark.corner, mark.opacity) == ("© me", Corner.CENTRE, 0.3)


def test_what_was_chosen_comes_back_the_next_time(qtbot, dialog):
    dialog.limit.setChecked(True)
    dialog.long_edge.setValue(1234)
    qtbot.keyClicks(dialog.mark, "© me")
    again = ExportDialog(CHOICES, Path("/x"), dialog.values)
    qtbot.addWidget(again)
    assert again.rendition == dialog.rendition
    for nonsense in ("{", "[]", '{"quality": "x", "format": "gif"}'):
        qtbot.addWidget(ExportDialog(CHOICES, Path("/x"), nonsense))


def test_a_wrong_template_or_a_missing_picture_is_told_and_cannot_be_confirmed(qtbot, dialog):
    qtbot.keyClicks(dialog.rename, "{nix}")
    assert "no field {nix}" in dialog.words.text()
    assert not ok(dialog).isEnabled()
    dialog.rename.clear()
    assert ok(dialog).isEnabled()
    qtbot.keyClicks(dialog.mark_picture, "/nowhere/mark.png")
    assert "no picture /nowhere/mark.png" in dialog.words.text()
    assert not ok(dialog).isEnabled()


def test_an_original_is_copied_as_it_is_so_nothing_of_it_can_be_set(dialog):
    dialog.format.setCurrentIndex(dialog.format.findData("original"))
    assert not any(widget.isEnabled() for widget in (dialog.quality, dialog.limit, dialog.mark, dialog.space))


def test_the_preview_is_asked_for_after_a_pause_and_late_answers_are_passed_over(qtbot, dialog):
    with qtbot.waitSignal(dialog.preview_asked) as asked:
        dialog.quality.setValue(50)
    rendition = asked.args[0]
    assert rendition.long_edge == PREVIEW
    dialog.show_preview(Rendition(long_edge=7), QImage(4, 4, QImage.Format.Format_RGB888))
    assert dialog._picture.pixmap().isNull()
    dialog.show_preview(rendition, QImage(4, 4, QImage.Format.Format_RGB888))
    assert not dialog._picture.pixmap().isNull()


def test_a_sheet_and_a_gallery_say_how_many_photographs_they_take(qtbot):
    for kind in (SheetDialog, GalleryDialog):
        made = kind(CHOICES, "Wedding")
        qtbot.addWidget(made)
        assert "3 photographs" in ok(made).text()
        made.what.setCurrentIndex(1)
        assert "1 photograph" in ok(made).text()
        assert made.settings.title == "Wedding"


def test_reasons_bring_the_scores_along(qtbot):
    made = GalleryDialog(CHOICES, "Wedding")
    qtbot.addWidget(made)
    made.reasons.setChecked(True)
    assert made.settings.show_scores
    assert made.settings.show_reasons


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    folder.mkdir()
    Image.fromarray(data.chelsea()).save(folder / "cat.jpg")
    Image.fromarray(data.coffee()).save(folder / "cup.jpg")
    (folder / "damaged.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing")
    return folder


@pytest.fixture
def window(qtbot, tmp_path: Path, shoot: Path) -> Iterator[MainWindow]:
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        opened = make_window(catalog, settings.load(), device="cpu")
        opened.resize(1280, 800)
        opened.show()
        opened.begin([shoot])
        qtbot.waitUntil(lambda: sum(i.settled for i in opened.session.model.all_items()) == 3, timeout=WAIT)
        yield opened
        opened.close()
    QApplication.processEvents()


def confirm(kind: type, tweak: Callable = lambda _dialog: None) -> None:
    """Answer the next dialog of this kind, once it can be confirmed."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            QTimer.singleShot(30, answer)
            return
        tweak(dialog)
        ok(dialog).click()

    QTimer.singleShot(30, answer)


@pytest.mark.slow
def test_pictures_are_exported_by_key_and_taken_back(qtbot, window, shoot, monkeypatch):
    def small(dialog: ExportDialog) -> None:
        dialog.limit.setChecked(True)
        dialog.long_edge.setValue(64)

    confirm(ExportDialog, small)
    monkeypatch.setattr("aesthetic_gui.ui.file_work.QMessageBox.open", lambda _box: None)
    qtbot.keyClick(window.grid, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    out = shoot.with_name("shoot export")
    qtbot.waitUntil(lambda: window.files.idle and (out / "cup.jpg").exists(), timeout=WAIT)
    with Image.open(out / "cat.jpg") as image:
        assert max(image.size) == 64
    qtbot.waitUntil(lambda: "shoot export is made" in window.strip.message, timeout=WAIT)
    assert '"long_edge": 64' in window.kept["export"]
    window.files.undo()
    qtbot.waitUntil(lambda: window.files.idle and not out.exists(), timeout=WAIT)


@pytest.mark.slow
def test_a_contact_sheet_is_made_and_shown(qtbot, window, shoot, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "sheet"), ""))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    confirm(SheetDialog)
    window.publish.contact_sheet()
    qtbot.waitUntil(lambda: "sheet.pdf is made" in window.strip.message, timeout=WAIT)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    qtbot.mouseClick(window.strip._show, Qt.MouseButton.LeftButton)
    assert opened == [str(tmp_path / "sheet.pdf")]


@pytest.mark.slow
def test_a_gallery_with_reasons_is_made_while_the_window_stays_alive(qtbot, window, shoot, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(tmp_path))
    monkeypatch.setattr("aesthetic_gui.ui.file_work.QMessageBox.open", lambda _box: None)
    confirm(GalleryDialog, lambda dialog: dialog.reasons.setChecked(True))
    window.publish.gallery()
    folder = tmp_path / "shoot gallery"
    qtbot.waitUntil(lambda: (folder / "index.html").exists() and window.files.idle, timeout=WAIT)
    assert len(list((folder / "overlays").iterdir())) == 2
    assert "cat.jpg" in (folder / "index.html").read_text()
