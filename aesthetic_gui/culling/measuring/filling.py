"""Measures later what has no facts yet, and closely what is compared: after everything else, and given up at any time.

want, want_closely ──> wishes ──> threads, one photograph each ──> on_measured
"""

from __future__ import annotations

import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from aesthetic_gui.photo import Photo, Unreadable

if TYPE_CHECKING:
    from aesthetic_gui.culling.measuring.measuring import Measured

THREADS = max(1, (os.cpu_count() or 1) // 2)
LOOK_AGAIN = 0.3  # seconds after which it is asked again whether something else is to be done first

log = logging.getLogger(__name__)


class Filling:
    """What is still to be measured, and the threads that do it; they start with the first wish.

    ``on_measured`` is called in one of them with each photograph and what was measured of it, None where it cannot be
    read. Nothing is begun as long as ``busy`` says so. ``begin`` is called first in each thread. Any thread may call.
    """

    def __init__(
        self,
        on_measured: Callable[[Photo, Measured | None], None],
        busy: Callable[[], bool] = lambda: False,
        begin: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_measured, self._busy, self._begin = on_measured, busy, begin
        self._changed = threading.Condition()
        self._wishes: OrderedDict[Path, Photo] = OrderedDict()
        self._close_wishes: OrderedDict[Path, Photo] = OrderedDict()
        self._closing_in = False  # one photograph at a time is looked at closely
        self._closed = False
        self._threads: list[threading.Thread] = []

    def want(self, photos: Iterable[Photo]) -> None:
        """Measure these from a reduced picture, in their order."""
        with self._changed:
            self._wishes.update((photo.path, photo) for photo in photos)
            self._go_on()

    def want_closely(self, photos: Iterable[Photo], *, first: bool = False) -> None:
        """Measure these with all of their pixels, once no other wish is left; ``first``: before others of this kind."""
        with self._changed:
            for photo in photos:
                self._close_wishes[photo.path] = photo
                if first:
                    self._close_wishes.move_to_end(photo.path, last=False)
            self._go_on()

    def forget(self, paths: Iterable[Path]) -> None:
        """These are not there any more, or of no interest."""
        with self._changed:
            for path in paths:
                self._wishes.pop(path, None)
                self._close_wishes.pop(path, None)

    def clear(self) -> None:
        """Nothing is wanted any more; what is in hand is told all the same."""
        with self._changed:
            self._wishes.clear()
            self._close_wishes.clear()

    def close(self) -> None:
        """Give everything up and wait for the photographs in hand."""
        with self._changed:
            self._closed = True
            self.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _go_on(self) -> None:
        if not self._threads and not self._closed and (self._wishes or self._close_wishes):
            self._threads = [
                threading.Thread(target=self._work, name=f"measuring-{number}", daemon=True)
                for number in range(THREADS)
            ]
            for thread in self._threads:
                thread.start()
        self._changed.notify_all()

    def _work(self) -> None:
        self._begin()
        while (wish := self._take()) is not None:
            photo, closely = wish
            measured = _measured(photo, closely=closely)
            with self._changed:
                self._closing_in = self._closing_in and not closely
                self._changed.notify_all()
            self._on_measured(photo, measured)

    def _take(self) -> tuple[Photo, bool] | None:
        """The next photograph, and whether it is to be looked at closely; None once it is over."""
        with self._changed:
            while not self._closed:
                if not (self._wishes or self._close_wishes):
                    self._changed.wait()
                elif self._busy():
                    self._changed.wait(LOOK_AGAIN)
                elif self._wishes:
                    return self._wishes.popitem(last=False)[1], False
                elif not self._closing_in:
                    self._closing_in = True
                    return self._close_wishes.popitem(last=False)[1], True
                else:
                    self._changed.wait()
        return None


def _measured(photo: Photo, *, closely: bool) -> Measured | None:
    from aesthetic_gui.culling.measuring import measuring

    try:
        return measuring.measure_closely(photo) if closely else measuring.measure_quickly(photo)
    except Unreadable:
        log.info("cannot read %r to measure it", photo.path, exc_info=True)
    except Exception:  # a dead thread would measure nothing any more; the failure is logged
        log.exception("measuring %r failed", photo.path)
    return None
