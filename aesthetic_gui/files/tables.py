"""Tables as text, for other programs: JSON, and comma-separated values in which nothing is taken for a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aesthetic_gui.disk_io import read_text

PATHS = ("path", "from")  # columns of file names
LARGEST = 1 << 28  # bytes of a table that is read: some million rows
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json_table(rows: Iterable[Mapping[str, object]]) -> str:
    r"""One array, one row to a line, always valid UTF-8: lone surrogates (PEP 383) come as the escapes ``\udcff``."""
    lines = [json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows]
    text = "[\n " + ",\n ".join(lines) + "\n]\n" if lines else "[]\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def csv_table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    r"""A header and one record for each row, lines ending in CR LF; what a row lacks is empty.

    A spreadsheet takes a text that begins with = + - @, a tab or a carriage return for a formula: a file name in one
    of the columns ``PATHS`` gets "./" before it, which leaves it the same file, other text "'". Numbers stay as they
    are. Bytes of a name that are not UTF-8 stay lone surrogates (PEP 383). Raises ``ValueError`` for a value that has
    no column.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({column: _harmless(column, value) for column, value in row.items()} for row in rows)
    return text.getvalue()


def read_table(path: Path, encoding: str = "utf-8", errors: str = "strict") -> io.StringIO:
    """The text of the table at ``path``, for :mod:`csv`. Raises ``OSError``, ``UnicodeDecodeError``."""
    return io.StringIO(read_text(path, LARGEST, encoding, errors), newline="")


def _harmless(column: str, value: object) -> object:
    if not isinstance(value, str) or not value.startswith(_FORMULA):
        return value
    return ("./" if column in PATHS else "'") + value
