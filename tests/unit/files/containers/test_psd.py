"""PSD: image resources, in the file itself and where others borrow them."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given, settings

from aesthetic_gui.files.containers import Damaged, psd
from aesthetic_gui.files.containers.parts import What
from tests.unit.files.containers import samples
from tests.unit.files.containers.samples import PACKET, hurt, resource, whole

FULL = samples.psd(
    resource(psd.EXIF, samples.rating(3)), resource(psd.XMP, PACKET, b"odd", b"MeSa"), resource(psd.IPTC, b"\x1c")
)


def test_resources_of_odd_names_and_lengths_are_walked() -> None:
    assert [part.kind for part in whole(psd.resources, FULL)] == [1036, psd.EXIF, psd.XMP, psd.IPTC]
    assert whole(psd.notes, FULL) == [(What.EXIF, samples.rating(3)), (What.XMP, PACKET), (What.IPTC, b"\x1c")]


def test_resources_end_where_their_section_does() -> None:
    assert [part.kind for part in whole(psd.resources, FULL + resource(9, b""))] == [1036, psd.EXIF, psd.XMP, psd.IPTC]


def test_of_borrowed_resources_iptc_alone_is_taken() -> None:
    data = resource(psd.XMP, PACKET) + resource(psd.IPTC, b"\x1c\2\0")
    assert whole(psd.borrowed_notes, data) == [(What.IPTC, b"\x1c\2\0")]
    assert whole(psd.borrowed_notes, b"8BIM") == whole(psd.borrowed_notes, b"") == []


def test_a_section_tells_its_length() -> None:
    file = io.BytesIO(struct.pack(">IQ", 5, 7) + b"12345")
    assert psd.section(file, 0) == (b"", 4, 9)
    assert psd.section(file, 4, 8) == (b"", 12, 19)
    with pytest.raises(Damaged):
        psd.section(file, 16)


@settings(max_examples=300, deadline=None)
@given(hurt(FULL, FULL[34:]))
def test_wild_bytes_give_resources_one_after_another_and_what_lies_in_them(data: bytes) -> None:
    starts = [part.start for part in whole(psd.resources, data)]
    assert starts == sorted(set(starts))
    assert all(start <= len(data) for start in starts)
    assert all(note in data for _, note in (*whole(psd.notes, data), *whole(psd.borrowed_notes, data)))
