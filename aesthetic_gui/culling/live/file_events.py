"""What the system tells of files as they change: hints where to look again, never more.

    inotify | FSEvents | ReadDirectoryChangesW ──> Hints ──> culling.live.watching looks again

On Linux a folder is one inotify watch (through watchdog's InotifyFD), so that links are followed, the end of a
copy is heard, and a queue that ran over or watches that ran out are known; elsewhere watchdog's observer watches
a whole tree at once. See inotify(7).
"""

from __future__ import annotations

import os
import sys
import threading
from collections import OrderedDict
from enum import IntEnum
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

_MOVES_REMEMBERED = 1_000


class Sign(IntEnum):
    """What a hint says of a file."""

    LOOK = 0  # its times or rights changed
    SEEN = 1  # it is new or different, and perhaps still being written
    DONE = 2  # gone, renamed, or closed by the one who wrote it
    BORN = 3  # made just now; the end of writing will be told


class Hints:
    """Paths to look at again. Any thread may add; the watching thread waits for them and takes them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.arrived = threading.Event()
        self._clear()

    def _clear(self) -> None:
        self.names: dict[str, Sign] = {}
        self.trees: set[str] = set()
        self.origins: dict[str, str] = {}
        self.lost = False  # the system told less than happened

    def sign(self, path: str, sign: Sign) -> None:
        with self._lock:
            self.names[path] = stronger(self.names.get(path), sign)
            if sign is Sign.BORN:
                self.origins.pop(path, None)
        self.arrived.set()

    def tree(self, path: str) -> None:
        """A folder came, went or changed: look at all that is below."""
        with self._lock:
            self.trees.add(path)
        self.arrived.set()

    def moved(self, source: str, target: str) -> None:
        """A file or folder was renamed; the hints for its ends are given apart."""
        with self._lock:
            self.origins[target] = self.origins.pop(source, source)

    def lose(self) -> None:
        with self._lock:
            self.lost = True
        self.arrived.set()

    def take(self) -> tuple[dict[str, Sign], set[str], dict[str, str], bool]:
        """All that was hinted since the last time: names, trees, origins by target, whether hints were lost."""
        with self._lock:
            self.arrived.clear()
            taken = self.names, self.trees, self.origins, self.lost
            self._clear()
        return taken


def stronger(before: Sign | None, now: Sign) -> Sign:
    """What both signs say together: only its end tells that a file being written is complete."""
    if before is Sign.BORN and now in (Sign.LOOK, Sign.SEEN):
        return before
    return before if before is not None and now is Sign.LOOK else now


class Events(Protocol):
    """A source of hints."""

    def watch(self, folder: str) -> None:
        """Hear of what is directly in ``folder``. Raises ``OSError`` where that cannot be."""

    def forget(self, folder: str) -> None:
        """Hear no more of ``folder`` and all below."""

    def close(self) -> None: ...


class FolderEvents:
    """Linux: one inotify watch for each folder, links followed."""

    def __init__(self, hints: Hints) -> None:
        """Raises ``OSError`` where the user has no inotify instance left."""
        from watchdog.observers.inotify_c import CallbackId, InotifyConstants, InotifyFD, Mask

        wanted = (
            InotifyConstants.IN_CREATE,
            InotifyConstants.IN_CLOSE_WRITE,
            InotifyConstants.IN_ATTRIB,
            InotifyConstants.IN_MOVE,
            InotifyConstants.IN_DELETE,
            InotifyConstants.IN_DELETE_SELF,
            InotifyConstants.IN_MOVE_SELF,
            InotifyConstants.IN_ONLYDIR,
        )
        self._mask = Mask(sum(wanted))
        self._ids = map(CallbackId, count())
        self._hints = hints
        self._lock = threading.Lock()
        self._folders: dict[Any, tuple[str, Any]] = {}  # by watch descriptor: folder, and the id of our callback
        self._left: OrderedDict[int, str] = OrderedDict()  # by cookie: where a rename began
        self._inotify = InotifyFD()
        self._inotify.start()

    def watch(self, folder: str) -> None:
        """See :class:`Events`. ``ENOSPC`` where the system's limit of watches is reached."""
        callback_id = next(self._ids)
        descriptor = self._inotify.add_callback(os.fsencode(folder), self._mask, self, callback_id)
        with self._lock:
            before = self._folders.get(descriptor)
            self._folders[descriptor] = (folder, callback_id)
        if before is not None:  # the same folder under the name it had
            self._inotify.remove_callbacks([(descriptor, before[1])])

    def forget(self, folder: str) -> None:
        with self._lock:
            gone = [(wd, callback_id) for wd, (path, callback_id) in self._folders.items() if is_within(path, folder)]
            for wd, _ in gone:
                del self._folders[wd]
        self._inotify.remove_callbacks(gone)

    def close(self) -> None:
        self._inotify.stop()
        self._inotify.join()

    # called by watchdog, in its reading thread

    def on_event(self, event: Any) -> None:
        with self._lock:
            folder, _ = self._folders.get(event.wd, (None, None))
        if folder is None:
            return
        if not event.name:
            self._hints.tree(folder)  # the folder itself was removed, renamed or unmounted, or its rights changed
            return
        path = os.path.join(folder, os.fsdecode(event.name))  # noqa: PTH118
        source = self._source(event, path)
        if source is not None and event.is_directory:
            self._rename(source, path)
        if source is not None:
            self._hints.moved(source, path)
        if event.is_directory:
            self._hints.tree(path)
        else:
            self._hints.sign(path, Sign.BORN if event.is_create else Sign.LOOK if event.is_attrib else Sign.DONE)

    def _source(self, event: Any, path: str) -> str | None:
        """Where the file of a "moved to" was, if that is watched, too."""
        if event.is_moved_from:
            self._left[event.cookie] = path
            while len(self._left) > _MOVES_REMEMBERED:
                self._left.popitem(last=False)
        return self._left.pop(event.cookie, None) if event.is_moved_to else None

    def _rename(self, source: str, target: str) -> None:
        """A watch stays on its folder, whatever that is called."""
        with self._lock:
            for descriptor, (folder, callback_id) in self._folders.items():
                if is_within(folder, source):
                    self._folders[descriptor] = (target + folder[len(source) :], callback_id)

    def on_watch_deleted(self, wd: Any) -> None:
        with self._lock:
            self._folders.pop(wd, None)

    def on_queue_overflow(self) -> None:
        self._left.clear()
        self._hints.lose()


class TreeEvents:
    """macOS and Windows: watchdog's observer, which watches whole trees; links to folders are not followed."""

    def __init__(self, hints: Hints, recursive: bool) -> None:
        from watchdog.observers import Observer

        self._hints, self._recursive = hints, recursive
        self._watches: dict[str, Any] = {}
        self._observer = Observer()
        self._observer.start()

    def watch(self, folder: str) -> None:
        if any(is_within(folder, root) and (self._recursive or folder == root) for root in self._watches):
            return
        self._watches[folder] = self._observer.schedule(self, folder, recursive=self._recursive)  # type: ignore[arg-type]

    def forget(self, folder: str) -> None:
        for root in [root for root in self._watches if is_within(root, folder)]:
            self._observer.unschedule(self._watches.pop(root))

    def close(self) -> None:
        self._observer.stop()
        self._observer.join()

    def dispatch(self, event: FileSystemEvent) -> None:
        """Called by watchdog, in its thread."""
        source, target = os.fsdecode(event.src_path), os.fsdecode(event.dest_path)
        if target:
            self._hints.moved(source, target)
        for path in filter(None, (source, target)):
            if not event.is_directory:
                self._hints.sign(path, Sign.SEEN)
            elif event.event_type != "modified":
                self._hints.tree(path)


def start_events(hints: Hints, *, recursive: bool) -> Events:
    """The system's own events. Raises ``OSError`` where it has none left to give."""
    return FolderEvents(hints) if sys.platform == "linux" else TreeEvents(hints, recursive)


def is_within(path: str, folder: str) -> bool:
    """Whether ``path`` is ``folder`` or below it; by name only."""
    return path == folder or path.startswith(folder if folder.endswith(os.sep) else folder + os.sep)
