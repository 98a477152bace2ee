"""Times as a taste counts them: near ones are alike, unknown ones are like none."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.taste.timeline import (
    DAY,
    HOUR,
    MOST_MOMENTS,
    TimeAxes,
    Timeline,
    distance,
    likeness,
    reach_of,
    seconds_of,
)

NOON = datetime.fromisoformat("2026-05-31T12:00:00")
TIMES = st.lists(st.one_of(st.floats(-1e10, 1e10), st.just(float("nan"))), min_size=1, max_size=100)


def test_the_camera_s_clock_counts_whatever_zone_was_written_beside_it() -> None:
    abroad = NOON.replace(tzinfo=timezone(timedelta(hours=9)))
    assert seconds_of(abroad) == seconds_of(NOON)
    assert seconds_of(NOON + timedelta(hours=1)) - seconds_of(NOON) == HOUR
    assert np.isnan(seconds_of(None))


def test_the_nearer_the_more_alike_and_an_unknown_time_is_like_none() -> None:
    times = np.array([0.0, HOUR, DAY, 400 * DAY, np.nan])
    like = likeness(times, np.array([0.0]))[:, 0]
    assert like[0] == 1
    assert like[4] == 0
    assert (np.diff(like[:4]) < 0).all()


@given(TIMES)
def test_the_axes_hold_the_likeness_of_the_moments_they_are_made_of(times: list[float]) -> None:
    axes = TimeAxes.of(np.array(times), HOUR)
    assert len(axes.moments) <= MOST_MOMENTS
    projected = axes.project(axes.moments)[:, :-2]
    assert projected @ projected.T == pytest.approx(likeness(axes.moments, axes.moments), abs=1e-3)
    assert np.isfinite(axes.project(np.array(times))).all()


@given(TIMES, st.integers(0, 99))
def test_a_timeline_adds_what_the_weights_on_the_axes_say(times: list[float], seed: int) -> None:
    axes = TimeAxes.of(np.array(times), HOUR)
    projected = axes.project(np.array(times))
    weights = np.random.default_rng(seed).normal(size=projected.shape[1])
    assert axes.timeline(weights).logit(np.array(times)) == pytest.approx(projected @ weights, abs=1e-4)


def test_near_is_within_reach_of_something_decided() -> None:
    timeline = TimeAxes.of(np.array([0.0, 10 * DAY]), reach=DAY).timeline(np.zeros(4))
    asked = np.array([-0.9 * DAY, 0.5 * DAY, 1.1 * DAY, 9.5 * DAY, np.nan])
    assert timeline.near(asked).tolist() == [True, True, False, True, False]


def test_it_reaches_as_far_as_the_held_out_decisions_were_from_the_others() -> None:
    minutes = 60.0 * np.arange(100)
    assert reach_of(minutes, np.arange(100) % 5) == 60
    assert reach_of(minutes, np.arange(100) // 20) > 400  # a fifth is held out at a time
    assert reach_of(np.full(9, np.nan), np.arange(9)) == 0


@given(TIMES, TIMES)
def test_the_distance_is_to_the_nearest(times: list[float], known: list[float]) -> None:
    found = distance(np.array(times), np.array(known)[np.isfinite(known)])
    for time, apart in zip(times, found, strict=True):
        others = [abs(time - other) for other in known if np.isfinite(other) and np.isfinite(time)]
        assert apart == min(others, default=np.inf)


def test_no_time_adds_nothing_and_nothing_is_near_it() -> None:
    none = Timeline.of_no_time()
    assert none.logit(np.array([0.0, np.nan])).tolist() == [0, 0]
    assert not none.near(np.array([0.0])).any()
