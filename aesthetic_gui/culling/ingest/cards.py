"""Memory cards: volumes that can be taken out, with a folder DCIM as cameras make it (JEITA CP-3461, DCF 2.0)."""

from __future__ import annotations

import os
import string
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.files.transfer.mounts import BLOCK_FUSE, REMOTE, mounts

PHOTOGRAPHS = "dcim"
_BELOW = tuple(map(Path, ("/media", "/run/media", "/mnt")))  # where desktops on Linux mount what is put in


@dataclass(frozen=True, slots=True)
class Card:
    """A card that is mounted at ``root``; its photographs are in ``folder``."""

    root: Path
    folder: Path

    @property
    def name(self) -> str:
        return self.root.name or str(self.root)


def find_cards(volumes: Iterable[Path] | None = None) -> list[Card]:
    """The cards among ``volumes``, or among all that are mounted; in the order of their names. Asks the disk."""
    roots = mounted() if volumes is None else volumes
    found = ((root, photographs_of(root)) for root in roots)
    return sorted((Card(root, folder) for root, folder in found if folder != root), key=lambda card: str(card.root))


def photographs_of(root: Path) -> Path:
    """The folder DCIM of ``root``, whatever its case; ``root`` itself where there is none."""
    try:
        with os.scandir(root) as entries:
            names = [entry.name for entry in entries if entry.name.lower() == PHOTOGRAPHS and entry.is_dir()]
    except OSError:
        return root
    return root / names[0] if names else root


def mounted() -> list[Path]:
    """Where drives are mounted that may be cards."""
    if sys.platform == "win32":
        return [Path(f"{letter}:\\") for letter in string.ascii_uppercase if os.path.exists(f"{letter}:\\")]  # noqa: PTH110
    if sys.platform == "darwin":
        return _inside(Path("/Volumes"))
    # a share whose server does not answer would hold up whoever looks into it, and is no card
    points = (mount.point for mount in mounts() if mount.kind not in REMOTE and not _is_behind_fuse(mount.kind))
    return list(dict.fromkeys(point for point in points if any(below in point.parents for below in _BELOW)))


def _is_behind_fuse(kind: str) -> bool:
    return kind.startswith("fuse.") and kind not in BLOCK_FUSE


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
