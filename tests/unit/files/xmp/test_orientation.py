"""``tiff:Orientation`` and turns: which leads to which, and what of a packet stays as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from aesthetic_gui.files.decoding.pixels import turned as turned_pixels
from aesthetic_gui.files.exif import turn_between, with_turn
from aesthetic_gui.files.xmp import PROFILES, Marks, Wanted, names, orientation_of, read, spoken_of, write
from aesthetic_gui.files.xmp.packet import parse
from aesthetic_gui.files.xmp.values import values_of
from aesthetic_gui.photo import Decision, Flag
from tests.unit.files.xmp.packets import packet

ORIENTATIONS, TURNS = range(1, 9), range(4)
LIGHTROOM = PROFILES[0]


def upright(orientation: int) -> np.ndarray:
    """Six different pixels as whoever knows EXIF shows them."""
    image = Image.fromarray(np.arange(6, dtype=np.uint8).reshape(2, 3))
    image.getexif()[0x0112] = orientation
    return np.asarray(ImageOps.exif_transpose(image))


def said(data: bytes) -> tuple[str, ...] | None:
    return values_of(parse(data)).get(names.ORIENTATION)


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("own", ORIENTATIONS)
def test_an_orientation_and_a_turn_make_the_orientation_that_shows_both(own: int, turn: int) -> None:
    both = with_turn(own, turn)
    assert (turned_pixels(upright(own), turn) == upright(both)).all()
    assert turn_between(own, both) == turn


@pytest.mark.parametrize("own", ORIENTATIONS)
def test_no_turn_makes_a_mirror_image(own: int) -> None:
    reached = {with_turn(own, turn) for turn in TURNS}
    assert {other for other in ORIENTATIONS if turn_between(own, other) is not None} == reached
    assert len(reached) == 4


@given(st.sampled_from(ORIENTATIONS), st.sampled_from(TURNS), st.sampled_from([None, *ORIENTATIONS]))
def test_what_is_written_is_read_back_whatever_was_there(own: int, turn: int, before: int | None) -> None:
    data = None if before is None else packet(tiff__Orientation=before)
    written = write(data, Wanted(Decision(Flag.PICK, turn=turn), orientation=own), LIGHTROOM)
    assert (read(written, lambda: own).turn or 0) == turn
    again = write(written, Wanted(Decision(Flag.PICK), orientation=own), LIGHTROOM)
    assert (read(again, lambda: own).turn or 0) == 0


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_of_what_was_never_turned_nothing_is_said(profile) -> None:
    assert said(write(None, Wanted(Decision(Flag.PICK), orientation=6), profile)) is None
    assert said(write(None, Wanted(Decision(Flag.PICK, turn=1), orientation=6), profile)) == ("3",)


@pytest.mark.parametrize("text", ["6", " 6 ", "2", "9", "0", "", "right", "6.0", "²"])
def test_an_orientation_that_means_no_turn_stays_byte_for_byte(text: str) -> None:
    data = packet(tiff__Orientation=text)
    assert write(data, Wanted(Decision(), orientation=6), LIGHTROOM) == data


@given(st.sampled_from(ORIENTATIONS), st.sampled_from(TURNS))
def test_where_nobody_knows_how_the_file_lies_what_a_packet_says_of_it_stays(said_before: int, turn: int) -> None:
    data = packet(tiff__Orientation=said_before)
    assert write(data, Wanted(Decision(turn=turn)), LIGHTROOM) == data


def test_a_mirror_image_is_no_turn_and_gives_way_to_one_that_is_given_here() -> None:
    mirrored = packet(tiff__Orientation=2)
    assert read(mirrored).turn is None
    assert said(write(mirrored, Wanted(Decision(turn=1), orientation=1), LIGHTROOM)) == ("6",)


def test_the_file_is_asked_only_where_a_packet_speaks_of_its_orientation() -> None:
    def asked() -> int:
        raise AssertionError("nobody needs to know")

    assert read(packet(xmp__Rating=3), asked) == Marks(stars=3)


@pytest.mark.parametrize("orientation", [None, *ORIENTATIONS])
def test_a_files_own_orientation_is_that_of_its_exif(orientation: int | None, tmp_path: Path) -> None:
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    for name in ("a.jpg", "a.png", "a.tif", "a.webp"):
        Image.new("RGB", (3, 2)).save(tmp_path / name, exif=exif)
        assert orientation_of(tmp_path / name) == (orientation or 1)


def test_a_file_that_is_gone_or_damaged_lies_as_it_does(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe1 no photograph")
    assert orientation_of(tmp_path / "a.jpg") == orientation_of(tmp_path / "gone.jpg") == 1


@pytest.mark.parametrize(
    ("sidecar", "files", "speaks_of"),
    [
        ("IMG.xmp", ("IMG.JPG", "IMG.xmp"), "IMG.JPG"),
        ("IMG.xmp", ("IMG.JPG", "IMG.CR2", "IMG.xmp"), "IMG.CR2"),
        ("IMG.JPG.xmp", ("IMG.JPG", "IMG.CR2", "IMG.JPG.xmp"), "IMG.JPG"),
        ("img.cr2.XMP", ("IMG.JPG", "IMG.CR2", "img.cr2.XMP"), "IMG.CR2"),
        ("IMG.CR2.xmp", ("IMG.JPG", "IMG.CR2.xmp"), "IMG.JPG"),
    ],
)
def test_a_sidecar_speaks_of_the_file_it_is_named_after(sidecar: str, files: tuple[str, ...], speaks_of: str) -> None:
    folder = Path("/shoot")
    assert spoken_of(folder / sidecar, [folder / name for name in files]).name == speaks_of
