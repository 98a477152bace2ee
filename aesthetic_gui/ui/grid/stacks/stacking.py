"""The stacks of the photographs that are open, worked out behind the window; which are folded."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.stacks.folding import Folds, Stacks, gather
from aesthetic_gui.culling.stacks.stacking import CLOSENESS, stacks_of
from aesthetic_gui.grouping.frame import Stack

SOON_MS = 300  # after the first change: what comes until then is grouped together
PAUSE = 20  # times as long as the processor is busy with it, from one grouping to the next
LOOK_MS = 10  # between two looks whether the thread is done


class Stacking(QObject):
    """``stacks`` are those of a moment ago; ``folds`` are the photographer's."""

    changed = Signal()  # other stacks

    def __init__(self, items: Callable[[], Sequence[Item]], parent: QObject) -> None:
        """``items`` gives all there are, in order of name. Of 5,000 they take the thread half a second."""
        super().__init__(parent)
        self._items, self._thread = items, ThreadPoolExecutor(1, thread_name_prefix="grouping")
        self.stacks, self.folds, self.closeness = Stacks(), Folds(), CLOSENESS
        self._under_way: Future[tuple[Stacks, float]] | None = None
        self._again = False
        self._soon = self._timer(SOON_MS, self._begin)
        self._look_soon = self._timer(LOOK_MS, self._look)

    @property
    def busy(self) -> bool:
        """Whether stacks are being worked out."""
        return self._under_way is not None

    def regroup_soon(self) -> None:
        """Photographs have come, or gone, or more is known of them."""
        if not self._soon.isActive():
            self._soon.start()

    def set_closeness(self, closeness: float) -> None:
        """Group more tightly (0) or more loosely (1), at once."""
        if closeness != self.closeness:
            self.closeness = closeness
            self.regroup_now()

    def regroup_now(self) -> None:
        """The photographer asked for it, and looks."""
        if self._under_way is not None:
            self._again = True
        else:
            self._begin()

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
        self.regroup_soon()

    def clear(self) -> None:
        """Other photographs are open; whether all stacks are folded is a habit, and stays."""
        self._soon.stop()
        self._under_way, self._again, self.stacks = None, False, Stacks()
        self.folds = Folds(self.folds.all)

    def close(self) -> None:
        """Group nothing more, and wait for the thread."""
        for timer in (self._soon, self._look_soon):
            timer.blockSignals(True)
        self._thread.shutdown()

    def _timer(self, interval: int, then: Any) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval)
        timer.timeout.connect(then)
        return timer

    def _begin(self) -> None:
        self._soon.stop()
        if self._under_way is not None:
            self._soon.start()
            return
        self._again = False
        self._under_way = self._thread.submit(_timed, self._items(), self.closeness)
        self._look_soon.start()

    def _look(self) -> None:
        if self._under_way is None:
            return
        if not self._under_way.done():
            self._look_soon.start()
            return
        done, self._under_way = self._under_way, None
        stacks, took = done.result()  # what it raises is told, and the next change is grouped all the same
        self._soon.setInterval(max(SOON_MS, round(PAUSE * 1000 * took)))
        if self._again:
            self._begin()
        if not stacks.same_as(self.stacks):
            self.stacks = stacks
            self.changed.emit()


def _timed(items: Sequence[Item], closeness: float) -> tuple[Stacks, float]:
    began = time.thread_time()
    return gather(stacks_of(items, closeness)), time.thread_time() - began
