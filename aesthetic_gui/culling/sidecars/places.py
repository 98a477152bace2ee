"""Which sidecars a photograph has at this moment, and what a new one is called: its folder is looked at, once.

A list of photographs may be older than a sidecar that another program, or we, have just made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from aesthetic_gui.disk_io import Stamp, absolute
from aesthetic_gui.files import xmp
from aesthetic_gui.files.formats import RAW, kin, names_around, paired
from aesthetic_gui.files.names import fold
from aesthetic_gui.files.xmp import Profile
from aesthetic_gui.photo import Photo


class SidecarFolders:
    """The folders of some photographs, each listed once."""

    def __init__(self) -> None:
        self._names_in = cache(_by_kin)

    def as_it_is(self, photo: Photo) -> Photo:
        """``photo`` with the companions, size and time that it has now; as it was where it is gone."""
        path = absolute(photo.path)
        unit = _unit(path.name, self._beside(path))
        try:
            stamp = Stamp.of(path)
        except OSError:
            return photo
        if unit is None:
            return replace(photo, path=path, size=stamp.size, mtime_ns=stamp.mtime_ns)
        companions = tuple(path.parent / name for name in unit if name != path.name)
        return replace(photo, path=path, companions=companions, size=stamp.size, mtime_ns=stamp.mtime_ns)

    def own_sidecar(self, photo: Photo, profile: Profile, there: Sequence[Path]) -> Path:
        """The sidecar that the profile's program reads: it belongs to the RAW, where there is one.

        Named in full where the short name is, or would be, another photograph's of the same stem.
        """
        raws = [path for path in photo.files if path.suffix.lower() in RAW]
        picture = raws[0] if raws else photo.path
        wanted = xmp.sidecar_for(picture, profile)
        if not self._is_its_own(photo.path, wanted):
            wanted = xmp.sidecar_for(picture, replace(profile, naming="full"))
        return next((path for path in there if fold(path.name) == fold(wanted.name)), wanted)

    def _is_its_own(self, path: Path, sidecar: Path) -> bool:
        unit = _unit(path.name, [*self._beside(path), sidecar.name])
        return unit is None or sidecar.name in unit

    def _beside(self, path: Path) -> list[str]:
        """The names in the folder that may be of one unit with that of ``path``."""
        by_kin = self._names_in(path.parent)
        return [name for each in kin(path.name) for name in by_kin.get(each, [])]


def _unit(name: str, beside: Iterable[str]) -> tuple[str, ...] | None:
    return next((unit for unit in paired(dict.fromkeys(beside)) if name in unit), None)


def _by_kin(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names_around(folder):
        for each in kin(name):
            found.setdefault(each, []).append(name)
    return found
