"""Filters that are kept by name; with folders of their own, they are smart albums.

One JSON file beside the settings, written whole: a crash while it is written leaves the last good one. What a later
version writes and this one does not know is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aesthetic_gui import disk_io, settings
from aesthetic_gui.culling.finding.kept import is_understood, view_from_json, view_to_json
from aesthetic_gui.culling.viewing import View
from aesthetic_gui.files.names import fold, natural_key

LONGEST_NAME = 60  # letters
MOST = 500


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter and its order by ``name``. A smart album has the ``folders`` (absolute) that it looks through.

    ``whole``: all that was kept of it is understood; else it lets more pass than it was to.
    """

    name: str
    view: View
    folders: tuple[Path, ...] = ()
    whole: bool = True

    @property
    def is_album(self) -> bool:
        return bool(self.folders)


@dataclass(frozen=True, slots=True)
class SavedFilters:
    """All that are kept, in order of name; no two names are the same, whatever the capitals."""

    each: tuple[SavedFilter, ...] = ()

    def __iter__(self) -> Iterator[SavedFilter]:
        return iter(self.each)

    def named(self, name: str) -> SavedFilter | None:
        return next((saved for saved in self.each if fold(saved.name) == fold(name)), None)

    def having(self, new: SavedFilter) -> SavedFilters:
        """With ``new``, in the place of one of that name."""
        return _ordered((*self.without(new.name).each, new))

    def renamed(self, before: str, after: str) -> SavedFilters:
        return _ordered(
            replace(saved, name=after) if fold(saved.name) == fold(before) else saved for saved in self.each
        )

    def changed_as(self, before: SavedFilters, now: SavedFilters) -> SavedFilters:
        """These, which another window may have saved, with what is other ``now`` than it was ``before``."""
        if not self.each:
            return now  # there is no file any more
        found = self
        for gone in before.each:
            found = found if now.named(gone.name) else found.without(gone.name)
        for new in now.each:
            found = found if new in before.each else found.having(new)
        return found

    def without(self, name: str) -> SavedFilters:
        return SavedFilters(tuple(saved for saved in self.each if fold(saved.name) != fold(name)))


def saved_filters_path() -> Path:
    return settings.settings_path().with_name("filters.json")


def load(path: Path | None = None) -> SavedFilters:
    """What was kept in ``path``; of a file that makes no sense, what does. A file that is no JSON is set aside."""
    return from_json(settings.read_json(path or saved_filters_path()))


def save(saved: SavedFilters, path: Path | None = None) -> None:
    """Write ``saved``, whole or not at all. Raises ``OSError`` where that cannot be written."""
    path = path or saved_filters_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    disk_io.write_whole(json.dumps(to_json(saved), indent=1).encode("ascii"), path, replace=True)


def to_json(saved: SavedFilters) -> dict[str, Any]:
    """Names that are not UTF-8 keep their bytes, as escapes."""
    return {
        "filters": [
            {"name": each.name, "view": view_to_json(each.view), "folders": list(map(str, each.folders))}
            for each in saved
        ]
    }


def from_json(kept: object) -> SavedFilters:
    """What of ``kept`` makes sense; of those with one name, the first."""
    rows = kept.get("filters") if isinstance(kept, dict) else None
    found: dict[str, SavedFilter] = {}
    for row in rows[:MOST] if isinstance(rows, list) else ():
        name = row.get("name") if isinstance(row, dict) else None
        if isinstance(name, str) and 0 < len(name.strip()) <= LONGEST_NAME:
            view = row.get("view")
            saved = SavedFilter(
                name.strip(), view_from_json(view), _paths(row.get("folders")), whole=is_understood(view)
            )
            found.setdefault(fold(saved.name), saved)
    return _ordered(found.values())


def _paths(kept: object) -> tuple[Path, ...]:
    """The absolute paths among ``kept``, each once."""
    texts = [text for text in kept if isinstance(text, str) and "\0" not in text] if isinstance(kept, list) else []
    return tuple(dict.fromkeys(path for path in map(Path, texts) if path.is_absolute()))


def _ordered(saved: Iterable[SavedFilter]) -> SavedFilters:
    return SavedFilters(tuple(sorted(saved, key=lambda each: natural_key(each.name))))
