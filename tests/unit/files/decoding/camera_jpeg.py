"""JPEGs as cameras write them, with further images behind the photograph: CIPA DC-007, "MPF"."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

from PIL import Image

VGA, FULL_HD = 0x010001, 0x010002  # large thumbnails
PANORAMA, DISPARITY, UNDEFINED = 0x020001, 0x020002, 0x000000
PRIMARY = 0x030000


def jpeg(image: Image.Image, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", **{"quality": 85, "subsampling": "4:2:0", **options})
    return stream.getvalue()


def preview_of(image: Image.Image, longest_side: int, **options: object) -> bytes:
    """The smaller JPEG of it that a camera would embed."""
    small = image.copy()
    small.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS, reducing_gap=None)
    return jpeg(small, **options)


def with_images(photograph: bytes, others: Sequence[tuple[int, bytes]], order: str = "<") -> bytes:
    """``photograph`` with the ``others``, each a type and its JPEG, behind it and an MP index in its header."""
    index = _index([], order)
    length = len(b"MPF\x00") + len(index) + 16 * (1 + len(others))
    base = 2 + 4 + len(b"MPF\x00")  # of the index in the file: after SOI, the marker and its length
    place = len(photograph) + 4 + length
    entries = [(PRIMARY | 1 << 29, place, 0)]
    for kind, content in others:
        entries.append((kind, len(content), place - base))
        place += len(content)
    segment = b"\xff\xe2" + struct.pack(">H", 2 + length) + b"MPF\x00" + _index(entries, order)
    return photograph[:2] + segment + photograph[2:] + b"".join(content for _, content in others)


def _index(entries: Sequence[tuple[int, int, int]], order: str) -> bytes:
    directory = 8 + 2 + 3 * 12 + 4
    fields = [
        (0xB000, 7, 4, b"0100"),
        (0xB001, 4, 1, struct.pack(order + "I", len(entries))),
        (0xB002, 7, 16 * len(entries), struct.pack(order + "I", directory)),
    ]
    start = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(order + "IH", 8, len(fields))
    body = b"".join(struct.pack(order + "HHI", *field[:3]) + field[3] for field in fields)
    rows = b"".join(struct.pack(order + "IIIHH", *entry, 0, 0) for entry in entries)
    return start + body + struct.pack(order + "I", 0) + rows
