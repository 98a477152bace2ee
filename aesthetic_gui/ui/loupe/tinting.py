"""Has tints made of what a view shows, in a thread of its own, each time something else is seen.

PhotoView.changed ──> a moment ──> thread: cut out what is seen, at its size on screen ──> tints ──> PhotoView
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QImage

from aesthetic_gui.later import np
from aesthetic_gui.ui.loupe.photo_view import PhotoView
from aesthetic_gui.ui.loupe.tints import Wanted, tints_of
from aesthetic_gui.ui.session.rooms import pixels

SOON_MS = 20
AROUND = 0.25  # of what is seen, on each side: a pan does not uncover what has no tints
log = logging.getLogger(__name__)


class Piece(NamedTuple):
    """What tints are made of: ``rect`` of the ``image``, ``scale`` device pixels for each of its, and where that lies.

    ``part`` is in pixels of the photograph.
    """

    image: QImage
    rect: QRect
    scale: float
    part: QRectF


class Tinting(QObject):
    """Keeps the tints of every view it was given as ``wanted``. One thread for all; the newest of a view counts."""

    _made = Signal(object, object, object)  # PhotoView, Piece, QImage

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wanted = Wanted()
        self._views: list[PhotoView] = []
        self._due: list[PhotoView] = []
        self._under_way: set[PhotoView] = set()
        self._thread: ThreadPoolExecutor | None = None  # most never ask for tints
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._begin)
        self._made.connect(self._take)

    def watch(self, view: PhotoView) -> None:
        """Mark ``view``, too, from now on."""
        self._views.append(view)
        view.changed.connect(lambda: self._note(view))
        self._note(view)

    def want(self, wanted: Wanted) -> None:
        """Show these tints in every view."""
        self.wanted = wanted
        for view in self._views:
            if any(wanted):
                self._note(view)
            else:
                view.show_tints(None, QRectF())

    def toggle_peaking(self) -> None:
        self.want(self.wanted._replace(peaking=not self.wanted.peaking))

    def toggle_clipping(self) -> None:
        self.want(self.wanted._replace(clipping=not self.wanted.clipping))

    def close(self) -> None:
        """Wait for the thread."""
        self.wanted = Wanted()
        self._soon.stop()
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)

    def _note(self, view: PhotoView) -> None:
        if any(self.wanted):
            if view not in self._due:
                self._due.append(view)
            if not self._soon.isActive():
                self._soon.start()

    def _begin(self) -> None:
        due, self._due = self._due, []
        for view in due:
            if view in self._under_way:
                self._due.append(view)
                continue
            piece = view.piece(AROUND) if view.isVisible() else None
            if piece is None:
                view.show_tints(None, QRectF())
                continue
            self._under_way.add(view)
            self._thread = self._thread or ThreadPoolExecutor(1, thread_name_prefix="tinting")
            self._thread.submit(self._work, view, Piece(*piece), self.wanted)

    def _work(self, view: PhotoView, piece: Piece, wanted: Wanted) -> None:
        try:
            tints: QImage | None = _tints(piece, wanted)
        except Exception:
            log.exception("tinting what is shown failed")
            tints = None
        self._made.emit(view, piece, tints)

    def _take(self, view: PhotoView, piece: Piece, tints: QImage | None) -> None:
        self._under_way.discard(view)
        if any(self.wanted):
            view.show_tints(tints, piece.part)
        if view in self._due:
            self._soon.start()


def _tints(piece: Piece, wanted: Wanted) -> QImage:
    """Of the pixels as they are seen: reduced as they are, but not enlarged."""
    cut = piece.image.copy(piece.rect)
    bgra = np.frombuffer(cut.constBits(), np.uint8).reshape(cut.height(), cut.bytesPerLine() // 4, 4)[:, : cut.width()]
    if piece.scale < 1:
        cv2 = pixels.opencv()
        size = (max(1, round(cut.width() * piece.scale)), max(1, round(cut.height() * piece.scale)))
        bgra = cv2.resize(bgra, size, interpolation=cv2.INTER_AREA)
    tints = np.ascontiguousarray(tints_of(np.ascontiguousarray(bgra), wanted))
    height, width, _ = tints.shape
    return QImage(tints.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()
