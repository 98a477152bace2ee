"""The thread that explains: the most urgent first, cancelled within a step, and no two answers mixed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from aesthetic_gui.culling.explaining import asking
from aesthetic_gui.culling.scoring.agenda import Agenda, Job
from aesthetic_gui.explain.methods import Asked, NotExplained
from aesthetic_gui.photo import Explanation, Photo
from aesthetic_gui.ui.session.explaining import Answers, Explainer, Work

CAM = Asked("cam")
A, B, C = (Photo(Path(f"/photos/{name}.jpg")) for name in "abc")
PATIENCE = 5.0  # seconds


class Told:
    """What the thread has told, and what it was asked to explain, in order."""

    def __init__(self) -> None:
        self.answers: list[tuple[Any, Any]] = []
        self.failures: list[tuple[Any, str]] = []
        self.ended: list[Any] = []
        self.begun: list[tuple[Photo, int]] = []

    def until(self, there: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not there():
            assert time.monotonic() < end, "it never came"
            time.sleep(0.002)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def gate() -> threading.Event:
    """Explanations go on while it is set."""
    gate = threading.Event()
    gate.set()
    return gate


@pytest.fixture
def explainer(told: Told, gate: threading.Event, monkeypatch: pytest.MonkeyPatch) -> Iterator[Explainer]:
    def explain(
        photo: Photo, asked: Asked, *_: object, turn: int, cancelled: Callable[[], bool], **_more: object
    ) -> Any:
        told.begun.append((photo, turn))
        if photo is C:
            raise NotExplained("not this one")
        for done in (1, 2, 3):
            while not gate.wait(0.01):
                if cancelled():
                    return
            if cancelled():
                return
            yield Explanation(
                asked.method, np.full((2, 2), turn, np.float32), done, 3, notes={"of": len(photo.path.name)}
            )

    monkeypatch.setattr(asking, "explain", explain)
    monkeypatch.setattr(asking, "warm_up", lambda _method: None)
    answers = Answers(
        lambda job, answer: told.answers.append((job, answer)),
        lambda job, words: told.failures.append((job, words)),
        told.ended.append,
    )
    made = Explainer(cast(Any, None), cast(Any, None), Agenda(), answers)
    made.start(cast(Any, None))
    yield made
    made.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "explaining"]


def test_an_answer_comes_step_by_step_and_then_it_is_said_that_it_is_all(explainer: Explainer, told: Told) -> None:
    job = explainer.explain(A, CAM, turn=2)
    told.until(lambda: job in told.ended)
    assert [(one, answer.done) for one, answer in told.answers] == [(job, 1), (job, 2), (job, 3)]
    assert told.begun == [(A, 2)]


def test_stepping_away_ends_one_answer_and_begins_the_next_and_never_mixes_them(
    explainer: Explainer, told: Told, gate: threading.Event
) -> None:
    gate.clear()
    first = explainer.explain(A, CAM)
    told.until(lambda: told.begun == [(A, 0)])
    left = time.monotonic()
    second = explainer.explain(B, CAM, turn=1)
    told.until(lambda: first in told.ended)
    assert time.monotonic() - left < 0.15
    gate.set()
    told.until(lambda: second in told.ended)
    assert {one for one, _ in told.answers} == {second}
    assert all((answer.heat == 1).all() for _, answer in told.answers)


def test_what_is_looked_at_cuts_in_between_two_steps_of_other_work(explainer: Explainer, told: Told) -> None:
    asked = list[Any]()

    def steps(_runtime: object, _cancelled: Callable[[], bool]) -> Iterator[object]:
        yield "begun"
        asked.append(explainer.explain(A, CAM))
        yield "asked"
        yield "over"

    work = explainer.do(Work(steps))
    told.until(lambda: work in told.ended)
    words = [answer if isinstance(answer, str) else answer.done for _, answer in told.answers]
    assert words == ["begun", "asked", 1, 2, 3, "over"]
    assert told.ended == [*asked, work]


def test_work_that_is_withdrawn_is_not_even_begun(explainer: Explainer, told: Told, gate: threading.Event) -> None:
    gate.clear()
    job = explainer.explain(A, CAM)
    work = explainer.do(Work(lambda _runtime, _cancelled: iter(["never"])))
    work.cancelled.set()
    gate.set()
    told.until(lambda: work in told.ended)
    assert {one for one, _ in told.answers} == {job}


def test_what_cannot_be_explained_is_told_in_words_and_stops_nothing(explainer: Explainer, told: Told) -> None:
    failing = explainer.explain(C, CAM)
    told.until(lambda: failing in told.ended)
    assert told.failures == [(failing, "not this one")]
    well = explainer.explain(A, CAM)
    told.until(lambda: well in told.ended)


def test_neighbours_are_worked_out_behind_while_one_looks_and_told_to_nobody(explainer: Explainer, told: Told) -> None:
    explainer.set_neighbours([(B, 0), (C, 0), (B, 1)])
    job = explainer.explain(A, CAM)
    told.until(lambda: told.begun == [(A, 0), (B, 0), (C, 0), (B, 1)])
    assert {one for one, _ in told.answers} == {job}
    assert told.failures == []
    explainer.cancel()
    explainer.set_neighbours([(A, 3)])
    time.sleep(0.03)
    assert (A, 3) not in told.begun


def test_a_method_that_takes_seconds_is_not_worked_out_for_neighbours(explainer: Explainer, told: Told) -> None:
    explainer.set_neighbours([(B, 0)])
    job = explainer.explain(A, Asked("lime"))
    told.until(lambda: job in told.ended)
    time.sleep(0.03)
    assert told.begun == [(A, 0)]


def test_a_question_interrupts_what_is_worked_out_ahead_which_is_begun_again_after_it(
    explainer: Explainer, told: Told, gate: threading.Event
) -> None:
    explainer.set_neighbours([(B, 0)])
    gate_of_ahead = explainer.explain(A, CAM)
    told.until(lambda: gate_of_ahead in told.ended and (B, 0) in told.begun)
    gate.clear()
    explainer.set_neighbours([(B, 1)])
    told.until(lambda: (B, 1) in told.begun)
    job = explainer.explain(A, CAM, turn=2)
    gate.set()
    told.until(lambda: job in told.ended)
    told.until(lambda: told.begun[-3:] == [(B, 1), (A, 2), (B, 1)])


def test_nothing_is_worked_out_ahead_while_something_on_screen_waits_for_its_score(
    explainer: Explainer, told: Told
) -> None:
    agenda = explainer._agenda
    agenda.look_at([Job(C)])
    explainer.set_neighbours([(B, 0)])
    job = explainer.explain(A, CAM)
    told.until(lambda: job in told.ended)
    time.sleep(0.03)
    assert told.begun == [(A, 0)]
    assert agenda.take() is not None
    told.until(lambda: told.begun == [(A, 0), (B, 0)])
