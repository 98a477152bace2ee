"""Which frame of a stack is suggested as the best, and why; never a deed."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest

from aesthetic_gui.facts import WHOLE, Criterion, Eye, EyeState, Face, Facts, Measure, Region
from aesthetic_gui.grouping.best import MODEL, NOTHING, Contender, suggest
from aesthetic_gui.grouping.frame import StackKind
from aesthetic_gui.grouping.likeness import fingerprint

MADE = np.random.default_rng(5)
SCENE = cv2.GaussianBlur(MADE.integers(0, 255, (300, 400, 3)).astype(np.uint8), (0, 0), 0.8)


def face(state: EyeState = EyeState.OPEN, left: float = 0.4, size: float = 80.0, width: float | None = None) -> Face:
    box = Region(left, 0.3, left + 0.1, 0.5)
    eye = Eye(float(state is EyeState.OPEN), state, box)
    return Face(box, eye, eye, 0.9, size, None if width is None else 90.0, width, 0.1)


def frame(
    name: str,
    width: float | None = 2.0,
    *,
    stops: float = 0.0,
    motion: float = math.nan,
    faces: tuple[Face, ...] = (),
    evidence: float | None = None,
    looks: bytes = b"",
    size: tuple[int, int] = (6000, 4000),
) -> Contender:
    measures = {Criterion.EXPOSURE: Measure(100.0, stops, "stops", 0.25)}
    if width is not None:
        measures[Criterion.FOCUS] = Measure(100.0, width, "px", 0.1)
    if motion == motion:
        measures[Criterion.MOTION] = Measure(100.0, motion, "px", 0.3)
    return Contender(Path(name), Facts(measures, faces, looks=looks), evidence, size)


def test_the_sharper_frame_is_suggested_with_both_widths() -> None:
    found = suggest([frame("a", 3.6), frame("b", 2.0)])
    assert found.best == Path("b")
    assert found.why == "sharper: 2.0 against 3.6 px"
    assert found.ranking == (Path("b"), Path("a"))
    assert found.reasons == {Path("a"): ("sharper: 2.0 against 3.6 px",), Path("b"): ()}


def test_what_differs_by_less_than_its_error_is_no_difference() -> None:
    found = suggest([frame("a", 2.2), frame("b", 2.0)])
    assert (found.best, found.why) == (None, NOTHING)
    assert found.ranking == (Path("a"), Path("b"))


def test_at_the_eyes_counts_before_the_subject_and_it_is_told_that_nobody_blinks() -> None:
    frames = [frame("a", 1.5, faces=(face(width=3.4),)), frame("b", 3.0, faces=(face(width=2.1),))]
    found = suggest(frames)
    assert found.best == Path("b")
    assert found.why == "sharper at the eyes: 2.1 against 3.4 px; nobody blinks"


def test_closed_eyes_lose_even_where_they_are_sharper() -> None:
    frames = [frame("a", faces=(face(EyeState.CLOSED, width=2.0),)), frame("b", faces=(face(width=3.4),))]
    assert suggest(frames).best == Path("b")
    assert suggest(frames).why == "the eyes are open; in another frame the person blinks"


def test_who_blinks_is_told_by_place() -> None:
    both = (face(left=0.1), face(left=0.7))
    one = (face(EyeState.CLOSED, left=0.1), face(left=0.7))
    assert suggest([frame("a", faces=both), frame("b", faces=one)]).reasons[Path("b")] == (
        "the person on the left blinks",
    )


def test_a_small_face_in_the_background_that_blinks_is_nothing() -> None:
    crowd = (face(), face(EyeState.CLOSED, left=0.8, size=20.0))
    assert suggest([frame("a", faces=crowd), frame("b", faces=(face(),))]).best is None


def test_eyes_that_cannot_be_told_are_neither_open_nor_closed() -> None:
    frames = [frame("a", faces=(face(EyeState.CANT_TELL),)), frame("b", faces=(face(),))]
    assert suggest(frames).best is None


def test_closed_eyes_in_every_frame_decide_nothing() -> None:
    asleep = (face(EyeState.CLOSED),)
    assert suggest([frame("a", faces=asleep), frame("b", faces=asleep)]).best is None


def test_motion_and_exposure_decide_where_all_is_sharp() -> None:
    assert suggest([frame("a", motion=14.0), frame("b", motion=1.0)]).why == "less motion blur: 1.0 against 14.0 px"
    assert (
        suggest([frame("a", stops=-1.8), frame("b", stops=-0.2)]).why
        == "better exposed: 0.2 against 1.8 stops too dark"
    )


def test_frames_that_are_as_good_as_the_best_are_told() -> None:
    assert suggest([frame("a"), frame("b", 5.0), frame("c")]).why == "sharper: 2.0 against 5.0 px; another is as good"


def test_the_model_has_the_last_word_only_where_nothing_else_differs() -> None:
    assert suggest([frame("a", evidence=0.1), frame("b", evidence=1.4)]).why == MODEL
    assert suggest([frame("a", evidence=0.1), frame("b", evidence=0.3)]).best is None
    assert suggest([frame("a", evidence=0.1), frame("b", 6.0, evidence=3.0)]).best == Path("a")


@pytest.mark.parametrize("kind", [StackKind.BRACKET, StackKind.FOCUS, StackKind.PANORAMA])
def test_series_are_never_ranked(kind: StackKind) -> None:
    found = suggest([frame("a", 9.0), frame("b")], kind)
    assert (found.best, found.why, found.ranking) == (None, "", (Path("a"), Path("b")))


def test_a_single_frame_needs_no_suggestion() -> None:
    assert suggest([frame("a")]).best is None


def test_frames_that_were_not_measured_differ_in_nothing() -> None:
    assert suggest([Contender(Path("a"), Facts()), Contender(Path("b"), Facts())]).why == NOTHING


@pytest.mark.parametrize(
    ("worse", "why"),
    [(cv2.GaussianBlur(SCENE, (0, 0), 0.6), "finer detail"), ((SCENE * 0.9).astype(np.uint8), "better exposed")],
)
def test_a_slightly_worse_copy_is_told_from_the_original(worse: np.ndarray, why: str) -> None:
    stops = math.log2(worse.max() / SCENE.max())
    frames = [
        frame("copy", looks=fingerprint(worse, worse), stops=stops),
        frame("original", looks=fingerprint(SCENE, SCENE)),
    ]
    assert suggest(frames).best == Path("original")
    assert suggest(frames).why.startswith(why)


def test_the_very_same_picture_twice_is_no_difference() -> None:
    looks = fingerprint(SCENE, SCENE)
    assert suggest([frame("a", looks=looks), frame("b", looks=looks)]).why == NOTHING


def test_the_smaller_copy_loses_though_its_edges_have_fewer_pixels() -> None:
    found = suggest([frame("a", 1.0, size=(1500, 1000)), frame("b", 2.0)])
    assert found.best == Path("b")
    assert found.why == "more pixels: 24.0 against 1.5 megapixels"
    found = suggest([frame("a", None, size=(384, 256)), frame("b", None, size=(330, 220))])
    assert found.why == "more pixels: 0.10 against 0.07 megapixels"


def test_a_frame_of_another_shape_is_no_smaller_copy() -> None:
    assert suggest([frame("a", None, size=(1200, 1200)), frame("b", None)]).best is None


def test_figures_of_a_small_difference_have_enough_digits_to_show_it() -> None:
    looks = fingerprint(SCENE, SCENE)
    found = suggest([frame("a", stops=1.13, looks=looks), frame("b", stops=1.05, looks=looks)])
    assert found.why == "better exposed: 1.05 against 1.13 stops too bright"


def test_the_order_of_the_frames_changes_no_suggestion() -> None:
    frames = [frame("a", 2.0), frame("b", 4.0), frame("c", 8.0), frame("d", 2.1, stops=-2.0)]
    assert {suggest(rotated).best for rotated in (frames, frames[::-1], frames[2:] + frames[:2])} == {Path("a")}


def test_a_focus_that_was_measured_elsewhere_is_not_compared() -> None:
    small = Measure(100.0, 9.0, "px", 0.1, Region(0.4, 0.4, 0.42, 0.42))
    whole = Measure(100.0, 2.0, "px", 0.1, WHOLE)
    frames = [
        Contender(Path(name), Facts({Criterion.FOCUS: measure}))
        for name, measure in (("a", whole), ("b", small), ("c", whole))
    ]
    assert suggest(frames).best is None


def test_closed_eyes_count_by_person_not_by_frame() -> None:
    asleep = face(EyeState.CLOSED, left=0.1)
    frames = [frame("a", faces=(asleep, face(left=0.7))), frame("b", faces=(asleep, face(EyeState.CLOSED, left=0.7)))]
    found = suggest(frames)
    assert found.best == Path("a")
    assert found.why == "the eyes are open; in another frame the person on the right blinks"
    assert suggest([frame("a", faces=(asleep, face(left=0.7))), frame("b", faces=(face(left=0.7),))]).best is None


def test_noise_is_no_finer_detail() -> None:
    noisy = np.clip(SCENE + MADE.normal(0, 12, SCENE.shape), 0, 255).astype(np.uint8)
    frames = [frame("noisy", looks=fingerprint(noisy, noisy)), frame("clean", looks=fingerprint(SCENE, SCENE))]
    assert "finer" not in "".join(suggest(frames).reasons[Path("clean")])


def test_where_no_width_can_be_compared_the_detail_of_the_whole_tells_a_soft_frame() -> None:
    soft = cv2.GaussianBlur(SCENE, (0, 0), 2.5)
    pictures = {"a": np.roll(SCENE, 40, axis=1), "b": np.roll(soft, 80, axis=1), "c": SCENE}
    found = suggest([frame(name, None, looks=fingerprint(rgb, rgb)) for name, rgb in pictures.items()])
    assert found.ranking[-1] == Path("b")
    assert found.why.startswith("finer detail")
