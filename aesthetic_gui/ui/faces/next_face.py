"""From near, to 100 % as a rule, at one face after the other; of several photographs each at the same person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.looking.persons import eyes_of, following, persons
from aesthetic_gui.facts import Face
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.compare.focus_point import FocusPoint, Point
from aesthetic_gui.ui.compare.panes import Panes
from aesthetic_gui.ui.loupe.photo_view import PhotoView
from aesthetic_gui.ui.loupe.view import Loupe
from aesthetic_gui.ui.loupe.zoom import Look


class NextFace(QObject):
    """The window's verb for it. ``views`` gives what photographs are shown in, and which; the first is the current."""

    def __init__(
        self, views: Callable[[], tuple[Loupe | Panes, Sequence[Item]]], focus_point: FocusPoint, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._views, self._focus_point = views, focus_point
        self._last: Face | None = None
        self._look = Look()  # where the view went for that face
        self._wanted: Face | Point | None = None
        self._photo: Photo | None = None  # of which a face is wanted
        self._soon = QTimer(self, singleShot=True, interval=0)  # after the loupe has the photograph
        self._soon.timeout.connect(self._go)

    def look(self) -> None:
        """At the next face; where there is none, at the focus point."""
        _, items = self._views()
        if items and faces_of(items[0]):
            self._begin(items[0].photo, None)
        else:
            self._focus_point.look()

    def look_at(self, face: Face | Point) -> None:
        """At this face, or point, of the current photograph, as that is turned."""
        _, items = self._views()
        if items:
            self._begin(items[0].photo, face)

    def _begin(self, photo: Photo, face: Face | Point | None) -> None:
        self._photo, self._wanted = photo, face
        self._soon.start()

    def _go(self) -> None:
        view, items = self._views()
        shown = _current(view)
        if not items or items[0].photo != self._photo or shown is None:
            return
        if shown.whole.isEmpty():  # it is being read
            shown.changed.connect(self._soon.start, Qt.ConnectionType.SingleShotConnection)
        elif isinstance(self._wanted, tuple):
            _look_at(view, {items[0].photo.path: self._wanted})
        elif any(faces := [faces_of(item) for item in items]) and faces[0]:
            self._look_at_face(view, shown, items, faces)

    def _look_at_face(
        self, view: Loupe | Panes, shown: PhotoView, items: Sequence[Item], faces: Sequence[Sequence[Face]]
    ) -> None:
        """In all that is shown at the same person."""
        seen = self._look.scale is not None and shown.look == self._look
        wanted = self._wanted if isinstance(self._wanted, Face) and self._wanted in faces[0] else None
        self._last = wanted or following(faces[0], self._last, seen=seen)
        rows = persons(faces)
        person = rows[0].index(self._last)
        found = ((item.photo.path, each[person]) for item, each in zip(items, rows, strict=True))
        _look_at(view, {path: eyes_of(face) for path, face in found if face})
        self._look = shown.look


def faces_of(item: Item) -> list[Face]:
    """As the photograph is turned."""
    return [face.turned(item.decision.turn) for face in item.facts.faces] if item.facts else []


def _look_at(view: Loupe | Panes, points: Mapping[Path, Point]) -> None:
    """From near; the loupe shows one photograph."""
    if isinstance(view, Panes):
        view.look_at_points(points)
    else:
        view.view.look_at(Look(view.view.near, *next(iter(points.values()))))


def _current(view: Loupe | Panes) -> PhotoView | None:
    """What shows the photograph that is meant."""
    if isinstance(view, Loupe):
        return view.view
    return view.active_pane.view if view.active_pane else None
