"""Scores as CSV and JSON: complete, valid whatever the names are, and never over another file unasked."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from aesthetic_gui.culling import score_table
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Rank, rank_photos
from aesthetic_gui.culling.score_table import TableError, TableExists, export, to_csv, to_record
from aesthetic_gui.photo import Bar, ColourLabel, Decision, Details, Flag, Photo, Score, Trouble

BAR = Bar(0.5, 0.1)
RATINGS = (0.0, 0.01, 0.04, 0.1, 0.3, 0.3, 0.15, 0.06, 0.03, 0.01)
SCORE = Score(RATINGS, 5.5, 1.4, 0.75, "nima@1+12345678", evidence=1.25, unlike=0.5)
ITEMS = [
    Item(Photo(Path("/shoot/a.jpg")), SCORE, Decision(Flag.PICK, 4, ColourLabel.RED)),
    Item(Photo(Path("/shoot/bad.jpg")), unreadable="the file is cut off", trouble=Trouble.TRUNCATED),
    Item(Photo(Path("/shoot/new.jpg"))),
]
ODD_NAMES = ['comma, "quote"', "two\nlines", "emoji 🌉", "=1+1", "-x", "@x", "\tx", os.fsdecode(b"caf\xe9")]


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_record_is_what_the_command_line_prints() -> None:
    assert to_record(ITEMS[0], BAR) == {
        "path": "/shoot/a.jpg",
        "verdict": "aesthetic",
        "p_aesthetic": 0.75,
        "mean": 5.5,
        "sd": 1.4,
        "distribution": list(RATINGS),
        "pack": "nima@1+12345678",
        "evidence": 1.25,
        "unlike": 0.5,
        "flag": 1,
        "stars": 4,
        "label": "red",
        "version": 2,
    }
    undecided = {"flag": 0, "stars": 0, "label": "", "version": 2}
    unreadable = {"path": "/shoot/bad.jpg", "error": "the file is cut off", "trouble": "truncated"}
    assert to_record(ITEMS[1], BAR) == unreadable | undecided


def test_a_table_has_every_column_and_photograph(tmp_path: Path) -> None:
    export(ITEMS, tmp_path / "scores.csv", BAR)
    rows = read_csv(tmp_path / "scores.csv")
    assert list(rows[0]) == list(score_table.COLUMNS)
    assert [row["path"] for row in rows] == ["/shoot/a.jpg", "/shoot/bad.jpg", "/shoot/new.jpg"]
    first = rows[0]
    assert (first["verdict"], first["mean"], first["share_5"], first["flag"], first["stars"], first["label"]) == (
        "aesthetic",
        "5.5",
        "0.3",
        "1",
        "4",
        "red",
    )
    assert (rows[1]["error"], rows[1]["mean"], rows[2]["error"]) == ("the file is cut off", "", "")
    assert [row["trouble"] for row in rows] == ["", "truncated", ""]


def test_what_is_unlike_anything_is_unsure_with_even_odds_and_its_distance(tmp_path: Path) -> None:
    unlike = Score(RATINGS, 5.5, 1.4, 0.99, "nima@1+12345678", evidence=7.5, unlike=2.0)
    export([Item(Photo(Path("/shoot/chart.jpg")), unlike)], tmp_path / "scores.csv", Bar(0.2, 0.0))
    (row,) = read_csv(tmp_path / "scores.csv")
    told = [row[name] for name in ("verdict", "p_aesthetic", "evidence", "unlike")]
    assert told == ["unsure", "0.5", "7.5", "2.0"]


def test_json_has_the_decisions_too(tmp_path: Path) -> None:
    export(ITEMS, tmp_path / "scores.json", BAR)
    read = json.loads((tmp_path / "scores.json").read_text("utf-8"))
    assert read == [to_record(ITEMS[0], BAR, rank=Rank(1, 1)), *(to_record(item, BAR) for item in ITEMS[1:])]


def test_the_rank_is_the_one_in_the_whole_shoot_whatever_is_exported_of_it(tmp_path: Path) -> None:
    better = Item(Photo(Path("/shoot/b.jpg")), replace(SCORE, p_aesthetic=0.9))
    export(ITEMS, tmp_path / "scores.csv", BAR, rank_photos([*ITEMS, better]))
    rows = read_csv(tmp_path / "scores.csv")
    assert [(row["rank_in_shoot"], row["of"]) for row in rows] == [("2", "2"), ("", ""), ("", "")]


def test_no_photographs_give_an_empty_list(tmp_path: Path) -> None:
    export([], tmp_path / "scores.json", BAR)
    assert json.loads((tmp_path / "scores.json").read_text("utf-8")) == []
    export([], tmp_path / "scores.csv", BAR)
    assert read_csv(tmp_path / "scores.csv") == []


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_come_back_from_json_byte_by_byte(tmp_path: Path, name: str) -> None:
    export([Item(Photo(Path("/shoot") / name))], tmp_path / "scores.json", BAR)
    (read,) = json.loads((tmp_path / "scores.json").read_bytes().decode("utf-8"))
    assert os.fsencode(read["path"]) == os.fsencode(Path("/shoot") / name)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_no_name_is_a_formula_in_a_spreadsheet(tmp_path: Path, name: str) -> None:
    export([Item(Photo(Path(name)), unreadable="=HYPERLINK(1)")], tmp_path / "scores.csv", BAR)
    (row,) = read_csv(tmp_path / "scores.csv")
    assert row["error"] == "'=HYPERLINK(1)"
    assert row["path"].startswith("./") == name.startswith(("=", "-", "@", "\t"))
    assert not row["path"].startswith(("=", "+", "-", "@", "\t"))


def test_a_file_that_is_there_is_replaced_only_when_that_was_said(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("precious")
    with pytest.raises(TableExists, match=r"scores\.csv already"):
        export(ITEMS, path, BAR)
    assert path.read_text() == "precious"
    export(ITEMS, path, BAR, replace=True)
    assert len(read_csv(path)) == 3
    assert list(tmp_path.iterdir()) == [path]


def test_a_photograph_is_never_replaced_by_a_list(tmp_path: Path) -> None:
    (tmp_path / "IMG_1.jpg").write_bytes(b"a photograph")
    with pytest.raises(TableError, match="photograph's name"):
        export(ITEMS, tmp_path / "IMG_1.jpg", BAR, replace=True)
    assert (tmp_path / "IMG_1.jpg").read_bytes() == b"a photograph"


def test_a_full_disk_leaves_the_list_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scores.json"
    path.write_text("before")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TableError, match="The disk is full"):
        export(ITEMS, path, BAR, replace=True)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="was not written"):
        export(ITEMS, tmp_path / "gone" / "scores.csv", BAR)


def test_what_was_written_of_a_photograph_stands_in_both_tables() -> None:
    written = Details("Dawn, at sea", rights="© Anna", keywords=("dog", "Places|Athens"))
    record = to_record(Item(Photo(Path("/a.jpg")), details=written), Bar(0.5, 0.1))
    assert (record["title"], record["rights"]) == ("Dawn, at sea", "© Anna")
    assert record["keywords"] == ["dog", "Places|Athens"]
    assert "caption" not in record
    (row,) = csv.DictReader(io.StringIO(to_csv([record])))
    assert (row["title"], row["caption"], row["keywords"]) == ("Dawn, at sea", "", "dog; Places|Athens")
