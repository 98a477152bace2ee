"""What the sidecars of a photograph said when they were last read or written, and what was agreed on then.

Every function runs inside the caller's transaction. A photograph's own file counts as one of its sidecars here, as
ratings may be embedded in it. The agreed decision is the base of a three-way merge: what differs from it in the catalog
was decided here, what differs from it in the sidecars was decided in another program.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from aesthetic_gui.catalog.decisions import COLUMNS
from aesthetic_gui.catalog.encoding import decision_columns, decision_from
from aesthetic_gui.photo import DETAIL_TEXTS, NO_DETAILS, Decision, Details


class Seen(NamedTuple):
    """A file as it was read: bytes, modification time (ns), and the xxh3_128 of all bytes ("": only looked at)."""

    size: int
    mtime_ns: int
    digest: str


def seen(connection: sqlite3.Connection, photo_id: int) -> dict[bytes, Seen]:
    """The sidecars of a photograph by their names, as they were last read or written."""
    rows = connection.execute("SELECT name, size, mtime_ns, digest FROM sidecars WHERE photo_id = ?", (photo_id,))
    return {name: Seen(*values) for name, *values in rows.fetchall()}


def agreed(connection: sqlite3.Connection, photo_id: int) -> Decision:
    """What catalog and sidecars agreed on; undecided where nothing was ever read or written."""
    query = f"SELECT {COLUMNS} FROM agreed WHERE photo_id = ?"  # noqa: S608
    row = connection.execute(query, (photo_id,)).fetchone()
    return decision_from(*row) if row else Decision()


def agreed_details(connection: sqlite3.Connection, photo_id: int) -> Details | None:
    """The details that catalog and sidecars agreed on; None where the sidecars were never read for details."""
    rows = connection.execute("SELECT field, said FROM agreed_details WHERE photo_id = ?", (photo_id,)).fetchall()
    said = {field: text for field, text in rows if field}
    keywords = tuple(filter(None, said.pop("keywords", "").split("\n")))
    return Details(**{name: said.get(name, "") for name in DETAIL_TEXTS}, keywords=keywords) if rows else None


def agree(
    connection: sqlite3.Connection,
    photo_id: int,
    files: Mapping[bytes, Seen],
    decision: Decision,
    details: Details = NO_DETAILS,
) -> None:
    """From now on the sidecars, which are ``files``, say ``decision`` and ``details``."""
    connection.execute("DELETE FROM sidecars WHERE photo_id = ?", (photo_id,))
    connection.executemany(
        "INSERT INTO sidecars VALUES (?, ?, ?, ?, ?)", ((photo_id, name, *one) for name, one in files.items())
    )
    connection.execute(
        f"INSERT OR REPLACE INTO agreed (photo_id, {COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        (photo_id, *decision_columns(decision)),
    )
    said = {name: getattr(details, name) for name in DETAIL_TEXTS} | {"keywords": "\n".join(details.keywords)}
    connection.execute("DELETE FROM agreed_details WHERE photo_id = ?", (photo_id,))
    connection.executemany(
        "INSERT INTO agreed_details VALUES (?, ?, ?)",
        ((photo_id, field, text) for field, text in [("", ""), *said.items()] if text or not field),
    )
