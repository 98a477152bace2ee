"""What a file operation tells while it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aesthetic_gui.catalog.steps import FOLLOWED, Act
from aesthetic_gui.photo import Decision, Details, HandStack, Photo

Did = Act | Literal["decide"]


@dataclass(frozen=True, slots=True)
class Change:
    """One photograph that was treated: it was at ``before``, and is (or its copy is) ``after`` now.

    ``did`` says what happened; where :attr:`left`, ``before`` is no longer there. ``after`` is in the trash for
    "trash" (None where the system does not say where, and for a link that was taken away). For "write" both are the
    sidecar. ``decision``, ``details`` and ``hand`` (false: the program groups it) are what counts now, where that
    changed.
    """

    did: Did
    before: Path
    after: Photo | None
    decision: Decision | None = None
    details: Details | None = None
    hand: HandStack | None = None

    @property
    def left(self) -> bool:
        """Whether the photograph is no longer where it was."""
        return self.did in FOLLOWED or self.did == "unlink"


@dataclass(frozen=True, slots=True)
class Failure:
    """One photograph that stayed as it was, and why, in the photographer's words."""

    photo: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of an operation: ``done`` of ``total`` photographs, failed ones included.

    ``changes`` and ``failures`` are those since the last Progress; ``message`` is for the photographer.
    """

    operation: int
    done: int
    total: int
    changes: tuple[Change, ...] = ()
    failures: tuple[Failure, ...] = ()
    message: str = ""
