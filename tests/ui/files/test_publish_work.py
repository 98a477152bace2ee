"""Export, contact sheet and gallery in the window: dialogs, and what comes of them on real photographs."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QFileDialog, QLabel, QMessageBox
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.manifests import verify
from aesthetic_gui.culling.item import Item
from aesthetic_gui.files.export import picture
from aesthetic_gui.files.export.rendition import Along, ColourSpace, Corner, Format, Private, Rendition, Sharpening
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.files.export_dialog import PAUSE_MS, PREVIEW, ExportDialog, ExportPreview, Group
from aesthetic_gui.ui.files.page_dialogs import GalleryDialog, SheetDialog
from aesthetic_gui.ui.files.sort_dialog import SortDialog
from aesthetic_gui.ui.main_window import MainWindow

WAIT = 30_000
ITEMS = [Item(Photo(Path(f"/shoot/{n}.jpg")), unreadable="damaged" if n == 0 else None) for n in range(3)]
CHOICES = [Group("All in view", ITEMS), Group("Picks in view", ITEMS[1:2])]


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
    assert dialog.rendition.metadata is Along.NO_PLACE
    assert ok(dialog).text() == "Export 2 photographs"
    assert "Left out: 1 unreadable." in dialog.words.text()


def test_a_preset_sets_size_quality_and_sharpening(dialog):
    dialog.preset.setCurrentText("Web, 2048 pixels")
    dialog.preset.activated.emit(dialog.preset.currentIndex())
    assert dialog.rendition == Rendition(long_edge=2048, quality=85, sharpen=Sharpening.STANDARD)


def test_a_preset_is_shown_as_long_as_its_values_are(dialog):
    dialog.preset.setCurrentText("Web, 2048 pixels")
    dialog.preset.activated.emit(dialog.preset.currentIndex())
    assert dialog.preset.currentText() == "Web, 2048 pixels"
    dialog.quality.setValue(84)
    assert dialog.preset.currentText() == "Preset…"
    dialog.quality.setValue(85)
    assert dialog.preset.currentText() == "Web, 2048 pixels"


def test_the_first_names_and_what_is_left_out_are_shown_before_anything_is_done(qtbot, dialog):
    with qtbot.waitSignal(dialog.plan_asked) as asked:
        qtbot.keyClicks(dialog.rename, "{number:3}")
    assert asked.args == [dialog.request]
    dialog.show_plan(ExportPreview(("001.jpg", "002.jpg", "003.jpg"), 12, (("not scored yet", 2),)))
    assert dialog._names.text() == "001.jpg, 002.jpg, 003.jpg …"
    assert ok(dialog).text() == "Export 12 photographs"
    assert dialog.words.text().endswith("Left out: 2 not scored yet.")
    dialog.show_error("There is a file in the folder's place.")
    assert dialog.words.text() == "There is a file in the folder's place."
    assert not ok(dialog).isEnabled()


def test_the_watermark_says_how_strong_and_how_large_it_is(dialog):
    dialog.opacity.setValue(35)
    dialog.mark_size.setValue(7)
    said = [label.text() for label in dialog.findChildren(QLabel) if label.text().endswith(" %")]
    assert said == ["35 %", "7 %"]


def test_everything_that_is_chosen_is_in_the_request(qtbot, dialog):
    for box, value in ((dialog.format, "avif"), (dialog.space, "display-p3"), (dialog.details, "none"),
                       (dialog.corner, "centre"), (dialog.manifest, "csv"), (dialog.sharpen, "low")):  # fmt: skip
        box.setCurrentIndex(box.findData(value))
    qtbot.keyClicks(dialog.mark, "© me")
    qtbot.keyClicks(dialog.rename, "{number:3}")
    qtbot.keyClicks(dialog.template, "{date}")
    dialog.opacity.setValue(30)
    request = dialog.request
    assert (request.template, request.rename, request.manifest) == ("{date}", "{number:3}", "csv")
    assert (request.rendition.format, request.rendition.profile) == (Format.AVIF, ColourSpace.DISPLAY_P3)
    mark = request.rendition.watermark
    assert (mark.text, mark.corner, mark.opacity) == ("© me", Corner.CENTRE, 0.3)


def test_what_was_chosen_comes_back_the_next_time(qtbot, dialog):
    dialog.limit.setChecked(True)
    dialog.long_edge.setValue(1234)
    qtbot.keyClicks(dialog.mark, "© me")
    again = ExportDialog(CHOICES, Path("/x"), dialog.values)
    qtbot.addWidget(again)
    assert again.rendition == dialog.rendition
    huge = "1" + "0" * 30
    odd = f'{{"quality": {huge}, "long_edge": -{huge}, "format": {huge}, "opacity": 1e999}}'
    for nonsense in ("{", "[]", "[" * 100_000, '{"quality": "x", "format": "gif"}', odd):
        qtbot.addWidget(ExportDialog(CHOICES, Path("/x"), nonsense))


def test_a_wrong_template_or_a_missing_picture_is_told_and_cannot_be_confirmed(qtbot, dialog):
    qtbot.keyClicks(dialog.rename, "{nix}")
    assert "no field {nix}" in dialog.words.text()
    assert not ok(dialog).isEnabled()
    qtbot.wait(PAUSE_MS + 100)
    assert dialog._picture.text() == "", "nothing false is said in the preview's place"
    dialog.rename.clear()
    assert ok(dialog).isEnabled()
    qtbot.keyClicks(dialog.mark_picture, "/nowhere/mark.png")
    assert "no picture /nowhere/mark.png" in dialog.words.text()
    assert not ok(dialog).isEnabled()


def test_an_original_is_copied_as_it_is_so_nothing_of_it_can_be_set(dialog):
    dialog.format.setCurrentIndex(dialog.format.findData("original"))
    assert not any(widget.isEnabled() for widget in (dialog.quality, dialog.limit, dialog.mark, dialog.space))
    assert dialog.words.text().startswith(
        "An original is never changed, so it takes along all that is in it, the place"
    )
    assert not ok(dialog).isEnabled()
    dialog.details.setCurrentIndex(dialog.details.findData("all"))
    assert ok(dialog).isEnabled()
    assert dialog.rendition == Rendition(Format.ORIGINAL, metadata=Along.ALL)
    dialog.private[Private.PEOPLE].setChecked(True)
    assert not ok(dialog).isEnabled()


def test_people_serial_numbers_and_ratings_can_be_left_out_and_that_comes_back_the_next_time(qtbot, dialog):
    assert dialog.rendition.without == frozenset()
    for box in dialog.private.values():
        box.setChecked(True)
    again = ExportDialog(CHOICES, Path("/x"), dialog.values)
    qtbot.addWidget(again)
    assert again.rendition.without == {Private.PEOPLE, Private.SERIALS, Private.RATINGS}
    again.details.setCurrentIndex(again.details.findData("none"))
    assert not again.private[Private.PEOPLE].isEnabled()
    assert again.rendition.without == frozenset()
    gallery = GalleryDialog(CHOICES, "Wedding")
    qtbot.addWidget(gallery)
    gallery.private[Private.SERIALS].setChecked(True)
    assert gallery.settings.without == {Private.SERIALS}


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
def window(qtbot, tmp_path: Path, shoot: Path, close_window) -> Iterator[MainWindow]:
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        opened = make_window(catalog, settings.load(), device="cpu")
        opened.resize(1280, 800)
        opened.show()
        opened.begin([shoot])
        qtbot.waitUntil(lambda: sum(i.settled for i in opened.session.model.all_items()) == 3, timeout=WAIT)
        yield opened
        close_window(opened)
    QApplication.processEvents()


def confirm(kind: type, tweak: Callable = lambda _dialog: None) -> None:
    """Answer the next dialog of this kind, once it can be confirmed; ``tweak`` may have closed it."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            try:
                tweak(dialog)
            except BaseException:
                dialog.reject()  # or it would wait for ever
                raise
            if dialog.isVisible():
                press(dialog)
        else:
            QTimer.singleShot(30, answer)

    def press(dialog: QDialog) -> None:
        if ok(dialog).isEnabled():
            ok(dialog).click()
        else:
            QTimer.singleShot(30, lambda: press(dialog))

    QTimer.singleShot(30, answer)


@pytest.mark.slow
def test_pictures_are_exported_by_key_and_taken_back(qtbot, window, shoot, monkeypatch):
    def small(dialog: ExportDialog) -> None:
        dialog.limit.setChecked(True)
        dialog.long_edge.setValue(64)

    confirm(ExportDialog, small)
    monkeypatch.setattr("aesthetic_gui.ui.dialogs.boxes.QMessageBox.open", lambda _box: None)
    qtbot.keyClick(window.grid, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    out = shoot.with_name("shoot export")
    qtbot.waitUntil(lambda: window.files.idle and (out / "cup.jpg").exists(), timeout=WAIT)
    with Image.open(out / "cat.jpg") as image:
        assert max(image.size) == 64
    qtbot.waitUntil(lambda: window.strip.message == "2 photographs exported to shoot export.", timeout=WAIT)
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
    monkeypatch.setattr("aesthetic_gui.ui.dialogs.boxes.QMessageBox.open", lambda _box: None)
    confirm(GalleryDialog, lambda dialog: dialog.reasons.setChecked(True))
    window.publish.gallery()
    folder = tmp_path / "shoot gallery"
    qtbot.waitUntil(lambda: (folder / "index.html").exists() and window.files.idle, timeout=WAIT)
    assert len(list((folder / "overlays").iterdir())) == 2
    assert "cat.jpg" in (folder / "index.html").read_text()
    qtbot.waitUntil(lambda: window.strip.message == "shoot gallery is made, with 2 photographs.", timeout=WAIT)


def told(window: MainWindow, qtbot) -> str:
    """What the box that tells of failures says; it is closed."""
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=WAIT)
    (box,) = window.findChildren(QMessageBox)
    words = f"{box.text()} {box.informativeText()}"
    box.close()
    return words


@pytest.mark.slow
def test_what_could_not_be_read_is_told_and_the_rest_is_exported(qtbot, window, shoot):
    confirm(ExportDialog)
    window.publish.export()
    words = told(window, qtbot)
    assert "1 photograph was left out. The originals are as they were." in words
    assert "damaged.jpg: unreadable" in words
    assert len(list(shoot.with_name("shoot export").iterdir())) == 2


@pytest.mark.slow
def test_a_sheet_that_could_not_be_made_is_not_offered_to_be_shown(qtbot, window, tmp_path, monkeypatch):
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "sheet.pdf"), ""))
    monkeypatch.setattr("aesthetic_gui.culling.albums.publishing.contact_sheet", lambda *_: full)
    confirm(SheetDialog)
    window.publish.contact_sheet()
    assert "sheet.pdf could not be made. The photographs are as they were." in told(window, qtbot)
    assert not window.strip._show.isVisible()
    assert "is made" not in window.strip.message
    assert not (tmp_path / "sheet.pdf").exists()


@pytest.mark.slow
def test_the_export_shows_the_names_that_it_would_give(qtbot, window, shoot):
    def ask(dialog: ExportDialog) -> None:
        dialog.rename.setText("{number:3}")
        dialog.template.setText("{flag}")
        qtbot.waitUntil(lambda: dialog._names.text() == "Unflagged/001.jpg, Unflagged/002.jpg", timeout=WAIT)
        dialog.template.setText("{score")
        assert not ok(dialog).isEnabled()
        dialog.reject()

    confirm(ExportDialog, ask)
    window.publish.export()
    assert not shoot.with_name("shoot export").exists()


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["publish.export", "files.sort"])
def test_a_dialog_may_be_closed_before_its_preview_is_there(qtbot, window, verb):
    """The thread that looks up is busy, as with a large shoot; its answer comes to a dialog that is gone."""
    free = threading.Event()
    window.session.lookups.run(free.wait)

    def leave() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(30, leave)
            return
        QTimer.singleShot(PAUSE_MS + 150, dialog.reject)  # after it has asked

    QTimer.singleShot(30, leave)
    attrgetter(verb)(window)()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    answered = []
    window.session.lookups.run(lambda: None, answered.append)
    free.set()
    qtbot.waitUntil(lambda: answered == [None], timeout=WAIT)


@pytest.mark.slow
def test_the_plan_of_a_sort_can_be_read_before_anything_is_done(qtbot, window, shoot):
    def copy_it(dialog: SortDialog) -> None:
        dialog.ways.setCurrentText("Hard links")
        qtbot.waitUntil(lambda: ok(dialog).text() == "Link 2 photographs" and ok(dialog).isEnabled(), timeout=WAIT)
        qtbot.mouseClick(dialog.copy_plan, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.copy_plan.text() == "Plan is on the clipboard", timeout=WAIT)
        dialog.reject()

    confirm(SortDialog, copy_it)
    window.files.sort()
    plan = QGuiApplication.clipboard().text()
    for name in ("cat.jpg", "cup.jpg"):
        assert f"{shoot / name} -> {shoot.with_name('shoot albums')}/" in plan
    assert f"left out: {shoot / 'damaged.jpg'} (unreadable" in plan
    assert not shoot.with_name("shoot albums").exists()


@pytest.mark.slow
def test_what_is_in_the_albums_already_is_said_and_not_copied_again(qtbot, window, shoot):
    said: list[str] = []

    def into_the_shoot(dialog: SortDialog) -> None:
        dialog._choose_folder = lambda _parent, _start: shoot
        dialog.choose.click()
        qtbot.waitUntil(lambda: "already" in dialog.words.text(), timeout=WAIT)
        said.append(dialog.words.text())
        dialog.reject()

    confirm(SortDialog, into_the_shoot)
    window.files.sort()
    assert said == ["Nothing to sort. Left out: 3 in the albums already."]


@pytest.mark.slow
@pytest.mark.parametrize("way", ["Copy, sharing disk space", "Hard links", "Symbolic links"])
def test_albums_are_made_of_links_with_new_names_and_a_manifest_and_taken_back(qtbot, window, shoot, way):
    def choose(dialog: SortDialog) -> None:
        dialog.ways.setCurrentText(way)
        dialog.template_line.setText("{flag}")
        dialog.rename_line.setText("{number:2}")
        dialog.manifest.setCurrentText("JSON")
        dialog.refresh()
        qtbot.waitUntil(lambda: dialog.tree.topLevelItemCount() == 1, timeout=WAIT)
        qtbot.waitUntil(lambda: dialog.tree.topLevelItem(0).child(0).text(0) == "01.jpg", timeout=WAIT)

    confirm(SortDialog, choose)
    window.files.sort()
    albums = shoot.with_name("shoot albums")
    qtbot.waitUntil(lambda: window.files.idle and (albums / "manifest.json").exists(), timeout=WAIT)
    made = albums / "Unflagged" / "01.jpg"
    assert made.is_symlink() == (way == "Symbolic links")
    assert made.samefile(shoot / "cat.jpg") == ("links" in way)
    assert {one.state for one in verify(albums)} == {"well"}
    qtbot.waitUntil(lambda: "Sort" in window.actions_by_id["undo"].text(), timeout=WAIT)
    window.activateWindow()  # without a window manager a closed dialog leaves no window active
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    qtbot.keyClick(window.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.files.idle and not albums.exists(), timeout=WAIT)
    assert sorted(path.name for path in shoot.iterdir()) == ["cat.jpg", "cup.jpg", "damaged.jpg"]


@pytest.mark.slow
def test_a_cancelled_export_keeps_what_is_done_and_says_how_many_were_not_begun(qtbot, window, shoot, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()

    def slowly(*arguments: object):
        begun.set()
        go_on.wait(WAIT / 1000)
        return rendered(*arguments)

    rendered = picture.rendered
    confirm(ExportDialog)
    monkeypatch.setattr("aesthetic_gui.ui.dialogs.boxes.QMessageBox.open", lambda _box: None)
    monkeypatch.setattr("aesthetic_gui.ui.files.publish_work._preview_image", lambda *_: None)
    monkeypatch.setattr(picture, "rendered", slowly)
    window.publish.export()
    qtbot.waitUntil(lambda: begun.is_set() and window.strip._cancel.isVisible(), timeout=WAIT)
    qtbot.mouseClick(window.strip._cancel, Qt.MouseButton.LeftButton)
    go_on.set()
    qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)
    out = shoot.with_name("shoot export")
    assert not [path for path in out.rglob("*") if "aesthetic-part" in path.name]
    assert "not begun" in window.strip.message
    assert not window.strip._show.isVisible()


@pytest.mark.slow
def test_a_sheet_that_could_not_be_made_is_not_announced(qtbot, window, tmp_path, monkeypatch):
    def broken(*_arguments, **_options):
        def maker(_staged: Path) -> None:
            raise OSError(28, "No space left on device")

        return maker

    told = []
    monkeypatch.setattr("aesthetic_gui.culling.albums.publishing.contact_sheet", broken)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "sheet.pdf"), ""))
    monkeypatch.setattr(
        "aesthetic_gui.ui.dialogs.boxes.QMessageBox.open", lambda box: told.append(box.informativeText())
    )
    confirm(SheetDialog)
    window.publish.contact_sheet()
    qtbot.waitUntil(lambda: window.files.idle and bool(told), timeout=WAIT)
    assert "The disk is full" in told[0]
    assert "is made" not in window.strip.message
    assert not window.strip._show.isVisible()


@pytest.mark.slow
def test_copies_that_are_in_the_albums_already_are_counted_as_left_out(qtbot, window, shoot, monkeypatch):
    said = []

    def look(dialog: SortDialog) -> None:
        dialog._destination = shoot
        dialog.refresh()
        qtbot.waitUntil(lambda: "in the albums already" in dialog.words.text(), timeout=WAIT)
        said.append(dialog.words.text())
        dialog.reject()

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, SortDialog):
            look(dialog)
        else:
            QTimer.singleShot(30, answer)

    QTimer.singleShot(30, answer)
    window.files.sort()
    assert said == ["Nothing to sort. Left out: 3 in the albums already."]


def test_a_sheet_can_be_made_without_verdicts(qtbot):
    dialog = SheetDialog(CHOICES, "Shoot")
    qtbot.addWidget(dialog)
    assert dialog.settings.show_scores
    dialog.scores.setChecked(False)
    assert not dialog.settings.show_scores
