"""The faces of one photograph: a row each with its close-up, what is said of its eyes, and how sharp it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from aesthetic_gui.criteria.words import edge_words, eyes_words, openness_words
from aesthetic_gui.culling.looking import marks
from aesthetic_gui.facts import EyeState, Face, Facts, Region
from aesthetic_gui.ui.inspector.technical_panel import NOT_MEASURED
from aesthetic_gui.ui.theme import colours, smooth
from aesthetic_gui.ui.widgets.layouts import column, inset
from aesthetic_gui.ui.widgets.text import PlainLabel, literal, quiet

ROWS = 4  # more are in the close-ups
AROUND = 0.2  # of a face's size, on each side
_EDGE, _SIDE, _DOT = 14, 40, 6  # pixels
NO_FACE = "No face found"


class FacesPanel(QWidget):
    """Those with closed eyes first, then the largest; a click looks at one from near."""

    pointed = Signal(object)  # marks.Mark, or None
    face_wanted = Signal(object)  # Face, as the photograph is turned
    all_wanted = Signal()  # the close-ups

    def __init__(self) -> None:
        super().__init__()
        self._nothing = quiet(PlainLabel(NOT_MEASURED))
        self._nothing.setContentsMargins(_EDGE, 0, _EDGE, 0)
        self.rows = [FaceRow() for _ in range(ROWS)]
        self.more = QPushButton()
        self.more.setFlat(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column(self._nothing, *self.rows, inset(8, self.more), on=self, margins=(0, 0, 0, 10), spacing=0)
        for row in self.rows:
            row.pointed.connect(self._tell)
            row.clicked.connect(lambda _=False, row=row: self.face_wanted.emit(row.face))
        self.more.clicked.connect(self.all_wanted)
        self.show_facts(None, 0)

    def show_facts(self, facts: Facts | None, turn: int) -> None:
        """Show the faces that were found; None: nothing was measured yet. Their close-ups are still to come."""
        faces = in_order(facts.faces) if facts else []
        self._nothing.setText(NO_FACE if facts else NOT_MEASURED)
        self._nothing.setVisible(not faces)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(faces))
            row.show_face(faces[place].turned(turn) if place < len(faces) else None)
        left = len(faces) - ROWS
        self.more.setText(f"{left} more: all close-ups" if left > 0 else "All close-ups")
        self.more.setAccessibleName(self.more.text())
        self.more.setVisible(bool(faces))
        self._tell()

    def show_picture(self, picture: QImage | None) -> None:
        """Cut the close-ups out of a ``picture`` of the whole photograph, as it is turned; None: there is none yet."""
        for row in self.rows:
            row.show_picture(picture)

    def _tell(self) -> None:
        row = next((row for row in self.rows if row.underMouse() and row.face and not row.isHidden()), None)
        self.pointed.emit(marks.of_face(row.face, 0) if row and row.face else None)


def in_order(faces: Sequence[Face]) -> list[Face]:
    """Those with closed eyes first, then the largest."""
    return sorted(faces, key=lambda face: (face.state is not EyeState.CLOSED, -face.box.width * face.box.height))


class FaceRow(QAbstractButton):
    """Close-up, eyes, openness and edge width."""

    pointed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.face: Face | None = None
        self._close_up: QImage | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_SIDE + 8)

    def show_face(self, face: Face | None) -> None:
        """A face as the photograph is turned."""
        if face != self.face:
            self._close_up = None
        self.face = face
        told = ", ".join(filter(None, self._lines())) if face else ""
        self.setAccessibleName(f"Face: {told}" if told else "")
        self.setToolTip(literal(f"{told}\nClick: look at it from near" if told else ""))
        self.update()

    def show_picture(self, picture: QImage | None) -> None:
        if self.face is not None and picture is not None:
            self._close_up = cut(picture, self.face.box.grown(AROUND))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointed.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit()

    def _lines(self) -> tuple[str, str]:
        assert self.face is not None
        return eyes_words(self.face), " · ".join(filter(None, (openness_words(self.face), edge_words(self.face))))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.face is None:
            return
        painter, table = smooth(self), colours()
        hot = self.underMouse() or self.hasFocus()
        if hot:
            painter.fillRect(self.rect(), table.hover)
        if self.hasFocus():
            painter.fillRect(0, 0, 2, self.height(), table.accent)
        box = QRectF(_EDGE, 4, _SIDE, _SIDE)
        painter.fillRect(box, table.background)
        if self._close_up is not None:
            paint_within(painter, box, self._close_up)
        self._paint_words(painter, hot)

    def _paint_words(self, painter: QPainter, hot: bool) -> None:
        assert self.face is not None
        table, left, half = colours(), _EDGE + _SIDE + 10, self.height() / 2
        closed = self.face.state is EyeState.CLOSED
        if closed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(table.unsure)
            painter.drawEllipse(QRectF(left, half - 11, _DOT, _DOT))
        indents, inks = (left + (_DOT + 6) * closed, left), (table.text, table.text if hot else table.muted)
        flags = (Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignTop)
        for place, words in enumerate(self._lines()):
            room = QRectF(indents[place], place * half, self.width() - indents[place] - _EDGE, half - (place == 0))
            painter.setPen(inks[place])
            told = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, flags[place], told)


def cut(picture: QImage, region: Region) -> QImage:
    """``region`` of a ``picture`` of the whole photograph."""
    left, top = round(region.left * picture.width()), round(region.top * picture.height())
    width, height = round(region.width * picture.width()), round(region.height * picture.height())
    return picture.copy(left, top, max(width, 1), max(height, 1))


def paint_within(painter: QPainter, box: QRectF, picture: QImage) -> None:
    """``picture`` as large as ``box`` holds all of it."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    size = picture.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    room = QRectF(0, 0, size.width(), size.height())
    room.moveCenter(box.center())
    painter.drawImage(room, picture)
