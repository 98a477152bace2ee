"""Files of millions of empty parts: read in the window's process they cost neither much time nor much memory."""

from __future__ import annotations

import io
import struct
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.files.containers import read_notes
from aesthetic_gui.files.decoding import isolation
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.export.metadata.embedded import embedded
from aesthetic_gui.files.thumbnails.glimpse import glimpse
from aesthetic_gui.files.xmp import embedded_marks
from aesthetic_gui.photo import Metadata, Trouble, Unreadable

SIZE = 6 << 20  # bytes of each file; one of ten times as many took ten times as much
SECONDS, MEGABYTES = 6.0, 48  # of a slow computer


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), (90, 120, 30)).save(stream, kind)
    return stream.getvalue()


def many(part: bytes) -> bytes:
    return part * (SIZE // len(part))


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def jpeg_of(segments: bytes) -> bytes:
    whole = picture("JPEG")
    return whole[:2] + segments + whole[2:]


def hidden_segments() -> bytes:
    """In segments that Pillow does not know as such."""
    return many(b"\xff\xf0" + struct.pack(">H", 64_002) + b"\xff\xe0\x00\x02" * 16_000)


def png_of(chunks: bytes) -> bytes:
    whole = picture("PNG")
    return whole[:33] + chunks + whole[33:]


def gif_of(blocks: bytes) -> bytes:
    whole = picture("GIF")
    start = 13 + 3 * (2 << (whole[10] & 7))
    return whole[:start] + blocks + whole[start:]


def webp_of(chunks: bytes) -> bytes:
    whole = picture("WEBP")
    extended = whole[:12] + b"VP8X\x0a\0\0\0\0\0\0\0\x3b\0\0\x27\0\0" + whole[12:] + chunks
    return extended[:4] + struct.pack("<I", len(extended) - 8) + extended[8:]


def directory(tags: int, values: int, kind: int) -> bytes:
    """A TIFF whose tags all have as many values, which lie in the same place."""
    rows = b"".join(struct.pack("<HHII", 1000 + tag, kind, values, 10) for tag in range(tags))
    head = b"II*\0\x08\0\0\0" + struct.pack("<H", tags) + rows + bytes(4)
    return head + bytes(SIZE - len(head))


def heic_of(inside: bytes) -> bytes:
    return box(b"ftyp", b"heic" + bytes(12)) + box(b"meta", bytes(4) + inside)


def references() -> bytes:
    all_of_them = many(box(b"cdsc", struct.pack(">HH", 1, 65_535) + bytes(2 * 65_535)))
    return heic_of(box(b"iref", bytes(4) + all_of_them) + box(b"iinf", bytes(6)) + box(b"iloc", bytes(8)))


def camera_boxes() -> bytes:
    own = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48") + box(b"abcd", b"") * 90_000
    return box(b"ftyp", b"crx " + bytes(12)) + box(b"moov", many(box(b"uuid", own)))


FILES: dict[str, Callable[[], bytes]] = {
    "app.jpg": lambda: jpeg_of(many(b"\xff\xe0\x00\x02")),
    "comment.jpg": lambda: jpeg_of(many(b"\xff\xfe\x00\x02")),
    "hidden.jpg": lambda: jpeg_of(hidden_segments()),
    "filling.jpg": lambda: jpeg_of(many(b"\xff")),
    "junk.jpg": lambda: jpeg_of(many(b"\x00")),
    "private.png": lambda: png_of(many(chunk(b"aaAa"))),
    "text.png": lambda: png_of(many(chunk(b"tEXt", b"a\0b"))),
    "after.png": lambda: picture("PNG")[:-12] + many(chunk(b"aaAa")) + picture("PNG")[-12:],
    "exif.png": lambda: png_of(chunk(b"eXIf", directory(1000, SIZE // 4, 3))),
    "comments.gif": lambda: gif_of(many(b"\x21\xfe\x01a\0")),
    "blocks.gif": lambda: gif_of(b"\x21\xff\x0bABCDEFGHIJK" + many(b"\x01a") + b"\0"),
    "extensions.gif": lambda: gif_of(many(b"\x21\xff" + b"\x01a" * 95_000 + b"\0")),
    "chunks.webp": lambda: webp_of(many(b"abcd\0\0\0\0")),
    "tags.tif": lambda: directory(60_000, SIZE // 2, 1),
    "numbers.tif": lambda: directory(2, SIZE // 4, 3),
    "resources.psd": lambda: b"8BPS\0\1" + bytes(24) + struct.pack(">I", SIZE) + many(b"8BIM\4\0\0\0\0\0\0\0"),
    "boxes.heic": lambda: heic_of(many(box(b"abcd", b""))),
    "references.heic": references,
    "boxes.cr3": camera_boxes,
}


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What is not decoded in the window's process is noted, and decoded nowhere."""
    sent: list[Path] = []

    def decoded(path: Path, *_: object) -> isolation.Picture:
        sent.append(path)
        raise isolation.Refused(Trouble.TOO_SLOW, "given up")

    monkeypatch.setattr(isolation, "decode", decoded)
    return sent


def peak() -> int:
    """Megabytes of memory that this process has had at most since it was last asked."""
    status = Path("/proc/self/status").read_text("ascii")
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def looked_at(path: Path) -> None:
    for look in (glimpse, embedded_marks, embedded, decode):
        try:
            look(path)  # type: ignore[operator]
        except (Unreadable, ValueError):
            continue


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of a moment")
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_endless_parts_takes_a_moment(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    peak()
    before, begun = peak(), time.process_time()
    looked_at(path)
    assert time.process_time() - begun < SECONDS
    assert peak() - before < MEGABYTES


@pytest.mark.parametrize("name", ["app.jpg", "hidden.jpg", "private.png", "after.png", "comments.gif", "chunks.webp"])
def test_it_is_decoded_in_a_process_of_its_own(tmp_path: Path, elsewhere: list[Path], name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    with pytest.raises(Unreadable, match="given up"):
        decode(path)
    assert elsewhere == [path]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_a_photograph_is_decoded_here(tmp_path: Path, elsewhere: list[Path], kind: str) -> None:
    (tmp_path / "a.jpg").write_bytes(picture(kind))
    assert decode(tmp_path / "a.jpg").rgb.shape == (40, 60, 3)
    assert not elsewhere


def test_a_large_png_in_small_pieces_is_decoded_here(tmp_path: Path, elsewhere: list[Path]) -> None:
    """As some scanners write it: pixels in thousands of chunks."""
    stream = io.BytesIO()
    Image.effect_noise((1500, 1500), 90).convert("RGB").save(stream, "PNG", compress_level=0)
    whole = stream.getvalue()
    start = whole.index(b"IDAT") - 4
    pixels = bytearray()
    place = start
    while whole[place + 4 : place + 8] == b"IDAT":
        length = int.from_bytes(whole[place : place + 4])
        pixels += whole[place + 8 : place + 8 + length]
        place += 12 + length
    pieces = b"".join(chunk(b"IDAT", bytes(pixels[at : at + 4096])) for at in range(0, len(pixels), 4096))
    (tmp_path / "a.png").write_bytes(whole[:start] + pieces + whole[place:])
    assert decode(tmp_path / "a.png", None).rgb.shape == (1500, 1500, 3)
    assert not elsewhere
    with (tmp_path / "a.png").open("rb") as file:
        assert read_notes(file).xmp == b""


def test_a_picture_is_described_as_before(tmp_path: Path) -> None:
    Image.new("RGB", (60, 40)).save(tmp_path / "a.jpg")
    assert decode(tmp_path / "a.jpg").metadata == Metadata(60, 40)
