"""Keywords of some photographs: ticked where all have one, half ticked where some do; one more by typing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListWidget, QListWidgetItem, QWidget

from aesthetic_gui.files.xmp.reading import tidy_keywords
from aesthetic_gui.ui.widgets.fields import line
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, column
from aesthetic_gui.ui.widgets.text import literal, one_line

_ALL, _SOME, _NONE = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked
_LINES = 5  # of the list that are in sight


class KeywordList(QWidget):
    """A line to type in, and below it the keywords. Enter in the line adds what stands there."""

    changed = Signal()

    def __init__(self, each: Sequence[Iterable[str]]) -> None:
        """``each``: the keywords of each photograph."""
        super().__init__()
        self.entry = line("Add keywords", "add keywords, commas between; Places|Athens for one with levels")
        self.list = QListWidget()
        self.list.setAccessibleName("Keywords")
        self.list.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustIgnored)
        self._used = QStringListModel(self)
        self._had = _counts(each)
        self._number = len(each)
        for word in tidy_keywords(self._had):
            self._add(word, _ALL if self._had[word] == self._number else _SOME)
        completer = _LastWord(self._used, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.entry.setCompleter(completer)
        self.entry.installEventFilter(self)
        self.list.itemChanged.connect(lambda _item: self.changed.emit())
        self.list.setFixedHeight((self.fontMetrics().height() + 6) * _LINES)
        column(self.entry, self.list, on=self, margins=NO_MARGINS, spacing=6)
        self.setFocusProxy(self.entry)

    def offer(self, used: Iterable[str]) -> None:
        """Keywords that are in use, to be completed from."""
        self._used.setStringList(list(used))

    def add(self, words: Iterable[str]) -> None:
        """Tick these, or add them to the list."""
        for word in tidy_keywords(words):
            there = next((item for item in self._items() if _word(item) == word), None)
            if there is not None:
                there.setCheckState(_ALL)
            else:
                self._add(word, _ALL)
        self.changed.emit()

    def take_entry(self) -> None:
        """What stands in the line becomes keywords."""
        typed = [word for word in self.entry.text().split(",") if word.strip()]
        self.entry.clear()
        if typed:
            self.add(typed)

    @property
    def added(self) -> tuple[str, ...]:
        """Those that every photograph is to have, and does not yet."""
        ticked = (_word(item) for item in self._items() if item.checkState() is _ALL)
        return tuple(word for word in ticked if self._had.get(word, 0) < self._number)

    @property
    def removed(self) -> tuple[str, ...]:
        """Those that none is to have any more."""
        return tuple(
            word for item in self._items() if item.checkState() is _NONE and (word := _word(item)) in self._had
        )

    @property
    def on_all(self) -> tuple[str, ...]:
        """Those that are ticked."""
        return tuple(_word(item) for item in self._items() if item.checkState() is _ALL)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter adds what was typed, and does not close the dialog, unless there is nothing."""
        if watched is self.entry and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and self.entry.text().strip():
                self.take_entry()
                return True
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _add(self, word: str, state: Qt.CheckState) -> None:
        item = QListWidgetItem(one_line(word.replace("|", " › ")))
        item.setData(Qt.ItemDataRole.UserRole, word)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(state)
        if state is _SOME:
            item.setToolTip(literal(f"On {self._had[word]:,} of {self._number:,} photographs"))
        self.list.addItem(item)


class _LastWord(QCompleter):
    """Completes what stands after the last comma."""

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(",")[2].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        line, completed = self.widget(), super().pathFromIndex(index)
        before = line.text().rpartition(",")[0] if isinstance(line, QLineEdit) else ""
        return f"{before}, {completed}" if before else completed


def _word(item: QListWidgetItem) -> str:
    return str(item.data(Qt.ItemDataRole.UserRole))


def _counts(each: Sequence[Iterable[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for words in each:
        for word in words:
            found[word] = found.get(word, 0) + 1
    return found
