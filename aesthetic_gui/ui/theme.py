"""Light, dark and high contrast: one table of named colours, a palette and a small style sheet made from it.

The greys are neutral in every theme (no tint beside a photograph), and every text colour reaches a
contrast of 4.5:1 (WCAG 2.2, level AA) on the grounds it is used on, in the theme of high contrast 7:1 (level AAA).
Verdicts never differ by colour alone: see :mod:`aesthetic_gui.ui.widgets.glyphs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QDir, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from aesthetic_gui.disk_io import read_text
from aesthetic_gui.photo import ColourLabel, Verdict

STYLE = ("-style", "Fusion")  # for QApplication: what its setStyle returns takes PySide 6 ms to know
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, eq=False)
class Colours:
    """Every colour the window uses. ``background`` lies behind photographs, ``panel`` behind controls.

    ``cell`` lies beside a picture in the grid: a middle grey, as beside a print.
    """

    background: QColor
    cell: QColor
    panel: QColor
    raised: QColor
    hover: QColor
    border: QColor
    text: QColor
    muted: QColor
    accent: QColor
    on_accent: QColor
    aesthetic: QColor
    not_aesthetic: QColor
    unsure: QColor
    pick: QColor
    reject: QColor
    star: QColor
    bar: QColor
    histogram_red: QColor
    histogram_green: QColor
    histogram_blue: QColor
    histogram_luminance: QColor
    label_red: QColor
    label_yellow: QColor
    label_green: QColor
    label_blue: QColor
    label_purple: QColor

    def of_verdict(self, verdict: Verdict | None) -> QColor:
        """The colour of a verdict; muted where there is none."""
        return self._named(verdict.value if verdict else "muted")

    def of_label(self, label: ColourLabel) -> QColor:
        """The colour of a colour label; muted for none."""
        return self._named(f"label_{label.value}" if label.value else "muted")

    def _named(self, name: str) -> QColor:
        colour = getattr(self, name)
        assert isinstance(colour, QColor)
        return colour


_NAMED = {  # dark, light, high contrast
    "background": ("#1c1c1c", "#d2d2d2", "#000000"),
    "cell": ("#232323", "#b8b8b8", "#000000"),
    "panel": ("#282828", "#f1f1f1", "#0a0a0a"),
    "raised": ("#353535", "#ffffff", "#161616"),
    "hover": ("#404040", "#e6e6e6", "#303030"),
    "border": ("#454545", "#c2c2c2", "#a0a0a0"),
    "text": ("#e4e4e4", "#1d1d1d", "#ffffff"),
    "muted": ("#a6a6a6", "#585858", "#dcdcdc"),
    "accent": ("#6aa5dc", "#17599f", "#ffd93d"),
    "on_accent": ("#0d1620", "#ffffff", "#000000"),
    "aesthetic": ("#62c07c", "#176430", "#7df09b"),
    "not_aesthetic": ("#f08c63", "#9c3511", "#ffb08f"),
    "unsure": ("#d0b95e", "#6b5600", "#f2df8a"),
    "pick": ("#f2f2f2", "#1d1d1d", "#ffffff"),
    "reject": ("#f08c63", "#9c3511", "#ffb08f"),
    "star": ("#e0bd55", "#8f6a00", "#ffd93d"),
    "bar": ("#8f9aa5", "#77828d", "#c8d0d8"),
    "histogram_red": ("#d9605a", "#d9534d", "#ff8a84"),
    "histogram_green": ("#5fb56e", "#3fa552", "#7df09b"),
    "histogram_blue": ("#5b86dd", "#3f73d6", "#8ab4ff"),
    "histogram_luminance": ("#d6d6d6", "#6a6a6a", "#ffffff"),
    "label_red": ("#d9544f", "#cf3f3a", "#ff6f69"),
    "label_yellow": ("#e3c341", "#d9b21c", "#ffe14d"),
    "label_green": ("#58b368", "#3c9c4e", "#6be381"),
    "label_blue": ("#4f8fdc", "#2f74c9", "#6fb1ff"),
    "label_purple": ("#a372d0", "#8a54bd", "#cf9dff"),
}
DARK, LIGHT, CONTRAST = (Colours(**{name: QColor(row[place]) for name, row in _NAMED.items()}) for place in range(3))
_BY_PANEL = {table.panel.rgb(): table for table in (DARK, LIGHT, CONTRAST)}


def colours() -> Colours:
    """The colours of the theme in use; cheap enough for painting."""
    return _BY_PANEL.get(QGuiApplication.palette().color(QPalette.ColorRole.Window).rgb(), DARK)


def apply_theme(app: QApplication, choice: str) -> None:
    """Give the whole program one look: ``"system"``, ``"light"``, ``"dark"`` or ``"high contrast"``.

    ``"system"`` follows the desktop as it changes, in its wish for high contrast, too, where Qt tells it (from 6.10
    on); a desktop that states no preference gets the dark theme, as is the custom of photo programs. May be called
    again at any time; every open window changes at once.
    """
    _follower(app).follow(choice)


_TABLES = {"light": LIGHT, "dark": DARK, "high contrast": CONTRAST}
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "high contrast": Qt.ColorScheme.Dark,
}


@lru_cache(maxsize=1)
def _follower(app: QApplication) -> _Follower:
    return _Follower(app)


class _Follower(QObject):
    """Applies the theme again when the desktop turns light or dark, or wants more contrast."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice = "system"
        app.styleHints().colorSchemeChanged.connect(self._paint)
        if hasattr(hints := app.styleHints(), "accessibility"):  # from Qt 6.10 on
            hints.accessibility().contrastPreferenceChanged.connect(self._paint)

    def follow(self, choice: str) -> None:
        QDir.setSearchPaths("theme", [str(_FOLDER / "icons")])
        self._choice = choice
        self._app.styleHints().setColorScheme(_SCHEMES[choice])  # title bars and native dialogs follow too
        self._paint()

    def _paint(self) -> None:
        table = _TABLES.get(self._choice) or self._of_the_desktop()
        self._app.setPalette(_palette(table))
        sheet = _style_sheet(table)
        if self._app.styleSheet() != sheet:
            self._app.setStyleSheet(sheet)

    def _of_the_desktop(self) -> Colours:
        hints = self._app.styleHints()
        if hasattr(hints, "accessibility"):
            wished = hints.accessibility().contrastPreference()
            if wished == Qt.ContrastPreference.HighContrast:
                return CONTRAST
        return LIGHT if hints.colorScheme() == Qt.ColorScheme.Light else DARK


def _palette(table: Colours) -> QPalette:
    role = QPalette.ColorRole
    rows = {
        role.Window: table.panel,
        role.WindowText: table.text,
        role.Base: table.raised,
        role.AlternateBase: table.panel,
        role.Text: table.text,
        role.PlaceholderText: table.muted,
        role.Button: table.raised,
        role.ButtonText: table.text,
        role.BrightText: table.text,
        role.Highlight: table.accent,
        role.HighlightedText: table.on_accent,
        role.Accent: table.accent,
        role.Link: table.accent,
        role.LinkVisited: table.accent,
        role.ToolTipBase: table.raised,
        role.ToolTipText: table.text,
        role.Mid: table.border,
        role.Dark: table.border,
        role.Midlight: table.hover,
        role.Light: table.hover,
        role.Shadow: QColor("#000000"),
    }
    palette = QPalette()
    for one, colour in rows.items():
        palette.setColor(one, colour)
    faint = blend(table.muted, table.panel, 0.6)
    for one in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, table.border)
    return palette


def _style_sheet(table: Colours) -> str:
    sheet = read_text(_FOLDER / "theme.qss")
    if table is CONTRAST:
        sheet += read_text(_FOLDER / "contrast.qss")
    names = {name: getattr(table, name).name() for name in Colours.__slots__}
    faint = blend(table.muted, table.panel, 0.6).name()
    return Template(sheet).substitute(names, faint=faint, tick="tick-light.svg" if table is LIGHT else "tick-dark.svg")


def smooth(widget: QWidget) -> QPainter:
    """A painter on ``widget`` that smooths the edges of what it draws."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def blend(over: QColor, under: QColor, amount: float) -> QColor:
    """``amount`` (0 to 1) of ``over`` mixed into ``under``; opaque."""

    def mix(a: int, b: int) -> int:
        return round(a * amount + b * (1 - amount))

    return QColor(mix(over.red(), under.red()), mix(over.green(), under.green()), mix(over.blue(), under.blue()))
