"""Paths that are dropped on the window or dragged out of it, and the place that invites a drop."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from PySide6.QtCore import QMimeData, QRectF, QSysInfo, Qt, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from aesthetic_gui.ui.theme import blend, colours, smooth
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, column, row
from aesthetic_gui.ui.widgets.marks import GlyphLabel
from aesthetic_gui.ui.widgets.text import quiet, wrapping


def paths_of(mime: QMimeData) -> list[Path]:
    """The local files and folders of a drop or paste, in order, each once; other URLs are left out.

    Names keep their bytes: ``QUrl.toLocalFile`` would lose a name that is not UTF-8.
    """
    found = (_path_of(url) for url in mime.urls())
    return list(dict.fromkeys(path for path in found if path is not None))


def mime_of(paths: Iterable[Path]) -> QMimeData:
    """What a drag out of the window carries: the files as URLs, names with their very bytes."""
    mime = QMimeData()
    mime.setUrls([_url_of(path) for path in paths])
    return mime


def accept_copy(event: QDropEvent) -> None:
    """Accept a drop as a copy, whatever was proposed: after a *move* the file browser would delete its files."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _path_of(url: QUrl) -> Path | None:
    if url.scheme() != "file" or url.host().lower() not in ("", "localhost", QSysInfo.machineHostName().lower()):
        return None
    if os.name == "nt":
        return Path(url.toLocalFile())
    name = unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded))
    return Path(os.fsdecode(name)) if name and b"\0" not in name else None


def _url_of(path: Path) -> QUrl:
    if os.name == "nt":
        return QUrl.fromLocalFile(str(path))
    return QUrl.fromEncoded(b"file://" + quote_from_bytes(os.fsencode(path)).encode("ascii"))


class DropZone(QWidget):
    """Invites folders and photographs; says what was dropped and does nothing with it."""

    dropped = Signal(list)  # list[Path]
    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._welcoming = False
        self.setAcceptDrops(True)
        self.setAccessibleName("Drop zone")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words = quiet(wrapping("Drop folders or\nphotographs here"))
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton("Open folder…")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.open_requested)
        self._sign = GlyphLabel("drop", 26)
        centre = Qt.AlignmentFlag.AlignHCenter
        self.beside = row(self.button, margins=NO_MARGINS, spacing=8)
        parts = ((self._sign, centre), self._words, row(STRETCH, self.beside, STRETCH))
        column(*parts, on=self, margins=(14, 16, 14, 14), spacing=9)

    @property
    def welcoming(self) -> bool:
        """Whether something that can be dropped hovers above."""
        return self._welcoming

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is None and paths_of(event.mimeData()):
            accept_copy(event)
            self._welcome(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._welcome(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._welcome(False)
        paths = paths_of(event.mimeData())
        if paths:
            accept_copy(event)
            self.dropped.emit(paths)

    def _welcome(self, welcoming: bool) -> None:
        self._welcoming = welcoming
        self._sign.show_glyph("drop", "accent" if welcoming else "muted")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = smooth(self), colours()
        pen = QPen(table.accent if self._welcoming else blend(table.muted, table.panel, 0.6), 1.5)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(blend(table.accent, table.panel, 0.12) if self._welcoming else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
