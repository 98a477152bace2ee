"""Rows and columns: parts side by side, or one below the other, in one call."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

Margins = tuple[int, int, int, int]  # left, top, right, bottom
Part = QWidget | QLayout | int | tuple[QWidget | QLayout, int | Qt.AlignmentFlag]
STRETCH = -1  # a gap that takes the room left
NO_MARGINS = (0, 0, 0, 0)


def row(
    *parts: Part, on: QWidget | None = None, margins: Margins | None = None, spacing: int | None = None
) -> QHBoxLayout:
    """``parts`` side by side: the layout of ``on``, or one to be put into another. Pixels; None: as the style has it.

    A part is a widget, a layout or a gap. With it may come its share of the room left, or where it stands in its own:
    ``(widget, 1)``, ``(widget, Qt.AlignmentFlag.AlignTop)``.
    """
    made = QHBoxLayout() if on is None else QHBoxLayout(on)
    _fill(made, parts, margins, spacing)
    return made


def column(
    *parts: Part, on: QWidget | None = None, margins: Margins | None = None, spacing: int | None = None
) -> QVBoxLayout:
    """``parts`` one below the other, as in :func:`row`."""
    made = QVBoxLayout() if on is None else QVBoxLayout(on)
    _fill(made, parts, margins, spacing)
    return made


def inset(pixels: int, *parts: Part) -> QHBoxLayout:
    """``parts`` side by side, as far from both edges as the grooves of the sliders above and below are."""
    return row(*parts, margins=(pixels, 0, pixels, 0))


def scrolling(page: QWidget) -> QScrollArea:
    """``page`` in an area without a frame, as wide as that and scrolled where it is higher."""
    scroll = QScrollArea(widgetResizable=True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidget(page)
    return scroll


def _fill(layout: QBoxLayout, parts: Iterable[Part], margins: Margins | None, spacing: int | None) -> None:
    if margins is not None:
        layout.setContentsMargins(*margins)
    if spacing is not None:
        layout.setSpacing(spacing)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(1) if part == STRETCH else layout.addSpacing(part)
            continue
        inner, how = part if isinstance(part, tuple) else (part, 0)
        if isinstance(inner, QLayout):
            layout.addLayout(inner)
        else:
            layout.addWidget(inner)
        if isinstance(how, Qt.AlignmentFlag):
            layout.setAlignment(inner, how)
        else:
            layout.setStretchFactor(inner, how)
