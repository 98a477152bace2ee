"""JPEG XL: upright once, and in sRGB whatever colours the file is in."""

from __future__ import annotations

import base64
import struct
import sys
from pathlib import Path

import numpy as np
import pylibjxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.decoding import profiles
from aesthetic_gui.files.decoding.codecs import code_points, jpegxl
from aesthetic_gui.files.decoding.codecs.jpegxl_header import CodestreamHeader, read_header
from aesthetic_gui.files.decoding.codecs.opened import Refused, finished
from aesthetic_gui.photo import Trouble
from tests.unit.files.decoding import icc

COLOURS = {"r": (230, 30, 30), "g": (30, 200, 30), "b": (30, 30, 220), "y": (220, 220, 40)}
UPRIGHT = {1: "rgby", 2: "gryb", 3: "ybgr", 4: "byrg", 5: "rbgy", 6: "bryg", 7: "ygbr", 8: "gyrb"}  # row by row


# fields of a header are strings of bits, the lowest first


def bits(number: int, count: int) -> str:
    return format(number, f"0{count}b")[::-1]


def enum(number: int) -> str:
    """ISO/IEC 18181-1, 9.2.6."""
    if number < 2:
        return ("00", "10")[number]
    return "01" + bits(number - 2, 4) if number < 18 else "11" + bits(number - 18, 6)


def colours(primaries: int, transfer: str, space: int = 0) -> str:
    """Not the default, no ICC profile, D65, relative colorimetric."""
    return "00" + enum(space) + enum(1) + ("" if space else enum(primaries)) + transfer + enum(1)


def code_point(number: int) -> str:
    return "0" + enum(number)


def gamma(value: float) -> str:
    return "1" + bits(round(value * 1e7), 24)


SRGB_GREY = colours(1, code_point(13), space=1)


def four_colours(channels: int = 3) -> NDArray[np.uint8]:
    """uint8 (16, 24, channels)."""
    picture = np.full((16, 24, channels), 255, np.uint8)
    for name, rows, columns in (("r", 0, 0), ("g", 0, 12), ("b", 8, 0), ("y", 8, 12)):
        picture[rows : rows + 8, columns : columns + 12, :3] = COLOURS[name]
    return picture


def header(colours: str, orientation: int = 0, extra: str = "00") -> bytes:
    """Of 24 × 16 lossless pixels: ``colours`` and ``extra`` channels in bits, ``orientation`` 0 for no such field."""
    size = "1" + bits(16 // 8 - 1, 5) + bits(4, 3)  # in eights; 3:2
    turn = "1" + bits(orientation - 1, 3) + "000" if orientation else "0"
    return packed(size + "0" + turn + "000" + "1" + extra + "0" + colours + ("1" if orientation else "") + "00" + "1")


def coded(picture: NDArray[np.uint8], colours: str = "", orientation: int = 0, extra: str = "") -> bytes:
    """What pylibjxl makes of a picture, lossless, with another header."""
    data = pylibjxl.encode(picture, lossless=True)
    own = SRGB_GREY if picture.ndim == 2 else "1", "101" if picture.shape[2:] == (4,) else "00"
    start = 2 + len(header(own[0], 0, own[1]))
    return data[:2] + header(colours or own[0], orientation, extra or own[1]) + data[start:]


def packed(fields: str) -> bytes:
    fields += "0" * (-len(fields) % 8)
    return bytes(int(fields[place : place + 8][::-1], 2) for place in range(0, len(fields), 8))


def pixels(data: bytes) -> NDArray[np.uint8]:
    return finished(jpegxl.open_picture(data, None), None, None)


def quarters(rgb: NDArray[np.uint8]) -> str:
    """The colours of the four quarters, row by row."""
    height, width = rgb.shape[:2]
    middles = [rgb[y * height // 4, x * width // 4].astype(int) for y in (1, 3) for x in (1, 3)]
    return "".join(min(COLOURS, key=lambda name: np.abs(COLOURS[name] - middle).sum()) for middle in middles)


def in_profile(profile: bytes) -> NDArray[np.uint8]:
    """What the four colours are in sRGB if they are those of a profile."""
    return np.asarray(profiles.converted(Image.fromarray(four_colours()), profile))


def container(codestream: bytes, *boxes: tuple[bytes, bytes], parts: int = 1) -> bytes:
    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), kind) + content

    start = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    if parts == 1:
        stream = box(b"jxlc", codestream)
    else:
        cuts = [codestream[:3], codestream[3:]]
        stream = b"".join(box(b"jxlp", struct.pack(">I", n | (n << 31)) + cut) for n, cut in enumerate(cuts))
    return start + b"".join(box(*each) for each in boxes) + stream


def tiff(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = orientation, "Camera 1"
    return exif.tobytes()[6:]


def test_the_header_made_here_is_that_of_the_encoder() -> None:
    for picture in (four_colours(), four_colours(4), four_colours()[..., 0]):
        picture = np.ascontiguousarray(picture)
        assert coded(picture) == pylibjxl.encode(picture, lossless=True)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("in_exif", [False, True])
def test_each_orientation_is_applied_once(orientation: int, in_exif: bool) -> None:
    data = coded(four_colours(), orientation=orientation)
    if in_exif:
        data = container(data, (b"Exif", bytes(4) + tiff(orientation)))
    opened = jpegxl.open_picture(data, None)
    rgb = finished(opened, None, None)
    assert quarters(rgb) == UPRIGHT[orientation]
    assert rgb.shape[:2] == ((24, 16) if orientation > 4 else (16, 24))
    assert (opened.metadata.height, opened.metadata.width) == rgb.shape[:2]
    assert opened.metadata.camera == ("Camera 1" if in_exif else None)


def test_the_orientation_in_the_exif_alone_is_not_applied() -> None:
    data = pylibjxl.encode(four_colours(), lossless=True, exif=tiff(6))
    assert quarters(pixels(data)) == "rgby"


@pytest.mark.parametrize("parts", [1, 2])
def test_a_container_may_keep_the_codestream_in_parts(parts: int) -> None:
    data = container(coded(four_colours(), colours(11, code_point(13))), parts=parts)
    assert np.abs(pixels(data).astype(int) - in_profile(icc.display_p3())).max() <= 2


def test_lossless_colours_are_kept() -> None:
    assert np.array_equal(pixels(coded(four_colours())), four_colours())


@pytest.mark.parametrize(("named", "profile"), [
    (colours(11, code_point(13)), icc.display_p3()),
    (colours(1, gamma(1 / 1.8)), profiles.matrix_profile("1.8", *code_points.GAMUTS[1], 1.8)),
    (colours(1, code_point(8)), profiles.matrix_profile("linear", *code_points.GAMUTS[1], 1.0)),
])  # fmt: skip
def test_colours_named_by_numbers_are_converted(named: str, profile: bytes) -> None:
    assert np.abs(pixels(coded(four_colours(), named)).astype(int) - in_profile(profile)).max() <= 2


def test_colours_of_a_profile_are_converted() -> None:
    data = pylibjxl.encode(four_colours(), lossless=True, icc=profiles.adobe_rgb())
    assert np.abs(pixels(data).astype(int) - in_profile(profiles.adobe_rgb())).max() <= 2


def test_colours_of_a_lossy_picture_are_converted() -> None:
    assert not read_header(LOSSY_P3).has_profile
    assert read_header(LOSSY_P3).is_xyb
    difference = pixels(LOSSY_P3)[4::8, 6::12].astype(int) - in_profile(icc.display_p3())[4::8, 6::12]
    assert np.abs(difference).max() <= 12


def test_a_lossy_picture_with_a_profile_comes_as_light_and_is_shown_as_it_was() -> None:
    """libjxl cannot convert to any profile: it gives linear sRGB and keeps the profile's name."""
    assert read_header(LOSSY_ODD_PROFILE).is_converted
    profile = profiles.matrix_profile("odd", *code_points.GAMUTS[12], odd_curve)
    difference = pixels(LOSSY_ODD_PROFILE)[4::8, 6::12].astype(int) - in_profile(profile)[4::8, 6::12]
    assert np.abs(difference).max() <= 12


def odd_curve(value: NDArray[np.float64]) -> NDArray[np.float64]:
    return 0.7 * value**2 + 0.3 * value**3


@pytest.mark.parametrize(("transfer", "least", "most"), [(16, 170, 190), (18, 130, 145)])
def test_high_dynamic_range_is_brought_to_the_screen(transfer: int, least: int, most: int) -> None:
    """Code value 128: 92 and 50 cd/m² of a white of 203."""
    ramp = np.repeat(np.linspace(0, 255, 24).round().astype(np.uint8)[None, :, None], 16, axis=0).repeat(3, axis=2)
    shown = pixels(coded(np.ascontiguousarray(ramp), colours(9, code_point(transfer)))).astype(int)
    assert np.all(np.diff(shown[0], axis=0) >= 0)
    assert shown[0, 0].max() <= 2
    assert shown[0, -1].min() >= 253
    assert least <= np.interp(128, ramp[0, :, 0], shown[0, :, 0]) <= most


@pytest.mark.parametrize("profile", [None, "named"])
def test_grey(profile: str | None) -> None:
    grey = np.repeat(np.arange(24, dtype=np.uint8)[None] * 11, 16, axis=0)
    data = coded(grey, colours(1, code_point(8), space=1) if profile else "")
    rgb = pixels(data)
    assert np.array_equal(rgb[..., 0], rgb[..., 1])
    expected = in_linear(grey) if profile else grey
    assert np.abs(rgb[..., 0].astype(int) - expected).max() <= 1


def in_linear(values: NDArray[np.uint8]) -> NDArray[np.float64]:
    light = values / 255
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("associated", [False, True])
def test_transparency_is_over_grey(associated: bool) -> None:
    picture = four_colours(4)
    picture[..., :3] = 100
    picture[..., 3] = 128
    alpha = "10" + "0" + enum(0) + "000" + "00" + "00" + ("1" if associated else "0")
    rgb = pixels(coded(picture, extra=alpha)).astype(int)
    assert np.abs(rgb - (164 if associated else 114)).max() <= 2  # 199 or 100, half over 128


def test_printing_colours_are_refused() -> None:
    black = "10" + "0" + enum(4) + "000" + "00" + "00"
    with pytest.raises(Refused) as refusal:
        jpegxl.open_picture(coded(four_colours(4), extra=black), None)
    assert refusal.value.trouble is Trouble.UNSUPPORTED


def test_of_an_animation_the_first_frame_is_shown() -> None:
    assert pixels(ANIMATION)[8, 8].tolist() == [255, 0, 0]


@pytest.mark.parametrize("name", ["SIXTEEN_BITS", "FLOAT"])
def test_more_than_eight_bits(name: str) -> None:
    assert np.abs(pixels(globals()[name]).astype(int) - four_colours()).max() <= 1


def test_without_a_decoder_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pylibjxl", None)  # importing it fails
    with pytest.raises(Refused, match="no decoder") as refusal:
        jpegxl.open_picture(ANIMATION, None)
    assert refusal.value.trouble is Trouble.UNSUPPORTED


def test_what_is_too_large_is_refused_by_its_header() -> None:
    side = "11" + bits(99_999, 30)
    data = b"\xff\x0a" + packed("0" + side + "000" + side + "1" + "1")  # all else as usual
    with pytest.raises(Refused) as refusal:
        jpegxl.open_picture(data + bytes(100), None)
    assert refusal.value.trouble is Trouble.TOO_LARGE


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_damaged_headers_are_an_error_or_a_header(data: bytes) -> None:
    try:
        assert isinstance(read_header(b"\xff\x0a" + data), CodestreamHeader)
    except ValueError:
        return


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 500))
def test_truncated_files_are_an_error(end: int) -> None:
    data = container(pylibjxl.encode(four_colours(), lossless=True), (b"Exif", bytes(4) + tiff(1)))
    with pytest.raises((RuntimeError, ValueError)):
        jpegxl.open_picture(data[: min(end, len(data) - 8)], None)


def test_a_real_file(shared_data: Path) -> None:
    opened = jpegxl.open_picture((shared_data / "formats" / "srgb_8bit.jxl").read_bytes(), 640)
    assert (opened.metadata.width, opened.metadata.height) == opened.image.size == (1440, 1080)


# four colours of 24 × 16 pixels (the animation: red, then blue), made with cjxl 0.7
LOSSY_P3 = base64.b64decode(
    "/woDQUImFwIAEogABAR36ikBAFChMsq4wcu5ni8/dFhM27jO0FbbFpYwJp4BFrLEsuYuL11L/1MeysNCbawwn12t2jgdwb0huDlP"
    "xsVUA3v2W+GRxmsnzW4kSSmCDAAAKgBqq3ZF3t9PXArF4vT0mjAR3yhyrQKdC4mrF6IJMZBpT8nW5gWV0UBsSCzIWrwMsYBOSKA6"
    "rrI23cgd2hAMvCNywnlBKAn0wTSwIY9SGzfA4KzO+Vw9xmemywIMCFeaGgfasUk6vqCOqPnhiyngpOf0SwYaNCgEKSRmv2Nh2Z9e"
    "gH6iqflhYpGV8dDaMPK3t3CeLipH6CZehmnLG16HZDiFRRyiEIhmxD0AMhgWAA=="
)
LOSSY_ODD_PROFILE = base64.b64decode(
    "/woDQQpfSgNmf39SLGWAqeAMtGmoSz4fz+tYakGh4JworCaeh3nmJY8CDXyuF2KgyxtuEfqyRhjiGsMBTszFjszhR5+c2uzifz4L"
    "AED8F0BlnzTD8Auz8ZWUzK/JdXwBjr7C5sqmnqLSMIC1syVAU9nSUtY8X8n8Rgwwx8aEDPaFt++Xf/77bwdX2S8kxoVHy4UXgeHE"
    "DYJcjnX5DX/8SX+b/udfIf/Jf8h/YPJn8h8ASs2dOmvyh0ItJ0PyeMh/yb+VvkUxFwM0ZqrSvTyuVh3fVUtDIyxca4lVDLE5uZ7q"
    "ezGPafjvj8TQPFRP0EQlo5T6tfzyOpLl+mefWOHaUKVZLTvUHL2AO5Z+Kyq8eZlPoEEEFgCzzYhNtJmvTee7mj91Qc+tcIu1Ve0i"
    "hDwEAI8TjLKBu3Qj/BkAEogAHARnsUkBAFChMsq4wcu5ni8/dFhM27jO0FbbFpYwJp4BFrLEuvD/O994kmzqDgaLCOX5b/jMLzDx"
    "xD48jLkd85J29dYlTdC26yofr0/phLFVkpQyEQCgAqC2alfk+T0SvXBcVsGmuEMkfapLnhB3imKbiMhCLbjKX5QausUVoBMvDUsi"
    "OX8/KEAUktkBZb3XRJPJgAkNFJBlQnsgtITWohkabfcstnXrtEPl3CgZSb7N7IYFrdI6fQErht7jFe+s29jpgMbuc8blBUBaBhZB"
    "iu1Zan0k6BAj1ReMNpZs8WFz1DHihAJ3lLCZAAQkoILMhHd1xYuRDojySuAUlnCIQiCaEfcAwGBYAA=="
)
ANIMATION = base64.b64decode(
    "/woDBQFYUFwSCAhgAQAAaABLGIsVANSMMRjJC0gAkEikDOB/QNKPRjX0BwgIYEEAAEQASxiLFYBd6v8CEgAExx05+QM="
)
SIXTEEN_BITS = base64.b64decode(
    "AAAADEpYTCANCocKAAAAFGZ0eXBqeGwgAAAAAGp4bCAAAAAJanhsbAoAAABJanhsY/8KA/EDUFwICAIBAMwASxiTjoOBALgrJmOw"
    "uIxRFwgCwOA24YCHL1rx9VFQvDFV1WMkX5+j5V4fBTXxOvg6qBQA"
)
FLOAT = base64.b64decode(
    "AAAADEpYTCANCocKAAAAFGZ0eXBqeGwgAAAAAGp4bCAAAAAJanhsbAoAAABWanhsY/8KA8kBFBcCCAIBAAABSxiTjoODAMhWTMbg"
    "MTPGqBhjzAsEAUD48skhHh6+E6piX1+joKBcWdjXV+vr67CvrwFsXV9fw7m5WGwuEgu0Dw=="
)
