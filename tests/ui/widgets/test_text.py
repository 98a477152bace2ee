from __future__ import annotations

import os
import time
from datetime import datetime

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from aesthetic_gui.ui.widgets.text import (
    ElidedLabel,
    aperture,
    as_title,
    exposure,
    file_size,
    literal,
    millimetres,
    moment,
    name_within,
    one_line,
    window_title,
)
from aesthetic_gui.words import counted


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1 / 4000, "1/4000 s"), (1 / 250, "1/250 s"), (0.3, "1/3 s"), (0.5, "0.5 s"), (1, "1 s"), (30, "30 s"), (0, "")],
)
def test_shutter_times_are_written_as_cameras_show_them(seconds, words):
    assert exposure(seconds) == words


def test_apertures_and_focal_lengths_have_no_needless_decimals():
    assert [aperture(value) for value in (1.8, 8.0, 11)] == ["f/1.8", "f/8", "f/11"]
    assert [millimetres(value) for value in (4.25, 24.0, 69.9)] == ["4.2 mm", "24 mm", "70 mm"]


@pytest.mark.parametrize(
    ("size", "words"),
    [(12, "12 bytes"), (12_000, "12.0 kB"), (999_000, "999 kB"), (7_234_567, "7.2 MB"), (3_100_000_000, "3.1 GB")],
)
def test_file_sizes_are_short(size, words):
    assert file_size(size) == words


def test_counts_agree_with_their_noun():
    assert [counted(n, "photograph") for n in (0, 1, 1204)] == ["0 photographs", "1 photograph", "1,204 photographs"]


def test_a_moment_does_not_depend_on_the_language_of_the_system():
    assert moment(datetime(2024, 3, 14, 17, 5, 9)) == "14 Mar 2024, 17:05:09"  # noqa: DTZ001 - cameras know no zone


def test_a_moment_that_the_clocks_here_skipped_is_shown_as_the_camera_wrote_it(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert moment(datetime(2024, 3, 31, 2, 30)) == "31 Mar 2024, 02:30:00"  # noqa: DTZ001 - cameras know no zone
    finally:
        monkeypatch.undo()
        time.tzset()


def test_numbers_do_not_depend_on_the_language_of_the_system():
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        told = [counted(1204, "file"), file_size(7_234_567), moment(datetime(2024, 10, 14))]  # noqa: DTZ001
    finally:
        QLocale.setDefault(before)
    assert told == ["1,204 files", "7.2 MB", "14 Oct 2024, 00:00:00"]


def test_a_hostile_file_name_stays_on_one_line(qtbot):
    name = os.fsdecode(b"two\nlines \xff\x1b[31m.jpg")
    assert one_line(name) == "two␤lines �␤[31m.jpg"
    label = ElidedLabel(name)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.grab()
    assert "\n" not in label.text()


@pytest.mark.parametrize("name", ["<b>x</b>.jpg", "<img src=/etc/a.png>.jpg", "a &amp; b.jpg", "a < b.jpg", "/p/a.jpg"])
def test_a_tool_tip_shows_the_name_and_not_what_it_would_be_as_html(name, qtbot):
    label = ElidedLabel(name)
    qtbot.addWidget(label)
    for tip in (label.toolTip(), literal(name)):
        shown = QTextDocument()
        (shown.setHtml if QtGui.Qt.mightBeRichText(tip) else shown.setPlainText)(tip)
        assert shown.toPlainText() == name


def test_a_long_name_gives_way_and_tells_itself_in_the_tool_tip(qtbot):
    label = ElidedLabel("a" * 300 + ".jpg")
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 40
    assert label.toolTip().endswith("a.jpg")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("holiday\u202egpj.exe", "holiday␤gpj.exe"),
        ("a\u2066b\u2069\u200f.jpg", "a␤b␤␤.jpg"),
        ("zero\u200bwidth\ufeff.jpg", "zero␤width␤.jpg"),
        ("two\u2028lines\r.jpg", "two␤lines␤.jpg"),
        ("Screenshot 3.05.12\u202fPM.png", "Screenshot 3.05.12 PM.png"),  # as macOS calls it
        ("春\u3000夏.jpg", "春 夏.jpg"),
        ("👩\u200d👧 می\u200cخواهم.jpg", "👩\u200d👧 می\u200cخواهم.jpg"),
        ("Zürich – café.jpg", "Zürich – café.jpg"),
    ],
)
def test_what_has_no_ink_becomes_visible_and_writing_of_all_kinds_stays(name, shown):
    assert one_line(name) == shown


def test_blanks_in_a_name_that_looks_like_html_stay(qtbot):
    shown = QTextDocument()
    shown.setHtml(literal("<b>two  blanks.jpg"))
    assert shown.toPlainText() == "<b>two  blanks.jpg"


def test_html_on_a_later_line_of_a_tool_tip_is_shown_as_it_is():
    tip = literal("Canon\n<img src=/dev/zero>")
    shown = QTextDocument()
    (shown.setHtml if QtGui.Qt.mightBeRichText(tip) else shown.setPlainText)(tip)
    assert shown.toPlainText() == "Canon\n<img src=/dev/zero>"


@pytest.mark.parametrize("name", ["Salt & Pepper", "&", "a && b", "&amp;", "Undo &x"])
def test_an_ampersand_in_a_title_is_seen_and_is_no_key(name, qtbot):
    button = QPushButton(as_title(name))
    qtbot.addWidget(button)
    assert button.shortcut().isEmpty()
    assert as_title(name) == name.replace("&", "&&")


@pytest.mark.parametrize("name", ["best [*] of", "[*]", "[*][*]", "[*][*][*] x", "[*[*]]", "a & b"])
def test_a_windows_title_is_what_it_says(name, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.setWindowTitle(window_title(name))
    window.winId()
    assert window.windowHandle().title() in (name, f"{name} - {QApplication.applicationDisplayName()}")


def test_a_tool_tip_is_no_wider_than_a_screen():
    assert max(map(len, literal("w" * 4000).split("\n"))) <= 160
    assert len(as_title("w" * 4000)) <= 80


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("_MG_0012.CR2", "0012.CR2"),
        ("IMG_20240714_183012.jpg", "183012.jpg"),
        ("Anna and Ben, the ceremony in the garden 0475.jpg", "0475.jpg"),
        ("DSC_0012-Edit.tif", "0012-Edit.tif"),
        ("PXL_20240101_120000123.MP.jpg", "000123.MP.jpg"),
        ("a film from the terrace.mp4", "ace.mp4"),
        ("a photograph without any number at all.jpeg", "all.jpeg"),
        ("20240714183012345678901234567890.heic", "567890.heic"),
        ("春" * 60 + "0012.jpg", "0012.jpg"),
    ],
)
@pytest.mark.parametrize("width", [60, 90, 120, 300])
def test_a_name_gives_way_in_its_middle_and_keeps_its_number_and_ending(name, end, width, qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    metrics = QFontMetrics(label.font())
    shown = name_within(name, metrics, width)
    assert metrics.horizontalAdvance(shown) <= width
    if shown != name and metrics.horizontalAdvance("W…" + end) <= width:
        assert shown.endswith(f"…{end}")
        assert shown[0] == name[0]
    assert shown[-4:] == name[-4:]


@pytest.mark.parametrize("name", ["", "a", ".jpg", "\n" * 300, "x" * 300, "1" * 300, "0." * 100])
@pytest.mark.parametrize("width", [0, 1, 30])
def test_no_name_is_too_odd_to_be_shortened(name, width, qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    assert len(name_within(name, QFontMetrics(label.font()), width)) <= max(len(name), 1)
