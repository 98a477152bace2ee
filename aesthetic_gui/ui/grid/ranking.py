"""The ranks of the photographs that are open, worked out behind the window as scores come in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Ranks, rank_photos

RANK_MS = 700  # after the first change: what comes until then is ranked together
PAUSE = 20  # times as long as the processor is busy with it, from one ranking to the next
LOOK_MS = 10  # between two looks whether the thread is done


class Ranking(QObject):
    """``ranks`` are those of a moment ago. Of 10,000 photographs they take the thread 25 ms, the window nothing."""

    changed = Signal()

    def __init__(self, items: Callable[[], Iterable[Item]], thread: ThreadPoolExecutor, parent: QObject) -> None:
        """``items`` gives all there are; ``thread`` is where they are ranked."""
        super().__init__(parent)
        self._items, self._thread = items, thread
        self.ranks = Ranks()
        self._under_way: Future[tuple[Ranks, float]] | None = None
        self._soon = self._timer(RANK_MS, self._begin)
        self._look_soon = self._timer(LOOK_MS, self._look)

    def rank_soon(self) -> None:
        """A score has come, or changed, or gone."""
        if not self._soon.isActive():
            self._soon.start()

    def clear(self) -> None:
        """Other photographs are open."""
        self._soon.stop()
        self._under_way, self.ranks = None, Ranks()

    def close(self) -> None:
        """Rank nothing more; the thread is about to end."""
        for timer in (self._soon, self._look_soon):
            timer.blockSignals(True)

    def _timer(self, interval: int, then: Any) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval)
        timer.timeout.connect(then)
        return timer

    def _begin(self) -> None:
        if self._under_way is not None:
            self._soon.start()
            return
        self._under_way = self._thread.submit(_timed, list(self._items()))
        self._look_soon.start()

    def _look(self) -> None:
        if self._under_way is None:
            return
        if not self._under_way.done():
            self._look_soon.start()
            return
        self.ranks, took = self._under_way.result()
        self._under_way = None
        self._soon.setInterval(max(RANK_MS, round(PAUSE * 1000 * took)))
        self.changed.emit()


def _timed(items: Sequence[Item]) -> tuple[Ranks, float]:
    began = time.thread_time()
    return rank_photos(items), time.thread_time() - began
