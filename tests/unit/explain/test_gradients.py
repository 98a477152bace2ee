"""LRP and integrated gradients: asked of a process that has TensorFlow, so that this one never has."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from aesthetic_gui import __main__, children
from aesthetic_gui.explain.gradients import asking, child, integrated, lrp
from aesthetic_gui.explain.methods import NotExplained
from aesthetic_gui.explain.question import Model, Question, of_the_model
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.runtime import start_runtime

CANVAS = np.random.default_rng(2).uniform(-1, 1, (32, 48, 3)).astype(np.float32)

# a process like the real one, but for what it answers
CHILD = """
import sys, time
from aesthetic_gui.children import frames
requests, replies = frames.streams()
frames.send(replies, {"ready": 1})
while frame := frames.receive(requests):
    message, size = frame
    body = bytearray(size)
    frames.fill(requests, body)
    {deed}
"""
ANSWERS = (
    """frames.send(replies, {"shape": message["size"], "notes": {"of": 1.0, "base": 0.5}}, b"\\0\\0\\0?" * 1536)"""
)


@pytest.fixture
def question(monkeypatch: pytest.MonkeyPatch) -> Question:
    monkeypatch.setattr(asking, "installed", lambda: True)
    rgb = np.zeros((32, 48, 3), np.uint8)
    model = Model(load_pack("nima-mobilenet"), None)  # type: ignore[arg-type]
    asked = Question("aesthetic", rgb, CANVAS, lambda batch: np.zeros(len(batch)), (0, 0, 48, 32), "log-odds", model)
    asked.__dict__.update(value=0.9, notes_={})
    monkeypatch.setattr(Question, "notes", {"value": 0.9})
    return asked


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield
    child.close()


def does(monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    words = [sys.executable, "-c", CHILD.replace("{deed}", deed)]
    monkeypatch.setattr(children, "command", lambda *_: words)


def test_the_process_is_started_once_says_so_and_is_kept(question, process, monkeypatch):
    does(monkeypatch, ANSWERS)
    told: list[str] = []
    for _ in range(2):
        (found,) = lrp.explain(question, told=told.append)
        assert (found.method, found.unit, found.complete) == ("lrp", "log-odds", True)
        assert found.notes == {"value": 0.9, "of": 1.0, "base": 0.5, "cells": 1536, "scale": pytest.approx(0.5)}
    assert told == ["Starting TensorFlow…"]


def test_integrated_gradients_sharpen_and_note_what_they_miss(question, process, monkeypatch):
    does(monkeypatch, ANSWERS)
    found = list(integrated.explain(question, samples=16))
    assert [(one.done, one.total) for one in found] == [(8, 16), (16, 16)]
    added = 0.5 * CANVAS.shape[0] * CANVAS.shape[1]
    assert found[-1].notes["sum"] == pytest.approx(added)
    assert found[-1].notes["missed"] == pytest.approx(1.0 - 0.5 - added)


def test_all_rounds_together_go_the_whole_way():
    taken = [integrated.steps(place, 8) for place in range(8)]
    places = sorted(place for one in taken for place in one["places"])
    assert len(set(places)) == 64
    assert min(places) < 1e-5
    assert max(places) == pytest.approx(1, abs=0.03)
    assert np.mean([sum(one["lengths"]) for one in taken]) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("option", ["mean", "blur"])
def test_a_baseline_has_nothing_in_it_and_leaves_the_border_alone(question, option):
    framed = Question("aesthetic", question.rgb, CANVAS, question.values, (8, 0, 40, 32))
    found = integrated.baseline_of(framed, option)
    np.testing.assert_array_equal(found[:, :8], CANVAS[:, :8])
    assert found[:, 8:40].std() < CANVAS[:, 8:40].std() / 2


@pytest.mark.parametrize(
    "deed",
    [
        "sys.exit(1)",
        "replies.write(b'nonsense' * 9)",
        'frames.send(replies, {"shape": [3, 3], "notes": {}}, b"0000" * 9)',
        'frames.send(replies, {"shape": message["size"], "notes": {"of": "much"}}, bytes(6144))',
        """frames.send(replies, {"shape": message["size"], "notes": {}}, b"\\xff" * 6144)""",
    ],
)
def test_a_process_that_fails_is_told_and_the_next_question_has_another(question, process, monkeypatch, deed):
    does(monkeypatch, deed)
    with pytest.raises(child.GradientsFailed, match="Try again"):
        list(lrp.explain(question))
    does(monkeypatch, ANSWERS)
    assert len(list(lrp.explain(question))) == 1


def test_one_that_hangs_is_killed(question, process, monkeypatch):
    monkeypatch.setattr(child, "SECONDS", 0.3)
    does(monkeypatch, "time.sleep(60)")
    with pytest.raises(child.GradientsFailed):
        list(lrp.explain(question))
    assert child._keeper._child is None


def test_leaving_the_photograph_ends_the_question_at_once_and_keeps_the_process(question, process, monkeypatch):
    does(monkeypatch, f"time.sleep(0.4); {ANSWERS}")
    list(lrp.explain(question))
    running, begun = child._keeper._child, time.monotonic()
    assert list(lrp.explain(question, cancelled=lambda: time.monotonic() - begun > 0.05)) == []
    assert time.monotonic() - begun < 0.3
    assert len(list(lrp.explain(question))) == 1  # the answer that nobody waited for is not taken for this one's
    assert child._keeper._child is running


def test_closing_the_program_ends_it_whoever_waits(question, process, monkeypatch):
    does(monkeypatch, "time.sleep(60)")
    threading.Timer(0.4, children.close).start()
    with pytest.raises(child.GradientsFailed):
        list(lrp.explain(question))


def test_without_work_it_ends(question, process, monkeypatch):
    monkeypatch.setattr(child, "IDLE", 0.05)
    does(monkeypatch, ANSWERS)
    list(lrp.explain(question))
    running = child._keeper._child
    assert running is not None
    running._process.wait(5)


def test_what_cannot_be_explained_is_said_in_words(question, process, monkeypatch):
    does(monkeypatch, 'frames.send(replies, {"refused": "LRP does not know the layer gate (Multiply)."})')
    with pytest.raises(NotExplained, match="gate"):
        list(lrp.explain(question))
    monkeypatch.setattr(asking, "installed", lambda: False)
    with pytest.raises(NotExplained, match="needs TensorFlow, which is not installed"):
        list(lrp.explain(question))
    bare = Question("sharpness", question.rgb, CANVAS, question.values, question.frame)
    with pytest.raises(NotExplained, match="such as LIME"):
        list(integrated.explain(bare))


def test_a_frozen_program_starts_as_the_process(monkeypatch):
    from aesthetic_gui.scoring.keras import child as other_side

    monkeypatch.setattr(sys, "argv", ["aesthetic-gui", children.GRADIENTS])
    monkeypatch.setattr(other_side, "main", lambda: 7)
    assert __main__.main() == 7


@pytest.mark.slow
@pytest.mark.timeout(400)  # TensorFlow starts and compiles
def test_the_real_model_is_explained_to_a_thousandth_and_tensorflow_stays_outside(process):
    before = "tensorflow" in sys.modules
    pack = load_pack()
    runtime = start_runtime(pack, "cpu")
    rgb = np.random.default_rng(5).integers(0, 256, (9, 12, 3), np.uint8).repeat(40, axis=0).repeat(40, axis=1)
    question = of_the_model(rgb, pack, runtime)
    (found,) = lrp.explain(question)
    notes = found.notes
    explained = notes["of"] - notes["base"]
    assert notes["missed"] < 1e-3 * abs(explained)  # at every layer
    assert notes["sum"] + notes["absorbed"] == pytest.approx(explained, rel=1e-3)
    assert notes["of"] == pytest.approx(notes["value"], abs=0.5)  # the score is of the int8 form
    (again,) = lrp.explain(question)
    assert again.heat.tobytes() == found.heat.tobytes()
    assert ("tensorflow" in sys.modules) is before
    runtime.close()
