"""Where a window may stand: on a screen, all of it, with the frame that the desktop puts around it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QRect, QSize

USUAL = QSize(1440, 900)  # of a window that was never moved, in logical pixels
FRAME = QMargins(2, 32, 2, 2)  # what desktops put around a window, before they tell
LEAST = QSize(320, 240)  # of a rectangle that can be meant


def placed(kept: QRect | None, screens: Sequence[QRect], frame: QMargins) -> QRect:
    """Where the window itself stands; ``kept`` is where it did, None for a first time.

    ``screens`` are the parts of the screens that windows may take, the main one first, and ``frame`` is what comes
    around the window. It goes to the screen that it had most of; what does not fit is made smaller.
    """
    if kept is None or kept.width() < LEAST.width() or kept.height() < LEAST.height():
        room = _within(screens[0], frame)
        kept = QRect(room.topLeft(), USUAL)
        kept.moveCenter(room.center())
    room = _within(max(screens, key=lambda screen: _shared(screen, kept)), frame)
    size = kept.size().boundedTo(room.size())
    x = min(max(kept.x(), room.x()), room.x() + room.width() - size.width())
    y = min(max(kept.y(), room.y()), room.y() + room.height() - size.height())
    return QRect(x, y, size.width(), size.height())


def from_words(words: str) -> QRect | None:
    """The rectangle that :func:`in_words` wrote; None where it is none."""
    try:
        x, y, width, height = (int(word) for word in words.split(",")[:4])
    except ValueError:
        return None
    sensible = all(abs(number) < 100_000 for number in (x, y, width, height)) and width > 0 and height > 0
    return QRect(x, y, width, height) if sensible else None


def in_words(rect: QRect) -> str:
    """ "x,y,width,height"."""
    return f"{rect.x()},{rect.y()},{rect.width()},{rect.height()}"


def _within(screen: QRect, frame: QMargins) -> QRect:
    return screen.marginsRemoved(frame)


def _shared(screen: QRect, kept: QRect) -> int:
    both = screen.intersected(kept)
    return max(both.width(), 0) * max(both.height(), 0)
