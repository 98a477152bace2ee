"""Names: of what is done, and of files that must not collide.

The names of a unit's files are paths from its picture's folder: a sidecar may lie in a folder of its program's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from aesthetic_gui.disk_io import fitting
from aesthetic_gui.files.formats import is_photograph
from aesthetic_gui.files.names import beginning, fold
from aesthetic_gui.files.names.spelling import names_in

_NUMBERED = re.compile(r"(.*) \((\d{1,6})\)", re.DOTALL)


def renamed(names: Sequence[str], stem: str, wanted: str) -> list[str]:
    """``names``, the files of one unit, with ``wanted`` for their ``stem``: all that follows it stays.

    A RAW that its camera calls otherwise, and its sidecars, have ``wanted`` for the RAW's own stem: so they stay one
    unit. A companion of another name keeps what follows its first dot. Cut where a name would be longer than it may be.
    """
    if wanted == stem:
        return list(names)
    stems = _stems(names, stem)
    tails = [_tail(name, stems) for name in names]
    wanted = fitting(wanted, max(tails, key=lambda tail: len(os.fsencode(tail)), default=""))
    return [_with_base(name, wanted + tail) for name, tail in zip(names, tails, strict=True)]


class FreeNames:
    """Hands out names that are free in their folders, counting what is there and what was handed out before."""

    def __init__(self) -> None:
        self._taken_in = cache(_taken_in)
        self._numbers: dict[tuple[Path, str], int] = {}

    def claim(self, folder: Path, names: Sequence[str], stem: str) -> list[str]:
        """``names`` as the files of one unit can be called in ``folder``: as they are if all are free, else with
        one number for all after their common ``stem``: ``IMG (2).jpg``, ``IMG (2).cr2``, ``IMG (2).cr2.xmp``.
        """
        stems, (_, number) = _stems(names, stem), _without_number(stem)
        counting = folder, fold(_without_number(stem)[0])
        claimed = _distinct(names, names, stems, number)
        if not self._are_free(folder, claimed):
            number = max(number, self._numbers.get(counting, 1))
        while not self._are_free(folder, claimed):
            number += 1
            claimed = _distinct([_numbered(name, stems, number) for name in names], names, stems, number)
            self._numbers[counting] = number
        for place, base in _placed(folder, claimed):
            self._taken_in(place)[fold(base)] = base
        return claimed

    def _are_free(self, folder: Path, names: Sequence[str]) -> bool:
        return all(fold(base) not in self._taken_in(place) for place, base in _placed(folder, names))


def _taken_in(folder: Path) -> dict[str, str]:
    """None in a file where a folder has to be made: what would go there says so when it is its turn."""
    try:
        return names_in(folder)
    except NotADirectoryError:
        return {}


def _placed(folder: Path, names: Sequence[str]) -> list[tuple[Path, str]]:
    """The folder of each of ``names`` below ``folder``, and its name there."""
    return [(folder / within, base) for within, base in map(os.path.split, names)]


def _without_number(stem: str) -> tuple[str, int]:
    """``("IMG", 2)`` for "IMG (2)", so that the next is called "IMG (3)"."""
    numbered = _NUMBERED.fullmatch(stem)
    return (numbered[1], int(numbered[2])) if numbered else (stem, 1)


def _distinct(claimed: Sequence[str], names: Sequence[str], stems: Sequence[str], number: int) -> list[str]:
    """``claimed``, with a higher number for those of ``names`` that are one name, which two sidecars' can be."""
    given: dict[str, str] = {}
    for claim, name in zip(claimed, names, strict=True):
        wanted, higher = claim, number
        while fold(wanted) in given:
            higher += 1
            wanted = _numbered(name, stems, higher)
        given[fold(wanted)] = wanted
    return list(given.values())


def _numbered(name: str, stems: Sequence[str], number: int) -> str:
    """``name`` with the number after its stem; cut where it would be longer than a name may be."""
    tail = _tail(name, stems)
    base, after = os.path.basename(name), f" ({number}){tail}"  # noqa: PTH119
    own = _without_number(base[: len(base) - len(tail)])[0]
    return _with_base(name, fitting(own, after) + after)


def _stems(names: Sequence[str], stem: str) -> list[str]:
    """``stem``, and those of the pictures among ``names``; the longest first, as one may begin with another."""
    pictures = {Path(name).stem for name in names if is_photograph(Path(name))}
    return sorted({stem, *pictures}, key=len, reverse=True)


def _tail(name: str, stems: Sequence[str]) -> str:
    """What follows the stem in ``name``; of a companion of another name, its first dot and all after it."""
    base = os.path.basename(name)  # noqa: PTH119
    length = next((found for stem in stems if (found := beginning(base, stem)) is not None), None)
    return "".join(base.partition(".")[1:]) if length is None else base[length:]


def _with_base(name: str, base: str) -> str:
    return os.path.join(os.path.split(name)[0], base)  # noqa: PTH118
