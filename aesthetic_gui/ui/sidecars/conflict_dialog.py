"""Photographs that were rated here and in another program, differently: both sides, and whose counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QListView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from aesthetic_gui.culling.sidecars.exchange import Conflict
from aesthetic_gui.photo import Decision, Photo
from aesthetic_gui.ui.dialogs.room import resize_within_screen
from aesthetic_gui.ui.files import file_manager
from aesthetic_gui.ui.theme import Colours, colours
from aesthetic_gui.ui.widgets.glyphs import paint_glyph
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.marks import paint_decision
from aesthetic_gui.ui.widgets.text import literal, one_line, quiet, window_title, wrapping
from aesthetic_gui.words import TURNS, counted, decision_words

ROW, PICTURE, SIDE = 68, QSize(84, 56), 16  # pixels; SIDE is that of a sign
_MARKS = 7 * SIDE + 14
_GAP = 12

AnyIndex = QModelIndex | QPersistentModelIndex
Thumbnail = Callable[[Photo, QSize], QPixmap | None]


class ConflictDialog(QDialog):
    """Asks; settles nothing. ``chosen`` tells which conflicts and "mine" or "theirs"; then :meth:`show_conflicts`."""

    chosen = Signal(list, str)
    looked_at = Signal(list)  # photographs on screen, whose pictures are wanted

    def __init__(self, conflicts: Sequence[Conflict], thumbnail: Thumbnail, parent: QWidget | None = None) -> None:
        """``thumbnail(photo, room in device pixels)`` gives a picture, or None as long as there is none."""
        super().__init__(parent)
        self.setWindowTitle("Rated in two programs")
        self._model = _Conflicts(self)
        self.rows = QListView()
        self.rows.setAccessibleName("Photographs rated in two programs")
        self.rows.setModel(self._model)
        self.rows.setItemDelegate(_Delegate(thumbnail, self.rows))
        self.rows.setUniformItemSizes(True)
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.rows.setMinimumHeight(2 * ROW)
        self.rows.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.rows.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.all = QPushButton("Select all")
        self.all.setFlat(True)
        self.save = QCheckBox("Save what I keep to the sidecars at once")
        self.save.setChecked(True)
        self.mine, self.theirs, self.later = QPushButton(), QPushButton(), QPushButton("Later")
        self._lay_out()
        self._connect()
        self.show_conflicts(conflicts)
        self.rows.setFocus()
        self.setMinimumWidth(520)
        resize_within_screen(self, 720, 480)

    def show_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        """Show those that are left, all selected; the dialog closes where none is."""
        self._model.set_conflicts(conflicts)
        self.rows.selectAll()
        if not conflicts:
            self.accept()
        self.looked_at.emit([conflict.photo for conflict in self.on_screen()])

    def on_screen(self) -> list[Conflict]:
        """The conflicts that are in sight, or nearly."""
        first = max(0, self.rows.verticalScrollBar().value() // ROW)
        return self._model.conflicts[first : first + max(self.rows.viewport().height(), self.height()) // ROW + 2]

    def selected(self) -> list[Conflict]:
        """In the order they are shown."""
        rows = sorted(index.row() for index in self.rows.selectionModel().selectedIndexes())
        return [self._model.conflicts[row] for row in rows]

    def paint_again(self) -> None:
        """A picture has come."""
        self.rows.viewport().update()

    def _lay_out(self) -> None:
        words = wrapping(
            "These photographs were rated here and in another program. Nothing of either is lost until you choose."
        )
        more = quiet(wrapping("Only what stands out is in dispute; what just one side changed counts either way."))
        buttons = row(self.all, STRETCH, self.later, self.theirs, self.mine)
        for button in (self.all, self.later, self.theirs, self.mine):
            button.setAutoDefault(False)
        parts = (words, more, 4, _Head(self.rows), (self.rows, 1), 4, self.save, buttons)
        column(*parts, on=self, margins=(20, 18, 20, 16), spacing=6)

    def _connect(self) -> None:
        self.rows.selectionModel().selectionChanged.connect(lambda *_: self._name_buttons())
        self._model.modelReset.connect(self._name_buttons)
        self.rows.verticalScrollBar().valueChanged.connect(
            lambda _value: self.looked_at.emit([conflict.photo for conflict in self.on_screen()])
        )
        self.rows.customContextMenuRequested.connect(self._open_menu)
        self.all.clicked.connect(self.rows.selectAll)
        self.mine.clicked.connect(lambda: self._choose("mine"))
        self.theirs.clicked.connect(lambda: self._choose("theirs"))
        self.later.clicked.connect(self.reject)

    def _open_menu(self, place: QPoint) -> None:
        """A right click has selected what is below the mouse, unless it was."""
        if not (index := self.rows.indexAt(place)).isValid():
            return
        menu = self.make_menu(index.data(Qt.ItemDataRole.UserRole).photo)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.rows.viewport().mapToGlobal(place))

    def make_menu(self, photo: Photo) -> QMenu:
        """What can be done with what is selected, and with ``photo``."""
        menu = QMenu(self)
        for button in (self.mine, self.theirs):
            menu.addAction(button.text(), button.click).setEnabled(button.isEnabled())
        menu.addSeparator()
        menu.addAction("Show in file manager", lambda: file_manager.show([photo.path]))
        menu.addAction(self.all.text(), self.all.click).setEnabled(self.all.isEnabled())
        return menu

    def _choose(self, whose: str) -> None:
        if selected := self.selected():
            self.chosen.emit(selected, whose)

    def _name_buttons(self) -> None:
        number, total = len(self.rows.selectionModel().selectedIndexes()), len(self._model.conflicts)
        of = "" if total < 2 else f" of {'all ' if number == total else ''}{number:,}"
        self.mine.setText(f"&Keep mine{of}")
        self.theirs.setText(f"&Take theirs{of}")
        self.setWindowTitle(window_title(f"{counted(total, 'photograph')} rated in two programs"))
        for button in (self.mine, self.theirs):
            button.setEnabled(number > 0)
        self.all.setEnabled(number < total)


class _Conflicts(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.conflicts: list[Conflict] = []

    def set_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        self.beginResetModel()
        self.conflicts = list(conflicts)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.conflicts)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.conflicts):
            return None
        conflict = self.conflicts[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return conflict
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(f"{conflict.photo.path.name}. {' '.join(both_sides(conflict).splitlines())}")
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal(f"{one_line(str(conflict.photo.path))}\n{both_sides(conflict)}")
        return None


class _Columns(NamedTuple):
    """Where a row's parts stand."""

    picture: QRect
    name: QRect
    mine: QRect
    theirs: QRect

    @classmethod
    def within(cls, row: QRect) -> _Columns:
        room = row.adjusted(8, 0, -8, 0)
        theirs = QRect(room.right() - _MARKS - 10, room.top(), _MARKS + 10, room.height())
        mine = QRect(theirs.left() - _GAP - _MARKS - 10, room.top(), _MARKS + 10, room.height())
        picture = QRect(room.left(), room.center().y() - PICTURE.height() // 2, PICTURE.width(), PICTURE.height())
        left = picture.right() + _GAP
        return cls(picture, QRect(left, room.top(), mine.left() - _GAP - left, room.height()), mine, theirs)


class _Head(QWidget):
    """What the columns are."""

    def __init__(self, rows: QListView) -> None:
        super().__init__()
        self._rows = rows
        self.setFixedHeight(self.fontMetrics().height() + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        columns = _Columns.within(QRect(1, 0, self._rows.viewport().width(), self.height()))
        painter = QPainter(self)
        painter.setPen(colours().muted)
        for room, words in ((columns.picture, "Photograph"), (columns.mine, "Here"), (columns.theirs, "Other program")):
            painter.drawText(QRect(room.left(), 0, 160, self.height()), Qt.AlignmentFlag.AlignVCenter, words)


class _Delegate(QStyledItemDelegate):
    def __init__(self, thumbnail: Thumbnail, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(400, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        conflict: Conflict = index.data(Qt.ItemDataRole.UserRole)
        table, columns = colours(), _Columns.within(option.rect)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_ground(painter, option, table)
        self._paint_picture(painter, columns.picture, conflict.photo, table)
        _paint_name(painter, columns.name, conflict, table)
        _paint_side(
            painter, columns.mine, conflict.mine, conflict, conflict.texts_in_dispute(conflict.my_details), table
        )
        _paint_side(painter, columns.theirs, conflict.theirs, conflict, _their_words(conflict), table)
        painter.restore()

    @staticmethod
    def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, table: Colours) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, table.hover)
            painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), table.accent)
        painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, table.border)

    def _paint_picture(self, painter: QPainter, room: QRect, photo: Photo, table: Colours) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._thumbnail(photo, room.size() * ratio)
        if pixmap is None:
            paint_glyph(painter, "picture", QRectF(room).adjusted(24, 12, -24, -12), table.border)
            return
        target = QRect(0, 0, round(pixmap.width() / ratio), round(pixmap.height() / ratio))
        target.moveCenter(room.center())
        painter.drawPixmap(target, pixmap)


def both_sides(conflict: Conflict) -> str:
    """What is said here and there, in words on two lines."""
    theirs = decision_words(conflict.theirs)
    if conflict.label_text:
        theirs += f", label “{one_line(conflict.label_text)}”"
    mine, others = conflict.texts_in_dispute(conflict.my_details), conflict.texts_in_dispute(conflict.their_details)
    here, there = (", ".join(filter(None, both)) for both in ((decision_words(conflict.mine), mine), (theirs, others)))
    return f"Here: {here}.\nIn another program: {there}."


def _their_words(conflict: Conflict) -> str:
    label = f"“{one_line(conflict.label_text)}”" if conflict.label_text else ""
    return ", ".join(filter(None, (label, conflict.texts_in_dispute(conflict.their_details))))


def _paint_name(painter: QPainter, room: QRect, conflict: Conflict, table: Colours) -> None:
    path = conflict.photo.path
    lines = (
        (path.name, table.text, Qt.AlignmentFlag.AlignBottom),
        (str(path.parent), table.muted, Qt.AlignmentFlag.AlignTop),
    )
    half = room.height() // 2
    for place, (text, ink, where) in enumerate(lines):
        line = QRect(room.left(), room.top() + place * half, room.width(), half)
        shown = painter.fontMetrics().elidedText(one_line(text), Qt.TextElideMode.ElideMiddle, line.width())
        painter.setPen(ink)
        painter.drawText(line, where | Qt.AlignmentFlag.AlignLeft, shown)


def _paint_side(
    painter: QPainter, room: QRect, decision: Decision, conflict: Conflict, said: str, table: Colours
) -> None:
    turned = (f"rotated {TURNS[decision.turn]}" if decision.turn else "not rotated") * ("turn" in conflict.fields)
    words = ", ".join(filter(None, (said, turned)))
    top = room.center().y() - (SIDE + (9 if words else 0)) / 2
    paint_decision(painter, QRectF(room.left(), top, _MARKS, SIDE), decision, conflict.fields)
    if words:
        font = QFont(painter.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        painter.setPen(table.text)
        words = painter.fontMetrics().elidedText(one_line(words), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(QRectF(room.left(), top + SIDE, room.width(), 18), Qt.AlignmentFlag.AlignVCenter, words)
