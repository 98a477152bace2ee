"""Asks for a name, and says at once where one cannot be used."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QWidget

from aesthetic_gui.files.names import fold
from aesthetic_gui.ui.widgets.fields import verb_cancel
from aesthetic_gui.ui.widgets.layouts import column
from aesthetic_gui.ui.widgets.text import PlainLabel, quiet, window_title


class NameDialog(QDialog):
    """The button with the ``verb`` works once the name is one and none of ``taken``, whatever the capitals.

    ``what`` is named, where it is.
    """

    def __init__(
        self,
        title: str,
        question: str,
        verb: str,
        parent: QWidget | None = None,
        *,
        what: str = "taste",
        name: str = "",
        taken: Iterable[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(window_title(title))
        self._what, self._taken = what, {fold(each) for each in taken}
        self.line = QLineEdit(name)
        self.line.setMaxLength(60)
        self.line.setAccessibleName(question)
        self.line.selectAll()
        asked, self._trouble = PlainLabel(question), quiet(PlainLabel())
        self.buttons = verb_cancel(self, verb)
        parts = (asked, self.line, self._trouble, 6, self.buttons)
        column(*parts, on=self, margins=(22, 20, 22, 16), spacing=8)
        self.setMinimumWidth(380)
        self.line.textChanged.connect(self._look)
        self._look()

    @property
    def name(self) -> str:
        return self.line.text().strip()

    def _look(self) -> None:
        taken = fold(self.name) in self._taken
        self._trouble.setText(f"There is a {self._what} “{self.name}” already." if taken else " ")
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.name) and not taken)
