from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QStyleHints
from PySide6.QtWidgets import QPushButton

from aesthetic_gui.photo import ColourLabel, Verdict
from aesthetic_gui.ui.theme import CONTRAST, DARK, LIGHT, apply_theme, blend, colours
from aesthetic_gui.ui.widgets import glyphs
from aesthetic_gui.ui.widgets.verdict import VerdictChip
from aesthetic_gui.words import percent

THEMES = pytest.mark.parametrize("table", [DARK, LIGHT, CONTRAST], ids=["dark", "light", "high contrast"])


@THEMES
@pytest.mark.parametrize("name", ["text", "muted", "aesthetic", "not_aesthetic", "unsure", "accent"])
@pytest.mark.parametrize("ground", ["panel", "background", "raised"])
def test_words_can_be_read_on_every_ground(table, name, ground):
    assert contrast(getattr(table, name), getattr(table, ground)) >= (7 if table is CONTRAST else 4.5)


@pytest.mark.parametrize("ground", ["panel", "background", "raised", "hover"])
def test_in_high_contrast_what_is_drawn_and_what_has_the_keyboard_stand_out_everywhere(ground):
    under = getattr(CONTRAST, ground)
    assert contrast(CONTRAST.text, under) >= 7
    assert contrast(CONTRAST.accent, under) >= 7
    drawn = ("border", "bar", "star", "pick", "reject", "histogram_red", "histogram_green", "histogram_blue")
    for name in (*drawn, *(f"label_{label.value}" for label in ColourLabel if label.value)):
        assert contrast(getattr(CONTRAST, name), under) >= 4.5


def test_in_high_contrast_what_cannot_be_pressed_can_still_be_read():
    assert contrast(blend(CONTRAST.muted, CONTRAST.panel, 0.6), CONTRAST.panel) >= 4.5


@THEMES
def test_words_on_coloured_grounds_can_be_read(table):
    least = 7 if table is CONTRAST else 4.5
    assert contrast(table.on_accent, table.accent) >= least
    for verdict in Verdict:
        assert contrast(table.text, blend(table.of_verdict(verdict), table.panel, 0.16)) >= least


@THEMES
def test_the_greys_around_photographs_are_neutral(table):
    for name in ("background", "cell", "panel", "raised", "hover", "border", "text", "muted"):
        colour = getattr(table, name)
        assert colour.red() == colour.green() == colour.blue()


def test_every_colour_label_has_a_colour_of_its_own():
    assert len({DARK.of_label(label).name() for label in ColourLabel}) == len(ColourLabel)


@pytest.mark.parametrize(("choice", "table"), [("light", LIGHT), ("dark", DARK), ("high contrast", CONTRAST)])
def test_a_chosen_theme_reaches_palette_and_style_sheet(qapp, choice, table):
    apply_theme(qapp, choice)
    assert colours() is table
    assert qapp.palette().color(QPalette.ColorRole.Window) == table.panel
    assert table.accent.name() in qapp.styleSheet()
    assert "$" not in qapp.styleSheet()


def test_an_open_window_changes_at_once_with_the_theme(qapp, qtbot):
    button = QPushButton("Sort")
    qtbot.addWidget(button)
    button.show()
    dark = button.grab().toImage().pixelColor(12, button.height() // 2)
    apply_theme(qapp, "light")
    light = button.grab().toImage().pixelColor(12, button.height() // 2)
    assert light.lightness() > dark.lightness() + 100


def test_a_desktop_without_a_preference_gets_the_dark_theme(qapp):
    apply_theme(qapp, "light")
    apply_theme(qapp, "system")
    assert colours() is DARK


def test_the_window_follows_the_desktop_when_it_turns_light(qapp, monkeypatch):
    apply_theme(qapp, "system")
    monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints: Qt.ColorScheme.Light)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert colours() is LIGHT


@pytest.mark.skipif(not hasattr(QStyleHints, "accessibility"), reason="Qt tells of contrast from 6.10 on")
def test_the_window_follows_the_desktop_when_it_wants_more_contrast(qapp, monkeypatch):
    style_hints = qapp.styleHints()  # held: what it gives lives as long as it does
    hints = style_hints.accessibility()
    apply_theme(qapp, "system")
    monkeypatch.setattr(type(hints), "contrastPreference", lambda _hints: Qt.ContrastPreference.HighContrast)
    hints.contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert colours() is CONTRAST
    apply_theme(qapp, "light")
    assert colours() is LIGHT


def test_a_chosen_theme_stays_when_the_desktop_changes(qapp, monkeypatch):
    apply_theme(qapp, "dark")
    monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints: Qt.ColorScheme.Light)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert colours() is DARK


def shape(name: str) -> np.ndarray:
    image = QImage(24, 24, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    glyphs.paint_glyph(painter, name, QRectF(0, 0, 24, 24), QColor("white"))
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(24, image.bytesPerLine())[:, :24].astype(int)


def test_verdicts_differ_by_shape_not_by_colour_alone():
    signs = [shape(glyphs.of_verdict(verdict)) for verdict in (*Verdict, None)]
    for place, one in enumerate(signs):
        for other in signs[place + 1 :]:
            assert np.abs(one - other).mean() > 20


@pytest.mark.parametrize("name", glyphs.GLYPHS)
def test_every_sign_is_drawn_inside_its_square(name):
    drawn = shape(name)
    assert drawn.max() > 150
    assert 5 < (drawn > 100).sum() < 24 * 24


@pytest.mark.parametrize(
    ("verdict", "p", "words"),
    [
        (Verdict.AESTHETIC, 0.83, "Aesthetic · 83 %"),
        (Verdict.NOT_AESTHETIC, 0.17, "Not aesthetic · 17 %"),
        (Verdict.UNSURE, 0.52, "Unsure · 52 %"),
        (None, None, "Not scored yet"),
    ],
)
def test_a_chip_tells_the_verdict_and_how_likely_it_is_that_the_photograph_is_called_aesthetic(
    qtbot, verdict, p, words
):
    chip = VerdictChip()
    qtbot.addWidget(chip)
    chip.show_verdict(verdict, p)
    assert chip.text == words


@pytest.mark.parametrize(
    ("fraction", "words"),
    [
        (0.0, "0 %"),
        (0.001, "<1 %"),
        (0.005, "<1 %"),
        (0.006, "1 %"),
        (0.995, ">99 %"),
        (0.999, ">99 %"),
        (1.0, "100 %"),
    ],
)
def test_nearly_certain_is_not_called_certain(fraction, words):
    assert percent(fraction) == words


def test_a_chip_is_as_wide_as_its_words(qtbot):
    chip = VerdictChip()
    qtbot.addWidget(chip)
    chip.show_verdict(Verdict.NOT_AESTHETIC, 0.02)
    assert chip.sizeHint().width() > chip.fontMetrics().horizontalAdvance(chip.text)
    assert chip.accessibleName() == "Verdict: Not aesthetic, P(aesthetic) 2 %"


def contrast(a: QColor, b: QColor) -> float:
    """Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, relative luminance of sRGB)."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())
