"""What stands in a catalog's schema: exactly what the program put there, as SQL in a file runs when it is opened.

A trigger, a view, an index over an expression or a generated column is a program of whoever made the file.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import lru_cache
from typing import NamedTuple

from aesthetic_gui.catalog.migrations import MIGRATIONS

_STATISTICS = "sqlite_stat"  # what SQLite itself adds for ANALYZE


class Thing(NamedTuple):
    """A table, an index, a view or a trigger, and the table it belongs to."""

    kind: str
    name: str
    table: str

    def __str__(self) -> str:
        return f"the {self.kind} “{self.name}”"


def guard(connection: sqlite3.Connection) -> None:
    """Let the file of ``connection`` say as little as SQLite allows about what is run."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    if hasattr(connection, "setconfig"):  # from Python 3.12 on
        for name, on in (("DEFENSIVE", True), ("ENABLE_TRIGGER", False), ("ENABLE_VIEW", False)):
            connection.setconfig(getattr(sqlite3, f"SQLITE_DBCONFIG_{name}"), on)


def added(connection: sqlite3.Connection, version: int) -> Thing | None:
    """Something in the catalog that a catalog of this version has not; None where there is nothing."""
    ours = _made(version)
    return next((thing for thing in _found(connection) if thing not in ours), None)


def changed(connection: sqlite3.Connection, version: int) -> Thing | None:
    """Something of ours that is missing or says something else; None where all is as it was made."""
    found = _found(connection)
    return next((thing for thing, words in _made(version).items() if found.get(thing) != words), None)


@lru_cache
def _made(version: int) -> dict[Thing, str]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statements in MIGRATIONS[:version]:
            for statement in statements:
                connection.execute(statement)
        return _found(connection)


def _found(connection: sqlite3.Connection) -> dict[Thing, str]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return {
        Thing(str(kind), str(name), str(table)): _plain(sql)
        for kind, name, table, sql in rows
        if not (kind == "table" and str(name).startswith(_STATISTICS))
    }


def _plain(sql: object) -> str:
    """Without what SQLite versions write differently when a table is renamed."""
    return " ".join(str(sql or "").replace('"', "").split())
