"""Parts of forms: boxes, lines and sliders that say to a screen reader what they are, and rows of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSlider, QSpinBox, QWidget

from aesthetic_gui.ui.widgets.text import quiet


def choice(name: str, titles: Mapping[str, str]) -> QComboBox:
    """A box that offers the titles; its data are their values."""
    box = QComboBox()
    box.setAccessibleName(name)
    for title, value in titles.items():
        box.addItem(title, value)
    return box


def line(name: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    return made


def number(name: str, least: int, most: int, value: int, suffix: str = "") -> QSpinBox:
    made = QSpinBox()
    made.setAccessibleName(name)
    made.setRange(least, most)
    made.setValue(value)
    made.setSuffix(suffix)
    return made


def slider(name: str, least: int, most: int, value: int) -> QSlider:
    made = QSlider(Qt.Orientation.Horizontal)
    made.setAccessibleName(name)
    made.setRange(least, most)
    made.setValue(value)
    return made


def with_per_cent(made: QSlider) -> QHBoxLayout:
    """The slider, and what it says."""
    words = quiet(QLabel())
    words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    words.setMinimumWidth(words.fontMetrics().horizontalAdvance("100 %"))
    made.valueChanged.connect(lambda value: words.setText(f"{value} %"))
    words.setText(f"{made.value()} %")
    return row(made, words)


def heading(title: str) -> QLabel:
    label = QLabel(title)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    label.setContentsMargins(0, 8, 0, 0)
    return label


def row(*widgets: QWidget) -> QHBoxLayout:
    """Side by side; the first takes the room that is left."""
    made = QHBoxLayout()
    made.setSpacing(10)
    for place, widget in enumerate(widgets):
        made.addWidget(widget, 0 if place else 1)
    return made
