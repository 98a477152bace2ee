"""Rows that follow their photographs: moved or copied by us, moved outside the program, or replaced by another.

Every function runs inside the caller's transaction. Paths are ``os.fsencode``d bytes.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.catalog.decisions import COLUMNS, decision_of, details_of, hand_of
from aesthetic_gui.catalog.encoding import pack_metadata, path_key, unpack_metadata
from aesthetic_gui.catalog.rows.sidecar_rows import agreed, agreed_details
from aesthetic_gui.photo import NO_DETAILS, Decision, Metadata, Photo


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """What the table says of one photograph."""

    id: int
    path: bytes
    size: int | None
    mtime_ns: int | None
    content_id: str | None
    metadata: str | None


_WENT = "state = 'done' AND act IN ('move', 'trash', 'restore') AND target <> x'2e'"
_COLUMNS = "id, path, size, mtime_ns, content_id, metadata"


def row_at(connection: sqlite3.Connection, path: bytes) -> PhotoRow | None:
    found = connection.execute(f"SELECT {_COLUMNS} FROM photos WHERE path = ?", (path,)).fetchone()  # noqa: S608
    return PhotoRow(*found) if found else None


def rows_for(connection: sqlite3.Connection, paths: Sequence[bytes]) -> list[int]:
    """The ids of the rows at ``paths``, in their order; what was never met gets a row."""
    connection.executemany("INSERT INTO photos (path) VALUES (?) ON CONFLICT DO NOTHING", ((path,) for path in paths))
    return [connection.execute("SELECT id FROM photos WHERE path = ?", (path,)).fetchone()[0] for path in paths]


def set_metadata(connection: sqlite3.Connection, photo_id: int, metadata: Metadata) -> None:
    connection.execute("UPDATE photos SET metadata = ? WHERE id = ?", (pack_metadata(metadata), photo_id))


def places_of(
    connection: sqlite3.Connection, photos: Iterable[Photo], there: Mapping[bytes, bool]
) -> tuple[list[bytes], set[bytes]]:
    """Where ``photos`` are that were seen at their paths, in their order: operations may have moved them since.

    Whoever sees one where it was need not have heard of the operation yet, which may be another program's. It is known
    by its size and, within what a memory card's file system rounds off, its time. What is at its path now stays:
    ``there`` tells of paths whether anything is. Returned as well are those of which that has to be known first.
    """
    places, unknown = [], set[bytes]()
    for photo in photos:
        path = path_key(photo.path)
        went = _went(connection, path, photo)
        if went and path not in there:
            unknown.add(path)
        places.append(_further(connection, *went) if went and not there.get(path, True) else path)
    return places, unknown


def _went(connection: sqlite3.Connection, path: bytes, photo: Photo) -> tuple[int, bytes] | None:
    """The last step that took the photograph from ``path``, and where to."""
    found: tuple[int, bytes] | None = connection.execute(
        "SELECT id, target FROM steps WHERE source = ? AND size = ? AND abs(mtime_ns - ?) <= 2000000000 "  # noqa: S608
        f"AND {_WENT} ORDER BY id DESC LIMIT 1",
        (path, photo.size, photo.mtime_ns),
    ).fetchone()
    return found


def _further(connection: sqlite3.Connection, step: int, path: bytes) -> bytes:
    """Where what came to ``path`` by the ``step`` is now."""
    following = f"SELECT id, target FROM steps WHERE source = ? AND id > ? AND {_WENT} ORDER BY id LIMIT 1"  # noqa: S608
    while later := connection.execute(following, (path, step)).fetchone():
        step, path = later
    return path


def undecided_paths(connection: sqlite3.Connection) -> list[Path]:
    """The photographs without a decision: after a rescue, those whose sidecars may hold one."""
    rows = connection.execute(
        "SELECT path FROM photos LEFT JOIN decisions ON photo_id = id "
        "WHERE photo_id IS NULL AND instr(path, x'00') = 0 ORDER BY path"
    )
    return [Path(os.fsdecode(path)) for (path,) in rows]


def follow_move(connection: sqlite3.Connection, source: bytes, target: bytes, size: int, mtime_ns: int) -> None:
    """The file at ``source`` is at ``target`` now: its row, with its decision, goes along.

    ``size`` and ``mtime_ns`` are the file's at ``target``; they count where the row knew the file as it was.
    """
    row, there = row_at(connection, source), row_at(connection, target)
    if row is None and there and (there.size, there.mtime_ns) == (size, mtime_ns):
        return  # who watches the folders saw it arrive, and was first
    make_way(connection, target)
    if row is None:
        return
    known_time = mtime_ns if row.size == size else row.mtime_ns
    connection.execute("UPDATE photos SET path = ?, mtime_ns = ? WHERE id = ?", (target, known_time, row.id))


def follow_copy(connection: sqlite3.Connection, source: bytes, target: bytes, size: int, mtime_ns: int) -> None:
    """``target`` is a copy of ``source`` now: it gets a row of its own, with a copy of the decision."""
    row = row_at(connection, source)
    make_way(connection, target)
    if row is None:
        return
    known_time = mtime_ns if row.size == size else row.mtime_ns
    _double(connection, row.id, target, known_time)


def follow_embedded(connection: sqlite3.Connection, source: bytes, target: bytes, size: int, mtime_ns: int) -> None:
    """As :func:`follow_copy`, of a copy that has the same pixels but carries its rating: it is of another size."""
    follow_copy(connection, source, target, size, mtime_ns)
    row, copy = row_at(connection, source), row_at(connection, target)
    if row and copy and row.mtime_ns == mtime_ns:
        connection.execute("UPDATE photos SET size = ?, mtime_ns = ? WHERE id = ?", (size, mtime_ns, copy.id))


def make_way(connection: sqlite3.Connection, path: bytes) -> None:
    """Another photograph is at ``path`` now: the row that was there waits for its own to turn up again.

    It waits under a path that no file can have (a NUL byte in it), so that its decision is not lost and
    not taken for the newcomer's.
    """
    row = row_at(connection, path)
    if row is not None:
        connection.execute("UPDATE photos SET path = ? WHERE id = ?", (b"%s\0%d" % (path, row.id), row.id))


def paths_of(connection: sqlite3.Connection, content_ids: Iterable[str]) -> list[bytes]:
    """Where the photographs of these contents are, or were."""
    rows = connection.execute(
        "SELECT p.path FROM json_each(?) CROSS JOIN photos p ON content_id = value WHERE instr(p.path, x'00') = 0",
        (json.dumps(list(content_ids)),),
    )
    return [path for (path,) in rows]


def of_sizes(connection: sqlite3.Connection, sizes: Iterable[int]) -> list[tuple[bytes, int, int]]:
    """(path, size in bytes, time of the last change in ns) of photographs of these ``sizes``, and of copies made here.

    Where they are by what is known: whether a file is there has to be asked of the disk.
    """
    wanted = json.dumps(sorted(set(sizes)))
    return connection.execute(
        "SELECT path, size, mtime_ns FROM photos WHERE mtime_ns IS NOT NULL AND instr(path, x'00') = 0 "
        "AND size IN (SELECT value FROM json_each(?)) "
        "UNION SELECT target, size, mtime_ns FROM steps WHERE state = 'done' AND act IN ('copy', 'clone', 'move') "
        "AND mtime_ns IS NOT NULL AND size IN (SELECT value FROM json_each(?))",
        (wanted, wanted),
    ).fetchall()


def gone_of(paths: Iterable[bytes]) -> dict[bytes, bool]:
    """Those of ``paths`` at which no file is, and whether their folders are there. Asks the disk."""
    return {path: os.path.isdir(os.path.dirname(path)) for path in paths if not os.path.lexists(path)}  # noqa: PTH112, PTH120


def settle(
    connection: sqlite3.Connection, path: bytes, content_id: str, metadata: Metadata | None, gone: Mapping[bytes, bool]
) -> tuple[int | None, bool]:
    """Find the row that belongs to the photograph read at ``path``: (its id, whether it came from elsewhere).

    The row at ``path`` is it, unless that one speaks of another photograph (taken at another time), or of none yet
    and nothing was decided there (what its sidecars say was not); then it is the row of the same content whose file
    is gone, if there is one. ``gone`` is :func:`gone_of` the paths of that content, looked up before the transaction.
    """
    row = row_at(connection, path)
    if row and row.content_id == content_id:
        return row.id, False
    replaced = row is not None and _is_another_photograph(row, metadata)
    decided = row is not None and _says_own(connection, row.id)
    if row and not replaced and (row.content_id is not None or decided):
        return row.id, False
    lost = _row_without_its_file(connection, content_id, gone)
    if row and not replaced and (lost is None or _says_less(connection, lost.id, row.id)):
        return row.id, False
    if row:
        make_way(connection, path)
    if lost:
        _adopt(connection, lost, path, gone)
    return (lost.id if lost else None), replaced or lost is not None


def _says_own(connection: sqlite3.Connection, photo_id: int) -> bool:
    """Whether anything was decided, stacked or written here, and not only read of its sidecars."""
    decided = decision_of(connection, photo_id) not in (Decision(), agreed(connection, photo_id))
    decided = decided or bool(hand_of(connection, photo_id))
    return decided or details_of(connection, photo_id) not in (NO_DETAILS, agreed_details(connection, photo_id))


def _says_less(connection: sqlite3.Connection, photo_id: int, than: int) -> bool:
    """Whether nothing was decided of the one, while the sidecars of the other said something."""
    return decision_of(connection, photo_id) == Decision() != decision_of(connection, than)


def _is_another_photograph(row: PhotoRow, metadata: Metadata | None) -> bool:
    """An edited photograph keeps its time of capture; a memory card that was formatted reuses names only."""
    if row.content_id is None or row.metadata is None or metadata is None:
        return False
    before = unpack_metadata(row.metadata)
    both_known = before.captured_at is not None and metadata.captured_at is not None
    return both_known and before.captured_at != metadata.captured_at


def _row_without_its_file(
    connection: sqlite3.Connection, content_id: str, gone: Mapping[bytes, bool]
) -> PhotoRow | None:
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM photos WHERE content_id = ? "  # noqa: S608
        "ORDER BY id IN (SELECT photo_id FROM decisions) DESC, id DESC",
        (content_id,),
    )
    rows = (PhotoRow(*row) for row in found.fetchall())
    return next((row for row in rows if b"\0" in row.path or _is_lost(connection, row.path, gone)), None)


def _is_lost(connection: sqlite3.Connection, path: bytes, gone: Mapping[bytes, bool]) -> bool:
    """Not where an operation takes the file somewhere else at this moment: the row will follow it."""
    under_way = "SELECT 1 FROM steps WHERE source = ? AND state IN ('planned', 'staged') LIMIT 1"
    return path in gone and connection.execute(under_way, (path,)).fetchone() is None


def _adopt(connection: sqlite3.Connection, lost: PhotoRow, path: bytes, gone: Mapping[bytes, bool]) -> None:
    connection.execute("UPDATE photos SET path = ? WHERE id = ?", (path, lost.id))
    if b"\0" in lost.path or gone[lost.path]:
        return
    # The folder is gone too: perhaps its drive is only unplugged, so the photograph there keeps its decision.
    _double(connection, lost.id, lost.path, lost.mtime_ns)


def _double(connection: sqlite3.Connection, photo_id: int, path: bytes, mtime_ns: int | None) -> None:
    """One more row like that of the photograph, with what was decided, and what its sidecars agreed on."""
    copied = connection.execute(
        "INSERT INTO photos (path, size, mtime_ns, content_id, metadata, unreadable) "
        "SELECT ?, size, ?, content_id, metadata, unreadable FROM photos WHERE id = ?",
        (path, mtime_ns, photo_id),
    ).lastrowid
    for table in ("decisions", "agreed"):
        connection.execute(
            f"INSERT INTO {table} (photo_id, {COLUMNS}) SELECT ?, {COLUMNS} FROM {table} WHERE photo_id = ?",  # noqa: S608
            (copied, photo_id),
        )
    for table, columns in (("details", "said"), ("agreed_details", "field, said"), ("stacked", "stack, cover")):
        connection.execute(
            f"INSERT INTO {table} SELECT ?, {columns} FROM {table} WHERE photo_id = ?",  # noqa: S608
            (copied, photo_id),
        )
