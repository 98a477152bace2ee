"""A contact sheet and a web gallery: what they show, before one is asked where they go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from aesthetic_gui.culling.item import Item
from aesthetic_gui.files.export.contact_sheet import Paper, SheetSettings
from aesthetic_gui.files.export.gallery_page import GallerySettings
from aesthetic_gui.ui.files.export_dialog import Group
from aesthetic_gui.ui.widgets.text import quiet
from aesthetic_gui.words import counted


class _PageDialog(QDialog):
    """Which photographs, and a form; Ok says how many."""

    def __init__(self, title: str, verb: str, choices: Sequence[Group], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._choices, self._verb = choices, verb
        self.what = QComboBox()
        self.what.setAccessibleName("Photographs")
        for choice in choices:
            self.what.addItem(f"{choice.title} ({len(choice.items):,})")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(14)
        self.form.setVerticalSpacing(9)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.addRow("Photographs", self.what)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(self.form)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.what.currentIndexChanged.connect(self._say)
        self._say()
        self.setMinimumWidth(460)

    @property
    def items(self) -> Sequence[Item]:
        return self._choices[self.what.currentIndex()].items

    def _say(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(f"{self._verb} {counted(len(self.items), 'photograph')}…")
        ok.setEnabled(bool(self.items))

    def _explain(self, words: str) -> None:
        label = quiet(QLabel(words))
        label.setWordWrap(True)
        self.form.addRow("", label)


class SheetDialog(_PageDialog):
    """Settings of a contact sheet; after ``exec`` read :attr:`items` and :attr:`settings`."""

    def __init__(self, choices: Sequence[Group], title: str, parent: QWidget | None = None) -> None:
        super().__init__("Contact sheet", "Make a sheet of", choices, parent)
        self.title = QLineEdit(title)
        self.paper = QComboBox()
        for paper in Paper:
            self.paper.addItem(paper.value, paper)
        self.landscape = QCheckBox("Landscape")
        self.columns, self.rows = QSpinBox(), QSpinBox()
        for number, value in ((self.columns, 4), (self.rows, 5)):
            number.setRange(1, 12)
            number.setValue(value)
        self.page_numbers = QCheckBox("Page numbers")
        self.page_numbers.setChecked(True)
        for name, field in (("Title", self.title), ("Paper", self.paper), ("", self.landscape),
                            ("Columns", self.columns), ("Rows", self.rows), ("", self.page_numbers)):  # fmt: skip
            field.setAccessibleName(name or field.accessibleName())
            self.form.addRow(name, field)
        self._explain("A PDF with names, stars, flags and what the model says. The text can be searched.")

    @property
    def settings(self) -> SheetSettings:
        return SheetSettings(
            self.paper.currentData(),
            self.landscape.isChecked(),
            self.columns.value(),
            self.rows.value(),
            self.title.text().strip(),
            self.page_numbers.isChecked(),
        )


class GalleryDialog(_PageDialog):
    """Settings of a web gallery; after ``exec`` read :attr:`items` and :attr:`settings`."""

    def __init__(self, choices: Sequence[Group], title: str, parent: QWidget | None = None) -> None:
        super().__init__("Web gallery", "Make a gallery of", choices, parent)
        self.title, self.subtitle, self.author = QLineEdit(title), QLineEdit(), QLineEdit()
        self.long_edge = QSpinBox()
        self.long_edge.setRange(400, 8000)
        self.long_edge.setValue(2048)
        self.long_edge.setSuffix(" px")
        self.decisions = QCheckBox("Stars, picks and labels")
        self.decisions.setChecked(True)
        self.names = QCheckBox("File names")
        self.names.setChecked(True)
        self.scores = QCheckBox("Scores: what the model says")
        self.reasons = QCheckBox("Reasons: an overlay that shows why")
        for name, field in (("Title", self.title), ("Subtitle", self.subtitle), ("Author", self.author),
                            ("Longer side", self.long_edge)):  # fmt: skip
            field.setAccessibleName(name)
            self.form.addRow(name, field)
        for place, box in enumerate((self.decisions, self.names, self.scores, self.reasons)):
            self.form.addRow("" if place else "Show", box)
        self.reasons.toggled.connect(lambda on: self.scores.setChecked(on or self.scores.isChecked()))
        self._explain("One folder that opens from the disk, on a phone too. Without the place where it was taken.")

    @property
    def settings(self) -> GallerySettings:
        return GallerySettings(
            self.title.text().strip() or "Gallery",
            self.subtitle.text().strip(),
            self.author.text().strip(),
            long_edge=self.long_edge.value(),
            show_scores=self.scores.isChecked(),
            show_reasons=self.reasons.isChecked(),
            show_decisions=self.decisions.isChecked(),
            show_names=self.names.isChecked(),
        )
