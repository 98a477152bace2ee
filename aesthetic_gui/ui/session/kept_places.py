"""Recent folders, favourites and where each folder was left: what changes counts at once and is written soon."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from aesthetic_gui import places
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.places import Places
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue

WRITE_MS = 1_000


class KeptPlaces(QObject):
    """The places in use, ``now``."""

    changed = Signal()  # recents or favourites

    def __init__(self, queue: CatalogQueue, parent: QObject) -> None:
        super().__init__(parent)
        self.now, self._queue = places.load(), queue
        self._written = self.now
        self._soon = QTimer(self, singleShot=True, interval=WRITE_MS)
        self._soon.timeout.connect(self.save)

    def become(self, new: Places) -> None:
        """Keep ``new`` from now on."""
        before, self.now = self.now, new
        if new != before and not self._soon.isActive():
            self._soon.start()
        if (new.recents, new.favourites) != (before.recents, before.favourites):
            self.changed.emit()

    def save(self) -> None:
        """Write now what is not written yet, in the thread that keeps decisions."""
        self._soon.stop()
        now, before = self.now, self._written
        if now != before:
            self._written = now
            self._queue.run(lambda: _save(before, now), failed=lambda _reason: self._keep_for_later(before))

    def _keep_for_later(self, before: Places) -> None:
        """To be written with the next change, or when the window closes."""
        self._written = before


def _save(before: Places, now: Places) -> None:
    """What another window has kept since stays."""
    try:
        places.save(places.load().changed_as(before, now))
    except OSError as error:
        reason = error.strerror or str(error)
        raise AestheticError(f"Recent folders cannot be kept in {places.places_path()}: {reason}.") from error
