"""What goes with the current photograph, the selection and the counts, and is shown as these change."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, QTimer

from aesthetic_gui.culling.viewing import Standing
from aesthetic_gui.ui import actions
from aesthetic_gui.ui.frame.parts import Parts
from aesthetic_gui.words import counted

SETTLED_MS = 500  # what is paged past is not measured with all of its pixels
UNFOLDED = 20_000  # photographs, at most, in a folder whose subfolders are shown unasked


class Following(QObject):
    """Lets inspector, loupe, strip and actions follow what is current."""

    def __init__(self, window: Parts) -> None:
        super().__init__(window)
        self._window = window
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.show_current)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._look_closely)

    def show_soon(self) -> None:
        """Once, however much changes at this moment."""
        self._soon.start()

    def catch_up(self) -> None:
        """Show what is current and paint it, at once: a key held down skips nothing, though the window is busy."""
        if self._soon.isActive():
            self._soon.stop()
            self.show_current()
        QCoreApplication.sendEvent(self._window, QEvent(QEvent.Type.UpdateRequest))

    def show_current(self) -> None:
        window = self._window
        item, row = window.viewer.current_item(), window.grid.currentIndex().row()
        in_loupe = window.viewer.in_loupe
        window.strip.show_selection(window.grid.selected_count())
        window.sidecars.look_soon()
        frame = window.stacks.told_at(row)
        window.strip.show_frame(frame)
        model = window.session.model
        shown = counted(model.rowCount(), "photograph") if not model.shown.hidden else f"{model.rowCount():,} shown"
        place = f"{row + 1:,} of {shown}" + (f"  ·  {frame.partition(' · ')[0].lower()}" if frame else "")
        if item and model.is_folded(item.photo.path):
            place += " ↕"  # the keys that go through its frames
        window.second.show_item(item)
        window.showing.show(item, place, in_loupe=in_loupe)
        window.regions.follow()
        window.close_ups.follow()
        self._settled.start()
        self._sum_up()
        self.enable_actions()

    def _look_closely(self) -> None:
        """The photographer stays on what is large: it is measured closely, before others."""
        item = self._window.viewer.current_item()
        if self._window.viewer.in_loupe and item is not None:
            self._window.session.measuring.look_closely([item], first=True)

    def _sum_up(self) -> None:
        """Of several that are selected, what they come to; it changes as they are scored."""
        grid = self._window.grid
        if self._window.viewer.in_grid and grid.selected_count() > 1:
            self._window.showing.show_many(grid.selected_items())

    def show_changed(self, first: QModelIndex, last: QModelIndex, _roles: object = ()) -> None:
        if first.row() <= self._window.grid.currentIndex().row() <= last.row():
            self.show_soon()

    def show_withheld(self, paths: Collection[Path]) -> None:
        """Of several side by side the one that is meant may have no row: a filter withholds it since."""
        item = self._window.viewer.current_item()
        if item and not self._window.session.model.is_shown(item.photo.path) and item.photo.path in paths:
            self.show_soon()

    def show_counts(self) -> None:
        window, model = self._window, self._window.session.model
        standings = model.standings()
        window.filter_bar.show_counts(model.total - model.withheld, model.total, standings[Standing.UNREADABLE])
        window.model_panel.bar.show_counts(standings)
        window.strip.check()
        self._sum_up()
        if window.viewer.in_grid:
            window.viewer.show_grid_or_empty()
        elif model.withheld == model.total > 0:
            window.viewer.show_grid()  # which says what the filter withholds
        self.enable_actions()

    def show_opened(self) -> None:
        """All of what was opened is listed."""
        window, total = self._window, self._window.session.model.total
        window.afterwards.emptiness.opened()
        if total <= UNFOLDED:
            window.folders.unfold()
        if total and not window.grid.currentIndex().isValid():
            window.grid.go_to(0)
        if total:
            window.tour.greet()

    def show_arrived(self, *_told: object) -> None:
        """Photographs came into a folder that had none, as while a card is ingested: one of them is current."""
        window = self._window
        if window.session.model.rowCount() and not window.grid.currentIndex().isValid():
            window.grid.go_to(0)

    def enable_actions(self) -> None:
        """Enable what can be done now."""
        session, selection = self._window.session, self._window.grid.currentIndex().isValid()
        photos, taste = session.model.total > 0, bool(session.taste)
        actions.enable(self._window.actions_by_id, photos=photos, selection=selection, taste=taste)
