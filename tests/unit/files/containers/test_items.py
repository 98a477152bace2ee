"""The items of HEIF and AVIF: which is the primary one, what it has, what describes it."""

from __future__ import annotations

import contextlib
import io
import struct
import time

import pytest
from hypothesis import given, settings

from aesthetic_gui.files.containers import Damaged, items
from aesthetic_gui.files.containers.parts import What
from tests.unit.files.containers import samples
from tests.unit.files.containers.samples import PACKET, box, hurt, whole
from tests.unit.files.decoding import heics
from tests.unit.files.decoding.heics import FOUR_COLOURS, GREY, Item, code_points, exif_item, heic, picture

DESCRIBED = heic(
    picture(FOUR_COLOURS, code_points(12, 16)),
    picture(FOUR_COLOURS, thmb=[1]),
    picture(GREY, thmb=[2]),
    exif_item(samples.rating(1), of=2),
    exif_item(samples.rating(2), of=1),
)


def meta_of(data: bytes) -> items.Meta:
    meta = items.read_meta(io.BytesIO(data))
    assert meta
    return meta


def test_the_primary_item_is_found_and_where_its_number_stands() -> None:
    number, place, width = items.primary(meta_of(heic(picture(GREY), picture(GREY), primary=2)))
    assert (number, width) == (2, 2)
    assert struct.unpack_from(">H", heic(picture(GREY), picture(GREY), primary=2), place) == (2,)


def test_thumbnails_refer_to_what_they_show() -> None:
    found = list(items.references(meta_of(DESCRIBED), b"thmb"))
    assert [(one.item, one.to) for one in found] == [(2, (1,)), (3, (2,))]
    assert all(DESCRIBED[one.place - 4 : one.place] == b"thmb" for one in found)


def test_the_primary_items_colours_are_named_by_its_own_properties() -> None:
    assert items.code_points(io.BytesIO(DESCRIBED)) == (12, 16)
    other = heic(picture(FOUR_COLOURS), picture(FOUR_COLOURS, code_points(9, 16)))
    assert items.code_points(io.BytesIO(other)) is None
    assert items.code_points(io.BytesIO(b"\xff\xd8\xff no boxes here")) is None


def test_properties_come_in_their_order_by_short_and_long_numbers() -> None:
    shared = box(b"ipco", box(b"aaaa", b"") + box(b"bbbb", b""))
    for flags, numbers in ((b"\0\0\0\0", b"\x82\x01\x00\x09"), (b"\0\0\0\1", b"\x80\x02\0\1\0\0\0\x09")):
        owners = box(b"ipma", flags + struct.pack(">IHB", 1, 7, 4) + numbers)
        data = samples.heic(PACKET, more=box(b"iprp", shared + owners))
        assert [part.kind for part in items.properties(meta_of(data), 7)] == [b"bbbb", b"aaaa"]
        assert list(items.properties(meta_of(data), 8)) == []


@pytest.mark.parametrize("inline", [False, True])
def test_a_packet_is_put_together_from_its_extents(inline: bool) -> None:
    assert whole(items.notes, samples.heic(PACKET, inline=inline)) == [(What.XMP, PACKET)]


def test_what_describes_another_picture_is_not_the_photographs() -> None:
    assert whole(items.notes, DESCRIBED) == [(What.EXIF, bytes(4) + samples.rating(2))]
    assert whole(items.notes, samples.heic(PACKET, kind=b"mine")) == []


def test_exif_that_is_not_said_to_describe_anything_is_the_photographs() -> None:
    block = Item(b"Exif", bytes(4) + samples.rating(4))
    assert whole(items.notes, heic(picture(GREY), block)) == [(What.EXIF, block.data)]


def test_more_extents_than_any_file_has_are_damage() -> None:
    location = b"\1\0\0\0\0\0" + struct.pack(">HHHHH", 65535, 2, 0, 0, 65535) + b"\xff" * 500_000
    entry = box(b"infe", b"\2\0\0\0" + struct.pack(">HH4s", 2, 0, b"Exif") + b"\0")
    inner = box(b"iinf", bytes(4) + struct.pack(">H", 1) + entry) + box(b"iloc", location)
    with pytest.raises(Damaged):
        list(items.notes(io.BytesIO(box(b"meta", bytes(4) + inner))))


@pytest.mark.parametrize("kind", [b"iref", b"iprp"])
def test_boxes_that_claim_more_than_they_hold_are_not_believed(kind: bytes) -> None:
    """A hundred thousand of them, that each claim all that follows."""
    reference, owner = box(b"cdsc", b"\0\1\xff\xff"), box(b"ipma", bytes(4) + b"\xff" * 4)
    many = bytes(4) + reference * 100_000 if kind == b"iref" else owner * 100_000
    data = samples.heic(PACKET, more=box(kind, many))
    started = time.process_time()
    assert whole(items.notes, data) == [(What.XMP, PACKET)]
    assert list(items.properties(meta_of(data), 1)) == []
    assert time.process_time() - started < 5


@settings(max_examples=400, deadline=None)
@given(hurt(DESCRIBED[:1500], samples.heic(PACKET), samples.heic(PACKET, inline=True), heics.heic(picture(GREY))))
def test_wild_bytes_give_items_or_damage(data: bytes) -> None:
    whole(items.notes, data)
    with contextlib.suppress(Damaged):
        items.code_points(io.BytesIO(data))
    if meta := items.read_meta(io.BytesIO(data)):
        with contextlib.suppress(Damaged):
            items.primary(meta)
            assert all(one.place <= len(data) for one in items.references(meta, b"cdsc"))
