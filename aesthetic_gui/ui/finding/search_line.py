"""Where words are typed that a photograph's name, folders or keywords must have."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from aesthetic_gui.culling.finding.kept import LONGEST
from aesthetic_gui.culling.viewing import View
from aesthetic_gui.ui.finding.filter import Filter

TYPED_MS = 250  # after the last letter
_BACK = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Escape)


class SearchLine(QLineEdit):
    """Asks a moment after the last letter; Return, Down and Escape lead back, Escape without the words."""

    left = Signal()

    def __init__(self, asked: Filter) -> None:
        super().__init__(placeholderText="Name, folder, keywords")
        self._filter = asked
        self.setObjectName("search")
        self.setAccessibleName("Search in name, folder and keywords")
        self.setMaxLength(LONGEST)
        self.setClearButtonEnabled(True)
        self._soon = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._soon.timeout.connect(self._ask)
        self.textEdited.connect(lambda _text: self._soon.start())
        asked.changed.connect(self._show_view)

    def event(self, event: QEvent) -> bool:
        """These keys mean something else in the window."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _BACK:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _BACK:
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        self._ask()
        self.left.emit()

    def _ask(self) -> None:
        self._soon.stop()
        self._filter.ask(text=self.text().strip())

    def _show_view(self, view: View) -> None:
        """What is being typed stays as it is."""
        if self.text().strip() != view.text and not self._soon.isActive():
            self.setText(view.text)
