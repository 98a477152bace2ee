"""Survey: several photographs at once, taken out one by one until the best is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.ui.compare.arrangement import arranged
from aesthetic_gui.ui.compare.caption import HEIGHT
from aesthetic_gui.ui.compare.pane import FRAME, Pane
from aesthetic_gui.ui.compare.panes import Panes
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.loupe.picture import full_size
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, column, row
from aesthetic_gui.ui.widgets.text import ElidedLabel, quiet
from aesthetic_gui.words import photographs

MOST = 24  # at once
BESIDE = 2  # neighbours on each side of a photograph alone
_SHAPE = 1.5  # of a photograph that is not known yet
_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UPWARDS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class SurveyView(Panes):
    """As many photographs as are selected; the keys act on the framed one, and ``/`` takes it out of the survey."""

    taken_out = Signal(object)  # Path

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setAccessibleName("Survey")
        self._paths: list[Path] = []
        self._selected = 0  # photographs that were to be surveyed
        self._current: Path | None = None
        self._panes: list[Pane] = []  # as many as were ever needed at once
        self._wall = QWidget()
        self._words = quiet(ElidedLabel())
        tools = row((self._words, 99), STRETCH, self.zoom, self.lock, margins=(12, 3, 12, 3), spacing=6)
        column((self._wall, 1), tools, on=self, margins=NO_MARGINS, spacing=0)

    @property
    def paths(self) -> Sequence[Path]:
        return self._paths

    def begin(self, current: Path, selected: Sequence[Path]) -> None:
        """Show what is ``selected``, or ``current`` and its neighbours; ``MOST`` at once."""
        paths = list(selected) if len(selected) > 1 else self._neighbours(current)
        if len(paths) > MOST:
            start = max(0, min(paths.index(current) - MOST // 2 if current in paths else 0, len(paths) - MOST))
            paths = paths[start : start + MOST]
        other = paths != self._paths
        self._selected, self._paths = len(selected), paths
        self._current = current if current in paths else paths[0]
        self._show()
        if other:
            self.look_anew()

    def shown_panes(self) -> Sequence[Pane]:
        shown = self._panes[: len(self._paths)]
        return sorted(shown, key=lambda pane: not pane.active)

    def step(self, step: int) -> None:
        """Frame the next (1) or the previous (-1) photograph."""
        if self._current is not None:
            place = self._paths.index(self._current) + step
            self.frame_it(self._paths[max(0, min(place, len(self._paths) - 1))])

    def frame_it(self, path: Path) -> None:
        """Let the keys act on ``path``."""
        if path != self._current and path in self._paths:
            self._current = path
            for shown, pane in zip(self._paths, self._panes, strict=False):
                pane.set_active(shown == path)
            self.active_changed.emit()

    def add(self, path: Path) -> None:
        """Show ``path``, too, and frame it."""
        if path not in self._paths and len(self._paths) < MOST:
            order = {each: place for place, each in enumerate(self._model.shown.passing)}
            self._paths = sorted([*self._paths, path], key=lambda each: order.get(each, len(order)))
            self._show()
        self.frame_it(path)

    def take_out(self, path: Path | None = None) -> None:
        """Let ``path``, by default the framed one, go out of the survey; it stays in its folder."""
        path = path or self._current
        if path is None or len(self._paths) < 2:
            return
        self._drop(path)
        self._show()
        self.active_changed.emit()
        self.taken_out.emit(path)

    def take_key(self, key: int, _shift: bool) -> bool:
        """Whether it was an arrow, Home or End: those go from photograph to photograph."""
        if key in _SIDEWAYS:
            self.step(_SIDEWAYS[Qt.Key(key)])
        elif key in _UPWARDS:
            self._step_row(_UPWARDS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.step(len(self._paths) if key == Qt.Key.Key_End else -len(self._paths))
        else:
            return False
        return True

    def follow(self, moves: Mapping[Path, Path]) -> None:
        super().follow(moves)
        self._paths = [moves.get(path, path) for path in self._paths]
        self._current = moves.get(self._current, self._current) if self._current else None

    def refresh(self) -> None:
        """What was moved away or trashed leaves the survey; what a filter withholds stays as long."""
        if not self.isVisible():
            return
        for path in [path for path in self._paths if self._model.find(path) is None]:
            self._drop(path)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _neighbours(self, path: Path) -> list[Path]:
        order, row = self._model.shown_paths(), self._model.row_of(path)
        return list(order[max(0, row - BESIDE) : row + BESIDE + 1]) if row is not None else [path]

    def _drop(self, path: Path) -> None:
        place = self._paths.index(path)
        self._paths.remove(path)
        if path == self._current:
            self._current = self._paths[min(place, len(self._paths) - 1)] if self._paths else None

    def _step_row(self, step: int) -> None:
        """To the photograph above or below, the nearest."""
        framed = self.active_pane
        if framed is None:
            return
        here = framed.geometry().center()
        rows = [pane for pane in self.shown_panes() if (pane.y() - framed.y()) * step > 0]
        nearest = min((abs(pane.y() - framed.y()) for pane in rows), default=None)
        row = [pane for pane in rows if abs(pane.y() - framed.y()) == nearest]
        if row:
            pane = min(row, key=lambda pane: abs(pane.geometry().center().x() - here.x()))
            if pane.photo is not None:
                self.frame_it(pane.photo.path)

    def _items(self) -> list[Item]:
        return [item for path in self._paths if (item := self._model.find(path))]

    def _show(self) -> None:
        while len(self._panes) < len(self._paths):
            self._add_pane()
        for place, pane in enumerate(self._panes):
            path = self._paths[place] if place < len(self._paths) else None
            pane.show_item(self._model.find(path) if path else None, self._model.bar)
            pane.set_active(path is not None and path == self._current)
            pane.setVisible(path is not None)
        told = photographs(len(self._paths))
        if self._selected > MOST:
            told = f"{len(self._paths)} of {self._selected:,} selected photographs"
        self._words.setText(f"{told} · / takes the framed one out of the survey; it stays in its folder")
        self._arrange()

    def _add_pane(self) -> None:
        pane = Pane(parent=self._wall)
        pane.pressed.connect(self.frame_it)
        pane.closed.connect(self.take_out)
        self.join(pane)
        self._panes.append(pane)

    def _arrange(self) -> None:
        shapes = [_shape(item) for item in self._items()]
        boxes = arranged(shapes, self._wall.width(), self._wall.height(), HEIGHT + 2 * FRAME)
        for pane, box in zip(self._panes, boxes, strict=False):
            pane.setGeometry(*box)
        self.shown_changed.emit()


def _shape(item: Item) -> float:
    size = full_size(item)
    return size.width() / size.height() if not size.isEmpty() else _SHAPE
