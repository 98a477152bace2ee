"""How the names are written that a folder holds: lists of files are made on one system and read on another."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath

from aesthetic_gui.files.names.folding import fold


def names_in(folder: Path) -> dict[str, str]:
    """The names in ``folder`` by how they fold; none where it is absent. Raises ``OSError``."""
    try:
        return {fold(name): name for name in os.listdir(folder)}  # noqa: PTH208 - names only
    except FileNotFoundError:
        return {}


class Spelled:
    """Where the files are that a list in ``folder`` names, each folder looked into once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names_in = cache(_names_in_or_none)

    def path(self, listed: str) -> Path:
        """As ``listed``, with "/" between names, if there is such a file; else as one of the same name is spelled."""
        path, inside = self._folder / listed, PurePosixPath(listed)
        if os.path.lexists(path) or inside.is_absolute() or ".." in inside.parts:
            return path
        found = self._folder
        for part in inside.parts:
            found /= self._names_in(found).get(fold(part), part)
        return found


def _names_in_or_none(folder: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):  # looking at the file itself tells why
        return names_in(folder)
    return {}
