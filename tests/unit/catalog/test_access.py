"""Who waits for whom at the catalog: one who decides for one other transaction, and for no reader."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aesthetic_gui.catalog import access
from aesthetic_gui.catalog.access import COMMITS, Turns
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.photo import Decision, Flag, Photo

PHOTO = Photo(Path("/shoot/a.jpg"), (), 7, 7)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


def test_the_turn_goes_to_who_waited_longest_not_to_who_gives_it_back() -> None:
    turns, order, waiting = Turns(), [], threading.Event()

    def once() -> None:
        waiting.set()
        with turns:
            order.append("decision")

    thread = threading.Thread(target=once)
    with turns:
        thread.start()
        waiting.wait()
        while not turns._waiting:
            time.sleep(0.001)
    for _ in range(100):  # a long operation, transaction after transaction
        with turns:
            order.append("operation")
    thread.join()
    assert order[0] == "decision"


def test_who_has_the_turn_may_take_it_once_more() -> None:
    turns = Turns()
    with turns, turns:
        assert turns.mine
    assert not turns.mine


def test_a_decision_does_not_wait_for_who_reads(catalog: Catalog) -> None:
    with catalog.reading() as connection:
        connection.execute("SELECT count(*) FROM photos").fetchone()
        thread = threading.Thread(target=lambda: decide(catalog, [PHOTO], flag=Flag.PICK))
        thread.start()
        thread.join(5)
        assert not thread.is_alive()
    assert catalog.decisions([PHOTO])[PHOTO.path] == Decision(Flag.PICK)


def test_who_reads_sees_one_state_and_cannot_write(catalog: Catalog) -> None:
    with catalog.reading() as connection:
        before = connection.execute("SELECT count(*) FROM photos").fetchone()
        threading.Thread(target=lambda: decide(catalog, [PHOTO], flag=Flag.PICK)).run()
        assert connection.execute("SELECT count(*) FROM photos").fetchone() == before
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM photos")
        connection.execute("SELECT 1")


def test_a_closed_catalog_is_read_no_more(catalog: Catalog) -> None:
    catalog.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        catalog.decisions([PHOTO])


WRITES = """
import sys, time
from pathlib import Path
from aesthetic_gui.catalog.catalog import Catalog
with Catalog.open(Path(sys.argv[1])) as catalog:
    print("ready", flush=True)
    sys.stdin.readline()
    while True:
        with catalog.transaction(durable=False) as connection:
            connection.execute("INSERT INTO made_folders SELECT id, randomblob(8) FROM operations LIMIT 1")
            time.sleep(0.005)
        time.sleep(0.002)
"""


@pytest.mark.slow
def test_a_decision_waits_for_one_transaction_of_another_program(catalog: Catalog) -> None:
    """SQLite's own waiting looks again more and more seldom: in a tenth of a second, in the end."""
    command = [sys.executable, "-c", WRITES, str(catalog.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdout.readline()
        other.stdin.write("go\n")
        other.stdin.flush()
        took = []
        for _ in range(40):
            begun = time.monotonic()
            decide(catalog, [PHOTO], flag=Flag.PICK)
            took.append(time.monotonic() - begun)
        other.kill()
    assert sorted(took)[20] < 0.05


def test_what_is_written_ahead_is_brought_in_and_does_not_grow_for_ever(catalog: Catalog) -> None:
    """Not in a transaction, where SQLite does it: its two waits for the disk would hold up who decides next."""
    with catalog.transaction() as connection:
        assert connection.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)
    log = catalog.path.with_name(catalog.path.name + "-wal")
    sizes = []
    for _ in range(5 * COMMITS):
        decide(catalog, [PHOTO], flag=Flag.PICK)
        sizes.append(log.stat().st_size)
    assert sizes[-1] < 2 * sizes[COMMITS]


def test_what_is_written_ahead_is_not_brought_in_while_somebody_writes(catalog: Catalog) -> None:
    """SQLite before 3.51.3 may lose pages where both happen at once."""
    brought = threading.Event()
    for _ in range(COMMITS - 1):
        decide(catalog, [PHOTO], flag=Flag.PICK)

    def one_more() -> None:
        decide(catalog, [PHOTO], flag=Flag.REJECT)
        brought.set()

    before = catalog.path.read_bytes()
    with catalog.undisturbed():
        other = threading.Thread(target=one_more)
        other.start()
        time.sleep(0.1)
        assert catalog.path.read_bytes() == before
        assert not brought.is_set()
    other.join(10)
    assert brought.is_set()
    assert catalog.path.read_bytes() != before


def test_the_log_is_not_begun_anew_before_what_was_brought_in_is_on_the_disk(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = catalog.path.with_name(catalog.path.name + "-wal")
    begun: list[bytes] = []
    really_sync = access._sync

    def slowly(descriptor: int) -> None:
        if os.path.samestat(os.fstat(descriptor), catalog.path.stat()) and not begun:
            salt = log.read_bytes()[16:24]
            begun.append(salt)
            other = threading.Thread(target=decide, args=(catalog, [PHOTO]), kwargs={"flag": Flag.REJECT})
            other.start()
            other.join(10)  # who decides does not wait for this disk
            assert log.read_bytes()[16:24] == salt
        really_sync(descriptor)

    monkeypatch.setattr(access, "_sync", slowly)
    for _ in range(COMMITS + 1):
        decide(catalog, [PHOTO], flag=Flag.PICK)
    assert begun


def test_the_locks_on_a_catalog_outlive_another_one_of_the_same_file(catalog: Catalog) -> None:
    """Under POSIX a process that closes any descriptor of a file gives up all its locks on it."""
    with Catalog.open(catalog.path) as second:
        decide(second, [PHOTO], flag=Flag.PICK)
    decide(catalog, [PHOTO], flag=Flag.REJECT)
    program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT 1 FROM photos'); c.close()"
    subprocess.run([sys.executable, "-c", program, str(catalog.path)], check=True)
    assert catalog.path.with_name(catalog.path.name + "-wal").stat().st_size  # the last to leave would remove it
