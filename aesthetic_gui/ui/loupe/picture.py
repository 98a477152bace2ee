"""A decoded photograph as the loupe paints it: itself, its halvings, its histogram. Made in any thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QTransform

from aesthetic_gui.culling.item import Item
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import Metadata, Photo
from aesthetic_gui.ui.session.rooms import decode, parts, pixels

SMALLEST_LEVEL = 256  # pixels; what is smaller is painted from it
COUNTED_SIDE = 640  # pixels; a histogram of more looks the same
_LUMINANCE = (0.2126, 0.7152, 0.0722)  # ITU-R BT.709


class PictureRequest(NamedTuple):
    """A picture to be read: its longest side in pixels (None: every pixel), the monitor's ICC profile (None: sRGB).

    ``turn``: quarter turns clockwise from upright (``photo.Decision``). With a ``part`` (left, top, width, height
    in pixels of the photograph as it is turned) every pixel of that alone.
    """

    photo: Photo
    longest_side: int | None
    profile: bytes | None = None
    turn: int = 0
    part: tuple[int, int, int, int] | None = None

    @classmethod
    def of(cls, item: Item, longest_side: int | None, profile: bytes | None) -> PictureRequest:
        """The photograph as it is turned now."""
        return cls(item.photo, longest_side, profile, item.decision.turn)

    def alike(self, other: PictureRequest) -> bool:
        """Whether ``other`` is the same photograph, colours and turn, of whatever size; parts are like parts only."""
        return self.turn == other.turn and self.alike_unturned(other)

    def alike_unturned(self, other: PictureRequest) -> bool:
        """The same, turned in whatever way."""
        own, others = (self.photo, self.profile), (other.photo, other.profile)
        return own == others and (self.part is None) == (other.part is None)


@dataclass(frozen=True, slots=True, eq=False)
class LoadedPicture:
    """What was read for a request. ``levels``: it and its halvings, ``Format_RGB32``, widest first.

    ``counts`` is its histogram, int64 (4, 256): red, green, blue, luminance.
    """

    request: PictureRequest
    levels: tuple[QImage, ...]
    metadata: Metadata
    counts: NDArray[np.int64]

    @property
    def full_size(self) -> QSize:
        """Of the file, upright and turned, whatever the picture's own."""
        size = QSize(self.metadata.width, self.metadata.height)
        return size.transposed() if self.request.turn % 2 else size

    @property
    def size_in_bytes(self) -> int:
        return sum(level.sizeInBytes() for level in self.levels)

    def fulfils(self, request: PictureRequest) -> bool:
        """Whether ``request`` need not be read any more: this one is of the same photograph and not smaller."""
        if request.part is not None:
            return self.request.alike(request) and self.request.part == request.part
        own, wanted = self.request.longest_side, request.longest_side
        whole = own is None or self.levels[0].width() >= self.full_size.width() > 0
        return self.request.alike(request) and (whole or (wanted is not None and own is not None and own >= wanted))

    def turned(self, turn: int, longest_side: int | None = None) -> LoadedPicture | None:
        """The same as turned from upright; with its levels of at most ``longest_side`` pixels alone, None without any.

        A millisecond for each megapixel that is turned.
        """
        way = QTransform().rotate(90 * (turn - self.request.turn))
        levels = [level for level in self.levels if longest_side is None or _longest(level) <= longest_side]
        if not levels:
            return None
        side = self.request.longest_side if len(levels) == len(self.levels) else _longest(levels[0])
        request = self.request._replace(turn=turn, longest_side=side)
        return replace(self, request=request, levels=tuple(level.transformed(way) for level in levels))


def _longest(image: QImage) -> int:
    return max(image.width(), image.height())


def as_seen(item: Item | None) -> tuple[Photo, int] | None:
    """What is seen of it: another one, or the same turned differently, is shown again."""
    return (item.photo, item.decision.turn) if item else None


def as_taken(item: Item) -> Item:
    """The same before it was turned."""
    return replace(item, decision=replace(item.decision, turn=0))


def full_size(item: Item) -> QSize:
    """Of the file, upright and turned; empty where it is not known."""
    return QSize(*item.size) if item.metadata else QSize()


def read_picture(request: PictureRequest) -> LoadedPicture:
    """Decode what ``request`` asks for. Raises what ``decode`` does, and ``MemoryError``."""
    path, profile = request.photo.path, request.profile
    if request.part is None:
        return picture_of(decode.decode(path, request.longest_side, profile=profile), request)
    return picture_of(decode.decode_part(path, parts.Part(*request.part, request.turn), profile=profile), request)


def picture_of(decoded: decode.Decoded, request: PictureRequest) -> LoadedPicture:
    """What the loupe needs of a decoded photograph."""
    rgb = pixels.turned(decoded.rgb, request.turn)
    levels = _levels(rgb, SMALLEST_LEVEL if request.part is None else max(rgb.shape))
    return LoadedPicture(request, levels, decoded.metadata, histogram(decoded.rgb))


def histogram(rgb: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Counts, int64 (4, 256), of red, green, blue and Rec. 709 luminance of uint8 (h, w, 3)."""
    step = max(1, max(rgb.shape[:2]) // COUNTED_SIDE)
    small = np.ascontiguousarray(rgb[::step, ::step])
    luminance = pixels.opencv().transform(small, np.array([_LUMINANCE], np.float32))
    channels = [small[..., 0], small[..., 1], small[..., 2], luminance]
    return np.stack([np.bincount(channel.ravel(), minlength=256) for channel in channels])


def _levels(rgb: NDArray[np.uint8], smallest: int) -> tuple[QImage, ...]:
    """uint8 (h, w, 3) and its halvings to ``smallest``: any reduction is then painted from at most twice its size."""
    cv2 = pixels.opencv()
    height, width, _ = rgb.shape
    image, view = _new_image(width, height)
    cv2.cvtColor(rgb, cv2.COLOR_RGB2BGRA, dst=view)
    levels = [image]
    while max(width, height) >= 2 * smallest:
        width, height, wider = max(1, width // 2), max(1, height // 2), view
        image, view = _new_image(width, height)
        cv2.resize(wider, (width, height), dst=view, interpolation=cv2.INTER_AREA)
        levels.append(image)
    return tuple(levels)


def _new_image(width: int, height: int) -> tuple[QImage, NDArray[np.uint8]]:
    """An image (what is painted fastest) and its own memory as uint8 (h, w, 4), to write into without a copy."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    if image.isNull():
        raise MemoryError
    return image, np.frombuffer(image.bits(), np.uint8).reshape(height, width, 4)
