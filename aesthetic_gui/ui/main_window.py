"""The window: bars above, folders on the left, grid or loupe in the middle, inspector on the right, progress below.

What it is made of, where that stands and who hears whom is in ``ui/frame/``. The verbs named in the table of actions
are methods of the window or of its parts: :class:`Viewer` (grid and loupe), :class:`Deciding`, :class:`Showing`
(inspector, reasons), :class:`FileWork` (moving, sorting, undo) …
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from aesthetic_gui import __version__
from aesthetic_gui.explain.drawing.look import look_of
from aesthetic_gui.ui import actions
from aesthetic_gui.ui.dialogs.boxes import about
from aesthetic_gui.ui.frame.following import Following
from aesthetic_gui.ui.frame.parts import Parts
from aesthetic_gui.ui.frame.resuming import Resuming
from aesthetic_gui.ui.frame.standing import Standing
from aesthetic_gui.ui.frame.top_bar import TopBar
from aesthetic_gui.ui.frame.wiring import Wiring
from aesthetic_gui.ui.input import bindings
from aesthetic_gui.ui.loupe.reasons.saving import ReasonSaving
from aesthetic_gui.ui.loupe.reasons.verbs import Reasons
from aesthetic_gui.ui.menus.context import ContextMenus
from aesthetic_gui.ui.session.rooms import isolation
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.theme import apply_theme
from aesthetic_gui.ui.widgets.drop_zone import accept_copy, paths_of
from aesthetic_gui.ui.widgets.text import paragraphs


class MainWindow(Parts):
    """One window on one session."""

    def __init__(self, session: Session, values: dict[str, Any]) -> None:
        super().__init__(session, values)
        self.setWindowTitle("Aesthetic GUI")
        self.setAcceptDrops(True)
        self.following = Following(self)
        shown = self.explained, self.inspector.why, self.loupe
        self.reasons = Reasons(self.why, *shown, self.kept, self.keyboard, self._way_back)
        self.reason_saving = ReasonSaving(session, self.explained, self.kept, self.strip.say, self)
        self.actions_by_id = actions.make_actions(self)
        menus = actions.fill_menus(self, self.actions_by_id)
        self.taste.put_in_menu(menus["Taste"])
        self.model_panel.taste.set_menu(actions.menu_of("Taste", self, self.actions_by_id))
        self.top_bar = TopBar(self.actions_by_id, self.filter_bar)
        self.arrangement.add_bar(self.top_bar, first=True)
        self.resuming, self.standing = Resuming(self), Standing(self)
        self._wiring = Wiring(self, self.following)
        self.menus = ContextMenus(self.actions_by_id, self.viewer, self)
        self.top_bar.model_wanted.connect(self.toggle_model)
        self.strip.history_wanted.connect(self.toggle_history)
        self.strip.stacks_wanted.connect(self.toggle_stacks)
        self.viewer.empty.continue_wanted.connect(self.resuming.go_on)
        if "ingest" in self.actions_by_id:
            self.viewer.empty.offer(self.actions_by_id["ingest"])
        self._apply_values()
        self.arrangement.show_left(self.kept["left_panel"])
        self.arrangement.right.setVisible(self.kept["right_panel"])
        self.filter_row.setVisible(self.kept["filter_row"])
        self.inspector.set_folded(self.kept["folded"].split(","))
        self.following.show_soon()

    # opening

    def begin(self, paths: Sequence[Path]) -> None:
        """Start the threads, put right what a crash left open, and open ``paths``; go on where one left, without."""
        self.session.start()
        self.files.recover()
        self.history.refresh()  # after that
        self.files.refresh_titles()
        self.taste.begin()
        if self.kept["second_window"]:
            self.second.open()
        in_loupe = self.viewer.in_loupe  # who pressed E at once is taken there, too
        self.open_paths(paths)
        if not paths:
            self.viewer.empty.focus()
        if not paths and self.kept["at_start"] == "go on":
            self.resuming.go_on()
        if in_loupe:
            self.viewer.show_loupe()

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Show and score what is under ``paths``."""
        self.opening.open_paths(paths)

    # looking

    def why(self, method: str = "") -> None:
        """Show why: the loupe opens with the overlay. The same key again hides it."""
        if method and method == self.showing.method and self.in_loupe:
            method = ""
        if method and not self.in_loupe:
            self.viewer.show_loupe()
            self.following.show_current()
        self.showing.explain(method if self.viewer.current_item() else "")
        if self.showing.method:
            self.inspector.reveal_why()

    def _way_back(self) -> Callable[[], None] | None:
        """To the view that one comes from, for who is not in the loupe yet."""
        return None if self.in_loupe else partial(self.viewer.show_view, self.viewer.view)

    @property
    def in_loupe(self) -> bool:
        return self.viewer.in_loupe

    # the window itself

    def back(self) -> None:
        """Escape: out of a popover, tour, dark, full screen, back to the grid, out of the selection; one at a time."""
        if self._close_popovers() or self.tour.leave() or self.lights.turn_on():
            return
        if self.isFullScreen():
            self.full_screen.toggle()
        elif not self.viewer.in_grid:
            self.viewer.show_grid()
        else:
            self.viewer.select_none()

    def toggle_history(self) -> None:
        """Open the history, or close it; open, it has the keyboard."""
        self.history_popover.toggle(self.strip.history, self.history.tree)

    def toggle_stacks(self) -> None:
        """Open how closely photographs are grouped, or close it; open, its slider has the keyboard."""
        self.stacks_popover.toggle(self.strip.stacks, self.stacks_panel.slider)

    def toggle_model(self) -> None:
        """Open what is about the model and the taste, or close it."""
        self.bar.apply()
        self.model_popover.toggle(self.top_bar.model, self.model_panel.bar.slider)

    def toggle_filter_row(self) -> None:
        """What is asked less often, below the filter in the top bar."""
        self.filter_row.toggle()

    def focus_next_part(self) -> None:
        """Give the keyboard to what comes next, as Tab does where there are no photographs."""
        self.focusNextChild()

    def open_settings(self) -> None:
        from aesthetic_gui.files.xmp import PROFILES
        from aesthetic_gui.ui.dialogs.keys_page import KeyRow, KeysPage
        from aesthetic_gui.ui.dialogs.settings_dialog import SettingsDialog, packs_to_choose
        from aesthetic_gui.ui.sidecars.truth import note_on

        rows = [KeyRow(row.id, row.within or row.menu, row.title, row.keys) for row in actions.in_order_of_menus()]
        keys = KeysPage(rows, self.kept["key_profile"], self.kept["keys"])
        programs = [(profile.id, profile.title) for profile in PROFILES]
        choices = {"pack": packs_to_choose(), "sidecar_program": programs}
        units = [item.photo.files for item in self.session.model.all_items()]
        notes = {"sidecar_program": lambda program: note_on(program, units)}
        dialog = SettingsDialog(self.kept.values, choices=choices, parent=self, notes=notes, keys=keys)
        dialog.finished.connect(dialog.deleteLater)
        if dialog.exec():
            self.kept.remember(**dialog.values())
            self._apply_values()

    def show_shortcuts(self) -> None:
        from aesthetic_gui.ui.dialogs.shortcut_sheet import ShortcutSheet

        sheet = ShortcutSheet(actions.shortcut_rows(self.actions_by_id), self)
        sheet.finished.connect(sheet.deleteLater)
        sheet.exec()

    def show_about(self) -> None:
        pack = self.session.pack
        model = f"Model: {pack.title} ({pack.id} {pack.version})"
        device = f"Computes on: {self.computes_on or 'not started yet'}"
        about(
            self,
            "About Aesthetic GUI",
            f"<h3>Aesthetic GUI {__version__}</h3>{paragraphs(model)}{paragraphs(device)}"
            "<p>Nothing leaves this computer. Originals are never modified.</p><p>Apache License 2.0</p>",
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is None and paths_of(event.mimeData()):
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        self.open_paths(paths_of(event.mimeData()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.viewer.take_key(event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_close():
            event.ignore()
            return
        self.resuming.note()
        self.standing.keep()
        self.hide()
        self.kept.save()
        self.places.save()
        isolation.close()  # or the loupe waits for a RAW
        self.tinting.close()
        self.close_ups.close()
        self.second.close()
        self.explained.close()
        self.why_over.close()
        self.showing.close()
        self.monitor.close()
        self.taste.close()
        self.live.close()
        self.sidecars.close()
        self.ingest.close()
        self.session.close()
        super().closeEvent(event)

    # inside

    def _close_popovers(self) -> bool:
        """Close what is open over the photographs; whether there was something."""
        popovers = self.model_popover, self.history_popover, self.stacks_popover
        found = [popover for popover in popovers if popover.isVisible()]
        for popover in found:
            popover.close_now()
        return bool(found)

    def _apply_values(self) -> None:
        self.thumbnails.limit(self.kept["thumbnail_memory_mb"] * 2**20)
        self.session.limit_thumbnails(self.kept["thumbnail_disk_mb"] * 2**20)
        self.showing.set_memory(self.kept["loupe_memory_mb"] * 2**20)
        self.viewer.set_cell_width(self.kept["thumbnail_size"])
        self.viewer.want_filmstrip(self.kept["filmstrip"])
        self.viewer.close_ups.native.setChecked(self.kept["close_ups_native"])
        self.close_ups.put(self.kept["close_ups"])
        self.monitor.choose(self.kept["monitor_profile"])
        self.bar.apply()
        self._wiring.show_advance()
        changed = bindings.parsed(self.kept["keys"])
        keys = bindings.keys_in_use(actions.DEFAULT_KEYS, self.kept["key_profile"], changed)
        actions.set_keys(self.actions_by_id, keys)
        self.inspector.stack.show_key(actions.key_of(self.actions_by_id, "stack_keep_best"))
        self.inspector.why.set_opacity(self.kept["overlay_opacity"])
        self.loupe.set_overlay_opacity(self.kept["overlay_opacity"])
        for shows_reasons in (self.explained, self.why_over):
            shows_reasons.set_look(look_of(self.kept.values))
        apply_theme(cast(QApplication, QApplication.instance()), self.kept["theme"])
