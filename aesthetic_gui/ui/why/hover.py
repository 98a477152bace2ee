"""The region that is pointed at, outlined, and beside the pointer what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QWidget

from aesthetic_gui.later import NDArray, np
from aesthetic_gui.ui.theme import DARK, smooth

_HALO, _GROUND = QColor(0, 0, 0, 170), QColor(0, 0, 0, 200)
_PAD, _AWAY = 6, 16  # pixels; of the words, and from the pointer

Words = Callable[[int], Sequence[str]]


class RegionHover(QWidget):
    """Lies over ``view`` and hears where the pointer is there; presses and clicks go on to it."""

    def __init__(self, view: QWidget, whole: Callable[[], QRectF]) -> None:
        """``whole`` tells where in the view all of the photograph lies; empty without one."""
        super().__init__(view)
        self._view, self._whole = view, whole
        self._regions: NDArray[np.int16] | None = None
        self._words: Words = lambda _number: ()
        self._pointer, self._number = QPointF(), -1
        self._outline: list[QLineF] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.installEventFilter(self)
        self.hide()

    @property
    def lines(self) -> Sequence[str]:
        """What is said of the region that is pointed at; nothing where none is."""
        return self._words(self._number) if self._number >= 0 and not self.isHidden() else ()

    def show_regions(self, regions: NDArray[np.int16] | None, words: Words) -> None:
        """``regions`` int16 (h, w) over the whole photograph, None for none; ``words`` says what each of them does."""
        self._regions, self._words = regions, words
        self._view.setMouseTracking(regions is not None)
        self._number = -1
        if regions is not None and self._view.underMouse():  # it was there before they came
            self._pointer = QPointF(self._view.mapFromGlobal(QCursor.pos()))
            self._point_at(self._under(self._pointer))
        else:
            self._point_at(-1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._view or self._regions is None:
            return False
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._pointer = event.position()
            self._point_at(-1 if event.buttons() else self._under(self._pointer))
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.Wheel):
            self._point_at(-1)
        return False

    def _under(self, point: QPointF) -> int:
        whole = self._whole()
        if self._regions is None or not whole.contains(point):
            return -1
        height, width = self._regions.shape
        across, down = (point.x() - whole.left()) / whole.width(), (point.y() - whole.top()) / whole.height()
        return int(self._regions[min(int(down * height), height - 1), min(int(across * width), width - 1)])

    def _point_at(self, number: int) -> None:
        if number != self._number:
            self._number = number
            self._outline = outline(self._regions == number) if self._regions is not None and number >= 0 else []
        shown = number >= 0 and bool(self._words(number))
        if shown:
            self.setGeometry(self._view.rect())
            self.setAccessibleName(", ".join(self._words(number)))
            self.update()
        self.setVisible(shown)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._regions is None:
            return
        painter, whole = smooth(self), self._whole()
        height, width = self._regions.shape
        onto = QTransform.fromTranslate(whole.left(), whole.top()).scale(whole.width() / width, whole.height() / height)
        lines = [onto.map(line) for line in self._outline]
        for ink, wide in ((_HALO, 3.5), (DARK.text, 1.5)):  # a light line on a dark one is seen on any photograph
            painter.setPen(QPen(ink, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLines(lines)
        self._paint_words(painter, self._words(self._number))

    def _paint_words(self, painter: QPainter, lines: Sequence[str]) -> None:
        """Beside the pointer, within the view."""
        metrics = painter.fontMetrics()
        wide = max((metrics.horizontalAdvance(line) for line in lines), default=0) + 2 * _PAD
        box = QRectF(0, 0, wide, len(lines) * metrics.height() + _PAD)
        box.moveTopLeft(self._pointer + QPointF(_AWAY, _AWAY))
        if box.right() > self.width():
            box.moveRight(self._pointer.x() - _AWAY)
        if box.bottom() > self.height():
            box.moveBottom(self._pointer.y() - _AWAY)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GROUND)
        painter.drawRoundedRect(box, 4, 4)
        for place, line in enumerate(lines):
            painter.setPen(DARK.muted if place else DARK.text)
            top = box.top() + _PAD / 2 + place * metrics.height()
            where = QRectF(box.left() + _PAD, top, wide, metrics.height())
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, line)


def outline(mask: NDArray[np.bool_]) -> list[QLineF]:
    """The edges of ``mask`` (h, w) in its own pixels: horizontal and vertical lines, each as long as it goes."""
    padded = np.pad(mask, 1)
    across = _runs(padded[1:, 1:-1] != padded[:-1, 1:-1])
    down = _runs((padded[1:-1, 1:] != padded[1:-1, :-1]).T)
    return [QLineF(a, at, b, at) for at, a, b in across] + [QLineF(at, a, at, b) for at, a, b in down]


def _runs(edges: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """(row, first, one past the last) of each run of True in the rows of ``edges`` (n, m)."""
    rows, steps = np.nonzero(np.diff(np.pad(edges, ((0, 0), (1, 1))).astype(np.int8), axis=1))
    return [(int(row), int(a), int(b)) for row, a, b in zip(rows[::2], steps[::2], steps[1::2], strict=True)]
