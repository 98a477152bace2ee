"""The thumbnails in memory: a cache of pixmaps that the worker fills as cells scroll into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QTransform

from aesthetic_gui.photo import Photo

_Key = tuple[Path, int]


class Thumbnails:
    """Pixmaps by photograph, the longest unused dropped beyond ``max_bytes``.

    :meth:`fitted` keeps the pixmap at the size it is painted at: scaling at every frame would cost most of it. What is
    put is as the file has it, what is got as the photographer has it: after ``turn_of`` it, in quarter turns clockwise.
    """

    def __init__(self, max_bytes: int, turn_of: Callable[[Photo], int] = lambda _photo: 0) -> None:
        self._max_bytes, self._bytes, self._turn_of = max_bytes, 0, turn_of
        self._pixmaps: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._fitted: dict[_Key, tuple[QSize, int, QPixmap]] = {}
        self._first_looks: set[_Key] = set()

    def has(self, photo: Photo) -> bool:
        """Whether the thumbnail proper is here, and not only a first look."""
        key = (photo.path, photo.mtime_ns)
        return key in self._pixmaps and key not in self._first_looks

    def get(self, photo: Photo) -> QPixmap | None:
        key = (photo.path, photo.mtime_ns)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            return None
        self._pixmaps.move_to_end(key)
        turn = self._turn_of(photo)
        return pixmap.transformed(QTransform().rotate(90 * turn)) if turn else pixmap

    def fitted(self, photo: Photo, room: QSize) -> QPixmap | None:
        """The thumbnail scaled into ``room`` (device pixels), its aspect kept."""
        key, turn = (photo.path, photo.mtime_ns), self._turn_of(photo)
        fitted = self._fitted.get(key)
        if fitted is not None and fitted[:2] == (room, turn):
            self._pixmaps.move_to_end(key)
            return fitted[2]
        pixmap = self.get(photo)
        if pixmap is None:
            return None
        kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        scaled = pixmap.scaled(room, kept, smooth)
        self._drop_fitted(key)
        self._fitted[key] = (QSize(room), turn, scaled)
        self._bytes += _bytes_of(scaled)
        self._trim()
        return scaled

    def put(self, photo: Photo, image: QImage) -> None:
        key = (photo.path, photo.mtime_ns)
        self._drop(key)
        self._pixmaps[key] = pixmap = QPixmap.fromImage(image)
        self._bytes += _bytes_of(pixmap)
        self._trim()

    def put_first_look(self, photo: Photo, image: QImage) -> bool:
        """Keep a small picture until the thumbnail is here; whether there was room for it."""
        key = (photo.path, photo.mtime_ns)
        if key in self._pixmaps:
            return False
        self.put(photo, image)
        self._first_looks.add(key)
        return True

    def limit(self, max_bytes: int) -> None:
        """Keep at most ``max_bytes`` from now on."""
        self._max_bytes = max_bytes
        self._trim()

    def clear(self) -> None:
        """Forget every pixmap, as when the monitor's colours change."""
        self._pixmaps.clear()
        self._fitted.clear()
        self._first_looks.clear()
        self._bytes = 0

    def _trim(self) -> None:
        while self._bytes > self._max_bytes and len(self._pixmaps) > 1:
            self._drop(next(iter(self._pixmaps)))

    def _drop(self, key: _Key) -> None:
        self._drop_fitted(key)
        self._first_looks.discard(key)
        self._bytes -= _bytes_of(self._pixmaps.pop(key, None))

    def _drop_fitted(self, key: _Key) -> None:
        *_, pixmap = self._fitted.pop(key, (None,))
        self._bytes -= _bytes_of(pixmap)


def _bytes_of(pixmap: QPixmap | None) -> int:
    return pixmap.width() * pixmap.height() * 4 if pixmap else 0
