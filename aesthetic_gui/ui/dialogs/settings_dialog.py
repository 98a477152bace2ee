"""The settings dialog: one row per row of the settings table, with the editor that fits its default."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from aesthetic_gui.scoring.pack import DEFAULT, find_packs
from aesthetic_gui.settings import SETTINGS, Setting
from aesthetic_gui.ui.dialogs.keys_page import KeysPage
from aesthetic_gui.ui.widgets.fields import verb_cancel
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, scrolling
from aesthetic_gui.ui.widgets.text import PlainLabel, literal, one_line, quiet, wrapping

_WORDS = {"cpu": "CPU", "gpu": "GPU", "auto": "Automatic", "srgb": "sRGB", "asked": "When I ask"}
ELSEWHERE = (
    "last_folder",
    "filmstrip",
    "close_ups",
    "close_ups_native",
    "second_window",
    "threshold",
    "band",
    "taste",
    "toured",
    "folded",
    "left_panel",
    "right_panel",
    "filter_row",
    "window",
    "maximised",
    "columns",
    "export",
    "ingest",
    "reason",
    "key_profile",
    "keys",
)  # the window keeps these itself
WIDTH, TITLE_BAR = 560, 48  # pixels
Choices = Mapping[str, Sequence[tuple[str, str]]]
Notes = Mapping[str, Callable[[Any], str]]


def packs_to_choose() -> list[tuple[str, str]]:
    """Id and words of each pack that can be used; "" is the program's own."""
    packs = [(pack.id, f"{pack.title} {pack.version}") for pack in find_packs()]
    own = "".join(f" ({title})" for pack_id, title in packs if pack_id == DEFAULT)
    return [("", f"The program's own{own}"), *packs]


class SettingsDialog(QDialog):
    """Edits values and hands them back by ``values()``; it stores nothing."""

    def __init__(
        self,
        values: Mapping[str, Any],
        rows: Sequence[Setting] = SETTINGS,
        choices: Choices | None = None,
        parent: QWidget | None = None,
        notes: Notes | None = None,
        keys: KeysPage | None = None,
    ) -> None:
        """``choices`` gives a text setting a list to choose from: key → (value, words) pairs.

        ``notes`` tells what is to be said of the value that is chosen: key → words of the value. ``keys`` is a page of
        its own.
        """
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self._rows = [row for row in rows if row.key not in ELSEWHERE]
        self._editors = {row.key: _editor(row, (choices or {}).get(row.key)) for row in self._rows}
        for row in self._rows:
            self._editors[row.key].put(values.get(row.key, row.default))
        self._notes = notes or {}
        content = QWidget()
        self._page = column(self._form(), STRETCH, on=content, margins=(22, 20, 22, 9))
        scroll = scrolling(content)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the first row has it
        self._keys, self._pages = keys, QTabWidget()
        self._pages.addTab(scroll, "General")
        if keys is not None:
            self._pages.addTab(keys, "Keys")
        self._pages.setDocumentMode(True)
        self._pages.tabBar().setVisible(keys is not None)
        buttons = verb_cancel(self, "Save")
        restore = buttons.addButton(QDialogButtonBox.StandardButton.RestoreDefaults)
        restore.setText("Restore defaults")
        restore.clicked.connect(self.restore_defaults)
        buttons.setContentsMargins(22, 0, 22, 0)
        layout = column(self._pages, buttons, on=self, margins=(0, 0, 0, 16), spacing=9)
        tabs = self._pages.tabBar().sizeHint().height() if keys is not None else 0
        self._buttons_room = buttons.sizeHint().height() + layout.spacing() + 16 + tabs
        self.setMinimumWidth(WIDTH)
        self._editors[self._rows[0].key].widget.setFocus()
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Every row in sight where the screen has room for them; else they scroll, above the buttons."""
        self._page.activate()
        most = self.screen().availableSize().height() - TITLE_BAR
        return QSize(WIDTH, min(self._page.heightForWidth(WIDTH) + self._buttons_room, most))

    def values(self) -> dict[str, Any]:
        """What the dialog shows now, by key."""
        general = {key: editor.take() for key, editor in self._editors.items()}
        return general | (self._keys.values() if self._keys else {})

    def editor(self, key: str) -> QWidget:
        """The widget that edits ``key``."""
        return self._editors[key].widget

    def restore_defaults(self) -> None:
        """Of the page that is seen."""
        if self._keys is not None and self._pages.currentWidget() is self._keys:
            self._keys.restore_defaults()
            return
        for row in self._rows:
            self._editors[row.key].put(row.default)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls the rows; it turns only the value that has the keyboard."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _form(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for place, row in enumerate(self._rows):
            editor = self._editors[row.key].widget
            editor.setAccessibleName(row.title)
            editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            editor.installEventFilter(self)
            label = PlainLabel(row.title)
            label.setBuddy(editor)
            grid.addWidget(label, 2 * place, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(editor, 2 * place, 1)
            grid.setRowMinimumHeight(2 * place + 1, 12)
            if row.help:
                grid.addWidget(self._explained(row), 2 * place + 1, 1)
        return grid

    def _explained(self, row: Setting) -> QLabel:
        """The row's help, and what is to be said of the value that is chosen."""
        label, editor, note = _help(row.help), self._editors[row.key], self._notes.get(row.key)
        if note is not None and isinstance(editor.widget, QComboBox):

            def say() -> None:
                label.setText(f"{row.help} {note(editor.take())}".strip())

            editor.widget.currentIndexChanged.connect(lambda _place: say())
            say()
        return label


def _help(words: str) -> QLabel:
    label = quiet(wrapping(words))
    label.setContentsMargins(0, 0, 0, 9)
    return label


class _Editor:
    """A widget with the two functions that put a value in and take it out."""

    def __init__(self, widget: QWidget, put: Callable[[Any], object], take: Callable[[], Any]) -> None:
        self.widget, self.put, self.take = widget, put, take


def _editor(row: Setting, choices: Sequence[tuple[str, str]] | None) -> _Editor:
    if choices is None and row.choices:
        choices = [(choice, _WORDS.get(choice, choice.capitalize())) for choice in row.choices]
    if choices is not None:
        return _file_or_choice(choices, row) if row.files else _choice(choices)
    if isinstance(row.default, bool):
        box = QCheckBox()
        return _Editor(box, box.setChecked, box.isChecked)
    if isinstance(row.default, int):
        whole = QSpinBox()
        whole.lineEdit().setTextMargins(5, 0, 0, 0)
        whole.setRange(int(row.minimum or 0), int(row.maximum if row.maximum is not None else 2**31 - 1))
        return _Editor(whole, whole.setValue, whole.value)
    if isinstance(row.default, float):
        return _number(row)
    line = QLineEdit()
    return _Editor(line, line.setText, line.text)


def _number(row: Setting) -> _Editor:
    number = QDoubleSpinBox()
    number.lineEdit().setTextMargins(5, 0, 0, 0)
    number.setRange(row.minimum if row.minimum is not None else -1e9, row.maximum if row.maximum is not None else 1e9)
    number.setSingleStep(0.05)
    return _Editor(number, number.setValue, lambda: round(number.value(), 2))


def _combo(choices: Sequence[tuple[str, str]]) -> QComboBox:
    combo = QComboBox()
    for value, words in choices:
        combo.addItem(one_line(words), value)
    return combo


def _choice(choices: Sequence[tuple[str, str]]) -> _Editor:
    combo = _combo(choices)

    def put(value: str) -> None:
        if combo.findData(value) < 0:
            combo.addItem(one_line(f"{value} (not found)"), value)  # an unknown value stays until the person changes it
        combo.setCurrentIndex(combo.findData(value))

    return _Editor(combo, put, combo.currentData)


def _file_or_choice(choices: Sequence[tuple[str, str]], row: Setting) -> _Editor:
    """A list whose last line opens a dialog; the chosen file joins the list by its name."""
    combo = _combo(choices)
    combo.addItem("Choose a file…", None)

    def put(value: str) -> None:
        if combo.findData(value) < 0:
            combo.insertItem(len(choices), one_line(Path(value).name), value)
            combo.setItemData(len(choices), literal(value), Qt.ItemDataRole.ToolTipRole)
        combo.setCurrentIndex(combo.findData(value))
        combo.setProperty("kept", value)

    def browse(place: int) -> None:
        value = combo.itemData(place)
        if value is None:
            start = str(Path(combo.property("kept")).parent)
            value, _ = QFileDialog.getOpenFileName(combo, row.title, start, row.files)
        put(value or combo.property("kept"))

    combo.activated.connect(browse)
    return _Editor(combo, put, lambda: combo.currentData() or combo.property("kept"))
