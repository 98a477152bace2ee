"""The whole window on names that look like HTML, keys or signs of Qt's: all of them are shown as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PIL import Image
from PySide6 import QtGui
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFileDialog, QLabel, QMessageBox, QWidget

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations import planning
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.ui.dialogs import boxes
from aesthetic_gui.ui.dialogs.settings_dialog import SettingsDialog
from aesthetic_gui.ui.main_window import MainWindow

WAIT = 30_000
SPOILT = "Salt & Pepper <img src=x> [*] \u202egpj.\n\x1b&lt;"
SHOWN = "Salt & Pepper <img src=x> [*] ␤gpj.␤␤&lt;"
TASTE = "Salt & Pepper <img src=x> [*]"
CAMERA = '<img src="/dev/zero"> & [*]'
XMP = (
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:subject><rdf:Bag>"
    "<rdf:li>&lt;img src=&quot;/dev/zero&quot;></rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"
)


@pytest.fixture
def window(qtbot, tmp_path, close_window) -> Iterator[MainWindow]:
    """On a folder with a photograph, both of a spoilt name, taken with a spoilt camera and lens; a spoilt taste in use.

    The photograph has been copied into a folder of that name.
    """
    shoot = tmp_path / SPOILT
    shoot.mkdir()
    exif = Image.Exif()
    exif[0x0110] = CAMERA
    exif.get_ifd(0x8769)[0xA434] = CAMERA
    for name in (f"{SPOILT}.jpg", f"{'wide' * 50}.jpg"):
        Image.new("RGB", (64, 48), (90, 120, 60)).save(shoot / name, exif=exif)
    (shoot / f"{SPOILT}.xmp").write_text(XMP)
    (shoot / "damaged <img src=x>.jpg").write_bytes(b"\xff\xd8\xff")
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        tasting.create(catalog, TASTE)
        opened = make_window(catalog, settings.load() | {"taste": TASTE}, device="cpu")
        opened.session.pack = replace(opened.session.pack, title=SPOILT)
        opened.resize(1280, 800)
        opened.show()
        opened.begin([shoot])
        qtbot.waitUntil(lambda: opened.session.model.total == 3 and opened.grid.currentIndex().isValid(), timeout=WAIT)
        opened.files.perform("Copying", lambda: planning.plan_copy([_spoilt(opened)], tmp_path / "to" / SPOILT))
        undo = opened.actions_by_id["undo"]
        qtbot.waitUntil(lambda: opened.files.idle and "Copy 1 photograph" in undo.text(), timeout=WAIT)
        yield opened
        close_window(opened)


def _spoilt(window: MainWindow):
    return next(item.photo for item in window.session.model.all_items() if item.photo.path.name == f"{SPOILT}.jpg")


def widgets() -> list[QWidget]:
    return QApplication.allWidgets()


def shown(text: str) -> str:
    """``text`` as a tool tip or a label that chooses itself shows it."""
    if not QtGui.Qt.mightBeRichText(text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


def html_in(text: str) -> bool:
    """Whether a picture would be looked for, or anything else done that the text asks for."""
    return QtGui.Qt.mightBeRichText(text) and "<img" in text


def all_indexes(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[QModelIndex]:
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        yield index
        yield from all_indexes(model, index)


def test_no_tool_tip_and_no_label_takes_a_name_for_html(window, qtbot):
    window.toggle_history()
    window.history.refresh()
    row = next(r for r in range(3) if window.session.model.item(r).photo == _spoilt(window))
    window.grid.go_to(row)
    labels = window.inspector._photograph._rows
    qtbot.waitUntil(lambda: "zero" in labels["Keywords"][1].text() and "zero" in labels["Lens"][1].text(), timeout=WAIT)
    qtbot.waitUntil(lambda: not window.history.model.empty, timeout=WAIT)
    tips = [tip for each in widgets() for tip in (each.toolTip(), each.statusTip(), each.whatsThis())]
    tips += [action.toolTip() for action in window.findChildren(QAction)]
    for view in (each for each in widgets() if isinstance(each, QAbstractItemView) and each.model() is not None):
        if view.objectName() != "folders":
            tips += [
                index.data(Qt.ItemDataRole.ToolTipRole) or "" for index in all_indexes(view.model(), QModelIndex())
            ]
    of_labels = [
        each.text() for each in widgets() if isinstance(each, QLabel) and each.textFormat() != Qt.TextFormat.PlainText
    ]
    assert [text for text in (*tips, *of_labels) if html_in(text)] == []
    assert sum("<img" in shown(tip) for tip in tips) > 5  # names were there, and are told as they are
    assert not any(sign in shown(tip) for tip in tips for sign in ("\u202e", "\x1b"))


def test_the_tool_tip_of_a_name_says_it_as_it_is(window, qtbot):
    window.grid.go_to(next(r for r in range(3) if window.session.model.item(r).photo == _spoilt(window)))
    camera = window.inspector._photograph._rows["Camera"][1]
    qtbot.waitUntil(lambda: "zero" in camera.text(), timeout=WAIT)
    assert (camera.text(), shown(camera.toolTip())) == (CAMERA, CAMERA)


def test_an_ampersand_in_a_folders_name_makes_no_key_in_the_menu(window):
    undo = window.actions_by_id["undo"]
    assert undo.text() == f"Undo Copy 1 photograph to ‘{SHOWN}’".replace("&", "&&")
    assert shown(undo.toolTip()) == f"Undo Copy 1 photograph to ‘{SHOWN}’  (Ctrl+Z)"
    tastes = [each.text() for each in window.findChildren(QAction) if "Salt" in each.text() and each is not undo]
    assert tastes == [TASTE.replace("&", "&&")]


def test_the_title_says_the_folders_name_with_what_qt_would_take_for_a_sign(window):
    assert window.windowHandle().title().startswith(f"{SHOWN} – Aesthetic GUI")


def test_a_long_name_makes_no_menu_wider_than_the_screen(window, tmp_path, qtbot):
    window.files.titled.emit({"undo": f"Copy 1 photograph to ‘{'w' * 250}’", "redo": None})
    assert 60 < len(window.actions_by_id["undo"].text()) <= 80


def test_the_longest_name_pushes_nothing_apart(window, qtbot):
    window.grid.go_to(next(r for r in range(3) if window.session.model.item(r).photo.path.stem.startswith("wide")))
    qtbot.wait(80)
    assert window.minimumSizeHint().width() < 1280
    window.strip.say("w" * 4000)
    window.loupe.show_message("w" * 4000)
    assert window.minimumSizeHint().width() < 1280


def test_boxes_say_names_as_they_are(window):
    boxes.warn(window, f"About {SPOILT}", SPOILT, SPOILT, [SPOILT, "w" * 300])
    (box,) = window.findChildren(QMessageBox)
    assert not any(html_in(text) for text in (box.text(), box.informativeText()))
    assert shown(box.text()) == SHOWN.replace("␤␤&lt;", "\n␤&lt;")
    assert box.width() <= 1000
    assert "w" * 300 in box.detailedText()
    box.close()


def test_dialogs_say_names_as_they_are(window, qtbot):
    dialog = SettingsDialog(window.kept.values | {"pack": SPOILT}, choices={"pack": [(SPOILT, SPOILT)]}, parent=window)
    qtbot.addWidget(dialog)
    assert dialog.editor("pack").currentText() == SHOWN
    assert not any(html_in(label.text()) for label in dialog.findChildren(QLabel))


def test_a_file_of_that_name_is_asked_about_as_it_is_called_and_kept(window, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "<img src=x> scores.csv"
    path.write_text("mine")
    asked = []

    def answer(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    monkeypatch.setattr(QMessageBox, "exec", answer)
    window.files.export()
    assert [shown(text) for text in asked] == ["There is a file “<img src=x> scores.csv” already. Replace it?"]
    assert not html_in(asked[0])
    qtbot.wait(50)
    assert path.read_text() == "mine"
