"""When Python looks for garbage: in the window's thread, not while a folder is listed, never among open photographs.

Left alone, any thread may find some: a menu or a timer that ends in another thread than its own leaves Qt with an
address of nothing, and the window is gone. And looking at all that 100,000 photographs consist of takes 0.3 s, and
would be done again and again.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 300

_paused = False


class Collector(QObject):
    """Looks for garbage now and then, in the thread that it lives in, until :func:`reset`; Python itself does not."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(collect_what_is_due)
        self._timer.start()


def collect_what_is_due() -> None:
    """As Python would: the young often, the old seldom."""
    counts, limits = gc.get_count(), gc.get_threshold()
    due = [generation for generation in range(3) if counts[generation] > limits[generation]]
    if due and not _paused:
        gc.collect(due[-1])


def pause() -> None:
    """Collect now, what the folder before has left as well; then not, until :func:`go_on` or :func:`reset`."""
    global _paused
    _paused = True
    gc.unfreeze()
    gc.collect()


def go_on() -> None:
    """Collect again, but look no more at what there is now."""
    global _paused
    gc.freeze()
    _paused = False


def reset() -> None:
    """As it is where there is no window."""
    global _paused
    _paused = False
    gc.unfreeze()
    gc.enable()
