"""What is decoded, and in which order: the agenda and the pipeline together, every decode counted."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from aesthetic_gui.culling.scoring import pipeline as pipelines
from aesthetic_gui.culling.scoring.agenda import Agenda, Job
from aesthetic_gui.culling.scoring.pipeline import Pipeline
from aesthetic_gui.photo import Photo, Unreadable
from aesthetic_gui.scoring.pack import load_pack

WAIT = 10.0


class Decoder:
    """Decodes nothing, one photograph at each :meth:`step`; ``names`` says what it was asked for, in order."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._may_go, self._asked = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, path: Path, *_given: object, **_options: object) -> None:
        self.names.append(path.name)
        self._asked.release()
        assert self._may_go.acquire(timeout=WAIT)
        raise Unreadable(path, "not decoded in this test")

    def wait(self) -> None:
        """Until the next one is asked for."""
        assert self._asked.acquire(timeout=WAIT)

    def step(self) -> None:
        """Let the one in hand go, and wait for the next."""
        self._may_go.release()
        self.wait()

    def finish(self) -> None:
        self._may_go.release(1_000_000)


@pytest.fixture
def decoder(monkeypatch):
    decoder = Decoder()
    monkeypatch.setattr(pipelines, "decode", decoder)
    yield decoder
    decoder.finish()


@pytest.fixture
def agenda():
    return Agenda()


@pytest.fixture
def running(decoder, agenda):
    with Pipeline(load_pack(), agenda, decoders=1, batch=1_000) as pipeline:
        yield pipeline
        decoder.finish()


def scores(*numbers: int) -> list[Job]:
    return [Job(Photo(Path(f"{n}.jpg"))) for n in numbers]


def pictures(*numbers: int) -> list[Job]:
    return [Job(Photo(Path(f"{n}.jpg")), wants_score=False, wants_picture=True) for n in numbers]


@pytest.mark.usefixtures("running")
def test_a_jump_reorders_within_the_photograph_in_hand(decoder, agenda):
    agenda.add(scores(*range(20_000)))
    decoder.wait()
    decoder.step()
    agenda.look_at(pictures(15_000, 15_001))
    for _ in range(3):
        decoder.step()
    assert decoder.names == ["0.jpg", "1.jpg", "15000.jpg", "15001.jpg", "2.jpg"]


@pytest.mark.usefixtures("running")
def test_a_picture_that_is_no_longer_wanted_is_never_decoded(decoder, agenda):
    agenda.look_at(pictures(0))
    decoder.wait()
    for start in range(10, 20_000, 10):  # as a drag of the scroll bar through everything does
        agenda.look_at(pictures(*range(start, start + 10)))
    agenda.look_at(pictures(1, 2))
    agenda.add(pictures(3))
    for _ in range(3):
        decoder.step()
    assert decoder.names == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]


@pytest.mark.usefixtures("running")
def test_nothing_is_decoded_once_it_is_cancelled(decoder, agenda):
    agenda.add(scores(*range(1_000)))
    decoder.wait()
    agenda.look_at(pictures(500))
    agenda.forget_scores()
    decoder.step()
    agenda.clear()
    agenda.add(scores(7_000))
    decoder.step()
    assert decoder.names == ["0.jpg", "500.jpg", "7000.jpg"]


@pytest.mark.usefixtures("running")
def test_what_is_ahead_comes_after_what_is_on_screen_and_before_the_rest(decoder, agenda):
    agenda.add(scores(*range(100)))
    decoder.wait()
    agenda.look_at([*pictures(40, 41), *pictures(42, 43)])
    for _ in range(5):
        decoder.step()
    assert decoder.names == ["0.jpg", "40.jpg", "41.jpg", "42.jpg", "43.jpg", "1.jpg"]
