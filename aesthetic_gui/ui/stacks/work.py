"""The window's verbs for stacks: folded and unfolded, from one to the next, and how closely they are grouped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.stacks.folding import Folds
from aesthetic_gui.culling.stacks.place import told
from aesthetic_gui.grouping.frame import Stack
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.stacks.panel import StacksPanel
from aesthetic_gui.ui.viewer import Viewer
from aesthetic_gui.words import counted

ALONE = "This photograph is in no stack."


class StackWork(QObject):
    """Acts on the stack of the current photograph, or on those of all that are selected."""

    said = Signal(str)
    counted = Signal(str)  # how many stacks there are, and how many of them are folded, in words

    def __init__(
        self, session: Session, viewer: Viewer, panel: StacksPanel, kept: KeptSettings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._model, self._viewer = session, session.model, viewer
        self._panel, self._kept = panel, kept
        self._model.set_folds(Folds(all=kept["stacks_folded"]))
        self._model.stacking.set_closeness(kept["stack_closeness"])
        panel.show_closeness(kept["stack_closeness"])
        panel.closeness_changed.connect(self.regroup)
        panel.all_folded_changed.connect(self.fold_all_or_none)
        for changed in (self._model.stacks_changed, self._model.counts_changed, self._model.cleared):
            changed.connect(self.count)

    # folding

    def fold(self) -> None:
        """Fold the stacks of what is selected, or unfold them where all are folded."""
        stacks, folds = self._selected_stacks(), self._model.folds
        if not stacks:
            self.said.emit(ALONE)
            return
        unfolded = [stack for stack in stacks if not folds.holds(stack)]
        for stack in unfolded or stacks:
            folds = folds.toggled(stack)
        self._model.set_folds(self._staying(folds))

    def fold_all(self) -> None:
        """Fold all stacks, or unfold all where most are folded already."""
        self.fold_all_or_none(not self._model.folds.all)

    def fold_all_or_none(self, folded: bool) -> None:
        """Fold all stacks, those to come, too, or none; it is kept for the next folder."""
        self._kept.remember(stacks_folded=folded)
        self._model.set_folds(self._staying(Folds(all=folded)))
        if folded and not self._model.stacks.several:
            self.said.emit("There is no stack yet. Stacks are folded as soon as they are recognised.")

    def _staying(self, folds: Folds) -> Folds:
        """What is looked at large stays so: it lies on top of its stack. In the grid one sees the cover instead."""
        item = None if self._viewer.in_grid else self._viewer.current_item()
        stack = self._model.stacks.of(item.photo.path) if item else None
        return folds.with_in_front(item.photo.path, stack) if item and stack and folds.holds(stack) else folds

    # how closely

    def regroup(self, closeness: float) -> None:
        """Group more tightly (0) or more loosely (1)."""
        self._kept.remember(stack_closeness=closeness)
        self._model.stacking.set_closeness(closeness)

    # from stack to stack

    def next(self) -> None:
        """To the next stack; after the last from the beginning, saying so."""
        self._go(1)

    def previous(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        row, count = self._viewer.grid.currentIndex().row(), self._model.rowCount()
        here = self._number(row) if row >= 0 else None
        ahead = range(row + 1, count) if step > 0 else range(row - 1, -1, -1)
        behind = range(max(row, 0)) if step > 0 else range(count - 1, row, -1)
        for way, again in ((ahead, ""), (behind, f"From the {'beginning' if step > 0 else 'end'} again.")):
            found = next((each for each in way if (number := self._number(each)) is not None and number != here), None)
            if found is not None:
                self._viewer.look_at(self._model.path(self._first_of(found)))
                if again:
                    self.said.emit(again)
                return
        self.said.emit("This is the only stack in view." if here is not None else "There is no stack in view.")

    def following(self, stack: Stack) -> Path | None:
        """What is shown after all of ``stack``; where several are side by side, only stacks follow stacks."""
        last = max((row for path in stack.paths if (row := self._model.row_of(path)) is not None), default=-1)
        later = (self._model.path(row) for row in range(last + 1, self._model.rowCount()))
        several = self._viewer.several_on_screen
        return next((path for path in later if not several or self._model.stacks.of(path)), None)

    def _first_of(self, row: int) -> int:
        """The first of the rows beside each other that show the same stack."""
        number = self._number(row)
        while row > 0 and self._number(row - 1) == number:
            row -= 1
        return row

    def _number(self, row: int) -> int | None:
        return self._model.stacks.numbers.get(self._model.path(row))

    # what is said of stacks

    def told_at(self, row: int) -> str:
        """ "Frame 2 of 5 · burst, 0.4 s" of the photograph in ``row``; empty where it is in no stack."""
        place = self._model.place_of(row) if 0 <= row < self._model.rowCount() else None
        return told(place, self._taken) if place else ""

    def _taken(self, path: Path) -> datetime | None:
        item = self._model.find(path)
        return item.captured_at if item else None

    def tell_rest(self, items: Sequence[Item], _change: object) -> None:
        """Something was decided on ``items``: of folded stacks it is the frame on top alone."""
        tops = [item.photo.path for item in items if item.photo.path in self._model.shown.inside]
        rest = sum(len(self._model.shown.inside[path]) - 1 for path in tops)
        if rest and not self._viewer.several_on_screen:
            them = "its stack" if len(tops) == 1 else "their stacks"
            frames = "other frame" if rest == 1 else f"other {rest:,} frames"
            self.said.emit(f"The {frames} of {them} {'stays as it is' if rest == 1 else 'stay as they are'}.")

    def count(self) -> None:
        """Tell how many there are."""
        model, stacks = self._model, self._model.stacks
        self._panel.show_stacks(model.total, stacks, all_folded=model.folds.all)
        folded, hidden = len(model.shown.inside), model.shown.hidden
        if folded:
            self.counted.emit(f"{counted(folded, 'stack')} folded · {counted(hidden, 'frame')} within")
        else:
            told = counted(len(stacks.several), "stack") if stacks.several else "No stacks"
            self.counted.emit(told if model.total else "")

    def _selected_stacks(self) -> Sequence[Stack]:
        stacks = (self._model.stacks.of(item.photo.path) for item in self._viewer.selected())
        return list(dict.fromkeys(stack for stack in stacks if stack is not None))
