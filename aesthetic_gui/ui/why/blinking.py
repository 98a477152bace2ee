"""Blink between photograph and reason: held, the plain photograph is seen; tapped, both in turn until the next tap."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

TAP_SECONDS = 0.3  # a key held longer was held to look
PHASE_MS = 250  # two flashes a second; more than three may cause a fit (WCAG 2.2, 2.3.1)


class Blinking(QObject):
    """Tells whether the reason is to be seen now."""

    seen = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._seen, self._was_at_it = True, False
        self._turn = QTimer(self, interval=PHASE_MS)
        self._turn.timeout.connect(lambda: self._show(not self._seen))

    @property
    def at_it(self) -> bool:
        return self._turn.isActive()

    def press(self) -> None:
        """The plain photograph, from now on."""
        self._was_at_it = self.at_it
        self._turn.stop()
        self._show(False)

    def release(self, held: float) -> None:
        """What was pressed is let go after ``held`` seconds: a tap begins to blink, or ends it."""
        if held < TAP_SECONDS and not self._was_at_it:
            self._turn.start()
        else:
            self.stop()

    def stop(self) -> None:
        """The reason is seen again."""
        self._turn.stop()
        self._show(True)

    def _show(self, seen: bool) -> None:
        if seen != self._seen:
            self._seen = seen
            self.seen.emit(seen)
