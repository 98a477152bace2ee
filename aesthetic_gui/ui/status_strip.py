"""The strip at the bottom: what is going on, how fast, and how long still."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar, QWidget

from aesthetic_gui.ui.session.pace import Pace, in_words
from aesthetic_gui.ui.widgets.notice_bar import Offer
from aesthetic_gui.ui.widgets.text import ElidedLabel, PlainLabel, as_title, literal, quiet
from aesthetic_gui.words import counted

MESSAGE_MS, OFFER_MS = 8000, 30_000
MOST_OFFERS = 2


def always() -> bool:
    """What happened, has happened."""
    return True


class StatusStrip(QStatusBar):
    """Progress of scoring and of file operations; messages stay until the next or for some seconds."""

    scoring_cancelled = Signal()
    operation_cancelled = Signal()
    operation_held = Signal(bool)  # held, or going on
    history_wanted = Signal()
    stacks_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._message = ElidedLabel("")
        self._message.setObjectName("message")
        self._offers: tuple[Offer, ...] = ()
        self._show, self._also = self._buttons = [self._button(place) for place in range(MOST_OFFERS)]
        self._holds = always
        self._frame = quiet(PlainLabel())
        self._frame.setObjectName("frame")
        self._selection = quiet(PlainLabel())
        self._advance = quiet(PlainLabel())
        self._advance.setObjectName("advance")
        self._advance.setToolTip(literal("A flag or stars go on to the next photograph"))
        self._bar = QProgressBar()
        self._bar.setFixedWidth(180)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress")
        self._words = PlainLabel()
        self._words.setObjectName("pace")
        self._cancel = QPushButton("Cancel")
        self._cancel.setFlat(True)
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._cancel.setObjectName("cancel")
        self._hold = QPushButton("Pause", flat=True)
        self._hold.setCheckable(True)
        self._hold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._hold.setObjectName("hold")
        self._hold.toggled.connect(self._on_hold)
        self._trouble = PlainLabel()
        self._trouble.setObjectName("trouble")
        self._trouble.setContentsMargins(6, 0, 6, 0)
        self._trouble.hide()
        self.history = self._history_button()
        self.stacks = self._stacks_button()
        self._operation = False
        self._lay_out()
        self._fade = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._fade.timeout.connect(self._forget)
        self._cancel.clicked.connect(self._on_cancel)
        self._hold.hide()
        self._show_progress(visible=False)

    def _lay_out(self) -> None:
        self._message.setContentsMargins(10, 0, 0, 0)
        self.addWidget(self._message, 1)
        state = (self._frame, self._selection, self._advance, self._bar, self._words)
        for widget in (*self._buttons, *state, self._hold, self._cancel, self._trouble, self.stacks, self.history):
            self.addPermanentWidget(widget)

    @property
    def trouble(self) -> str:
        return self._trouble.text()

    @property
    def message(self) -> str:
        return self._message.text()

    @property
    def frame(self) -> str:
        return self._frame.text()

    def say(self, words: str, offers: Sequence[Offer] = (), *, holds: Callable[[], bool] = always) -> None:
        """Show a message for some seconds, longer where buttons ``offer`` to do something about it.

        It goes sooner where it does not hold any more when :meth:`check` asks.
        """
        self._message.setText(words)
        self._offers, self._holds = tuple(offers[:MOST_OFFERS]), holds
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(self._offers))
            if place < len(self._offers):
                button.setText(as_title(self._offers[place].title))
                button.setToolTip(literal(self._offers[place].tip))
        self._fade.start(OFFER_MS if offers else MESSAGE_MS)

    def check(self) -> None:
        """Something changed: take back a message that does not hold any more."""
        if not self._holds():
            self._forget()

    def show_trouble(self, words: str) -> None:
        """What goes wrong for as long as the window is open."""
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))

    def show_selection(self, number: int) -> None:
        self._selection.setText(f"{number:,} selected" if number > 1 else "")

    def show_frame(self, words: str) -> None:
        """Where the current photograph stands in its stack; empty where it is in none."""
        self._frame.setText(words)

    def show_stacks(self, words: str) -> None:
        """How many there are, and how many photographs lie inside folded ones; empty while nothing is open."""
        self.stacks.setText(f"{words} ▴")
        self.stacks.setVisible(bool(words))

    def show_advance(self, advances: bool) -> None:
        self._advance.setText("Auto-advance" if advances else "")

    def show_pace(self, pace: Pace, doing: str = "") -> None:
        """Scoring's progress, or of what it is ``doing``; hidden at its end. A file operation's has precedence."""
        if self._operation:
            return
        self._show_progress(visible=not pace.finished)
        self._bar.setRange(0, max(1, pace.total))
        self._bar.setValue(pace.done)
        words = f"{doing}{pace.done:,} of {counted(pace.total, 'photograph')}"
        if pace.per_second:
            words += f"  ·  {pace.per_second:.0f}/s" if pace.per_second >= 10 else f"  ·  {pace.per_second:.1f}/s"
        if pace.seconds_left is not None:
            words += f"  ·  {in_words(pace.seconds_left)} left"
        self._words.setText(words)

    def offer_hold(self, offered: bool) -> None:
        """Whether the file operation that runs can be paused."""
        self._hold.setChecked(False)
        self._hold.setVisible(offered)

    def show_operation(self, words: str, done: int, total: int, more: str = "") -> None:
        """A file operation's progress, and what ``more`` there is to say of it."""
        self._operation = True
        self._show_progress(visible=True)
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        self._words.setText("  ·  ".join(filter(None, (words, f"{done:,} of {total:,}", more))))

    def end_operation(self, pace: Pace) -> None:
        """Back to scoring's progress."""
        self._operation = False
        self.show_pace(pace)

    def _forget(self) -> None:
        self.say("")

    def _button(self, place: int) -> QPushButton:
        button = QPushButton()
        button.setFlat(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setObjectName(("show", "also")[place])
        button.clicked.connect(lambda: self._offers[place].do())
        button.hide()
        return button

    def _history_button(self) -> QPushButton:
        return _opener("History", "What was done, and can be undone (Ctrl+H)", self.history_wanted)

    def _stacks_button(self) -> QPushButton:
        tip = "How closely photographs are grouped, and whether stacks are folded"
        button = _opener("Stacks", tip, self.stacks_wanted)
        button.hide()
        return button

    def _on_hold(self, held: bool) -> None:
        self._hold.setText("Go on" if held else "Pause")
        self.operation_held.emit(held)

    def _on_cancel(self) -> None:
        (self.operation_cancelled if self._operation else self.scoring_cancelled).emit()

    def _show_progress(self, *, visible: bool) -> None:
        for widget in (self._bar, self._words, self._cancel):
            widget.setVisible(visible)


def _opener(name: str, tip: str, wanted: SignalInstance) -> QPushButton:
    """A button that opens something above it."""
    button = QPushButton(f"{name} ▴")
    button.setFlat(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setObjectName(f"{name.lower()}Button")
    button.setAccessibleName(name)
    button.setToolTip(literal(tip))
    button.clicked.connect(wanted)
    return button
