"""Has what is found drawn in a thread of its own: colours and lines of 960 pixels take longer than a frame.

Explanation ──> thread: overlay, legend, words ──> Painted ──> the view; of each place only the newest
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from aesthetic_gui.explain.drawing.look import Look
from aesthetic_gui.later import np
from aesthetic_gui.photo import Explanation
from aesthetic_gui.scoring.calibration import Calibration
from aesthetic_gui.ui.session.rooms import overlay
from aesthetic_gui.ui.why.told import Told, told_of

log = logging.getLogger(__name__)


class Painted(NamedTuple):
    """An explanation ready to be shown. ``place``: 0, or 1 for the second of two side by side."""

    place: int
    explanation: Explanation
    layer: QImage
    told: Told


class Painting(QObject):
    """One thread; most never ask for a reason, so it is made for the first."""

    painted = Signal(object)  # Painted
    _made = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._newest: dict[int, Explanation] = {}
        self._thread: ThreadPoolExecutor | None = None
        self._closed = False
        self._made.connect(self._take)

    def paint(self, place: int, explanation: Explanation, calibration: Calibration | None, look: Look) -> None:
        """Draw it; what was to be drawn for ``place`` before is not shown any more."""
        if self._closed:
            return
        self._newest[place] = explanation
        self._thread = self._thread or ThreadPoolExecutor(1, thread_name_prefix="reasons")
        self._thread.submit(self._work, place, explanation, calibration, look)

    def forget(self) -> None:
        """Nothing that is under way is shown any more."""
        self._newest.clear()

    def close(self) -> None:
        """Wait for the thread."""
        self._closed = True
        self.forget()
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)

    def _work(self, place: int, explanation: Explanation, calibration: Calibration | None, look: Look) -> None:
        if self._newest.get(place) is not explanation:
            return
        try:
            told = told_of(explanation, calibration, look)
            self._made.emit(Painted(place, explanation, _to_image(explanation, look), told))
        except Exception:
            log.exception("a reason cannot be drawn")

    def _take(self, painted: Painted) -> None:
        if self._newest.get(painted.place) is painted.explanation:
            self.painted.emit(painted)


def _to_image(explanation: Explanation, look: Look) -> QImage:
    layer = np.ascontiguousarray(overlay.layer(explanation, look))
    height, width, _ = layer.shape
    return QImage(layer.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
