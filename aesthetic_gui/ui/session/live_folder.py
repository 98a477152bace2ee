"""Joins the watching of the open folders to the session: what changes on disk changes in the window.

Watcher's thread ──> catalog's thread: rows follow, what is known of them ──> session, selection, a few words
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Photo, Trouble
from aesthetic_gui.ui.session.rooms import pipeline
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.words import counted

if TYPE_CHECKING:
    from aesthetic_gui.culling.live.changes import Changed
    from aesthetic_gui.culling.live.holding import Stamp
    from aesthetic_gui.culling.live.watching import Watcher

TALLY_SECONDS = 10.0  # without a change, after which counting begins again
HUSH_SECONDS = 4.0  # after a file operation of the program's own, which tells its outcome itself


class LiveFolder(QObject):
    """Follows the session's folders once they are listed. ``busy`` says whether a file operation is running."""

    said = Signal(str)  # a message for the status strip
    written = Signal(object)  # photographs that came, or of which a file was written
    _changed = Signal(object, object)  # Watcher, Changed
    _noticed = Signal(object, str)  # Watcher, words

    def __init__(self, session: Session, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._busy = session, busy
        self._watcher: Watcher | None = None
        self._ending: list[Watcher] = []
        self._paths: list[Path] = []  # that are followed
        self._closed = False
        self._tally: Counter[str] = Counter()
        self._tallied_at = self._hushed_until = 0.0
        queued = Qt.ConnectionType.QueuedConnection
        self._changed.connect(self._take, queued)
        self._noticed.connect(self._say_notice, queued)
        session.opened.connect(self.begin)
        session.touched.connect(self._pass_over)
        session.refreshed.connect(self._correct)

    @property
    def watching(self) -> bool:
        """Whether every change is noticed by now."""
        return self._watcher is not None and self._watcher.watching.is_set()

    def begin(self) -> None:
        """Follow what is open now, instead of what was."""
        if self._closed:
            return  # the folder was listed while the window closed
        self.stop()
        photos = [item.photo for item in self._session.model.all_items()]
        self._paths = self._session.paths
        from aesthetic_gui.culling.live.watching import Watcher

        self._watcher = watcher = Watcher(
            self._paths,
            photos,
            lambda changed: self._changed.emit(watcher, changed),
            lambda words: self._noticed.emit(watcher, words),
        )
        watcher.start()

    def stop(self) -> None:
        """Follow nothing from now on; does not wait."""
        if self._watcher is not None:
            self._watcher.stop()
            self._ending = [*(each for each in self._ending if each.running), self._watcher]
        self._watcher = None

    def close(self) -> None:
        """Wait for the threads; from now on nothing is followed."""
        self._closed = True
        self.stop()
        for watcher in self._ending:
            watcher.join()

    def hush(self) -> None:
        """A file operation of the program's own has ended: what it changed needs no words."""
        self._hushed_until = time.monotonic() + HUSH_SECONDS

    def _pass_over(self, files: Mapping[str, Stamp | None]) -> None:
        if self._watcher is not None:
            self._watcher.pass_over(files)

    def _correct(self, gone: Iterable[Path], photos: Iterable[Photo]) -> None:
        if self._watcher is None:
            return
        if self._paths != self._session.paths:
            self.begin()  # a photograph that was opened by its name is somewhere else
        else:
            self._watcher.correct(gone, photos)

    def _take(self, watcher: Watcher, changed: Changed) -> None:
        if watcher is self._watcher:
            self._session.queue.run(lambda: self._look_up(changed), lambda known: self._apply(watcher, *known))

    def _look_up(self, changed: Changed) -> tuple[Changed, dict[Path, Item]]:
        """In the catalog's thread: what is known of the photographs as they are now, by path."""
        session, changed = self._session, self._as_it_is(changed)
        from aesthetic_gui.culling.live.following import apart, follow

        if changed.moved:
            session.moves.note((source, photo.path) for source, photo in changed.moved)
        for some in apart(changed.moved):
            session.keeper.renamed(some, partial(follow, session.catalog, some))
        photos = [*changed.found, *(photo for _, photo in changed.moved)]
        return changed, {item.photo.path: item for item in pipeline.known_items(photos, session.judge, session.catalog)}

    def _as_it_is(self, changed: Changed) -> Changed:
        """Less what an operation of the program's own, which came before it in the queue, has overtaken."""
        brought, there = self._session.moves.brought, os.path.lexists
        found = tuple(photo for photo in changed.found if there(photo.path))
        moved = tuple((source, photo) for source, photo in changed.moved if there(photo.path))
        joined = {file for photo in (*found, *(photo for _, photo in moved)) for file in photo.companions}
        gone = tuple(path for path in changed.gone if path in joined or not (brought(path) and there(path)))
        return replace(changed, found=found, moved=moved, gone=gone)

    def _apply(self, watcher: Watcher, changed: Changed, items: dict[Path, Item]) -> None:
        if watcher is not self._watcher:
            return
        session = self._session
        moves = {source: photo.path for source, photo in changed.moved}
        self._count(changed)
        self._paths = session.paths = [moves.get(path, path) for path in session.paths]
        session.take_changes(
            [items[photo.path] for photo in changed.found],
            {source: items[path] for source, path in moves.items()},
            gone=changed.gone,
            away=changed.away,
        )
        self.written.emit([*changed.found, *(photo for _, photo in changed.moved), *changed.written])

    def _count(self, changed: Changed) -> None:
        """Count what the photographer has not done in this window, before it is shown."""
        model, now = self._session.model, time.monotonic()
        if self._busy() or now < self._hushed_until:
            return
        if now - self._tallied_at > TALLY_SECONDS:
            self._tally.clear()
        before = [model.find(photo.path) for photo in changed.found]
        back = sum(item is not None and item.trouble is Trouble.GONE for item in before)
        if back:
            self._tally.clear()
        told = {
            "arrived": sum(item is None for item in before),
            "back": back,
            "gone": sum(model.find(path) is not None for path in changed.gone),
        }
        if any(told.values()):
            self._tally.update(told)
            self._tallied_at = now
            words = [f"{counted(number, 'photograph')} {what}" for what, number in self._tally.items() if number]
            self.said.emit(", ".join(words) + ".")

    def _say_notice(self, watcher: Watcher, words: str) -> None:
        if watcher is self._watcher:
            self.said.emit(words)
