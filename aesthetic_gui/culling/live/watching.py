"""Live folders: what changes on disk while the photographs are open, as batches of whole units.

    hints (the system's events, or a look around) ──> held until complete ──> files.formats pairs them again
      ──> compared with what was known ──> Changed

Only the folders and stems that were hinted at are looked at again. Where the system tells nothing (a network
drive) or not enough (no watches left), the folders are looked over now and then, for a twentieth of the time at
most.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from aesthetic_gui.culling.live.changes import Changed, Units, compare, written
from aesthetic_gui.culling.live.file_events import Hints, Sign, is_within, start_events
from aesthetic_gui.culling.live.holding import QUIET, Holding, Stamp, stamp
from aesthetic_gui.culling.live.open_folders import Identity, OpenFolders, identify, is_empty, is_file, stamp_at
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.files.formats import find_photos, is_photograph, kin
from aesthetic_gui.files.transfer.mounts import is_remote
from aesthetic_gui.photo import Photo

log = logging.getLogger(__name__)

LOOK_AT_ROOTS = 2.0  # seconds; also the shortest time between two looks around
BREATH = 0.05  # seconds between two turns, however many events there are
REST = 19  # times as long as the work took: a twentieth of the time at most
LONGEST_REST = 3.0  # seconds, after telling what changed
AT_ONCE = 5_000

REMOTE_NOTICE = "On a network drive, what others change shows up a little later."
LIMIT_NOTICE = "There are more folders than this system lets a program watch: changes show up a little later."
STOPPED_NOTICE = "What changes in this folder is no longer followed. Open it again to see it."


class Watcher:
    """Follows what is under ``paths`` from :meth:`start` until :meth:`stop`, in a thread of its own.

    ``photos`` are those that are known already: the first look tells how they differ from what is there by now.
    ``on_change`` and ``on_notice`` (a sentence for the photographer) are called in that thread. ``poll`` True
    looks around even where the system tells of changes; None: where it cannot be trusted to tell of all.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        photos: Iterable[Photo],
        on_change: Callable[[Changed], None],
        on_notice: Callable[[str], None] = lambda _words: None,
        *,
        recursive: bool = True,
        poll: bool | None = None,
    ) -> None:
        self._paths = [absolute(path) for path in paths]
        self._known = photos
        self._on_change, self._on_notice, self._recursive, self._poll = on_change, on_notice, recursive, poll
        self.watching = threading.Event()  # set once every change is noticed
        self._stopping = threading.Event()
        self._hints = Hints()
        self._close_events: Callable[[], None] = lambda: None
        self._holding = Holding(self._was_complete)
        self._corrections: deque[tuple[tuple[Path, ...], tuple[Photo, ...]]] = deque()
        self._passed_over: deque[Mapping[str, Stamp | None]] = deque()
        self._ours: dict[str, Stamp | None] = {}  # files as the program itself left them
        self._origins: dict[str, str] = {}  # of what was renamed and not told yet
        self._roots: dict[str, Identity | None] = {}
        self._away: dict[str, list[Photo]] = {}
        self._now = self._not_before = self._poll_at = self._roots_at = 0.0
        self._thread = threading.Thread(target=self._run, name="watching", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def correct(self, gone: Iterable[Path], photos: Iterable[Photo]) -> None:
        """A listing found ``photos`` and not ``gone``, perhaps at a moment never seen here: go on from what it found.

        What was made and removed, or went and came back, while the folder was listed would else stay as it was then.
        """
        self._corrections.append((tuple(gone), tuple(photos)))
        self._hints.arrived.set()

    def pass_over(self, files: Mapping[str, Stamp | None]) -> None:
        """The program itself touched ``files``, with their size and time now (None: gone): no news while they are so.

        :meth:`correct` says what that means for the photographs.
        """
        self._passed_over.append(files)
        self._hints.arrived.set()

    def stop(self) -> None:
        """Ask the thread to end; nothing is told from now on."""
        self._stopping.set()
        self._hints.arrived.set()

    def join(self, timeout: float = 5.0) -> None:
        """Wait for the thread, after :meth:`stop`; a network drive that does not answer may hold it."""
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            self._begin()
            while not self._stopping.is_set():
                self._hints.arrived.wait(self._until_next())
                self._turn()
                self._stopping.wait(BREATH)
        except Exception:  # the photographs stay open; only what changes is not followed any more
            log.exception("watching stopped")
            self._notify(STOPPED_NOTICE)
        finally:
            self._close_events()
            for large in ("_units", "_folders"):  # of 100,000 photographs; this object waits for the garbage collector
                self.__dict__.pop(large, None)

    def _begin(self) -> None:
        self._now = time.monotonic()
        self._units, self._known = Units(self._known), ()
        self._folders = OpenFolders(self._paths, self._units, self._hint, self._stopping, recursive=self._recursive)
        try:
            self._folders.events = events = start_events(self._hints, recursive=self._recursive)
            self._close_events = events.close
        except OSError:
            self._folders.out_of_watches = True
        self._roots = {root: identify(root) for root in self._folders.roots}
        if self._poll is None and any(is_remote(Path(root)) for root in self._roots):
            self._poll = True
            self._notify(REMOTE_NOTICE)
        for root in self._roots:
            self._folders.enter(root)
        self.watching.set()

    def _until_next(self) -> float:
        """Seconds until there is something to do, hints apart."""
        due = self._holding.next_due()
        times = [self._roots_at, *([self._poll_at] if self._poll else [])]
        times += [max(due, self._not_before)] if due is not None else []
        return max(0.0, min(times) - time.monotonic())

    def _turn(self) -> None:
        names, trees, origins, lost = self._hints.take()
        self._now = now = time.monotonic()
        further = {target: self._origins.get(source, source) for target, source in origins.items()}
        for source in origins.values():
            self._origins.pop(source, None)
        self._origins.update(further)
        while self._passed_over:
            self._ours.update(self._passed_over.popleft())
        while self._corrections:
            self._take_correction(*self._corrections.popleft())
        for path, sign in names.items():
            self._hint(path, sign)
        if now >= self._roots_at or not trees.isdisjoint(self._roots):
            self._look_at_roots()
        for tree in trees:
            self._folders.enter(tree)
        if lost:
            log.info("the system lost events: every open folder is looked over")
            self._folders.look_over_all()
        if now >= self._not_before:
            self._tell_ready()
        self._poll_where_needed()

    def _poll_where_needed(self) -> None:
        if self._folders.out_of_watches and not self._poll:
            self._poll = True
            self._notify(LIMIT_NOTICE)
        if self._poll and (begun := time.monotonic()) >= self._poll_at:
            self._folders.look_over()
            now = time.monotonic()
            self._poll_at = now + max(LOOK_AT_ROOTS, REST * (now - begun))

    def _take_correction(self, gone: Sequence[Path], photos: Sequence[Photo]) -> None:
        paths = {str(path) for path in gone} | {str(file) for photo in photos for file in photo.files}
        for known in [known for path in paths if (known := self._units.at(path)) is not None]:
            self._units.remove(known)
            paths.update(map(str, known.files))
        for photo in photos:
            self._units.add(photo)
        self._folders.strays.difference_update(paths)
        for photo in photos:
            self._pair_anew_where_joined(photo)
        for path in paths:
            self._hint(path, Sign.LOOK)

    def _pair_anew_where_joined(self, photo: Photo) -> None:
        """What the program itself brought may make one unit with others of its stem, as a RAW with its JPEG does."""
        folder, names = str(photo.path.parent), {file.name for file in photo.files}
        for stem in {stem for name in names for stem in kin(name)}:
            beside = self._units.of_stem(folder, stem) | self._folders.strays_of_stem(folder, stem)
            if not beside <= names:
                for file in photo.files:
                    self._ours.pop(str(file), None)

    def _is_ours(self, path: str) -> bool:
        """Whether the file at ``path`` is as the program itself left it."""
        if path not in self._ours:
            return False
        if stamp_at(path) != self._ours[path]:
            del self._ours[path]
            return False
        self._origins.pop(path, None)
        return True

    def _hint(self, path: str, sign: Sign) -> None:
        if sign is Sign.BORN:
            self._origins.pop(path, None)
        if self._folders.concerns(path, self._origins.get(path)):
            self._holding.hold(path, sign, self._now)
        elif self._folders.looked_into(path):
            self._folders.enter(path)  # some systems do not say that it is a folder

    # the open folders themselves

    def _look_at_roots(self) -> None:
        self._roots_at = time.monotonic() + LOOK_AT_ROOTS
        for root, before in list(self._roots.items()):
            identity = identify(root)
            if identity == before:
                continue
            self._roots[root] = identity
            if root in self._away:
                self._welcome(root)
            elif identity is None or (before and identity[0] != before[0] and is_empty(root)):
                self._let_go(root)
            else:
                self._folders.enter(root)

    def _let_go(self, root: str) -> None:
        """A card was pulled, or the folder renamed: what was there comes back when it does."""
        photos = self._away[root] = list(self._folders.below(root))
        for photo in photos:
            self._units.remove(photo)
        self._holding.drop(root)
        self._folders.enter(root)
        self._tell(Changed(away=tuple(photo.path for photo in photos)))
        name = os.path.basename(root) or root  # noqa: PTH119
        self._notify(f"The folder {name} is not there any more. Its photographs come back when it does.")

    def _welcome(self, root: str) -> None:
        if self._roots[root] is not None:
            gone = tuple(photo.path for photo in self._away.pop(root) if not os.path.lexists(photo.path))
            self._folders.enter(root)
            self._tell(Changed(gone=gone))

    # what is ready

    def _tell_ready(self) -> None:
        begun = time.monotonic()
        ready = [path for path in self._holding.take_ready(begun) if not self._is_ours(path)]
        if not ready:
            return
        for start in range(0, len(ready), AT_ONCE):
            if not self._stopping.is_set():
                self._settle(ready[start : start + AT_ONCE])
        if not len(self._holding):
            self._origins.clear()
        now = time.monotonic()
        self._not_before = now + min(max(QUIET, REST * (now - begun)), LONGEST_REST)

    def _settle(self, ready: Sequence[str]) -> None:
        """Pair again what was hinted at, with all that belongs to it before or now, and tell what changed."""
        self._look_at_roots()
        before: dict[Path, Photo] = {}
        after: dict[Path, Photo] = {}
        seen: set[str] = set()
        todo = {path for path in ready if not any(is_within(path, root) for root in self._away)}
        while todo:
            known = [photo for photo in map(self._units.at, todo) if photo is not None]
            before.update((photo.path, photo) for photo in known)
            todo = todo.union(str(file) for photo in known for file in photo.files) - seen
            seen |= todo
            found = self._find(todo)
            after.update((photo.path, photo) for photo in found)
            todo = {str(file) for photo in found for file in photo.files} - seen
        self._remember(before, after, seen)
        changed = compare(before, after, self._source)
        self._tell(replace(changed, written=written(after.values(), set(ready), changed)))
        for path in seen:
            self._origins.pop(path, None)

    def _find(self, paths: Iterable[str]) -> list[Photo]:
        here = [Path(path) for path in paths if self._folders.looked_into(os.path.dirname(path)) and is_file(path)]  # noqa: PTH120
        return [photo for photo in find_photos(sorted(here), named=self._paths) if self._may_show(photo)]

    def _may_show(self, photo: Photo) -> bool:
        path = str(photo.path)
        if path in self._holding and self._units.at(path) is None:
            return False  # its picture is not complete yet
        if not is_photograph(photo.path) and not self._folders.is_named(path):
            return False  # a sidecar of nothing
        if not self._folders.names_files_in(str(photo.path.parent)):
            return True
        return any(self._folders.is_named(name) for f in photo.files for name in (str(f), self._origins.get(str(f))))

    def _remember(self, before: dict[Path, Photo], after: dict[Path, Photo], seen: Iterable[str]) -> None:
        for photo in before.values():
            self._units.remove(photo)
        for photo in after.values():
            self._units.add(photo)
            if self._folders.names_files_in(str(photo.path.parent)):
                self._folders.name(*photo.files)
        for path in seen:
            stray = self._units.at(path) is None and path not in self._holding and os.path.lexists(path)
            (self._folders.strays.add if stray else self._folders.strays.discard)(path)

    def _was_complete(self, path: str, found: os.stat_result) -> bool:
        """Whether this is a photograph that was known before it was renamed."""
        origin = self._origin(path)
        photo = self._units.at(origin) if origin else None
        return photo is not None and str(photo.path) == origin and stamp(found) == (photo.size, photo.mtime_ns)

    def _source(self, path: Path) -> Path | None:
        origin = self._origin(str(path))
        return Path(origin) if origin else None

    def _origin(self, path: str) -> str | None:
        """Where a file was before it, or a folder it is in, was renamed."""
        end = len(path) if self._origins else 0
        while end > 0:
            if path[:end] in self._origins:
                return self._origins[path[:end]] + path[end:]
            end = path.rfind(os.sep, 0, end)
        return None

    def _tell(self, changed: Changed) -> None:
        if changed and not self._stopping.is_set():
            self._on_change(changed)

    def _notify(self, words: str) -> None:
        if not self._stopping.is_set():
            self._on_notice(words)
