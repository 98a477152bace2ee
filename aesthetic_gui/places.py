"""Where the photographer was, and goes again: folders opened last, favourites, and where each was left.

One JSON file beside the settings, written whole: a crash while it is written leaves the last good one. Nothing here
looks whether a folder is still there, as a card that is pulled comes back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from aesthetic_gui import disk_io, settings

RECENTS, FAVOURITES, LEFT = 12, 60, 200  # of each, the newest are kept
VIEWS = ("grid", "loupe", "compare", "survey")


@dataclass(frozen=True, slots=True)
class LeftOff:
    """How a folder was left: its current photograph, the view it was seen in, and filter and order as JSON has them.

    ``zoom`` is of the loupe: pixels of the screen per pixel of the photograph, and which part of its width and height
    (0 to 1) was in the middle; empty where all of it was shown.
    """

    photo: str = ""
    view: str = "grid"
    zoom: tuple[float, ...] = ()
    shown: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Places:
    """Folders as absolute paths, the newest first. ``last`` is what was open when the program was left."""

    last: tuple[Path, ...] = ()
    recents: tuple[Path, ...] = ()
    favourites: tuple[Path, ...] = ()
    left: Mapping[Path, LeftOff] = field(default_factory=dict)

    @property
    def others(self) -> tuple[Path, ...]:
        """The recent folders that are no favourites."""
        return tuple(folder for folder in self.recents if folder not in self.favourites)

    def opened(self, paths: Sequence[Path], folder: Path) -> Places:
        """``paths``, which lie in ``folder``, are open now."""
        recents = (folder, *(each for each in self.recents if each != folder))
        return replace(self, last=tuple(paths), recents=recents[:RECENTS])

    def left_at(self, path: Path, left: LeftOff) -> Places:
        """``path``, the first of what is open, was left like that."""
        others = {each: how for each, how in self.left.items() if each != path}
        return replace(self, left=dict([(path, left), *others.items()][:LEFT]))

    def with_favourite(self, folder: Path) -> Places:
        """``folder`` comes last: who added the others knows where they stand."""
        others = tuple(each for each in self.favourites if each != folder)
        return replace(self, favourites=(*others, folder)[-FAVOURITES:])

    def without_favourite(self, folder: Path) -> Places:
        return replace(self, favourites=tuple(each for each in self.favourites if each != folder))

    def changed_as(self, before: Places, now: Places) -> Places:
        """These, which another window may have kept, with what is other ``now`` than it was ``before``."""
        if self == Places():
            return now  # there is no file any more
        left = {
            path: self.left.get(path, how) if before.left.get(path) == how else how for path, how in now.left.items()
        }
        others = {path: how for path, how in self.left.items() if path not in {*before.left, *left}}
        return Places(
            now.last,
            _together(self.recents, before.recents, now.recents)[:RECENTS],
            _together(self.favourites, before.favourites, now.favourites)[-FAVOURITES:],
            dict([*left.items(), *others.items()][:LEFT]),
        )

    def without_recent(self, folder: Path) -> Places:
        return replace(self, recents=tuple(each for each in self.recents if each != folder))


def _together(there: Sequence[Path], before: Sequence[Path], now: Sequence[Path]) -> tuple[Path, ...]:
    """Those of ``now`` that are not taken away ``there``, then what has come there."""
    stay = [path for path in now if path in there or path not in before]
    return (*stay, *(path for path in there if path not in before and path not in now))


def told_apart(folders: Sequence[Path]) -> list[str]:
    """The name of each, with the folder above it where another has the same name."""
    names = [folder.name or str(folder) for folder in folders]
    return [
        f"{name} – {folder.parent.name}" if names.count(name) > 1 and folder.parent.name else name
        for name, folder in zip(names, folders, strict=True)
    ]


def places_path() -> Path:
    return settings.settings_path().with_name("places.json")


def load(path: Path | None = None) -> Places:
    """What was kept in ``path``; of a file that makes no sense, what does. A file that is no JSON is set aside."""
    return from_json(settings.read_json(path or places_path()))


def save(places: Places, path: Path | None = None) -> None:
    """Write ``places``, whole or not at all. Raises ``OSError`` where that cannot be written."""
    path = path or places_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    disk_io.write_whole(json.dumps(to_json(places), indent=1).encode("ascii"), path, replace=True)


def to_json(places: Places) -> dict[str, Any]:
    """Names that are not UTF-8 keep their bytes, as escapes."""
    return {
        "last": [str(path) for path in places.last],
        "recents": [str(path) for path in places.recents],
        "favourites": [str(path) for path in places.favourites],
        "left": [
            {"folder": str(path), **asdict(left), "shown": dict(left.shown)} for path, left in places.left.items()
        ],
    }


def from_json(kept: object) -> Places:
    """What of ``kept`` makes sense; the rest is passed over."""
    table = kept if isinstance(kept, dict) else {}
    rows = [row for row in _listed(table.get("left")) if isinstance(row, dict)]
    left = [(path, _left_of(row)) for row in rows for path in _paths([row.get("folder")])]
    return Places(
        _paths(table.get("last")),
        _paths(table.get("recents"))[:RECENTS],
        _paths(table.get("favourites"))[-FAVOURITES:],
        dict(left[:LEFT]),
    )


def _left_of(row: Mapping[str, Any]) -> LeftOff:
    photo, view, shown = row.get("photo"), row.get("view"), row.get("shown")
    return LeftOff(
        photo if isinstance(photo, str) else "",
        view if view in VIEWS else "grid",
        _zoom(row.get("zoom")),
        shown if isinstance(shown, dict) else {},
    )


def _zoom(kept: object) -> tuple[float, ...]:
    numbers = [float(each) for each in _listed(kept) if type(each) in (int, float) and abs(each) < 1e6]
    return tuple(numbers) if len(numbers) == 3 and numbers[0] > 0 else ()


def _paths(kept: object) -> tuple[Path, ...]:
    """The absolute paths among ``kept``, each once."""
    texts = [text for text in _listed(kept) if isinstance(text, str) and "\0" not in text]
    return tuple(dict.fromkeys(path for path in map(Path, texts) if path.is_absolute()))


def _listed(kept: object) -> list[Any]:
    return kept if isinstance(kept, list) else []
