"""Has the statistics of what is open counted, in a thread, and shows them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from aesthetic_gui.ui.dialogs.boxes import confirmed
from aesthetic_gui.ui.session.rooms import counting, score_table, telling
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.widgets.text import one_line

if TYPE_CHECKING:
    from aesthetic_gui.culling.statistics.counting import Statistics


class StatisticsWork(QObject):
    """The verb *Statistics…*: of all photographs that are open, whatever a filter withholds."""

    said = Signal(str)  # a message for the status strip

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window

    def show(self) -> None:
        """Count in a thread, then open the dialog."""
        items, bar = self._session.model.all_items(), self._session.model.bar
        self._session.lookups.run(lambda: counting.count(items, bar), self._open)

    def _open(self, shoot: Statistics) -> None:
        from aesthetic_gui.ui.statistics.dialog import StatisticsDialog

        dialog = StatisticsDialog(shoot, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.copy_wanted.connect(partial(self._copy, shoot))
        dialog.save_wanted.connect(partial(self._save, shoot))
        dialog.open()

    def _copy(self, shoot: Statistics) -> None:
        QGuiApplication.clipboard().setText(telling.to_text(shoot))
        self.said.emit("The statistics are on the clipboard.")

    def _save(self, shoot: Statistics) -> None:
        start = str(self._session.folder / "statistics.csv")
        own = QFileDialog.Option.DontConfirmOverwrite
        name, _ = QFileDialog.getSaveFileName(self._window, "Save statistics", start, "CSV table (*.csv)", options=own)
        if not name:
            return
        path = Path(name) if name.lower().endswith(".csv") else Path(f"{name}.csv")
        self._session.lookups.run(path.exists, lambda there: self._write(shoot, path, there=there))

    def _write(self, shoot: Statistics, path: Path, *, there: bool) -> None:
        question = f"There is a file “{one_line(path.name)}” already. Replace it?"
        if there and not confirmed(
            self._window, "Save statistics", question, "Replace it", "Keep it", default="Keep it"
        ):
            return
        content = telling.to_csv(shoot).encode("utf-8-sig", "surrogateescape")
        write = partial(score_table.write_file, content, path, there)
        self._session.lookups.run(write, lambda _: self.said.emit(f"Statistics saved to {one_line(path.name)}."))
