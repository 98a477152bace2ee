"""Catalogs as a stranger makes them: sound, in the program's own format, with any journal one likes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import xxhash

from aesthetic_gui.catalog import schema
from aesthetic_gui.catalog.encoding import pack_change
from aesthetic_gui.catalog.steps import StepRow, columns_of

WHEN = "2024-05-31T12:00:00.000+00:00"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">%s</rdf:RDF></x:xmpmeta>'


def craft(
    path: Path, steps: Sequence[StepRow], *, state: str = "open", folders: Sequence[Path] = (), role: str = "do"
) -> Path:
    """A catalog at ``path`` whose journal holds one operation, in that state, of ``steps``; it made ``folders``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    schema.make(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        finished = None if state == "open" else WHEN
        row = (1, None, role, "move", "Holiday", state, 1, int(state != "open"), WHEN, finished)
        connection.execute("INSERT INTO operations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        for number, step in enumerate(steps, 1):
            insert(connection, number, step)
        connection.executemany("INSERT INTO made_folders VALUES (1, ?)", [(os.fsencode(folder),) for folder in folders])
    return path


def insert(connection: sqlite3.Connection, number: int, step: StepRow) -> None:
    columns: Mapping[str, Any] = {"operation_id": 1} | columns_of(step) | {"id": number}
    names, marks = ", ".join(columns), ",".join("?" * len(columns))
    connection.execute(f"INSERT INTO steps ({names}) VALUES ({marks})", tuple(columns.values()))
    if step.writing is not None:
        connection.execute("INSERT INTO writings VALUES (?, ?, ?)", (number, *pack_change(*step.writing)))


def known(file: Path) -> dict[str, Any]:
    """All by which the program knows a file again, as it is at ``file``, before and after it was copied."""
    found, digest = os.lstat(file), None
    if file.is_file():
        digest = xxhash.xxh3_128(file.read_bytes()).hexdigest()
    numbers = {"device": found.st_dev, "inode": found.st_ino, "mtime_ns": found.st_mtime_ns}
    return {**numbers, **{f"copy_{name}": value for name, value in numbers.items()}} | {
        "size": found.st_size,
        "digest": digest,
    }


def everything_below(folder: Path) -> dict[str, tuple[Any, ...]]:
    """Names, kinds, numbers, times and contents of all that is there."""
    found = {}
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent, name)
            there = os.lstat(path)
            content = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else None
            found[str(path)] = (there.st_mode, there.st_ino, there.st_mtime_ns if path.is_file() else 0, content)
    return found
