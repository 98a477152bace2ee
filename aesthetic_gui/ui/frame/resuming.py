"""Going on where one left off: the folder, its photograph, filter and order, and at the start the view, too.

What is current is noted soon after it changes, so that a program that is killed loses seconds.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView

from aesthetic_gui.culling.finding.kept import view_from_json, view_to_json
from aesthetic_gui.places import LeftOff
from aesthetic_gui.ui.frame.opening import gone_in_words
from aesthetic_gui.ui.frame.parts import Parts
from aesthetic_gui.ui.loupe.zoom import Look
from aesthetic_gui.ui.viewer import ViewName

NOTE_MS = 4_000  # from a change until it is noted


class Resuming(QObject):
    """Notes where one is, and goes there again."""

    def __init__(self, window: Parts) -> None:
        super().__init__(window)
        self._window = window
        self._wanted: LeftOff | None = None  # to go to as soon as its photograph is listed
        self._to_the_view = False  # in which it was seen, not only in the grid
        self._zoom: tuple[Path, Look] | None = None  # as soon as the loupe has the photograph
        self._soon = QTimer(self, singleShot=True, interval=NOTE_MS)
        self._soon.timeout.connect(self.note)
        model = window.session.model
        window.opening.leaving.connect(self.note)
        window.opening.begun.connect(self._begin)
        model.rowsInserted.connect(lambda *_: self._try())
        model.rearranged.connect(self._try)
        window.session.opened.connect(self._give_up)
        window.loupe.zoom_changed.connect(self._try_to_zoom)
        self._note_changes()

    def go_on(self) -> None:
        """Open what was open last, or what of it is there."""
        last = self._window.places.now.last
        if not last:
            return
        self._window.session.lookups.run(lambda: [path for path in last if os.path.lexists(path)], self._open_again)

    def _open_again(self, there: list[Path]) -> None:
        """Unless something else was opened meanwhile."""
        window = self._window
        last = window.places.now.last
        if window.session.paths:
            return
        if there:
            self._to_the_view = True
            window.opening.open_paths(there)
        gone = [path for path in last if path not in there]
        if gone:
            window.strip.say(gone_in_words(gone))

    # going there

    def _begin(self, paths: Sequence[Path], _folder: Path) -> None:
        window = self._window
        left = window.places.now.left.get(paths[0]) if paths else None
        self._wanted, self._zoom = left, None
        asked = window.filter_bar.view
        window.filter_bar.set_view(view_from_json(left.shown) if left and left.shown else asked.unfiltered)

    def _try(self) -> None:
        """Go to the photograph, if it is listed by now, and nobody has chosen another."""
        window, left = self._window, self._wanted
        if left is None:
            return
        if window.grid.currentIndex().isValid():
            self._wanted, self._to_the_view = None, False
            return
        row = window.session.model.row_of(Path(left.photo)) if left.photo else None
        if row is not None:
            window.grid.go_to(row)
            window.grid.scrollTo(window.grid.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
            self._arrive(left)

    def _arrive(self, left: LeftOff) -> None:
        to_the_view, self._wanted, self._to_the_view = self._to_the_view, None, False
        if to_the_view and left.view in (ViewName.LOUPE, ViewName.COMPARE):
            zoomed = left.zoom and left.view == ViewName.LOUPE
            self._zoom = (Path(left.photo), Look(*left.zoom)) if zoomed else None
            self._window.viewer.show_view(ViewName(left.view))

    def _give_up(self) -> None:
        """All is listed: the photograph is not among those that are shown."""
        self._wanted, self._to_the_view = None, False

    def _try_to_zoom(self) -> None:
        """As soon as the size of the photograph is known, unless one has gone on to another one by then."""
        wanted, view, item = self._zoom, self._window.loupe.view, self._window.viewer.current_item()
        if wanted is None or not view.known_size:
            return
        self._zoom, (path, look) = None, wanted
        if item is not None and item.photo.path == path:
            view.look_at(look)

    # noting

    def note(self) -> None:
        """Keep where one is."""
        self._soon.stop()
        window = self._window
        item, paths = window.grid.current_item(), window.session.paths
        if not paths or item is None or self._wanted is not None:
            return
        look = window.loupe.view.look
        left = LeftOff(
            str(item.photo.path),
            str(window.viewer.view),
            (look.scale, look.u, look.v) if look.scale and window.viewer.in_loupe else (),
            view_to_json(window.filter_bar.view),
        )
        if left != window.places.now.left.get(paths[0]):
            window.places.become(window.places.now.left_at(paths[0], left))

    def _note_changes(self) -> None:
        window = self._window
        for changed in (
            window.grid.selectionModel().currentChanged,
            window.viewer.view_changed,
            window.filter_bar.view_changed,
            window.loupe.zoom_changed,
        ):
            changed.connect(self._note_soon)

    def _note_soon(self, *_: object) -> None:
        if not self._soon.isActive():
            self._soon.start()
