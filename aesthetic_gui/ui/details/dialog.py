"""Asks for title, caption, creator, rights and keywords of one photograph, or of many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from aesthetic_gui.culling.details.presets import VARIABLES, Preset, filled, with_preset
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.describing import Rewriting
from aesthetic_gui.files.xmp.reading import tidy_details
from aesthetic_gui.photo import DETAIL_TEXTS, NO_DETAILS, Details
from aesthetic_gui.ui.details.keyword_list import KeywordList
from aesthetic_gui.ui.dialogs.name_dialog import NameDialog
from aesthetic_gui.ui.dialogs.room import resize_within_screen
from aesthetic_gui.ui.widgets import fields
from aesthetic_gui.ui.widgets.layouts import column, row
from aesthetic_gui.ui.widgets.text import PlainLabel, as_title, literal, one_line, quiet, window_title, wrapping
from aesthetic_gui.words import photographs

_SEVERAL = "several – each keeps its own"
_TITLES = {"title": "Title", "caption": "Caption", "creator": "Creator", "rights": "Rights"}
_CAPTION_LINES = 3


class DetailsDialog(QDialog):
    """Asks; writes nothing. After ``exec`` read :attr:`rewriting`. A field that nobody touched stays as it is on each.

    ``presets_changed``: the presets, as they are to be kept from now on.
    """

    presets_changed = Signal(list)

    def __init__(self, items: Sequence[Item], presets: Sequence[Preset] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = one_line(items[0].photo.path.name) if len(items) == 1 else photographs(len(items))
        self.setWindowTitle(window_title(f"Details of {name}"))
        self._items, self._presets = items, list(presets)
        self._before = {field: _shared(getattr(item.details, field) for item in items) for field in DETAIL_TEXTS}
        self.lines: dict[str, QLineEdit] = {
            field: fields.line(_TITLES[field], self._hint(field), self._before[field] or "")
            for field in ("title", "creator", "rights")
        }
        self.caption = self._caption_field()
        self.keywords = KeywordList([item.keywords for item in items])
        self.presets, self.save, self.forget = self._preset_parts()
        self.buttons = fields.verb_cancel(self, "Write details")
        self._touched: set[str] = set()
        self._lay_out()
        self._connect()
        self._show_presets()

    @property
    def rewriting(self) -> Rewriting:
        """What is to change: nothing where everything is as it was."""
        texts = {field: self._text(field) for field in DETAIL_TEXTS if self._is_changed(field)}
        return Rewriting(**texts, added=self.keywords.added, removed=self.keywords.removed)

    def offer(self, used: Iterable[str]) -> None:
        """Keywords that are in use, to be completed from."""
        self.keywords.offer(used)

    def accept(self) -> None:
        self.keywords.take_entry()
        super().accept()

    def _hint(self, field: str) -> str:
        return _SEVERAL if self._before[field] is None else ""

    def _caption_field(self) -> QPlainTextEdit:
        made = QPlainTextEdit(self._before["caption"] or "")
        made.setAccessibleName(_TITLES["caption"])
        made.setPlaceholderText(self._hint("caption"))
        made.setTabChangesFocus(True)
        made.setFixedHeight(made.fontMetrics().lineSpacing() * _CAPTION_LINES + 14)
        return made

    def _preset_parts(self) -> tuple[QToolButton, QPushButton, QPushButton]:
        from PySide6.QtWidgets import QMenu

        button = QToolButton()
        button.setText("Presets ▾")
        button.setObjectName("more")
        button.setAccessibleName("Presets")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(QMenu(button))
        save, forget = QPushButton("Save as preset…"), QPushButton("Forget preset…")
        variables = ", ".join(f"{{{name}}}" for name in VARIABLES)
        save.setToolTip(literal(f"What is written here, by a name. {variables} are filled in when it is used."))
        for each in (save, forget):
            each.setAutoDefault(False)
        return button, save, forget

    def _lay_out(self) -> None:
        form = fields.form(9)
        form.setLabelAlignment(form.labelAlignment())
        self._add(form, "Title", self.lines["title"])
        self._add(form, "Caption", self.caption)
        self._add(form, "Creator", self.lines["creator"])
        self._add(form, "Rights", self.lines["rights"])
        self._add(form, "Keywords", self.keywords)
        told = "Ctrl+S saves them to sidecars; Export and Albums… take them along. Ctrl+Z undoes it."
        saved = row(self.presets, self.save, self.forget, -1, spacing=8)
        column(saved, form, quiet(wrapping(told)), 4, self.buttons, on=self, margins=(20, 18, 20, 16), spacing=12)
        resize_within_screen(self, 540, self.sizeHint().height())

    def _add(self, form: QFormLayout, title: str, field: QWidget) -> None:
        label = PlainLabel(title)
        label.setBuddy(field)
        form.addRow(label, field)

    def _connect(self) -> None:
        for field, line in self.lines.items():
            line.textEdited.connect(lambda _text, field=field: self._touched.add(field))
        self.caption.textChanged.connect(lambda: self._touched.add("caption"))
        self.save.clicked.connect(self._ask_name)
        self.forget.clicked.connect(self._forget_last)

    def _text(self, field: str) -> str:
        text = self.caption.toPlainText() if field == "caption" else self.lines[field].text()
        return str(getattr(tidy_details(replace(NO_DETAILS, **{field: text})), field))  # type: ignore[arg-type]

    def _is_changed(self, field: str) -> bool:
        """Where photographs differ, an empty field that was touched takes what they say away."""
        return field in self._touched and self._text(field) != self._before[field]

    # presets

    def _show_presets(self) -> None:
        menu = self.presets.menu()
        menu.clear()
        for preset in self._presets:
            menu.addAction(as_title(preset.name), partial(self.use, preset))
        self.presets.setEnabled(bool(self._presets))
        self.forget.setEnabled(bool(self._presets))

    def use(self, preset: Preset) -> None:
        """Write what ``preset`` says into the fields; those of which it says nothing stay."""
        details = filled(preset, [item.captured_at for item in self._items], datetime.now().astimezone().date())
        for field in DETAIL_TEXTS:
            if text := getattr(details, field):
                self.caption.setPlainText(text) if field == "caption" else self.lines[field].setText(text)
                self._touched.add(field)
        self.keywords.add(details.keywords)

    def _ask_name(self) -> None:
        self.keywords.take_entry()
        dialog = NameDialog("Save as preset", "Name of the preset", "Save", self, what="preset")
        if dialog.exec():
            texts = {field: self._text(field) for field in DETAIL_TEXTS}
            self.keep(Preset(dialog.name, tidy_details(Details(**texts, keywords=self.keywords.on_all))))

    def keep(self, preset: Preset) -> None:
        """Keep ``preset``, in the place of one of the same name."""
        self._change_presets(with_preset(self._presets, preset))

    def _forget_last(self) -> None:
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        for preset in self._presets:
            menu.addAction(as_title(preset.name), partial(self.drop, preset))
        menu.exec(self.forget.mapToGlobal(self.forget.rect().bottomLeft()))
        menu.deleteLater()

    def drop(self, preset: Preset) -> None:
        self._change_presets([each for each in self._presets if each.name != preset.name])

    def _change_presets(self, presets: list[Preset]) -> None:
        self._presets = presets
        self._show_presets()
        self.presets_changed.emit(presets)


def _shared(texts: Iterable[str]) -> str | None:
    """What all say; None where they differ."""
    found = set(texts)
    return found.pop() if len(found) == 1 else None
