"""Pills: small buttons of the filter, filled while they withhold something, with a figure where there is room."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from aesthetic_gui.ui.theme import Colours, colours
from aesthetic_gui.ui.widgets.glyphs import paint_glyph
from aesthetic_gui.ui.widgets.text import as_title, literal, one_line, shortened
from aesthetic_gui.words import photographs

ICON = 14  # pixels
HEIGHT = 24
LONGEST = 24  # letters on a pill
ColourOf = Callable[[Colours], QColor]


def short_count(number: int) -> str:
    """A figure for little room: "1,204", and "12k" where there are ten thousand and more."""
    return f"{number:,}" if number < 10_000 else f"{number // 1000:,}k"


class Pill(QToolButton):
    """A sign, a word or a figure; ``words`` say the whole of it, in the tool tip and to a screen reader."""

    def __init__(self, name: str, words: str, glyph: str = "", colour: ColourOf = lambda table: table.text) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("pill", True)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(HEIGHT)
        self.setIconSize(QSize(ICON, ICON))
        self._glyph, self._colour, self._words = glyph, colour, words
        self._largest = ""
        self._paint_icon()
        self.say(words)
        self.show_text("")

    def sizeHint(self) -> QSize:
        """Without the two spaces that Qt adds to a text beside a sign, with room for the largest figure."""
        hint, metrics = super().sizeHint(), self.fontMetrics()
        if self.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonTextBesideIcon:
            return hint
        figure, largest = (metrics.size(0, text).width() for text in (self.text(), self._largest))
        return hint + QSize(max(0, largest - figure) - 2 * metrics.horizontalAdvance(" "), 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_text(self, text: str) -> None:
        """What stands beside the sign; "" for nothing."""
        self.setText(as_title(text))
        both = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.setToolButtonStyle(both if self._glyph else Qt.ToolButtonStyle.ToolButtonTextOnly)

    def show_count(self, number: int, *, of: int = 0, in_sight: bool) -> None:
        """How many ``of`` all it would leave: beside the sign where there is room, in the tool tip always.

        It takes the room that the figure of all takes, so that no pill moves under the pointer that pressed it.
        """
        self._largest = re.sub(r"\d", "8", short_count(of))
        self.show_text(short_count(number) if in_sight else "")
        self.say(f"{self._words}: {photographs(number)}")

    def say(self, words: str) -> None:
        """What the tool tip says, and a screen reader."""
        self.setToolTip(literal(words))
        self.setAccessibleName(one_line(words))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_glyph"):
            self._paint_icon()

    def _paint_icon(self) -> None:
        """In the colours of the theme; on the filled pill in that of its text."""
        if not self._glyph:
            return
        icon, table = QIcon(), colours()
        icon.addPixmap(_picture(self._glyph, self._colour(table)), QIcon.Mode.Normal, QIcon.State.Off)
        icon.addPixmap(_picture(self._glyph, table.on_accent), QIcon.Mode.Normal, QIcon.State.On)
        self.setIcon(icon)


class OpeningPill(Pill):
    """A pill that opens a list to choose from; it is filled by what is chosen there, not by being pressed."""

    def __init__(self, name: str, words: str, glyph: str = "", colour: ColourOf = lambda table: table.text) -> None:
        super().__init__(name, words, glyph, colour)
        self.filled = False
        self.popup: QFrame | None = None
        self._title, self._longest = "", LONGEST
        self.clicked.connect(self._open)

    def fill(self, filled: bool) -> None:
        """Whether it withholds something."""
        self.filled = filled
        self.setChecked(filled)

    def show_title(self, title: str) -> None:
        """What is chosen, or of which kind that is."""
        self._title = title
        self.shorten(self._longest)

    def shorten(self, longest: int) -> None:
        """What is chosen takes ``longest`` letters at most: there is no more room."""
        self._longest = longest
        self.show_text(f"{shortened(self._title, longest) if self.filled else self._title} ▾")

    def refresh(self) -> None:
        """Bring what the popup shows up to date: done as it opens, and while it is open."""

    def refresh_if_open(self) -> None:
        if self.popup is not None and self.popup.isVisible():
            self.refresh()

    def _open(self) -> None:
        self.setChecked(self.filled)
        if self.popup is not None:
            self.refresh()
            show_below(self.popup, self)


def show_below(popup: QFrame, button: QWidget) -> None:
    """Open ``popup`` under ``button``, within the screen."""
    popup.adjustSize()
    corner = button.mapToGlobal(QPoint(0, button.height() + 2))
    room = button.screen().availableGeometry()
    corner.setX(max(room.left(), min(corner.x(), room.right() - popup.width())))
    corner.setY(max(room.top(), min(corner.y(), room.bottom() - popup.height())))
    popup.move(corner)
    popup.show()


def _picture(glyph: str, colour: QColor) -> QPixmap:
    """Sharp at twice the size, too."""
    pixmap = QPixmap(2 * ICON, 2 * ICON)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_glyph(painter, glyph, pixmap.rect().toRectF(), colour)
    painter.end()
    pixmap.setDevicePixelRatio(2)
    return pixmap
