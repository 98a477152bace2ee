"""The settings in use, kept: a change counts at once and is written soon, not at every step of a slider."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from aesthetic_gui import settings
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue

WRITE_MS = 500


class KeptSettings(QObject):
    """Values by key, as ``settings.load`` gave them."""

    def __init__(self, values: dict[str, Any], queue: CatalogQueue, parent: QObject) -> None:
        super().__init__(parent)
        self.values, self._queue = values, queue
        self._unsaved: dict[str, Any] = {}
        self._soon = QTimer(self, singleShot=True, interval=WRITE_MS)
        self._soon.timeout.connect(self.save)

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def remember(self, **values: Any) -> None:
        """Keep ``values`` from now on."""
        new = {key: value for key, value in values.items() if self.values.get(key) != value}
        self.values.update(new)
        self._unsaved.update(new)
        if new:
            self._soon.start()

    def save(self) -> None:
        """Write now what is not written yet, in the thread that keeps decisions."""
        self._soon.stop()
        unsaved, self._unsaved = self._unsaved, {}
        if unsaved:
            self._queue.run(lambda: _save(unsaved), failed=lambda _reason: self._keep_for_later(unsaved))

    def _keep_for_later(self, unsaved: dict[str, Any]) -> None:
        """To be written with the next change, or when the window closes."""
        self._unsaved = {**unsaved, **self._unsaved}


def _save(values: dict[str, Any]) -> None:
    try:
        settings.save(values)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AestheticError(f"The settings cannot be kept in {settings.settings_path()}: {reason}.") from error
