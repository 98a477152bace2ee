"""The stacks of the photographs that are open, worked out behind the window; which are folded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.stacks.folding import Folds, Stacks, gather
from aesthetic_gui.culling.stacks.stacking import CLOSENESS, stacks_of
from aesthetic_gui.grouping.frame import Stack
from aesthetic_gui.ui.grid.behind.loop import Behind

SOON_MS, PAUSE = 300, 20


class Stacking(Behind):
    """``stacks`` are those of a moment ago; ``folds`` are the photographer's. ``changed``: other stacks."""

    def __init__(self, items: Callable[[], Sequence[Item]], parent: QObject) -> None:
        """``items`` gives all there are, in order of name. Of 5,000 they take the thread half a second."""
        thread = ThreadPoolExecutor(1, thread_name_prefix="grouping")
        super().__init__(self._to_group, self._take_stacks, thread, parent, soon_ms=SOON_MS, pause=PAUSE)
        self._items = items
        self.stacks, self.folds, self.closeness = Stacks(), Folds(), CLOSENESS

    def set_closeness(self, closeness: float) -> None:
        """Group more tightly (0) or more loosely (1), at once."""
        if closeness != self.closeness:
            self.closeness = closeness
            self.do_now()

    def all_of(self) -> Callable[[], Sequence[Stack]]:
        """Groups what is open now, as it is shown, in whatever thread asks: once, and those that stand alone, too."""
        items, closeness = self._items(), self.closeness
        return cache(lambda: tuple(stacks_of(items, closeness)))

    def follow(self, moves: Mapping[Path, Path]) -> None:
        """Photographs go to other places; their stacks go with them."""
        self.stacks, self.folds = self.stacks.moved(moves), self.folds.moved(moves)

    def drop(self, gone: Collection[Path]) -> None:
        """Photographs are gone; what is left of their stacks stays together until it is grouped again."""
        self.stacks = self.stacks.without(gone)
        self.do_soon()

    def clear(self) -> None:
        """Other photographs are open; whether all stacks are folded is a habit, and stays."""
        self.forget()
        self.stacks, self.folds = Stacks(), Folds(self.folds.all)

    def close(self) -> None:
        """Group nothing more, and wait for the thread."""
        super().close()
        self._thread.shutdown()

    def _to_group(self) -> Callable[[], Stacks]:
        items, closeness = self._items(), self.closeness
        return lambda: gather(stacks_of(items, closeness))

    def _take_stacks(self, stacks: Stacks) -> None:
        if not stacks.same_as(self.stacks):
            self.stacks = stacks
            self.changed.emit()
