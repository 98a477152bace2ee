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
        self._written = self.now

    def become(self, new: SavedFilters) -> None:
        """Keep ``new`` from now on."""
        if new != self.now:
            before, self.now, self._written = self._written, new, new
            self._run(lambda: _save(before, new), failed=lambda reason: self._keep_for_later(before, reason))
            self.changed.emit()

    def _keep_for_later(self, before: SavedFilters, reason: str) -> None:
        """To be written with the next change."""
        self._written = before
        self.said.emit(reason)


def _save(before: SavedFilters, now: SavedFilters) -> None:
    """What another window has saved since stays."""
    try:
        saved_filters.save(saved_filters.load().changed_as(before, now))
    except OSError as error:
        reason = error.strerror or str(error)
        where = saved_filters.saved_filters_path()
        raise AestheticError(f"Saved filters cannot be kept in {where}: {reason}.") from error
