"""Two windows, or a window and the command line, on one catalog at once; and one of them killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_move
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.transferring import perform
from aesthetic_gui.photo import HandStack, Photo
from tests.unit.catalog.damage import damage

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).parents[3]


def start(path: Path, folder: Path, number: int, rounds: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.unit.catalog.busy", *map(str, (path, folder, number, rounds))]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def shoot(folder: Path, number: int) -> None:
    for name in "abcdef":
        photo = folder / str(number) / "a" / f"{name}.jpg"
        photo.parent.mkdir(parents=True, exist_ok=True)
        photo.write_bytes(name.encode() * 100)


def sound(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def stars(catalog: Catalog, number: int) -> list[int]:
    photos = [Photo(Path(f"/busy/{number}/{n}.jpg")) for n in range(40)]
    decisions = catalog.decisions(photos)
    return [decisions[photo.path].stars for photo in photos if photo.path in decisions]


def stacks(catalog: Catalog, number: int) -> set[HandStack | None]:
    return {one.hand for one in catalog.known([Photo(Path(f"/busy/{number}/{n}.jpg")) for n in range(40)], "").values()}


def test_two_that_work_at_once_are_neither_locked_out_nor_blind_to_each_other(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    for number in (1, 2, 3):
        shoot(tmp_path, number)
    started = [start(path, tmp_path, number, 25) for number in (1, 2, 3)]
    with Catalog.open(path) as window:  # and this one looks on, decides, and makes backups
        seen: set[int] = set()
        while any(process.poll() is None for process in started):
            seen |= {number for number in (1, 2, 3) if stars(window, number)}
            decide(window, [Photo(Path("/busy/window.jpg"))], stars=3)
            backup.back_up(path)
            time.sleep(0.05)
        ended = [(process.wait(), process.communicate()[1]) for process in started]
        assert ended == [(0, "")] * 3
        assert seen == {1, 2, 3}
        assert [len(stars(window, number)) for number in (1, 2, 3)] == [40, 40, 40]
        assert journal.open_operations(window) == []
    sound(path)
    assert len(list(tmp_path.glob("[123]/*/*.jpg"))) == 18


@pytest.mark.slow
def test_one_that_is_killed_leaves_the_other_at_work_and_the_catalog_sound(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    for number in (1, 2):
        shoot(tmp_path, number)
    steady = start(path, tmp_path, 1, 60)
    for _ in range(6):
        dying = start(path, tmp_path, 2, 10_000)
        assert dying.stdout is not None
        line = dying.stdout.readline()
        time.sleep(0.013 * (os.getpid() % 7))
        dying.send_signal(signal.SIGKILL)
        _, told = dying.communicate()
        assert line, told
    assert steady.communicate()[1] == ""
    assert steady.returncode == 0
    with Catalog.open(path) as catalog:
        assert catalog.notices == ()
        recover(catalog)
        assert journal.open_operations(catalog) == []
        assert len(stars(catalog, 1)) == 40
        assert len(set(stars(catalog, 2)[20:])) == 1  # all of a decision, or none of it
        assert [len(stacks(catalog, number)) for number in (1, 2)] == [1, 1]  # and of what was stacked
    sound(path)
    assert len(list(tmp_path.glob("[12]/*/*.jpg"))) == 12


OPENS = """
import sys
from pathlib import Path
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import CatalogError
try:
    with Catalog.open(Path(sys.argv[1])) as catalog:
        print(catalog.notices)
except CatalogError as error:
    print(error)
"""


def test_two_starts_at_once_repair_a_damaged_catalog_once(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    damage.fill(path)
    damage.overwrite(path, damage.pages_of(path, "photos"))
    command = [sys.executable, "-c", OPENS, str(path)]
    started = [subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    told = [process.communicate(timeout=60)[0] for process in started]
    assert sum("set aside as" in one for one in told) == 1
    assert all("set aside as" in one or "()" in one or "another window" in one.lower() for one in told)
    assert len(list(tmp_path.glob("catalog.db.damaged-*"))) == 1
    sound(path)
    with Catalog.open(path) as catalog:
        assert len(catalog.decisions(damage.PHOTOS)) == damage.COUNT


def test_decisions_are_taken_while_a_long_move_is_under_way(tmp_path: Path) -> None:
    """The move holds the lock of those who move files all the time, but not the catalog's."""
    photos = []
    for number in range(300):
        photo = tmp_path / "shoot" / f"{number}.jpg"
        photo.parent.mkdir(exist_ok=True)
        photo.write_bytes(b"x")
        photos.append(Photo(photo, (), 1, photo.stat().st_mtime_ns))
    with Catalog.open(tmp_path / "catalog.db") as one, Catalog.open(tmp_path / "catalog.db") as other:
        slowest = 0.0
        for _ in perform(one, plan_move(photos, tmp_path / "best")):
            before = time.monotonic()
            decide(other, [Photo(Path("/elsewhere.jpg"))], stars=2)
            slowest = max(slowest, time.monotonic() - before)
        assert slowest < 1
        assert len(list((tmp_path / "best").iterdir())) == 300
