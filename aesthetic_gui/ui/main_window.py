"""The window: folders on the left, grid or loupe in the middle, inspector on the right, progress below.

The methods named in the table of actions are the window's verbs; what takes longer is done by the session,
by :class:`Showing` (loupe, inspector, reasons) and by :class:`FileWork` (moving, sorting, undo).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFileDialog,
    QMainWindow,
    QMessageBox,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from aesthetic_gui import __version__, settings
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import Bar, View
from aesthetic_gui.photo import ColourLabel, Flag
from aesthetic_gui.scoring.pack import find_packs
from aesthetic_gui.ui import actions
from aesthetic_gui.ui.drop_zone import accept_copy, paths_of
from aesthetic_gui.ui.empty_page import EmptyPage
from aesthetic_gui.ui.file_work import FileWork
from aesthetic_gui.ui.filter_bar import FilterBar
from aesthetic_gui.ui.folder_panel import FolderPanel
from aesthetic_gui.ui.grid import GridView, Thumbnails
from aesthetic_gui.ui.inspector import Inspector
from aesthetic_gui.ui.key_keeper import KeyKeeper
from aesthetic_gui.ui.loupe import Loupe
from aesthetic_gui.ui.session import Session
from aesthetic_gui.ui.settings_dialog import SettingsDialog
from aesthetic_gui.ui.shortcut_sheet import ShortcutSheet
from aesthetic_gui.ui.showing import Showing
from aesthetic_gui.ui.status_strip import StatusStrip
from aesthetic_gui.ui.text import counted
from aesthetic_gui.ui.theme import apply_theme

CELL_WIDTHS = (120, 360)


class MainWindow(QMainWindow):
    """One window on one session."""

    def __init__(self, session: Session, values: dict[str, Any]) -> None:
        super().__init__()
        self.session, self._values = session, values
        self.setWindowTitle("Aesthetic GUI")
        self.setAcceptDrops(True)
        self._thumbnails = Thumbnails(values["thumbnail_memory_mb"] * 2**20)
        self.folders, self.inspector, self.loupe = FolderPanel(), Inspector(), Loupe()
        self.grid = GridView(session.model, self._thumbnails)
        self.filter_bar, self.strip, self._empty = FilterBar(), StatusStrip(), EmptyPage()
        self._lay_out()
        self.showing = Showing(session, self.loupe, self.inspector, self._thumbnails, self)
        self.files = FileWork(session, self.strip, self)
        self.actions_by_id = actions.make_actions(self)
        actions.fill_menus(self, self.actions_by_id)
        self._add_toolbar()
        self._show_soon = QTimer(self, singleShot=True, interval=0)
        self._show_soon.timeout.connect(self._show_current)
        self._put_away: list[QWidget] = []  # by full screen
        self._unsaved: dict[str, Any] = {}
        self._save_soon = QTimer(self, singleShot=True, interval=500)
        self._save_soon.timeout.connect(self._save)
        self._connect()
        self._keep_keys()
        self._apply_values()
        self._show_soon.start()

    # opening

    def begin(self, paths: Sequence[Path]) -> None:
        """Start the threads, put right what a crash left open, and open ``paths``."""
        self.session.start()
        self.files.recover()
        self.files.refresh_titles()
        self.open_paths(paths)

    def open_folder(self) -> None:
        start = self._values["last_folder"] or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, "Open a folder of photographs", start)
        if chosen:
            self.open_paths([Path(chosen)])

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Show and score what is under ``paths``."""
        if not paths:
            return
        self.session.open(paths)
        self.show_grid()
        folder = paths[0] if paths[0].is_dir() else paths[0].parent
        self.folders.reveal(folder)
        self.remember(last_folder=str(folder))
        self.setWindowTitle(f"{folder.name or folder} – Aesthetic GUI")

    # deciding

    def flag(self, flag: Flag) -> None:
        self._decide(flag=flag)

    def stars(self, stars: int) -> None:
        self._decide(stars=stars)

    def label(self, label: ColourLabel) -> None:
        """Give a label; the same again takes it away, as in Lightroom."""
        items = self._selected()
        if items and all(item.decision.label is label for item in items):
            label = ColourLabel.NONE
        self._decide(label=label)

    def _decide(self, **change: Any) -> None:
        items = self._selected()
        if not items:
            return
        self.session.decide(items, **change)
        current = self.grid.current_item()
        if self._values["advance"] and len(items) == 1 and current and current.photo == items[0].photo:
            self._go(self.grid.currentIndex().row() + 1)
        self._show_soon.start()

    # files

    def move_to_folder(self) -> None:
        self.files.move(self._selected())

    def copy_to_folder(self) -> None:
        self.files.copy(self._selected())

    def move_to_trash(self) -> None:
        self.files.trash(self._selected())

    def trash_rejected(self) -> None:
        """Only what is rejected and in sight: a filter never lets more go than the photographer sees."""
        rejected = [item for item in self.session.model.shown_items() if item.decision.flag is Flag.REJECT]
        if rejected:
            self.files.trash(rejected)
        else:
            self.strip.say("No photograph in sight is rejected. Press X to reject one.")

    def sort_into_albums(self) -> None:
        self.files.sort(self.session.model.shown_items(), self._values["album_template"])

    def export_scores(self) -> None:
        self.files.export(self.session.model.shown_items())

    def undo(self) -> None:
        self.files.undo()

    def redo(self) -> None:
        self.files.redo()

    # looking

    def show_grid(self) -> None:
        self._pages.setCurrentWidget(self.grid if self.session.model.total or self.session.paths else self._empty)
        self.grid.setFocus()
        self.grid.look_again()
        self._show_soon.start()

    def show_loupe(self) -> None:
        if not self.grid.currentIndex().isValid():
            self.grid.go_to(0)
        self._pages.setCurrentWidget(self.loupe)
        self.loupe.setFocus()
        self._show_soon.start()

    def loupe_or_zoom(self) -> None:
        if self.in_loupe:
            self.toggle_zoom()
        else:
            self.show_loupe()

    def toggle_zoom(self) -> None:
        if not self.in_loupe:
            self.show_loupe()
        self.loupe.toggle_zoom()

    def zoom_in(self) -> None:
        if self.in_loupe:
            self.loupe.zoom_in()
        else:
            self._set_cell_width(self._values["thumbnail_size"] + 40)

    def zoom_out(self) -> None:
        if self.in_loupe:
            self.loupe.zoom_out()
        else:
            self._set_cell_width(self._values["thumbnail_size"] - 40)

    def next_photo(self) -> None:
        self._go(self.grid.currentIndex().row() + 1)

    def previous_photo(self) -> None:
        self._go(self.grid.currentIndex().row() - 1)

    def select_all(self) -> None:
        self.grid.selectAll()

    def select_none(self) -> None:
        self.grid.clearSelection()

    def why(self, method: str = "") -> None:
        """Show why: the loupe opens with the overlay. The same key again hides it."""
        if method and method == self.showing.method and self.in_loupe:
            method = ""
        if method and not self.in_loupe:
            self.show_loupe()
            self._show_current()
        self.showing.explain(method if self.grid.current_item() else "")

    @property
    def in_loupe(self) -> bool:
        return self._pages.currentWidget() is self.loupe

    # the window itself

    def back(self) -> None:
        """Escape: out of full screen, out of the loupe, out of the selection; one at a time."""
        if self.isFullScreen():
            self.toggle_full_screen()
        elif self.in_loupe:
            self.show_grid()
        else:
            self.select_none()

    def toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_left_panel(self) -> None:
        self.folders.setVisible(not self.folders.isVisible())

    def toggle_right_panel(self) -> None:
        self.inspector.setVisible(not self.inspector.isVisible())

    def cancel_scoring(self) -> None:
        self.session.cancel_scoring()

    def resume_scoring(self) -> None:
        self.session.resume_scoring()

    def open_settings(self) -> None:
        dialog = SettingsDialog(self._values, choices={"pack": self._packs()}, parent=self)
        dialog.finished.connect(dialog.deleteLater)
        if dialog.exec():
            self.remember(**dialog.values())
            self._apply_values()

    @staticmethod
    def _packs() -> list[tuple[str, str]]:
        return [("", "The program's own"), *((pack.id, f"{pack.title} {pack.version}") for pack in find_packs())]

    def show_shortcuts(self) -> None:
        sheet = ShortcutSheet(actions.shortcut_rows(), self)
        sheet.finished.connect(sheet.deleteLater)
        sheet.exec()

    def show_about(self) -> None:
        pack = self.session.pack
        QMessageBox.about(
            self,
            "About Aesthetic GUI",
            f"<h3>Aesthetic GUI {__version__}</h3><p>Model: {pack.title} ({pack.id} {pack.version})</p>"
            "<p>Nothing leaves this computer. Originals are never modified.</p><p>Apache License 2.0</p>",
        )

    def changeEvent(self, event: QEvent) -> None:
        """Full screen shows the photographs alone, whoever asked for it; what was hidden before stays hidden after."""
        super().changeEvent(event)
        if event.type() is not QEvent.Type.WindowStateChange or self.isFullScreen() == bool(self._put_away):
            return
        if self.isFullScreen():
            parts = (self.folders, self.inspector, self.menuBar(), self._toolbar, self.filter_bar, self.strip)
            self._put_away = [part for part in parts if part.isVisible()]
        for part in self._put_away:
            part.setVisible(not self.isFullScreen())
        if not self.isFullScreen():
            self._put_away = []

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is None and paths_of(event.mimeData()):
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        self.open_paths(paths_of(event.mimeData()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The loupe leaves the arrow keys to the window."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if self.in_loupe and event.key() in steps:
            self._go(self.grid.currentIndex().row() + steps[Qt.Key(event.key())])
        elif self.in_loupe and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if event.key() == Qt.Key.Key_Home else self.session.model.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_close():
            event.ignore()
            return
        self.hide()
        self._save()
        self.showing.close()
        self.session.close()
        super().closeEvent(event)

    # inside

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        for page in (self._empty, self.grid, self.loupe):
            self._pages.addWidget(page)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.folders, self._pages, self.inspector):
            self._splitter.addWidget(part)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setCollapsible(1, False)
        self._splitter.setSizes([220, 760, 300])
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter_bar)
        column.addWidget(self._splitter, 1)
        self.setCentralWidget(whole)
        self.setStatusBar(self.strip)

    def _add_toolbar(self) -> None:
        self._toolbar = QToolBar("Toolbar")
        self._toolbar.setMovable(False)
        self._toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for row in actions.toolbar_rows():
            button = QToolButton()
            button.setDefaultAction(self.actions_by_id[row.id])
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(row.title + (f"  ({row.keys[0]})" if row.keys else ""))
            self._toolbar.addWidget(button)
        self.addToolBar(self._toolbar)

    def _connect(self) -> None:
        session, model, worker = self.session, self.session.model, self.session.worker
        worker.pictured.connect(self.grid.show_thumbnail)
        worker.running_on.connect(self.strip.show_device)
        worker.notice.connect(self.strip.say)
        worker.failed.connect(self._scoring_failed)
        session.said.connect(self.strip.say)
        session.pace_changed.connect(lambda: self.strip.show_pace(session.pace))
        session.opened.connect(self._opened)
        session.decided.connect(self.files.refresh_titles)
        self.grid.looked_at.connect(lambda items: session.look_at(items, self._thumbnails))
        self.grid.opened.connect(self.show_loupe)
        self.grid.size_wanted.connect(self._set_cell_width)
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self._show_soon.start())
        self.grid.selectionModel().currentChanged.connect(lambda *_: self._show_soon.start())
        model.dataChanged.connect(self._show_changed)
        model.rearranged.connect(self._show_soon.start)
        model.counts_changed.connect(self._show_counts)
        self.filter_bar.view_changed.connect(self._set_view)
        self.folders.chosen.connect(self.open_paths)
        self._empty.dropped.connect(self.open_paths)
        for source in (self.folders, self._empty):
            source.open_requested.connect(self.open_folder)
        self.strip.scoring_cancelled.connect(session.cancel_scoring)
        self.inspector.threshold_changed.connect(self._set_threshold)
        self.inspector.why.method_chosen.connect(self.why)
        self.inspector.why.opacity_changed.connect(lambda opacity: self.remember(overlay_opacity=opacity))
        self.inspector.decided.connect(lambda change: self._decide(**change))

    def _keep_keys(self) -> None:
        """A button, list or tree that has the keyboard keeps the keys it uses itself."""
        keeper = KeyKeeper(self)
        for kind in (QAbstractButton, QComboBox, QTreeView):
            for widget in self.findChildren(kind):
                widget.installEventFilter(keeper)

    def _apply_values(self) -> None:
        self._thumbnails.limit(self._values["thumbnail_memory_mb"] * 2**20)
        self._set_cell_width(self._values["thumbnail_size"])
        pack = self.session.pack
        threshold = self._values["threshold"] if self._values["threshold"] >= 0 else pack.threshold
        self.inspector.set_threshold(threshold, pack.threshold, pack.band)
        self.session.model.set_bar(Bar(threshold, pack.band))
        self.inspector.why.set_opacity(self._values["overlay_opacity"])
        self.loupe.set_overlay_opacity(self._values["overlay_opacity"])
        apply_theme(self._application(), self._values["theme"])

    @staticmethod
    def _application() -> Any:
        from PySide6.QtWidgets import QApplication

        return QApplication.instance()

    def remember(self, **values: Any) -> None:
        """Keep ``values`` as settings; written soon, not at every step of a slider."""
        self._values.update(values)
        self._unsaved.update(values)
        self._save_soon.start()

    def _save(self) -> None:
        self._save_soon.stop()
        unsaved, self._unsaved = self._unsaved, {}
        if unsaved:
            self.session.queue.run(lambda: settings.save(unsaved))

    def _scoring_failed(self, reason: str) -> None:
        """The scoring thread is gone: say so for as long as the window is open."""
        self.session.cancel_scoring()
        self.strip.show_device("Scoring does not work")
        QMessageBox.warning(self, "Scoring does not work", f"{reason}\n\nFiles can still be moved and sorted.")

    def _set_view(self, view: View) -> None:
        self.session.model.set_view(view)
        self.grid.setFocus()

    def _set_threshold(self, threshold: float) -> None:
        pack = self.session.pack
        self.session.model.set_bar(Bar(threshold, pack.band))
        self.remember(threshold=-1.0 if abs(threshold - pack.threshold) < 0.005 else threshold)

    def _set_cell_width(self, width: int) -> None:
        width = max(CELL_WIDTHS[0], min(width, CELL_WIDTHS[1]))
        if width != self._values["thumbnail_size"]:
            self.remember(thumbnail_size=width)
        self.grid.set_cell_width(width)

    def _selected(self) -> list[Item]:
        """What the next verb acts on: in the loupe the photograph shown, in the grid the selection."""
        if self.in_loupe:
            current = self.grid.current_item()
            return [current] if current else []
        return self.grid.selected_items()

    def _go(self, row: int) -> None:
        if 0 <= row < self.session.model.rowCount():
            self.grid.go_to(row)

    def _opened(self) -> None:
        if not self.session.model.total:
            self.strip.say("No photographs found there.")
        elif not self.grid.currentIndex().isValid():
            self.grid.go_to(0)

    def _show_counts(self) -> None:
        model = self.session.model
        self.filter_bar.show_counts(model.standings(), model.withheld, model.total)
        if not self.in_loupe:
            self._pages.setCurrentWidget(self.grid if model.total or self.session.paths else self._empty)
        actions.enable(self.actions_by_id, photos=model.total > 0, selection=self.grid.currentIndex().isValid())

    def _show_changed(self, first: QModelIndex, last: QModelIndex, _roles: object = ()) -> None:
        if first.row() <= self.grid.currentIndex().row() <= last.row():
            self._show_soon.start()

    def _show_current(self) -> None:
        item, row = self.grid.current_item(), self.grid.currentIndex().row()
        selected = len(self.grid.selectionModel().selectedIndexes())
        self.strip.show_selection(selected)
        place = f"{row + 1:,} of {counted(self.session.model.rowCount(), 'photograph')}"
        self.showing.show(item, self.grid.neighbours(row) if item else (), place, in_loupe=self.in_loupe)
        if selected > 1 and not self.in_loupe:
            self.showing.show_many(self.grid.selected_items())
        actions.enable(self.actions_by_id, photos=self.session.model.total > 0, selection=item is not None)
