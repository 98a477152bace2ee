"""Reads pictures for the loupe: the wanted one first, its neighbours ahead of time, a full one for 100 %.

Pictures are kept in a small cache sized in bytes. A wish that is no longer wanted is dropped before it is read.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from aesthetic_gui.files.decode import decode
from aesthetic_gui.photo import Metadata, Photo, Unreadable
from aesthetic_gui.ui.worker import to_image

log = logging.getLogger(__name__)

CACHE_BYTES = 160 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded photograph: ``counts`` is its histogram, int64 (4, 256): red, green, blue, luminance."""

    photo: Photo
    image: QImage
    metadata: Metadata
    counts: NDArray[np.int64]
    longest_side: int | None  # as it was asked for; None: every pixel

    @property
    def full_size(self) -> QSize:
        return QSize(self.metadata.width, self.metadata.height)


def histogram(rgb: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Counts, int64 (4, 256), of red, green, blue and Rec. 709 luminance of uint8 (h, w, 3)."""
    step = max(1, max(rgb.shape[:2]) // 640)
    small = rgb[::step, ::step]
    luminance = (small @ np.array([0.2126, 0.7152, 0.0722], np.float32)).astype(np.uint8)
    channels = [small[..., 0], small[..., 1], small[..., 2], luminance]
    return np.stack([np.bincount(channel.ravel(), minlength=256) for channel in channels])


class PictureLoader(QObject):
    """Two threads that read for the loupe."""

    loaded = Signal(object)  # Picture
    failed = Signal(object, str)  # Photo, reason

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="loupe")
        self._waiting: dict[tuple[Path, int | None], Future[None]] = {}
        self._cache: OrderedDict[tuple[Path, int, int | None], Picture] = OrderedDict()
        self.loaded.connect(self._keep)

    def show(self, photo: Photo, longest_side: int, neighbours: Sequence[Photo] = ()) -> None:
        """Load ``photo`` at screen size, then ``neighbours``; wishes for other photographs are dropped."""
        wanted = [photo, *neighbours]
        self._drop_all_but({(each.path, longest_side) for each in wanted})
        for each in wanted:
            self._want(each, longest_side, announce=each is photo)

    def show_full(self, photo: Photo) -> None:
        """Load every pixel of ``photo``."""
        self._want(photo, None, announce=True)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _want(self, photo: Photo, longest_side: int | None, *, announce: bool) -> None:
        cached = self._cache.get((photo.path, photo.mtime_ns, longest_side))
        if cached is not None:
            if announce:
                self.loaded.emit(cached)
            return
        key = (photo.path, longest_side)
        if key not in self._waiting or self._waiting[key].done():
            self._waiting[key] = self._pool.submit(self._load, photo, longest_side)

    def _drop_all_but(self, wanted: set[tuple[Path, int]]) -> None:
        for key, future in list(self._waiting.items()):
            if future.done() or (key not in wanted and future.cancel()):
                del self._waiting[key]

    def _load(self, photo: Photo, longest_side: int | None) -> None:
        try:
            decoded = decode(photo.path, longest_side)
        except Unreadable as error:
            self.failed.emit(photo, error.reason)
            return
        except Exception:
            log.exception("showing %r failed", photo.path)
            self.failed.emit(photo, "the program failed on this photograph; its log tells more")
            return
        image = to_image(decoded.rgb).convertToFormat(QImage.Format.Format_RGB32)  # what is painted fastest
        self.loaded.emit(Picture(photo, image, decoded.metadata, histogram(decoded.rgb), longest_side))

    def _keep(self, picture: Picture) -> None:
        key = (picture.photo.path, picture.photo.mtime_ns, picture.longest_side)
        self._cache[key] = picture
        self._cache.move_to_end(key)
        while len(self._cache) > 1 and sum(each.image.sizeInBytes() for each in self._cache.values()) > CACHE_BYTES:
            self._cache.popitem(last=False)
