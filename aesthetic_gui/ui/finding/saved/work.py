"""Filters that are kept by name, and smart albums: chosen, saved, renamed and removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from aesthetic_gui.culling.finding.saved_filters import SavedFilter
from aesthetic_gui.culling.finding.words import filter_in_words
from aesthetic_gui.ui.dialogs.boxes import message
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.saved.kept import KeptFilters
from aesthetic_gui.ui.widgets.fields import menu_heading
from aesthetic_gui.ui.widgets.text import as_title, literal
from aesthetic_gui.words import counted


class SavedWork(QObject):
    """What menus and the list of smart albums ask for."""

    open_wanted = Signal(list, object)  # list[Path]: a smart album looks through these; what to call once they are open
    said = Signal(str)

    def __init__(
        self, kept: KeptFilters, asked: Filter, folders: Callable[[], Sequence[Path]], window: QWidget
    ) -> None:
        """``folders`` are what is open now."""
        super().__init__(window)
        self._kept, self._filter, self._folders, self._window = kept, asked, folders, window

    @property
    def current(self) -> SavedFilter | None:
        """The one that is asked now, in whatever order; an album before a filter."""
        view, folders = self._filter.view, tuple(self._folders())
        same = [saved for saved in self._kept.now if saved.view.asks_the_same(view)]
        albums = (saved for saved in same if saved.is_album and saved.folders == folders)
        return next(albums, next((saved for saved in same if not saved.is_album), None))

    def choose(self, saved: SavedFilter) -> None:
        """Ask what ``saved`` does; an album opens its folders first."""
        if saved.is_album and tuple(self._folders()) != saved.folders:
            self.open_wanted.emit(list(saved.folders), lambda: self._filter.set(saved.view))
        else:
            self._filter.set(saved.view)

    def fill(self, menu: QMenu) -> None:
        """All that there is to choose, and what can be done with what is asked now."""
        menu.clear()
        menu.setToolTipsVisible(True)
        current = self.current
        for title, albums in (("Saved filters", False), ("Smart albums", True)):
            chosen = [saved for saved in self._kept.now if saved.is_album == albums]
            if chosen:
                menu_heading(menu, title)
            for saved in chosen:
                self._add_choice(menu, saved, on=saved == current)
        menu.addSeparator()
        filters, opened = self._filter.view.filters, bool(self._folders())
        menu.addAction("Save this filter…", self.save_filter).setEnabled(filters)
        menu.addAction("Save as smart album…", self.save_album).setEnabled(filters and opened)
        if current is not None:
            menu.addSeparator()
            self.add_changes(menu, current)

    def add_changes(self, menu: QMenu, saved: SavedFilter) -> None:
        """What can be done with ``saved``."""
        menu.addAction(as_title(f"Rename “{saved.name}”…"), partial(self.rename, saved))
        menu.addAction(as_title(f"Remove “{saved.name}”…"), partial(self.remove, saved))

    def save_filter(self) -> None:
        """Ask for a name, and keep what is asked now by it."""
        if name := self._ask_name("Save this filter", "What shall it be called?"):
            self._kept.become(self._kept.now.having(SavedFilter(name, self._filter.view)))
            self.said.emit(f"The filter “{name}” is saved.")

    def save_album(self) -> None:
        """The same, with the folders that are open now."""
        folders = tuple(self._folders())
        question = f"It remembers {counted(len(folders), 'folder')} and this filter. What shall it be called?"
        if folders and (name := self._ask_name("Save as smart album", question)):
            self._kept.become(self._kept.now.having(SavedFilter(name, self._filter.view, folders)))
            self.said.emit(f"The smart album “{name}” is saved.")

    def rename(self, saved: SavedFilter) -> None:
        if name := self._ask_name("Rename", f"What shall “{saved.name}” be called?", saved.name):
            self._kept.become(self._kept.now.renamed(saved.name, name))

    def remove(self, saved: SavedFilter) -> None:
        """Ask, and forget ``saved``."""
        what = "smart album" if saved.is_album else "saved filter"
        question, more = f"Remove the {what} “{saved.name}”?", "Photographs and decisions stay as they are."
        box = message(QMessageBox.Icon.Question, f"Remove {what}", question, more, self._window)
        go = box.addButton("Remove", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        agreed = box.clickedButton() is go
        box.deleteLater()
        if agreed:
            self._kept.become(self._kept.now.without(saved.name))

    def _add_choice(self, menu: QMenu, saved: SavedFilter, *, on: bool) -> None:
        action = menu.addAction(as_title(saved.name), partial(self.choose, saved))
        action.setCheckable(True)
        action.setChecked(on)
        action.setToolTip(literal(in_words(saved)))

    def _ask_name(self, title: str, question: str, name: str = "") -> str:
        taken = [saved.name for saved in self._kept.now if saved.name != name]
        from aesthetic_gui.ui.dialogs.name_dialog import NameDialog

        verb = "Rename" if name else "Save"
        dialog = NameDialog(title, question, verb, self._window, what="saved filter", name=name, taken=taken)
        dialog.finished.connect(dialog.deleteLater)
        return dialog.name if dialog.exec() else ""


def in_words(saved: SavedFilter) -> str:
    """What it asks, and of which folders."""
    asks = filter_in_words(saved.view) or "all photographs"
    return "\n".join((f"{asks[0].upper()}{asks[1:]}", *map(str, saved.folders)))
