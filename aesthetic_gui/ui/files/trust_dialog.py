"""Asks before the history of a catalog that was not made here may touch files, and lists them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QDialog, QDialogButtonBox, QListView, QWidget

from aesthetic_gui.ui.dialogs.room import resize_within_screen
from aesthetic_gui.ui.session.rooms import claims
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.widgets.layouts import column
from aesthetic_gui.ui.widgets.text import bold, one_line, wrapping

WORDS = (
    "It was moved, put back from a backup, or comes from another computer or another person. Its history names the "
    "files below. If you know them, and want what was interrupted to be mended, and undo to work, agree. Otherwise "
    "every file stays as it is; scores and decisions work either way."
)


class TrustDialog(QDialog):
    """``lines`` are the files; accepted where the person agrees. Return and Escape keep every file as it is."""

    def __init__(self, lines: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("A catalog from elsewhere")
        self.files = QListView()
        self.files.setAccessibleName("Files that the history names")
        self.files.setModel(QStringListModel([one_line(line) for line in lines], self.files))
        self.files.setUniformItemSizes(True)
        self.files.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.files.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.buttons = QDialogButtonBox()
        self.keep = self.buttons.addButton("Leave every file as it is", QDialogButtonBox.ButtonRole.RejectRole)
        self.agree = self.buttons.addButton("I know these files: agree", QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setAutoDefault(False)
        self.keep.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        parts = (bold(wrapping("This catalog was not made here")), wrapping(WORDS), (self.files, 1), self.buttons)
        column(*parts, on=self, margins=(22, 20, 22, 16), spacing=10)
        resize_within_screen(self, 760, 420)
        self.keep.setFocus()


class TrustQuestion(QObject):
    """Asks once at a time; what the journal says is read in the catalog's thread."""

    said = Signal(str)  # a message for the status strip

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._dialog: TrustDialog | None = None

    def ask(self, then: Callable[[], None], *, interrupted: bool = False) -> None:
        """List what the journal would touch, and call ``then`` once it is agreed to.

        ``interrupted``: ask only where something was.
        """
        catalog = self._session.catalog

        def show(found: claims.Claims) -> None:
            if self._dialog is None and (found.open or not interrupted):
                self._show(found.lines, then)

        self._session.queue.run(lambda: claims.claims(catalog), show)

    def _show(self, lines: Sequence[str], then: Callable[[], None]) -> None:
        self._dialog = dialog = TrustDialog(lines, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._session.queue.run(self._session.catalog.agree, lambda _: then()))
        dialog.rejected.connect(lambda: self.said.emit("Every file stays as it is. Ctrl+Z asks again."))
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        self._dialog = None
