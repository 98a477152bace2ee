"""Tastes: their names, the photographs that are their members, and the examples that came from files.

Every function runs inside the caller's transaction. What of a member counts is read from its decision each time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from aesthetic_gui.catalog.encoding import SEEN_AS, path_from, unpack_distribution


class TasteRow(NamedTuple):
    """A taste as it is kept; names that differ in capitals only are one."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class TasteSummary:
    """One row of the list of tastes: its picks and rejects, and how many of them came from a file."""

    name: str
    picks: int
    rejects: int
    imported: int


@dataclass(frozen=True, slots=True)
class Member:
    """A photograph that is picked or rejected. ``embedding`` (float16, as stored) and ``distribution``: once scored.

    ``evidence`` is None where it is the mean rating. ``outdated``: another pack has scored it, this one has not.
    """

    content_id: str | None
    path: Path
    captured_at: datetime | None
    picked: bool
    embedding: bytes | None
    distribution: tuple[float, ...] | None
    evidence: float | None = None
    outdated: bool = False


class Example(NamedTuple):
    """A decision that came from a file: its embedding (float16, as stored) and the pack's evidence (``photo.Score``).

    Those of a taste with the same ``burst`` are of one burst.
    """

    embedding: bytes
    evidence: float
    picked: bool
    burst: int


def summaries(connection: sqlite3.Connection) -> list[TasteSummary]:
    """Every taste, by name. Members that are undecided now are not counted."""
    rows = connection.execute(
        "SELECT name, coalesce(sum(flag = 1), 0), coalesce(sum(flag = -1), 0), coalesce(sum(imported), 0) "
        "FROM tastes LEFT JOIN ("
        "SELECT taste_id, flag, 0 AS imported FROM taste_members JOIN decisions USING (photo_id) "
        "UNION ALL SELECT taste_id, 2 * picked - 1, 1 FROM taste_examples"
        ") ON taste_id = id GROUP BY id ORDER BY name"
    )
    return [TasteSummary(*row) for row in rows.fetchall()]


def find(connection: sqlite3.Connection, name: str) -> TasteRow | None:
    found = connection.execute("SELECT id, name FROM tastes WHERE name = ?", (name,)).fetchone()
    return TasteRow(*found) if found else None


def make(connection: sqlite3.Connection, name: str) -> int:
    """A new taste without members. Raises ``sqlite3.IntegrityError`` where there is one of that name."""
    return connection.execute("INSERT INTO tastes (name) VALUES (?)", (name,)).lastrowid or 0


def rename(connection: sqlite3.Connection, taste_id: int, name: str) -> None:
    """Raises ``sqlite3.IntegrityError`` where there is another one of that name."""
    connection.execute("UPDATE tastes SET name = ? WHERE id = ?", (name, taste_id))


def empty(connection: sqlite3.Connection, taste_id: int) -> None:
    """Take its members and examples away."""
    connection.execute("DELETE FROM taste_members WHERE taste_id = ?", (taste_id,))
    connection.execute("DELETE FROM taste_examples WHERE taste_id = ?", (taste_id,))


def remove(connection: sqlite3.Connection, taste_id: int) -> None:
    """Members and examples go with it."""
    connection.execute("DELETE FROM tastes WHERE id = ?", (taste_id,))


def add_members(connection: sqlite3.Connection, taste_id: int, photo_ids: Iterable[int]) -> int:
    """Returns how many are new to it."""
    rows = ((taste_id, photo_id) for photo_id in photo_ids)
    return connection.executemany("INSERT INTO taste_members VALUES (?, ?) ON CONFLICT DO NOTHING", rows).rowcount


def members(connection: sqlite3.Connection, taste_id: int, pack_key: str) -> list[Member]:
    """Those that are decided, with what the pack says of them."""
    rows = connection.execute(
        f"SELECT {SEEN_AS}, path, json_extract(metadata, '$.captured_at'), flag, embedding, distribution, evidence, "  # noqa: S608
        f"embedding IS NULL AND EXISTS (SELECT 1 FROM scores o WHERE o.content_id = {SEEN_AS} AND o.pack_key != ?) "
        "FROM taste_members m JOIN decisions d USING (photo_id) JOIN photos p ON p.id = m.photo_id "
        f"LEFT JOIN embeddings e ON e.content_id = {SEEN_AS} AND e.pack_key = ? "
        "LEFT JOIN scores s ON s.content_id = e.content_id AND s.pack_key = e.pack_key "
        "WHERE taste_id = ? AND flag != 0 ORDER BY p.id",
        (pack_key, pack_key, taste_id),
    )
    return [
        Member(
            content_id,
            path_from(path),
            datetime.fromisoformat(captured_at) if captured_at else None,
            flag > 0,
            embedding,
            unpack_distribution(distribution) if distribution is not None else None,
            evidence,
            bool(outdated),
        )
        for content_id, path, captured_at, flag, embedding, distribution, evidence, outdated in rows.fetchall()
    ]


def examples(connection: sqlite3.Connection, taste_id: int, pack_key: str) -> list[Example]:
    """Those that were made with the pack, in the order of the file."""
    rows = connection.execute(
        "SELECT embedding, evidence, picked, burst FROM taste_examples WHERE (taste_id, pack_key) = (?, ?) ORDER BY id",
        (taste_id, pack_key),
    )
    return [Example(embedding, evidence, bool(picked), burst) for embedding, evidence, picked, burst in rows.fetchall()]


def add_examples(connection: sqlite3.Connection, taste_id: int, pack_key: str, added: Iterable[Example]) -> None:
    connection.executemany(
        "INSERT INTO taste_examples (taste_id, pack_key, embedding, evidence, picked, burst) VALUES (?, ?, ?, ?, ?, ?)",
        ((taste_id, pack_key, *one) for one in added),
    )


def count_foreign(connection: sqlite3.Connection, taste_id: int, pack_key: str) -> int:
    """How many of its examples were made with another pack."""
    query = "SELECT count(*) FROM taste_examples WHERE taste_id = ? AND pack_key != ?"
    return int(connection.execute(query, (taste_id, pack_key)).fetchone()[0])


def embedding_size(connection: sqlite3.Connection, pack_key: str) -> int | None:
    """The bytes of each embedding of the pack; None where nothing was scored with it."""
    query = "SELECT length(embedding) FROM embeddings WHERE pack_key = ? LIMIT 1"
    found = connection.execute(query, (pack_key,)).fetchone()
    return int(found[0]) if found else None
