"""What is being measured behind everything else: wishes go to ``culling.measuring.filling``, facts to the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.live.changes import same_file
from aesthetic_gui.culling.measuring.filling import Filling
from aesthetic_gui.facts import better
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue
from aesthetic_gui.ui.session.pace import Pace
from aesthetic_gui.ui.session.worker import step_back

if TYPE_CHECKING:
    from aesthetic_gui.culling.measuring.measuring import Measured

SHOWN_MS = 300  # facts are shown, and kept, together: many a second come


class Measuring(QObject):
    """Scoring brings facts along: this is for what was scored before, and for what is looked at closely.

    ``busy`` tells that there is something to be done first.
    """

    pace_changed = Signal()
    _measured = Signal(object, object)  # Photo, Measured or None; from other threads

    def __init__(
        self, model: GridModel, queue: CatalogQueue, catalog: Catalog, busy: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._model, self._queue, self._catalog = model, queue, catalog
        self.pace = Pace()
        self._expected: set[Path] = set()
        self._closely: set[Path] = set()  # which were asked for, so that none is asked for again and again
        self._looked_at: set[Path] = set()  # of these, before others
        self._arrived: list[tuple[Photo, Measured]] = []
        self._soon = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._soon.timeout.connect(self._take_over)
        self._measured.connect(self._note)
        self._busy = [busy]
        self._filling = Filling(self._measured.emit, lambda: any(each() for each in self._busy), step_back)

    def give_way_to(self, busy: Callable[[], bool]) -> None:
        """Begin with no photograph as long as ``busy`` says so, either; it is asked in other threads."""
        self._busy.append(busy)

    def begin(self) -> None:
        """Another folder is open."""
        self.cancel()
        self._closely.clear()
        self._looked_at.clear()

    def take(self, items: Iterable[Item]) -> None:
        """Measure those of ``items`` that were scored and never measured."""
        wanted = [item.photo for item in items if item.score and item.facts is None and item.unreadable is None]
        new = self._expect(wanted)
        self._filling.want(new)

    def look_closely(self, items: Sequence[Item], *, first: bool = False) -> None:
        """Measure ``items`` with all of their pixels; ``first``: before others of which this is wanted.

        Each once: one of which a close look tells no more is not looked at again whenever it is shown.
        """
        able = (item.photo for item in items if item.unreadable is None and not (item.facts and item.facts.close))
        asked = self._looked_at - self._expected if first else self._closely
        wanted = [photo for photo in able if photo.path not in asked]
        for known in (self._closely, self._looked_at) if first else (self._closely,):
            known.update(photo.path for photo in wanted)
        self._expect(wanted)
        self._filling.want_closely(wanted, first=first)

    def drop(self, paths: Iterable[Path]) -> None:
        """These are gone, or changed: what they were is of no interest."""
        dropped = set(paths)
        self._filling.forget(dropped)
        self._closely -= dropped
        self._looked_at -= dropped
        self._end(dropped)

    def cancel(self) -> None:
        """Measure nothing more; what is opened next, or looked at, is measured again."""
        self._filling.clear()
        self._looked_at -= self._expected
        self._expected.clear()
        self.pace.stop()
        self.pace_changed.emit()

    def close(self) -> None:
        """Give up what is left; what has arrived is kept."""
        self._filling.close()
        self._take_over()

    def _expect(self, photos: Sequence[Photo]) -> list[Photo]:
        """Those of ``photos`` that were not expected before."""
        new = [photo for photo in photos if photo.path not in self._expected]
        self._expected.update(photo.path for photo in new)
        self.pace.expect(len(new))
        if new:
            self.pace_changed.emit()
        return new

    def _note(self, photo: Photo, measured: Measured | None) -> None:
        if measured is not None:
            self._arrived.append((photo, measured))
        if photo.path in self._expected:
            self._expected.discard(photo.path)
            self.pace.advance(1)
        if not self._soon.isActive():
            self._soon.start()

    def _end(self, paths: set[Path]) -> None:
        ended = self._expected & paths
        self._expected -= ended
        self.pace.drop(len(ended))
        if ended:
            self.pace_changed.emit()

    def _take_over(self) -> None:
        """Show what has arrived, of photographs that are still what they were, and keep it."""
        arrived, self._arrived = self._arrived, []
        now = [(self._model.find(photo.path), photo, measured) for photo, measured in arrived]
        self._model.update(
            [
                replace(item, content_id=measured.content_id, facts=better(item.facts, measured.facts))
                for item, photo, measured in now
                if item and same_file(item.photo, photo) and item.content_id in (None, measured.content_id)
            ]
        )
        facts = {measured.content_id: measured.facts for _, measured in arrived}
        if facts:
            self._queue.run(lambda: self._catalog.store_facts(facts))
        self.pace_changed.emit()
