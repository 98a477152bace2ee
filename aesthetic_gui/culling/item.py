"""One photograph as the grid, the command line and the albums see it: what is on disk, what the model
said, what the photographer said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from aesthetic_gui.facts import Facts
from aesthetic_gui.photo import (
    NO_DETAILS,
    UNDECIDED,
    Decision,
    Details,
    HandStack,
    Metadata,
    Photo,
    Score,
    Trouble,
    seen_as,
)


@dataclass(frozen=True, slots=True)
class Item:
    """A photograph with all that is known of it.

    ``unreadable`` is the reason it has no score, if any, and ``trouble`` the kind of reason where it is known.
    ``hand`` is the stack that a person put it into, None where the program groups it.
    ``facts`` are of the picture as the file has it, whatever the photographer's turn; None: not measured yet.
    """

    photo: Photo
    score: Score | None = None
    decision: Decision = UNDECIDED
    metadata: Metadata | None = None
    unreadable: str | None = None
    content_id: str | None = None
    trouble: Trouble | None = None
    details: Details = NO_DETAILS
    hand: HandStack | None = None
    facts: Facts | None = field(default=None, hash=False)

    @property
    def keywords(self) -> tuple[str, ...]:
        """The photographer's, those with levels as ``Places|Athens``."""
        return self.details.keywords

    @property
    def captured_at(self) -> datetime | None:
        """When it was taken, by the camera's clock wherever that was."""
        moment = self.metadata.captured_at if self.metadata else None
        return moment.replace(tzinfo=None) if moment else None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels as it is shown, upright and turned; zeros where they are not known."""
        if self.metadata is None:
            return 0, 0
        width, height = self.metadata.width, self.metadata.height
        return (height, width) if self.decision.turn % 2 else (width, height)

    @property
    def seen_as(self) -> str:
        """What the model sees of it, by which scores are kept (``photo.seen_as``); "" where it was not read yet."""
        return seen_as(self.content_id, self.decision.turn) if self.content_id else ""

    def decided(self, decision: Decision) -> Item:
        """The same photograph with another decision; one that is turned by it has no score yet."""
        score = self.score if decision.turn == self.decision.turn else None
        return replace(self, decision=decision, score=score)

    @property
    def settled(self) -> bool:
        """Whether the model has nothing left to do here."""
        return self.score is not None or self.unreadable is not None
