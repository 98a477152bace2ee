"""One photograph as the grid, the command line and the albums see it: what is on disk, what the model
said, what the photographer said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aesthetic_gui.photo import UNDECIDED, Decision, Metadata, Photo, Score, Trouble


@dataclass(frozen=True, slots=True)
class Item:
    """A photograph with all that is known of it.

    ``unreadable`` is the reason it has no score, if any, and ``trouble`` the kind of reason where it is known.
    """

    photo: Photo
    score: Score | None = None
    decision: Decision = UNDECIDED
    metadata: Metadata | None = None
    unreadable: str | None = None
    content_id: str | None = None
    trouble: Trouble | None = None

    @property
    def captured_at(self) -> datetime | None:
        """When it was taken, by the camera's clock wherever that was."""
        moment = self.metadata.captured_at if self.metadata else None
        return moment.replace(tzinfo=None) if moment else None

    @property
    def settled(self) -> bool:
        """Whether the model has nothing left to do here."""
        return self.score is not None or self.unreadable is not None
