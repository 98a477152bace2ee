"""The small picture before the photograph."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from aesthetic_gui.files.thumbnails.glimpse import HEAD, glimpse

RED, GREEN, BLUE = (220, 30, 30), (30, 200, 30), (30, 30, 220)


def write(path: Path, small: bytes | None, size: tuple[int, int] = (1200, 800), orientation: int = 1) -> Path:
    """A JPEG with ``small`` as its EXIF thumbnail, laid out by hand: IFD0, then IFD1 with the JPEG behind it."""
    block = io.BytesIO()
    block.write(b"II*\x00\x08\x00\x00\x00")
    block.write(b"\x01\x00" + entry(ExifTags.Base.Orientation, 3, orientation) + (26).to_bytes(4, "little"))
    if small is not None:
        block.write(b"\x02\x00" + entry(513, 4, 26 + 30) + entry(514, 4, len(small)) + bytes(4))
        block.write(small)
    Image.new("RGB", size, BLUE).save(path, "JPEG", exif=b"Exif\x00\x00" + block.getvalue())
    return path


def entry(tag: int, kind: int, value: int) -> bytes:
    return (
        tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + (1).to_bytes(4, "little") + value.to_bytes(4, "little")
    )


def thumbnail(size: tuple[int, int] = (160, 120), bars: int = 0) -> bytes:
    """Red above, green below, with black bars of ``bars`` pixels."""
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    middle = size[1] // 2
    pixels[bars:middle], pixels[middle : size[1] - bars] = RED, GREEN
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def test_it_is_the_cameras_small_picture_without_its_bars(tmp_path: Path) -> None:
    found = glimpse(write(tmp_path / "a.jpg", thumbnail(bars=7)))
    assert found is not None
    assert found.shape == (106, 160, 3)  # of the 107 that the shape asks for one is black
    assert found.dtype == np.uint8
    assert np.abs(found[3, 80].astype(int) - RED).max() < 40
    assert np.abs(found[-4, 80].astype(int) - GREEN).max() < 40


def test_bars_wider_than_the_shape_tells_go_whole(tmp_path: Path) -> None:
    found = glimpse(write(tmp_path / "a.jpg", thumbnail(bars=9)))  # as a Nikon D3100 writes them
    assert found is not None
    assert found.shape[0] in range(101, 104)
    assert min(found[0].max(axis=1).min(), found[-1].max(axis=1).min()) > 60


def test_bars_at_the_sides_go_as_well(tmp_path: Path) -> None:
    found = glimpse(write(tmp_path / "a.jpg", thumbnail(), size=(800, 1200)))
    assert found is not None
    assert found.shape == (120, 80, 3)


@pytest.mark.parametrize(("orientation", "turned"), [(1, False), (3, False), (6, True), (8, True)])
def test_it_is_upright(tmp_path: Path, orientation: int, turned: bool) -> None:
    found = glimpse(write(tmp_path / "a.jpg", thumbnail(), size=(1200, 900), orientation=orientation))
    assert found is not None
    assert found.shape == ((160, 120, 3) if turned else (120, 160, 3))
    top = {1: RED, 3: GREEN}.get(orientation)
    if top:
        assert np.abs(found[8, 80].astype(int) - top).max() < 40
    else:
        right = RED if orientation == 6 else GREEN  # 6: the camera's top is at the right
        assert np.abs(found[80, -8].astype(int) - right).max() < 40


@pytest.mark.parametrize(
    "small", [None, b"", b"not a picture", thumbnail((40, 30)), thumbnail((1024, 768)), thumbnail()[:300]]
)
def test_what_is_none_is_none(tmp_path: Path, small: bytes | None) -> None:
    assert glimpse(write(tmp_path / "a.jpg", small)) is None


def test_nothing_is_waited_for_or_raised(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8" + os.urandom(5000))
    (tmp_path / "empty.jpg").touch()
    for name in ("pipe.jpg", "a.jpg", "empty.jpg", "gone.jpg", "\0.jpg", "."):
        assert glimpse(tmp_path / name) is None


def test_only_the_head_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", thumbnail())
    whole = path.read_bytes()
    path.write_bytes(whole + os.urandom(10 * HEAD))
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    assert glimpse(path) is not None
    assert glimpse(tmp_path / "cut.jpg") is not None  # half a photograph may still be looked at
