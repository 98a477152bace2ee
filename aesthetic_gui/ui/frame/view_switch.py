"""Grid, loupe and the other views, side by side: the one that is shown is pressed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, row
from aesthetic_gui.ui.widgets.text import literal

VIEWS = ("grid", "loupe", "compare", "survey")


class ViewSwitch(QWidget):
    """A button for each of :data:`VIEWS` that there is an action for."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setAccessibleName("View")
        self._group = QButtonGroup(self)
        self._view = VIEWS[0]
        there = [name for name in VIEWS if name in actions]
        ends = {there[0]: "first", there[-1]: "last"}
        self.buttons = {name: self._button(actions[name], ends.get(name, "middle")) for name in there}
        row(*self.buttons.values(), on=self, margins=NO_MARGINS, spacing=0)
        self.show_view(self._view)

    def show_view(self, view: str) -> None:
        """Press the button of ``view``."""
        self._view = view
        self.buttons[view].setChecked(True)

    def _button(self, action: QAction, place: str) -> QPushButton:
        button = QPushButton(action.text())
        button.setCheckable(True)
        button.setProperty("segment", place)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._group.addButton(button)
        button.clicked.connect(lambda: self._go(action))
        action.changed.connect(lambda: _follow(button, action))
        _follow(button, action)
        return button

    def _go(self, action: QAction) -> None:
        """The button stays pressed only where its view is shown since."""
        action.trigger()
        self.show_view(self._view)


def _follow(button: QPushButton, action: QAction) -> None:
    button.setEnabled(action.isEnabled())
    button.setToolTip(literal(action.toolTip()))
    button.setAccessibleName(f"{action.text()} view")
