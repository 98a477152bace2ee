"""Noise, exposure, compression, colour cast: what is found, how monotone, and what is no fault."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.criteria import cast, compression, exposure, noise
from aesthetic_gui.criteria.measures import MEASURES, measure_all, sure
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.criteria.values import faults
from aesthetic_gui.facts import Criterion, Measure, Region
from aesthetic_gui.photo import Metadata
from aesthetic_gui.training.data import degrade

Pixels = NDArray[np.uint8]
FAULT = 50.0


@pytest.fixture(scope="module")
def astronaut() -> Pixels:
    from skimage import data

    return np.asarray(data.astronaut(), np.uint8)


@pytest.fixture(scope="module")
def scenes(astronaut: Pixels) -> list[Pixels]:
    from skimage import data

    return [astronaut[100:400, :400], np.asarray(data.coffee(), np.uint8)[:300, :450], np.asarray(data.cat(), np.uint8)]


def of(rgb: Pixels, *, full: Pixels | None = None, tables: dict[int, tuple[int, ...]] | None = None) -> Picture:
    """A picture as scoring has it; ``full``: the photograph that it was reduced from, at hand at native size."""
    whole = rgb if full is None else full

    def native(part: Region) -> Pixels:
        height, width = whole.shape[:2]
        return whole[
            int(part.top * height) : int(part.bottom * height), int(part.left * width) : int(part.right * width)
        ]

    return Picture(
        rgb,
        Metadata(width=whole.shape[1], height=whole.shape[0]),
        native=None if full is None else native,
        tables=tables or {},
    )


def reduced(full: Pixels, times: int) -> Pixels:
    size = (full.shape[1] // times, full.shape[0] // times)
    return np.asarray(cv2.resize(full, size, interpolation=cv2.INTER_AREA), np.uint8)


def values(measure: Callable[[Picture], Measure], steps: list[Pixels]) -> list[float]:
    return [measure(of(step)).value for step in steps]


def falls(found: list[float]) -> bool:
    return all(after < before for before, after in pairwise(found))


def test_more_noise_is_a_lower_value_whatever_the_scene(scenes: list[Pixels]) -> None:
    for scene in scenes:
        found = values(noise.measure, [degrade.noisy(scene, sd, np.random.default_rng(1)) for sd in (3, 6, 12, 24, 48)])
        assert falls(found)
        assert found[0] > FAULT > found[2]


def test_noise_is_measured_in_grey_levels() -> None:
    grey = np.full((240, 320, 3), 120, np.uint8)
    found = noise.measure(of(degrade.noisy(grey, 10, np.random.default_rng(2))))
    assert found.notes["luminance"] == pytest.approx(
        8.5, rel=0.06
    )  # a common half, and the channels' own half averaged
    assert found.notes["grain"] == 0


def test_texture_and_sharpness_are_not_taken_for_noise(scenes: list[Pixels]) -> None:
    for scene in scenes:
        sharpened = cv2.addWeighted(scene, 2.0, cv2.GaussianBlur(scene, (0, 0), 1.5), -1.0, 0)
        assert noise.measure(of(np.asarray(sharpened, np.uint8))).value > FAULT


def test_film_grain_is_no_fault(scenes: list[Pixels]) -> None:
    grain = cv2.GaussianBlur(np.random.default_rng(3).normal(0, 60, (700, 700)).astype(np.float32), (0, 0), 0.8)
    for scene in scenes:
        part = grain[: scene.shape[0], : scene.shape[1], None]
        assert noise.measure(of(np.clip(scene + part, 0, 255).astype(np.uint8))).value > FAULT


@pytest.mark.parametrize("quality", [75, 90])
def test_noise_is_noise_after_it_was_saved_as_jpeg_and_film_grain_is_not(scenes: list[Pixels], quality: int) -> None:
    rng = np.random.default_rng(6)
    for scene in scenes:
        noisy = degrade.compressed(degrade.noisy(scene, 32, rng), quality)
        grain = rng.normal(0, 20, (*scene.shape[:2], 1))
        grained = degrade.compressed(np.clip(scene + grain, 0, 255).astype(np.uint8), quality)
        assert noise.measure(of(noisy)).value < FAULT < noise.measure(of(grained)).value


def test_a_meadow_is_not_noise() -> None:
    coarse = np.random.default_rng(7).normal(0, 1, (480, 640))
    octaves = sum(cv2.GaussianBlur(coarse, (0, 0), 2.0**octave) * 2.0**octave for octave in range(-1, 5))
    green = (np.array([90, 120, 60]) + 40 * octaves[..., None]).clip(0, 255).astype(np.uint8)
    assert noise.measure(of(green)).value > FAULT


def test_noise_of_the_full_photograph_is_worked_out_from_the_reduced_one_and_seen_at_native_size() -> None:
    full = degrade.noisy(np.full((720, 2400, 3), 128, np.uint8), 16, np.random.default_rng(4))
    small = reduced(full, 5)
    far = noise.measure(Picture(small, Metadata(width=2400, height=720, iso=6400)))
    near = noise.measure(of(small, full=full))
    assert near.notes["full_size"] == pytest.approx(13.6, rel=0.05)
    assert far.notes["full_size"] == pytest.approx(13.6, rel=0.3)
    assert near.error < far.error / 5


def test_the_iso_says_something_where_the_reduced_picture_does_not() -> None:
    small = np.full((400, 640, 3), 128, np.uint8)
    quiet, loud = (noise.measure(Picture(small, Metadata(width=6400, height=4000, iso=iso))) for iso in (100, 25600))
    assert quiet.notes["luminance"] < loud.notes["luminance"]


@pytest.mark.parametrize("way", [-1, 1])
def test_more_stops_away_are_a_lower_value(astronaut: Pixels, way: int) -> None:
    found = [exposure.measure(of(degrade.exposed(astronaut, way * stops))) for stops in (0, 1, 2, 3)]
    assert falls([one.value for one in found])
    assert found[0].value > FAULT > found[2].value
    assert np.sign(found[3].raw) == way


def test_a_low_key_with_a_small_light_is_no_fault() -> None:
    dark = np.full((427, 640, 3), 12, np.uint8)
    cv2.circle(dark, (320, 200), 30, (250, 244, 230), -1)
    assert exposure.measure(of(dark)).value > FAULT


def test_a_high_key_that_keeps_its_tones_is_no_fault(scenes: list[Pixels]) -> None:
    for scene in scenes:
        assert (
            exposure.measure(of((255 - (255 - scene.astype(int)) * 0.4 - 8).clip(0, 255).astype(np.uint8))).value
            > FAULT
        )


def test_small_lamps_do_not_count() -> None:
    night = np.full((427, 640, 3), 40, np.uint8)
    for left in range(10, 630, 40):
        cv2.circle(night, (left, 200), 3, (255, 255, 255), -1)
    found = exposure.measure(of(night))
    assert found.notes["blown"] == 0
    assert found.notes["high_red"] > 0.001
    assert found.value > FAULT


def test_the_region_is_around_the_largest_clipped_area() -> None:
    scene = np.full((400, 600, 3), 100, np.uint8)
    scene[100:200, 300:480] = 255
    scene[300:320, 20:60] = 255
    found = exposure.measure(of(scene))
    assert found.region == pytest.approx((0.5, 0.25, 0.8, 0.5))


def test_a_photograph_compressed_hard_and_saved_again_is_found(scenes: list[Pixels]) -> None:
    for scene in scenes:
        for quality in (12, 35):
            again = degrade.compressed(degrade.compressed(scene, quality), 95)
            assert compression.measure(of(again)).raw == pytest.approx(quality, abs=2)


def test_it_is_found_at_native_size_of_a_large_photograph_however_it_was_cut(astronaut: Pixels) -> None:
    full = np.tile(degrade.compressed(degrade.compressed(astronaut, 15), 95), (3, 3, 1))[5:, 3:]
    found = compression.measure(of(reduced(full, 3), full=full))
    assert found.raw == pytest.approx(15, abs=2)
    assert compression.measure(of(reduced(full, 3))).raw == 100


@pytest.mark.parametrize("quality", [10, 25, 50, 75, 90, 95])
def test_the_quality_of_a_table_is_libjpegs(astronaut: Pixels, quality: int) -> None:
    file = io.BytesIO()
    Image.fromarray(astronaut).save(file, "JPEG", quality=quality)
    tables = {number: tuple(table) for number, table in Image.open(file).quantization.items()}  # type: ignore[attr-defined]
    assert compression.table_quality(tables) == pytest.approx(quality, abs=2)
    assert compression.measure(of(astronaut[::2, ::2], tables=tables)).notes["table"] == pytest.approx(quality, abs=2)


def test_what_was_never_a_jpeg_has_no_trace_of_one() -> None:
    rng = np.random.default_rng(5)
    coarse = rng.integers(0, 256, (20, 30, 3), dtype=np.uint8)
    scene = degrade.noisy(np.asarray(cv2.resize(coarse, (640, 427), interpolation=cv2.INTER_CUBIC), np.uint8), 4, rng)
    found = compression.measure(of(scene))
    assert (found.raw, found.value) == (100, 100)


def test_a_wrong_white_balance_is_a_cast_with_its_direction(astronaut: Pixels) -> None:
    found = cast.measure(of(degrade.gained(astronaut, np.array([2.0, 1.0, 0.35]))))
    assert found.value < FAULT
    assert found.notes["yellow_blue"] > 10
    assert cast.measure(of(astronaut)).value > FAULT


def test_toned_black_and_white_is_no_cast(astronaut: Pixels) -> None:
    grey = cv2.cvtColor(astronaut, cv2.COLOR_RGB2GRAY).astype(np.float32)[..., None]
    sepia = np.clip(grey * [1.0, 0.85, 0.62], 0, 255).astype(np.uint8)
    assert cast.measure(of(sepia)).value == 100
    assert cast.measure(of(degrade.greyscale(astronaut, np.random.default_rng()))).value == 100


def test_a_sunset_has_shadows_of_another_colour() -> None:
    sky = np.linspace(0, 1, 427)[:, None, None]
    sunset = np.broadcast_to((1 - sky) * [250, 150, 60] + sky * [60, 66, 84], (427, 640, 3))
    assert cast.measure(of(np.ascontiguousarray(sunset.astype(np.uint8)))).value > FAULT


def test_every_criterion_of_the_table_is_measured_and_tells_faults_in_its_order(astronaut: Pixels) -> None:
    found = measure_all(of(astronaut))
    assert list(found) == list(MEASURES) == list(Criterion)
    told = {criterion: measure.value for criterion, measure in found.items()}
    assert faults(told | {Criterion.NOISE: 49.9}) == (Criterion.NOISE,)
    assert faults({Criterion.FOCUS: float("nan")}) == faults({}) == ()


def test_a_fault_that_is_smaller_than_its_error_is_none() -> None:
    can_t_tell = sure(Measure(20.0, -4.1, "px", 5.0))
    assert (can_t_tell.value, can_t_tell.raw, can_t_tell.error) == (100.0, -4.1, float("inf"))
    for told in (Measure(20.0, 5.1, "px", 5.0), Measure(60.0, 4.1, "px", 5.0)):
        assert sure(told) is told


@pytest.mark.parametrize("shade", [0, 1, 128, 254, 255])
@pytest.mark.parametrize("size", [(1, 1), (1, 640), (33, 40)])
def test_a_plain_picture_of_any_size_is_measured(shade: int, size: tuple[int, int]) -> None:
    for found in measure_all(of(np.full((*size, 3), shade, np.uint8))).values():
        assert 0 <= found.value <= 100


@settings(max_examples=40, deadline=None)
@given(
    arrays(np.uint8, st.tuples(st.integers(1, 70), st.integers(1, 70), st.just(3))),
    st.integers(0, 9000),
    st.one_of(st.none(), st.integers(-1, 10**9)),
    st.sampled_from([{}, {0: (1,) * 64}, {1: (255,) * 64}, {0: (0,) * 64}]),
)
def test_whatever_the_pixels_all_is_finite_and_within_bounds(
    rgb: Pixels, width: int, iso: int | None, tables: dict[int, tuple[int, ...]]
) -> None:
    for found in measure_all(Picture(rgb, Metadata(width=width, height=1, iso=iso), tables=tables)).values():
        assert 0 <= found.value <= 100
        assert np.isfinite([found.raw, *found.region, *found.notes.values()]).all()
        assert found.error >= 0  # endless where it can't be told
        left, top, right, bottom = found.region
        assert 0 <= left < right <= 1.0001
        assert 0 <= top < bottom <= 1.0001
