"""The verb *Flag by quality…*: what is in sight, classed in a thread, shown, and flagged where that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.session.rooms import flagging
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.words import photographs

if TYPE_CHECKING:
    from aesthetic_gui.culling.measuring.flagging import Proposal
    from aesthetic_gui.ui.quality.dialog import QualityDialog

EXAMPLES = 6


class QualityWork(QObject):
    """Asks first; no class flags anything by itself."""

    said = Signal(str)

    def __init__(self, session: Session, thumbnails: Thumbnails, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._thumbnails, self._window = session, thumbnails, window
        self.dialog: QualityDialog | None = None

    def begin(self) -> None:
        """Only of what is in sight: a filter never lets more be flagged than the photographer sees."""
        items = self._session.model.shown_items()
        self._session.lookups.run(lambda: (flagging.propose(items), _unmeasured(items)), self._open)

    def _open(self, found: tuple[Proposal, int]) -> None:
        from aesthetic_gui.ui.quality.dialog import QualityDialog

        proposal, unmeasured = found
        if not proposal.flags and unmeasured:
            self.said.emit(f"{photographs(unmeasured)} not measured yet; that goes on in the background.")
            return
        bad, good = self._examples(proposal.rejects), self._examples(proposal.picks)
        self.dialog = dialog = QualityDialog(proposal, bad, good, unmeasured, self._window)
        dialog.accepted.connect(lambda: self._flag(dialog.chosen))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _examples(self, photos: Sequence[Photo]) -> list[QPixmap]:
        """Evenly of all, of those whose thumbnails are at hand."""
        there = [picture for photo in photos[:: max(1, len(photos) // 60)] if (picture := self._thumbnails.get(photo))]
        return there[:: max(1, len(there) // EXAMPLES)][:EXAMPLES]

    def _flag(self, chosen: Proposal) -> None:
        flags = {photo.path: flag for photo, flag in chosen.flags.items()}
        items = [item for path in flags if (item := self._session.model.find(path))]
        self._session.flag_undecided(items, flags)
        self.said.emit(f"{photographs(len(chosen.picks))} picked, {len(chosen.rejects):,} rejected by quality.")


def _unmeasured(items: Sequence[Item]) -> int:
    """How many of those that nobody has decided on have no class yet."""
    return sum(not (item.facts and item.facts.measures) for item in items if not item.decision.judges)
