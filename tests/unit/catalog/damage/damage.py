"""A catalog with everything in it, and ways to damage it where it is meant."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.catalog.damage.pages import Pages
from aesthetic_gui.catalog.schema import damage_mark
from aesthetic_gui.catalog.steps import StepRow
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.photo import Decision, Flag, Metadata, Photo

COUNT, PAGE = 900, 4096
SHOOT = Path("/pictures/2024/2024-05-31 a wedding with a long name")
PHOTOS = [Photo(SHOOT / f"IMG_{n:05}.jpg", (), 1_000 + n, 10**18 + n) for n in range(COUNT)]
METADATA = Metadata(6000, 4000, None, "Canon EOS R5", "RF24-70mm F2.8 L IS USM", 0.004, 2.8, 400, 50.0)


def true_decision(number: int) -> Decision:
    return Decision(Flag.PICK if number % 3 else Flag.REJECT, number % 6)


def fill(path: Path) -> None:
    """Photographs, decisions, a taste, a move that is done and one that a crash left open."""
    with Catalog.open(path) as catalog:
        catalog.store([Result(photo, f"content {n}", METADATA, "p", None) for n, photo in enumerate(PHOTOS)])
        for flag, rest in ((Flag.PICK, (1, 2)), (Flag.REJECT, (0,))):
            decide(catalog, [photo for n, photo in enumerate(PHOTOS) if n % 3 in rest], flag=flag)
        for stars in range(1, 6):
            decide(catalog, PHOTOS[stars::6], stars=stars)
        tasting.create(catalog, "wedding")
        tasting.add_members(catalog, "wedding", PHOTOS[:300])
        for title in ("Move to Best", "Move to Later"):
            steps = [StepRow(n, "move", photo.path, photo.path / title, Path()) for n, photo in enumerate(PHOTOS[:60])]
            moved = journal.begin(catalog, "move", title, len(steps), steps=steps, folders=[SHOOT / title])
            if title == "Move to Best":
                with catalog.transaction() as connection:
                    connection.execute("UPDATE steps SET state = 'done'")
                journal.close(catalog, moved.id, cut_short=False)


def pages_of(path: Path, *names: str) -> list[int]:
    """The pages of these tables and indexes, roots and inner pages first."""
    with closing(sqlite3.connect(path)) as connection, Pages(path) as pages:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master").fetchall())
        trees = [pages.walk(roots[name]) for name in names]
        numbers = {number for tree in trees for number in tree.visited}
        return sorted(numbers, key=lambda number: (pages.kind(number) in (0x0D, 0x0A), number))


def leaves_of(path: Path, *names: str) -> list[int]:
    with Pages(path) as pages:
        return [number for number in pages_of(path, *names) if pages.kind(number) in (0x0D, 0x0A)]


def overwrite(path: Path, numbers: Iterable[int], content: bytes | None = None) -> None:
    """With nonsense, or with ``content``. Damage was met, so that the next start looks the catalog over."""
    noise = random.Random(1)
    with path.open("r+b") as file:
        for number in numbers:
            file.seek((number - 1) * PAGE)
            file.write(content or noise.randbytes(PAGE))
    damage_mark(path).touch()


def readable(path: Path, torn: Iterable[int]) -> set[int]:
    """The numbers (0 …) of the photographs whose decision and path are each on some page that is not torn."""
    lost = set(torn)

    def rows(name: str) -> list[tuple]:
        with Pages(path) as pages:
            numbers = [number for number in pages_of(path, name) if number not in lost]
            found = [row for n in numbers if pages.kind(n) != 0x05 for row in pages.rows(n)[0]]
            return [(row.rowid, *row.values) for row in found]

    decided = {row[0] for row in rows("decisions")} | last_decided(rows("decided"), path)
    placed = {row[0] for row in rows("photos")} | {row[2] for row in rows("sqlite_autoindex_photos_1")}
    return {number - 1 for number in decided & placed}


def last_decided(rows: list[tuple], path: Path) -> set[int]:
    """Those of whom the last entry is among ``rows``: an earlier one would say something else."""
    with closing(sqlite3.connect(path)) as connection:
        last = connection.execute("SELECT max(operation_id), photo_id FROM decided GROUP BY photo_id").fetchall()
    there = {row[1:3] for row in rows}
    return {photo for operation, photo in last if (operation, photo) in there}
