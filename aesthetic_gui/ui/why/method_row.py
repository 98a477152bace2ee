"""Which method explains: none, the two used most, and a menu with all of them and what speaks against each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QMenu, QPushButton, QSizePolicy, QWidget

from aesthetic_gui.explain.methods import method_called
from aesthetic_gui.ui.why.choice import OFFERED, Choice, described
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, row
from aesthetic_gui.ui.widgets.text import literal

AT_HAND = 2  # methods with a button of their own
_NAMED = ("", *(method.id for method in OFFERED[:AT_HAND]))


class MethodRow(QWidget):
    """A segmented choice; its last segment opens the menu, and has the name of what was chosen there."""

    chosen = Signal(str)  # "" for none

    def __init__(self) -> None:
        super().__init__()
        self._method = ""
        self._group = QButtonGroup(self)
        self._buttons = {method: self._segment(method) for method in _NAMED}
        self.more = self._button("More ▾", "More methods", "last")
        self._menu = QMenu(self, toolTipsVisible=True)
        self._rows = {method.id: self._menu.addAction(method.title) for method in OFFERED}
        for method, action in self._rows.items():
            action.setCheckable(True)
            action.triggered.connect(partial(self._choose, method))
        self.more.clicked.connect(self._open)
        row(*((button, 1) for button in (*self._buttons.values(), self.more)), on=self, margins=NO_MARGINS, spacing=0)
        self.show_method("")

    @property
    def method(self) -> str:
        return self._method

    def row_of(self, method: str) -> QAction:
        """Its row in the menu."""
        return self._rows[method]

    def show_method(self, method: str) -> None:
        """Choose a method without announcing it."""
        self._method = method
        self._buttons.get(method, self.more).setChecked(True)
        other = method not in self._buttons
        self.more.setText(f"{method_called(method).title} ▾" if other else "More ▾")
        for name, action in self._rows.items():
            action.setChecked(name == method)

    def show_choice(self, choice: Choice) -> None:
        """Grey what cannot explain what is chosen now, and say why."""
        for method in OFFERED:
            against, words = choice.why_not(method.id), described(method)
            shown: list[QAction | QPushButton] = [self._rows[method.id]]
            if method.id in self._buttons:
                shown.append(self._buttons[method.id])
            for each in shown:
                each.setEnabled(not against)
                each.setToolTip(literal(f"{against}\n{words}" if against else words))

    def _segment(self, method: str) -> QPushButton:
        title = method_called(method).title if method else "None"
        name = f"Explain with {title}" if method else "No explanation"
        made = self._button(title, name, "middle" if method else "first")
        made.setToolTip(literal(described(method_called(method)) if method else "No overlay"))
        made.clicked.connect(partial(self._choose, method))
        return made

    def _button(self, title: str, name: str, place: str) -> QPushButton:
        made = QPushButton(title)
        made.setCheckable(True)
        made.setAccessibleName(name)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # unstyled, four ask for 348 pixels
        made.setProperty("segment", place)
        self._group.addButton(made)
        return made

    def _open(self) -> None:
        """A click there chooses nothing yet."""
        self.show_method(self._method)
        self._menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _choose(self, method: str, _checked: bool = False) -> None:
        self.show_method(method)
        self.chosen.emit(method)
