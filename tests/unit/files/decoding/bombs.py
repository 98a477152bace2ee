"""Small files that claim, repeat or hide something enormous, built here, and what is to come of each."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from aesthetic_gui.photo import Trouble
from tests.unit.files.decoding import camera_jpeg, dng, heics

MIB = 1 << 20
Bomb = tuple[Callable[[], bytes], Trouble | None]  # None: a picture comes out
Tag = tuple[int, int, int, int]  # number, type, count, value or place


@cache
def noise(width: int = 96, height: int = 64) -> Image.Image:
    values = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(values)


@cache
def photograph() -> Image.Image:
    """Of eight megapixels, of which a preview is worth while."""
    return noise().resize((3200, 2400), Image.Resampling.BICUBIC)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def packed_zeros(size: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(min(MIB, size - done))) for done in range(0, size, MIB)) + packer.flush()


# JPEG


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg(between: bytes = b"") -> bytes:
    """With something put after its first two bytes."""
    data = saved(noise(), "JPEG")
    return data[:2] + between + data[2:]


def of_size(data: bytes, frame: bytes, width: int, height: int) -> bytes:
    place = data.index(frame)
    return data[: place + 5] + struct.pack(">HH", height, width) + data[place + 9 :]


def of_many_scans(scans: int, side: int) -> bytes:
    data = of_size(saved(noise(64, 64), "JPEG", progressive=True), b"\xff\xc2", side, side)
    last = data.rindex(b"\xff\xda")
    return data[:last] + scans * data[last:-2] + data[-2:]


def exif_in_circles() -> bytes:
    fields = b"".join(struct.pack("<HHII", tag, 4, 1, 8) for tag in (0x8769, 0x8825, 0xA005))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", 3) + fields + struct.pack("<I", 8)


def exif_with_thumbnail(place: int, length: int) -> bytes:
    """Which is said to lie there."""
    second = struct.pack("<HHHIIHHIII", 2, 513, 4, 1, place, 514, 4, 1, length, 0)
    return b"II*\0\x08\0\0\0" + struct.pack("<HI", 0, 14) + second


def endless_exif() -> bytes:
    fields = b"".join(struct.pack("<HHII", 0x100 + number, 2, 65_000, 8) for number in range(5400))
    return b"II*\0\x08\0\0\0\xff\xff" + fields


def profile(changed_at: int) -> bytes:
    """sRGB's with a length or a count of four billion."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[changed_at : changed_at + 4] = b"\xff" * 4
    return bytes(data)


def jpeg_with_previews(places: Sequence[tuple[int, int]], behind: bytes = b"") -> bytes:
    """An MP index of previews that lie there (in the whole file, and their length in bytes)."""
    data = bytearray(
        camera_jpeg.with_images(camera_jpeg.jpeg(photograph()), [(camera_jpeg.FULL_HD, b"")] * len(places))
    )
    base = data.index(b"MPF\0") + 4
    for number, (place, length) in enumerate(places, 1):
        entry = base + 8 + 2 + 3 * 12 + 4 + 16 * number
        struct.pack_into("<II", data, entry + 4, length, (place - base) % (1 << 32))
    return bytes(data) + behind


def one_preview_many_times() -> bytes:
    """64 previews of 20 MB, all the same part of the file."""
    own = camera_jpeg.preview_of(photograph(), 1620, quality=95)
    long = own[:2] + segment(0xFE, bytes(60_000)) * 350 + own[2:]
    size = len(jpeg_with_previews([(0, 0)] * 64))
    return jpeg_with_previews([(size, len(long))] * 64, long)


def preview_of_zeros() -> bytes:
    own = camera_jpeg.preview_of(photograph(), 1620)
    gap = own[:20] + bytes(20 * MIB) + own[20:]
    size = len(jpeg_with_previews([(0, 0)] * 4))
    return jpeg_with_previews([(size, len(gap))] * 4, gap)


# PNG, GIF, WebP, BMP


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int = 60, height: int = 40, more: bytes = b"", pixels: bytes | None = None) -> bytes:
    """Black, or of the packed ``pixels``."""
    pixels = packed_zeros((3 * width + 1) * height) if pixels is None else pixels
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def gif(
    before: bytes = b"", frames: int = 1, canvas: tuple[int, int] = (8, 8), frame: tuple[int, int] = (8, 8)
) -> bytes:
    data = saved(Image.new("P", (8, 8)), "GIF")
    start = data.index(b",")
    body = data[start : start + 5] + struct.pack("<HH", *frame) + data[start + 9 : -1]
    return data[:6] + struct.pack("<HH", *canvas) + data[10:start] + before + frames * body + b";"


def webp(side: int, frames: int) -> bytes:
    """A film of small frames on a large canvas."""
    still = saved(Image.new("RGB", (16, 16)), "WEBP")[12:]
    sizes = (15).to_bytes(3, "little") * 2
    one = struct.pack("<4sI", b"ANMF", 16 + len(still)) + bytes(6) + sizes + b"\1\0\0\0" + still
    canvas = struct.pack("<4sII", b"VP8X", 10, 2) + (side - 1).to_bytes(3, "little") * 2
    body = b"WEBP" + canvas + struct.pack("<4sIIH", b"ANIM", 6, 0, 0) + one * frames
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bmp(width: int, height: int) -> bytes:
    data = saved(noise(), "BMP")
    return data[:18] + struct.pack("<ii", width, height) + data[26:]


# TIFF, DNG


def tiff(tags: Sequence[Tag], behind: bytes = bytes(2000), following: int = 0) -> bytes:
    directory = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + directory + struct.pack("<I", following) + behind


def strip(width: int, height: int, samples: int = 1, strips: int = 1) -> list[Tag]:
    """The tags of uncompressed grey or colour of eight bits, its ``strips`` at byte 200."""
    return [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1 if samples == 1 else 2),
        (273, 4, strips, 200), (277, 3, 1, samples), (278, 4, 1, height), (279, 4, strips, width * height % 2**32),
    ]  # fmt: skip


def tiles(width: int, height: int, count: int) -> list[Tag]:
    return [
        (256, 4, 1, 64), (257, 4, 1, 64), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1),
        (322, 4, 1, width), (323, 4, 1, height), (324, 4, count, 300), (325, 4, count, 300),
    ]  # fmt: skip


def pages(count: int) -> bytes:
    def page(number: int) -> bytes:
        tags = b"".join(struct.pack("<HHII", *tag) for tag in strip(40, 30))
        return struct.pack("<H", 9) + tags + struct.pack("<I", 8 + (number + 1) * 114)

    return b"II*\0\x08\0\0\0" + b"".join(page(number) for number in range(count))


def big_tiff(first: int, entries: int = 0) -> bytes:
    return b"II+\0\x08\0\0\0" + struct.pack("<QQ", first, entries) + bytes(range(256)) * 8


def dng_with(**changes: int) -> bytes:
    """A DNG with other numbers in its first directory, by tag (``_256=9``)."""
    data = bytearray(dng.Dng().of(np.asarray(noise())))
    for number in range(struct.unpack_from("<H", data, 8)[0]):
        place = 10 + 12 * number
        tag = struct.unpack_from("<H", data, place)[0]
        if f"_{tag}" in changes:
            struct.pack_into("<HII", data, place + 2, 4, 1, changes[f"_{tag}"])
    return bytes(data)


# PSD, HEIF, JPEG XL


def psd(width: int = 8, height: int = 8, layers: bytes = b"", resources: bytes = b"", channels: int = 3) -> bytes:
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, channels, height, width, 8, 3)
    sections = bytes(4) + struct.pack(">I", len(resources)) + resources + struct.pack(">I", len(layers)) + layers
    return header + sections + bytes(2) + bytes(3 * 64)


def heic_grid(rows: int, columns: int, tiles: Sequence[int]) -> bytes:
    width, height = heics.WIDTH * columns, heics.HEIGHT * rows
    content = struct.pack(">4BII", 0, 1, rows - 1, columns - 1, width, height)
    grid = heics.Item(b"grid", content, (heics.size_of(width, height),), {b"dimg": tiles})
    return heics.heic(grid, heics.picture(heics.FOUR_COLOURS))


def heic_of(width: int, height: int) -> bytes:
    own = (heics.box(b"hvcC", heics.FOUR_COLOURS.configuration), heics.size_of(width, height))
    return heics.heic(heics.Item(b"hvc1", heics.FOUR_COLOURS.picture, own))


def heics_in_circles() -> bytes:
    one, other = (heics.grid([number] * 4, (192, 128)) for number in (2, 1))
    return heics.heic(one, other)


def avif_of(side: int) -> bytes:
    data = bytearray(saved(noise(), "AVIF"))
    place = data.index(b"ispe") + 8
    struct.pack_into(">II", data, place, side, side)
    return bytes(data)


def jpeg_xl_of(width: int, height: int) -> bytes:
    """Of a bare codestream only the header (ISO/IEC 18181-1, annex D): bits, the lowest first."""

    def side(pixels: int) -> str:
        return "11" + format(pixels - 1, "030b")[::-1]

    bits = "0" + side(height) + "000" + side(width) + "1"
    bits += "0" * (-len(bits) % 8)
    return b"\xff\x0a" + bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8)) + bytes(200)


def boxes(kind: bytes, count: int) -> bytes:
    start = struct.pack(">I4sI", 12, b"JXL ", 0x0D0A870A)
    return start + struct.pack(">I4s4sI4s", 20, b"ftyp", b"jxl ", 0, b"jxl ") + struct.pack(">I4s", 8, kind) * count


def cr3(count: int) -> bytes:
    start = struct.pack(">I4s4sI", 24, b"ftyp", b"crx ", 1) + b"crx isom"
    return start + b"".join(struct.pack(">I4s", 8 * (count - number), b"moov") for number in range(count))


BOMBS: dict[str, Bomb] = {
    # more than fits
    "claims.jpg": (lambda: of_size(jpeg(), b"\xff\xc0", 65_535, 65_535), Trouble.TOO_LARGE),
    "claims.png": (lambda: png(60_000, 50_000, pixels=b""), Trouble.TOO_LARGE),
    "wide.png": (lambda: png(100_000_000, 1, pixels=b""), Trouble.TOO_LARGE),
    "tall.png": (lambda: png(1, 20_000_000, pixels=b""), Trouble.TOO_LARGE),
    "claims.gif": (lambda: gif(canvas=(65_535, 65_535)), Trouble.TOO_LARGE),
    "frame.gif": (lambda: gif(frame=(65_535, 65_535)), Trouble.TOO_LARGE),
    "claims.webp": (lambda: webp(16_000, 1), Trouble.TOO_LARGE),
    "claims.bmp": (lambda: bmp(2**31 - 1, -(2**31)), Trouble.TOO_LARGE),
    "claims.tif": (lambda: tiff(strip(60_000, 60_000)), Trouble.TOO_LARGE),
    "wide.tif": (lambda: tiff(strip(20_000_000, 1), bytes(20_001_000)), Trouble.TOO_LARGE),
    "claims.psd": (lambda: psd(300_000, 300_000), Trouble.TOO_LARGE),
    "wide.psd": (lambda: psd(20_000_000, 1), Trouble.TOO_LARGE),
    "claims.dng": (lambda: dng_with(_256=60_000, _257=60_000), Trouble.TOO_LARGE),
    "claims.jxl": (lambda: jpeg_xl_of(1 << 30, 1 << 30), Trouble.TOO_LARGE),
    # less than promised
    "half.png": (lambda: png(9000, 9000, pixels=zlib.compress(bytes(99))), Trouble.TRUNCATED),
    "half.tif": (lambda: tiff(strip(15_000, 15_000)), Trouble.TRUNCATED),
    "half.psd": (lambda: psd(15_000, 15_000), Trouble.TRUNCATED),
    "half.dng": (lambda: dng_with(_256=15_000, _257=15_000), Trouble.TRUNCATED),
    "elsewhere.dng": (lambda: dng_with(_273=2**32 - 1), Trouble.TRUNCATED),
    "half.bmp": (lambda: bmp(9000, 5000), Trouble.TRUNCATED),
    "half.webp": (lambda: saved(noise(), "WEBP")[:-99], Trouble.TRUNCATED),
    "half.avif": (lambda: saved(noise(), "AVIF")[:-99], Trouble.TRUNCATED),
    "half.heic": (lambda: heics.heic(heics.picture(heics.FOUR_COLOURS))[:-99], Trouble.TRUNCATED),
    "directory.tif": (lambda: saved(noise(), "TIFF", compression="tiff_lzw")[:-300], Trouble.TRUNCATED),
    # unpacks to what nobody wants
    "text.png": (lambda: png(more=chunk(b"zTXt", b"x\0\0" + packed_zeros(32 * MIB))), None),
    "profile.png": (lambda: png(more=chunk(b"iCCP", b"x\0\0" + packed_zeros(32 * MIB))), None),
    "note.png": (lambda: png(more=chunk(b"zTXt", b"x\0\0" + packed_zeros(2 * MIB))), None),
    "pixels.png": (lambda: png(pixels=packed_zeros(32 * MIB)), None),
    "chunks.png": (lambda: png(more=chunk(b"tEXt", b"a\0b") * 50_000), None),
    "exif.png": (lambda: png(more=chunk(b"eXIf", endless_exif() + bytes(5 * MIB))), None),
    "black.png": (lambda: png(8000, 6200), None),
    "film.gif": (lambda: gif(frames=100_000), None),
    "comment.gif": (lambda: gif(b"!\xfe" + (b"\xff" + bytes(255)) * 30_000 + b"\0"), None),
    "film.webp": (lambda: webp(4000, 100_000), None),
    # endless, in circles
    "exif.jpg": (lambda: jpeg(segment(0xE1, b"Exif\0\0" + endless_exif()[:65_000]) * 30), None),
    "circle.jpg": (lambda: jpeg(segment(0xE1, b"Exif\0\0" + exif_in_circles())), None),
    "thumbnail.jpg": (lambda: jpeg(segment(0xE1, b"Exif\0\0" + exif_with_thumbnail(0, 60))), None),
    "far.jpg": (lambda: jpeg(segment(0xE1, b"Exif\0\0" + exif_with_thumbnail(2**32 - 9, 2**32 - 1))), None),
    "colours.jpg": (lambda: saved(noise(), "JPEG", icc_profile=profile(0)), None),
    "tags.jpg": (lambda: saved(noise(), "JPEG", icc_profile=profile(128)), None),
    "parts.jpg": (
        lambda: jpeg(
            b"".join(segment(0xE2, b"ICC_PROFILE\0%c\xff" % number + bytes(65_000)) for number in range(1, 256))
        ),
        None,
    ),
    "filling.jpg": (lambda: jpeg(b"\xff" * MIB), None),
    "gap.jpg": (lambda: jpeg(segment(0xFE, b"") + bytes(2 * MIB)), None),
    "comments.jpg": (lambda: jpeg(segment(0xFE, b"") * 200_000), None),
    "scans.jpg": (lambda: of_many_scans(2000, 64), None),
    "itself.jpg": (lambda: jpeg_with_previews([(0, 1000), (2, 1000)]), None),
    "outside.jpg": (lambda: jpeg_with_previews([(2**32 - 9, 2**32 - 1), (0, 2**32 - 1)]), None),
    "again.jpg": (one_preview_many_times, None),
    "zeros.jpg": (preview_of_zeros, None),
    "circle.tif": (lambda: tiff(strip(40, 30), following=8), None),
    "directories.tif": (lambda: tiff([*strip(40, 30), (330, 4, 1_000_000, 8)]), None),
    "pages.tif": (lambda: pages(50_000), None),
    "strips.tif": (lambda: tiff(strip(40, 30, strips=2**32 - 1)), Trouble.DAMAGED),
    "samples.tif": (lambda: tiff(strip(4000, 4000, samples=65_535)), Trouble.TRUNCATED),
    "tiles.tif": (lambda: tiff(tiles(0x7FFFFFF0, 0x7FFFFFF0, 1)), Trouble.DAMAGED),
    "offset.tif": (lambda: big_tiff(2**64 - 256), Trouble.DAMAGED),
    "entries.tif": (lambda: big_tiff(16, 2**64 - 1), Trouble.DAMAGED),
    "zero.dng": (lambda: dng_with(_256=0), Trouble.UNSUPPORTED),
    "channels.dng": (lambda: dng_with(_277=70_000), Trouble.UNSUPPORTED),
    "boxes.cr3": (lambda: cr3(3000), Trouble.NOT_A_PHOTOGRAPH),
    "previews.raf": (
        lambda: b"FUJIFILMCCD-RAW 0201" + bytes(64) + struct.pack(">LL", 148, 0xFFFFFF00) + bytes(999),
        Trouble.NOT_A_PHOTOGRAPH,
    ),
    "layers.psd": (lambda: psd(layers=struct.pack(">Ih", 9_000_000, -32_768) + bytes(9_000_000)), None),
    "resources.psd": (lambda: psd(resources=(b"8BIM" + struct.pack(">HHI", 1005, 0, 0)) * 200_000), None),
    "channels.psd": (lambda: psd(channels=65_535), Trouble.DAMAGED),
    "tiles.heic": (lambda: heic_grid(256, 256, [2] * 65_535), Trouble.DAMAGED),
    "circle.heic": (heics_in_circles, Trouble.DAMAGED),
    "itself.heic": (lambda: heic_grid(2, 2, [1, 1, 1, 1]), Trouble.DAMAGED),
    "claims.heic": (lambda: heic_of(2**32 - 1, 2**32 - 1), Trouble.DAMAGED),
    "claims.avif": (lambda: avif_of(60_000), Trouble.DAMAGED),
    "boxes.jxl": (lambda: boxes(b"free", 50_000), Trouble.DAMAGED),
}
