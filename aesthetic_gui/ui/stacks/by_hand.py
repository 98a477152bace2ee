"""The window's verbs that change stacks, and those that decide a whole one; each is one entry of the history."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.stacks.place import kind_of
from aesthetic_gui.grouping.frame import WHOLE_SERIES, Stack
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.stacks.work import ALONE, StackWork
from aesthetic_gui.ui.viewer import Viewer
from aesthetic_gui.words import counted, photographs


class StackByHand(QObject):
    """Acts on the stack of the current photograph; of folded stacks that are selected, on all of their frames."""

    said = Signal(str)

    def __init__(self, session: Session, viewer: Viewer, stacks: StackWork, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._model, self._viewer, self._stacks = session, session.model, viewer, stacks

    # which photographs are one stack

    def stack(self) -> None:
        """Make one stack of what is selected; what is one already, or a photograph of one, is unstacked."""
        selected = self._selected_frames()
        stack = self._current_stack()
        if stack is not None and (len(selected) < 2 or set(stack.paths) == {item.photo.path for item in selected}):
            frames = self._frames(stack)
            self._session.stacking.unstack(frames)
            self.said.emit(f"{photographs(len(frames))} unstacked.")
        elif len(selected) < 2:
            self.said.emit("Select the photographs that are to be one stack.")
        else:
            self._session.stacking.stack(selected)
            self.said.emit(f"{photographs(len(selected))} stacked.")

    def split_here(self) -> None:
        """Let the current photograph begin a stack of its own."""
        stack, current = self._current_stack(), self._current_path()
        if stack is None or current is None:
            self.said.emit(ALONE)
        elif current == stack.paths[0]:
            self.said.emit("Go to the photograph that is to be the first of the second stack.")
        else:
            self._session.stacking.split_here(self._frames(stack), current)
            first = stack.paths.index(current)
            self.said.emit(f"Split: {first:,} and {photographs(len(stack.paths) - first)}.")

    def merge(self) -> None:
        """Make one stack of this one and of what stands before it."""
        current, before = self._current_path(), self._before()
        if current is None or before is None:
            self.said.emit("There is nothing before it to merge it with.")
            return
        first, second = self._frames_with(before), self._frames_with(current)
        self._session.stacking.merge(first, second)
        self.said.emit(f"{photographs(len(first) + len(second))} in one stack.")

    def choose_cover(self) -> None:
        """Let the current photograph stand for its stack."""
        stack, current = self._current_stack(), self._current_path()
        if stack is None or current is None:
            self.said.emit(ALONE)
            return
        self._session.stacking.choose_cover(self._frames(stack), current)
        self.said.emit("It is the cover of its stack.")

    def group_again(self) -> None:
        """Forget what was stacked or unstacked by hand of what is selected, and of its stacks."""
        frames = [frame for item in self._viewer.selected() for frame in self._frames_with(item.photo.path)]
        by_hand = list({frame.photo.path: frame for frame in frames if frame.hand}.values())
        if not by_hand:
            self.said.emit("Nothing of it was stacked by hand.")
            return
        self._session.stacking.group_again(by_hand)
        self.said.emit(f"{photographs(len(by_hand))} grouped by the program again.")

    # deciding a whole stack

    def keep(self) -> None:
        """Pick the current photograph, or those of its stack that are selected, reject the rest of it, and go on."""
        stack, current = self._current_stack(), self._current_path()
        if stack is None or current is None:
            self.said.emit(ALONE)
        else:
            selected = {item.photo.path for item in self._viewer.selected()}
            self._keep(stack, selected.intersection(stack.paths) or {current})

    def keep_best(self) -> None:
        """The same with the one that is suggested as the best."""
        stack = self._current_stack()
        if stack is None:
            self.said.emit(ALONE)
        elif stack.best is None:
            why = f": {stack.why}" if stack.why else ""
            self.said.emit(f"No best is suggested for this {kind_of(stack)}{why}.")
        elif not self._model.is_shown(stack.best):
            self.said.emit("The filter withholds the suggested best of this stack.")
        else:
            self._keep(stack, {stack.best})

    def _keep(self, stack: Stack, kept: Collection[Path]) -> None:
        """What a filter withholds of the stack stays as it is; frames that are one picture together are kept whole."""
        if stack.kind in WHOLE_SERIES and not stack.by_hand:
            self.said.emit(f"A {kind_of(stack)} is kept whole: its frames are one picture. Unstack it first.")
            return
        frames = self._frames(stack)
        if len({frame.hand.id if frame.hand else "" for frame in frames}) > 1:
            self.said.emit("This stack is being made again. Press the key again in a moment.")
            return
        passing = [one for one in frames if one.photo.path in kept or self._model.is_shown(one.photo.path)]
        following = self._stacks.following(stack)
        self._model.set_folds(self._model.folds.with_in_front(next(iter(kept)), stack))
        self._session.keep_and_reject(passing, kept)
        withheld = len(stack.paths) - len(passing)
        also = f" {counted(withheld, 'frame')} that the filter withholds: as before." if withheld else ""
        self.said.emit(f"{len(kept):,} kept, {len(passing) - len(kept):,} rejected.{also}")
        if following is not None:
            self._viewer.look_at(following)

    # what is meant

    def _current_path(self) -> Path | None:
        item = self._viewer.current_item()
        return item.photo.path if item else None

    def _current_stack(self) -> Stack | None:
        path = self._current_path()
        return self._model.stacks.of(path) if path else None

    def _frames(self, stack: Stack) -> list[Item]:
        """All of them, in order, also those that a filter withholds."""
        return [item for path in stack.paths if (item := self._model.find(path))]

    def _frames_with(self, path: Path) -> list[Item]:
        """Of the stack of ``path``, or the photograph alone."""
        stack, item = self._model.stacks.of(path), self._model.find(path)
        if stack is not None:
            return self._frames(stack)
        return [item] if item else []

    def _selected_frames(self) -> list[Item]:
        """What is selected, in order, with all that lies inside folded stacks."""
        found: dict[Path, Item] = {}
        for item in self._viewer.selected():
            folded = self._viewer.in_grid and self._model.is_folded(item.photo.path)
            frames = self._frames_with(item.photo.path) if folded else [item]
            found |= {frame.photo.path: frame for frame in frames}
        return list(found.values())

    def _before(self) -> Path | None:
        """What is shown before the stack of the current photograph, and is not of it."""
        row = self._viewer.grid.currentIndex().row()
        numbers, here = self._model.stacks.numbers, self._current_path()
        own = numbers.get(here) if here else None
        before = (self._model.path(each) for each in range(row - 1, -1, -1))
        return next((path for path in before if own is None or numbers.get(path) != own), None)
