"""Damage inside a page is met while the program runs; the next start repairs it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
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
