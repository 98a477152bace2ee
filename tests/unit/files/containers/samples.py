"""Small files made here, with a note in each; and how a walker is to behave whatever it is given."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from hypothesis import strategies as st
from PIL import Image

from aesthetic_gui.files.containers import Damaged

STANDARD, EXTENDED = b"http://ns.adobe.com/xap/1.0/\x00", b"http://ns.adobe.com/xmp/extension/\x00"
PHOTOSHOP = b"Photoshop 3.0\x00"
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
CANON_TAGS = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
CANON_PREVIEW = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")
IN_PNG = b"XML:com.adobe.xmp\x00"
PACKET = b"<x:xmpmeta>a packet</x:xmpmeta>"


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def picture(kind: str, size: tuple[int, int] = (8, 8), mode: str = "RGB") -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size).save(stream, kind)
    return stream.getvalue()


def jpeg(*segments: bytes, marker: int = 0xE1) -> bytes:
    """A small JPEG with these contents of APP1."""
    return b"\xff\xd8" + b"".join(segment(marker, data) for data in segments) + picture("JPEG")[2:]


def tiff(*entries: tuple[int, int, bytes], order: str = "<", magic: bytes = b"") -> bytes:
    """A TIFF of one directory with these tags: number, type, bytes."""
    head = magic or (b"II*\x00" if order == "<" else b"MM\x00*")
    size = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}
    place = 8 + 2 + 12 * len(entries) + 4
    directory, after = struct.pack(order + "H", len(entries)), b""
    for tag, kind, data in entries:
        value = data.ljust(4, b"\x00") if len(data) <= 4 else struct.pack(order + "I", place + len(after))
        directory += struct.pack(order + "HHI", tag, kind, len(data) // size[kind]) + value
        after += b"" if len(data) <= 4 else data
    return head + struct.pack(order + "I", 8) + directory + bytes(4) + after


def big_tiff(data: bytes) -> bytes:
    entry = struct.pack("<HHQQ", 700, 1, len(data), 16 + 8 + 20 + 8)
    return b"II+\x00" + struct.pack("<HHQ", 8, 0, 16) + struct.pack("<Q", 1) + entry + bytes(8) + data


def rating(stars: int, order: str = "<") -> bytes:
    return tiff((0x4746, 3, struct.pack(order + "H", stars)), order=order)


def box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(data), kind) + data


def heic(
    data: bytes, *, inline: bool = False, kind: bytes = b"mime", brand: bytes = b"heic", more: bytes = b""
) -> bytes:
    """A file whose second item is a packet, in two extents; ``more``: further boxes in ``meta``."""
    start = box(b"ftyp", brand + bytes(4))
    mime = b"xmp\x00application/rdf+xml\x00\x00" if kind == b"mime" else b"\x00"
    entry = box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH4s", 2, 0, kind) + mime)
    half = len(data) // 2

    def meta(base: int) -> bytes:
        extents = struct.pack(">HIIII", 2, base, half, base + half, len(data) - half)
        location = b"\x01\x00\x00\x00\x44\x00" + struct.pack(">HHHH", 1, 2, int(inline), 0) + extents
        inner = box(b"iinf", bytes(4) + struct.pack(">H", 1) + entry) + box(b"iloc", location)
        return box(b"meta", bytes(4) + more + inner + (box(b"idat", data) if inline else b""))

    base = 0 if inline else len(start) + len(meta(0)) + 8
    return start + meta(base) + (b"" if inline else box(b"mdat", data))


def jxl(*boxes: bytes) -> bytes:
    return box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl " + bytes(4)) + b"".join(boxes)


def cr3(packet: bytes, main: bytes, camera: bytes, preview: bytes) -> bytes:
    own = box(b"uuid", CANON_TAGS + box(b"CNCV", b"CanonCR3") + box(b"CMT1", main) + box(b"CMT2", camera))
    shown = box(b"uuid", CANON_PREVIEW + bytes(8) + box(b"PRVW", bytes(16) + preview))
    return box(b"ftyp", b"crx " + bytes(4)) + box(b"moov", own) + box(b"uuid", XMP_UUID + packet) + shown


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(content: bytes, kind: bytes = b"iTXt", *, last: bool = False) -> bytes:
    """With one chunk more, after the header or, ``last``, after the pixels."""
    data = picture("PNG")
    place = len(data) - 12 if last else 33
    return data[:place] + chunk(kind, content) + data[place:]


def webp(data: bytes, kind: bytes = b"XMP ") -> bytes:
    own = kind + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", 4 + 10 + len(own)) + b"WEBP" + b"ABCD\x01\x00\x00\x00x\x00" + own


def resource(number: int, data: bytes, name: bytes = b"", signature: bytes = b"8BIM") -> bytes:
    named = bytes([len(name)]) + name
    return (
        signature
        + struct.pack(">H", number)
        + named.ljust(len(named) + len(named) % 2, b"\x00")
        + struct.pack(">I", len(data))
        + data.ljust(len(data) + len(data) % 2, b"\x00")
    )


def psd(*resources: bytes) -> bytes:
    """An odd name and an odd length before ``resources``."""
    own = resource(1036, b"xyz", b"abc") + b"".join(resources)
    return b"8BPS".ljust(26, b"\x00") + bytes(4) + struct.pack(">I", len(own)) + own


def gif(packet: bytes, before: bytes = b"") -> bytes:
    data = picture("GIF", mode="P")
    place = data.index(b",") if b"!" not in data else min(data.index(b","), data.index(b"!"))
    leads_out = b"\x01" + bytes(range(255, -1, -1)) + b"\x00"
    return data[:place] + before + b"!\xff\x0bXMP DataXMP" + packet + leads_out + data[place:]


def raf(inner: bytes) -> bytes:
    return b"FUJIFILMCCD-RAW ".ljust(84, b"\x00") + struct.pack(">II", 200, len(inner)) + bytes(108) + inner


def mrw(inner: bytes) -> bytes:
    blocks = b"\x00PRD" + struct.pack(">I", 4) + b"1234" + b"\x00TTW" + struct.pack(">I", len(inner)) + inner
    return b"\x00MRM" + struct.pack(">I", len(blocks)) + blocks


def whole(walk: Callable[[BinaryIO], Iterator[Any]], data: bytes) -> list[Any]:
    """All that a walker yields before it comes to an end, or to damage."""
    found: list[Any] = []
    with contextlib.suppress(Damaged):
        found.extend(walk(io.BytesIO(data)))
    return found


def hurt(*samples: bytes) -> st.SearchStrategy[bytes]:
    """Anything at all, and samples with some bytes changed and their end cut off."""

    @st.composite
    def changed(draw: st.DrawFn) -> bytes:
        data = bytearray(draw(st.sampled_from(samples)))
        for _ in range(draw(st.integers(1, 6))):
            place = draw(st.integers(0, min(len(data) - 1, 400)))
            data[place : place + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
        return bytes(data[: draw(st.integers(0, len(data)))])

    begun = st.sampled_from(samples).map(lambda data: data[:12])
    return st.one_of(changed(), st.binary(max_size=300), st.tuples(begun, st.binary(max_size=200)).map(b"".join))
