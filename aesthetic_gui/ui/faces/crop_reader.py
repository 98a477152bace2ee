"""Cuts close-ups out of photographs at native size, in a thread of its own, behind whatever the loupe reads.

want(crops, ahead) ──> one thread: one decode a photograph, of what holds all its squares ──> read ──> cache

A wish that is no longer wanted is dropped before it is read. Squares of one photograph cost one decode together.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from aesthetic_gui.culling.looking.close_ups import Square, together
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import Photo, Unreadable
from aesthetic_gui.ui.session.rooms import decode, parts, pixels

KEPT = 64 * 2**20  # bytes of close-ups
WAIT_MS = 40  # until the loupe is asked again whether it reads
log = logging.getLogger(__name__)


class Crops(NamedTuple):
    """The ``squares`` of one photograph as it is turned; ``profile`` of the monitor (None: sRGB)."""

    photo: Photo
    turn: int
    squares: tuple[Square, ...]
    profile: bytes | None = None


class CropReader(QObject):
    """``busy`` tells whether something more important is being read. Its methods are the GUI thread's."""

    read = Signal(object)  # Crops, whose images are at hand from now on; also of what cannot be read
    _done = Signal(object, object)  # Crops, list[QImage]

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = busy
        self._waiting: list[Crops] = []
        self._under_way: Crops | None = None
        self._kept: OrderedDict[Crops, list[QImage]] = OrderedDict()
        self._thread: ThreadPoolExecutor | None = None  # most never ask for close-ups
        self._closed = False
        self._later = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._later.timeout.connect(self._begin)
        self._done.connect(self._keep)

    def want(self, crops: Sequence[Crops]) -> None:
        """Read these, in this order, and nothing else that waits."""
        self._waiting = [each for each in crops if each.squares and each not in self._kept]
        self._begin()

    def images(self, crops: Crops) -> Sequence[QImage] | None:
        """One for each square; none at all where the photograph cannot be read; None: they are still to come."""
        found = self._kept.get(crops)
        if found is not None:
            self._kept.move_to_end(crops)
        return found

    @property
    def idle(self) -> bool:
        return self._under_way is None and not self._waiting

    def close(self) -> None:
        """Wait for the thread."""
        self._closed, self._waiting = True, []
        self._later.stop()
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)

    def _begin(self) -> None:
        if self._closed or self._under_way is not None or not self._waiting:
            return
        if self._busy():
            self._later.start()
            return
        self._under_way = self._waiting.pop(0)
        self._thread = self._thread or ThreadPoolExecutor(1, thread_name_prefix="close-ups")
        self._thread.submit(self._work, self._under_way)

    def _work(self, crops: Crops) -> None:
        images: list[QImage] = []
        try:
            images = cut(crops)
        except Unreadable as error:
            log.info("no close-ups of %r: %s", crops.photo.path, error.reason)
        except Exception:
            log.exception("close-ups of %r failed", crops.photo.path)
        self._done.emit(crops, images)

    def _keep(self, crops: Crops, images: list[QImage]) -> None:
        self._under_way = None
        self._kept[crops] = images
        while len(self._kept) > 1 and sum(map(_bytes, self._kept.values())) > KEPT:
            self._kept.popitem(last=False)
        self.read.emit(crops)
        self._begin()


def cut(crops: Crops) -> list[QImage]:
    """Raises what ``decode`` does."""
    whole = together(crops.squares)
    part = parts.Part(*whole, crops.turn)
    rgb = pixels.turned(decode.decode_part(crops.photo.path, part, profile=crops.profile).rgb, crops.turn)
    return [_image(rgb, square, whole) for square in crops.squares]


def _image(rgb: NDArray[np.uint8], square: Square, whole: Square) -> QImage:
    left, top = square.left - whole.left, square.top - whole.top
    own = np.ascontiguousarray(rgb[top : top + square.height, left : left + square.width])
    height, width, _ = own.shape
    return QImage(own.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _bytes(images: Sequence[QImage]) -> int:
    return sum(image.sizeInBytes() for image in images)
