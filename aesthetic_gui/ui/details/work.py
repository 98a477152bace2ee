"""The window's verbs for details: a dialog for what is selected, and what it says is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.ui.session.rooms import presets
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.viewer import Viewer
from aesthetic_gui.words import photographs

if TYPE_CHECKING:
    from aesthetic_gui.culling.details.presets import Preset
    from aesthetic_gui.ui.details.dialog import DetailsDialog


class DetailsWork(QObject):
    """*Details…* and *Keywords…* for the photographs that are selected."""

    said = Signal(str)  # a message for the status strip
    done = Signal()  # the photographs at hand show it

    def __init__(self, session: Session, viewer: Viewer, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._viewer, self._window = session, viewer, window

    def edit(self) -> None:
        self._ask(at_keywords=False)

    def keywords(self) -> None:
        self._ask(at_keywords=True)

    def _ask(self, *, at_keywords: bool) -> None:
        """The presets are read first, in a thread; completion comes when it is known."""
        if items := self._viewer.selected():
            self._session.lookups.run(presets.load, lambda kept: self._open(items, kept, at_keywords=at_keywords))

    def _open(self, items: Sequence[Item], kept: Sequence[Preset], *, at_keywords: bool) -> None:
        from aesthetic_gui.ui.details.dialog import DetailsDialog

        dialog = DetailsDialog(items, kept, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.presets_changed.connect(self._keep_presets)
        dialog.accepted.connect(lambda: self._write(items, dialog))
        catalog = self._session.catalog
        self._session.lookups.run(catalog.keywords, lambda used: dialog.offer(used) if isValid(dialog) else None)
        (dialog.keywords if at_keywords else dialog.lines["title"]).setFocus()
        dialog.open()

    def _write(self, items: Sequence[Item], dialog: DetailsDialog) -> None:
        rewriting = dialog.rewriting
        if not rewriting:
            return
        now = [self._session.model.find(item.photo.path) or item for item in items]
        self._session.describe(now, rewriting)
        self.done.emit()
        self.said.emit(f"Details of {photographs(len(items))} are written.")

    def _keep_presets(self, kept: Sequence[Preset]) -> None:
        self._session.lookups.run(lambda: _save(kept))


def _save(kept: Sequence[Preset]) -> None:
    try:
        presets.save(kept)
    except OSError as error:
        raise AestheticError(f"The presets cannot be kept: {error.strerror or error}.") from error
