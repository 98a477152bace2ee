"""Scores and decisions as CSV and JSON, to a file or a stream.

A file is written beside its name and then put in place, so that what was there before stays whole until then.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from aesthetic_gui.culling.item import Item
from aesthetic_gui.files.formats import is_photograph
from aesthetic_gui.files.transfer import copying
from aesthetic_gui.photo import AestheticError

RATINGS = tuple(f"r{rating}" for rating in range(1, 11))
COLUMNS = (
    "path",
    "verdict",
    "p_aesthetic",
    "mean",
    "sd",
    *RATINGS,
    "pack",
    "taste",
    "flag",
    "stars",
    "label",
    "error",
    "trouble",
)


class ExportError(AestheticError):
    """The scores could not be written; the text says why."""


class ExportExists(ExportError):
    """There is a file of that name, and nobody said that it may be replaced."""


def to_record(item: Item) -> dict[str, Any]:
    """What ``score --json`` says of one photograph: path and score, or path, ``error`` and ``trouble``, its kind.

    ``distribution`` holds the ten probabilities for the ratings 1 to 10; ``p_aesthetic`` is 0 to 1, ``mean``
    and ``sd`` are in ratings. ``taste`` is there where the photographer's taste has judged.
    Bytes of the path that are not UTF-8 are lone surrogates (PEP 383).
    """
    record: dict[str, Any] = {"path": str(item.photo.path)}
    if item.unreadable is not None:
        record["error"] = item.unreadable
        record |= {"trouble": item.trouble.value} if item.trouble else {}
    elif item.score is not None:
        score = item.score
        record |= {"verdict": score.verdict.value, "p_aesthetic": score.p_aesthetic, "mean": score.mean}
        record |= {"sd": score.sd, "distribution": list(score.distribution), "pack": score.pack}
        record |= {"taste": score.taste} if score.taste else {}
    return record


def write_json(items: Iterable[Item], stream: TextIO) -> None:
    """One array of :func:`to_record` objects with ``flag`` (-1, 0, 1), ``stars`` and ``label``; valid UTF-8 always."""
    lines = (_valid(json.dumps(to_record(item) | _decision(item), ensure_ascii=False)) for item in items)
    separator = "[\n "
    for line in lines:
        stream.write(separator + line)
        separator = ",\n "
    stream.write("[]\n" if separator == "[\n " else "\n]\n")


def write_csv(items: Iterable[Item], stream: TextIO) -> None:
    """A header and one row each (RFC 4180); what a photograph lacks is empty. Open ``stream`` with ``newline=""``.

    A spreadsheet takes what begins with = + - @ for a formula: such a path gets "./" before it, other text "'".
    Bytes of a path that are not UTF-8 are written as ``\\xff``.
    """
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for item in items:
        writer.writerow(_row(item))


def export_json(items: Sequence[Item], path: Path, *, replace: bool = False) -> None:
    """Write ``items`` to ``path`` as :func:`write_json` does. Raises as :func:`export_csv` does."""
    text = io.StringIO()
    write_json(items, text)
    write_file(text.getvalue().encode("utf-8"), path, replace)


def export_csv(items: Sequence[Item], path: Path, *, replace: bool = False) -> None:
    """Write ``items`` to ``path`` as :func:`write_csv` does, with the mark by which Excel knows UTF-8.

    Raises :class:`ExportExists` where there is such a file and not ``replace``, :class:`ExportError` where it
    cannot be written, and always where ``path`` has a photograph's name.
    """
    text = io.StringIO(newline="")
    write_csv(items, text)
    write_file(text.getvalue().encode("utf-8-sig"), path, replace)


def write_file(content: bytes, path: Path, replace: bool) -> None:
    """Write ``content`` to ``path``, all or nothing. Raises as :func:`export_csv` does."""
    if is_photograph(path):
        raise ExportError(f"{path.name} is a photograph's name. Give the list a name that ends in .csv or .json.")
    try:
        copying.write_whole(content, path, replace=replace)
    except FileExistsError as error:
        raise ExportExists(f"There is a file called {path.name} already. Choose another name.") from error
    except OSError as error:
        raise ExportError(f"{path.name} was not written. {copying.reason(error, path)}") from error


def _row(item: Item) -> dict[str, Any]:
    record = to_record(item)
    shares = record.pop("distribution", ())
    numbers = {name: f"{record[name]:.6f}" for name in ("p_aesthetic", "mean", "sd") if name in record}
    ratings = {name: f"{share:.6f}" for name, share in zip(RATINGS, shares, strict=False)}
    decision = _decision(item)
    texts = {name: _harmless(text, "'") for name in ("pack", "taste", "error") if (text := record.get(name))}
    path = {"path": _harmless(_bytes_shown(record["path"]), "./")}
    return record | numbers | ratings | decision | texts | path


def _decision(item: Item) -> dict[str, Any]:
    return {"flag": int(item.decision.flag), "stars": item.decision.stars, "label": item.decision.label.value}


def _harmless(text: str, before: str) -> str:
    return before + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _valid(text: str) -> str:
    r"""JSON with lone surrogates as the escapes ``\udcff`` that it has for them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _bytes_shown(text: str) -> str:
    return os.fsencode(text).decode("utf-8", "backslashreplace")
