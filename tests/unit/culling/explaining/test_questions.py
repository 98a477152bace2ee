"""What can be asked: the model's numbers, a taste, a technical criterion; and what cannot, in words."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from aesthetic_gui.criteria.measures import MEASURES
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.culling.explaining import questions
from aesthetic_gui.culling.explaining.questions import Stopped, Subject, question
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.explain.methods import AESTHETIC, RATING, TASTE, NotExplained
from aesthetic_gui.facts import Criterion, Face
from aesthetic_gui.photo import LOG_ODDS, RATING_POINTS, Metadata
from aesthetic_gui.scoring.outputs import Outputs
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime
from aesthetic_gui.taste.head import Taste, logistic
from aesthetic_gui.taste.timeline import Timeline

SIDE = 12
NOISE = np.random.default_rng(3).integers(0, 256, (48, 64, 3), np.uint8)


class Brightness:
    """A model whose evidence is the mean of its input, and whose embedding holds it too."""

    device = "test"

    def __init__(self) -> None:
        self.asked = 0

    def predict(self, batch: np.ndarray[Any, Any]) -> Outputs:
        self.asked += len(batch)
        light = batch.mean(axis=(1, 2, 3))
        ratings = np.zeros((len(batch), 10), np.float32)
        ratings[:, 6] = 1
        embedding = np.stack([light, np.ones_like(light)], axis=1).astype(np.float32)
        return Outputs(ratings, np.zeros((len(batch), 2, 2, 1), np.float32), embedding, light, np.zeros(len(batch)))


class Preparation:
    def frame(self, _width: int, _height: int) -> tuple[int, int, int, int]:
        return (0, 0, SIDE, SIDE)


def pack() -> Pack:
    made = SimpleNamespace(
        key="pack@1",
        id="pack",
        preparation=Preparation(),
        prepare=lambda rgb: np.full((SIDE, SIDE, 3), rgb.mean() / 255, np.float32),
        calibration=SimpleNamespace(probability=lambda evidence: float(logistic(np.array([evidence]))[0])),
        score=lambda *_: None,
    )
    return cast(Pack, made)


TASTE_OF_LIGHT = Taste("Weddings", "pack@1", np.array([2.0, 0.5], np.float32), 1.5, -0.25)


def asked(target: str, runtime: Brightness | None = None, **more: Any) -> Any:
    return question(Subject(NOISE), target, pack(), cast(Runtime, runtime or Brightness()), **more)


def test_the_models_own_numbers_are_asked_in_their_units() -> None:
    light = float(asked(AESTHETIC).canvas.mean())
    assert asked(AESTHETIC).value == pytest.approx(light)
    assert asked(AESTHETIC).unit == LOG_ODDS
    assert asked(RATING).value == pytest.approx(7)
    assert asked(RATING).unit == RATING_POINTS


def test_a_taste_is_explained_by_the_very_log_odds_that_it_judges_by() -> None:
    found = asked(TASTE, taste=TASTE_OF_LIGHT)
    outputs = Brightness().predict(found.canvas[None])
    own = math.log(1 / (1 / logistic(outputs.evidence)[0] - 1))
    p = TASTE_OF_LIGHT.probability(outputs.embedding.astype(np.float16), np.array([own]))[0]
    assert logistic(np.array([found.value]))[0] == pytest.approx(p, abs=1e-6)
    assert (found.target, found.unit) == (TASTE, LOG_ODDS)
    assert Judge(pack(), TASTE_OF_LIGHT).taste is TASTE_OF_LIGHT
    brighter = found.values(np.stack([found.canvas, found.canvas + 0.2]))
    assert brighter[1] - brighter[0] == pytest.approx(0.2 * (2.0 + 1.5), abs=0.01)


@pytest.mark.parametrize(
    "taste",
    [
        None,
        replace(TASTE_OF_LIGHT, pack_key="another@1"),
        replace(TASTE_OF_LIGHT, weights=np.ones(5, np.float32)),
        replace(TASTE_OF_LIGHT, everywhere=False, timeline=Timeline.of_no_time()),
    ],
    ids=["none", "of another model", "of another length", "of another time"],
)
def test_where_no_taste_judges_there_is_nothing_to_explain(taste: Taste | None) -> None:
    with pytest.raises(NotExplained, match="taste"):
        asked(TASTE, taste=taste)


@pytest.mark.parametrize("criterion", [Criterion.NOISE, Criterion.EXPOSURE, Criterion.COMPRESSION, Criterion.CAST])
def test_a_criterion_is_measured_again_on_every_copy(criterion: Criterion) -> None:
    found = asked(str(criterion))
    picture = Picture(NOISE, Metadata(64, 48))
    darker = NOISE // 3
    values = found.values(np.stack([NOISE, darker]).astype(np.float32))
    expected = [MEASURES[criterion](replace(picture, rgb=rgb)).value for rgb in (NOISE, darker)]
    assert values.tolist() == pytest.approx(expected)
    assert found.value == pytest.approx(expected[0])
    assert found.canvas.shape == NOISE.shape
    assert found.model is None


@pytest.mark.parametrize("criterion", [Criterion.FOCUS, Criterion.HORIZON])
def test_what_cannot_be_told_of_a_photograph_is_not_explained(criterion: Criterion) -> None:
    with pytest.raises(NotExplained, match=f"{criterion} of this photograph cannot be told"):
        asked(str(criterion))


def test_compression_that_only_the_file_tells_is_not_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    reduced = Picture(NOISE, Metadata(6400, 4800))
    monkeypatch.setattr(Subject, "picture", reduced)
    with pytest.raises(NotExplained, match="told by the whole file"):
        asked(str(Criterion.COMPRESSION))


@pytest.mark.parametrize("target", [AESTHETIC, str(Criterion.EXPOSURE)])
def test_asking_stops_within_a_few_copies_once_nobody_waits(target: str) -> None:
    runtime, waits = Brightness(), iter([False, True])
    found = asked(target, runtime, cancelled=lambda: next(waits))
    with pytest.raises(Stopped):
        found.values(np.repeat(found.canvas[None], 64, axis=0))
    assert runtime.asked <= questions.PIECE


def test_a_photograph_without_a_file_is_of_no_time_and_shows_no_known_face() -> None:
    subject = Subject(NOISE)
    faces: tuple[Face, ...] = subject.picture.faces
    taken: datetime | None = subject.taken
    assert (faces, taken) == ((), None)
