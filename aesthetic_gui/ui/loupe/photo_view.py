"""The photograph in the loupe: painted from pictures that are ready, zoomed and panned by mouse and wheel."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QNativeGestureEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from aesthetic_gui.ui.loupe import zoom
from aesthetic_gui.ui.loupe.flash import Flash
from aesthetic_gui.ui.loupe.marking import Marking
from aesthetic_gui.ui.theme import colours

_STEP = 1.25
_ASSUMED_SIDE = 4000  # of a photograph whose size is not known yet
_PIXELS_SEEN_FROM = 3.0  # from here on single pixels are shown as squares


class PhotoView(QWidget):
    """One photograph, an overlay on it, and the part of it that is seen.

    The same point of the photograph is the same for the thumbnail, the screen-size picture, the full-size one and
    the overlay: all are stretched over the photograph's full size.
    """

    full_resolution_wanted = Signal()
    zoom_changed = Signal(float)
    looked = Signal()  # someone zoomed or panned: not that it shows another photograph, or was told where to look
    changed = Signal()  # what is seen is another photograph, another part, or sharper
    clicked = Signal(QPointF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels: list[QImage] = []  # a picture and its halvings, widest first
        self._detail: tuple[QImage, QRectF] | None = None  # every pixel of a part of the photograph, and which
        self._tints: tuple[QImage, QRectF] | None = None  # on single pixels of a part
        self._overlay: QImage | None = None
        self._opacity = 0.55
        self._picture = QSizeF()
        self._view = zoom.Viewport(1.0, 0.0, 0.0)
        self._known_size = False
        self._fitted = True
        self._asked = False
        self._pressed: QPointF | None = None
        self._dragged = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.marking, self.flash = Marking(self, lambda: self.whole), Flash(self)
        self.changed.connect(self.marking.follow)

    # What is shown

    def show_photo(self, image: QImage, full_size: QSize, smaller: Sequence[QImage] = ()) -> None:
        """Show another photograph; a zoom that is not *fit* is kept, at the same relative place.

        An empty ``full_size`` means that it is not known yet: the picture stands in for a large one. ``smaller`` are
        the image's halvings, from which reductions are painted.
        """
        before, place = self._picture, (self._view.x, self._view.y)
        self._known_size = not full_size.isEmpty()
        self._picture = QSizeF(full_size) if self._known_size else _assumed(image.size())

        self._levels, self._asked = [image, *smaller], False
        self._detail = self._tints = self._overlay = None
        if self._fitted or before.isEmpty() or self._view.scale <= self._fit().scale:
            self._look_at_all()
            return

        x = place[0] / before.width() * self._picture.width()
        y = place[1] / before.height() * self._picture.height()
        self._look(zoom.clamped(zoom.Viewport(self._view.scale, x, y), self._picture, self._window()))

    def show_sharper(self, image: QImage, full_size: QSize, smaller: Sequence[QImage] = ()) -> None:
        """Swap a picture of the same photograph in; what is seen stays where it is. Smaller ones are of no use."""
        if not self._levels or not self._known_size or QSizeF(full_size) != self._picture:
            overlay, detail = self._overlay, self._detail
            self.show_photo(image, full_size, smaller)
            self._overlay, self._detail = overlay, detail
        elif image.width() >= self._levels[0].width():
            self._levels = [image, *smaller]
            self._note_change()

    def show_same_as(self, other: PhotoView) -> None:
        """The photograph of ``other``, looked at as there; what lies over each is its own."""
        self._levels, self._detail, self._picture = other._levels, other._detail, other._picture
        self._known_size, self._asked = other._known_size, True  # which asks for more
        self.look_at(other.look)
        self.update()

    def show_detail(self, image: QImage, part: QRectF) -> None:
        """Lay every pixel of ``part`` (in pixels of the photograph) over a picture that has fewer."""
        self._detail = image, part
        self._note_change()

    def show_tints(self, tints: QImage | None, part: QRectF) -> None:
        """Lay ``tints``, transparent where there are none, over ``part`` (in pixels of the photograph)."""
        self._tints = (tints, part) if tints is not None else None
        self.update()

    @property
    def overlay(self) -> QImage | None:
        """What lies over the photograph; None for nothing."""
        return self._overlay

    def set_overlay(self, overlay: QImage | None) -> None:
        self._overlay = overlay
        self.update()

    def set_overlay_opacity(self, opacity: float) -> None:
        self._opacity = min(max(opacity, 0.0), 1.0)
        self.update()

    def clear(self) -> None:
        self._levels = []
        self._detail = self._tints = self._overlay = None
        self._note_change()

    # Where it looks

    @property
    def scale(self) -> float:
        """Device pixels per pixel of the photograph."""
        return self._view.scale

    @property
    def known_size(self) -> bool:
        """Whether the scale is that of the file; else it is of a stand-in."""
        return self._known_size

    @property
    def fitted(self) -> bool:
        return self._fitted

    @property
    def near(self) -> float:
        """The scale to look from near: 100 %, or 200 % where all is seen at 100 % already."""
        return 1.0 if self._picture.isEmpty() or self._fit().scale < 0.999 else 2.0

    def side_at_fit(self, full_size: QSize, room: QSizeF) -> int:
        """The longest side, in device pixels, of a photograph that fits a view of ``room`` device pixels.

        An empty ``full_size`` is one not known yet: enough for any.
        """
        if full_size.isEmpty():
            return math.ceil(max(room.width(), room.height()))
        fit = zoom.fit(QSizeF(full_size), room, self._largest_at_fit())
        return round(max(full_size.width(), full_size.height()) * fit.scale)

    def image_point(self, point: QPointF) -> QPointF:
        """The photograph's point (its own pixels) under a point of the widget."""
        return zoom.image_point(self._view, self._window(), point * self.devicePixelRatioF())

    @property
    def look(self) -> zoom.Look:
        """Where it looks, in words that hold for any photograph."""
        if self._picture.isEmpty():
            return zoom.Look()
        u, v = self._view.x / self._picture.width(), self._view.y / self._picture.height()
        return zoom.Look(None if self._fitted else self._view.scale, u, v)

    def look_at(self, look: zoom.Look) -> None:
        """Look there, as far as the edges allow; not smaller than fit."""
        if self._picture.isEmpty():
            return
        if look.scale is None or look.scale <= self._fit().scale * 1.001:
            self._look_at_all()
            return
        self._fitted = False
        scale = min(look.scale, zoom.LARGEST_SCALE)
        there = zoom.Viewport(scale, look.u * self._picture.width(), look.v * self._picture.height())
        self._look(zoom.clamped(there, self._picture, self._window()))

    @property
    def seen(self) -> QRectF:
        """The part of the photograph, in its own pixels, that is on screen."""
        return zoom.seen(self._view, self._picture, self._window())

    @property
    def whole(self) -> QRectF:
        """Where all of the photograph lies, in the widget's pixels, also what is out of sight; empty without one."""
        if not self._levels:
            return QRectF()
        where, ratio = zoom.target(self._view, self._picture, self._window()), self.devicePixelRatioF()
        return QRectF(where.topLeft() / ratio, where.size() / ratio)

    @property
    def covered(self) -> QRect:
        """What of the widget the photograph covers; empty where there is none."""
        return self.whole.toAlignedRect().intersected(self.rect())

    @property
    def wants_more(self) -> bool:
        """Whether it is looked at from so near that a picture as large as the window is not enough."""
        return not self._fitted and self._known_size and not self._picture.isEmpty()

    def zoom_to_fit(self) -> None:
        if not self._picture.isEmpty():
            self._look_at_all()
            self.looked.emit()

    def _look_at_all(self) -> None:
        self._fitted = True
        self._look(self._fit())

    def zoom_to(self, scale: float, anchor: QPointF | None = None) -> None:
        """Zoom to ``scale`` about a point of the widget (its centre by default); not smaller than fit."""
        if self._picture.isEmpty():
            return
        if scale <= self._fit().scale * 1.001:
            self.zoom_to_fit()
            return
        self._fitted = False
        point = QRectF(self.rect()).center() if anchor is None else anchor
        device = point * self.devicePixelRatioF()
        scale = min(scale, zoom.LARGEST_SCALE)
        self._look(zoom.zoomed(self._view, self._picture, self._window(), scale, device))
        self.looked.emit()

    def zoom_by(self, factor: float, anchor: QPointF | None = None) -> None:
        """Zoom by a factor, stopping at 100 % on the way past it."""
        before, after = self._view.scale, self._view.scale * factor
        crosses = min(before, after) < 1 - 1e-6 and max(before, after) > 1 + 1e-6
        self.zoom_to(1.0 if crosses else after, anchor)

    def zoom_in(self) -> None:
        self.zoom_by(_STEP)

    def zoom_out(self) -> None:
        self.zoom_by(1 / _STEP)

    def toggle_zoom(self, anchor: QPointF | None = None) -> None:
        """From fit to 100 %, or nearer, and back."""
        if self._fitted:
            self.zoom_to(self.near, anchor)
        else:
            self.zoom_to_fit()

    def _look(self, view: zoom.Viewport) -> None:
        changed = view.scale != self._view.scale
        self._view = view
        self._show_hand()
        self._note_change()
        if changed:
            self.zoom_changed.emit(view.scale)
        self._ask_for_more()

    def _note_change(self) -> None:
        self.update()
        self.changed.emit()

    def _ask_for_more(self) -> None:
        """For every pixel, once; whether the picture that fits the window is sharp, its surroundings look after."""
        at_hand = self._levels[0].width() if self._levels else 0
        if self._asked or self._fitted or not self._known_size or not at_hand or at_hand >= self._picture.width():
            return
        if self._view.scale * self._picture.width() > at_hand * 1.02:
            self._asked = True
            self.full_resolution_wanted.emit()

    def _window(self) -> QSizeF:
        return QSizeF(max(self.width(), 1), max(self.height(), 1)) * self.devicePixelRatioF()

    def _fit(self) -> zoom.Viewport:
        return zoom.fit(self._picture, self._window(), self._largest_at_fit())

    def _largest_at_fit(self) -> float:
        """Small photographs are not blown up beyond 100 % (on a high-density screen: as it shows windows)."""
        return max(1.0, self.devicePixelRatioF())

    # Painting only paints

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours().background)
        if not self._levels:
            return
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        where = zoom.target(self._view, self._picture, self._window())
        window = QRectF(QPointF(), self._window())
        source = self._source(where.width())
        blocks = where.width() / source.width() >= _PIXELS_SEEN_FROM and source.width() >= self._picture.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not blocks)
        _draw(painter, _unscaled(where, source), source, window)
        if self._detail is not None and where.width() > self._levels[0].width() * 1.02:
            image, part = self._detail
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._view.scale < _PIXELS_SEEN_FROM)
            _draw(painter, zoom.target_of(part, self._view, where), image, window)
        if self._tints is not None:
            tints, part = self._tints
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            _draw(painter, zoom.target_of(part, self._view, where), tints, window)
        if self._overlay is not None and self._opacity > 0:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setOpacity(self._opacity)
            _draw(painter, where, self._overlay, window)

    def piece(self, around: float) -> tuple[QImage, QRect, float, QRectF] | None:
        """What is seen, and ``around`` as much on each side: the image it is painted from, and the part of that.

        With it device pixels for each pixel of that image, and the part in pixels of the photograph.
        """
        if not self._levels:
            return None
        where = zoom.target(self._view, self._picture, self._window())
        image, whole = self._source(where.width()), QRectF(QPointF(), self._picture)
        if self._detail is not None and where.width() > self._levels[0].width() * 1.02:
            image, whole = self._detail
        seen = self.seen
        across, down = seen.width() * around, seen.height() * around
        part = seen.adjusted(-across, -down, across, down).intersected(whole)
        ratio = image.width() / whole.width()  # pixels of the image for each of the photograph
        rect = QRectF((part.topLeft() - whole.topLeft()) * ratio, part.size() * ratio).toAlignedRect()
        rect = rect.intersected(image.rect())
        if rect.isEmpty():
            return None
        placed = QRectF(whole.topLeft() + QPointF(rect.topLeft()) / ratio, QSizeF(rect.size()) / ratio)
        return image, rect, self._view.scale / ratio, placed

    def _source(self, width: float) -> QImage:
        """The smallest picture at hand that still has ``width`` pixels: no shimmering when it is reduced."""
        enough = [level for level in self._levels if level.width() >= width * 0.98]
        return enough[-1] if enough else self._levels[0]

    # Mouse, wheel, size

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            self.zoom_by(_STEP ** (turned / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        by = event.position() - self._pressed
        if not self._dragged and by.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragged = True
        self._pressed = event.position()
        if not self._picture.isEmpty():
            moved = zoom.panned(self._view, self._picture, self._window(), by * self.devicePixelRatioF())
            self._look(moved)
            self.looked.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        clicked = self._pressed is not None and not self._dragged
        self._pressed, self._dragged = None, False
        if clicked and event.button() == Qt.MouseButton.LeftButton and self._levels:
            self.clicked.emit(event.position())
        self._show_hand()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._settle()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._settle()
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(math.exp(event.value()), event.position())
            return True
        return super().event(event)

    def _settle(self) -> None:
        if self._picture.isEmpty():
            return
        if self._fitted:
            self._look_at_all()
        else:
            self._look(zoom.clamped(self._view, self._picture, self._window()))

    def _show_hand(self) -> None:
        shape = Qt.CursorShape.OpenHandCursor if not self._fitted else Qt.CursorShape.ArrowCursor
        if self._dragged and not self._fitted:
            shape = Qt.CursorShape.ClosedHandCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)


def _assumed(size: QSize) -> QSizeF:
    factor = max(1.0, _ASSUMED_SIDE / max(size.width(), size.height(), 1))
    return QSizeF(size) * factor


def _unscaled(where: QRectF, image: QImage) -> QRectF:
    """The image's own size where it is within one pixel (of rounding): stretched by that, it would blur."""
    is_near = abs(where.width() - image.width()) <= 1 and abs(where.height() - image.height()) <= 1
    return QRectF(where.topLeft(), QSizeF(image.size())) if is_near else where


def _draw(painter: QPainter, where: QRectF, image: QImage, window: QRectF) -> None:
    """Draw the part of ``image`` that is seen; the painter's coordinates stay small at any zoom."""
    seen = where.intersected(window)
    if seen.isEmpty() or image.isNull():
        return
    across, down = image.width() / where.width(), image.height() / where.height()
    left, right = math.floor((seen.left() - where.left()) * across), math.ceil((seen.right() - where.left()) * across)
    top, bottom = math.floor((seen.top() - where.top()) * down), math.ceil((seen.bottom() - where.top()) * down)
    left, top = max(left - 1, 0), max(top - 1, 0)
    right, bottom = min(right + 1, image.width()), min(bottom + 1, image.height())
    part = QRectF(left, top, right - left, bottom - top)
    onto = QRectF(where.left() + left / across, where.top() + top / down, part.width() / across, part.height() / down)
    painter.drawImage(onto, image, part)
