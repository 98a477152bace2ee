"""The close-ups follow what is looked at: the frames of its stack, what is selected, or what is side by side.

Viewer: frames ──> a moment ──> rows of close-ups (culling.looking) ──> CropReader ──> the strip, as they come
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.looking.close_ups import Row, close_ups
from aesthetic_gui.ui.faces.close_ups import CloseUps
from aesthetic_gui.ui.faces.crop_reader import CropReader, Crops
from aesthetic_gui.words import counted

MOST = 60  # frames
SETTLE_MS = 60  # arrow keys held down: read only what the photographer stays on
Frames = Callable[[], tuple[Sequence[Item], Item | None, Sequence[Item]]]


class CloseUpWork(QObject):
    """The window's verbs for it. ``frames`` gives what belongs together, which is meant, and what may come next."""

    toggled = Signal(bool)  # by a person
    wanted = Signal(object, object)  # Item, CloseUp: look at it from near

    def __init__(self, strip: CloseUps, frames: Frames, busy: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._strip, self._frames = strip, frames
        self._shown = self._alone = False
        self._profile: bytes | None = None
        self._told: object = None  # what the rows were made of
        self._crops: list[Crops] = []
        self._left_out = 0  # frames, of more than MOST
        self.reader = CropReader(busy, self)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._show)
        self.reader.read.connect(self._take)
        strip.chosen.connect(self.wanted)
        strip.closed.connect(self.toggle)
        strip.side_changed.connect(self._settle.start)
        strip.hide()

    def toggle(self) -> None:
        """Show the close-ups, or put them away."""
        self.put(not self._shown)
        self.toggled.emit(self._shown)

    def put(self, shown: bool) -> None:
        self._shown = shown
        self.follow()

    def be_alone(self, alone: bool) -> None:
        """All panels are put away, and the close-ups with them, or they are back."""
        self._alone = alone
        self.follow()

    def set_profile(self, profile: bytes | None) -> None:
        """Show them in the colours of another monitor (None: sRGB) from now on."""
        self._profile, self._told = profile, None
        self.follow()

    def follow(self) -> None:
        """Another photograph is meant, or others belong to it."""
        current = self._frames()[1] if self._shown and not self._alone else None
        self._strip.setVisible(current is not None)
        if current is None:
            self._settle.stop()
            self.reader.want(())
            self._told = None
            return
        self._mark(current)
        self._settle.start()

    def close(self) -> None:
        self._settle.stop()
        self.reader.close()

    def _mark(self, current: Item | None) -> None:
        items = self._strip.model.items
        places = [place for place, each in enumerate(items, 1) if current and each.photo == current.photo]
        words = f"{places[0]} of {counted(len(items), 'frame')}" if len(items) > 1 and places else ""
        if self._left_out:
            words = f"{len(items)} of {len(items) + self._left_out:,} frames"
        self._strip.show_current(current, words)

    def _show(self) -> None:
        items, current, ahead = self._frames()
        every, items = len(items), _around(current, items)
        self._left_out = every - len(items)
        made_of = [(item.photo, item.decision.turn, item.facts, item.size) for item in items], self._strip.least
        if made_of != self._told:
            self._told = made_of
            rows = close_ups(items, self._strip.least)
            self._crops = [self._crops_of(*each) for each in zip(items, rows, strict=True)]
            self._strip.show_frames(items, rows)
        else:
            self._strip.model.show_items(items)
        self._mark(current)
        for crops in self._crops:
            self._take(crops)
        next_rows = close_ups(ahead, self._strip.least)
        self.reader.want([*self._nearest_first(items, current), *map(self._crops_of, ahead, next_rows)])

    def _nearest_first(self, items: Sequence[Item], current: Item | None) -> list[Crops]:
        here = next((place for place, each in enumerate(items) if current and each.photo == current.photo), 0)
        order = sorted(range(len(items)), key=lambda place: abs(place - here))
        return [self._crops[place] for place in order]

    def _crops_of(self, item: Item, row: Row) -> Crops:
        return Crops(item.photo, item.decision.turn, tuple(one.square for one in row if one), self._profile)

    def _take(self, crops: Any) -> None:
        images = self.reader.images(crops) if crops.squares else None
        if images and crops in self._crops:
            self._strip.model.show_images(self._crops.index(crops), images)


def _around(current: Item | None, items: Sequence[Item]) -> Sequence[Item]:
    """Of very many the nearest to the one that is meant."""
    here = next((place for place, each in enumerate(items) if current and each.photo == current.photo), 0)
    first = min(max(0, here - MOST // 2), max(0, len(items) - MOST))
    return items[first : first + MOST]
