"""Damage inside a page is met while the program runs; the next start repairs it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import rebuilding
from aesthetic_gui.catalog.schema import CatalogDamaged
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.photo import Flag, Photo


def overwrite_root_page(path: Path, table: str) -> None:
    connection = sqlite3.connect(path)
    page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\x99" * size)


@pytest.mark.parametrize("table", ["photos", "decisions"])
def test_the_start_after_damage_was_met_repairs_the_catalog(tmp_path, table):
    path = tmp_path / "catalog.db"
    photos = [Photo(tmp_path / f"{number}.jpg", (), 1, 1) for number in range(50)]
    with Catalog.open(path) as catalog:
        decide(catalog, photos, flag=Flag.PICK)
    overwrite_root_page(path, table)
    with Catalog.open(path) as catalog, pytest.raises(CatalogDamaged):
        catalog.known(photos, "any")
    with Catalog.open(path) as catalog:
        assert "set aside" in catalog.notices[0]
        catalog.known(photos, "any")
    with Catalog.open(path) as catalog:
        assert catalog.notices == ()


@pytest.mark.parametrize(
    ("metadata", "sense"),
    [
        ('{"width":6000,"captured_at":"2024-05-31T12:00:01"}', True),
        ('{"captured_at":"2024-05-31T12:00:01.250000+02:00"}', True),
        ('{"captured_at":"2024-05-31 12:00"}', True),
        ('{"new in a later version":[1,null,"x"]}', True),
        ("{}", True),
        ('{"iso":NaN}', True),  # as Python writes it
        ('{"captured_at":"2024-02-31T12:00:01"}', False),
        ('{"captured_at":"yesterday"}', False),
        ('{"captured_at":12}', False),
        ('{"captured_at":{"year":2024}}', False),
        ('{"width":60', False),
        ("[1,2]", False),
        ("null", False),
        ("", False),
    ],
)
def test_what_is_known_of_a_photograph_makes_sense_or_not(tmp_path: Path, metadata: str, sense: bool) -> None:
    with Catalog.open(tmp_path / "catalog.db") as catalog, catalog.transaction() as connection:
        connection.execute("INSERT INTO photos (path, metadata) VALUES (x'2f61', ?)", (metadata,))
        assert rebuilding.nonsense_in(connection) == ("" if sense else "what is known of a photograph makes no sense")


@pytest.mark.parametrize("torn", [b"Pick \xff 3", "Pick \ufffd 3".encode(), b"\xed\xa0\x80"])
def test_a_text_that_is_no_text_makes_no_sense(tmp_path: Path, torn: bytes) -> None:
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        decide(catalog, [Photo(tmp_path / "a.jpg")], stars=1)
        with catalog.transaction() as connection:
            assert rebuilding.nonsense_in(connection) == ""
            connection.execute("UPDATE operations SET title = CAST(? AS TEXT)", (torn,))
            assert rebuilding.nonsense_in(connection) == "a text in operations makes no sense"
