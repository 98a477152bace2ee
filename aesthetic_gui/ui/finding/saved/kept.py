"""Saved filters and smart albums: what changes counts at once, and is written in the thread that keeps decisions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.culling.finding import saved_filters
from aesthetic_gui.culling.finding.saved_filters import SavedFilters
from aesthetic_gui.photo import AestheticError


class KeptFilters(QObject):
    """The saved filters in use, ``now``."""

    changed = Signal()
    said = Signal(str)

    def __init__(self, run: Callable[..., object], parent: QObject) -> None:
        """``run(work, failed=…)`` does work in a thread (``CatalogQueue.run``)."""
        super().__init__(parent)
        self.now, self._run = saved_filters.load(), run

    def become(self, new: SavedFilters) -> None:
        """Keep ``new`` from now on."""
        if new != self.now:
            self.now = new
            self._run(lambda: _save(new), failed=self.said.emit)
            self.changed.emit()


def _save(now: SavedFilters) -> None:
    try:
        saved_filters.save(now)
    except OSError as error:
        reason = error.strerror or str(error)
        where = saved_filters.saved_filters_path()
        raise AestheticError(f"Saved filters cannot be kept in {where}: {reason}.") from error
