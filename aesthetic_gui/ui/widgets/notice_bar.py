"""A quiet bar over the photographs: something is to be looked at, whenever the photographer likes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QToolButton, QWidget

from aesthetic_gui.ui.widgets.layouts import STRETCH, row
from aesthetic_gui.ui.widgets.marks import GlyphLabel
from aesthetic_gui.ui.widgets.text import PlainLabel


@dataclass(frozen=True, slots=True)
class Offer:
    """A button beside words: what it says, what it does, and what there is to say in its tool tip."""

    title: str
    do: Callable[[], object]
    tip: str = ""


class NoticeBar(QFrame):
    """A sentence, a button that leads on, and one that puts the bar away. Hidden without words."""

    asked = Signal()
    put_away = Signal()

    def __init__(self, button: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self._words = PlainLabel()
        self._words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button = QPushButton(button)
        self.button.setFlat(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.close_button = QToolButton()
        self.close_button.setText("✕")
        self.close_button.setToolTip("Not now")
        self.close_button.setAccessibleName("Not now")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        parts = (GlyphLabel("warning", 16, "unsure"), self._words, self.button, STRETCH, self.close_button)
        row(*parts, on=self, margins=(12, 4, 8, 4), spacing=9)
        self.button.clicked.connect(self.asked)
        self.close_button.clicked.connect(self._put_away)
        self.hide()

    @property
    def words(self) -> str:
        """What it says, whether it is put away or not."""
        return self._words.text()

    def show_words(self, words: str) -> None:
        """Say ``words``; what was put away stays so until it has something else to say. None of them hide it."""
        if words != self._words.text():
            self._words.setText(words)
            self.setVisible(bool(words))

    def _put_away(self) -> None:
        self.hide()
        self.put_away.emit()
