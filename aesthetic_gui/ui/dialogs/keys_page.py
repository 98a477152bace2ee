"""The page of the settings on which every action's keys are looked up, changed and given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from aesthetic_gui.ui.input.bindings import FIXED, Keys, keys_in_use, native, owner_of, parsed, written
from aesthetic_gui.ui.input.key_field import KeyField
from aesthetic_gui.ui.input.key_profiles import PROFILES
from aesthetic_gui.ui.widgets.fields import line
from aesthetic_gui.ui.widgets.layouts import column, row
from aesthetic_gui.ui.widgets.text import PlainLabel, literal, one_line, quiet, wrapping

_NAME = Qt.ItemDataRole.UserRole
_FIXED = "The arrow keys, Home, End and the page keys go from photograph to photograph."


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One action as the page lists it; ``keys`` are the table's own."""

    name: str
    section: str
    title: str
    keys: Keys


class KeysPage(QWidget):
    """Edits a profile and the keys changed on top of it, and hands both back by :meth:`values`; it stores nothing."""

    def __init__(self, rows: Sequence[KeyRow], profile: str, changed: str) -> None:
        """``changed`` as :func:`written` has it."""
        super().__init__()
        self._rows = {row.name: row for row in rows}
        self._changed = parsed(changed)
        self._adding = False  # the next key comes to those there are
        self._wished = ""  # a key that another action has
        self.profile = _profiles(profile)
        self.search = line("Search for an action or a key", "Search for an action or a key")
        self.search.setClearButtonEnabled(True)
        self.list = self._make_list()
        self.field = KeyField()
        self.said = wrapping()
        self.said.setObjectName("keyConflict")
        self.change, self.add, self.none = (QPushButton(words) for words in ("Change", "Add", "No key"))
        self.take, self.reset, self.reset_all = (QPushButton(words) for words in ("Take it", "Reset", "Reset all"))
        self._lay_out()
        self._connect()
        self._show()
        self.list.setCurrentItem(self._items[next(iter(self._rows))])

    def values(self) -> dict[str, Any]:
        """The settings that this page edits, by key."""
        return {"key_profile": self.profile.currentData(), "keys": written(self._changed)}

    def keys_of(self, name: str) -> Keys:
        """The keys that action ``name`` has as the page stands."""
        return self._in_use()[name]

    def choose(self, name: str) -> None:
        """Make ``name`` the action whose keys are edited."""
        self.list.setCurrentItem(self._items[name])
        self.list.scrollToItem(self._items[name])

    def restore_defaults(self) -> None:
        """Lightroom's keys, and none changed."""
        self.profile.setCurrentIndex(0)
        self._changed = {}
        self._show()

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName("Actions and their keys")
        tree.setHeaderLabels(["Action", "Keys"])
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setStretchLastSection(False)
        self._items: dict[str, QTreeWidgetItem] = {}
        sections = self._sections = dict[str, QTreeWidgetItem]()
        for each in self._rows.values():
            if each.section not in sections:
                sections[each.section] = heading = QTreeWidgetItem(tree, [each.section])
                heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
                heading.setExpanded(True)
            item = self._items[each.name] = QTreeWidgetItem(sections[each.section], [one_line(each.title)])
            item.setData(0, _NAME, each.name)
        return tree

    def _lay_out(self) -> None:
        hint = quiet(wrapping("Changed keys are marked, and stay whatever other program's keys are chosen."))
        self.take.hide()
        buttons = row(self.change, self.add, self.none, self.reset, (self.field, 1))
        top = row(PlainLabel("Keys as in"), self.profile, (self.search, 1), self.reset_all)
        column(top, (self.list, 1), buttons, row((self.said, 1), self.take), hint, on=self, margins=(22, 16, 22, 9))

    def _connect(self) -> None:
        self.profile.currentIndexChanged.connect(lambda _place: self._show())
        self.search.textChanged.connect(self._find)
        self.list.currentItemChanged.connect(lambda *_: self._show_current())
        self.list.itemActivated.connect(lambda *_: self._begin(adding=False))
        self.change.clicked.connect(lambda: self._begin(adding=False))
        self.add.clicked.connect(lambda: self._begin(adding=True))
        self.none.clicked.connect(lambda: self._set(self._current, ()))
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(self._reset_all)
        self.take.clicked.connect(self._take)
        self.field.pressed.connect(self._press)
        self.field.left.connect(self._leave)

    # what is shown

    @property
    def _current(self) -> str:
        item = self.list.currentItem()
        return item.data(0, _NAME) if item is not None and item.data(0, _NAME) else next(iter(self._rows))

    def _in_use(self) -> dict[str, Keys]:
        defaults = {name: row.keys for name, row in self._rows.items()}
        return keys_in_use(defaults, self.profile.currentData(), self._changed)

    def _show(self) -> None:
        for name, keys in self._in_use().items():
            item, changed = self._items[name], name in self._changed
            item.setText(1, ("● " if changed else "") + ", ".join(map(native, keys)))
            item.setToolTip(1, literal("Changed" if changed else ""))
            item.setData(1, Qt.ItemDataRole.AccessibleTextRole, " or ".join(map(native, keys)) + ", changed" * changed)
        self._find(self.search.text())
        self._show_current()

    def _show_current(self) -> None:
        keys = self.keys_of(self._current)
        self.field.setText(", ".join(map(native, keys)))
        self.none.setEnabled(bool(keys))
        self.reset.setEnabled(self._current in self._changed)
        self.reset_all.setEnabled(bool(self._changed))
        self._say("")

    def _say(self, words: str, wished: str = "") -> None:
        self._wished = wished
        self.said.setText(words)
        self.take.setVisible(bool(wished))

    def _find(self, text: str) -> None:
        """Show the actions whose title or keys have ``text`` in them, and their sections."""
        wanted = text.strip().casefold()
        for item in self._items.values():
            found = wanted in item.text(0).casefold() or wanted in item.text(1).casefold()
            item.setHidden(bool(wanted) and not found)
        shown = {row.section for name, row in self._rows.items() if not self._items[name].isHidden()}
        for name, section in self._sections.items():
            section.setHidden(name not in shown)

    # what is changed

    def _begin(self, *, adding: bool) -> None:
        self._adding = adding
        self.field.clear()
        self._say("")
        self.field.setFocus()

    def _leave(self) -> None:
        if not self.take.isVisible():
            self._show_current()
        if self.field.hasFocus():
            self.list.setFocus()

    def _press(self, key: str) -> None:
        self.field.show_key(key)
        owner = owner_of(key, self._in_use())
        if key in FIXED:
            self._say(_FIXED)
        elif owner not in (None, self._current):
            title, section = self._rows[owner].title, self._rows[owner].section
            self._say(f"{native(key)} is the key of “{one_line(title)}” ({section}).", key)
            self.take.setText(f"Take it from “{one_line(title)}”")
        else:
            self._give(key)

    def _take(self) -> None:
        key, in_use = self._wished, self._in_use()
        owner = owner_of(key, in_use)
        if owner is not None:
            self._changed[owner] = tuple(each for each in in_use[owner] if each != key)
        self._give(key)

    def _give(self, key: str) -> None:
        others = tuple(each for each in self.keys_of(self._current) if each != key) if self._adding else ()
        self._set(self._current, (*others, key))
        self.list.setFocus()

    def _set(self, name: str, keys: Keys) -> None:
        """As its own where that is what it would have anyway."""
        self._changed[name] = keys
        self._forget_what_is_no_change(name)
        self._show()

    def _forget_what_is_no_change(self, name: str) -> None:
        keys = self._changed.pop(name)
        if self.keys_of(name) != keys:
            self._changed[name] = keys

    def _reset(self) -> None:
        self._changed.pop(self._current, None)
        self._show()

    def _reset_all(self) -> None:
        self._changed = {}
        self._show()


def _profiles(chosen: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName("Keys as in")
    for profile in PROFILES:
        box.addItem(profile.title, profile.id)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
