"""Has the loader read what panes show: all of each at the size it has on screen, and near what is seen, then the whole.

panes: other photographs, zoomed, panned ──> requests, what is framed first ──> loader ──> loaded ──> the pane
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRectF, QSize, QTimer

from aesthetic_gui.culling.item import Item
from aesthetic_gui.files import formats
from aesthetic_gui.ui.compare.pane import Pane
from aesthetic_gui.ui.compare.panes import Panes
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.loupe.picture import LoadedPicture, PictureRequest, full_size
from aesthetic_gui.ui.loupe.picture_loader import PictureLoader
from aesthetic_gui.ui.loupe.showing import PREVIEW_SIDE

SURROUNDINGS = 0.75  # of what is seen, on each side of it
FEW_SURROUNDINGS = 0.1  # where the whole follows soon
STEP = 64  # pixels; parts that differ by less are one
SOON_MS = 10  # several changes at once are one


class Reading(QObject):
    """Joins ``panes`` to the ``loader``, which others use, too."""

    def __init__(self, loader: PictureLoader, thumbnails: Thumbnails, panes: Panes) -> None:
        super().__init__(panes)
        self._loader, self._thumbnails, self._panes = loader, thumbnails, panes
        self._profile: bytes | None = None
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._read)
        panes.shown_changed.connect(self._begin)
        panes.looked.connect(self._start)
        loader.loaded.connect(self._take)
        loader.failed.connect(self._take_failure)

    def set_profile(self, profile: bytes | None) -> None:
        """Show pictures in the colours of another monitor (None: sRGB) from now on, these again at once."""
        self._profile = profile
        for pane in self._panes.shown_panes():
            pane.picture = None
        self._begin()

    def stop(self) -> None:
        """The panes are not looked at any more: nothing is read for them."""
        self._soon.stop()
        self._loader.want((), asker=self)

    def _start(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _begin(self) -> None:
        """At once what is at hand: a picture read before, or a thumbnail."""
        if not self._panes.isVisible():
            return
        for pane in self._panes.shown_panes():
            if pane.item is None or pane.picture is not None or pane.item.unreadable is not None:
                continue
            cached = self._loader.at_hand(self._sharp(pane.item, pane))
            thumbnail = self._thumbnails.get(pane.item.photo)
            if cached is not None:
                pane.show_picture(cached)
            elif thumbnail is not None:
                pane.show_thumbnail(thumbnail.toImage())
            else:
                pane.show_message("Reading…")
        self._start()

    def _read(self) -> None:
        if not self._panes.isVisible():
            self.stop()
            return
        panes = [pane for pane in self._panes.shown_panes() if pane.item and pane.item.unreadable is None]
        wanted = [request for pane in panes for request in self._missing(pane)]
        wanted.sort(key=lambda request: request.part is None)  # what is looked at from near comes first
        ahead = [self._sharp(item, panes[0]) for item in self._panes.ahead() if panes]
        self._loader.want(wanted, [*self._wholes(panes), *ahead], asker=self)

    def _missing(self, pane: Pane) -> list[PictureRequest]:
        """Show what is at hand; what is not."""
        assert pane.item is not None
        sharp = self._sharp(pane.item, pane)
        if pane.picture is None and pane.item.photo.path.suffix.lower() in formats.RAW:
            return [sharp._replace(longest_side=min(PREVIEW_SIDE, sharp.longest_side or PREVIEW_SIDE))]
        if pane.view.wants_more and not self._shows(pane, sharp._replace(longest_side=None)):
            requests = [self._near(pane, sharp), sharp]
        else:
            requests = [sharp]
        return [request for request in requests if not self._shows(pane, request)]

    def _wholes(self, panes: Sequence[Pane]) -> list[PictureRequest]:
        """Every pixel of all that is looked at from near, so that panning waits for nothing; where memory has room."""
        near = [pane for pane in panes if pane.view.wants_more and pane.item] if self._wholes_fit() else []
        return [PictureRequest.of(pane.item, None, self._profile) for pane in near if pane.item]

    def _near(self, pane: Pane, sharp: PictureRequest) -> PictureRequest:
        """Every pixel of what is seen and its surroundings."""
        seen, detail = pane.view.seen, pane.detail
        if detail is not None and detail.request.part is not None and QRectF(*detail.request.part).contains(seen):
            return detail.request
        around = FEW_SURROUNDINGS if self._wholes_fit() else SURROUNDINGS
        return sharp._replace(longest_side=None, part=part_around(seen, full_size_of(pane), around))

    def _wholes_fit(self) -> bool:
        """Four bytes a pixel, and a third more for the halvings."""
        sizes = [full_size_of(pane) for pane in self._panes.shown_panes() if pane.item]
        pixels = sum(size.width() * size.height() for size in sizes)
        return pixels * 4 * 4 / 3 <= self._loader.memory

    def _shows(self, pane: Pane, request: PictureRequest) -> bool:
        if request.part is not None:
            return self._shows_part(pane, request)
        cached = self._loader.cached(request)
        if cached is not None and cached is not pane.picture:
            pane.show_picture(cached)
        return pane.picture is not None and pane.picture.fulfils(request)

    def _shows_part(self, pane: Pane, request: PictureRequest) -> bool:
        if pane.detail is not None and pane.detail.fulfils(request):
            return True
        cached = self._loader.cached(request)
        if cached is None or not cached.fulfils(request):
            return False
        pane.show_picture(cached)
        return True

    def _sharp(self, item: Item, pane: Pane) -> PictureRequest:
        return PictureRequest.of(item, pane.sharp_side(full_size(item)), self._profile)

    def _take(self, picture: LoadedPicture) -> None:
        own = picture.request.photo, picture.request.profile, picture.request.turn
        for pane in self._panes.shown_panes():
            if pane.item is not None and own == (pane.item.photo, self._profile, pane.item.decision.turn):
                pane.show_picture(picture)
                pane.show_progress("")
                self._start()

    def _take_failure(self, request: PictureRequest, reason: str) -> None:
        for pane in self._panes.shown_panes():
            if pane.item is None or pane.item.photo != request.photo:
                continue
            if pane.picture is None:
                pane.show_message(f"This photograph cannot be read: {reason}.")
            else:
                pane.show_progress("Preview only", f"It cannot be shown sharper: {reason}.")


def full_size_of(pane: Pane) -> QSize:
    """Of the file, as its pictures say, or else the catalog."""
    if pane.picture is not None:
        return pane.picture.full_size
    return full_size(pane.item) if pane.item else QSize()


def part_around(seen: QRectF, size: QSize, around: float) -> tuple[int, int, int, int]:
    """Left, top, width and height of what is ``seen`` of a photograph of ``size`` pixels, and ``around`` as much."""
    across, down = seen.width() * around, seen.height() * around
    wide = seen.adjusted(-across, -down, across, down)
    left, top = (max(0, int(edge) // STEP * STEP) for edge in (wide.left(), wide.top()))
    right = min(size.width(), -(-int(wide.right()) // STEP) * STEP)
    bottom = min(size.height(), -(-int(wide.bottom()) // STEP) * STEP)
    return left, top, right - left, bottom - top
