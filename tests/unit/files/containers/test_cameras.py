"""CR3, RAF and MRW: the notes in them, and where their previews lie."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings

from aesthetic_gui.files.containers import Damaged, cameras
from aesthetic_gui.files.containers.parts import What
from tests.unit.files.containers import samples
from tests.unit.files.containers.samples import PACKET, STANDARD, box, hurt, whole

JPEG = samples.jpeg(STANDARD + PACKET)
CR3 = samples.cr3(PACKET, samples.rating(1), samples.rating(2), JPEG)
RAF = samples.raf(JPEG)
MRW = samples.mrw(samples.rating(4))


def test_a_cr3_keeps_the_cameras_directory_apart() -> None:
    assert whole(cameras.canon_notes, CR3) == [(What.EXIF, samples.rating(1)), (What.CAMERA, samples.rating(2))]


def test_a_cr3_has_a_preview() -> None:
    [(start, end)] = whole(cameras.previews, CR3)
    assert CR3[start:end] == JPEG
    assert whole(cameras.previews, CR3[: start - 20]) == whole(cameras.previews, MRW) == []


def test_boxes_that_claim_more_than_their_parent_has_are_cut_off() -> None:
    data = box(b"moov", box(b"uuid", samples.CANON_TAGS + b"\0\0\xff\xffCMT1" + b"inside")) + b"outside"
    assert whole(cameras.canon_notes, data) == [(What.EXIF, b"inside")]


def test_a_raf_is_a_jpeg_and_more() -> None:
    assert whole(cameras.previews, RAF) == [(200, 200 + len(JPEG))]
    assert whole(cameras.raf_notes, RAF) == [(What.XMP, PACKET)]
    with pytest.raises(Damaged):
        list(cameras.previews(io.BytesIO(RAF[:90])))


def test_an_mrw_has_a_tiff_among_its_blocks() -> None:
    assert [part.kind for part in whole(cameras.mrw_blocks, MRW)] == [b"\0PRD", b"\0TTW"]
    assert whole(cameras.mrw_notes, MRW) == [(What.EXIF, samples.rating(4))]


@settings(max_examples=300, deadline=None)
@given(hurt(CR3, RAF, MRW))
def test_wild_bytes_give_notes_or_damage(data: bytes) -> None:
    for walk in (cameras.canon_notes, cameras.raf_notes, cameras.mrw_notes):
        assert all(note in data for _, note in whole(walk, data))
    whole(cameras.previews, data)
