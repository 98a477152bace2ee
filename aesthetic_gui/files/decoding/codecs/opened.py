"""What every codec gives, and the words for what one cannot open."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.containers.boxes import boxes
from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.kinds import Kind, named_kind
from aesthetic_gui.photo import Metadata, Trouble

NO_MEMORY = "there is not enough memory to open it"
TRUNCATED = "the file ends too early (truncated)"
ZEROS = "it holds nothing but zeros: its content was lost"
UNKNOWN = "not a photograph, or damaged beyond reading"
FAULT = "the program failed on this photograph; its log tells more"

NOT_EVERYWHERE = ("pylibjxl",)  # what has no wheel for every platform, see pyproject.toml

LARGEST_JPEG = 500  # megapixels: scaled while decoding, so seldom all in memory
LARGEST_OTHER = 250  # megapixels: 1 GB of memory at four bytes a pixel
LONGEST = 300_000  # pixels of a side, as in Photoshop

_BOXES = (b"ftyp", b"JXL ")
_ENDS_EARLY = ("truncated", "unexpected end", "not enough", "buffer is not large enough", "ran out of", "overrun")
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


Tables = Mapping[int, tuple[int, ...]]


@dataclass(slots=True, eq=False)
class Opened:
    """One picture as its codec gives it, not upright yet.

    ``image`` is loaded, of any mode that ``pixels`` knows, with its ICC profile in ``info["icc_profile"]``;
    ``orientation``, 1 to 8 as in EXIF, is still to be applied; ``metadata`` has the upright size of the whole
    photograph, whatever the image's own; ``preview``: the image is the embedded preview. ``tables``: those by which the
    photograph was quantised, where it is a JPEG (0: luminance; 64 numbers each).
    """

    image: Image.Image
    orientation: int
    metadata: Metadata
    preview: bool = False
    tables: Tables = field(default_factory=dict)


class Refused(Exception):
    """A picture that cannot be opened: the kind of trouble, and the reason in the photographer's words."""

    def __init__(self, trouble: Trouble, reason: str) -> None:
        super().__init__(reason)
        self.trouble, self.reason = trouble, reason


def finished(opened: Opened, longest_side: int | None, profile: bytes | None) -> NDArray[np.uint8]:
    """uint8 (h, w, 3), upright, C-contiguous, in the colours of ``profile`` (None: sRGB), reduced to the side."""
    upright = pixels.render(opened.image, longest_side, profile)
    if opened.orientation in _UPRIGHT:  # not by truth: FLIP_LEFT_RIGHT is 0
        upright = upright.transpose(_UPRIGHT[opened.orientation])
    return pixels.to_array(upright)


def check_size(width: int, height: int, limit: int = LARGEST_OTHER) -> None:
    """Refuses what would not fit into memory, by its header. ``limit`` is in megapixels. Raises ``Refused``."""
    megapixels = width * height / 1e6
    if megapixels > limit:
        size = f"{width:,} × {height:,} pixels ({megapixels:,.0f} megapixels)"
        reason = f"too large: {size}, and {limit} megapixels is the most this program opens"
        raise Refused(Trouble.TOO_LARGE, reason)
    if max(width, height) > LONGEST:
        reason = f"too large: {width:,} × {height:,} pixels, and {LONGEST:,} a side is the most this program opens"
        raise Refused(Trouble.TOO_LARGE, reason)


def refusal(error: Exception, kind: Kind | None, data: bytes, name: str) -> Refused:
    """What a codec's error means, in the photographer's words. ``data`` may be empty where no one has read it whole."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, MemoryError):
        return Refused(Trouble.NO_MEMORY, NO_MEMORY)
    if isinstance(error, ModuleNotFoundError) and error.name in NOT_EVERYWHERE:
        return Refused(Trouble.UNSUPPORTED, f"{kind}; this version cannot read that")
    if isinstance(error, ImportError):
        return Refused(Trouble.PROGRAM, FAULT)
    if data and not data.strip(b"\x00"):
        return Refused(Trouble.EMPTY, ZEROS)
    said = str(error).lower()
    if isinstance(error, EOFError) or any(words in said for words in _ENDS_EARLY) or _lacks_its_end(kind, data):
        return Refused(Trouble.TRUNCATED, TRUNCATED)
    if kind:
        return Refused(Trouble.DAMAGED, f"{kind}, but damaged beyond reading")
    named = named_kind(name)
    return Refused(
        Trouble.NOT_A_PHOTOGRAPH, f"its name says {named}, its content does not: {UNKNOWN}" if named else UNKNOWN
    )


def _lacks_its_end(kind: Kind | None, data: bytes) -> bool:
    """Whether what every file of its kind has at its heart or its end is missing, or more is promised than is there.

    A JPEG's scan, a PNG's end, a TIFF's directory, a WebP's length, the boxes of the others. Of a JPEG XL without boxes
    nothing tells.
    """
    if kind is Kind.JPEG:
        return b"\xff\xda" not in data
    if kind is Kind.PNG:
        return b"IEND" not in data
    if kind is Kind.WEBP:
        return int.from_bytes(data[4:8], "little") + 8 > len(data)
    if kind is Kind.TIFF and data[2:4] in (b"*\x00", b"\x00*"):
        return int.from_bytes(data[4:8], "little" if data.startswith(b"II") else "big") >= len(data)
    return data[4:8] in _BOXES and _promises_more(data)


def _promises_more(data: bytes) -> bool:
    """Whether the last of the outermost boxes (ISO/IEC 14496-12) is cut off, or the one after it within its length."""
    end = 0
    for box in boxes(io.BytesIO(data)):
        end = box.end
    return len(data) != end
