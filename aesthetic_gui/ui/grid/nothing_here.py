"""What stands in the middle of a grid without photographs: why, and buttons that lead on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.notice_bar import Offer
from aesthetic_gui.ui.widgets.text import as_title, literal, quiet, wrapping

WIDEST = 460  # pixels


class NothingHere(QWidget):
    """A sentence and what can be done about it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("No photographs")
        self._words = quiet(wrapping())
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setMaximumWidth(WIDEST)
        self._shown: tuple[str, tuple[Offer, ...]] = ("", ())
        self.buttons: list[QPushButton] = []
        self._row: QHBoxLayout = row(spacing=8)
        words = row(STRETCH, (self._words, 100), STRETCH)  # as wide as it may be
        column(STRETCH, words, row(STRETCH, self._row, STRETCH), STRETCH, on=self, spacing=14)

    @property
    def words(self) -> str:
        return self._words.text()

    def show_words(self, words: str, offers: Sequence[Offer] = ()) -> None:
        if (words, tuple(offers)) == self._shown:
            return  # a button that has the keyboard keeps it
        self._shown = words, tuple(offers)
        self._words.setText(words)
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(offer) for offer in offers]

    def _button(self, offer: Offer) -> QPushButton:
        button = QPushButton(as_title(offer.title))
        button.setToolTip(literal(offer.tip))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(offer.do)
        self._row.addWidget(button)
        button.show()
        return button
