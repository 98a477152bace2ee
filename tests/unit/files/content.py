"""What a file on the disk is known by."""

from __future__ import annotations

from pathlib import Path

from aesthetic_gui.disk_io import open_regular
from aesthetic_gui.files.kinds import kind_of
from aesthetic_gui.files.reading import hashed


def content_id(path: Path) -> str:
    """The content identity of the file at ``path``."""
    with open_regular(path) as file:
        return hashed(file, kind_of(file, path.name))
