"""HEIC files made here: a box for everything, around HEVC pictures of 96 × 64 pixels in four colours."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

SIZE = WIDTH, HEIGHT = 96, 64


class Coded(NamedTuple):
    """What decodes to a picture: the decoder's configuration (the content of ``hvcC``), and the picture."""

    configuration: bytes
    picture: bytes
    channels: int = 3


@dataclass(frozen=True)
class Item:
    """An item: its kind, bytes, properties (whole boxes), and what it refers to (kind of reference → items from 1)."""

    kind: bytes
    data: bytes
    properties: Sequence[bytes] = ()
    refers: dict[bytes, Sequence[int]] = field(default_factory=dict)


def heic(*items: Item, primary: int = 1) -> bytes:
    """A file of these items, numbered from 1 (ISO/IEC 14496-12, 23008-12)."""
    unplaced = _start(items, primary, 0)
    return _start(items, primary, len(unplaced)) + b"".join(item.data for item in items)


def picture(coded: Coded, *properties: bytes, **refers: Sequence[int]) -> Item:
    """``properties`` come after the size, in the order in which turns are to be applied."""
    own = (box(b"hvcC", coded.configuration), size_of(*SIZE), depth_of(coded.channels))
    return Item(b"hvc1", coded.picture, (*own, *properties), {kind.encode(): to for kind, to in refers.items()})


def grid(tiles: Sequence[int], size: tuple[int, int], *properties: bytes) -> Item:
    """Two rows of two tiles each; ``size``: width and height of what is shown of them."""
    return Item(b"grid", struct.pack(">4B2H", 0, 0, 1, 1, *size), (size_of(*size), *properties), {b"dimg": tiles})


def exif_item(tiff: bytes, of: int) -> Item:
    return Item(b"Exif", bytes(4) + tiff, (), {b"cdsc": [of]})


def box(kind: bytes, *content: bytes) -> bytes:
    joined = b"".join(content)
    return struct.pack(">I4s", 8 + len(joined), kind) + joined


def size_of(width: int, height: int) -> bytes:
    return box(b"ispe", struct.pack(">III", 0, width, height))


def depth_of(channels: int) -> bytes:
    return box(b"pixi", bytes(4), bytes([channels] + [8] * channels))


def code_points(primaries: int, transfer: int, matrix: int = 6) -> bytes:
    return box(b"colr", b"nclx", struct.pack(">HHHB", primaries, transfer, matrix, 0x80))


def icc(profile: bytes) -> bytes:
    return box(b"colr", b"prof", profile)


def alpha() -> bytes:
    return box(b"auxC", bytes(4), b"urn:mpeg:hevc:2015:auxid:1\0")


def turned(quarters: int) -> bytes:
    """Anticlockwise."""
    return box(b"irot", bytes([quarters]))


def mirrored(axis: int) -> bytes:
    """0: upside down; 1: left and right exchanged."""
    return box(b"imir", bytes([axis]))


def _start(items: Sequence[Item], primary: int, place: int) -> bytes:
    """All but the items' bytes, which begin at ``place``."""
    shared = list(dict.fromkeys(each for item in items for each in item.properties))
    entries, owners, places = [], [], []
    for number, item in enumerate(items, 1):
        entries.append(box(b"infe", struct.pack(">IHH4sB", 2 << 24, number, 0, item.kind, 0)))
        numbers = bytes(1 + shared.index(each) for each in item.properties)
        owners.append(struct.pack(">HB", number, len(numbers)) + numbers)
        places.append(struct.pack(">HHHII", number, 0, 1, place, len(item.data)))
        place += len(item.data)
    references = [
        box(kind, struct.pack(f">HH{len(to)}H", number, len(to), *to))
        for number, item in enumerate(items, 1)
        for kind, to in item.refers.items()
    ]
    meta = box(
        b"meta",
        bytes(4),
        box(b"hdlr", bytes(8), b"pict", bytes(13)),
        box(b"pitm", struct.pack(">IH", 0, primary)),
        box(b"iinf", struct.pack(">IH", 0, len(items)), *entries),
        box(b"iref", bytes(4), *references),
        box(b"iprp", box(b"ipco", *shared), box(b"ipma", struct.pack(">II", 0, len(items)), *owners)),
        box(b"iloc", struct.pack(">IBBH", 0, 0x44, 0, len(items)), *places),
    )
    content = sum(len(item.data) for item in items)
    return box(b"ftyp", b"heic", bytes(4), b"mif1heic") + meta + struct.pack(">I4s", 8 + content, b"mdat")


# red, green, blue, yellow: one in each quarter
FOUR_COLOURS = Coded(
    base64.b64decode(
        "AQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAe"
        "oDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQA=="
    ),
    base64.b64decode(
        "AAAA1igBrw7gNIMBydf608f//U0PIfz2CGiraB38mT//uDj//umezLo9se7+HeKkcPeYGLmoyRplPzOJ+nBc0gNDZ/pAsYR06vAK"
        "beopkqPSELF/ooa/wM8QOhN1JOWwxU3llkYMbXTMaf8mdfj+iLN//pUI9/o+IpoKM13KNop6IPfylJC4ZE9QA8tWbzN2+XnRbVa5"
        "ZcUi8DACIQPdp32fu+zynqKYLClVozHizrH/idoKu1OF6v+gARP6sN8EE7C0VToeZ1ljMri79ODP6rGIIJ17//+Povg="
    ),
)

# the same in 10 bits
TEN_BITS = Coded(
    base64.b64decode(
        "AQQIAAAAnbgAAAAAHvAA/P36+gAADwNgAAEAF0ABDAH//wQIAAADAJ24AAADAAAeugJAYQABAClCAQEECAAAAwCduAAAAwAAHqAw"
        "gQTZbqSSmubgIaDAgAAADIAAAAMAhGIAAQAHRAHBcrAiQA=="
    ),
    base64.b64decode(
        "AAAAgygBrw7g6JSAwHJ1/rTx//9Rt8h/PjZ6KtoHfyg1//uYp//uqCahM+m+VkwDJd4jnQOUe9fZF9k/985S//IiWP/yOhV5KUu7"
        "/ABDv6rQVfQj0pwCMn+J3o0UdkaroMDsJPcKuUxsAE4Ac8vH5UeRPgc9f6+P+h/Ir6/t2MDbtWo8ANzQ"
    ),
)

# the left half white, the right half 128
GREY = Coded(
    base64.b64decode(
        "AQQIAAAAn/gAAAAAHvAA/Pz4+AAADwNgAAEAF0ABDAH//wQIAAADAJ/4AAADAAAeugJAYQABACZCAQEECAAAAwCf+AAAAwAAHsDC"
        "BBZbqSSmubAgAAADAyAAAAMAIWIAAQAHRAHBcrAiQA=="
    ),
    base64.b64decode(
        "AAAAwSgBrh3A0d2T+Qzf8r8okWf/8gdwz0MSTNZtnFtDunlOs4/VGS7qcLy65XceiUvCij8tBnuJyy79AmpoZMeN49omAimWcxhv"
        "K+XAZyQAmULnw39RoiAcJ4s2qA14Ntnm+VoJF6eZv6JHH/hTjjXQfIIipgKUatjzGPP+j5u5BwnnRO0Yg/RHhVV1zbJmShRF0W5T"
        "P77L/Vy1MDJvH/s5Ck05fy6BCiE3iXHKIb+r2FyQW4iNqHy5Wx67ElSqvcKs7gw="
    ),
    channels=1,
)
