"""Holding on in the middle of an operation: whoever asks whether it is cancelled waits as long as it is held."""

from __future__ import annotations

import threading
from collections.abc import Callable

_LOOK = 0.1  # seconds between two looks whether it was cancelled meanwhile


class Gate:
    """Open at first. What is under way when it closes goes on where it was: nothing is given up, nothing half there."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()

    @property
    def held(self) -> bool:
        return not self._open.is_set()

    def hold(self, held: bool) -> None:
        """Close the gate, or open it."""
        if held:
            self._open.clear()
        else:
            self._open.set()

    def passing(self, cancelled: Callable[[], bool]) -> Callable[[], bool]:
        """``cancelled``, for whoever is to wait at the gate; a cancel is heard there, too."""

        def asked() -> bool:
            while not self._open.wait(_LOOK):
                if cancelled():
                    return True
            return cancelled()

        return asked
