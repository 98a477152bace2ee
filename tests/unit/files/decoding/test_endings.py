"""What lacks its end but no pixel is read like the whole; what lacks a block is not."""

from __future__ import annotations

import io
import re
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.files.decoding.codecs import endings
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.photo import Trouble, Unreadable

SKETCH = Image.fromarray(np.random.default_rng(3).integers(0, 256, (9, 11, 3), dtype=np.uint8))
TRAILER = b"SEFT" * 30 + b"\xff\xd8\xff\xe0" + b"a preview of the maker's own" + b"\xff\xd9"
FILM = b"\0\0\0\x18ftypmp42" + bytes(50)
TRAILERS = {
    "none": b"",
    "half": b"\xff",
    "zeros": bytes(500),
    "a preview": TRAILER,
    "a film with a frame": FILM + b"\xff\xc0\x12\x34" + b"\x55" * 500,
    "a film with a scan": FILM + b"\xff\xda\x12\x34" + b"\x55" * 500,
    "a film with restarts": FILM + b"\xff\xd3hello\xff\xd4" + b"\x55" * 500,
}
JPEGS: dict[str, dict[str, object]] = {
    "baseline": {},
    "progressive": {"progressive": True},
    "with restarts": {"restart_marker_blocks": 7},
    "progressive with restarts": {"progressive": True, "restart_marker_rows": 2},
    "with whole colours": {"subsampling": 0},
    "with tables of its own": {"optimize": True},
}


def jpeg(mode: str = "RGB", **options: object) -> bytes:
    return encoded("JPEG", mode, **options)


def encoded(kind: str, mode: str = "RGB", size: tuple[int, int] = (217, 163), **options: object) -> bytes:
    stream = io.BytesIO()
    SKETCH.resize(size, Image.Resampling.BICUBIC).convert(mode).save(stream, kind, **options)
    return stream.getvalue()


def trouble_of(path: Path, data: bytes) -> Trouble:
    path.write_bytes(data)
    with pytest.raises(Unreadable) as raised:
        decode(path)
    return raised.value.trouble


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("options", JPEGS.values(), ids=JPEGS)
@pytest.mark.parametrize("end", TRAILERS.values(), ids=TRAILERS)
@pytest.mark.parametrize("side", [None, 100])
def test_a_jpeg_without_its_end_marker_has_the_same_pixels(
    tmp_path: Path, mode: str, options: dict[str, object], end: bytes, side: int | None
) -> None:
    whole = jpeg(mode, **options)
    (tmp_path / "whole.jpg").write_bytes(whole)
    (tmp_path / "open.jpg").write_bytes(whole[:-2] + end)
    assert np.array_equal(decode(tmp_path / "open.jpg", side).rgb, decode(tmp_path / "whole.jpg", side).rgb)


@pytest.mark.parametrize("options", JPEGS.values(), ids=JPEGS)
def test_no_cut_through_a_jpegs_blocks_is_taken_for_its_end(options: dict[str, object]) -> None:
    whole = jpeg(**options)
    places = {*range(20, len(whole) - 2, 53), *range(len(whole) - 40, len(whole) - 2)}
    places |= {place for found in re.finditer(rb"\xff[\xc0-\xdf]", whole[:-2]) for place in found.span()}
    pixels = np.asarray(Image.open(io.BytesIO(whole)))
    for place in places:
        ended = endings.with_end(whole[:place])
        assert ended is None or np.array_equal(np.asarray(Image.open(io.BytesIO(ended))), pixels), place


@pytest.mark.parametrize("options", JPEGS.values(), ids=JPEGS)
@pytest.mark.parametrize("filling", [b"", bytes(4000), TRAILER], ids=["nothing", "zeros", "a trailer"])
def test_a_jpeg_cut_in_the_middle_ends_too_early(tmp_path: Path, options: dict[str, object], filling: bytes) -> None:
    whole = jpeg(**options)
    damaged = trouble_of(tmp_path / "a.jpg", whole[: len(whole) * 2 // 3] + filling)
    assert damaged in (Trouble.TRUNCATED, Trouble.DAMAGED)


def test_a_grey_jpeg_cut_in_the_middle_is_not_taken_for_a_grey_photograph(tmp_path: Path) -> None:
    """What libjpeg puts in the place of missing blocks is of the same grey."""
    stream = io.BytesIO()
    grey = Image.new("L", (400, 400), 128)
    grey.paste(200, (0, 300, 400, 400))
    grey.save(stream, "JPEG")
    data = stream.getvalue()
    start = data.index(b"\xff\xda")
    assert trouble_of(tmp_path / "a.jpg", data[: start + (len(data) - start) // 2]) is Trouble.TRUNCATED


@pytest.mark.parametrize("end", [b"", b"garbage" * 20, b"\0\0\0\0IEND"], ids=["none", "garbage", "half"])
def test_a_png_without_its_last_chunk_has_the_same_pixels(tmp_path: Path, end: bytes) -> None:
    whole = encoded("PNG")
    (tmp_path / "whole.png").write_bytes(whole)
    (tmp_path / "open.png").write_bytes(whole[:-12] + end)
    assert np.array_equal(decode(tmp_path / "open.png").rgb, decode(tmp_path / "whole.png").rgb)
    assert trouble_of(tmp_path / "cut.png", whole[: len(whole) // 2]) is Trouble.TRUNCATED


@pytest.mark.parametrize("counted", [True, False])
def test_a_webp_without_its_last_byte_of_filling_is_readable(tmp_path: Path, counted: bool) -> None:
    whole = next(
        data
        for width in range(100, 140)
        if struct.unpack("<I", (data := encoded("WEBP", size=(width, 90), lossless=True))[16:20])[0] % 2
    )
    (tmp_path / "whole.webp").write_bytes(whole)
    length = whole[4:8] if counted else struct.pack("<I", len(whole) - 9)
    (tmp_path / "open.webp").write_bytes(whole[:4] + length + whole[8:-1])
    assert np.array_equal(decode(tmp_path / "open.webp").rgb, decode(tmp_path / "whole.webp").rgb)
    assert trouble_of(tmp_path / "cut.webp", whole[:-3]) is Trouble.TRUNCATED


def test_a_picture_that_lacks_nothing_is_left_as_it_is() -> None:
    assert endings.with_end(encoded("PNG")) is None
    assert endings.with_end(encoded("WEBP")) is None
    assert endings.with_end(b"GIF89a") is None
