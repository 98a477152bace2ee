"""The tour: one card after the other, and a frame around what it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from aesthetic_gui.ui.input.key_keeper import KeyKeeper
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.theme import colours
from aesthetic_gui.ui.tour.cards import CARDS, in_words
from aesthetic_gui.ui.tour.placing import beside
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.text import PlainLabel, bold, quiet, wrapping

WIDTH = 320  # pixels
Parts = Mapping[str, Callable[[], QWidget]]


class Tour(QObject):
    """Made with the window; its widgets only where it is shown. ``parts`` are what the cards speak of, by name."""

    left = Signal()  # with the keyboard on it

    def __init__(self, window: QWidget, kept: KeptSettings, parts: Parts) -> None:
        super().__init__(window)
        self._window, self._kept, self._parts = window, kept, parts
        self._card: TourCard | None = None
        self._around: _Around | None = None
        self._place = 0

    @property
    def card(self) -> TourCard | None:
        """What is shown; None where there is no tour."""
        return self._card

    def greet(self) -> None:
        """Begin, if this is the first time that photographs are open."""
        if not self._kept["toured"]:
            self.begin()

    def begin(self) -> None:
        """Show the first card; from now on the tour comes only when it is asked for."""
        self._kept.remember(toured=True)
        if self._card is None:
            self._card, self._around = TourCard(self._window), _Around(self._window)
            self._card.next.clicked.connect(self.go_on)
            self._card.leave.clicked.connect(self.leave)
            self._window.installEventFilter(self)
        self._show(0)

    def go_on(self) -> None:
        """The next card; after the last one the tour is over."""
        if self._place + 1 < len(CARDS):
            self._show(self._place + 1)
        else:
            self.leave()

    def leave(self) -> bool:
        """End the tour; whether there was one."""
        if self._card is None or self._around is None:
            return False
        self._window.removeEventFilter(self)
        if self._card.isAncestorOf(self._window.focusWidget() or self._window):
            self.left.emit()
        for widget in (self._card, self._around):
            widget.hide()
            widget.deleteLater()
        self._card = self._around = None
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stand where it belongs in a window of another size, or arranged differently."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._stand()
        return super().eventFilter(watched, event)

    def _show(self, place: int) -> None:
        assert self._card is not None
        self._place = place
        actions = {action.objectName(): action for action in self._window.actions()}
        self._card.show_words(CARDS[place].title, in_words(CARDS[place], actions), place, len(CARDS))
        self._stand()

    def _stand(self) -> None:
        if self._card is None or self._around is None:
            return
        target = self._target()
        area = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())
        self._around.setGeometry(area.adjusted(-3, -3, 3, 3))
        size = QSize(WIDTH, self._card.heightForWidth(WIDTH))
        self._card.setGeometry(beside(area, size, self._window.rect()))
        for widget in (self._around, self._card):
            widget.show()
            widget.raise_()

    def _target(self) -> QWidget:
        """The part that the card speaks of; the photographs where it is put away."""
        part = self._parts[CARDS[self._place].beside]()
        return part if part.isVisible() else self._parts[CARDS[0].beside]()


class TourCard(QFrame):
    """A heading, two lines, and the ways on. It never takes the keyboard by itself."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tourCard")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._title, self._words, self._count = bold(PlainLabel()), wrapping(), quiet(PlainLabel())
        self.leave, self.next = QPushButton("Leave the tour"), QPushButton()
        keeper = KeyKeeper(self)
        for button in (self.leave, self.next):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.installEventFilter(keeper)
        self.leave.setToolTip("Leave the tour (Esc); Help, Tour shows it again")
        buttons = row(self._count, STRETCH, self.leave, self.next, spacing=8)
        column(self._title, self._words, 6, buttons, on=self, margins=(16, 12, 12, 12), spacing=6)

    def show_words(self, title: str, words: str, place: int, count: int) -> None:
        """The card ``place``, from 0, of ``count``; a screen reader says it."""
        last = place + 1 == count
        self._title.setText(title)
        self._words.setText(words)
        self._count.setText(f"{place + 1} of {count}")
        self.next.setText("Start culling" if last else "Next")
        self.leave.setVisible(not last)
        self.setAccessibleName(f"Tour, {place + 1} of {count}: {title}")
        self.setAccessibleDescription(words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, f"{title}. {words}"))


class _Around(QWidget):
    """A frame around what a card speaks of; clicks go through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours().accent, 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
