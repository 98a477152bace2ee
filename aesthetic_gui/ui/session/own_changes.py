"""What the program's own operations did to the open photographs, as they tell it: nobody looks into a folder again.

Change … ──> in the catalog's thread: OwnChanges ──> rows follow, and whoever follows the folder passes over ``files``
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.progress import Change
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.files.formats import is_photograph
from aesthetic_gui.files.names import natural_key
from aesthetic_gui.files.names.hidden import is_hidden
from aesthetic_gui.files.names.sidecars import SIDECARS
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.session.rooms import pipeline

if TYPE_CHECKING:
    from aesthetic_gui.culling.live.holding import Stamp


@dataclass(frozen=True, slots=True)
class OwnChanges:
    """``came``: photographs as they are now, each with where it was before, if it left there.

    ``gone`` went to where nothing is open. ``written`` are sidecars by their photograph. ``files`` are all that was
    touched, with their size and time now; None: it is gone. ``said`` tells of decisions, details and stacks.
    """

    came: tuple[tuple[Path | None, Item], ...] = ()
    gone: tuple[Path, ...] = ()
    written: dict[Path, tuple[Path, ...]] = field(default_factory=dict)
    files: dict[str, Stamp | None] = field(default_factory=dict)
    said: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.came or self.gone or self.said or self.written)


class Moves:
    """Where photographs went that are not shown there yet, so that decisions go along. The catalog's thread owns it."""

    def __init__(self) -> None:
        self._went: dict[Path, Path] = {}
        self._brought: set[Path] = set()

    def __len__(self) -> int:
        return len(self._went)

    def note(self, moved: Iterable[tuple[Path, Path]]) -> None:
        """Each was at the first path, and is at the second now. All at the same time: two may have changed places."""
        now = dict(moved)
        arrived = set(now.values())
        further = {shown: now.get(path, path) for shown, path in self._went.items()}
        self._went = {shown: path for shown, path in further.items() if shown not in arrived} | now

    def note_own(self, changes: Sequence[Change]) -> None:
        """The same, of an operation of the program's own."""
        moved = [(change.before, change.after.path) for change in changes if change.left and change.after]
        self.note(moved)
        self._brought.difference_update(before for before, _ in moved)
        self._brought.update(after for _, after in moved)

    def brought(self, path: Path) -> bool:
        """Whether an operation of the program's own has brought the photograph to ``path``, and not away since."""
        return path in self._brought

    def now(self, path: Path) -> Path:
        """Where the photograph is that was shown at ``path``."""
        return self._went.get(path, path)

    def clear(self) -> None:
        self._went.clear()
        self._brought.clear()

    def forget(self, paths: Iterable[Path]) -> None:
        """These are shown in their places."""
        for path in paths:
            self._went.pop(path, None)


class Opened:
    """Which photographs are shown where ``paths`` are open: folders with all below, and files that were named."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._named = frozenset(paths)
        self._folders = [path for path in self._named if os.path.isdir(path)]  # noqa: PTH112 – which raises nothing

    def has(self, photo: Photo, change: Change) -> bool:
        """Whether ``photo``, of which ``change`` tells, is shown: what was named, wherever it goes; nothing hidden."""
        path = photo.path
        if path in self._named or (change.left and change.before in self._named):
            return True
        inside = (path.relative_to(folder).parts for folder in self._folders if path.is_relative_to(folder))
        return any(not any(map(is_hidden, parts)) for parts in inside)


def own_changes(changes: Sequence[Change], opened: Opened, judge: Judge, catalog: Catalog) -> OwnChanges:
    """What ``changes`` mean for the photographs that are ``opened``. In the catalog's thread."""
    at_hand = [change for change in changes if change.did not in ("decide", "write")]
    came = [(change, photo) for change in at_hand for photo in _photographs(change) if opened.has(photo, change)]
    items = {item.photo.path: item for item in pipeline.known_items([photo for _, photo in came], judge, catalog)}
    there = {change.before for change, _ in came}
    touched = [change.after for change in changes if change.after]
    from aesthetic_gui.culling.live.open_folders import stamp_at

    files = {str(file): stamp_at(str(file)) for photo in touched for file in photo.files}
    gone = {str(change.before): stamp_at(str(change.before)) for change in at_hand if change.left}
    return OwnChanges(
        tuple((change.before if change.left else None, items[photo.path]) for change, photo in came),
        tuple(change.before for change in at_hand if change.left and change.before not in there),
        {change.before: change.after.files for change in changes if change.did == "write" and change.after},
        files | gone,
        tuple(change for change in changes if change.did == "decide"),
    )


def rows_of(told: Iterable[OwnChanges]) -> tuple[list[Item], dict[Path, Item], set[Path]]:
    """What came, what moved (by where it is shown) and where nothing is any more; a photograph may have moved twice."""
    here: dict[Path, Item] = {}
    shown: dict[Path, Path] = {}  # by where they are now: where they were at first
    gone: set[Path] = set()
    for own in told:
        left = {path: shown.pop(path, path) for path in (*own.gone, *(before for before, _ in own.came if before))}
        here = {path: item for path, item in here.items() if path not in left}
        here.update((item.photo.path, item) for _, item in own.came)
        shown.update((item.photo.path, left[before]) for before, item in own.came if before)
        gone.update(left)
    moved = {shown[path]: item for path, item in here.items() if path in shown}
    return [item for path, item in here.items() if path not in shown], moved, gone


def with_sidecars(photo: Photo, written: Iterable[Path], files: dict[str, Stamp | None]) -> Photo:
    """``photo`` once its sidecars were ``written``, or removed; ``files`` tells which are there."""
    others = [path for path in photo.companions if path.suffix.lower() not in SIDECARS]
    sidecars = {path for path in photo.companions if path not in others}
    sidecars = {path for path in sidecars.union(written) if files.get(str(path), ()) is not None}
    return replace(photo, companions=(*others, *sorted(sidecars, key=lambda path: natural_key(path.name))))


def _photographs(change: Change) -> list[Photo]:
    """As they are now: what was made of a photograph are pictures of their own."""
    if change.after is None or change.did == "trash":
        return []
    each = [Photo(file) for file in change.after.files] if change.did == "make" else [change.after]
    return [_as_it_is(photo) for photo in each if is_photograph(photo.path)]


def _as_it_is(photo: Photo) -> Photo:
    from aesthetic_gui.culling.live.open_folders import stamp_at

    size, mtime_ns = stamp_at(str(photo.path)) or (0, 0)
    return replace(photo, size=size, mtime_ns=mtime_ns)
