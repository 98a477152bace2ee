"""Parts of forms: boxes, lines, lists and sliders that say to a screen reader what they are, and rows of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
    QWidgetAction,
)

from aesthetic_gui.ui.widgets.layouts import row
from aesthetic_gui.ui.widgets.text import PlainLabel, as_title, bold, one_line, quiet


def choice(name: str, titles: Mapping[str, Any]) -> QComboBox:
    """A box that offers the titles; its data are their values."""
    box = QComboBox()
    box.setAccessibleName(name)
    for title, value in titles.items():
        box.addItem(title, value)
    return box


def line(name: str, hint: str = "", text: str = "") -> QLineEdit:
    made = QLineEdit(text, placeholderText=hint)
    made.setAccessibleName(name)
    return made


def folder(name: str, path: Path) -> QLineEdit:
    """A line that shows where something goes, and is not written in."""
    made = line(name, text=one_line(str(path)))
    made.setReadOnly(True)
    return made


def check(title: str, *, on: bool = False) -> QCheckBox:
    made = QCheckBox(title)
    made.setChecked(on)
    return made


def number(name: str, least: int, most: int, value: int, suffix: str = "") -> QSpinBox:
    made = QSpinBox(minimum=least, maximum=most, value=value, suffix=suffix)
    made.setAccessibleName(name)
    return made


def slider(name: str, least: int, most: int, value: int) -> QSlider:
    made = QSlider(Qt.Orientation.Horizontal)
    made.setAccessibleName(name)
    made.setRange(least, most)
    made.setValue(value)
    return made


def with_per_cent(made: QSlider) -> QHBoxLayout:
    """The slider, and what it says."""
    words = quiet(PlainLabel())
    words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    words.setMinimumWidth(words.fontMetrics().horizontalAdvance("100 %"))
    made.valueChanged.connect(lambda value: words.setText(f"{value} %"))
    words.setText(f"{made.value()} %")
    return side_by_side(made, words)


def menu_heading(menu: QMenu, title: str) -> None:
    """A line that says what follows it: Qt's own sections have no words in every style."""
    label, said = quiet(PlainLabel(title)), QWidgetAction(menu)
    label.setContentsMargins(24, 5, 24, 3)
    said.setDefaultWidget(label)
    said.setText(as_title(title))
    said.setEnabled(False)
    menu.addSeparator()
    menu.addAction(said)


def heading(title: str) -> QLabel:
    label = bold(PlainLabel(title))
    label.setContentsMargins(0, 8, 0, 0)
    return label


def side_by_side(first: QWidget, *others: QWidget) -> QHBoxLayout:
    """The first takes the room that is left."""
    return row((first, 1), *others, spacing=10)


def form(spacing: int) -> QFormLayout:
    """A form whose fields are as wide as it is, ``spacing`` pixels between its rows."""
    made = QFormLayout(fieldGrowthPolicy=QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    made.setHorizontalSpacing(14)
    made.setVerticalSpacing(spacing)
    return made


def verb_cancel(dialog: QDialog, verb: str) -> QDialogButtonBox:
    """What the dialog does, by its ``verb``, accepts it; Cancel rejects it. The first is of Qt's kind *Ok*."""
    kinds = QDialogButtonBox.StandardButton
    made = QDialogButtonBox(kinds.Ok | kinds.Cancel)
    made.button(kinds.Ok).setText(verb)
    made.accepted.connect(dialog.accept)
    made.rejected.connect(dialog.reject)
    return made


def as_places(tree: QTreeWidget, name: str) -> None:
    """A list of the left column: headings that fold, as high as its rows, each of which has a menu."""
    tree.setObjectName("places")
    tree.setAccessibleName(name)
    tree.setHeaderHidden(True)
    tree.setIndentation(14)
    tree.setUniformRowHeights(True)
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    tree.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    for folded in (tree.itemExpanded, tree.itemCollapsed):
        folded.connect(lambda _item: tree.updateGeometry())


def places_heading(tree: QTreeWidget, title: str) -> QTreeWidgetItem:
    """One of its headings, unfolded."""
    head = QTreeWidgetItem(tree, [title])
    head.setFlags(Qt.ItemFlag.ItemIsEnabled)
    font = head.font(0)
    font.setBold(True)
    head.setFont(0, font)
    head.setExpanded(True)
    return head
