"""The facts of one photograph: from the pixels that were decoded for scoring, and closely from all of them."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from aesthetic_gui.culling.measuring import measuring
from aesthetic_gui.culling.measuring.measuring import Measured, measure, measure_closely, measure_quickly
from aesthetic_gui.facts import Criterion, Facts, Region
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.grouping.likeness import detail_of
from aesthetic_gui.photo import Photo, Unreadable
from aesthetic_gui.scoring.pack import BadPack


@pytest.fixture(scope="module")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Photo:
    """An astronaut who looks into the camera, 1,536 pixels wide, with EXIF."""
    path = tmp_path_factory.mktemp("shoot") / "astronaut.jpg"
    exif = Image.Exif()
    exif[0x8769] = {0x9003: "2024:05:31 12:00:01", 0x9291: "25", 0xA431: "0123"}
    Image.fromarray(data.astronaut()).resize((1536, 1536), Image.Resampling.LANCZOS).save(path, exif=exif, quality=92)
    return next(find_photos([path]))


@pytest.fixture(scope="module")
def seen(portrait: Photo) -> Measured:
    return measure_quickly(portrait)


def test_every_criterion_is_measured_the_face_is_found_and_its_eyes_are_open(seen: Measured) -> None:
    assert set(seen.facts.measures) == set(Criterion)
    assert all(0 <= one.value <= 100 for one in seen.facts.measures.values())
    (face,) = seen.facts.faces
    assert face.state == "open"
    assert 0.3 < face.box.left < face.box.right < 0.6


def test_how_it_was_taken_and_how_it_looks_come_along(seen: Measured) -> None:
    assert (seen.facts.taking.serial, seen.facts.taking.fractions) == ("0123", True)
    assert len(seen.facts.looks) > 100
    assert not seen.facts.close


def test_the_pixels_that_were_decoded_for_scoring_say_the_same(portrait: Photo, seen: Measured) -> None:
    decoded = decode(portrait.path)
    assert measure(decoded, portrait, decoded.metadata) == seen.facts
    assert decoded.content_id == seen.content_id


def test_a_close_look_reads_the_photograph_once_and_errs_less(portrait: Photo, seen: Measured, monkeypatch) -> None:
    sides = []

    def counted(path: Path, side: int | None = 640) -> object:
        sides.append(side)
        return decode(path, side) if side is not None else decode(path)

    monkeypatch.setattr(measuring, "decode", counted)
    closely = measure_closely(portrait).facts
    assert closely.close
    assert sides == [640, 1536]
    assert closely.measures[Criterion.FOCUS].error < seen.facts.measures[Criterion.FOCUS].error
    assert closely.looks.startswith(seen.facts.looks)
    assert detail_of(closely.looks)
    assert not detail_of(seen.facts.looks)


def test_of_a_very_large_photograph_part_by_part_is_read(portrait: Photo, monkeypatch) -> None:
    monkeypatch.setattr(measuring, "LARGEST_WHOLE", 1_000)
    metadata = decode(portrait.path).metadata
    part = Region(0.25, 0.5, 0.5, 0.75)
    by_parts = measuring._native(portrait.path, metadata)(part)
    monkeypatch.undo()
    assert by_parts.shape == (384, 384, 3)
    np.testing.assert_array_equal(by_parts, measuring._native(portrait.path, metadata)(part))


@pytest.mark.parametrize(
    "region", [Region(0, 0, 0, 0), Region(1, 1, 1, 1), Region(-1, 0.5, 2, 0.4), Region(0, 0, 1, 1)]
)
def test_a_part_lies_within_the_photograph_and_has_a_pixel_at_least(region: Region) -> None:
    left, top, width, height = measuring._pixels(region, (30, 20))
    assert 0 <= left < left + width <= 30
    assert 0 <= top < top + height <= 20


def test_a_measure_that_fails_is_logged_and_stops_nothing(portrait: Photo, monkeypatch, caplog) -> None:
    def broken(_picture: object) -> None:
        raise ZeroDivisionError("no edges")

    monkeypatch.setattr(measuring, "measure_all", broken)
    with caplog.at_level(logging.ERROR):
        facts = measure_quickly(portrait).facts
    assert facts.measures == {}
    assert facts.taking.serial == "0123"
    assert "astronaut.jpg" in caplog.text


@pytest.mark.parametrize("error", [Unreadable(Path("a.jpg"), "no memory"), ZeroDivisionError("no edges")])
def test_a_close_look_that_fails_leaves_what_a_quick_one_tells(
    portrait: Photo, seen: Measured, monkeypatch, error: Exception
) -> None:
    def broken(_self: object, _region: Region) -> None:
        raise error

    monkeypatch.setattr(measuring._Whole, "__call__", broken)
    assert measure_closely(portrait).facts == seen.facts


def test_where_the_networks_are_damaged_there_are_no_facts_that_would_be_kept(portrait: Photo, monkeypatch) -> None:
    def damaged(*_args: object) -> None:
        raise BadPack("The networks are damaged. Install the program again.")

    decoded = decode(portrait.path)
    monkeypatch.setattr("aesthetic_gui.criteria.faces.find", damaged)
    assert measure(decoded, portrait, decoded.metadata) is None
    for look in (measure_quickly, measure_closely):
        with pytest.raises(BadPack, match="Install the program again"):
            look(portrait)


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(Unreadable, match="empty"):
        measure_quickly(Photo(tmp_path / "empty.jpg"))


def test_facts_of_a_grey_square_are_facts(tmp_path: Path) -> None:
    path = tmp_path / "grey.png"
    Image.new("RGB", (64, 48), (119, 119, 119)).save(path)
    facts = measure_closely(Photo(path)).facts
    assert isinstance(facts, Facts)
    assert set(facts.measures) == set(Criterion)
    assert facts.faces == ()
