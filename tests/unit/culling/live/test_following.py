"""Rows of the catalog follow photographs that were renamed outside the program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.rows import photo_rows
from aesthetic_gui.culling.live.following import follow
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.photo import Photo


@pytest.fixture
def catalog(tmp_path):
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


@pytest.fixture
def photos(catalog) -> list[Photo]:
    """Three, with as many stars as their number says."""
    photos = [Photo(Path(f"/shoot/{n}.jpg"), size=n, mtime_ns=100 + n) for n in range(1, 4)]
    for stars, photo in enumerate(photos, 1):
        decide(catalog, [photo], stars=stars)
        with catalog.transaction() as connection:
            connection.execute(
                "UPDATE photos SET size = ?, mtime_ns = ? WHERE path = ?",
                (photo.size, photo.mtime_ns, str(photo.path).encode()),
            )
    return photos


def stars(catalog: Catalog, *names: str) -> list[int]:
    asked = [Photo(Path(f"/shoot/{name}.jpg")) for name in names]
    decisions = catalog.decisions(asked)
    return [decisions[photo.path].stars if photo.path in decisions else 0 for photo in asked]


def to(photo: Photo, name: str) -> tuple[Path, Photo]:
    return photo.path, replace(photo, path=Path(f"/shoot/{name}.jpg"))


def test_a_renamed_photograph_takes_its_row_along(catalog, photos):
    follow(catalog, [to(photos[0], "best")])
    assert stars(catalog, "1", "best") == [0, 1]


def test_photographs_change_places_and_places_in_a_row(catalog, photos):
    follow(catalog, [to(photos[0], "2"), to(photos[1], "1")])
    assert stars(catalog, "1", "2") == [2, 1]


def test_renumbering_moves_each_by_one(catalog, photos):
    follow(catalog, [to(photos[0], "2"), to(photos[1], "3"), to(photos[2], "4")])
    assert stars(catalog, "1", "2", "3", "4") == [0, 1, 2, 3]


def test_what_the_journal_has_moved_already_stays(catalog, photos):
    with catalog.transaction() as connection:
        photo_rows.follow_move(connection, b"/shoot/1.jpg", b"/shoot/best.jpg", 1, 101)
        connection.execute("INSERT INTO photos (path) VALUES (?)", (b"/shoot/1.jpg",))
    follow(catalog, [to(photos[0], "best")])
    assert stars(catalog, "best") == [1]


def test_what_was_never_met_needs_no_row(catalog, photos):
    stranger = Photo(Path("/shoot/stranger.jpg"), size=9, mtime_ns=9)
    follow(catalog, [to(stranger, "2")])
    assert stars(catalog, "2") == [2]
