"""What a second look comes to: the statement, what it rests on, and the rejects that would be kept after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, column, row, scrolling
from aesthetic_gui.ui.widgets.text import ElidedLabel, PlainLabel, bold, quiet, wrapping
from aesthetic_gui.words import counted

WIDE = 720  # pixels of the text
_PICTURE = QSize(108, 72)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A photograph in the list: ``picture`` may be missing; ``why`` it was shown again."""

    name: str
    why: str
    picture: QPixmap | None


class ResultPage(QWidget):
    """Nothing is changed by itself: a click keeps what would be kept, and another one takes that back."""

    keep_wanted = Signal()
    reject_wanted = Signal()
    trash_wanted = Signal()
    closed = Signal()

    def __init__(self, sentences: Sequence[str], back: Sequence[Told], doubted: Sequence[Told]) -> None:
        super().__init__()
        self.setAccessibleName("Result of the second look")
        statement, *grounds = sentences
        self.statement = _large(wrapping(statement))
        self._kept = False
        self.keep = QPushButton()
        self.keep.clicked.connect(self._keep_or_reject)
        self._number = len(back)
        self._show_kept()
        self.trash, self.close_button = QPushButton("Move rejected to trash…"), QPushButton("Close")
        self.trash.clicked.connect(self.trash_wanted)
        self.close_button.clicked.connect(self.closed)
        self.setFocusProxy(self.keep if back else self.close_button)
        lists = [_list("You would keep after all", back), _list("Kept before, and rejected now: think again", doubted)]
        page = QWidget()
        parts = (self.statement, *(quiet(wrapping(each)) for each in grounds), *filter(None, lists))
        column(*parts, STRETCH, on=page, margins=(24, 40, 24, 16), spacing=12)
        page.setMaximumWidth(WIDE)
        scroll = scrolling(page)
        scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        scroll.setAccessibleName("Result of the second look")
        self.keep.setVisible(bool(back))
        buttons = row(STRETCH, self.keep, self.trash, self.close_button, STRETCH, margins=(24, 10, 24, 18), spacing=10)
        column((scroll, 1), buttons, on=self, margins=NO_MARGINS, spacing=0)

    def _keep_or_reject(self) -> None:
        self._kept = not self._kept
        (self.keep_wanted if self._kept else self.reject_wanted).emit()
        self._show_kept()

    def _show_kept(self) -> None:
        them = "it" if self._number == 1 else "them"
        self.keep.setText(f"Reject {them} again" if self._kept else f"Keep {counted(self._number, 'photograph')}")
        self.keep.setDefault(True)


def _list(title: str, photographs: Sequence[Told]) -> QWidget | None:
    if not photographs:
        return None
    part = QWidget()
    column(bold(PlainLabel(title)), *map(_line, photographs), on=part, margins=(0, 14, 0, 0), spacing=6)
    return part


def _line(photograph: Told) -> QWidget:
    line, picture = QWidget(), PlainLabel()
    picture.setFixedSize(_PICTURE)
    picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
    if photograph.picture is not None:
        how = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        picture.setPixmap(photograph.picture.scaled(_PICTURE, *how))
    words = column(ElidedLabel(photograph.name), quiet(wrapping(_sentence(photograph.why))), STRETCH, spacing=2)
    row(picture, (words, 1), on=line, margins=NO_MARGINS, spacing=14)
    return line


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _large(label: PlainLabel) -> PlainLabel:
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    label.setFont(font)
    return label
