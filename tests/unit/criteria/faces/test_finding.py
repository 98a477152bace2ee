"""Faces and eyes in real photographs, with the networks themselves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage import data

from aesthetic_gui.criteria import faces
from aesthetic_gui.criteria.faces import detector
from aesthetic_gui.facts import EyeState, Face, Region

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def astronaut() -> Pixels:
    return data.astronaut()


def smaller(rgb: Pixels, size: int) -> Pixels:
    return np.asarray(cv2.resize(rgb, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def only(found: tuple[Face, ...]) -> Face:
    assert len(found) == 1
    return found[0]


def test_where_there_is_no_trace_of_a_face_a_large_photograph_is_looked_over_once(monkeypatch) -> None:
    looked = []
    run = detector.run
    monkeypatch.setattr(detector, "run", lambda name, pixels: looked.append(name) or run(name, pixels))
    monkeypatch.setattr(detector, "_TRACE", 1.1)
    empty = np.full((320, 480, 3), 120, np.uint8)
    assert faces.find(empty, scale=10.0) == ()
    assert len(looked) == 1
    assert faces.find(empty) == ()
    assert len(looked) > 2


def test_a_portrait_has_one_face_with_open_eyes(astronaut: Pixels) -> None:
    face = only(faces.find(astronaut))
    assert face.state is EyeState.OPEN
    assert face.why == ""
    assert face.openness > 0.9
    assert face.confidence > 0.8
    assert face.box == pytest.approx((0.345, 0.135, 0.535, 0.345), abs=0.02)


def test_the_left_eye_is_the_persons_own(astronaut: Pixels) -> None:
    face = only(faces.find(astronaut))
    assert face.right.box.right < face.left.box.left
    mirrored = only(faces.find(np.ascontiguousarray(astronaut[:, ::-1])))
    assert mirrored.right.box.left == pytest.approx(1 - face.left.box.right, abs=0.01)


def test_an_eye_lies_within_its_face(astronaut: Pixels) -> None:
    face = only(faces.find(astronaut))
    for eye in (face.left, face.right):
        assert face.box.left < eye.box.left < eye.box.right < face.box.right
        assert face.box.top < eye.box.top < eye.box.bottom < face.box.bottom


@pytest.mark.parametrize("turns", [1, 3])
def test_who_lies_on_a_side_is_found_as_well(astronaut: Pixels, turns: int) -> None:
    face = only(faces.find(np.ascontiguousarray(np.rot90(astronaut, turns))))
    assert face.state is EyeState.OPEN


def test_a_small_face_is_found_and_its_eyes_cannot_be_told(astronaut: Pixels) -> None:
    face = only(faces.find(smaller(astronaut, 80)))
    assert face.state is EyeState.CANT_TELL
    assert face.why == "too small"
    assert face.between_eyes < 24


def test_sizes_are_those_of_the_full_photograph(astronaut: Pixels) -> None:
    face = only(faces.find(smaller(astronaut, 256), scale=10.0))
    assert face.between_eyes == pytest.approx(10 * 21.4, rel=0.05)


def test_pixels_at_native_size_are_asked_for_once_and_used(astronaut: Pixels) -> None:
    asked: list[Region] = []

    def native(part: Region) -> Pixels:
        asked.append(part)
        left, top, right, bottom = (round(512 * share) for share in part)
        return astronaut[top:bottom, left:right]

    close = only(faces.find(smaller(astronaut, 100), 5.12, native))
    assert len(asked) == 1
    whole = only(faces.find(astronaut))
    assert close.box == pytest.approx(whole.box, abs=0.02)
    assert close.left.box == pytest.approx(whole.left.box, abs=0.01)
    assert close.state is EyeState.OPEN
    assert close.between_eyes == pytest.approx(whole.between_eyes, rel=0.05)


def test_nothing_is_read_at_native_size_where_there_is_no_face() -> None:
    def native(part: Region) -> Pixels:
        raise AssertionError(part)

    assert faces.find(smaller(data.coffee()[:, :400], 256), 4.0, native) == ()


@pytest.mark.parametrize("name", ["chelsea", "coffee", "rocket", "retina", "coins", "page", "brick", "grass"])
def test_what_is_no_face_is_taken_for_none(name: str) -> None:
    picture = getattr(data, name)()
    rgb = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)
    assert faces.find(np.ascontiguousarray(rgb[..., :3])) == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (7, 5)])
def test_a_picture_of_any_shape_can_be_looked_at(shape: tuple[int, int]) -> None:
    plain = np.full((*shape, 3), 127, np.uint8)
    assert faces.find(plain) == ()
    assert faces.of_crop(plain) is None


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 2**32), st.integers(1, 260), st.integers(1, 260), st.integers(-120, 120), st.integers(-120, 120))
def test_a_face_may_lie_across_any_edge(seed: int, height: int, width: int, right: int, down: int) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    portrait = data.astronaut()[20:260, 100:340]
    there = np.array([[1.0, 0, right], [0, 1, down]])
    cv2.warpAffine(portrait, there, (width, height), dst=picture, borderMode=cv2.BORDER_TRANSPARENT)
    of_crop = faces.of_crop(picture)
    for face in (*faces.find(picture, 2.0), *((of_crop,) if of_crop else ())):
        for box in (face.box, face.left.box, face.right.box):
            assert 0 <= box.left <= box.right <= 1
            assert 0 <= box.top <= box.bottom <= 1
        assert 0 <= face.openness <= 1


def test_the_largest_face_comes_first(astronaut: Pixels) -> None:
    pair = np.zeros((512, 800, 3), np.uint8)
    pair[:256, :256], pair[:, 288:] = smaller(astronaut, 256), astronaut
    large, small = faces.find(pair)
    assert large.box.width > 1.5 * small.box.width


def test_a_crop_is_one_face(astronaut: Pixels) -> None:
    face = faces.of_crop(np.ascontiguousarray(astronaut[60:190, 165:290]))
    assert face is not None
    assert face.state is EyeState.OPEN
    assert faces.of_crop(np.ascontiguousarray(data.coffee()[100:212, 100:212])) is None


def test_threads_find_the_same_at_once(astronaut: Pixels) -> None:
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(faces.find, [astronaut] * 6))
    assert all(one == found[0] for one in found)
