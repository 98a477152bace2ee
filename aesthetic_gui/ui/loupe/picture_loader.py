"""Reads pictures for all large views: what is shown at once, what comes next while nothing else is to be read.

    want(now, ahead) ──> three threads: decode, halvings ──> loaded ──> cache, sized in bytes ──> cached(request)

A request that is no longer wanted is dropped before it is read; one that is being read is not read again. Several may
ask (the loupe, the panes beside each other, a second window): each is served in turn.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.photo import Unreadable
from aesthetic_gui.ui.loupe.picture import LoadedPicture, PictureRequest, read_picture
from aesthetic_gui.ui.session.rooms import isolation

CLOSING_SECONDS = 0.2  # until decoders are killed once more
log = logging.getLogger(__name__)

AT_ONCE_SIDE = 2048  # of what is turned while the photographer waits: some 3 ms
LATELY = 8  # pictures: the one shown, those around it, and some
FITTED_SHARE = 4  # of the memory, as long as only pictures that fit the window are looked at
THREADS = 3  # two for what is shown, at screen size and whole, however slow what is read ahead

_FAULT = "the program failed on this photograph; its log tells more"
_NO_MEMORY = "there is not enough memory to show it"


@dataclass(slots=True)
class _Wishes:
    """What one asker waits for; ``shown``: all of ``now``, also what is being read already."""

    now: list[PictureRequest] = field(default_factory=list)
    ahead: list[PictureRequest] = field(default_factory=list)
    shown: frozenset[PictureRequest] = frozenset()


class PictureLoader(QObject):
    """Reads in threads of its own; keeps ``memory`` bytes of pictures, the longest unused being dropped.

    That much is for every pixel. As long as none of the last ones used was read so, a quarter of it is enough, with
    room for these at least.

    Its methods are the GUI thread's, and none of them waits but :meth:`close`.
    """

    loaded = Signal(object)  # LoadedPicture
    failed = Signal(object, str)  # PictureRequest, reason

    def __init__(self, memory: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory, self._bytes = memory, 0
        self._cache: OrderedDict[PictureRequest, LoadedPicture] = OrderedDict()
        self._changed = threading.Condition()  # guards all that follows, and the cache
        self._wishes: dict[Hashable, _Wishes] = {}  # by who asks; who was served last comes last
        self._under_way: set[PictureRequest] = set()  # until the GUI thread has heard of it: nothing is read twice
        self._closed = False
        self.loaded.connect(self._keep)
        self.failed.connect(self._give_up)
        self._threads = [
            threading.Thread(target=self._work, name=f"loupe-{number}", daemon=True) for number in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def memory(self) -> int:
        """How many bytes of pictures are kept at most; the newest is kept in any case."""
        return self._memory

    def limit(self, memory: int) -> None:
        """Keep at most ``memory`` bytes from now on."""
        with self._changed:
            self._memory = memory
            self._trim()

    def want(
        self, now: Sequence[PictureRequest], ahead: Sequence[PictureRequest] = (), *, asker: Hashable = "loupe"
    ) -> None:
        """Read ``now``, and then one by one ``ahead``; whatever else ``asker`` waited for is not read any more."""
        with self._changed:
            self._wishes[asker] = _Wishes(list(now), list(ahead), frozenset(now))
            self._changed.notify(len(now) + bool(ahead))

    @property
    def idle(self) -> bool:
        """Whether nothing is waited for, or being read."""
        with self._changed:
            return not self._under_way and not any(each.now or each.ahead for each in self._wishes.values())

    @property
    def is_awaited(self) -> bool:
        """Whether something that is shown is still to be read, or being read; what comes next does not count."""
        with self._changed:
            wishes = self._wishes.values()
            return any(each.now or not self._under_way.isdisjoint(each.shown) for each in wishes)

    def cached(self, request: PictureRequest) -> LoadedPicture | None:
        """What fulfils ``request`` with the fewest pixels, else the largest picture of this photograph, else None."""
        with self._changed:
            own = sorted((each for each in self._cache.values() if each.request.alike(request)), key=_size)
            found = next((each for each in own if each.fulfils(request)), own[-1] if own else None)
            if found is not None:
                self._cache.move_to_end(found.request)
            return found

    def at_hand(self, request: PictureRequest) -> LoadedPicture | None:
        """What is :meth:`cached`, or else a small one made at once of what is here and turned otherwise, or None."""
        if found := self.cached(request):
            return found
        with self._changed:
            others = [each for each in self._cache.values() if each.request.alike_unturned(request)]
        return max(others, key=_size).turned(request.turn, AT_ONCE_SIDE) if others else None

    def forget(self) -> None:
        """Empty the cache: pictures are to look different from now on."""
        with self._changed:
            self._cache.clear()
            self._bytes = 0

    def close(self) -> None:
        """Drop what waits, and wait for what is being read in this process."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            while thread.is_alive():
                isolation.close()  # or a RAW would keep the window from closing: one that is only now begun, too
                thread.join(CLOSING_SECONDS)

    def _work(self) -> None:
        while (request := self._take()) is not None:
            try:
                picture = self._turned_over(request) or read_picture(request)
            except Unreadable as error:
                self.failed.emit(request, error.reason)
            except MemoryError:
                self.failed.emit(request, _NO_MEMORY)
            except Exception:
                log.exception("showing %r failed", request.photo.path)
                self.failed.emit(request, _FAULT)
            else:
                self.loaded.emit(picture)
                del picture  # a waiting thread keeps no picture

    def _turned_over(self, request: PictureRequest) -> LoadedPicture | None:
        """From one that is here, turned otherwise and not smaller: nothing is read again."""
        if request.part is not None:
            return None
        with self._changed:
            own = [each for each in self._cache.values() if each.request.alike_unturned(request)]
        enough = [each for each in own if each.fulfils(request._replace(turn=each.request.turn))]
        return min(enough, key=_size).turned(request.turn) if enough else None

    def _take(self) -> PictureRequest | None:
        """The next request, once there is one; None: the window closes."""
        with self._changed:
            while not self._closed:
                request = self._next()
                if request is not None:
                    self._under_way.add(request)
                    return request
                self._changed.wait()
            return None

    def _next(self) -> PictureRequest | None:
        while waiting := self._waiting():
            request = waiting.pop(0)
            if request not in self._under_way and not any(each.fulfils(request) for each in self._cache.values()):
                return request
        return None

    def _waiting(self) -> list[PictureRequest]:
        """The list that is served next; what is ahead only while nothing is shown that waits, or being read."""
        turns = list(self._wishes.items())
        found = next(((asker, each.now) for asker, each in turns if each.now), None)
        if found is None and not self._under_way:
            found = next(((asker, each.ahead) for asker, each in turns if each.ahead), None)
        if found is None:
            return []
        self._wishes[found[0]] = self._wishes.pop(found[0])
        return found[1]

    def _keep(self, picture: LoadedPicture) -> None:
        with self._changed:
            before = self._cache.pop(picture.request, None)
            self._cache[picture.request] = picture
            self._bytes += _size(picture) - (_size(before) if before else 0)
            self._trim()
        self._finish(picture.request)

    def _give_up(self, request: PictureRequest, _reason: str) -> None:
        self._finish(request)

    def _finish(self, request: PictureRequest) -> None:
        with self._changed:
            self._under_way.discard(request)
            self._changed.notify()

    def _trim(self) -> None:
        lately = islice(reversed(self._cache), LATELY)
        share = 1 if any(each.longest_side is None for each in lately) else FITTED_SHARE
        while (len(self._cache) > 1 and self._bytes > self._memory) or (
            len(self._cache) > LATELY and self._bytes > self._memory // share
        ):
            self._bytes -= _size(self._cache.popitem(last=False)[1])


def _size(picture: LoadedPicture) -> int:
    return picture.size_in_bytes
