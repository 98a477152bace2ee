"""The strip at the bottom: what is going on, how fast, how long still, and on which device."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar, QWidget

from aesthetic_gui.ui.session.pace import Pace, in_words
from aesthetic_gui.ui.widgets.text import ElidedLabel, PlainLabel, literal, quiet
from aesthetic_gui.words import counted

MESSAGE_MS, OFFER_MS = 8000, 30_000


class StatusStrip(QStatusBar):
    """Progress of scoring and of file operations; messages stay until the next or for some seconds."""

    scoring_cancelled = Signal()
    operation_cancelled = Signal()
    show_asked = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._message = ElidedLabel("")
        self._message.setObjectName("message")
        self._show = QPushButton("Show")
        self._show.setFlat(True)
        self._show.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._show.setObjectName("show")
        self._show.hide()
        self._offered = Path()
        self._selection = quiet(PlainLabel())
        self._bar = QProgressBar()
        self._bar.setFixedWidth(180)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress")
        self._words = PlainLabel()
        self._words.setObjectName("pace")
        self._cancel = QPushButton("Cancel")
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._cancel.setObjectName("cancel")
        self._device = quiet(PlainLabel("Starting…"))
        self._device.setObjectName("device")
        self._device.setContentsMargins(6, 0, 10, 0)
        self._message.setContentsMargins(10, 0, 0, 0)
        self._operation = False
        self.addWidget(self._message, 1)
        for widget in (self._show, self._selection, self._bar, self._words, self._cancel, self._device):
            self.addPermanentWidget(widget)
        self._fade = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._fade.timeout.connect(self._forget)
        self._show.clicked.connect(lambda: self.show_asked.emit(self._offered))
        self._cancel.clicked.connect(self._on_cancel)
        self._show_progress(visible=False)

    @property
    def device(self) -> str:
        return self._device.text()

    @property
    def message(self) -> str:
        return self._message.text()

    def say(self, words: str) -> None:
        """Show a message for some seconds."""
        self._show.hide()
        self._message.setText(words)
        self._fade.start(MESSAGE_MS)

    def offer(self, words: str, path: Path) -> None:
        """Say what was made, for longer than other messages, with a button that asks for it to be shown."""
        self.say(words)
        self._offered = path
        self._show.setToolTip(literal(str(path)))
        self._show.show()
        self._fade.start(OFFER_MS)

    def show_device(self, words: str) -> None:
        self._device.setText(words)

    def show_selection(self, number: int) -> None:
        self._selection.setText(f"{number:,} selected" if number > 1 else "")

    def show_pace(self, pace: Pace) -> None:
        """Scoring's progress; hidden once all is scored. A file operation's progress has precedence."""
        if self._operation:
            return
        self._show_progress(visible=not pace.finished)
        self._bar.setRange(0, max(1, pace.total))
        self._bar.setValue(pace.done)
        words = f"{pace.done:,} of {counted(pace.total, 'photograph')}"
        if pace.per_second:
            words += f"  ·  {pace.per_second:.0f}/s" if pace.per_second >= 10 else f"  ·  {pace.per_second:.1f}/s"
        if pace.seconds_left is not None:
            words += f"  ·  {in_words(pace.seconds_left)} left"
        self._words.setText(words)

    def show_operation(self, words: str, done: int, total: int) -> None:
        """A file operation's progress."""
        self._operation = True
        self._show_progress(visible=True)
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        self._words.setText(f"{words}  ·  {done:,} of {total:,}")

    def end_operation(self, pace: Pace) -> None:
        """Back to scoring's progress."""
        self._operation = False
        self.show_pace(pace)

    def _forget(self) -> None:
        self._message.setText("")
        self._show.hide()

    def _on_cancel(self) -> None:
        (self.operation_cancelled if self._operation else self.scoring_cancelled).emit()

    def _show_progress(self, *, visible: bool) -> None:
        for widget in (self._bar, self._words, self._cancel):
            widget.setVisible(visible)
