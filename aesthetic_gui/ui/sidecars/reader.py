"""Reads sidecars beside everything else: a few photographs at a time, between what the photographer does.

wishes ──> one short task after another in the catalog's thread ──> News, at once
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.culling.sidecars import exchange
from aesthetic_gui.culling.sidecars.exchange import News
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.session.session import Session

SLICE = 20  # photographs
BRIEF = 0.04  # seconds that a task should take: for so long a decision may have to wait before it is stored


@dataclass(slots=True)
class _Wish:
    photos: deque[Photo]
    anew: bool
    told: bool
    entry: int | None = None  # of the history
    readings: list[News] = field(default_factory=list)


class SidecarReader(QObject):
    """First come, first served. A photograph that is wished for again before it was read is read once."""

    heard = Signal(object, object)  # photographs that were looked at, News
    ended = Signal(object)  # the News of a whole wish that is to be told

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wishes: deque[_Wish] = deque()
        self._waiting: set[Path] = set()  # of wishes that are not to be told
        self._busy = False
        self._reading = 0  # counts up: what was begun before :meth:`stop` is not gone on with

    @property
    def busy(self) -> bool:
        return self._busy

    def read(self, photos: Iterable[Photo], *, anew: bool = False, told: bool = False) -> None:
        """Take over what other programs decided of ``photos``; ``anew``: also where sidecars look as they were."""
        if told:
            wanted = list(photos)
        else:
            wanted = [photo for photo in photos if photo.path not in self._waiting]
            self._waiting.update(photo.path for photo in wanted)
        if wanted or told:
            self._wishes.append(_Wish(deque(wanted), anew, told))
            self._go_on()

    def stop(self) -> None:
        """Forget what was wished for."""
        self._wishes.clear()
        self._waiting.clear()
        self._reading += 1
        self._busy = False

    def _go_on(self) -> None:
        if self._busy or not self._wishes:
            return
        self._busy = True
        wish, number = self._wishes[0], self._reading
        self._session.queue.run(
            lambda: self._read_some(wish),
            lambda outcome: self._take(number, wish, *outcome),
            lambda _reason: self._pass_over(number, wish),
        )

    def _read_some(self, wish: _Wish) -> tuple[list[Photo], News]:
        """In the catalog's thread: as many as a brief task has time for."""
        catalog, where_now = self._session.catalog, self._session.where_now
        read: list[Photo] = []
        news = News(entry=wish.entry)
        end = time.monotonic() + BRIEF
        while wish.photos and (not read or time.monotonic() < end):
            some = [where_now(wish.photos.popleft()) for _ in range(min(SLICE, len(wish.photos)))]
            read += some
            news = exchange.together([news, *exchange.read_sidecars(catalog, some, anew=wish.anew, entry=news.entry)])
        return read, news

    def _pass_over(self, number: int, wish: _Wish) -> None:
        """The catalog failed, which was told; what was in hand is read when it is wished for again."""
        self._waiting = {photo.path for one in self._wishes if not one.told for photo in one.photos}
        self._take(number, wish, [], News(entry=wish.entry))

    def _take(self, number: int, wish: _Wish, some: Sequence[Photo], news: News) -> None:
        if not wish.told:
            self._waiting.difference_update(photo.path for photo in some)
        if some:
            self.heard.emit(some, news)
        if number != self._reading:
            return  # another folder was opened
        wish.readings.append(news)
        wish.entry = news.entry
        if not wish.photos:
            self._wishes.popleft()
            if wish.told:
                self.ended.emit(exchange.together(wish.readings))
        self._busy = False
        self._go_on()
