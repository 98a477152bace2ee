"""Compare: a select and its candidate side by side, as in Lightroom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.ui.compare.candidates import Comparison, Role, after, beginning
from aesthetic_gui.ui.compare.pane import Pane
from aesthetic_gui.ui.compare.panes import Panes
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, column, row
from aesthetic_gui.ui.widgets.marks import GlyphButton
from aesthetic_gui.ui.widgets.text import ElidedLabel, quiet, wrapping

_KEYS = "Left, Right: another candidate · Up: make it the select · Down: swap · with Shift: frame the other"


class CompareView(Panes):
    """Left the best so far, right what is held against it; P, X, U, stars and labels act on the framed one."""

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setAccessibleName("Compare")
        self._comparison: Comparison | None = None
        self._among: list[Path] = []  # the candidates, where they were selected; else all that are shown
        self.panes = {role: Pane(role.value) for role in Role}
        self._swap = _button("Swap select and candidate (Down)", "swap")
        self._promote = _button("Make the candidate the select (Up)", "up")
        self._swap.clicked.connect(self.swap)
        self._promote.clicked.connect(self.promote)
        side_by_side = row(*((pane, 1) for pane in self.panes.values()), margins=NO_MARGINS, spacing=4)
        self._hint = quiet(ElidedLabel(_KEYS))
        buttons = self.zoom, self._swap, self._promote, self.lock
        tools = row((self._hint, 99), STRETCH, *buttons, margins=(12, 3, 12, 3), spacing=6)
        self._why = wrapping()
        self._why.setContentsMargins(12, 4, 12, 2)
        self._why.hide()
        column((side_by_side, 1), self._why, tools, on=self, margins=NO_MARGINS, spacing=0)
        for role, pane in self.panes.items():
            pane.pressed.connect(lambda _path, role=role: self.activate(role))
            self.join(pane)

    @property
    def comparison(self) -> Comparison | None:
        return self._comparison

    def begin(self, current: Path, selected: Sequence[Path]) -> None:
        """Hold ``current`` against the other one of two ``selected``, against each of more, or else against the next.

        Where both photographs are compared already, they stay as they are.
        """
        among = list(selected) if len(selected) > 1 and current in selected else []
        shown = {self._comparison.select, self._comparison.candidate} if self._comparison else set()
        if current in shown and among == self._among:
            self.refresh()
            return
        self._among = among
        order = self._order()
        self._comparison = beginning(order, current)
        self._offsets.clear()
        self._show()
        self.look_anew()

    def shown_panes(self) -> Sequence[Pane]:
        return sorted(self.panes.values(), key=lambda pane: not pane.active)

    def ahead(self) -> Sequence[Item]:
        """The next candidate."""
        if self._comparison is None or self._comparison.candidate is None:
            return ()
        path = after(self._order(), self._comparison.candidate, 1, {self._comparison.select})
        item = self._model.find(path)
        return [item] if item and item.unreadable is None and path != self._comparison.candidate else []

    def step(self, step: int) -> None:
        """Another candidate: the next (1) or the previous one (-1)."""
        if self._comparison is not None:
            self._change(self._comparison.stepped(self._order(), step))

    def promote(self) -> None:
        if self._comparison is not None:
            self._change(self._comparison.promoted(self._order()))

    def swap(self) -> None:
        if self._comparison is not None:
            self._change(self._comparison.swapped())

    def activate(self, role: Role) -> None:
        """Let the keys act on the other one."""
        if self._comparison is not None:
            self._change(self._comparison.with_active(role))

    @property
    def why(self) -> str:
        """What is said of why one is above the other."""
        return self._why.text()

    def tell_why(self, words: str) -> None:
        """Why one is above the other, in a sentence below the two; "" for nothing."""
        self._why.setText(words)
        self._why.setVisible(bool(words))

    def offer(self, path: Path) -> None:
        """``path`` was chosen in the filmstrip: it is the candidate now."""
        if self._comparison is not None and path != self._comparison.select:
            self._change(Comparison(self._comparison.select, path))

    def take_key(self, key: int, shift: bool) -> bool:
        """Whether it was one of compare's own: the arrows; with Shift they choose which one the keys act on."""
        if shift and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.activate(Role.SELECT if key == Qt.Key.Key_Left else Role.CANDIDATE)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Up:
            self.promote()
        elif key == Qt.Key.Key_Down:
            self.swap()
        else:
            return False
        return True

    def follow(self, moves: Mapping[Path, Path]) -> None:
        super().follow(moves)
        self._among = [moves.get(path, path) for path in self._among]
        if self._comparison is not None:
            self._comparison = self._comparison.moved(dict(moves))

    def refresh(self) -> None:
        """What was moved away or trashed leaves its place to the next; what a filter withholds stays as long."""
        comparison = self._comparison
        if comparison is None or not self.isVisible():
            return
        if self._model.find(comparison.select) is None:
            left = comparison.candidate if comparison.candidate and self._model.find(comparison.candidate) else None
            first = left or next(iter(self._order()), None)
            self._comparison = beginning(self._order(), first) if first else None
        elif comparison.candidate is None or self._model.find(comparison.candidate) is None:
            self._comparison = beginning(self._order(), comparison.select)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint.setVisible(self.width() > self._hint.sizeHint().width() + 160)
        self.shown_changed.emit()

    def _order(self) -> Sequence[Path]:
        if self._among:
            return [path for path in self._among if self._model.find(path)]
        return self._model.shown_paths()

    def _change(self, comparison: Comparison) -> None:
        if comparison != self._comparison:
            self._comparison = comparison
            self._show()

    def _show(self) -> None:
        before = self.active_item.photo if self.active_item else None
        for role, pane in self.panes.items():
            path = self._comparison.path_of(role) if self._comparison else None
            pane.show_item(self._model.find(path) if path else None, self._model.bar)
            pane.set_active(self._comparison is not None and self._comparison.active is role)
            if path is None:
                pane.show_message("There is no other photograph to compare it with.")
        self.shown_changed.emit()
        if (self.active_item.photo if self.active_item else None) != before:
            self.active_changed.emit()


def _button(words: str, glyph: str) -> GlyphButton:
    button = GlyphButton(words, (glyph, glyph), "text")
    button.setCheckable(False)
    return button
