"""Exposure brackets, focus stacks and panoramas are recognised, and kept whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.facts import Taking
from aesthetic_gui.grouping.likeness import fingerprint
from aesthetic_gui.grouping.stacks import Frame, Stack, StackKind, group

NOON = datetime.fromisoformat("2024-05-31T12:00:00.5")
WIDE = np.kron(np.random.default_rng(4).integers(0, 255, (6, 24, 3)), np.ones((16, 16, 1))).astype(np.uint8)


def view(left: int = 0, stops: float = 0.0) -> bytes:
    light = np.clip(WIDE[:, left : left + 128] * 2 ** (stops / 2.2), 0, 255)
    return fingerprint(light.astype(np.uint8))


def shot(number: int, seconds: float, looks: bytes = b"", name: str = "", **taking: object) -> Frame:
    path = Path(name or f"DSC_{number:04}.jpg")
    return Frame(path, NOON + timedelta(seconds=seconds), "Nikon", Taking(**taking), looks or view())  # type: ignore[arg-type]


def bracket(*stops: float, pause: float = 0.5, first: int = 0, **taking: object) -> list[Frame]:
    return [
        shot(number, number * pause, view(stops=stop), bias=stop, **taking) for number, stop in enumerate(stops, first)
    ]


def kinds(stacks: list[Stack]) -> list[tuple[StackKind, int]]:
    return [(stack.kind, len(stack.paths)) for stack in stacks]


@pytest.mark.parametrize("stops", [(0, -2, 2), (-1, 0, 1), (2, 1, 0, -1, -2), (0, -0.7, 0.7, -1.3, 1.3)])
@pytest.mark.parametrize("closeness", [0.0, 1.0])
def test_even_steps_of_exposure_are_a_bracket_at_any_closeness(stops: tuple[float, ...], closeness: float) -> None:
    (stack,) = group(bracket(*stops), closeness)
    assert stack.kind is StackKind.BRACKET
    assert stack.best is None
    assert stack.why.startswith(f"an exposure bracket: {len(stops)} frames")


def test_one_bracket_after_another_are_two() -> None:
    assert kinds(group(bracket(0, -2, 2, 0, -2, 2))) == [(StackKind.BRACKET, 3)] * 2


def test_a_burst_before_a_bracket_stays_apart_from_it() -> None:
    burst = [shot(number, number * 0.2 - 3, bias=0.0) for number in range(10, 14)]
    assert kinds(group(burst + bracket(0, -2, 2))) == [(StackKind.BURST, 4), (StackKind.BRACKET, 3)]


def test_in_manual_exposure_the_light_tells_a_bracket() -> None:
    frames = [shot(number, number * 0.5, light=light, bias=0.0) for number, light in enumerate((10, 12, 8))]
    assert kinds(group(frames)) == [(StackKind.BRACKET, 3)]


def test_a_meter_that_follows_the_light_makes_no_bracket() -> None:
    frames = [shot(number, number * 0.2, light=10 + number / 3, bias=0.0) for number in range(5)]
    assert kinds(group(frames)) == [(StackKind.BURST, 5)]


def test_turning_the_dial_to_and_fro_makes_no_bracket() -> None:
    assert StackKind.BRACKET not in [stack.kind for stack in group(bracket(1, -1, 0.3))]


def test_long_exposures_are_a_bracket_where_the_camera_says_so() -> None:
    frames = bracket(0, -2, 2, pause=20, drive="bracket")
    assert kinds(group(frames)) == [(StackKind.BRACKET, 3)]


def test_what_was_merged_out_of_a_bracket_lies_with_it() -> None:
    merged = shot(0, 0, name="DSC_0000-HDR.dng", bias=0.0)
    assert kinds(group([*bracket(0, -2, 2), merged])) == [(StackKind.BRACKET, 4)]


def test_a_focus_that_runs_one_way_while_nothing_moves_is_a_focus_stack() -> None:
    frames = [shot(number, number * 0.4, distance=0.5 + number / 20) for number in range(8)]
    (stack,) = group(frames)
    assert stack.kind is StackKind.FOCUS
    assert stack.best is None


def test_a_subject_that_comes_nearer_is_a_burst() -> None:
    frames = [shot(number, number * 0.1, view(12 * number), distance=9.0 - number) for number in range(6)]
    assert kinds(group(frames)) == [(StackKind.BURST, 6)]


@pytest.mark.parametrize(("drive", "kind"), [("focus bracket", StackKind.FOCUS), ("panorama", StackKind.PANORAMA)])
def test_the_cameras_word_for_a_series_is_believed(drive: str, kind: StackKind) -> None:
    frames = [shot(number, number, drive=drive, offset=number % 3) for number in range(6)]
    assert kinds(group(frames)) == [(kind, 3), (kind, 3)]


@pytest.mark.parametrize("way", [1, -1])
def test_an_overlap_that_shifts_one_way_is_a_panorama(way: int) -> None:
    frames = [shot(number, number * 2, view((128 + way * 128) - way * 64 * number), light=9.0) for number in range(5)]
    (stack,) = group(frames)
    assert stack.kind is StackKind.PANORAMA
    assert stack.why == "a panorama: 5 frames that overlap"


def test_a_camera_that_follows_a_subject_makes_no_panorama() -> None:
    frames = [shot(number, number * 0.1, view(64 * number), light=9.0) for number in range(4)]
    assert StackKind.PANORAMA not in [stack.kind for stack in group(frames)]
