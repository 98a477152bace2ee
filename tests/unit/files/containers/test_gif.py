"""GIF: the extensions before the first picture, one of which may be a packet."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from PIL import Image

from aesthetic_gui.files.containers import gif
from aesthetic_gui.files.containers.parts import What
from tests.unit.files.containers import samples
from tests.unit.files.containers.samples import PACKET, hurt, whole

COMMENT = b"!\xfe\5hello\2xx\0"
FULL = samples.gif(PACKET, before=COMMENT)


@pytest.mark.parametrize("length", range(1, len(PACKET), 7))
def test_a_packet_is_found_behind_a_comment_whatever_byte_its_last_length_falls_on(length: int) -> None:
    assert whole(gif.notes, samples.gif(PACKET[:length], COMMENT)) == [(What.XMP, PACKET[:length])]


def test_a_file_with_a_packet_is_still_a_picture() -> None:
    with Image.open(io.BytesIO(FULL)) as image:
        assert image.size == (8, 8)


def test_extensions_end_before_the_first_picture() -> None:
    assert whole(gif.extensions, FULL)[0] == (0xFE, FULL.index(COMMENT) + 2, FULL.index(COMMENT) + len(COMMENT))
    assert whole(gif.extensions, samples.picture("GIF", mode="P")) == []
    assert whole(gif.notes, samples.picture("GIF", mode="P") + FULL[13:]) == []


def test_a_real_file_has_its_packet(shared_data) -> None:
    data = (shared_data / "faults" / "08-xmp-in-png-raw-profile-and-gif" / "rated.gif").read_bytes()
    [(what, packet)] = whole(gif.notes, data)
    assert what is What.XMP
    assert packet.startswith(b"<?xpacket begin=")
    assert packet.endswith(b"<?xpacket end='w'?>")


@settings(max_examples=300, deadline=None)
@given(hurt(FULL))
def test_wild_bytes_give_extensions_one_after_another_and_what_lies_in_them(data: bytes) -> None:
    starts = [part.start for part in whole(gif.extensions, data)]
    assert starts == sorted(set(starts))
    assert all(start <= len(data) for start in starts)
    assert all(note in data for _, note in whole(gif.notes, data))
