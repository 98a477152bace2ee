"""The stack that a photograph is in: the suggested best and why, and to keep it and reject the rest."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from aesthetic_gui.culling.stacks.suggesting import suggested
from aesthetic_gui.grouping.frame import Stack
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.text import ElidedLabel, bold, literal, quiet, wrapping

KEEP = "Keep it, reject the rest"


class StackPanel(QWidget):
    """Suggests, and does nothing by itself."""

    best_wanted = Signal(object)  # Path: go there
    keep_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._best: Path | None = None
        self.headline, self._reason, self._note = bold(ElidedLabel()), quiet(wrapping()), quiet(wrapping())
        self.go = _line("Go to it", "Go to the suggested best of the stack")
        self.keep = _line(KEEP, "Keep the suggested best, reject the rest of the stack")
        for button, signal in ((self.go, self._go), (self.keep, self.keep_wanted.emit)):
            button.clicked.connect(lambda _=False, signal=signal: signal())
        head, keep = row((self.headline, 1), self.go, spacing=8), row(self.keep, STRETCH)
        column(head, self._reason, self._note, keep, on=self, margins=(14, 0, 14, 10), spacing=3)

    def show_key(self, key: str) -> None:
        """Which key keeps the suggested frame and rejects the rest; "" for none."""
        self.keep.setText(f"{KEEP}  ({key})" if key else KEEP)

    def show_stack(self, stack: Stack, path: Path) -> None:
        """The stack of the photograph ``path``."""
        told = suggested(stack, path)
        self._best = told.best
        self.headline.setText(told.headline)
        for label, words in ((self._reason, told.reason), (self._note, stack.note[:1].upper() + stack.note[1:])):
            label.setText(words)
            label.setVisible(bool(words))
        self.go.setVisible(told.best is not None)
        self.keep.setVisible(stack.best is not None)

    def _go(self) -> None:
        self.best_wanted.emit(self._best)


def _line(words: str, told: str) -> QPushButton:
    button = QPushButton(words)
    button.setFlat(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(told)
    button.setToolTip(literal(told))
    return button
