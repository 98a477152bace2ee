"""Where a card stands: beside what it speaks of, inside the window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize

GAP, EDGE = 8, 12  # pixels from what it speaks of, and from the window's edge


def beside(target: QRect, size: QSize, room: QRect) -> QRect:
    """A card of ``size`` below ``target``, or above it, or at its left; within it where it fills the window.

    All in pixels of the window, whose own rectangle is ``room``; the card lies inside that, as far as it has room.
    """
    inner = room.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    places = (
        QPoint(target.left(), target.bottom() + 1 + GAP),
        QPoint(target.left(), target.top() - size.height() - GAP),
        QPoint(target.left() - size.width() - GAP, target.top()),
    )
    for place in places:
        card = _within(QRect(place, size), inner)
        if not card.intersects(target):
            return card
    centred = QRect(QPoint(), size)
    centred.moveCenter(target.center())
    centred.moveBottom(target.bottom() - 2 * EDGE)
    return _within(centred, inner)


def _within(card: QRect, room: QRect) -> QRect:
    x = max(room.left(), min(card.x(), room.right() + 1 - card.width()))
    y = max(room.top(), min(card.y(), room.bottom() + 1 - card.height()))
    return QRect(QPoint(x, y), card.size())
