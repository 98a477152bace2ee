"""Progress on stderr: one line that renews itself on a terminal, lines where asked for, else none."""

from __future__ import annotations

import sys
import time

ON_A_TERMINAL, IN_A_LOG = 0.1, 2.0  # seconds between two lines


class ProgressLine:
    """Counts towards ``total`` things called ``what``. Use it as a context manager: leaving it clears the line."""

    def __init__(self, what: str, total: int, asked_for: bool) -> None:
        self._what, self._total, self._done = what, total, 0
        self._terminal = sys.stderr.isatty()
        self._shown = (self._terminal or asked_for) and total > 0
        self._gap = ON_A_TERMINAL if self._terminal else IN_A_LOG
        self._start = self._last = time.monotonic()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and self._terminal:
            self._put("\r\x1b[K")
        elif self._shown:
            self._put(f"{self._words()}\n")

    def step(self, done: int | None = None, total: int | None = None) -> None:
        """One more is done, or ``done`` of ``total`` are."""
        self._done = self._done + 1 if done is None else done
        self._total = self._total if total is None else total
        now = time.monotonic()
        if self._shown and now - self._last >= self._gap:
            self._last = now
            self._put(f"\r\x1b[K{self._words()}" if self._terminal else f"{self._words()}\n")

    def _words(self) -> str:
        rate = self._done / max(time.monotonic() - self._start, 1e-6)
        left = (self._total - self._done) / rate if rate else 0
        return f"{self._what} {self._done} of {self._total}, {rate:.1f} per second, {left:.0f} s left"

    @staticmethod
    def _put(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
