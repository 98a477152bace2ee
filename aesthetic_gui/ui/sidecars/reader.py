"""Reads sidecars beside everything else: a few photographs at a time, between what the photographer does.

requests ──> one short task after another in the catalog's thread ──> News, at once
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.session.rooms import exchange
from aesthetic_gui.ui.session.session import Session

SLICE = 20  # photographs
BRIEF = 0.04  # seconds that a task should take: for so long a decision may have to wait before it is stored


@dataclass(slots=True)
class _Request:
    photos: deque[Photo]
    again: bool
    told: bool
    entry: int | None = None  # of the history
    readings: list[exchange.News] = field(default_factory=list)


class SidecarReader(QObject):
    """First come, first served. A photograph that is wished for again before it was read is read once."""

    heard = Signal(object, object)  # photographs that were looked at, News
    ended = Signal(object)  # the News of a whole request that is to be told

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._requests: deque[_Request] = deque()
        self._waiting: set[Path] = set()  # of requests that are not to be told
        self._busy = False
        self._reading = 0  # counts up: what was begun before :meth:`stop` is not gone on with

    @property
    def busy(self) -> bool:
        return self._busy

    def read(self, photos: Iterable[Photo], *, again: bool = False, told: bool = False) -> None:
        """Take over what other programs decided of ``photos``; ``again``: also where sidecars look as they were."""
        if told:
            wanted = list(photos)
        else:
            wanted = [photo for photo in photos if photo.path not in self._waiting]
            self._waiting.update(photo.path for photo in wanted)
        if wanted or told:
            self._requests.append(_Request(deque(wanted), again, told))
            self._go_on()

    def stop(self) -> None:
        """Forget what was wished for."""
        self._requests.clear()
        self._waiting.clear()
        self._reading += 1
        self._busy = False

    def _go_on(self) -> None:
        if self._busy or not self._requests:
            return
        self._busy = True
        request, number = self._requests[0], self._reading
        self._session.queue.run(
            lambda: self._read_some(request),
            lambda outcome: self._take(number, request, *outcome),
            lambda _reason: self._pass_over(number, request),
        )

    def _read_some(self, request: _Request) -> tuple[list[Photo], exchange.News]:
        """In the catalog's thread: as many as a brief task has time for."""
        catalog, where_now = self._session.catalog, self._session.where_now
        read: list[Photo] = []
        news = exchange.News(entry=request.entry)
        end = time.monotonic() + BRIEF
        while request.photos and (not read or time.monotonic() < end):
            some = [where_now(request.photos.popleft()) for _ in range(min(SLICE, len(request.photos)))]
            read += some
            more = exchange.read_sidecars(catalog, some, again=request.again, entry=news.entry)
            news = exchange.together([news, *more])
        return read, news

    def _pass_over(self, number: int, request: _Request) -> None:
        """The catalog failed, which was told; what was in hand is read when it is wished for again."""
        self._waiting = {photo.path for one in self._requests if not one.told for photo in one.photos}
        self._take(number, request, [], exchange.News(entry=request.entry))

    def _take(self, number: int, request: _Request, some: Sequence[Photo], news: exchange.News) -> None:
        if not request.told:
            self._waiting.difference_update(photo.path for photo in some)
        if some:
            self.heard.emit(some, news)
        if number != self._reading:
            return  # another folder was opened
        request.readings.append(news)
        request.entry = news.entry
        if not request.photos:
            self._requests.popleft()
            if request.told:
                self.ended.emit(exchange.together(request.readings))
        self._busy = False
        self._go_on()
