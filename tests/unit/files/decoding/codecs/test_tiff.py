"""TIFFs of every depth, order and compression look as they were meant to, upright once."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.decoding import profiles
from aesthetic_gui.files.decoding.codecs import tiff
from aesthetic_gui.files.decoding.codecs.opened import Refused, finished
from aesthetic_gui.photo import Trouble
from tests.unit.files.decoding import icc

HEIGHT, WIDTH = 37, 53  # odd, so that no row fills whole words
FULL: dict[str, float] = {"u1": 255, "u2": 65535, "u4": 2**32 - 1, "f2": 1, "f4": 1, "f8": 1}
COLOURS = {"r": (0.9, 0.1, 0.1), "g": (0.1, 0.8, 0.1), "b": (0.1, 0.1, 0.9), "y": (0.9, 0.9, 0.1)}
UPRIGHT = {1: "rgby", 2: "gryb", 3: "ybgr", 4: "byrg", 5: "rbgy", 6: "bryg", 7: "ygbr", 8: "gyrb"}  # row by row


def gradient() -> NDArray[np.float64]:
    """float64 (h, w, 3), 0..1: red grows to the right, green downwards."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return np.stack([x / (WIDTH - 1), y / (HEIGHT - 1), 0.3 + 0 * x], axis=-1)


def numbers(values: NDArray[np.float64], kind: str) -> NDArray[Any]:
    scaled = values * FULL[kind]
    return (scaled.round() if kind[0] == "u" else scaled).astype(kind)


def written(values: NDArray[Any], photometric: str = "rgb", **options: Any) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, values, photometric=photometric, **options)
    return stream.getvalue()


def by_pillow(image: Image.Image, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "TIFF", **options)
    return stream.getvalue()


def by_opencv(values: NDArray[Any], compression: int) -> bytes:
    """Interleaved RGB; with a predictor where the compression is 5 (LZW) or 8 (Deflate)."""
    options = [
        cv2.IMWRITE_TIFF_COMPRESSION,
        compression,
        cv2.IMWRITE_TIFF_PREDICTOR,
        3 if values.dtype.kind == "f" else 2,
    ]
    done, data = cv2.imencode(".tif", values[..., ::-1] if values.ndim == 3 else values, options)
    assert done
    return data.tobytes()


def pixels(data: bytes) -> NDArray[np.uint8]:
    return finished(tiff.open_picture(data, None), None, None)


def assert_shows(data: bytes, values: NDArray[np.float64]) -> None:
    expected = values if values.ndim == 3 else values[..., None].repeat(3, axis=2)
    shown = pixels(data)
    assert shown.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(shown - expected * 255).max() <= 1.01


@pytest.mark.parametrize("kind", FULL)
@pytest.mark.parametrize("options", [
    {}, {"byteorder": ">"}, {"bigtiff": True}, {"bigtiff": True, "byteorder": ">"}, {"tile": (16, 32)},
    {"rowsperstrip": 5, "compression": "deflate"},
], ids=str)  # fmt: skip
def test_every_depth_order_and_layout(kind: str, options: dict[str, Any]) -> None:
    values = gradient()
    assert_shows(written(numbers(values, kind), **options), values)
    assert_shows(written(numbers(values[..., 0], kind), "minisblack", **options), values[..., 0])


@pytest.mark.parametrize("kind", FULL)
def test_plane_by_plane(kind: str) -> None:
    planes = np.ascontiguousarray(numbers(gradient(), kind).transpose(2, 0, 1))
    assert_shows(written(planes, planarconfig="separate"), gradient())


@pytest.mark.parametrize("kind", FULL)
def test_white_may_be_zero(kind: str) -> None:
    assert_shows(written(numbers(1 - gradient()[..., 0], kind), "miniswhite"), gradient()[..., 0])


@pytest.mark.parametrize("kind", ["u1", "u2", "f4", "f8"])
@pytest.mark.parametrize("compression", [1, 5, 8])
def test_compressed_with_predictor(kind: str, compression: int) -> None:
    assert_shows(by_opencv(numbers(gradient(), kind), compression), gradient())
    assert_shows(by_opencv(numbers(gradient()[..., 0], kind), compression), gradient()[..., 0])


@pytest.mark.parametrize("kind", FULL)
@pytest.mark.parametrize("associated", [False, True])
def test_transparency_is_over_grey(kind: str, associated: bool) -> None:
    """Colours multiplied by their alpha or not; neither fringe nor veil at the edges."""
    alpha = np.linspace(0, 1, WIDTH)[None].repeat(HEIGHT, axis=0)[..., None]
    colours = np.broadcast_to([0.9, 0.5, 0.2], (HEIGHT, WIDTH, 3))
    stored = np.concatenate([colours * alpha if associated else colours, alpha], axis=2)
    data = written(numbers(stored, kind), extrasamples=["assocalpha" if associated else "unassalpha"])
    expected = colours * alpha * 255 + (1 - alpha) * 128
    assert np.abs(pixels(data) - expected).max() <= 2.5


@pytest.mark.parametrize("kind", FULL)
def test_extra_samples_that_are_no_alpha_hide_nothing(kind: str) -> None:
    stored = numbers(np.dstack([gradient(), np.zeros((HEIGHT, WIDTH))]), kind)
    assert_shows(written(stored, extrasamples=["unspecified"]), gradient())


@pytest.mark.parametrize("kind", FULL)
def test_grey_with_alpha(kind: str) -> None:
    stored = numbers(np.dstack([gradient()[..., 0], np.ones((HEIGHT, WIDTH))]), kind)
    assert_shows(written(stored, "minisblack", extrasamples=["unassalpha"], planarconfig="contig"), gradient()[..., 0])


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("way", ["u1", "u2", "f2", "f4", "lzw"])
def test_each_orientation_is_applied_once(orientation: int, way: str) -> None:
    """Read by Pillow (8 and 16 bits), tifffile (floats) and OpenCV (LZW), of which two turn pictures themselves."""
    picture = np.empty((20, 30, 3))
    for name, rows, columns in (("r", 0, 0), ("g", 0, 15), ("b", 10, 0), ("y", 10, 15)):
        picture[rows : rows + 10, columns : columns + 15] = COLOURS[name]
    if way == "lzw":
        data = with_orientation(by_opencv(numbers(picture, "f4"), 5), orientation)
    else:
        data = written(numbers(picture, way), extratags=[(274, "H", 1, orientation)])
    opened = tiff.open_picture(data, None)
    rgb = finished(opened, None, None)
    height, width = rgb.shape[:2]
    assert (height, width) == ((30, 20) if orientation > 4 else (20, 30))
    assert (opened.metadata.height, opened.metadata.width) == (height, width)
    middles = [rgb[y * height // 4, x * width // 4] / 255 for y in (1, 3) for x in (1, 3)]
    named = (min(COLOURS, key=lambda name: np.abs(COLOURS[name] - middle).sum()) for middle in middles)
    assert "".join(named) == UPRIGHT[orientation]


def with_orientation(data: bytes, orientation: int) -> bytes:
    """The file with a directory at its end that has one tag more."""
    changed = bytearray(data)
    start = int.from_bytes(data[4:8], "little")
    count = int.from_bytes(data[start : start + 2], "little")
    entries = [data[start + 2 + 12 * n : start + 14 + 12 * n] for n in range(count)]
    entries.append((274).to_bytes(2, "little") + b"\x03\0\x01\0\0\0" + orientation.to_bytes(4, "little"))
    entries.sort(key=lambda entry: entry[:2][::-1])
    changed[4:8] = len(data).to_bytes(4, "little")
    return bytes(changed) + (count + 1).to_bytes(2, "little") + b"".join(entries) + bytes(4)


@pytest.mark.parametrize("kind", ["u1", "u2", "f4"])
def test_a_page_that_is_a_thumbnail_is_not_the_photograph(kind: str) -> None:
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(numbers(np.ones((8, 8, 3)), kind), photometric="rgb", subfiletype=1)
        file.write(numbers(gradient(), kind), photometric="rgb")
        file.write(numbers(np.zeros((99, 99, 3)), kind), photometric="rgb")
    opened = tiff.open_picture(stream.getvalue(), 64)
    assert (opened.metadata.width, opened.metadata.height) == (WIDTH, HEIGHT)
    assert_shows(stream.getvalue(), gradient())


def test_only_thumbnails_are_better_than_nothing() -> None:
    assert_shows(written(numbers(gradient(), "u1"), subfiletype=1), gradient())


@pytest.mark.parametrize("kind", ["u1", "u2", "f4"])
def test_a_profile_is_honoured(kind: str) -> None:
    picture = numbers(np.broadcast_to([0.8, 0.3, 0.2], (HEIGHT, WIDTH, 3)), kind)
    shown = pixels(written(picture, iccprofile=icc.display_p3()))[0, 0].astype(int)
    expected = profiles.converted(Image.new("RGB", (1, 1), (204, 76, 51)), icc.display_p3()).getpixel((0, 0))
    assert np.abs(shown - expected).max() <= 2


def test_floats_of_a_profile_without_curve_are_light() -> None:
    """What Photoshop writes of 32-bit pictures; 8 bits of light would leave bands in the shadows."""
    light = np.broadcast_to(np.geomspace(0.001, 1, WIDTH)[None, :, None], (HEIGHT, WIDTH, 3))
    linear = profiles.matrix_profile("linear", ((0.64, 0.33), (0.3, 0.6), (0.15, 0.06)), (0.3127, 0.329), 1.0)
    shown = pixels(written(light.astype("f4"), iccprofile=linear))[0, :, 1].astype(float)
    encoded = np.where(light[0, :, 1] <= 0.0031308, 12.92 * light[0, :, 1], 1.055 * light[0, :, 1] ** (1 / 2.4) - 0.055)
    assert np.abs(shown - 255 * encoded)[light[0, :, 1] < 0.7].max() <= 2  # the lights roll off
    assert np.all(np.diff(shown) >= 0)
    assert shown[-1] >= 225


def test_floats_above_white_are_a_scene() -> None:
    """Without a profile: mostly below 1, the lights far above it."""
    light = np.full((HEIGHT, WIDTH, 3), 0.18)
    light[:4] = 30.0
    shown = pixels(written(light.astype("f4")))
    assert shown[:4].min() >= 250
    assert 1 < shown[20, 20, 0] < 130


def test_floats_up_to_255_are_encoded() -> None:
    values = gradient()
    assert_shows(written((values * 255).astype("f4")), values)


def test_floats_that_are_no_numbers_do_not_hurt() -> None:
    values = numbers(gradient(), "f4")
    values[0, :3] = [[np.nan] * 3, [np.inf] * 3, [-np.inf] * 3]
    shown = pixels(written(values))
    assert shown[0, 0].tolist() == [0, 0, 0]
    assert np.abs(shown[5:] - gradient()[5:] * 255).max() <= 1.01


@pytest.mark.parametrize("kind", ["u1", "u2"])
def test_printing_colours(kind: str) -> None:
    ink = np.dstack([1 - gradient(), np.zeros((HEIGHT, WIDTH))])
    shown = pixels(written(numbers(ink, kind), "separated"))
    assert np.abs(shown - gradient() * 255).max() <= 2


def test_palettes_lab_and_two_colours() -> None:
    palette = Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8), "P")
    palette.putpalette([number for entry in range(256) for number in (entry, 255 - entry, 7)])
    assert pixels(by_pillow(palette))[7, 7].tolist() == [63, 192, 7]
    assert np.abs(pixels(by_pillow(Image.new("LAB", (9, 9), (128, 128, 128))))[0, 0].astype(int) - 119).max() <= 2
    assert pixels(by_pillow(Image.new("1", (9, 9), 1), compression="group4"))[0, 0].tolist() == [255] * 3


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "jpeg", "zstd", "packbits"])
def test_compressed_eight_bits(compression: str) -> None:
    image = Image.fromarray(numbers(gradient(), "u1"))
    shown = pixels(by_pillow(image, compression=compression, **({"quality": 95} if compression == "jpeg" else {})))
    assert np.abs(shown - gradient() * 255).max() <= (30 if compression == "jpeg" else 1)


def test_the_camera_s_metadata_is_read_of_floats_too() -> None:
    data = written(numbers(gradient(), "f4"), extratags=[(272, "s", 0, "Camera 1")])
    assert tiff.open_picture(data, None).metadata.camera == "Camera 1"


@pytest.mark.parametrize("kind", ["f2", "f4"])
def test_a_rare_kind_is_refused_as_such(kind: str) -> None:
    ink = numbers(np.dstack([gradient(), np.zeros((HEIGHT, WIDTH))]), kind)
    with pytest.raises(Refused) as refusal:
        tiff.open_picture(written(ink, "separated"), None)
    assert refusal.value.trouble is Trouble.UNSUPPORTED


def test_what_is_too_large_is_refused_by_its_header() -> None:
    data = written(numbers(gradient()[..., 0], "f4"), "minisblack")
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        place = file.pages[0].tags["ImageWidth"].valueoffset  # type: ignore[union-attr]
    changed = bytearray(data)
    changed[place : place + 4] = (20_000_000).to_bytes(4, "little")
    with pytest.raises(Refused) as refusal:
        tiff.open_picture(bytes(changed), None)
    assert refusal.value.trouble is Trouble.TOO_LARGE


@pytest.mark.parametrize("kind", ["u1", "u2", "f4"])
def test_truncated_files_are_an_error(kind: str) -> None:
    with pytest.raises((EOFError, OSError)):
        tiff.open_picture(written(numbers(gradient(), kind))[:-500], None)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6))
def test_damaged_directories_are_an_error_or_a_picture(changes: list[tuple[int, int]]) -> None:
    data = bytearray(written(numbers(gradient()[::4, ::4], "f4")))
    for place, value in changes:
        data[place] = value
    try:
        opened = tiff.open_picture(bytes(data), None)
    except Exception:  # noqa: BLE001 – of any kind: opened.refusal finds words for each
        return
    assert opened.image.mode in ("L", "LA", "RGB", "RGBA", "F", "I", "I;16", "CMYK", "P", "LAB", "1", "RGBX")


def test_real_files(shared_data: Path) -> None:
    for name, size in (("rgb_16bit.tiff", (100, 40)), ("cmyk_jpeg.tif", (100, 100))):
        opened = tiff.open_picture((shared_data / "formats" / name).read_bytes(), 640)
        assert (opened.metadata.width, opened.metadata.height) == size
