"""From near, to 100 % as a rule, at the point where the camera focused; of several photographs each at its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.compare.panes import Panes
from aesthetic_gui.ui.loupe.view import Loupe
from aesthetic_gui.ui.loupe.zoom import Look
from aesthetic_gui.ui.session.rooms import focus
from aesthetic_gui.ui.session.session import Session

NONE = "The camera wrote no focus point into {name} that this program knows how to read."
log = logging.getLogger(__name__)

Point = tuple[float, float]
_LIKE_TURNED = (1, 6, 3, 8)  # EXIF's orientation of a picture that has to be turned so often


class FocusPoint(QObject):
    """The window's verb for it. ``views`` gives what photographs are shown in, and which; the first is the current."""

    said = Signal(str)

    def __init__(
        self, session: Session, views: Callable[[], tuple[Loupe | Panes, Sequence[Item]]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._views = session, views

    def look(self) -> None:
        """Read it from the files, in the thread for that, and look there."""
        _, items = self._views()
        photos = [item.photo for item in items]
        if photos:
            self._session.lookups.run(lambda: _points(photos), self._look)

    def _look(self, stored: dict[Path, Point]) -> None:
        """At what is still shown."""
        view, items = self._views()
        points = {
            item.photo.path: focus.upright(*stored[item.photo.path], _LIKE_TURNED[item.decision.turn])
            for item in items
            if item.photo.path in stored
        }
        if not points and items:
            self.said.emit(NONE.format(name=items[0].photo.path.name))
        elif isinstance(view, Panes):
            view.look_at_points(points)
        elif points:
            view.view.look_at(Look(view.view.near, *points[items[0].photo.path]))


def _points(photos: Sequence[Photo]) -> dict[Path, Point]:
    """Of those that have one; a file that cannot be read has none."""
    found: dict[Path, Point] = {}
    for photo in photos:
        try:
            point = focus.focus_of(photo.path)
        except OSError:
            log.info("no focus point of %r", photo.path, exc_info=True)
            continue
        if point is not None:
            found[photo.path] = point
    return found
