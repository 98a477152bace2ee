"""Tables of opinions as people keep them."""

from __future__ import annotations

import os

import numpy as np
import pytest

from aesthetic_gui.training.data.labels import BadTable, Choice, read_opinions

PLAIN = Choice({})


@pytest.fixture
def table(tmp_path):
    def write(text: str, encoding: str = "utf-8"):
        path = tmp_path / "labels.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_words_for_the_three_classes_in_any_case(table):
    path = table("path,label\na.jpg,Good\nb.jpg,ordinary\nc.jpg,NORMAL\nd.jpg,not_aesthetic\ne.jpg,1\nf.jpg,0\n")
    opinions, problems = read_opinions(path, PLAIN)
    assert problems == []
    assert opinions.label.tolist() == [1, 0, 0.5, 0, 1, 0]
    assert opinions.paths[0] == path.parent / "a.jpg"
    assert opinions.group.tolist() == list(opinions.names)  # without a source each stands for itself


def test_votes_give_a_rating_and_ratings_give_labels_when_told_from_where(table):
    path = table("path,votes_1_to_10,theme\na.jpg,0 0 0 0 0 0 0 0 0 4,x\nb.jpg,2 0 2 0 0 0 0 0 0 0,x\n")
    opinions, _ = read_opinions(path, PLAIN)
    assert opinions.rating.tolist() == [10, 2]
    assert np.isnan(opinions.label).all()
    assert opinions.votes.sum() == 8
    assert opinions.group.tolist() == ["x", "x"]
    assert read_opinions(path, Choice({}, good_from=5))[0].label.tolist() == [1, 0]
    assert read_opinions(path, Choice({}, good_from=5, bad_below=2))[0].label.tolist() == [1, 0.5]


def test_a_label_counts_before_the_rating(table):
    path = table("path,label,rating\na.jpg,bad,9\nb.jpg,,9\nc.jpg,good,\n")
    opinions, _ = read_opinions(path, Choice({}, good_from=5))
    assert opinions.label.tolist() == [0, 1, 1]
    assert np.isnan(opinions.rating[2])


def test_other_columns_by_name_and_only_the_rows_asked_for(table):
    path = table("\ufeffBild,Sterne,Jahr,Ort\nä.jpg,4,2026,Köln\nö.jpg,2,2025,Bonn\n")
    columns = {"path": "Bild", "rating": "Sterne", "group": "Ort"}
    opinions, _ = read_opinions(path, Choice(columns, (("Jahr", "2026"),)))
    assert (opinions.names, opinions.rating.tolist(), opinions.group.tolist()) == (("ä.jpg",), [4], ["Köln"])


def test_rows_that_make_no_sense_are_told_with_their_line_and_left_out(table):
    path = table(
        "path,label,rating,votes\n"
        "a.jpg,maybe,,\nb.jpg,,many,\nc.jpg,,,1 2 3\n,good,,\nd.jpg,,,\ne.jpg,,inf,\nf.jpg,,,0 0 0 0 0 0 0 0 0 0\n"
        "g.jpg,,,1 1 1 1 1 1 1 1 1 -1\nwell.jpg,good,3,\n"
    )
    opinions, problems = read_opinions(path, PLAIN)
    assert opinions.names == ("well.jpg",)
    assert [problem.split(":")[0] for problem in problems] == [f"labels.csv, line {line}" for line in range(2, 10)]
    assert "'maybe' is no label" in problems[0]
    assert "'many' is no number" in problems[1]
    assert all(problem.endswith("; left out") for problem in problems)


@pytest.mark.parametrize(
    ("text", "choice", "words"),
    [
        ("path,colour\na.jpg,red\n", PLAIN, "does not say what people thought"),
        ("name,label\na.jpg,good\n", PLAIN, "no column 'path'"),
        ("path,label\na.jpg,good\n", Choice({"rating": "stars"}), "no column 'stars'"),
        ("path,label\na.jpg,good\n", Choice({}, (("year", "1"),)), "no column 'year'"),
        ("path,label\na.jpg,good\n", Choice({}, (("label", "bad"),)), "no row matches label=bad"),
        ("path,label\na.jpg,maybe\n", PLAIN, "no row is usable"),
        ("path,label\n", PLAIN, "it has no rows"),
        ("", PLAIN, "no column"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(table, text, choice, words):
    with pytest.raises(BadTable, match=words):
        read_opinions(table(text), choice)


def test_an_absent_table_says_so(tmp_path):
    with pytest.raises(BadTable, match="cannot be read"):
        read_opinions(tmp_path / "none.csv", PLAIN)


def test_names_that_are_not_utf8_lead_to_the_file(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_bytes(b"path,label\ncaf\xe9.jpg,good\n")
    opinions, problems = read_opinions(path, PLAIN)
    assert problems == []
    assert os.fsencode(opinions.paths[0]).endswith(b"/caf\xe9.jpg")
