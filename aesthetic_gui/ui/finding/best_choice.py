"""Only the best n % of the shoot, of each folder or of each hour: where that is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QWidget

from aesthetic_gui.culling.ranks import Among, Best
from aesthetic_gui.ui.widgets.fields import number
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.text import PlainLabel, quiet, wrapping

USUAL = 20  # per cent
_CHOICES = (None, *Among)
_TITLES = {None: "All", Among.SHOOT: "The shoot", Among.FOLDER: "Each folder", Among.HOUR: "Each hour"}
_HELP = (
    "By rank among all photographs that are open and have a score. An hour begins with its first photograph; those "
    "without a time of capture belong to none."
)


class BestChoice(QFrame):
    """How many per cent, and of what. What is changed counts at once."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("popup", True)
        self.setAccessibleName("Show only the best")
        self.percent = number("Per cent", 1, 100, USUAL, " %")
        self.percent.setKeyboardTracking(False)  # or 50 would begin with 5
        self._group = QButtonGroup(self)
        self.segments = {among: self._segment(among) for among in _CHOICES}
        words = quiet(wrapping(_HELP))
        segments = row(*((button, 1) for button in self.segments.values()), spacing=0)
        first = row(PlainLabel("Show only the best"), self.percent, PlainLabel("of"), STRETCH, spacing=8)
        column(first, segments, words, on=self, margins=(14, 12, 14, 12), spacing=10)
        self.show_best(None)
        self.percent.valueChanged.connect(self._on_percent)
        self._group.buttonClicked.connect(lambda _button: self.chosen.emit(self.best))

    @property
    def best(self) -> Best | None:
        """What is chosen; None for all."""
        among = next(among for among, button in self.segments.items() if button.isChecked())
        return Best(self.percent.value(), among) if among else None

    def show_best(self, best: Best | None) -> None:
        """Show what is chosen, unannounced; of all, the per cent of before stay."""
        self.segments[best.among if best else None].setChecked(True)
        if best:
            was = self.percent.blockSignals(True)
            self.percent.setValue(best.percent)
            self.percent.blockSignals(was)

    def _segment(self, among: Among | None) -> QPushButton:
        button = QPushButton(_TITLES[among])
        button.setCheckable(True)
        button.setAccessibleName(f"The best of {among.all}" if among else "All photographs")
        place = {_CHOICES[0]: "first", _CHOICES[-1]: "last"}.get(among, "middle")
        button.setProperty("segment", place)
        self._group.addButton(button)
        return button

    def _on_percent(self) -> None:
        """Who asks for a number wants the best: of the shoot, where nothing else is chosen."""
        if self.best is None:
            self.segments[Among.SHOOT].setChecked(True)
        self.chosen.emit(self.best)
