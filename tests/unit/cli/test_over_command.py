"""``explain A --over B``: which regions put one frame above another, told, as JSON and as a picture."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.culling.explaining import over
from aesthetic_gui.explain.alignment import NotAligned
from aesthetic_gui.explain.exchange import Exchange, NotAbove


@pytest.fixture
def pair(tmp_path):
    paths = tmp_path / "one.png", tmp_path / "other.png"
    for path in paths:
        Image.new("RGB", (24, 16), (90, 120, 60)).save(path)
    return paths


@pytest.fixture
def answering(monkeypatch):
    """Lets the model's answer be this one, or this error."""

    def answer(outcome):
        def asked(*_pair, **_more):
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(over, "why_over", asked)

    return answer


def found():
    regions = np.arange(16, dtype=np.int16).reshape(2, 8).repeat(8, axis=0).repeat(3, axis=1)
    added = np.linspace(0.1, 1.6, 16, dtype=np.float32)
    picture = np.full((2, 16, 24, 3), 90, np.uint8)
    return Exchange(regions, added, (15, 14), 1.0, 0.2, 0.1, 0.125, 0.05, 0.9, 0.01, "aesthetic", "log-odds", picture)


def asked(pair, *more):
    return ("explain", pair[0], "--over", pair[1], "--pack", "nima-mobilenet", *more)


def test_it_is_told_in_a_sentence(run, pair, answering):
    answering(found())
    told = run(*asked(pair))
    assert told.code == 0
    assert "2 regions, 12% of the picture" in told.out
    assert "one.png falls from +1.00 to +0.10 log-odds: no longer above other.png (+0.20)" in told.out


def test_it_is_told_as_json(run, pair, answering):
    answering(found())
    (row,) = json.loads(run(*asked(pair, "--json")).out)
    assert (row["flips"], row["aligned"], row["sure"], row["chance"]) == (True, True, "fairly", 0.05)
    assert row["photo"].endswith("one.png")
    assert row["over"].endswith("other.png")
    assert row["regions"][0] == {"box": [0.875, 0.5, 1.0, 1.0], "contribution": pytest.approx(1.6)}


@pytest.mark.parametrize(("error", "aligned"), [(NotAligned("other scenes"), False), (NotAbove("not above"), None)])
def test_what_cannot_be_compared_is_said(run, pair, answering, error, aligned):
    answering(error)
    told = run(*asked(pair))
    assert (told.code, str(error) in told.err) == (1, True)
    (row,) = json.loads(run(*asked(pair, "--json")).out)
    assert (row["aligned"], row["why_not"]) == (aligned, str(error))


def test_a_picture_is_written_and_never_over_a_photograph(run, pair, answering, tmp_path):
    answering(found())
    before = [path.read_bytes() for path in pair]
    assert run(*asked(pair, "-o", tmp_path / "why.png")).code == 0
    with Image.open(tmp_path / "why.png") as drawn:
        assert drawn.width > 48
    assert run(*asked(pair, "-o", tmp_path / "why.png")).code == 2
    for path in pair:
        assert run(*asked(pair, "-o", path, "--overwrite")).code == 2
    assert [path.read_bytes() for path in pair] == before


def test_two_photographs_are_wanted_and_a_number_the_model_says_of_both(run, pair, tmp_path):
    assert run("explain", *pair, "--over", pair[1]).code == 2
    assert run("explain", pair[0], "--over", tmp_path).code == 2
    assert run(*asked(pair, "--target", "focus")).code == 2
