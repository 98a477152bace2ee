"""The ranks of the photographs that are open, worked out behind the window as scores come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from PySide6.QtCore import QObject

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Ranks, rank_photos
from aesthetic_gui.ui.grid.behind.loop import Behind

RANK_MS, PAUSE = 700, 20


class Ranking(Behind):
    """``ranks`` are those of a moment ago. Of 10,000 photographs they take the thread 25 ms, the window nothing."""

    def __init__(self, items: Callable[[], Iterable[Item]], thread: ThreadPoolExecutor, parent: QObject) -> None:
        """``items`` gives all there are; ``thread`` is where they are ranked."""
        super().__init__(
            lambda: partial(rank_photos, list(items())), self._take_ranks, thread, parent, soon_ms=RANK_MS, pause=PAUSE
        )
        self.ranks = Ranks()

    def clear(self) -> None:
        """Other photographs are open."""
        self.forget()
        self.ranks = Ranks()

    def _take_ranks(self, ranks: Ranks) -> None:
        self.ranks = ranks
        self.changed.emit()
