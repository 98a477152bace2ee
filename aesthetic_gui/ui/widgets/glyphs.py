"""Small signs drawn as vector paths: crisp at every size and on every system, whatever its fonts.

Each glyph is drawn on a square of 64 units (Qt flattens the curves of united paths at a tolerance made for such sizes),
its corners named 0 to 1, and is painted into any rectangle. Verdict signs differ by shape (disc with
tick, square with cross, ring with bar), so that they read without colour.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen, QTransform

from aesthetic_gui.photo import Flag, Verdict

_GRID = 64.0


class Glyph(NamedTuple):
    """A path on the square of 64 units, and the width of its stroke as a share of the side (0: filled)."""

    path: QPainterPath
    stroke: float = 0.0


def paint_glyph(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Paint the glyph ``name`` (a key of ``GLYPHS``) into the largest centred square of ``rect``."""
    shape = glyph(name)
    side = min(rect.width(), rect.height())
    corner = rect.center() - QPointF(side / 2, side / 2)
    path = QTransform.fromTranslate(corner.x(), corner.y()).scale(side / _GRID, side / _GRID).map(shape.path)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shape.stroke:
        pen = QPen(colour, shape.stroke * side)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
    else:
        painter.fillPath(path, colour)
    painter.restore()


def of_verdict(verdict: Verdict | None) -> str:
    """The glyph's name for a verdict."""
    return "waiting" if verdict is None else str(verdict.value)


def of_flag(flag: Flag) -> str:
    """The glyph's name for a flag; an outlined flag for none."""
    return {Flag.PICK: "pick", Flag.REJECT: "reject", Flag.NONE: "flag_outline"}[flag]


def _polyline(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]) * _GRID)
    for point in points[1:]:
        path.lineTo(QPointF(*point) * _GRID)
    return path


def _polygon(*points: tuple[float, float]) -> QPainterPath:
    path = _polyline(*points)
    path.closeSubpath()
    return path


def _strokes(*lines: QPainterPath, width: float) -> QPainterPath:
    """The outline of round-capped strokes, for cutting signs out of a filled shape."""
    stroker = QPainterPathStroker()
    stroker.setWidth(width * _GRID)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    whole = QPainterPath()
    for line in lines:
        whole = whole.united(stroker.createStroke(line))
    return whole


def _inner(margin: float) -> QRectF:
    side = (1 - 2 * margin) * _GRID
    return QRectF(margin * _GRID, margin * _GRID, side, side)


def _disc(margin: float = 0.04) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(_inner(margin))
    return path


def _square(margin: float = 0.08) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(_inner(margin), 0.14 * _GRID, 0.14 * _GRID)
    return path


def _star_points() -> list[tuple[float, float]]:
    turns = [math.pi * (step / 5 - 0.5) for step in range(10)]
    radii = [0.5 if step % 2 == 0 else 0.205 for step in range(10)]
    return [(0.5 + r * math.cos(t), 0.53 + r * math.sin(t)) for r, t in zip(radii, turns, strict=True)]


def _aesthetic() -> Glyph:
    return Glyph(_disc().subtracted(_strokes(_polyline((0.29, 0.52), (0.44, 0.67), (0.71, 0.35)), width=0.12)))


def _not_aesthetic() -> Glyph:
    bars = (_polyline((0.33, 0.33), (0.67, 0.67)), _polyline((0.67, 0.33), (0.33, 0.67)))
    return Glyph(_square().subtracted(_strokes(*bars, width=0.12)))


def _unsure() -> Glyph:
    ring = _disc().subtracted(_disc(0.16))
    return Glyph(ring.united(_strokes(_polyline((0.35, 0.5), (0.65, 0.5)), width=0.13)))


def _waiting() -> Glyph:
    path = QPainterPath()
    for x in (0.2, 0.5, 0.8):
        path.addEllipse(QPointF(x, 0.5) * _GRID, 0.09 * _GRID, 0.09 * _GRID)
    return Glyph(path)


def _flag() -> QPainterPath:
    cloth = _polygon((0.26, 0.1), (0.86, 0.1), (0.72, 0.33), (0.86, 0.56), (0.26, 0.56))
    return cloth.united(_strokes(_polyline((0.24, 0.12), (0.24, 0.92)), width=0.1))


def _reject() -> Glyph:
    bars = (_polyline((0.42, 0.22), (0.64, 0.44)), _polyline((0.64, 0.22), (0.42, 0.44)))
    return Glyph(_flag().subtracted(_strokes(*bars, width=0.085)))


def _flag_outline() -> Glyph:
    path = _polyline((0.24, 0.92), (0.24, 0.12), (0.84, 0.12), (0.7, 0.34), (0.84, 0.56), (0.24, 0.56))
    return Glyph(path, 0.07)


def _reject_outline() -> Glyph:
    path = QPainterPath(_flag_outline().path)
    path.addPath(_polyline((0.42, 0.24), (0.62, 0.44)))
    path.addPath(_polyline((0.62, 0.24), (0.42, 0.44)))
    return Glyph(path, 0.07)


def _dot_chosen() -> Glyph:
    ring = _disc(0.0).subtracted(_disc(0.09))
    return Glyph(ring.united(_disc(0.2)))


def _warning() -> Glyph:
    triangle = _polygon((0.5, 0.16), (0.9, 0.84), (0.1, 0.84))
    bar, dot = _polyline((0.5, 0.4), (0.5, 0.58)), _polyline((0.5, 0.73), (0.5, 0.735))
    mark = _strokes(bar, width=0.1).united(_strokes(dot, width=0.11))
    return Glyph(_strokes(triangle, width=0.14).united(triangle).subtracted(mark))


def _picture() -> Glyph:
    path = _polygon((0.06, 0.16), (0.94, 0.16), (0.94, 0.84), (0.06, 0.84))
    path.addPath(_polyline((0.06, 0.74), (0.34, 0.46), (0.56, 0.68), (0.7, 0.55), (0.94, 0.76)))
    path.addEllipse(QPointF(0.68, 0.36) * _GRID, 0.08 * _GRID, 0.08 * _GRID)
    return Glyph(path, 0.05)


def _lines(*lines: Sequence[tuple[float, float]], width: float = 0.08) -> Glyph:
    path = QPainterPath()
    for line in lines:
        path.addPath(_polyline(*line))
    return Glyph(path, width)


def _drop() -> Glyph:
    arrow = ([(0.5, 0.1), (0.5, 0.62)], [(0.3, 0.43), (0.5, 0.63), (0.7, 0.43)])
    return _lines(*arrow, [(0.1, 0.62), (0.1, 0.88), (0.9, 0.88), (0.9, 0.62)], width=0.07)


def _moved() -> Glyph:
    return _lines(
        [(0.1, 0.5), (0.66, 0.5)],
        [(0.46, 0.29), (0.67, 0.5), (0.46, 0.71)],
        [(0.56, 0.12), (0.9, 0.12), (0.9, 0.88), (0.56, 0.88)],
    )


def _sorted() -> Glyph:
    return _lines(
        [(0.08, 0.5), (0.3, 0.5)],
        [(0.3, 0.2), (0.3, 0.8)],
        *([(0.3, y), (0.52, y)] for y in (0.2, 0.8)),
        *(
            [(0.56, y - 0.12), (0.92, y - 0.12), (0.92, y + 0.12), (0.56, y + 0.12), (0.56, y - 0.12)]
            for y in (0.2, 0.8)
        ),
    )


def _copied() -> Glyph:
    return _lines(
        [(0.36, 0.36), (0.9, 0.36), (0.9, 0.9), (0.36, 0.9), (0.36, 0.36)],
        [(0.2, 0.64), (0.1, 0.64), (0.1, 0.1), (0.64, 0.1), (0.64, 0.2)],
    )


def _trashed() -> Glyph:
    return _lines(
        [(0.12, 0.26), (0.88, 0.26)],
        [(0.36, 0.24), (0.4, 0.1), (0.6, 0.1), (0.64, 0.24)],
        [(0.22, 0.28), (0.28, 0.92), (0.72, 0.92), (0.78, 0.28)],
        *([(x, 0.44), (x, 0.76)] for x in (0.42, 0.58)),
    )


def _written() -> Glyph:
    return _lines(
        [(0.2, 0.08), (0.6, 0.08), (0.82, 0.3), (0.82, 0.92), (0.2, 0.92), (0.2, 0.08)],
        *([(0.36, y), (0.66, y)] for y in (0.46, 0.62, 0.78)),
    )


def _sheet() -> Glyph:
    squares = [(x, y) for y in (0.12, 0.56) for x in (0.12, 0.56)]
    return _lines(*([(x, y), (x + 0.32, y), (x + 0.32, y + 0.32), (x, y + 0.32), (x, y)] for x, y in squares))


def _stack() -> Glyph:
    front = _polygon((0.1, 0.36), (0.72, 0.36), (0.72, 0.88), (0.1, 0.88))
    behind = _strokes(_polyline((0.28, 0.16), (0.9, 0.16), (0.9, 0.66)), width=0.1)
    return Glyph(front.united(behind))


def _bracket() -> Glyph:
    """Plus and minus, as on a camera."""
    return _lines([(0.06, 0.34), (0.54, 0.34)], [(0.3, 0.1), (0.3, 0.58)], [(0.54, 0.78), (0.96, 0.78)], width=0.11)


def _focus_stack() -> Glyph:
    return Glyph(_disc(0.08).subtracted(_disc(0.18)).united(_disc(0.36)))


def _panorama() -> Glyph:
    return _lines([(0.06, 0.24), (0.5, 0.32), (0.94, 0.24), (0.94, 0.76), (0.5, 0.68), (0.06, 0.76), (0.06, 0.24)])


def _best() -> Glyph:
    """A laurel would be too fine: a diamond."""
    return Glyph(_polygon((0.5, 0.06), (0.9, 0.5), (0.5, 0.94), (0.1, 0.5)))


def _eye() -> Glyph:
    """Looking: the lids, and the pupil between them."""
    lids = QPainterPath(QPointF(0.06, 0.5) * _GRID)
    lids.quadTo(QPointF(0.5, 0.02) * _GRID, QPointF(0.94, 0.5) * _GRID)
    lids.quadTo(QPointF(0.5, 0.98) * _GRID, QPointF(0.06, 0.5) * _GRID)
    pupil = QPainterPath()
    pupil.addEllipse(QPointF(0.5, 0.5) * _GRID, 0.15 * _GRID, 0.15 * _GRID)
    return Glyph(_strokes(lids, width=0.08).united(pupil))


def _two_beside() -> Glyph:
    """Two pictures side by side."""
    path = QPainterPath()
    for left in (0.08, 0.54):
        path.addRoundedRect(QRectF(left * _GRID, 0.2 * _GRID, 0.38 * _GRID, 0.6 * _GRID), 3, 3)
    return Glyph(path, 0.08)


def _padlock(shackle: float) -> Glyph:
    """``shackle``: how far it stands to the side, as a share of the side; 0: closed."""
    path = _polygon((0.2, 0.46), (0.8, 0.46), (0.8, 0.9), (0.2, 0.9))
    bow = QPainterPath(QPointF(0.32 + shackle, 0.46) * _GRID)
    bow.lineTo(QPointF(0.32 + shackle, 0.3) * _GRID)
    bow.arcTo(QRectF((0.32 + shackle) * _GRID, 0.12 * _GRID, 0.36 * _GRID, 0.36 * _GRID), 180, -180)
    if not shackle:
        bow.lineTo(QPointF(0.68, 0.46) * _GRID)
    path.addPath(bow)
    return Glyph(path, 0.08)


GLYPHS: dict[str, Callable[[], Glyph]] = {
    "aesthetic": _aesthetic,
    "not_aesthetic": _not_aesthetic,
    "unsure": _unsure,
    "waiting": _waiting,
    "star": lambda: Glyph(_polygon(*_star_points())),
    "star_outline": lambda: Glyph(_polygon(*_star_points()), 0.06),
    "pick": lambda: Glyph(_flag()),
    "reject": _reject,
    "flag_outline": _flag_outline,
    "reject_outline": _reject_outline,
    "dot": lambda: Glyph(_disc(0.2)),
    "dot_chosen": _dot_chosen,
    "tick": lambda: Glyph(_polyline((0.14, 0.54), (0.4, 0.8), (0.88, 0.22)), 0.14),
    "closed": lambda: Glyph(_polyline((0.38, 0.24), (0.64, 0.5), (0.38, 0.76)), 0.12),
    "open": lambda: Glyph(_polyline((0.24, 0.38), (0.5, 0.64), (0.76, 0.38)), 0.12),
    "warning": _warning,
    "drop": _drop,
    "picture": _picture,
    "moved": _moved,
    "sorted": _sorted,
    "copied": _copied,
    "trashed": _trashed,
    "written": _written,
    "sheet": _sheet,
    "cross": lambda: _lines([(0.28, 0.28), (0.72, 0.72)], [(0.72, 0.28), (0.28, 0.72)], width=0.09),
    "stack": _stack,
    "bracket": _bracket,
    "focus_stack": _focus_stack,
    "panorama": _panorama,
    "best": _best,
    "blink": _eye,
    "beside": _two_beside,
    "locked": lambda: _padlock(0.0),
    "unlocked": lambda: _padlock(0.36),
    "swap": lambda: _lines(
        [(0.12, 0.34), (0.86, 0.34)],
        [(0.68, 0.16), (0.86, 0.34), (0.68, 0.52)],
        [(0.88, 0.7), (0.14, 0.7)],
        [(0.32, 0.52), (0.14, 0.7), (0.32, 0.88)],
        width=0.07,
    ),
    "up": lambda: _lines([(0.5, 0.86), (0.5, 0.16)], [(0.26, 0.4), (0.5, 0.15), (0.74, 0.4)]),
}


@cache
def glyph(name: str) -> Glyph:
    """The glyph ``name``, made once. Raises ``KeyError`` for a name that is not in ``GLYPHS``."""
    return GLYPHS[name]()
