"""A part of a photograph is, pixel by pixel, what the whole has there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.files.decoding.codecs import part as parts
from aesthetic_gui.files.decoding.codecs.part import Part, as_stored
from aesthetic_gui.files.decoding.decode import decode, decode_part
from aesthetic_gui.photo import Unreadable

SIZE = (330, 210)


def make(path: Path, orientation: int = 1, **how) -> Path:
    rng = np.random.default_rng(orientation)
    small = Image.fromarray(rng.integers(0, 255, (21, 33, 3), np.uint8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    small.resize(SIZE, Image.Resampling.BICUBIC).save(path, exif=exif, **how)
    return path


@pytest.mark.parametrize("orientation", range(1, 9))
def test_in_every_orientation_it_is_what_the_whole_has_there(tmp_path, orientation):
    path = make(tmp_path / "a.jpg", orientation, quality=90)
    whole, part = decode(path, None), decode_part(path, Part(40, 30, 90, 60))
    assert np.array_equal(part.rgb, whole.rgb[30:90, 40:130])
    assert part.metadata == whole.metadata
    assert part.content_id == whole.content_id


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.jpg", {"progressive": True}),
        ("a.jpg", {"subsampling": 0}),
        ("a.jpg", {"restart_marker_rows": 1}),
        ("a.png", {}),
        ("a.tif", {}),
        ("a.webp", {"lossless": True}),
    ],
)
def test_of_every_kind_of_file_too(tmp_path, name, how):
    path = make(tmp_path / name, **how)
    assert np.array_equal(decode_part(path, Part(100, 100, 50, 50)).rgb, decode(path, None).rgb[100:150, 100:150])


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("orientation", [1, 6, 7])
def test_of_a_photograph_that_was_turned_it_is_what_the_turned_one_has_there(tmp_path, orientation, turn):
    path = make(tmp_path / "a.jpg", orientation, quality=90)
    turned = np.rot90(decode(path, None).rgb, -turn)
    part = np.rot90(decode_part(path, Part(40, 30, 90, 60, turn)).rgb, -turn)
    assert np.array_equal(part, turned[30:90, 40:130])


def test_rows_below_it_are_not_decoded(tmp_path, monkeypatch):
    path = make(tmp_path / "a.jpg")
    loaded: list[tuple[int, int]] = []
    load = parts.ImageFile.ImageFile.load
    monkeypatch.setattr(parts.ImageFile.ImageFile, "load", lambda image: (loaded.append(image.size), load(image))[1])
    decode_part(path, Part(0, 10, 330, 20))
    assert loaded
    assert max(height for _, height in loaded) < 60


def test_only_what_lies_within_the_photograph_is_given(tmp_path):
    path = make(tmp_path / "a.jpg")
    assert decode_part(path, Part(300, 200, 500, 500)).rgb.shape == (10, 30, 3)


def test_a_damaged_file_says_so(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(make(tmp_path / "b.jpg").read_bytes()[:600])
    with pytest.raises(Unreadable):
        decode_part(path, Part(0, 0, 330, 210))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_whole_is_the_whole_in_every_orientation(orientation):
    width, height = (SIZE[1], SIZE[0]) if orientation >= 5 else SIZE
    assert as_stored(Part(0, 0, width, height), SIZE, orientation) == Part(0, 0, *SIZE)
