"""What keeping the catalog safe costs: backups, the checks of a start after a crash, and a rescue.

python tests/benchmarks/bench_backup.py [COUNT ...]     photographs, half of them decided (default: 10000 100000)
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import numpy as np

from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.catalog.damage import backup, rescue
from aesthetic_gui.catalog.schema import REMADE, damage_mark
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.photo import Flag, Metadata, Photo

SHOOT = Path("/home/photographer/Pictures/2024/2024-05-31 wedding")
METADATA = Metadata(
    6000,
    4000,
    datetime.fromisoformat("2024-05-31T12:00:01"),
    "Canon EOS R5",
    "RF24-70mm F2.8 L IS USM",
    0.004,
    2.8,
    400,
    50.0,
)


def main() -> None:
    for count in [int(word) for word in sys.argv[1:]] or [10_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            measure(count, Path(folder) / "catalog.db")


def measure(count: int, path: Path) -> None:
    print(f"{count:,} photographs, {count // 2:,} decided, all scored")
    photos = fill(count, path)
    sizes(path)
    told("backup", timed(lambda: backup.back_up(path)), megabytes(backup.backups(path)[0].path))
    told("asking whether one is due, today's being there", timed(lambda: backup.backup_if_due(path)))
    told("  slowest decision while it is made", slowest_decision(path, photos))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        whole = path.with_name("whole.db")
        told("for comparison: the whole file, VACUUM INTO", timed(lambda: vacuum(connection, whole)), megabytes(whole))
        for check in ("quick_check", "integrity_check", "foreign_key_check"):
            told(check, timed(lambda check=check: connection.execute(f"PRAGMA {check}").fetchall()))
        told("the tables that cannot be made again", timed(lambda: backup.trouble_in(connection)))
    told("all that a start after a crash looks at", timed(lambda: rescue.check(path)))
    damage(path)
    told("rescue, with a backup", timed(lambda: Catalog.open(path).close()))


def fill(count: int, path: Path) -> list[Photo]:
    embedding, ratings = np.linspace(0, 6, 1024, dtype=np.float32), (0.1,) * 10
    photos = [Photo(SHOOT / f"IMG_{n:06}.CR3", (), 30_000_000 + n, 10**18 + n) for n in range(count)]
    with Catalog.open(path) as catalog:
        for start in range(0, count, 1_000):
            catalog.store(
                [
                    Result(photo, identity(photo), METADATA, "nima@1+12345678", ratings, embedding=embedding)
                    for photo in photos[start : start + 1_000]
                ]
            )
        for start in range(0, count // 2, 500):
            decide(catalog, photos[start : start + 500], flag=Flag.PICK, stars=start % 5)
    return photos


def identity(photo: Photo) -> str:
    return hashlib.md5(str(photo.path).encode()).hexdigest()


def sizes(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT tbl_name, sum(pgsize) FROM dbstat JOIN sqlite_master USING (name) GROUP BY tbl_name"
        ).fetchall()
    remade = sum(size for name, size in rows if name in REMADE)
    print(f"  {megabytes(path)}, of which {remade / 1e6:.1f} MB can be made again by scoring")


def slowest_decision(path: Path, photos: list[Photo]) -> float:
    copying = threading.Thread(target=lambda: backup.back_up(path))
    slowest = 0.0
    with Catalog.open(path) as catalog:
        copying.start()
        while copying.is_alive():
            slowest = max(slowest, timed(lambda: decide(catalog, photos[:1], flag=Flag.PICK)))
            time.sleep(0.01)
    return slowest


def vacuum(connection: sqlite3.Connection, to: Path) -> None:
    connection.execute("VACUUM INTO ?", (str(to),))


def damage(path: Path) -> None:
    """The page from which all decisions hang."""
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'decisions'").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x99" * 4096)
    damage_mark(path).touch()


def megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def told(what: str, seconds: float, note: str = "") -> None:
    print(f"  {what:48}{seconds:8.3f} s  {note}")


if __name__ == "__main__":
    main()
