"""The marks inside of photographs' own files."""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import subprocess
import time
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from aesthetic_gui.files.xmp import Marks, XmpError, embedded_marks
from aesthetic_gui.photo import ColourLabel, Flag
from tests.unit.files.containers.samples import (
    EXTENDED,
    IN_PNG,
    STANDARD,
    XMP_UUID,
    big_tiff,
    box,
    gif,
    heic,
    jpeg,
    jxl,
    png,
    psd,
    raf,
    rating,
    resource,
    tiff,
    webp,
)
from tests.unit.files.xmp.packets import listed, packet

PACKET = packet(listed("dc:subject", "cat"), xmp__Rating=4, xmp__Label="Blue", xmpDM__pick=1)
MARKS = Marks(Flag.PICK, 4, ColourLabel.BLUE, "Blue", ("cat",))
XMP = resource(1060, PACKET)
FILES = {
    "a.jpg": jpeg(STANDARD + PACKET),
    "a.tif": tiff((256, 4, bytes(4)), (700, 1, PACKET)),
    "a.dng": tiff((700, 7, PACKET), order=">"),
    "a.nef": tiff((700, 1, PACKET), (0x4746, 3, b"\x01\x00")),
    "a.orf": tiff((700, 1, PACKET), magic=b"IIRO"),
    "a.rw2": tiff((700, 1, PACKET), magic=b"IIU\x00"),
    "big.tif": big_tiff(PACKET),
    "a.raf": raf(jpeg(STANDARD + PACKET)),
    "a.png": png(IN_PNG + b"\x00\x00\x00\x00" + PACKET),
    "zip.png": png(IN_PNG + b"\x01\x00en\x00xmp\x00" + zlib.compress(PACKET)),
    "a.webp": webp(PACKET),
    "a.heic": heic(PACKET),
    "inline.heic": heic(PACKET, inline=True),
    "a.avif": heic(PACKET, brand=b"avif"),
    "a.cr3": box(b"ftyp", b"crx " + bytes(4)) + box(b"moov", bytes(50)) + box(b"uuid", XMP_UUID + PACKET),
    "a.jxl": jxl(box(b"xml ", PACKET)),
    "a.gif": gif(PACKET),
    "a.psd": psd(XMP),
}


def marks_in(folder: Path, data: bytes, name: str = "a.jpg") -> Marks | None:
    (folder / name).write_bytes(data)
    return embedded_marks(folder / name)


@pytest.mark.parametrize("name", FILES)
def test_the_packet_is_found_in_every_kind_of_file(name: str, tmp_path: Path) -> None:
    assert marks_in(tmp_path, FILES[name], name) == MARKS


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_breaks_off_is_without_marks_or_refused(name: str, tmp_path: Path) -> None:
    data = FILES[name]
    for length in {*range(120), *range(0, len(data), 37), len(data) - 1}:
        try:
            assert marks_in(tmp_path, data[:length], name) in (None, MARKS, Marks(stars=1))
        except XmpError as error:
            assert "damaged" in str(error) or "empty" in str(error)  # noqa: PT017 – either is right


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_no_damage_raises_anything_but_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, name: str, choices: st.DataObject
) -> None:
    data = bytearray(FILES[name])
    for _ in range(choices.draw(st.integers(1, 5))):
        place = choices.draw(st.integers(0, min(len(data) - 1, 300)))
        data[place : place + choices.draw(st.integers(1, 4))] = choices.draw(st.binary(min_size=1, max_size=4))
    with contextlib.suppress(XmpError):
        assert isinstance(marks_in(tmp_path_factory.getbasetemp(), bytes(data), name), Marks | None)


def test_a_rating_of_windows_counts_where_the_packet_is_silent(tmp_path: Path) -> None:
    for order in "<>":
        assert marks_in(tmp_path, jpeg(b"Exif\x00\x00" + rating(4, order))) == Marks(stars=4)
    per_cent = tiff((0x4749, 3, b"\x32\x00"))
    assert marks_in(tmp_path, jpeg(b"Exif\x00\x00" + per_cent)) == Marks(stars=3)
    silent = STANDARD + packet(xmp__Label="Red")
    assert marks_in(tmp_path, jpeg(b"Exif\x00\x00" + rating(4), silent)) == Marks(None, 4, ColourLabel.RED, "Red")
    assert marks_in(tmp_path, jpeg(b"Exif\x00\x00" + rating(4), STANDARD + packet(xmp__Rating=2))) == Marks(stars=2)
    rejected = STANDARD + packet(xmp__Rating=-1)
    assert marks_in(tmp_path, jpeg(b"Exif\x00\x00" + rating(4), rejected)) == Marks(flag=Flag.REJECT)
    assert marks_in(tmp_path, webp(rating(2), b"EXIF"), "a.webp") == Marks(stars=2)
    assert marks_in(tmp_path, png(rating(2), b"eXIf"), "a.png") == Marks(stars=2)
    assert marks_in(tmp_path, heic(bytes(4) + rating(2), kind=b"Exif"), "a.heic") == Marks(stars=2)
    assert marks_in(tmp_path, rating(5), "a.tif") == Marks(stars=5)


def test_a_file_without_marks_has_none(tmp_path: Path) -> None:
    assert marks_in(tmp_path, jpeg()) is None
    assert marks_in(tmp_path, b"anything else", "a.txt") is None
    assert marks_in(tmp_path, b"", "empty.jpg") is None
    assert marks_in(tmp_path, heic(b"no packet", kind=b"mine"), "a.heic") is None


def test_what_a_jpeg_has_split_off_is_put_together(tmp_path: Path) -> None:
    identity = b"0123456789ABCDEF0123456789ABCDEF"
    more = packet(listed("dc:subject", *(f"keyword {number}" for number in range(9000))), xmp__Rating=1)
    parts = [
        EXTENDED + identity + struct.pack(">II", len(more), start) + more[start : start + 60_000]
        for start in range(0, len(more), 60_000)
    ]
    assert len(parts) > 2
    main = packet(xmp__Rating=3, xmpNote__HasExtendedXMP=identity.decode()).replace(
        b"xmlns:crs=", b'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmlns:crs='
    )
    marks = marks_in(tmp_path, jpeg(STANDARD + main, *reversed(parts)))
    assert marks
    assert (marks.stars, len(marks.keywords)) == (3, 9000)
    for spoilt in (
        parts[:-1],
        parts[1:],
        [*parts, parts[0]],
        [part.replace(identity, identity[::-1]) for part in parts],
    ):
        assert marks_in(tmp_path, jpeg(STANDARD + main, *spoilt)) == Marks(stars=3)


def test_damage_inside_is_told_with_the_files_name(tmp_path: Path) -> None:
    with pytest.raises(XmpError, match=r"a\.jpg: the rating and keywords inside of this file are damaged"):
        marks_in(tmp_path, jpeg(STANDARD + PACKET[:-300]))


def test_a_file_that_cannot_be_opened_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(XmpError, match="no longer there"):
        embedded_marks(tmp_path / "gone.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    for name in ("pipe.jpg", "."):
        with pytest.raises(XmpError, match="file"):
            embedded_marks(tmp_path / name)


@pytest.mark.slow
def test_bombs_take_neither_memory_nor_time(tmp_path: Path) -> None:
    """A PNG that unpacks to 400 MB; a TIFF whose packet has 4 GB, 4,000 times; many extents; endless ones."""
    sparse = tmp_path / "a.tif"
    tags = struct.pack("<HHII", 700, 7, 0xFFFFFFF0, 4096) * 4000
    sparse.write_bytes(b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", 4000) + tags)
    os.truncate(sparse, 5 << 30)
    (tmp_path / "a.png").write_bytes(png(IN_PNG + b"\x01\x00\x00\x00" + zlib.compress(b" " * (400 << 20))))
    extents = struct.pack(">II", 0, 1 << 24) * 10_000
    location = b"\x01\x00\x00\x00\x44\x00" + struct.pack(">HHHHH", 1, 2, 0, 0, 10_000) + extents
    entry = box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH4s", 2, 0, b"mime") + b"\x00application/rdf+xml\x00")
    inner = box(b"iinf", bytes(4) + struct.pack(">H", 1) + entry) + box(b"iloc", location)
    (tmp_path / "a.heic").write_bytes(
        box(b"ftyp", b"heic" + bytes(4)) + box(b"meta", bytes(4) + inner) + bytes(1 << 24)
    )
    endless = b"\x01\x00\x00\x00\x00\x00" + struct.pack(">HHHHH", 65535, 2, 0, 0, 65535) + b"\xff" * 500_000
    inner = box(b"iinf", bytes(4) + struct.pack(">H", 1) + entry) + box(b"iloc", endless)
    (tmp_path / "b.heic").write_bytes(box(b"ftyp", b"heic" + bytes(4)) + box(b"meta", bytes(4) + inner))
    tracemalloc.start()
    started = time.process_time()
    for name in ("a.tif", "a.png", "a.heic", "b.heic"):
        with contextlib.suppress(XmpError):
            assert embedded_marks(tmp_path / name) is None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150 << 20
    assert time.process_time() - started < 5


def test_the_original_is_only_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(FILES["a.jpg"])
    path.chmod(0o444)
    before = path.stat()
    assert embedded_marks(path) == MARKS
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (FILES["a.jpg"], before.st_mtime_ns)


def test_hostile_and_broken_photographs_are_without_marks_or_refused(shared_data: Path) -> None:
    looked_at = 0
    for folder in ("malformed", "formats", "cameras"):
        for path in sorted((shared_data / folder).iterdir()):
            looked_at += 1
            try:
                marks = embedded_marks(path)
            except XmpError as error:
                assert path.name in str(error)  # noqa: PT017 – either is right
            else:
                assert marks is None or isinstance(marks, Marks)
    assert looked_at > 170


@pytest.mark.parametrize(
    "name", ["cameras/canon_5d_12mp.jpg", "formats/phone.heic", "formats/srgb_8bit.avif", "formats/denali.webp",
             "formats/rgb_16bit.tiff", "formats/srgb_8bit.jxl", "png"],
)  # fmt: skip
def test_what_exiftool_embeds_is_read(name: str, shared_data: Path, tmp_path: Path) -> None:
    if not (exiftool := shutil.which("exiftool")):
        pytest.skip("exiftool is not on this machine")
    path = tmp_path / "a.png" if name == "png" else tmp_path / Path(name).name
    if name == "png":
        Image.new("RGB", (8, 8)).save(path, pnginfo=PngImagePlugin.PngInfo())
    else:
        shutil.copyfile(shared_data / name, path)
    tags = ("-XMP-xmp:Rating=4", "-XMP-xmp:Label=Rot", "-XMP-dc:Subject=cat", "-XMP-digiKam:PickLabel=1")
    run = subprocess.run([exiftool, "-n", "-q", *tags, str(path)], capture_output=True, check=False, timeout=60)
    if run.returncode:
        pytest.skip(f"this exiftool does not write {path.suffix}")
    marks = embedded_marks(path)
    assert marks
    assert (marks.flag, marks.stars, marks.label) == (Flag.REJECT, 4, ColourLabel.RED)
    assert "cat" in marks.keywords
