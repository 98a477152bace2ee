"""Which photographs are one stack."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.facts import Taking
from aesthetic_gui.grouping.likeness import fingerprint
from aesthetic_gui.grouping.stacks import Frame, Stack, StackKind, group

NOON = datetime.fromisoformat("2024-05-31T12:00:00.25")
SCENES = 6


def scene(number: int, moved: int = 0) -> bytes:
    """The fingerprint of a made-up view; ``moved`` pixels to the side it is still the same one."""
    made = np.random.default_rng(number)
    rgb = np.kron(made.integers(0, 255, (4, 6, 3)), np.ones((16, 16, 1))).astype(np.uint8)
    return fingerprint(np.roll(rgb, moved, axis=1))


VIEWS = [scene(number) for number in range(SCENES)]


def shot(number: int, seconds: float | None, view: bytes = VIEWS[0], **taking: object) -> Frame:
    moment = None if seconds is None else NOON + timedelta(seconds=seconds)
    return Frame(Path(f"IMG_{number:04}.jpg"), moment, "Canon", Taking(serial="1", **taking), view)  # type: ignore[arg-type]


def shots(*seconds: float | None, view: bytes = VIEWS[0]) -> list[Frame]:
    return [shot(number, second, view) for number, second in enumerate(seconds)]


def numbers(stacks: list[Stack]) -> list[list[int]]:
    return [[int(path.stem[-4:]) for path in stack.paths] for stack in stacks]


def test_frames_in_quick_succession_are_a_burst() -> None:
    burst, later = group(shots(0, 0.1, 0.2, 90))
    assert (burst.kind, later.kind) == (StackKind.BURST, StackKind.SINGLE)
    assert numbers([burst, later]) == [[0, 1, 2], [3]]
    assert burst.cover == burst.paths[0]
    assert burst.best is None


def test_the_slower_they_come_the_more_alike_frames_have_to_be() -> None:
    moved = scene(0, 8)
    assert len(group([shot(0, 0), shot(1, 0.5, moved)])) == 1
    assert len(group([shot(0, 0), shot(1, 8, moved)])) == 2
    assert len(group([shot(0, 0), shot(1, 8)])) == 1


def test_another_scene_is_another_stack_however_quick_it_was() -> None:
    assert numbers(group([shot(0, 0), shot(1, 0.2), shot(2, 0.4, VIEWS[1]), shot(3, 0.6, VIEWS[1])])) == [
        [0, 1],
        [2, 3],
    ]


def test_two_cameras_at_one_moment_are_two_stacks() -> None:
    second = [
        replace(frame, path=Path(f"B_{frame.path}"), taking=Taking(serial="2"), looks=VIEWS[1])
        for frame in shots(0, 0.1)
    ]
    assert len(group(shots(0, 0.1) + second)) == 2


def test_what_a_camera_calls_one_series_is_one_stack_whatever_moves() -> None:
    frames = [shot(number, number * 3, scene(0, 8 * number), series="A") for number in range(3)]
    assert len(group(frames)) == 1
    assert len(group([replace(frame, taking=Taking(serial="1")) for frame in frames])) == 3


def test_a_minute_of_single_shots_is_not_one_giant_stack() -> None:
    rows = numbers(group([shot(number, number) for number in range(60)]))
    assert max(map(len, rows)) <= 25
    assert min(map(len, rows)) >= 8  # and it does not fall into crumbs


def test_a_clock_without_seconds_leaves_the_look_alone_and_says_so() -> None:
    on_the_minute = -NOON.microsecond / 1e6
    frames = [shot(number, on_the_minute, VIEWS[number // 2]) for number in range(4)]
    stacks = group(frames)
    assert numbers(stacks) == [[0, 1], [2, 3]]
    assert {stack.note for stack in stacks} == {"the clock has no seconds: grouped by look"}


def test_without_a_time_names_and_look_decide_and_the_note_says_so() -> None:
    frames = [shot(number, None, VIEWS[number // 2]) for number in range(4)]
    stacks = group(frames)
    assert numbers(stacks) == [[0, 1], [2, 3]]
    assert {(stack.kind, stack.note) for stack in stacks} == {
        (StackKind.DUPLICATE, "no time of capture: grouped by look")
    }


def test_before_anything_was_measured_the_clock_alone_decides() -> None:
    assert numbers(group(shots(0, 0.5, 5, view=b""))) == [[0, 1], [2]]


def test_embeddings_stand_in_for_fingerprints() -> None:
    alike, other = np.array([1, 0, 0.1]), np.array([0, 1, 0])
    frames = [
        replace(frame, embedding=one)
        for frame, one in zip(shots(0, 2, 4, view=b""), (alike, alike, other), strict=True)
    ]
    assert numbers(group(frames)) == [[0, 1], [2]]


def test_a_copy_without_its_time_joins_the_original() -> None:
    copy = Frame(Path("WhatsApp 7.jpg"), looks=VIEWS[0])
    (stack,) = group([*shots(0), copy])
    assert stack.kind is StackKind.DUPLICATE
    assert len(stack.paths) == 2


@pytest.mark.parametrize("closeness", [0.0, 0.5, 1.0])
def test_what_a_person_grouped_stays_as_it_is(closeness: float) -> None:
    frames = [
        replace(shot(0, 0), by_hand="a"),
        shot(1, 0.1),
        replace(shot(2, 0.2), by_hand="alone"),
        shot(3, 0.3),
        replace(shot(4, 9000, VIEWS[3]), by_hand="a", cover=True),
    ]
    stacks = group(frames, closeness)
    made = [stack for stack in stacks if stack.by_hand]
    assert numbers(made) == [[0, 4], [2]]
    assert made[0].cover == Path("IMG_0004.jpg")
    assert made[1].kind is StackKind.SINGLE


anything = st.lists(
    st.builds(
        lambda seconds, view, serial, hand, bias, drive: replace(
            shot(0, seconds, VIEWS[view] if view < SCENES else b"", bias=bias, drive=drive), by_hand=hand
        ),
        st.none() | st.floats(0, 30).map(lambda x: round(x, 1)) | st.sampled_from([59.75, 119.75]),
        st.integers(0, SCENES),
        st.sampled_from("12"),
        st.sampled_from(["", "", "", "a", "b"]),
        st.sampled_from([None, 0.0, -2.0, 2.0]),
        st.sampled_from(["", "single", "continuous", "bracket", "panorama"]),
    ),
    max_size=25,
).map(lambda frames: [replace(frame, path=Path(f"IMG_{number:04}.jpg")) for number, frame in enumerate(frames)])


@given(anything, st.floats(0, 1), st.randoms())
@settings(max_examples=60, deadline=None)
def test_every_frame_is_in_exactly_one_stack_whatever_their_order(
    frames: list[Frame], closeness: float, chance: random.Random
) -> None:
    stacks = group(frames, closeness)
    assert sorted(path for stack in stacks for path in stack.paths) == [frame.path for frame in frames]
    shuffled = frames[:]
    chance.shuffle(shuffled)
    assert group(shuffled, closeness) == stacks


@given(anything, st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_more_closeness_only_ever_joins_stacks(frames: list[Frame], one: float, other: float) -> None:
    fine, coarse = (group(frames, closeness) for closeness in sorted((one, other)))
    stack_of = {path: number for number, stack in enumerate(coarse) for path in stack.paths}
    assert all(len({stack_of[path] for path in stack.paths}) == 1 for stack in fine)
