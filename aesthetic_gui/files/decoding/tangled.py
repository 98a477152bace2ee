"""Files of so many parts that looking through them takes long, or much memory: seen by how often they are read from.

Pillow walks a file part by part and keeps something of each; a few megabytes hold millions of empty ones. What a file
is made of cannot be told beforehand without walking as Pillow does, so its steps are counted.
"""

from __future__ import annotations

import io

TO_OPEN = 1 << 14  # readings until the pixels begin; photographs take some hundred
BYTES_A_READING = 512  # at least, of the pixels: some programs write them in pieces of 4 KiB, each read in three turns


class Tangled(Exception):
    """It has more parts than any photograph."""


class Counted(io.BytesIO):
    """Bytes that are read from so many times and no more; then reading raises :class:`Tangled`."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._left, self._more = TO_OPEN, len(data) // BYTES_A_READING

    def go_on(self) -> None:
        """It is opened: the pixels come next."""
        self._left, self._more = self._left + self._more, 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise Tangled("more parts than any photograph")
        return super().read(size)
