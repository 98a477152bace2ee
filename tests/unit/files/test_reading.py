"""Opening safely, noticing changes, knowing a content again; what a file is, by its first bytes."""

from __future__ import annotations

import io
import os
import struct
import time
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from PIL import Image

from aesthetic_gui.disk_io import Stamp
from aesthetic_gui.files import kinds, reading
from aesthetic_gui.files.decoding import decode as door
from aesthetic_gui.files.decoding import isolation
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.kinds import Kind, kind_of
from aesthetic_gui.photo import Trouble, Unreadable
from tests.unit.files.content import content_id

LARGE = reading.LARGEST_HASHED_WHOLE + 1


def picture(path: Path) -> Path:
    Image.effect_noise((60, 40), 50).convert("RGB").save(path)
    return path


def trouble_of(path: Path) -> tuple[Trouble, str]:
    with pytest.raises(Unreadable) as raised:
        decode(path)
    return raised.value.trouble, raised.value.reason


def test_a_stamp_tells_every_change(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    stamp = Stamp.of(path)
    assert reading.is_unchanged(path, stamp)
    with path.open("ab") as file:
        assert Stamp.of(file.fileno()) == stamp
        file.write(b"x")
    assert not reading.is_unchanged(path, stamp)
    stamp = Stamp.of(path)
    os.utime(path, ns=(1, 1))
    assert not reading.is_unchanged(path, stamp)
    stamp = Stamp.of(path)
    data = path.read_bytes()
    path.rename(tmp_path / "other.png")
    assert reading.is_unchanged(path, stamp)  # what was read was whole
    path.write_bytes(data)
    os.utime(path, ns=(1, 1))
    assert not reading.is_unchanged(path, stamp)  # another file in its place


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_a_file_that_keeps_changing_is_said_to(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path, tries = picture(tmp_path / name), []

    def growing(file: BinaryIO, file_name: str) -> Kind | None:
        tries.append(file_name)
        with path.open("ab") as end:
            end.write(b"more")
        return kind_of(file, file_name)

    monkeypatch.setattr(door, "kind_of", growing)
    assert trouble_of(path) == (Trouble.CHANGED, "it was being changed while it was read")
    assert len(tries) == 3


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_a_file_replaced_while_it_is_read_is_read_again(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, new = picture(tmp_path / name), tmp_path / f"new-{name}"
    Image.new("RGB", (20, 10)).save(new)
    expected = content_id(new)

    def replacing(file: BinaryIO, file_name: str) -> Kind | None:
        if new.exists():
            new.replace(path)
        return kind_of(file, file_name)

    monkeypatch.setattr(door, "kind_of", replacing)
    decoded = decode(path)
    assert decoded.rgb.shape == (10, 20, 3)
    assert decoded.content_id == expected


def test_a_file_changed_while_a_child_decodes_it_is_decoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, really, sizes = picture(tmp_path / "a.tif"), isolation.decode, [(30, 20), (20, 10)]

    def changed_meanwhile(*arguments: Any) -> isolation.Picture:
        decoded = really(*arguments)
        if sizes:
            Image.new("RGB", sizes.pop()).save(path)
        return decoded

    monkeypatch.setattr(door.isolation, "decode", changed_meanwhile)
    decoded = decode(path)
    assert decoded.rgb.shape == (20, 30, 3)
    assert decoded.content_id == content_id(path)


def test_a_half_copied_file_has_its_reason_soon(tmp_path: Path) -> None:
    """A truncated file that does not change is truncated, not changing."""
    path = picture(tmp_path / "a.jpg")
    path.write_bytes(path.read_bytes()[:-200])
    assert trouble_of(path)[0] is Trouble.TRUNCATED


def test_of_a_large_raw_only_some_places_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.dng"
    with path.open("wb") as file:
        file.write(b"II*\0" + bytes(100))
        file.truncate(1 << 30)  # sparse
    started = time.perf_counter()
    first = content_id(path)
    assert time.perf_counter() - started < 0.1
    assert first.startswith(f"{1 << 30:x}-")
    for place in (0, 1000, (1 << 30) - 1):
        with path.open("r+b") as file:
            file.seek(place)
            file.write(b"I" if place == 0 else b"z")
        assert (content_id(path) == first) == (place == 0)
        first = content_id(path)
    with path.open("ab") as file:
        file.write(b"x")
    assert content_id(path) != first


def test_of_every_other_file_each_byte_counts(tmp_path: Path) -> None:
    """Programs change TIFFs in place, without a byte more or less."""
    path = tmp_path / "a.tif"
    path.write_bytes(b"II*\0" + bytes(LARGE))
    before = content_id(path)
    with path.open("r+b") as file:
        file.seek(LARGE // 31)
        file.write(b"x")
    assert content_id(path) != before


def test_a_raw_has_the_same_identity_under_another_raws_name(tmp_path: Path) -> None:
    data = b"II*\0" + os.urandom(LARGE)
    (tmp_path / "a.nef").write_bytes(data)
    (tmp_path / "b.NEF").write_bytes(data)
    assert content_id(tmp_path / "a.nef") == content_id(tmp_path / "b.NEF")


def tiff(*tags: int, order: str = "<") -> bytes:
    """A TIFF's header and first directory."""
    entries = b"".join(struct.pack(order + "HHII", tag, 1, 4, 0) for tag in tags)
    magic = b"II*\0" if order == "<" else b"MM\0*"
    return magic + struct.pack(order + "IH", 8, len(tags)) + entries + bytes(4)


def box(*brands: bytes) -> bytes:
    major, *compatible = brands
    return struct.pack(">I", 16 + 4 * len(compatible)) + b"ftyp" + major + bytes(4) + b"".join(compatible) + bytes(50)


@pytest.mark.parametrize(("start", "name", "kind"), [
    (b"\xff\xd8\xff\xe1", "a.jpg", Kind.JPEG),
    (b"\xff\xd8\xff\xe1", "a.cr2", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", "a.jpg", Kind.PNG),
    (b"GIF89a", "a.gif", Kind.GIF),
    (b"BM1234", "a.bmp", Kind.BMP),
    (b"RIFF1234WEBP", "a.webp", Kind.WEBP),
    (b"RIFF1234WAVE", "a.webp", None),
    (b"8BPS\0\1", "a.psd", Kind.PSD),
    (b"\xff\x0a\x00", "a.jxl", Kind.JPEG_XL),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "a.jpg", Kind.JPEG_XL),
    (box(b"avif", b"mif1", b"miaf"), "a.avif", Kind.AVIF),
    (box(b"mif1", b"miaf", b"avif"), "a.heic", Kind.AVIF),
    (box(b"heic", b"mif1"), "a.avif", Kind.HEIF),
    (box(b"mif1", b"heic", b"miaf"), "a.jpg", Kind.HEIF),
    (box(b"msf1", b"hevc"), "a.heic", Kind.HEIF),
    (box(b"mif1"), "a.heif", Kind.HEIF),
    (box(b"crx ", b"crx ", b"isom"), "a.cr3", Kind.RAW),
    (box(b"isom", b"mp42"), "a.mp4", None),
    (tiff(256, 257), "a.tif", Kind.TIFF),
    (tiff(256, 257), "a.NEF", Kind.RAW),
    (tiff(256, 257, 0xC612), "a.tif", Kind.RAW),
    (tiff(256, 257, 0xC612, order=">"), "noname", Kind.RAW),
    (b"MM\0+\0\x08\0\0", "a.tif", Kind.TIFF),
    (b"II*\0\x10\0\0\0IIII", "a.tif", Kind.RAW),
    (b"II*\0", "a.tif", Kind.TIFF),
    (b"II*\0\xff\xff\xff\xff", "a.tif", Kind.TIFF),
    (b"FUJIFILMCCD-RAW 0201", "a", Kind.RAW),
    (b"IIRO\x08\0", "a.orf", Kind.RAW),
    (b"IIRS\x08\0", "a", Kind.RAW),
    (b"MMOR\0\0", "a", Kind.RAW),
    (b"IIU\0\x18", "a.rw2", Kind.RAW),
    (b"FOVb", "a.x3f", Kind.RAW),
    (b"\0MRM", "a.mrw", Kind.RAW),
    (b"something", "a.raf", Kind.RAW),
    (b"something", "a.jpg", None),
    (bytes(100), "a.cr2", None),
    (b"", "a.cr2", None),
])  # fmt: skip
def test_the_content_tells_the_kind(start: bytes, name: str, kind: Kind | None) -> None:
    assert kind_of(io.BytesIO(start), name) is kind


def test_every_kind_that_is_not_plain_goes_to_a_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def note(_path: Path, kind: Kind, *_: object) -> None:
        asked.append(kind)
        raise MemoryError

    monkeypatch.setattr(door.isolation, "decode", note)
    starts = {
        Kind.AVIF: box(b"avif"),
        Kind.HEIF: box(b"heic"),
        Kind.TIFF: tiff(256),
        Kind.RAW: b"FOVb",
        Kind.PSD: b"8BPS",
    }
    starts[Kind.JPEG_XL] = b"\xff\x0a"
    for start in starts.values():
        (tmp_path / "a").write_bytes(start)
        assert trouble_of(tmp_path / "a")[0] is Trouble.NO_MEMORY
    assert asked == list(starts)
    assert set(starts) | door.PLAIN == set(kinds.Kind)
