"""Which taste judges along, what it has learned, and whether it is better than the model yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QMenu, QProgressBar, QPushButton, QSizePolicy, QToolButton, QWidget

from aesthetic_gui.taste.head import Learned
from aesthetic_gui.ui.taste.accuracy_chart import AccuracyChart
from aesthetic_gui.ui.widgets.layouts import column, row
from aesthetic_gui.ui.widgets.text import PlainLabel, bold, one_line, quiet, wrapping

OFF = "Off"
NEW = "New…"
NO_TASTE_YET = (
    "The model's verdict is a first look: it knows what many people like, not what you keep. "
    "A taste learns that from your picks and rejects, and judges for the model once it is better."
)


class TasteChoice(QComboBox):
    """Scrolling past it changes nothing, and an arrow key opens the list: choosing has consequences."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.showPopup()
        else:
            super().keyPressEvent(event)


class TastePanel(QWidget):
    """A choice of tastes and what is known of the chosen one. Clicks come out as signals; it does nothing itself."""

    chosen = Signal(str)  # a name; "" for off
    new_wanted = Signal()
    learning_wanted = Signal()  # from the picks in view
    asking_wanted = Signal()  # for the photograph that would teach most

    def __init__(self) -> None:
        super().__init__()
        self._taste = ""
        self.combo = TasteChoice()
        self.more = QToolButton()
        self._who = bold(PlainLabel())
        self._words = quiet(wrapping())
        self._chart = AccuracyChart()
        self._busy = QProgressBar()
        self.ask = QPushButton("Ask me")
        self.learn = QPushButton("Learn from the picks in view")
        self._lay_out()
        self.combo.activated.connect(self._on_activated)
        self.learn.clicked.connect(self.learning_wanted)
        self.ask.clicked.connect(self.asking_wanted)
        self.show_tastes([], "")

    def set_menu(self, menu: QMenu) -> None:
        """What the button beside the choice offers."""
        self.more.setMenu(menu)

    def show_tastes(self, names: Sequence[str], taste: str) -> None:
        """Offer ``names`` and show ``taste`` ("": off) as the one in use; emits nothing."""
        if taste != self._taste:
            self._show()
        self._taste = taste
        self.combo.clear()
        self.combo.addItem(OFF, "")
        for name in names:
            self.combo.addItem(one_line(name), name)
        self.combo.insertSeparator(self.combo.count())
        self.combo.addItem(NEW, None)
        self.combo.setCurrentIndex(max(self.combo.findData(taste), 0))
        if not taste:
            self._show(words="" if names else NO_TASTE_YET)

    def show_learning(self) -> None:
        """It is being learned; what was known before stays until then."""
        if not self._who.text():
            self._show("Learning…")
        self._busy.show()

    def show_learned(self, learned: Learned) -> None:
        """What came of learning, and who decides."""
        who = "Your taste decides" if learned.takes_over else "The model decides"
        self._show(who, learned.sentence)
        self._chart.show_held_out(learned.held_out, won=learned.takes_over)

    def show_failure(self, reason: str) -> None:
        """Say in words why nothing was learned."""
        self._show("The model decides", reason)

    def _show(self, who: str = "", words: str = "") -> None:
        self._who.setText(who)
        self._who.setVisible(bool(who))
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._chart.show_held_out(None, won=False)
        self._busy.hide()
        for button in (self.ask, self.learn):
            button.setVisible(bool(self._taste))

    def _lay_out(self) -> None:
        self.combo.setAccessibleName("Taste")
        self.combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        self.more.setText("⋯")
        self.more.setObjectName("more")
        self.more.setAccessibleName("More about tastes")
        self.more.setToolTip("Learn, rename, export, import, reset, remove")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.ask.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.ask.setToolTip("Go to the photograph in view whose pick or reject would teach this taste most (A)")
        self.learn.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.learn.setToolTip("Every picked and rejected photograph in view counts for this taste from now on")
        self._busy.setRange(0, 0)
        self._busy.setFixedWidth(56)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName("Learning")
        choice, head = row((self.combo, 1), self.more, spacing=6), row((self._who, 1), self._busy)
        parts = (choice, head, self._words, self._chart, self.ask, self.learn)
        column(*parts, on=self, margins=(14, 2, 14, 14), spacing=7)

    def _on_activated(self, row: int) -> None:
        taste = self.combo.itemData(row)
        if taste is None:
            self.combo.setCurrentIndex(max(self.combo.findData(self._taste), 0))
            self.new_wanted.emit()
        elif taste != self._taste:
            self.chosen.emit(taste)
