"""Files held back until they are complete: a copy that is under way is no photograph yet."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from aesthetic_gui import disk_io
from aesthetic_gui.culling.live.file_events import Sign, is_within, stronger

QUIET = 0.3  # seconds in which a name that goes and comes back counts as one change
STILL = 1.5  # seconds for which a file keeps its size and time when its copy is complete
OLD = (
    30.0  # seconds after its last change in which a file may be being written still; the clock of a server may be slow
)
PATIENCE = 10.0  # seconds for which a file that is empty, or was never closed, may stand still
TOGETHER = 0.1  # seconds between which the two ends of a rename may be told

NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENODEV})

Stamp = tuple[int, int]


def stamp(status: os.stat_result) -> Stamp:
    """Size (bytes) and modification time (ns), by which a file is seen to change."""
    found = disk_io.Stamp.from_status(status)
    return found.size, found.mtime_ns


@dataclass(slots=True)
class _Held:
    """A file that is looked at again once it is ``due``. Times are monotonic, but for ``first``: seconds since 1970."""

    sign: Sign
    due: float
    first: float
    seen: Stamp = (-1, -1)
    since: float = 0.0

    def is_complete(self, found: os.stat_result, now: float) -> bool:
        """As far as can be told: it was closed, or is old, or has stood still for long enough."""
        if stamp(found) != self.seen:
            self.seen, self.since = stamp(found), now
        if self.sign in (Sign.LOOK, Sign.DONE):
            return True
        if found.st_size and self.first - found.st_mtime > OLD:
            return True
        patience = PATIENCE if self.sign is Sign.BORN or not found.st_size else STILL
        return now - self.since >= patience


class Holding:
    """Paths that were hinted at. ``was_complete`` tells of a file, with its ``os.stat``, that it was before."""

    def __init__(self, was_complete: Callable[[str, os.stat_result], bool]) -> None:
        self._held: dict[str, _Held] = {}
        self._was_complete = was_complete

    def hold(self, path: str, sign: Sign, now: float) -> None:
        held = self._held.get(path)
        if held is None:
            self._held[path] = _Held(sign, now + QUIET, time.time())
        else:
            held.sign, held.due = stronger(held.sign, sign), now + QUIET

    def drop(self, folder: str) -> None:
        """Hold nothing any more that is in ``folder`` or below."""
        self._held = {path: held for path, held in self._held.items() if not is_within(path, folder)}

    def __contains__(self, path: object) -> bool:
        return path in self._held

    def __len__(self) -> int:
        return len(self._held)

    def next_due(self) -> float | None:
        return min((held.due for held in self._held.values()), default=None)

    def take_ready(self, now: float) -> list[str]:
        """Those that are due and gone or complete; they are held no longer."""
        ready = [
            path for path, held in self._held.items() if held.due <= now + TOGETHER and self._is_ready(path, held, now)
        ]
        for path in ready:
            del self._held[path]
        return ready

    def _is_ready(self, path: str, held: _Held, now: float) -> bool:
        try:
            found = os.stat(path)  # noqa: PTH116
        except OSError as error:
            if error.errno in NOT_THERE:
                return True
            held.due = now + PATIENCE  # a drive that does not answer says nothing of what is on it
            return False
        held.due = now + STILL
        return held.is_complete(found, now) or self._was_complete(path, found)
