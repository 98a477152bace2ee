"""What is worked out of all open photographs in a thread: again after changes, with a rest in between."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

LOOK_MS = 10  # between two looks whether the thread is done
Task = Callable[[], Any]


class Behind(QObject):
    """``task`` gives, in the window's thread, the work as it stands then; ``take`` gets what came of it there.

    ``soon_ms`` after the first change it begins: what comes until then is done together. ``pause``: how many times as
    long as the processor was busy with it the next one waits.
    """

    changed = Signal()

    def __init__(
        self,
        task: Callable[[], Task],
        take: Callable[[Any], None],
        thread: ThreadPoolExecutor,
        parent: QObject,
        *,
        soon_ms: int,
        pause: int,
    ) -> None:
        super().__init__(parent)
        self._task, self._take, self._thread = task, take, thread
        self._soon_ms, self._pause = soon_ms, pause
        self._under_way: Future[tuple[Any, float]] | None = None
        self._again = False
        self._soon = self._timer(soon_ms, self._begin)
        self._look_soon = self._timer(LOOK_MS, self._look)

    @property
    def busy(self) -> bool:
        """Whether it is being worked out."""
        return self._under_way is not None

    def do_soon(self) -> None:
        """Something has changed."""
        if not self._soon.isActive():
            self._soon.start()

    def do_now(self) -> None:
        """The photographer asked for it, and looks."""
        if self._under_way is not None:
            self._again = True
        else:
            self._begin()

    def forget(self) -> None:
        """Other photographs are open: what is under way counts no more."""
        self._soon.stop()
        self._under_way, self._again = None, False

    def close(self) -> None:
        """Begin nothing more; the thread is about to end."""
        for timer in (self._soon, self._look_soon):
            timer.blockSignals(True)

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
        self._under_way = self._thread.submit(_timed, self._task())
        self._look_soon.start()

    def _look(self) -> None:
        if self._under_way is None:
            return
        if not self._under_way.done():
            self._look_soon.start()
            return
        done, self._under_way = self._under_way, None
        result, took = done.result()  # what it raises is told, and the next change is worked out all the same
        self._soon.setInterval(max(self._soon_ms, round(self._pause * 1000 * took)))
        if self._again:
            self._begin()
        self._take(result)


def _timed(task: Task) -> tuple[Any, float]:
    began = time.thread_time()
    return task(), time.thread_time() - began
