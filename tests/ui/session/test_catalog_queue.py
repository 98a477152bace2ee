"""The one thread for catalog and files: results come back to the window's thread, failures are told."""

from __future__ import annotations

import threading
import weakref

import pytest
import shiboken6

from aesthetic_gui.photo import AestheticError
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue, Task


@pytest.fixture
def line(qapp):
    queue = CatalogQueue()
    yield queue
    queue.close()
    qapp.processEvents()  # what its thread said last must not arrive at a queue that is gone


def test_a_result_comes_back_to_the_thread_that_shows_it(line, qtbot):
    threads = []
    line.run(threading.get_ident, lambda worker: threads.extend([worker, threading.get_ident()]))
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[1] == threading.get_ident()
    assert threads[0] != threads[1]


def test_tasks_run_one_after_the_other_in_their_order(line, qtbot):
    done: list[int] = []
    for number in range(20):
        line.run(lambda number=number: number, done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    assert done == list(range(20))


def test_a_failure_is_told_in_its_own_words_and_the_next_task_runs(line, qtbot):
    def fails():
        raise AestheticError("The disk is full.")

    told, done = [], []
    line.failed.connect(told.append)
    line.run(fails)
    line.run(lambda: "next", done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert told == ["The disk is full."]


def test_a_generator_tells_each_step_and_stops_when_cancelled(line, qtbot):
    begun = threading.Event()

    def count(cancelled):
        number = 0
        while not cancelled():
            yield number
            number += 1
            begun.set()
            threading.Event().wait(0.005)

    steps, ended = [], []
    task = line.iterate(count, steps.append, ended.append)
    qtbot.waitUntil(lambda: len(steps) >= 3)
    task.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert steps == list(range(len(steps)))


def test_what_is_asked_for_after_closing_is_not_done(qapp, qtbot):
    queue = CatalogQueue()
    queue.close()
    done = []
    queue.run(lambda: done.append("ran"))
    qtbot.wait(50)
    assert done == []


def test_a_queue_freed_with_news_still_on_the_way_takes_it_along(qapp):
    for number in range(30):
        queue = CatalogQueue()
        gone = weakref.ref(queue)
        for _ in range(5):
            queue.run(lambda: None, lambda _result: None)
            queue.iterate(lambda _cancelled: iter(range(9)), lambda _step: None, ended=lambda: None)
        if number % 3 == 0:
            qapp.processEvents()
        queue.close()
        del queue
        qapp.processEvents()
        assert gone() is None  # at once: no circle keeps it until the collector comes


def test_what_is_done_is_forgotten(line, qtbot):
    tasks = [line.run(lambda: None) for _ in range(5)]
    tasks.append(line.iterate(lambda _cancelled: iter(range(3)), lambda _step: None))
    qtbot.waitUntil(lambda: not line.findChildren(Task))
    assert not any(shiboken6.isValid(task) for task in tasks)


def test_the_end_of_a_task_that_is_over_at_once_is_never_missed(line, qtbot):
    def nothing(_cancelled):
        yield from ()

    ended = []
    for _ in range(200):
        line.iterate(nothing, lambda _step: None, ended=lambda: ended.append(True))
    qtbot.waitUntil(lambda: len(ended) == 200)
