"""What the photographer says: flag, stars and colour label, each a row of signs to click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from aesthetic_gui.photo import ColourLabel, Decision, Flag
from aesthetic_gui.ui.widgets.layouts import STRETCH, row
from aesthetic_gui.ui.widgets.marks import GlyphButton
from aesthetic_gui.words import FLAGS, counted

_LABELS = (ColourLabel.RED, ColourLabel.YELLOW, ColourLabel.GREEN, ColourLabel.BLUE, ColourLabel.PURPLE)


class DecisionPanel(QWidget):
    """Shows a decision; a click emits what changes, as ``dataclasses.replace`` takes it: ``{"stars": 4}``.

    A click on what is set already takes it back. The signs change when the new decision is shown, not before.
    """

    decided = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self._decision = Decision()
        self._flags = {
            Flag.PICK: GlyphButton(FLAGS[Flag.PICK], ("flag_outline", "pick"), "pick"),
            Flag.REJECT: GlyphButton(FLAGS[Flag.REJECT], ("reject_outline", "reject"), "reject"),
        }
        self._stars = [GlyphButton(counted(n, "star"), ("star_outline", "star"), "star") for n in range(1, 6)]
        self._labels = {
            label: GlyphButton(f"{label.value.capitalize()} label", ("dot", "dot_chosen"), f"label_{label.value}")
            for label in _LABELS
        }
        self._lay_out()
        self._connect()

    def show_decision(self, decision: Decision) -> None:
        """Show a decision; emits nothing."""
        self._decision = decision
        for flag, button in self._flags.items():
            button.setChecked(decision.flag is flag)
        for place, button in enumerate(self._stars, start=1):
            button.setChecked(place <= decision.stars)
        for label, button in self._labels.items():
            button.setChecked(decision.label is label)

    def _lay_out(self) -> None:
        groups = (self._flags.values(), self._stars, self._labels.values())
        flags, stars, labels = ([(button, Qt.AlignmentFlag.AlignVCenter) for button in group] for group in groups)
        row(*flags, STRETCH, *stars, STRETCH, *labels, on=self, margins=(10, 0, 10, 10), spacing=0)

    def _connect(self) -> None:
        for flag, button in self._flags.items():
            button.clicked.connect(lambda _=False, chosen=flag: self._decide("flag", chosen, Flag.NONE))
        for place, button in enumerate(self._stars, start=1):
            button.clicked.connect(lambda _=False, chosen=place: self._decide("stars", chosen, 0))
        for label, button in self._labels.items():
            button.clicked.connect(lambda _=False, chosen=label: self._decide("label", chosen, ColourLabel.NONE))

    def _decide(self, what: str, chosen: object, nothing: object) -> None:
        taken_back = getattr(self._decision, what) == chosen
        self.show_decision(self._decision)  # a clicked button must not show what is not decided yet
        self.decided.emit({what: nothing if taken_back else chosen})

    def buttons(self) -> Sequence[GlyphButton]:
        """Every button, in the order they are seen."""
        return [*self._flags.values(), *self._stars, *self._labels.values()]
