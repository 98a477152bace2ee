"""What *Stacks* opens: how closely photographs are grouped, how many stacks that makes, and whether they are folded."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from aesthetic_gui.culling.stacks.folding import Stacks
from aesthetic_gui.culling.stacks.place import KINDS
from aesthetic_gui.grouping.frame import Stack, StackKind
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.sliders import FractionSlider
from aesthetic_gui.ui.widgets.text import PlainLabel, bold, quiet, wrapping
from aesthetic_gui.words import counted, photographs

_PLURALS = {StackKind.BURST: "bursts", StackKind.BRACKET: "brackets", StackKind.FOCUS: "focus stacks",
            StackKind.PANORAMA: "panoramas"}  # fmt: skip


class StacksPanel(QWidget):
    """Moving the slider groups again at once; what a person stacked stays."""

    closeness_changed = Signal(float)
    all_folded_changed = Signal(bool)

    def __init__(self, default: float) -> None:
        super().__init__()
        self.slider = FractionSlider("How closely photographs are grouped, from tighter to looser")
        self.slider.setToolTip("Tighter: only what is almost the same. Looser: whatever is of one scene.")
        self.slider.fraction_changed.connect(self.closeness_changed)
        self.slider.reset_wanted.connect(lambda: self._reset(default))
        self.folded = QCheckBox("Fold all stacks")
        self.folded.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.folded.setToolTip("One cell for each stack (Alt+S); S folds or unfolds the current one")
        self.folded.clicked.connect(self.all_folded_changed)
        self.total, self._kinds, self._hand = PlainLabel(), quiet(wrapping()), quiet(wrapping())
        self._hand.setText("What you stacked yourself stays as it is.")
        head = row(bold(PlainLabel("Stacks")), STRETCH, self.total, spacing=10)
        ends = row(quiet(PlainLabel("Tighter")), STRETCH, quiet(PlainLabel("Looser")))
        parts = (head, 8, self.slider, ends, 10, self._kinds, 2, self._hand, 10, self.folded)
        column(*parts, on=self, margins=(14, 12, 14, 12), spacing=0)

    def show_closeness(self, closeness: float) -> None:
        """Move the knob, unannounced."""
        self.slider.show_fraction(closeness)

    def show_stacks(self, total: int, stacks: Stacks, *, all_folded: bool) -> None:
        """How many stacks of ``total`` photographs there are, and of which kinds."""
        self.total.setText(f"{photographs(total)}, {counted(len(stacks.several), 'stack')}")
        self._kinds.setText(kinds_in_words(stacks.several))
        self._kinds.setVisible(bool(stacks.several))
        self._hand.setVisible(any(stack.by_hand for stack in stacks.several))
        self.folded.setChecked(all_folded)

    def _reset(self, default: float) -> None:
        self.slider.show_fraction(default)
        self.closeness_changed.emit(default)


def kinds_in_words(stacks: tuple[Stack, ...]) -> str:
    """ "52 bursts · 1 bracket · 3 made by hand", the most first; a note once."""
    counts = Counter("by hand" if stack.by_hand else stack.kind for stack in stacks)
    said = [
        f"{number:,} made by hand" if kind == "by hand" else _of_kind(number, StackKind(kind))
        for kind, number in counts.most_common()
    ]
    notes = dict.fromkeys(stack.note for stack in stacks if stack.note)
    return "\n".join([" · ".join(said), *(f"{note[0].upper()}{note[1:]}." for note in notes)])


def _of_kind(number: int, kind: StackKind) -> str:
    if kind is StackKind.DUPLICATE:
        return f"{number:,} of near-duplicates"
    return counted(number, KINDS[kind], _PLURALS.get(kind, "stacks"))
