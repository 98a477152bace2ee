"""Opening the catalog before there is a window: what takes long is said, and what is no catalog is asked about."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QWidget

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import Unrecognised, adopt
from aesthetic_gui.ui.dialogs import boxes
from aesthetic_gui.ui.widgets.layouts import column
from aesthetic_gui.ui.widgets.text import bold, wrapping

SAID_AFTER = 500  # ms
LOOKED_AT_EVERY = 20  # ms


def open_catalog(path: Path) -> Catalog:
    """The catalog, opened in a thread of its own, while a notice says why it takes its time. Raises as it does."""
    try:
        return _waited_for(lambda: Catalog.open(path))
    except Unrecognised:
        if not _may_be_replaced(path):
            raise
    adopt(path)
    return _waited_for(lambda: Catalog.open(path))


def _waited_for(work: Callable[[], Catalog]) -> Catalog:
    notice, loop, timer = Notice(), QEventLoop(), QTimer(interval=LOOKED_AT_EVERY)
    QTimer.singleShot(SAID_AFTER, notice, notice.show)
    with ThreadPoolExecutor(1, thread_name_prefix="opening") as pool:
        opening = pool.submit(work)
        timer.timeout.connect(lambda: loop.quit() if opening.done() else None)
        timer.start()
        loop.exec()
        timer.stop()
    notice.deleteLater()
    return opening.result()


def _may_be_replaced(path: Path) -> bool:
    return boxes.chosen(
        "No catalog",
        f"{path} is not a catalog.",
        "Keep it under another name, and begin a catalog in its place?",
        "Begin a catalog",
        "Leave it, and quit",
    )


class Notice(QWidget):
    """A small window without a button: there is nothing to do but wait."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen)
        self.words = wrapping("Photographs and decisions are safe. A large catalog takes half a minute.")
        heading = bold(wrapping("The program was interrupted, and looks its catalog over"))
        column(heading, self.words, on=self, margins=(28, 24, 28, 24), spacing=8)
        self.setFixedWidth(420)
