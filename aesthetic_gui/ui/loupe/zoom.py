"""Where a loupe looks: pure geometry of fit, zoom about a point and pan.

All lengths on the window's side are device pixels, so that a scale of 1 means one image pixel per device pixel.
A :class:`Viewport` is a scale and the point of the photograph (in its own pixels) at the window's centre.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

LARGEST_SCALE = 16.0


@dataclass(frozen=True, slots=True)
class Viewport:
    """``scale``: device pixels per image pixel; ``x``, ``y``: the image point at the window's centre."""

    scale: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Look:
    """The same for photographs of any size. ``scale`` as in :class:`Viewport`, None: all of it, as it fits the window.

    ``u``, ``v``: what is at the window's centre, as shares (0 to 1) of the photograph's width and height.
    """

    scale: float | None = None
    u: float = 0.5
    v: float = 0.5


def fit(picture: QSizeF, window: QSizeF, largest: float) -> Viewport:
    """The whole photograph, centred; enlarged to ``largest`` at most."""
    scale = min(window.width() / picture.width(), window.height() / picture.height(), largest)
    return Viewport(scale, picture.width() / 2, picture.height() / 2)


def image_point(view: Viewport, window: QSizeF, point: QPointF) -> QPointF:
    """The point of the photograph under the window's ``point``."""
    return QPointF(
        view.x + (point.x() - window.width() / 2) / view.scale,
        view.y + (point.y() - window.height() / 2) / view.scale,
    )


def zoomed(view: Viewport, picture: QSizeF, window: QSizeF, scale: float, anchor: QPointF) -> Viewport:
    """The view at another scale with the image point under ``anchor`` staying there, as far as the edges allow."""
    held = image_point(view, window, anchor)
    moved = Viewport(
        scale,
        held.x() - (anchor.x() - window.width() / 2) / scale,
        held.y() - (anchor.y() - window.height() / 2) / scale,
    )
    return clamped(moved, picture, window)


def panned(view: Viewport, picture: QSizeF, window: QSizeF, by: QPointF) -> Viewport:
    """The view after the photograph was dragged ``by`` so many device pixels."""
    moved = replace(view, x=view.x - by.x() / view.scale, y=view.y - by.y() / view.scale)
    return clamped(moved, picture, window)


def clamped(view: Viewport, picture: QSizeF, window: QSizeF) -> Viewport:
    """No empty border beside a photograph larger than the window; a smaller one is centred."""
    return replace(
        view,
        x=_clamp(view.x, picture.width(), window.width() / view.scale),
        y=_clamp(view.y, picture.height(), window.height() / view.scale),
    )


def seen(view: Viewport, picture: QSizeF, window: QSizeF) -> QRectF:
    """The part of the photograph, in its own pixels, that is in the window."""
    width, height = window.width() / view.scale, window.height() / view.scale
    part = QRectF(view.x - width / 2, view.y - height / 2, width, height)
    return part.intersected(QRectF(QPointF(), picture))


def target(view: Viewport, picture: QSizeF, window: QSizeF) -> QRectF:
    """Where the whole photograph lies in the window, its edges on whole device pixels so that 100 % is sharp."""
    left = round(window.width() / 2 - view.x * view.scale)
    top = round(window.height() / 2 - view.y * view.scale)
    return QRectF(left, top, round(picture.width() * view.scale), round(picture.height() * view.scale))


def target_of(part: QRectF, view: Viewport, whole: QRectF) -> QRectF:
    """Where a part of the photograph (in its own pixels) lies, where all of it lies in ``whole``."""
    corner = whole.topLeft() + part.topLeft() * view.scale
    return QRectF(corner, part.size() * view.scale)


def _clamp(centre: float, length: float, seen: float) -> float:
    if seen >= length:
        return length / 2
    return min(max(centre, seen / 2), length - seen / 2)
