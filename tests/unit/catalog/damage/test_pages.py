"""Reading a file page by page gives what SQLite gives, as long as nothing is damaged."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.catalog.damage.pages import Pages

INTEGERS = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.sampled_from([0, 1, -1, 127, 128, 2**23, 2**47]))
TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
BLOBS = st.one_of(st.none(), st.binary(max_size=40), st.integers(0, 20_000).map(bytes))
ROWS = st.lists(st.tuples(INTEGERS, TEXTS, BLOBS, st.floats(allow_nan=False)), max_size=120)


def by_pages(path: Path, root: int) -> list[tuple]:
    with Pages(path) as pages:
        tree = pages.walk(root)
        assert tree.whole
        read = [pages.rows(number) for number in tree.pages]
    assert all(whole for _, whole in read)
    return [(row.rowid, *row.values) for rows, _ in read for row in rows]


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, page_size=st.sampled_from([512, 1024, 4096, 65536]), first=st.integers(-(2**63), 2**62))
def test_a_table_is_read_as_sqlite_reads_it(rows: list[tuple], page_size: int, first: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA page_size = {page_size}")
            connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, t TEXT, b BLOB, f REAL) STRICT")
            connection.executemany(
                "INSERT INTO t VALUES (?, ?, ?, ?, ?)", ((first + n, *row) for n, row in enumerate(rows))
            )
            wanted = connection.execute("SELECT id, NULL, i, t, b, f FROM t ORDER BY id").fetchall()
            root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 't'").fetchone()[0]
        assert by_pages(path, root) == wanted


@settings(max_examples=40, deadline=None)
@given(rows=st.dictionaries(st.binary(max_size=2_500), TEXTS, max_size=120))
def test_a_table_without_rowids_is_read_as_sqlite_reads_it(rows: dict) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("CREATE TABLE t (k BLOB PRIMARY KEY, t TEXT) STRICT, WITHOUT ROWID")
            connection.executemany("INSERT INTO t VALUES (?, ?)", rows.items())
            root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 't'").fetchone()[0]
        assert sorted(by_pages(path, root)) == sorted((None, *row) for row in rows.items())


@pytest.mark.parametrize("cut", [0, 1, 700, 5_000])
def test_the_log_counts_as_far_as_sqlite_counts_it(tmp_path: Path, cut: int) -> None:
    """As it was after a kill: the last transactions are in the log, the very last one perhaps in part."""
    path, killed = tmp_path / "live.db", tmp_path / "killed.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, t TEXT)")
        for number in range(200):
            connection.execute("INSERT INTO t VALUES (?, ?)", (number, "text " * 20))
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 't'").fetchone()[0]
        shutil.copyfile(path, killed)
        log = path.with_name("live.db-wal").read_bytes()
    killed.with_name("killed.db-wal").write_bytes(log[: len(log) - cut])
    ours = [(row[0], row[2]) for row in by_pages(killed, root)]
    with closing(sqlite3.connect(killed)) as connection:
        assert ours == connection.execute("SELECT id, t FROM t ORDER BY id").fetchall()
    assert (len(ours) == 200) == (cut == 0)


def test_one_bad_sector_costs_one_page_and_not_those_around_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sector.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", ((number, bytes(3_000)) for number in range(20)))
    bad, read = 4 * 4096, Pages._read

    def broken(pages: Pages, at: int, length: int) -> bytes:
        if at <= bad < at + length:
            raise OSError(5, "Input/output error")
        return read(pages, at, length)

    monkeypatch.setattr(Pages, "_read", broken)
    with Pages(path) as pages:
        missing = [number for number in range(1, pages.count + 1) if pages.page(number) is None]
        assert pages.count > 20
    assert missing == [5]
