"""Focus, motion blur and horizon: what each says of pictures whose faults are known."""

from __future__ import annotations

import math
from functools import cache

import cv2
import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from aesthetic_gui.criteria import focus, horizon, motion
from aesthetic_gui.criteria.blur.edges import RISE
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.criteria.values import THRESHOLD
from aesthetic_gui.facts import Eye, EyeState, Face, Measure, Region
from aesthetic_gui.photo import Metadata

Rgb = NDArray[np.uint8]
CRITERIA = (focus, motion, horizon)


def picture(rgb: Rgb, scale: int = 1, **more: object) -> Picture:
    height, width = rgb.shape[:2]
    return Picture(np.ascontiguousarray(rgb), Metadata(width=width * scale, height=height * scale), **more)  # type: ignore[arg-type]


@cache
def astronaut() -> Rgb:
    return np.asarray(skimage.data.astronaut(), np.uint8)


def blurred(rgb: Rgb, sigma: float) -> Rgb:
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), sigma), np.uint8)


def smeared(rgb: Rgb, length: int, angle: float) -> Rgb:
    side = length * 2 + 1
    kernel = np.zeros((side, side), np.float32)
    along = np.linspace(-length / 2, length / 2, 8 * length)
    x, y = (np.rint(length + along * part).astype(int) for part in (math.cos(angle), -math.sin(angle)))
    np.add.at(kernel, (y, x), 1)
    return np.asarray(cv2.filter2D(rgb, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT), np.uint8)


def squares(sigma: float, size: int = 320) -> Rgb:
    """Dark squares, turned a little, before light grey, whose edges have this σ."""
    grey = np.full((size, size), 190, np.uint8)
    for x in range(40, size, 80):
        for y in range(40, size, 80):
            box = cv2.boxPoints(((x, y), (44, 44), x / 9 + y / 5))
            cv2.fillPoly(grey, [np.rint(box * 16).astype(np.int32)], 60, cv2.LINE_AA, 4)
    return np.repeat(blurred(grey, sigma)[..., None], 3, 2)


@pytest.mark.parametrize("sigma", [1.0, 2.0, 3.0, 5.0])
def test_an_edges_width_is_told_in_pixels(sigma: float) -> None:
    measured = focus.measure(picture(squares(sigma)))
    assert measured.raw == pytest.approx(RISE * sigma, rel=0.15)
    assert measured.unit == "px"


def test_a_reduced_photograph_tells_pixels_of_the_full_one() -> None:
    assert focus.measure(picture(squares(2), 4)).raw == pytest.approx(4 * RISE * 2, rel=0.15)


@pytest.mark.parametrize("change", ["fog", "low key", "high key", "noise"])
def test_the_width_does_not_follow_light_contrast_or_grain(change: str) -> None:
    sharp = squares(2)
    changed = {
        "fog": lambda: sharp // 6 + 180,
        "low key": lambda: sharp // 8,
        "high key": lambda: 255 - (255 - sharp) // 8,
        "noise": lambda: sharp + np.random.default_rng(1).normal(0, 6, sharp.shape[:2])[..., None],
    }[change]()
    plain = focus.measure(picture(sharp))
    assert focus.measure(picture(np.clip(changed, 0, 255).astype(np.uint8))).raw == pytest.approx(plain.raw, rel=0.15)


def test_the_more_blurred_the_wider_and_the_lower_the_value() -> None:
    found = [focus.measure(picture(blurred(astronaut(), sigma))) for sigma in (0.5, 1, 2, 4, 8)]
    assert [one.raw for one in found] == sorted(one.raw for one in found)
    assert [one.value for one in found] == sorted((one.value for one in found), reverse=True)
    assert found[0].value > THRESHOLD > found[-1].value


def test_the_value_never_rises_with_blur_however_strong() -> None:
    found = [focus.measure(picture(blurred(astronaut(), sigma))).value for sigma in (1, 2, 4, 8, 12, 16, 20)]
    assert found == sorted(found, reverse=True)
    assert found[-1] < 1


@pytest.mark.parametrize("sd", [4, 8, 16])
def test_noise_on_a_blurred_picture_is_not_taken_for_sharpness(sd: float) -> None:
    grain = np.random.default_rng(2).normal(0, sd, (512, 512, 1))
    soft = blurred(astronaut(), 12).astype(np.float64)
    assert focus.measure(picture(np.clip(soft + grain, 0, 255).astype(np.uint8))).value < 10


def frames_without_anything_to_see() -> dict[str, Rgb]:
    rows, columns = np.mgrid[:320, :480]
    noise = np.random.default_rng(3).normal(0, 3, (320, 480))
    greys = {
        "black": np.zeros((320, 480)),
        "black, with noise": np.abs(noise) / 2,
        "grey, with noise": 120 + noise,
        "fog": 190 + rows / 16,
        "fog, with noise": 190 + rows / 16 + noise,
        "a sky": 140 + rows / 8 + columns / 30,
    }
    return {name: np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, 2) for name, grey in greys.items()}


@pytest.mark.parametrize("name", sorted(frames_without_anything_to_see()))
def test_a_frame_without_anything_to_see_can_not_be_told(name: str) -> None:
    shown = picture(frames_without_anything_to_see()[name])
    assert focus.measure(shown).value > 99
    assert motion.measure(shown).value > 99


def test_a_blurred_background_is_no_fault() -> None:
    soft = blurred(astronaut(), 8)
    soft[180:340, 180:340] = astronaut()[180:340, 180:340]
    assert focus.measure(picture(soft)).value > THRESHOLD


def test_a_soft_face_before_a_sharp_background_is_a_fault() -> None:
    soft = astronaut().copy()
    soft[40:220, 140:320] = blurred(astronaut(), 6)[40:220, 140:320]
    eye = Eye(1.0, EyeState.OPEN, Region(0.4, 0.2, 0.5, 0.25))
    face = Face(Region(160 / 512, 60 / 512, 300 / 512, 200 / 512), eye, eye, 0.9, 60.0)
    assert focus.measure(picture(soft)).value > THRESHOLD
    at_the_face = focus.measure(picture(soft, faces=(face,)))
    assert at_the_face.value < THRESHOLD
    assert at_the_face.region == face.box
    assert focus.measure(picture(soft, focus_point=face.box)).value < THRESHOLD


def test_where_there_are_no_edges_focus_can_not_be_told() -> None:
    measured = focus.measure(picture(np.full((200, 300, 3), 120, np.uint8)))
    assert measured.value == 100
    assert math.isinf(measured.error)


def test_pixels_at_native_size_are_read_around_the_subject_and_make_the_error_small() -> None:
    full = np.zeros((1600, 1600, 3), np.uint8) + np.uint8(128)
    full[600:1112, 700:1212] = astronaut()
    full = blurred(full, 1)
    small = np.asarray(cv2.resize(full, (400, 400), interpolation=cv2.INTER_AREA), np.uint8)
    asked: list[Region] = []

    def native(part: Region) -> Rgb:
        asked.append(part)
        left, top, right, bottom = (round(share * 1600) for share in part)
        return full[top:bottom, left:right]

    reduced, close = focus.measure(picture(small, 4)), focus.measure(picture(small, 4, native=native))
    assert close.error < reduced.error / 2
    assert close.raw == pytest.approx(focus.measure(picture(full)).raw, rel=0.3)
    assert len(asked) == 1
    assert asked[0].left < 0.6 < asked[0].right


@pytest.mark.parametrize("angle", [0, 30, 60, 90, 135])
def test_motion_has_its_length_and_direction(angle: float) -> None:
    measured = motion.measure(picture(smeared(astronaut(), 12, math.radians(angle))))
    off = abs(measured.notes["angle"] - angle) % 180
    assert min(off, 180 - off) < 15
    assert measured.raw == pytest.approx(12, rel=0.45)
    assert measured.value < THRESHOLD


@pytest.mark.parametrize("angle", [0, 50, 90])
def test_the_longer_the_smear_the_lower_the_value(angle: float) -> None:
    lengths = (6, 12, 24, 48)
    found = [motion.measure(picture(smeared(astronaut(), length, math.radians(angle)))) for length in lengths]
    assert [one.value for one in found] == sorted((one.value for one in found), reverse=True)
    assert [one.raw for one in found] == sorted(one.raw for one in found)
    assert found[-1].value < 3


@pytest.mark.parametrize("sigma", [0.3, 1, 2, 4])
def test_neither_sharp_nor_out_of_focus_is_motion(sigma: float) -> None:
    assert motion.measure(picture(blurred(astronaut(), sigma))).value > THRESHOLD


def test_a_sharp_subject_before_a_streaked_background_is_no_fault() -> None:
    streaked = smeared(astronaut(), 24, 0)
    streaked[120:380, 120:380] = astronaut()[120:380, 120:380]
    assert motion.measure(picture(streaked)).value > THRESHOLD


@pytest.mark.parametrize("lean", [-6.0, -2.5, 0.0, 1.0, 4.0])
def test_a_leaning_horizon_is_told_in_degrees(lean: float) -> None:
    measured = horizon.measure(picture(sea(lean)))
    assert measured.raw == pytest.approx(lean, abs=0.4)
    assert (measured.value < THRESHOLD) == (abs(lean) > 2.4)


@pytest.mark.parametrize("lean", [20.0, 40.0])
def test_a_photograph_that_leans_strongly_is_meant_to(lean: float) -> None:
    assert horizon.measure(picture(sea(lean))).value == 100


def sea(lean: float) -> Rgb:
    """A dark sea below a light sky, which leans clockwise by so many degrees."""
    rows, columns = np.mgrid[:300, :450]
    below = (rows - 150) - (columns - 225) * math.tan(math.radians(lean)) > 0
    grey = blurred(np.where(below, 70, 180).astype(np.uint8), 0.7)
    return np.repeat(grey[..., None], 3, 2)


def told(measured: Measure) -> bool:
    numbers = (measured.value, measured.raw, measured.error, *measured.region, *measured.notes.values())
    return not any(math.isnan(number) for number in numbers) and 0 <= measured.value <= 100


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.integers(1, 40), st.integers(1, 40)).flatmap(
        lambda size: arrays(np.uint8, (*size, 3), elements=st.sampled_from([0, 1, 127, 254, 255]))
    )
)
def test_any_picture_has_numbers(rgb: Rgb) -> None:
    for criterion in CRITERIA:
        assert told(criterion.measure(picture(rgb)))


@pytest.mark.parametrize("size", [(1, 1), (1, 640), (640, 1), (20, 640), (17, 16), (3, 5)])
def test_a_picture_of_any_shape_has_numbers(size: tuple[int, int]) -> None:
    noisy = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    for criterion in CRITERIA:
        assert told(criterion.measure(picture(noisy)))
        assert told(criterion.measure(picture(noisy, 7, faces=(), native=lambda part: noisy)))


def test_real_photographs_that_are_sharp_have_no_fault(shared_data: object) -> None:
    from pathlib import Path

    folder = Path(str(shared_data)) / "degraded"
    for name in ("001_sharp.jpg", "003_sharp.jpg", "011_sharp.jpg", "018_sharp.jpg"):
        rgb = np.asarray(cv2.imread(str(folder / name), cv2.IMREAD_REDUCED_COLOR_2), np.uint8)[..., ::-1]
        assert focus.measure(picture(rgb, 2)).value > THRESHOLD
        assert motion.measure(picture(rgb, 2)).value > THRESHOLD
