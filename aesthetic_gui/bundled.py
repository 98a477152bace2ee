"""Where ``models`` and ``resources`` are: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from pathlib import Path


def bundled(name: str) -> Path:
    """The folder ``name`` that travels with the program. Raises ``FileNotFoundError`` if the install is broken."""
    package = Path(__file__).parent
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"this installation lacks its {name!r} folder: install the program again")
