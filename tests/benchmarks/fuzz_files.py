"""Small good photographs of every kind, and the mutations that `fuzz_decoders.py` makes of them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from tests.unit.files.decoding import camera_jpeg, dng, heics

HEAD = 4096  # bytes in which most of a file's structure stands
LENGTHS = (0, 1, 2, 4, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1)
FREQUENT = 50_000  # bytes; what is larger, and takes longer, is taken more seldom
Mutation = Callable[[bytearray, np.random.Generator, list[bytes]], bytearray]


# good files


def made() -> dict[str, bytes]:
    """Small photographs of every kind, by name."""
    rgb = _picture(96, 64)
    image, grey = Image.fromarray(rgb), Image.fromarray(rgb[..., 1])
    deep = rgb[..., 1].astype(np.uint16) * 257
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Maker", 6
    exif.get_ifd(0x8769)[0x9003] = "2024:05:06 07:08:09"
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    about: dict[str, Any] = {"exif": exif, "icc_profile": icc}
    large = Image.fromarray(_picture(2400, 1600))
    files = {
        "baseline.jpg": _saved(image, "JPEG", **about),
        "progressive.jpg": _saved(image, "JPEG", progressive=True, **about),
        "restarts.jpg": _saved(image, "JPEG", restart_marker_rows=1, subsampling=0),
        "grey.jpg": _saved(grey, "JPEG"),
        "cmyk.jpg": _saved(image.convert("CMYK"), "JPEG"),
        "camera.jpg": _camera_jpeg(image),
        "preview.jpg": camera_jpeg.with_images(
            camera_jpeg.jpeg(large, quality=30),
            [(camera_jpeg.FULL_HD, camera_jpeg.preview_of(large, 1620, quality=90))],
        ),
        "rgb.png": _saved(image, "PNG", **about),
        "alpha.png": _saved(image.convert("RGBA"), "PNG"),
        "palette.png": _saved(image.quantize(16), "PNG", transparency=3),
        "deep.png": _saved(Image.fromarray(deep), "PNG"),
        "rgb.tif": _saved(image, "TIFF", **about),
        "lzw.tif": _saved(image, "TIFF", compression="tiff_lzw"),
        "deflate.tif": _saved(image, "TIFF", compression="tiff_adobe_deflate"),
        "jpeg.tif": _saved(image, "TIFF", compression="jpeg"),
        "deep.tif": _saved(Image.fromarray(deep), "TIFF"),
        "float.tif": _saved(Image.fromarray(rgb[..., 1].astype(np.float32) / 200), "TIFF"),
        "rgb.webp": _saved(image, "WEBP", **about),
        "lossless.webp": _saved(image.convert("RGBA"), "WEBP", lossless=True),
        "moving.webp": _saved(image, "WEBP", save_all=True, append_images=[image.rotate(90)]),
        "rgb.gif": _saved(image, "GIF"),
        "moving.gif": _saved(image, "GIF", save_all=True, append_images=[image.rotate(90), image.rotate(180)]),
        "rgb.bmp": _saved(image, "BMP"),
        "palette.bmp": _saved(image.quantize(16), "BMP"),
        "rgb.avif": _saved(image, "AVIF", **about),
        "rgb.psd": psd(rgb),
        "packed.psd": psd(rgb, packed=True),
        "small.heic": heics.heic(heics.picture(heics.FOUR_COLOURS, heics.icc(icc))),
        "grid.heic": heics.heic(
            heics.grid([2, 3, 4, 5], (180, 120), heics.turned(1)), *[heics.picture(heics.FOUR_COLOURS)] * 4
        ),
        "deep.heic": heics.heic(heics.picture(heics.TEN_BITS, heics.code_points(9, 16))),
        "bare.dng": dng.Dng(border=2, tags={}).of(rgb),
        "lossless.dng": dng.Dng(lossless_jpeg=True, bits=12, big_endian=True).of(rgb),
        "previews.dng": dng.Dng(previews=[dng.jpeg(rgb)], thumbnail=rgb[::4, ::4].copy(), orientation=6).of(rgb),
    }
    with suppress(ImportError):
        import pylibjxl

        files["lossy.jxl"] = pylibjxl.encode(rgb)
        files["lossless.jxl"] = pylibjxl.encode(rgb, lossless=True)
    return files


def psd(rgb: np.ndarray[Any, np.dtype[np.uint8]], packed: bool = False) -> bytes:
    """A PSD without layers; ``packed``: PackBits, each row one run of literals."""
    height, width = rgb.shape[:2]
    header = b"8BPS" + (1).to_bytes(2, "big") + bytes(6) + (3).to_bytes(2, "big")
    header += height.to_bytes(4, "big") + width.to_bytes(4, "big") + (8).to_bytes(2, "big") + (3).to_bytes(2, "big")
    rows = [row.tobytes() for plane in rgb.transpose(2, 0, 1) for row in plane]
    if not packed:
        return header + bytes(12) + bytes(2) + b"".join(rows)
    lengths = (width + 1).to_bytes(2, "big") * len(rows)
    return header + bytes(12) + b"\0\1" + lengths + b"".join(bytes([width - 1]) + row for row in rows)


def _picture(width: int, height: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    coarse = Image.fromarray(np.random.default_rng(1).integers(0, 256, (8, 12, 3), dtype=np.uint8))
    return np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC))


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _camera_jpeg(image: Image.Image) -> bytes:
    """With the small picture of 160 × 120 pixels in its EXIF that `glimpse` looks for."""
    small = _saved(image.resize((160, 120)), "JPEG", quality=60)
    first = b"\x01\x00" + b"\x12\x01\x03\x00\x01\x00\x00\x00\x01\x00\x00\x00"
    second_at = 8 + len(first) + 4
    place = second_at + 2 + 24 + 4
    fields = ((513, place), (514, len(small)))
    second = b"\x02\x00" + b"".join(
        tag.to_bytes(2, "little") + b"\x04\x00\x01\x00\x00\x00" + value.to_bytes(4, "little") for tag, value in fields
    )
    block = b"II*\x00\x08\x00\x00\x00" + first + second_at.to_bytes(4, "little") + second + bytes(4) + small
    return _saved(image, "JPEG", exif=b"Exif\x00\x00" + block)


# mutations


def _place(data: bytearray, chance: np.random.Generator) -> int:
    """Mostly where the structure is: at the start."""
    most = min(len(data), HEAD if chance.random() < 0.6 else len(data))
    return int(chance.integers(0, max(most, 1)))


def flip_bits(data: bytearray, chance: np.random.Generator, _: list[bytes]) -> bytearray:
    for _ in range(int(chance.integers(1, 9))):
        data[_place(data, chance)] ^= 1 << int(chance.integers(8))
    return data


def overwrite(data: bytearray, chance: np.random.Generator, _: list[bytes]) -> bytearray:
    place, length = _place(data, chance), int(chance.integers(1, 65))
    filler = (bytes(length), b"\xff" * length, chance.bytes(length))[int(chance.integers(3))]
    data[place : place + length] = filler[: len(data) - place]
    return data


def cut_off(data: bytearray, chance: np.random.Generator, _: list[bytes]) -> bytearray:
    return data[: max(1, int(len(data) * chance.random()))]


def take_out(data: bytearray, chance: np.random.Generator, _: list[bytes]) -> bytearray:
    place = _place(data, chance)
    del data[place : place + int(chance.integers(1, 200))]
    return data


def insert(data: bytearray, chance: np.random.Generator, _: list[bytes]) -> bytearray:
    place = _place(data, chance)
    data[place:place] = chance.bytes(int(chance.integers(1, 200)))
    return data


def change_length(data: bytearray, chance: np.random.Generator, _: list[bytes]) -> bytearray:
    """What may be a length, a count or an offset, of 2, 4 or 8 bytes."""
    width, order = int(chance.choice([2, 4, 4, 8])), str(chance.choice(["little", "big"]))
    place = _place(data, chance)
    near = int.from_bytes(data[place : place + width], order) + int(chance.integers(-2, 3))  # type: ignore[arg-type]
    values = (*LENGTHS, near, len(data), int(chance.integers(len(data) + 1)))
    value = values[int(chance.integers(len(values)))] % (1 << 8 * width)
    data[place : place + width] = value.to_bytes(width, order)[: len(data) - place]  # type: ignore[arg-type]
    return data


def repeat_part(data: bytearray, chance: np.random.Generator, _: list[bytes]) -> bytearray:
    place, length = _place(data, chance), int(chance.integers(1, 2000))
    data[place:place] = bytes(data[place : place + length]) * int(chance.integers(1, 20))
    return data


def splice(data: bytearray, chance: np.random.Generator, others: list[bytes]) -> bytearray:
    other = others[int(chance.integers(len(others)))]
    start, length = int(chance.integers(len(other))), int(chance.integers(1, 2000))
    place = _place(data, chance)
    data[place : place + (length if chance.random() < 0.5 else 0)] = other[start : start + length]
    return data


MUTATIONS: tuple[Mutation, ...] = (
    flip_bits,
    flip_bits,
    overwrite,
    change_length,
    change_length,
    cut_off,
    take_out,
    insert,
    repeat_part,
    splice,
)


def mutation(number: int, seed: int, files: dict[str, bytes], shares: list[float]) -> tuple[str, bytes]:
    """The name of the good file, and what became of it; the same for the same number, seed and files."""
    chance = np.random.default_rng([seed, number])
    name = list(files)[int(chance.choice(len(files), p=shares))]
    data = bytearray(files[name])
    for _ in range(int(chance.choice([1, 1, 2, 3]))):
        data = MUTATIONS[int(chance.integers(len(MUTATIONS)))](data, chance, list(files.values())) or bytearray(1)
    if data.startswith(b"\x89PNG") and chance.random() < 0.7:
        _mend_sums(data)
    return name, bytes(data)


def _mend_sums(data: bytearray) -> None:
    """The check sums of a PNG's chunks, so that more than the first wrong one is read."""
    place = 8
    while place + 12 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        if place + 12 + size > len(data):
            return
        end = place + 8 + size
        data[end : end + 4] = zlib.crc32(data[place + 4 : end]).to_bytes(4, "big")
        place = end + 4


def shares_of(files: dict[str, bytes]) -> list[float]:
    """How often each file is taken."""
    weights = [1 / max(len(data), FREQUENT) for data in files.values()]
    return [weight / sum(weights) for weight in weights]
