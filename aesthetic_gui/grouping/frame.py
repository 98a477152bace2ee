"""One photograph as grouping sees it, and what a stack is: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from aesthetic_gui.facts import Taking
from aesthetic_gui.later import NDArray, np

UNKNOWN = Taking()


class StackKind(StrEnum):
    BURST = "burst"
    DUPLICATE = "duplicate"
    BRACKET = "bracket"
    FOCUS = "focus"
    PANORAMA = "panorama"
    SINGLE = "single"


WHOLE_SERIES = frozenset({StackKind.BRACKET, StackKind.FOCUS, StackKind.PANORAMA})  # their frames are one picture


@dataclass(frozen=True, eq=False)
class Frame:
    """One photograph to be grouped.

    ``looks`` is its fingerprint (``likeness``), b"" where it has none yet; ``embedding`` (d,) the scoring network's,
    which stands in for it then. ``by_hand`` is the id of the stack that a person put it into, ``cover`` whether it was
    chosen to stand for that; ``order`` sorts it among its neighbours by name.
    """

    path: Path
    captured_at: datetime | None = None
    camera: str | None = None
    taking: Taking = UNKNOWN
    looks: bytes = b""
    embedding: NDArray[np.floating] | None = None
    by_hand: str = ""
    order: tuple[Any, ...] = ()
    cover: bool = False


@dataclass(frozen=True)
class Stack:
    """Photographs that belong together, in order.

    ``best`` is a suggestion and None where there is none: always for brackets, focus stacks and panoramas, which are
    kept whole. ``why`` says why it is the best, or what a series is; ``note`` what limits the grouping, such as a clock
    without seconds. ``cover`` was chosen by hand, else it is the first.
    """

    kind: StackKind
    paths: tuple[Path, ...]
    by_hand: bool = False
    best: Path | None = None
    why: str = ""
    cover: Path = Path()
    note: str = ""

    def __post_init__(self) -> None:
        if self.cover not in self.paths:
            object.__setattr__(self, "cover", self.paths[0])
