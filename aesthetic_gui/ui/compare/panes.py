"""What compare and survey share: panes that look at one place together, and tell which photograph the keys act on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.ui.compare.pane import Pane
from aesthetic_gui.ui.compare.synchrony import Offset, of_one, offset_of, shared
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.loupe.photo_view import PhotoView
from aesthetic_gui.ui.loupe.zoom import Look
from aesthetic_gui.ui.theme import colours
from aesthetic_gui.ui.widgets.marks import GlyphButton
from aesthetic_gui.ui.widgets.text import PlainLabel, quiet


class Panes(QWidget):
    """Several photographs. Zoomed and panned together, unless the lock is open or Shift is held: then one alone."""

    shown_changed = Signal()  # other photographs, or in another size
    looked = Signal()  # zoomed or panned
    joined = Signal(object)  # PhotoView of one more pane
    active_changed = Signal()  # the keys act on another photograph

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._look = Look()
        self._pressed = False  # a key, which zooms
        self._offsets: dict[Path, Offset] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lock = GlyphButton("Zoom and pan together (hold Shift to move one alone)", ("unlocked", "locked"), "text")
        self.lock.setChecked(True)
        self.zoom = quiet(PlainLabel())
        self.zoom.setAccessibleName("Zoom")
        for changed in (self.looked, self.shown_changed):
            changed.connect(self._tell_zoom)
        model.dataChanged.connect(self._refresh_rows)
        model.told.connect(self._refresh_withheld)
        model.rearranged.connect(self.refresh)

    @property
    def model(self) -> GridModel:
        return self._model

    def shown_panes(self) -> Sequence[Pane]:
        """The panes that are on screen, the most important first."""
        raise NotImplementedError

    def ahead(self) -> Sequence[Item]:
        """What is likely to be shown next."""
        return ()

    def step(self, step: int) -> None:
        """To the next (1) or the previous (-1) photograph."""
        raise NotImplementedError

    def take_key(self, key: int, shift: bool) -> bool:
        """Do what ``key`` stands for here, if it is one of the arrows or alike; whether it was."""
        raise NotImplementedError

    @property
    def active_pane(self) -> Pane | None:
        return next((pane for pane in self.shown_panes() if pane.active), None)

    @property
    def active_item(self) -> Item | None:
        """What the keys act on."""
        pane = self.active_pane
        return pane.item if pane else None

    def follow(self, moves: Mapping[Path, Path]) -> None:
        """Photographs go to other places; ``moves``, by where they were, before the rows follow."""
        self._offsets = {moves.get(path, path): offset for path, offset in self._offsets.items()}

    def refresh(self) -> None:
        """Photographs are decided on, scored or gone."""
        raise NotImplementedError

    def _refresh_rows(self, first: QModelIndex, last: QModelIndex, _roles: object = ()) -> None:
        if not self.isVisible():
            return
        rows = {self._model.row_of(pane.photo.path) for pane in self.shown_panes() if pane.photo}
        if any(row is not None and first.row() <= row <= last.row() for row in rows):
            self.refresh()

    def _refresh_withheld(self, paths: Sequence[Path]) -> None:
        """What a filter withholds has no row, and stays here as long as it is looked at."""
        shown = {pane.photo.path for pane in self.shown_panes() if pane.photo}
        if self.isVisible() and any(path in shown and not self._model.is_shown(path) for path in paths):
            self.refresh()

    # zoom and pan

    def join(self, pane: Pane) -> None:
        """Let ``pane`` look where the others do."""
        self.joined.emit(pane.view)
        pane.looked.connect(lambda: self._follow(pane))
        pane.first_shown.connect(lambda: self._lead(pane))

    def toggle_zoom(self) -> None:
        self._by_key(PhotoView.toggle_zoom)

    def zoom_in(self) -> None:
        self._by_key(PhotoView.zoom_in)

    def zoom_out(self) -> None:
        self._by_key(PhotoView.zoom_out)

    def _tell_zoom(self) -> None:
        pane = self.active_pane
        near = pane is not None and not pane.view.fitted
        self.zoom.setText(f"{100 * pane.view.scale:.0f} %" if pane and near else "Fit")

    def _by_key(self, zoom: Callable[[PhotoView], None]) -> None:
        """Shift may be part of the key: it is the mouse that moves one alone with it."""
        if self.active_pane:
            self._pressed = True
            zoom(self.active_pane.view)
            self._pressed = False

    def look_anew(self) -> None:
        """Other photographs: all of each is seen, and none is shifted."""
        self._look, self._offsets = Look(), {}
        for pane in self.shown_panes():
            self._lead(pane)

    def look_at_points(self, points: Mapping[Path, tuple[float, float]]) -> None:
        """From near each photograph at its own of ``points``, in shares of it; from then on they keep that together."""
        first = next(point for pane in self.shown_panes() if pane.photo and (point := points.get(pane.photo.path)))
        near = max(pane.view.near for pane in self.shown_panes())
        self._look = Look(near, *first)
        self._offsets = {path: offset_of(Look(near, *point), self._look) for path, point in points.items()}
        for pane in self.shown_panes():
            self._lead(pane)
        self.looked.emit()

    def _follow(self, pane: Pane) -> None:
        """``pane`` was moved: the others look there, too, unless it was moved alone."""
        if pane.photo is None:
            return
        path, look = pane.photo.path, pane.view.look
        if self._moves_alone and look.scale is not None and self._look.scale is not None:
            self._offsets[path] = offset_of(look, self._look)
        else:
            self._look = shared(look, self._offsets.get(path, Offset()))
            for other in self.shown_panes():
                if other is not pane:
                    self._lead(other)
        self.looked.emit()

    @property
    def _moves_alone(self) -> bool:
        shift = bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier) and not self._pressed
        return shift or not self.lock.isChecked()

    def _lead(self, pane: Pane) -> None:
        if pane.photo is not None:
            pane.view.look_at(of_one(self._look, self._offsets.get(pane.photo.path, Offset())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colours().background)
