"""Results on stdout, always valid UTF-8: as JSON, as comma-separated values, or as a table for people.

A file name may hold any bytes. Those that are not UTF-8 come as escapes of lone surrogates in JSON
(``\\udcff`` is the byte FF; Python's ``os.fsencode`` turns the string back into the name), and as
``\\xff`` in the other forms, like line breaks and control characters in a table.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from aesthetic_gui.files.tables import json_table

CONTROLS_SHOWN = {code: f"\\x{code:02x}" for code in (*range(32), 127, *range(128, 160))}


def print_json(rows: Sequence[dict[str, Any]]) -> None:
    """One array, one row to a line."""
    _write(json_table(rows))


def print_text(text: str) -> None:
    """As it is: a whole table, made elsewhere."""
    _write(text)


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns for people; the last may be of any length."""
    cells = [header, *([one_line(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)][:-1]
    print_lines("  ".join((*map(str.ljust, row, widths), row[-1])).rstrip() for row in cells)


def print_lines(lines: Iterable[str]) -> None:
    """Each line on a line of its own."""
    _write("".join(f"{one_line(line)}\n" for line in lines))


def one_line(text: str) -> str:
    """``text`` without line breaks, control characters or bytes that are not UTF-8: each shown as an escape."""
    return _bytes_shown(text).translate(CONTROLS_SHOWN)


def shown(path: Path) -> str:
    """The name as UTF-8 in any locale; its bytes that are not UTF-8 are lone surrogates (PEP 383)."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def tell(text: str) -> None:
    """A line for people on stderr: notices, what is unreadable, what was mended."""
    sys.stderr.write(f"{one_line(text)}\n")
    sys.stderr.flush()


def _bytes_shown(text: str) -> str:
    """The bytes that Python smuggles through a string as lone surrogates (PEP 383), as ``\\xff``."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _write(text: str, errors: str = "strict") -> None:
    """UTF-8 whatever the terminal's locale says: results go to files and other programs."""
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(text)
        return
    left = memoryview(text.encode("utf-8", errors))
    while left:  # an unbuffered stream (python -u) writes less than asked when a signal arrives
        left = left[stream.write(left) or 0 :]
    stream.flush()
