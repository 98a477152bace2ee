"""How many photographs each choice of the filter would leave, counted behind the window."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from aesthetic_gui.culling.finding.facets import Facets

SOON_MS = 30  # after the first change: what comes until then is counted together
PAUSE = 10  # times as long as the processor is busy with it, from one count to the next
LOOK_MS = 10  # between two looks whether the thread is done
Count = Callable[[], Facets]


class Counting(QObject):
    """``facets`` are those of a moment ago. Of 3,000 photographs they take the thread 10 ms, the window nothing."""

    changed = Signal()

    def __init__(self, task: Callable[[], Count], thread: ThreadPoolExecutor, parent: QObject) -> None:
        """``task`` gives what is to be counted as it is now; ``thread`` is where that is done."""
        super().__init__(parent)
        self._task, self._thread = task, thread
        self.facets = Facets()
        self._under_way: Future[tuple[Facets, float]] | None = None
        self._again = self._at_once = False
        self._soon = self._timer(SOON_MS, self._begin)
        self._look_soon = self._timer(LOOK_MS, self._look)

    def count_soon(self) -> None:
        """Something has changed that can change a figure."""
        if self._under_way is not None:
            self._again = True
        elif not self._soon.isActive():
            self._soon.start()

    def count_now(self) -> None:
        """The photographer asked for something else, and looks at the figures."""
        self._at_once = True
        if self._under_way is None:
            self._soon.start(0)

    def clear(self) -> None:
        """Other photographs are open."""
        self._soon.stop()
        self._under_way, self.facets, self._again = None, Facets(), False

    def close(self) -> None:
        """Count nothing more; the thread is about to end."""
        for timer in (self._soon, self._look_soon):
            timer.blockSignals(True)

    def _timer(self, interval: int, then: Any) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval)
        timer.timeout.connect(then)
        return timer

    def _begin(self) -> None:
        self._again = self._at_once = False
        self._under_way = self._thread.submit(_timed, self._task())
        self._look_soon.start()

    def _look(self) -> None:
        if self._under_way is None:
            return
        if not self._under_way.done():
            self._look_soon.start()
            return
        self.facets, took = self._under_way.result()
        self._under_way = None
        self._soon.setInterval(max(SOON_MS, round(PAUSE * 1000 * took)))
        self.changed.emit()
        if self._at_once:
            self._begin()
        elif self._again:
            self.count_soon()


def _timed(count: Count) -> tuple[Facets, float]:
    began = time.thread_time()
    return count(), time.thread_time() - began
