"""A decision as it is made: large over the photograph for half a second, in the way of nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from aesthetic_gui.photo import ColourLabel, Flag
from aesthetic_gui.ui.theme import DARK, smooth
from aesthetic_gui.ui.widgets.glyphs import paint_glyph

SHOWN_MS = 500
_SIDE, _STAR, _MARGIN, _GAP = 88, 52, 22, 6  # pixels
_GROUND = QColor(0, 0, 0, 165)
_FLAGS = {Flag.PICK: ("pick", DARK.pick), Flag.REJECT: ("reject", DARK.reject), Flag.NONE: ("flag_outline", DARK.muted)}


class Sign(NamedTuple):
    """A glyph, its colour and its side in pixels."""

    glyph: str
    colour: QColor
    side: int


def signs_of(change: Mapping[str, Any]) -> Sequence[Sign]:
    """What is shown of a ``change`` of a decision's fields; nothing of what is seen by itself, as a turn is."""
    if "flag" in change:
        return (Sign(*_FLAGS[change["flag"]], _SIDE),)
    if "stars" in change:
        stars = change["stars"]
        return (Sign("star", DARK.star, _STAR),) * stars or (Sign("star_outline", DARK.muted, _STAR),)
    if "label" in change:
        label = change["label"]
        glyph = "dot_chosen" if label is ColourLabel.NONE else "dot"
        return (Sign(glyph, DARK.of_label(label), _SIDE),)
    return ()


class Flash(QWidget):
    """Lies over ``view``; what is pressed or clicked there goes to it as if this were not here."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._signs: Sequence[Sign] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._over = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._over.timeout.connect(self.hide)
        self.hide()

    @property
    def signs(self) -> Sequence[Sign]:
        return self._signs if self.isVisible() else ()

    def show_change(self, change: Mapping[str, Any]) -> None:
        """Show what ``change`` says; the one before it goes at once."""
        self._signs = signs_of(change)
        if not self._signs:
            return
        width = sum(sign.side + _GAP for sign in self._signs) - _GAP + 2 * _MARGIN
        height = max(sign.side for sign in self._signs) + 2 * _MARGIN
        room = self._view.rect()
        self.setGeometry((room.width() - width) // 2, (room.height() - height) // 2, width, height)
        self.show()
        self.raise_()
        self.update()
        self._over.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GROUND)
        painter.drawRoundedRect(self.rect(), 12, 12)
        self._paint_signs(painter)

    def _paint_signs(self, painter: QPainter) -> None:
        left = float(_MARGIN)
        for sign in self._signs:
            box = QRectF(left, (self.height() - sign.side) / 2, sign.side, sign.side)
            paint_glyph(painter, sign.glyph, box, sign.colour)
            left += sign.side + _GAP
