"""To 100 % at one face after the other; of several photographs each at the same person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.looking.persons import eyes_of, following, persons
from aesthetic_gui.facts import Face
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.compare.focus_point import FocusPoint
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
        self._wanted: Face | None = None
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

    def look_at(self, face: Face) -> None:
        """At this face of the current photograph, as that is turned."""
        _, items = self._views()
        if items:
            self._begin(items[0].photo, face)

    def _begin(self, photo: Photo, face: Face | None) -> None:
        self._photo, self._wanted = photo, face
        self._soon.start()

    def _go(self) -> None:
        view, items = self._views()
        faces = [faces_of(item) for item in items]
        shown = _current(view)
        if not faces or not faces[0] or items[0].photo != self._photo or shown is None:
            return
        if shown.whole.isEmpty():  # it is being read
            shown.changed.connect(self._soon.start, Qt.ConnectionType.SingleShotConnection)
            return
        seen = self._look.scale is not None and shown.look == self._look
        wanted = self._wanted if self._wanted in faces[0] else None
        self._last = wanted or following(faces[0], self._last, seen=seen)
        _look_at(view, items, faces, self._last)
        self._look = shown.look


def faces_of(item: Item) -> list[Face]:
    """As the photograph is turned."""
    return [face.turned(item.decision.turn) for face in item.facts.faces] if item.facts else []


def _look_at(view: Loupe | Panes, items: Sequence[Item], faces: Sequence[Sequence[Face]], face: Face) -> None:
    if isinstance(view, Loupe):
        view.view.look_at(Look(1.0, *eyes_of(face)))
        return
    rows = persons(faces)
    person = rows[0].index(face)
    found = ((item.photo.path, row[person]) for item, row in zip(items, rows, strict=True))
    view.look_at_points({path: eyes_of(one) for path, one in found if one})


def _current(view: Loupe | Panes) -> PhotoView | None:
    """What shows the photograph that is meant."""
    if isinstance(view, Loupe):
        return view.view
    return view.active_pane.view if view.active_pane else None
