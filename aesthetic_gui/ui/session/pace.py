"""How fast scoring goes and how long it will take, from the last few seconds."""

from __future__ import annotations

from collections import deque
from time import monotonic

SPAN = 6.0  # seconds looked back


class Pace:
    """Counts what is done of a growing total. Times are seconds."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self._marks: deque[tuple[float, int]] = deque()

    def expect(self, more: int) -> None:
        """More photographs are to be done; a finished count starts over."""
        if self.done >= self.total:
            self.done = self.total = 0
            self._marks.clear()
        self.total += more

    def advance(self, done: int, now: float | None = None) -> None:
        """``done`` more photographs are done."""
        now = monotonic() if now is None else now
        if not self._marks:
            self._marks.append((now, self.done))
        self.done = min(self.total, self.done + done)
        self._marks.append((now, self.done))
        while len(self._marks) > 2 and now - self._marks[0][0] > SPAN:
            self._marks.popleft()

    def drop(self, number: int) -> None:
        """``number`` of those still to be done are no longer wanted."""
        self.total = max(self.done, self.total - number)

    def begin_again(self) -> None:
        """How fast it went until now does not count any more."""
        self._marks.clear()

    def stop(self) -> None:
        """What is left will not be done."""
        self.total = self.done

    @property
    def finished(self) -> bool:
        return self.done >= self.total

    @property
    def per_second(self) -> float:
        """Photographs per second over the last seconds; 0 while unknown."""
        if len(self._marks) < 2:
            return 0.0
        (start, before), (end, after) = self._marks[0], self._marks[-1]
        return (after - before) / (end - start) if end > start else 0.0

    @property
    def seconds_left(self) -> float | None:
        return (self.total - self.done) / self.per_second if self.per_second else None


def in_words(seconds: float) -> str:
    """A duration as "40 s", "3 min", "1 h 5 min"."""
    whole = round(seconds)
    if whole < 90:
        return f"{whole} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
