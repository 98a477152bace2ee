"""A list of files that was made on another system names the files that are here."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from aesthetic_gui.files.names.spelling import Spelled


@pytest.mark.parametrize("listed", ["Mai/é.jpg", "mai/é.JPG", unicodedata.normalize("NFD", "Mai/é.jpg")])
def test_a_file_is_found_however_its_name_is_written(tmp_path: Path, listed: str) -> None:
    there = tmp_path / "Mai" / unicodedata.normalize("NFD", "é.jpg")
    there.parent.mkdir()
    there.touch()
    assert Spelled(tmp_path).path(listed) == there


@pytest.mark.parametrize("listed", ["Mai/e.jpg", "../Mai/É.jpg", "/Mai/É.jpg", "gone/é.jpg", "é\0.jpg", "Mai/é.jpg/x"])
def test_what_is_not_there_stays_as_it_is_listed(tmp_path: Path, listed: str) -> None:
    (tmp_path / "Mai").mkdir()
    (tmp_path / "Mai" / "é.jpg").touch()
    assert Spelled(tmp_path / "Mai" if listed.startswith("..") else tmp_path).path(listed).name == Path(listed).name


def test_of_two_spellings_the_one_that_is_listed_is_taken(tmp_path: Path) -> None:
    for name in ("a.jpg", "A.jpg"):
        (tmp_path / name).touch()
    assert {Spelled(tmp_path).path(name).name for name in ("a.jpg", "A.jpg")} == {"a.jpg", "A.jpg"}
