"""The window: folders on the left, grid or loupe in the middle, inspector on the right, progress below.

The verbs named in the table of actions are methods of the window or of its parts: :class:`Viewer` (grid and
loupe), :class:`Deciding`, :class:`Showing` (inspector, reasons), :class:`FileWork` (moving, sorting, undo) …
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QMainWindow,
    QSplitter,
    QToolBar,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from aesthetic_gui import __version__
from aesthetic_gui.culling.viewing import View
from aesthetic_gui.files.formats import why_absent
from aesthetic_gui.ui import actions
from aesthetic_gui.ui.afterwards.afterwards import Afterwards
from aesthetic_gui.ui.deciding import Deciding
from aesthetic_gui.ui.dialogs.boxes import about, warn
from aesthetic_gui.ui.files.folder_drops import FolderDropWork
from aesthetic_gui.ui.files.folder_panel import FolderPanel
from aesthetic_gui.ui.files.publish_work import PublishWork
from aesthetic_gui.ui.files.work import FileWork
from aesthetic_gui.ui.full_screen import FullScreen
from aesthetic_gui.ui.grid.filter_bar import FilterBar
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.grid.view import GridView
from aesthetic_gui.ui.history.panel import HistoryPanel
from aesthetic_gui.ui.history.work import HistoryWork
from aesthetic_gui.ui.input.key_keeper import KeyKeeper
from aesthetic_gui.ui.input.layout_keys import LayoutKeys
from aesthetic_gui.ui.inspector.bar_keeper import BarKeeper
from aesthetic_gui.ui.inspector.column import Inspector
from aesthetic_gui.ui.loupe.showing import Showing
from aesthetic_gui.ui.loupe.view import Loupe
from aesthetic_gui.ui.monitor.profile import Monitor
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.live_folder import LiveFolder
from aesthetic_gui.ui.session.rooms import isolation
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.sidecars.work import SidecarWork
from aesthetic_gui.ui.status_strip import StatusStrip
from aesthetic_gui.ui.taste.work import TasteWork
from aesthetic_gui.ui.theme import apply_theme
from aesthetic_gui.ui.viewer import Viewer
from aesthetic_gui.ui.widgets.drop_zone import accept_copy, paths_of
from aesthetic_gui.ui.widgets.text import paragraphs, window_title
from aesthetic_gui.words import counted

UNFOLDED = 20_000  # photographs, at most, in a folder whose subfolders are shown unasked


class MainWindow(QMainWindow):
    """One window on one session."""

    def __init__(self, session: Session, values: dict[str, Any]) -> None:
        super().__init__()
        self.session = session
        self.setWindowTitle("Aesthetic GUI")
        self.setAcceptDrops(True)
        self.kept = KeptSettings(values, session.decisions, self)
        self.monitor = Monitor(self)
        self._thumbnails = Thumbnails(values["thumbnail_memory_mb"] * 2**20)
        self.folders, self.inspector, self.loupe = FolderPanel(), Inspector(), Loupe()
        self.history = HistoryPanel(session)
        self.grid = GridView(session.model, self._thumbnails)
        self.viewer = Viewer(session.model, self.grid, self.loupe)
        self.filter_bar, self.strip = FilterBar(), StatusStrip()
        self.deciding = Deciding(session, self.kept, self.viewer)
        self._lay_out()
        memory = values["loupe_memory_mb"] * 2**20
        self.showing = Showing(session, self.loupe, self.inspector, self._thumbnails, memory, self)
        self.files = FileWork(session, self.strip, self.kept, self.viewer.selected, self)
        self.folders.drops.brought.connect(FolderDropWork(session, self.files, self).take)
        where = self.open_paths, self.open_folder
        self.afterwards = Afterwards(session, self.files, self.viewer, self.filter_bar, *where)
        self.sidecars = SidecarWork(session, self.kept, self._thumbnails, self.viewer, self.files, self)
        self._rows.insertWidget(1, self.sidecars.notices)
        self.history_work = HistoryWork(session, self.history, self.files, self)
        self.publish = PublishWork(session, self.files, self.kept, self.viewer.selected, self)
        self.live = LiveFolder(session, lambda: not self.files.idle, self)
        self.bar = BarKeeper(session, self.inspector, self.kept, self)
        self.taste = TasteWork(session, self.inspector.taste, self.kept, self)
        self.full_screen = FullScreen(self, self._around_the_photographs)
        self.actions_by_id = actions.make_actions(self)
        menus = actions.fill_menus(self, self.actions_by_id)
        self.taste.put_in_menu(menus["Taste"])
        self.inspector.taste.set_menu(actions.menu_of("Taste", self, self.actions_by_id))
        self._add_toolbar()
        self._show_soon = QTimer(self, singleShot=True, interval=0)
        self._show_soon.timeout.connect(self._show_current)
        self._connect()
        self._keep_keys()
        self._apply_values()
        self.inspector.set_folded(self.kept["folded"].split(","))
        self._show_soon.start()

    # opening

    def begin(self, paths: Sequence[Path]) -> None:
        """Start the threads, put right what a crash left open, and open ``paths``."""
        self.session.start()
        self.files.recover()
        self.history.refresh()  # after that
        self.files.refresh_titles()
        self.taste.begin()
        in_loupe = self.viewer.in_loupe  # who pressed E at once is taken there, too
        self.open_paths(paths)
        if in_loupe:
            self.viewer.show_loupe()

    def open_folder(self) -> None:
        start = self.kept["last_folder"] or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, "Open a folder of photographs", start)
        if chosen:
            self.open_paths([Path(chosen)])

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Show and score what is under ``paths``."""
        if not paths:
            return
        self.live.stop()
        self.session.open(paths)
        self.afterwards.emptiness.look()
        self.strip.check()
        self.viewer.leave_the_empty_page()
        self.viewer.show_grid()
        folder = paths[0] if os.path.isdir(paths[0]) else paths[0].parent  # noqa: PTH112 – which raises nothing
        self.folders.reveal(folder)
        self.remember(last_folder=str(folder))
        named = paths[0] if why_absent(paths[0]) else folder
        self.setWindowTitle(window_title(f"{named.name or named} – Aesthetic GUI"))

    # looking

    def why(self, method: str = "") -> None:
        """Show why: the loupe opens with the overlay. The same key again hides it."""
        if method and method == self.showing.method and self.in_loupe:
            method = ""
        if method and not self.in_loupe:
            self.viewer.show_loupe()
            self._show_current()
        self.showing.explain(method if self.grid.current_item() else "")
        if self.showing.method:
            self.inspector.reveal_why()

    @property
    def in_loupe(self) -> bool:
        return self.viewer.in_loupe

    # the window itself

    def back(self) -> None:
        """Escape: out of full screen, out of the loupe, out of the selection; one at a time."""
        if self.isFullScreen():
            self.full_screen.toggle()
        elif self.in_loupe:
            self.viewer.show_grid()
        else:
            self.viewer.select_none()

    def toggle_left_panel(self) -> None:
        self._left.setVisible(not self._left.isVisible())

    def toggle_history(self) -> None:
        """Show the history, or hide it; shown, it has the keyboard."""
        shown = not self.history.isVisible()
        self._left.setVisible(shown or self._left.isVisible())
        self.history.setVisible(shown)
        self.remember(history=shown)
        (self.history.tree if shown else self.grid).setFocus()

    def toggle_right_panel(self) -> None:
        self.inspector.setVisible(not self.inspector.isVisible())

    def open_settings(self) -> None:
        from aesthetic_gui.files.xmp import PROFILES
        from aesthetic_gui.ui.dialogs.settings_dialog import SettingsDialog, packs_to_choose

        programs = [(profile.id, profile.title) for profile in PROFILES]
        choices = {"pack": packs_to_choose(), "sidecar_program": programs}
        dialog = SettingsDialog(self.kept.values, choices=choices, parent=self)
        dialog.finished.connect(dialog.deleteLater)
        if dialog.exec():
            self.remember(**dialog.values())
            self._apply_values()

    def show_shortcuts(self) -> None:
        from aesthetic_gui.ui.dialogs.shortcut_sheet import ShortcutSheet

        sheet = ShortcutSheet(actions.shortcut_rows(), self)
        sheet.finished.connect(sheet.deleteLater)
        sheet.exec()

    def show_about(self) -> None:
        pack = self.session.pack
        model = f"Model: {pack.title} ({pack.id} {pack.version})"
        about(
            self,
            "About Aesthetic GUI",
            f"<h3>Aesthetic GUI {__version__}</h3>{paragraphs(model)}"
            "<p>Nothing leaves this computer. Originals are never modified.</p><p>Apache License 2.0</p>",
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is None and paths_of(event.mimeData()):
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        self.open_paths(paths_of(event.mimeData()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.viewer.take_key(event.key()):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_close():
            event.ignore()
            return
        self.hide()
        self.kept.save()
        isolation.close()  # or the loupe waits for a RAW
        self.showing.close()
        self.monitor.close()
        self.taste.close()
        self.live.close()
        self.sidecars.close()
        self.session.close()
        super().closeEvent(event)

    # inside

    def _lay_out(self) -> None:
        self._left = QSplitter(Qt.Orientation.Vertical)
        for part in (self.folders, self.history):
            self._left.addWidget(part)
            self._left.setCollapsible(self._left.count() - 1, False)
        self._left.setSizes([420, 280])
        self.history.setVisible(self.kept["history"])
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        for column in (self._left, self.viewer, self.inspector):
            self._splitter.addWidget(column)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setCollapsible(1, False)
        self._splitter.setSizes([220, 760, 300])
        whole = QWidget()
        self._rows = rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.filter_bar)
        rows.addWidget(self._splitter, 1)
        self.setCentralWidget(whole)
        self.setStatusBar(self.strip)

    def _around_the_photographs(self) -> list[QWidget]:
        bars = [self.menuBar(), self._toolbar, self.filter_bar, self.sidecars.notices, self.strip]
        return [self._left, self.inspector, *bars]

    def _add_toolbar(self) -> None:
        self._toolbar = QToolBar("Toolbar")
        self._toolbar.setMovable(False)
        self._toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for row in actions.toolbar_rows():
            button = QToolButton()
            button.setDefaultAction(self.actions_by_id[row.id])
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._toolbar.addWidget(button)
        self.addToolBar(self._toolbar)

    def _connect(self) -> None:
        session, model, worker = self.session, self.session.model, self.session.worker
        worker.glimpsed.connect(self.grid.show_first_look)
        worker.pictured.connect(self.grid.show_thumbnail)
        worker.running_on.connect(self.strip.show_device)
        worker.notice.connect(self.strip.say)
        self.monitor.changed.connect(self._show_in_colours_of)
        worker.failed.connect(self._scoring_failed)
        for source in (session, self.monitor, self.history_work, self.sidecars, self.taste):
            source.said.connect(self.strip.say)
        for told in (session.said_here, self.live.said):
            told.connect(self._say_here)
        session.scoring.said.connect(lambda words: self.strip.say(words, holds=lambda: session.scoring.pace.finished))
        session.scoring.pace_changed.connect(lambda: self.strip.show_pace(session.scoring.pace))
        session.scoring.pace_changed.connect(self.strip.check)
        session.opened.connect(self._opened)
        session.decided.connect(self.files.refresh_titles)
        self.files.ended.connect(self.taste.learn_soon)
        self.files.ended.connect(self.live.hush)
        self.files.progressed.connect(self.sidecars.after_undo)
        self.files.titled.connect(lambda titles: actions.entitle(self.actions_by_id, titles))
        self.sidecars.conflicted.connect(self.actions_by_id["review_conflicts"].setEnabled)
        self.sidecars.stands.connect(self.inspector.show_sidecar)
        self.history_work.row_chosen.connect(self.grid.go_to)
        self.history.folder_chosen.connect(lambda folder: self.open_paths([folder]))
        self.taste.changed.connect(self.enable_actions)
        self.taste.asks.connect(self.grid.go_to_these)
        session.moved.connect(self.grid.follow)
        self.live.written.connect(self.sidecars.reader.read)
        self.grid.looked_at.connect(lambda seen, ahead: session.look_at(seen, ahead, self._thumbnails))
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self._show_soon.start())
        self.grid.selectionModel().currentChanged.connect(lambda *_: self._show_soon.start())
        self.viewer.currentChanged.connect(lambda _page: self._show_soon.start())
        self.viewer.cell_width_changed.connect(lambda width: self.remember(thumbnail_size=width))
        model.dataChanged.connect(self._show_changed)
        model.rearranged.connect(self._show_soon.start)
        model.ranked.connect(self.showing.show_ranks)
        model.counts_changed.connect(self._show_counts)
        self.filter_bar.view_changed.connect(self._set_view)
        self.folders.chosen.connect(self.open_paths)
        self.viewer.empty.dropped.connect(self.open_paths)
        for place in (self.folders, self.viewer.empty):
            place.open_requested.connect(self.open_folder)
        self.strip.scoring_cancelled.connect(session.scoring.cancel)
        self.inspector.why.method_chosen.connect(self.why)
        self.inspector.why.opacity_changed.connect(lambda opacity: self.remember(overlay_opacity=opacity))
        self.inspector.decided.connect(lambda change: self.deciding.decide(**change))
        self.deciding.done.connect(self._show_soon.start)
        self.inspector.folded_changed.connect(lambda names: self.remember(folded=",".join(names)))

    def _keep_keys(self) -> None:
        """A button, list or tree that has the keyboard keeps the keys it uses itself; all others are shortcuts."""
        layout_keys = LayoutKeys(self)
        for taker in (self, self.grid, self.loupe):
            taker.installEventFilter(layout_keys)
        keeper = KeyKeeper(self)
        for kind in (QAbstractButton, QComboBox, QTreeView):
            for widget in self.findChildren(kind):
                widget.installEventFilter(keeper)

    def _apply_values(self) -> None:
        self._thumbnails.limit(self.kept["thumbnail_memory_mb"] * 2**20)
        self.session.limit_thumbnails(self.kept["thumbnail_disk_mb"] * 2**20)
        self.showing.set_memory(self.kept["loupe_memory_mb"] * 2**20)
        self.viewer.set_cell_width(self.kept["thumbnail_size"])
        self.monitor.choose(self.kept["monitor_profile"])
        self.bar.apply()
        self.inspector.why.set_opacity(self.kept["overlay_opacity"])
        self.loupe.set_overlay_opacity(self.kept["overlay_opacity"])
        apply_theme(cast(QApplication, QApplication.instance()), self.kept["theme"])

    def _show_in_colours_of(self, profile: bytes | None) -> None:
        """Another monitor: every picture again. Thumbnails on their way in the old colours are taken first, to go."""
        self.session.worker.set_profile(profile)
        QCoreApplication.sendPostedEvents(self.grid, QEvent.Type.MetaCall.value)
        self._thumbnails.clear()
        self.grid.look_again()
        self.showing.set_profile(profile)

    def remember(self, **values: Any) -> None:
        """Keep ``values`` as settings."""
        self.kept.remember(**values)

    def _scoring_failed(self, reason: str) -> None:
        """The scoring thread is gone: say so for as long as the window is open."""
        self.session.scoring.cancel()
        self.strip.show_device("Scoring does not work")
        warn(self, "Scoring does not work", reason, "Files can still be moved and sorted.")

    def _set_view(self, view: View) -> None:
        self.session.model.set_view(view)
        self.grid.setFocus()

    def _opened(self) -> None:
        self.afterwards.emptiness.opened()
        if self.session.model.total <= UNFOLDED:
            self.folders.unfold()
        if self.session.model.total and not self.grid.currentIndex().isValid():
            self.grid.go_to(0)

    def _say_here(self, words: str) -> None:
        """What holds only as long as the same is open."""
        paths = self.session.paths
        self.strip.say(words, holds=lambda: self.session.paths == paths)

    def _show_counts(self) -> None:
        model, standings = self.session.model, self.session.model.standings()
        self.filter_bar.show_counts(standings, model.withheld, model.total)
        self.inspector.show_counts(standings)
        self.strip.check()
        if not self.in_loupe:
            self.viewer.show_grid_or_empty()
        elif model.withheld == model.total > 0:
            self.viewer.show_grid()  # which says what the filter withholds
        self.enable_actions()

    def _show_changed(self, first: QModelIndex, last: QModelIndex, _roles: object = ()) -> None:
        if first.row() <= self.grid.currentIndex().row() <= last.row():
            self._show_soon.start()

    def _show_current(self) -> None:
        item, row = self.grid.current_item(), self.grid.currentIndex().row()
        selected = self.grid.selected_count()
        self.strip.show_selection(selected)
        self.sidecars.look_soon()
        place = f"{row + 1:,} of {counted(self.session.model.rowCount(), 'photograph')}"
        self.showing.show(item, place, in_loupe=self.in_loupe)
        if selected > 1 and not self.in_loupe:
            self.showing.show_many(self.grid.selected_items())
        self.enable_actions()

    def enable_actions(self) -> None:
        """Enable what can be done now."""
        photos, selection = self.session.model.total > 0, self.grid.currentIndex().isValid()
        actions.enable(self.actions_by_id, photos=photos, selection=selection, taste=bool(self.session.taste))
