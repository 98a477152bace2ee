"""By what the photographs are sorted, and which of them come first."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from aesthetic_gui.culling.viewing import MEASURED, SortBy, View
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.pills import HEIGHT
from aesthetic_gui.ui.widgets.text import as_title, literal

_SHORT = {
    SortBy.TIME: "Time",
    SortBy.P: "P",
    SortBy.RANK: "Rank",
    SortBy.UNCERTAIN: "Unsure",
    SortBy.SIZE: "Size",
    SortBy.KIND: "Type",
    SortBy.QUALITY: "Quality",
    SortBy.MOTION: "Motion",
    SortBy.EYES: "Eyes",
}  # where the bar has no room for the whole
_DIRECTIONS = {
    SortBy.NAME: ("A to Z", "Z to A"),
    SortBy.TIME: ("Earliest first", "Latest first"),
    SortBy.UNCERTAIN: ("Most uncertain first", "Most certain first"),
    SortBy.FLAG: ("Rejected first", "Picked first"),
    SortBy.LABEL: ("Purple first", "Red first"),
    SortBy.SIZE: ("Smallest first", "Largest first"),
    SortBy.KIND: ("A to Z", "Z to A"),
    SortBy.FOCUS: ("Softest first", "Sharpest first"),
    SortBy.MOTION: ("Most blurred first", "Least blurred first"),
    SortBy.NOISE: ("Noisiest first", "Cleanest first"),
    SortBy.EXPOSURE: ("Worst exposed first", "Best exposed first"),
    SortBy.EYES: ("Closed first", "Open first"),
    SortBy.FACES: ("Fewest first", "Most first"),
}
_USUAL = ("Lowest first", "Highest first")


class Order(QObject):
    """The menu of what to sort by, and the arrow beside it that turns it round."""

    def __init__(self, asked: Filter) -> None:
        super().__init__(asked)
        self._filter = asked
        self.by = self._button("sort_by")
        self.by.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.by.setMenu(self._menu())
        self.direction = self._button("sort_direction")
        self.direction.clicked.connect(self._turn_round)
        self.show_view(asked.view)
        asked.changed.connect(self.show_view)

    def show_view(self, view: View) -> None:
        self.actions_by[view.sort_by].setChecked(True)
        self.by.setText(f"{_SHORT.get(view.sort_by, view.sort_by.value)} ▾")
        self.by.setToolTip(literal(f"Sorted by {view.sort_by.value}"))
        self.by.setAccessibleName(f"Sort by: {view.sort_by.value}")
        words, other = _DIRECTIONS.get(view.sort_by, _USUAL)[:: -1 if view.descending else 1]
        self._turned.setText(other)
        self.direction.setText("↓" if view.descending else "↑")
        self.direction.setToolTip(literal(words))
        self.direction.setAccessibleName(words)

    def _turn_round(self) -> None:
        self._filter.ask(descending=not self._filter.view.descending)

    def _menu(self) -> QMenu:
        menu, group = QMenu(self.by), QActionGroup(self)
        self.actions_by: dict[SortBy, QAction] = {}
        for by in SortBy:
            if by is MEASURED[0]:
                menu.addSeparator()
            action = menu.addAction(as_title(by.value))
            action.setCheckable(True)
            action.triggered.connect(
                lambda _on, by=by: self._filter.ask(sort_by=by, descending=by.begins_with_the_highest)
            )
            group.addAction(action)
            self.actions_by[by] = action
        menu.addSeparator()
        self._turned = menu.addAction("")
        self._turned.triggered.connect(self._turn_round)
        return menu

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAutoRaise(True)
        button.setFixedHeight(HEIGHT)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
