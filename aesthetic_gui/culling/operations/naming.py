"""Names: of what is done, and of files that must not collide."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from aesthetic_gui.disk_io import fitting

_NUMBERED = re.compile(r"(.*) \((\d{1,6})\)", re.DOTALL)


def fold(name: str) -> str:
    """Two names with one ``fold`` are one name on some file system: case and Unicode composition do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def names_in(folder: Path) -> dict[str, str]:
    """The names in ``folder`` by their :func:`fold`; none where it is absent. Raises ``OSError``."""
    try:
        return {fold(name): name for name in os.listdir(folder)}  # noqa: PTH208 - names only
    except FileNotFoundError:
        return {}


def renamed(names: Sequence[str], stem: str, wanted: str) -> list[str]:
    """``names``, the files of one unit, with ``wanted`` for their common ``stem``: all that follows it stays.

    A companion of another name keeps what follows its first dot. Cut where a name would be longer than it may be.
    """
    if wanted == stem:
        return list(names)
    tails = [_tail(name, stem) for name in names]
    wanted = fitting(wanted, max(tails, key=lambda tail: len(os.fsencode(tail)), default=""))
    return [wanted + tail for tail in tails]


class FreeNames:
    """Hands out names that are free in their folders, counting what is there and what was handed out before."""

    def __init__(self) -> None:
        self._taken_in = cache(names_in)
        self._numbers: dict[tuple[Path, str], int] = {}

    def claim(self, folder: Path, names: Sequence[str], stem: str) -> list[str]:
        """``names`` as the files of one unit can be called in ``folder``: as they are if all are free, else with
        one number for all after their common ``stem``: ``IMG (2).jpg``, ``IMG (2).cr2``, ``IMG (2).cr2.xmp``.
        """
        taken = self._taken_in(folder)
        base, number = _without_number(stem)
        claimed = _distinct(names, names, stem, base, number)
        if not taken.keys().isdisjoint(map(fold, claimed)):
            number = max(number, self._numbers.get((folder, fold(base)), 1))
        while not taken.keys().isdisjoint(map(fold, claimed)):
            number += 1
            claimed = _distinct([_renamed(name, stem, base, number) for name in names], names, stem, base, number)
            self._numbers[folder, fold(base)] = number
        taken.update((fold(name), name) for name in claimed)
        return claimed


def _without_number(stem: str) -> tuple[str, int]:
    """``("IMG", 2)`` for "IMG (2)", so that the next is called "IMG (3)"."""
    numbered = _NUMBERED.fullmatch(stem)
    return (numbered[1], int(numbered[2])) if numbered else (stem, 1)


def _distinct(claimed: Sequence[str], names: Sequence[str], stem: str, base: str, number: int) -> list[str]:
    """``claimed``, with a higher number for those of ``names`` that differ in case only, which two sidecars can."""
    given: dict[str, str] = {}
    for claim, name in zip(claimed, names, strict=True):
        wanted, higher = claim, number
        while fold(wanted) in given:
            higher += 1
            wanted = _renamed(name, stem, base, higher)
        given[fold(wanted)] = wanted
    return list(given.values())


def _renamed(name: str, stem: str, base: str, number: int) -> str:
    """``name`` with ``base (number)`` for its ``stem``; cut where it would be longer than a name may be."""
    if fold(name[: len(stem)]) != fold(stem):
        base = name.partition(".")[0]  # a companion of another name keeps that
    after = f" ({number}){_tail(name, stem)}"
    return fitting(base, after) + after


def _tail(name: str, stem: str) -> str:
    """What follows ``stem`` in ``name``; of a companion of another name, its first dot and all after it."""
    return name[len(stem) :] if fold(name[: len(stem)]) == fold(stem) else "".join(name.partition(".")[1:])
