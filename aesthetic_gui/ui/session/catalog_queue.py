"""Threads behind the window that do one task after the other: what is decided, what is looked up, what takes long.

A task is a function, or a generator that yields progress; its outcome comes back to the GUI thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from aesthetic_gui.photo import AestheticError

log = logging.getLogger(__name__)


class Task(QObject):
    """One piece of work in line: its signals arrive in the GUI thread, and ``cancel`` asks a generator to stop."""

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(str)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        self._cancelled.set()

    def cancelled(self) -> bool:
        return self._cancelled.is_set()


class CatalogQueue(QObject):
    """First come, first served, one at a time, in a thread called ``name``.

    A task begins once all that was asked for before it of ``after``, another queue, is done: what was decided before a
    file operation is before it in the history, too. A queue never waits for one that waits for it.
    """

    failed = Signal(str)

    def __init__(
        self,
        parent: QObject | None = None,
        name: str = "catalog",
        after: CatalogQueue | None = None,
        *,
        begin: Callable[[], None] | None = None,
        each_time: Callable[[], None] | None = None,
    ) -> None:
        """``begin`` is called first in the thread, ``each_time`` there when a task is done."""
        super().__init__(parent)
        self._after, self._each_time = after, each_time
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name, initializer=begin)
        self._tasks: set[Task] = set()
        self._closed = False

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> Task:
        """Run ``work()``; in the GUI thread ``done`` gets its result, ``failed`` and :attr:`failed` why it failed."""
        return self._submit(lambda _task: work(), done, None, failed)

    def iterate(
        self,
        work: Callable[[Callable[[], bool]], Iterator[Any]],
        each: Callable[[Any], None],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[str], None] | None = None,
        ended: Callable[[], None] | None = None,
    ) -> Task:
        """Run the generator ``work(cancelled)``; ``each`` gets what it yields, in the GUI thread.

        ``ended`` is called last, whether it was ``done`` or ``failed``.
        """

        def drive(task: Task) -> None:
            for step in work(task.cancelled):
                task.progressed.emit(step)

        return self._submit(drive, done, each, failed, ended)

    def close(self) -> None:
        """Cancel what can be cancelled and wait for the rest. What is asked for from now on is not done."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        self._executor.shutdown(wait=True)

    def _submit(
        self,
        work: Callable[[Task], Any],
        done: Callable[[Any], None] | None,
        each: Callable[[Any], None] | None,
        failed: Callable[[str], None] | None,
        ended: Callable[[], None] | None = None,
    ) -> Task:
        """Everything is connected before the work begins: it may be over in no time."""
        task = Task(self)
        if self._closed:
            return task
        self._tasks.add(task)
        queued = Qt.ConnectionType.QueuedConnection
        if each:
            task.progressed.connect(each, queued)
        if done:
            task.finished.connect(done, queued)
        if failed:
            task.failed.connect(failed, queued)
        task.failed.connect(self.failed, queued)
        if ended:
            task.ended.connect(ended, queued)
        task.ended.connect(self._forget, queued)  # a lambda would hold the queue that holds the task: freed in a circle
        self._executor.submit(self._perform, task, work, self._after.come_past() if self._after else None)
        return task

    def come_past(self) -> Future[None]:
        """Done as soon as all that was asked for until now is."""
        return self._executor.submit(lambda: None)

    def _perform(self, task: Task, work: Callable[[Task], Any], before: Future[None] | None) -> None:
        if before is not None:
            before.result()
        _carry_out(task, work)
        if self._each_time:
            self._each_time()

    def _forget(self) -> None:
        task = self.sender()
        assert isinstance(task, Task)
        self._tasks.discard(task)
        task.deleteLater()


def _carry_out(task: Task, work: Callable[[Task], Any]) -> None:
    try:
        task.finished.emit(work(task))
    except AestheticError as error:
        task.failed.emit(str(error))
    except Exception as error:
        log.exception("a task failed")
        task.failed.emit(f"{type(error).__name__}: {error}")
    finally:
        task.ended.emit()
