"""``explain --evaluate``: what every method is worth, of each source in turn, to go on with another day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.cli.explaining import evaluation
from aesthetic_gui.explain.faithful.evaluation import Judged, Measured

ISSUED = {"method", "insertion", "deletion", "random_insertion", "random_deletion", "gain"}
CHECKS = {"randomised_correlation", "shift_stability", "n", "seconds"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three photographs of one source, one of another, and a file that is none."""
    for name in ("a/1.png", "a/2.png", "a/3.png", "b/1.png"):
        (tmp_path / "all" / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (24, 16)).save(tmp_path / "all" / name)
    (tmp_path / "all" / "b" / "2.jpg").write_bytes(b"no photograph")
    return tmp_path / "all"


@pytest.fixture
def judged(monkeypatch) -> list[str]:
    """The photographs that were judged, by a stand-in that knows all gains."""
    names: list[str] = []

    def at_once(_rgb, _ask, ways, *, name, source, random) -> Judged:
        names.append(name)
        figures = {way: Measured(float(place), -1.0, (1.0, 1.0), 2.0, 0.5) for place, way in enumerate(ways)}
        return Judged(name, source, 0.1, 0.2, 1.5, figures)

    monkeypatch.setattr(evaluation, "judged", at_once)
    return names


SAME = ("--checks", "0", "--pack", "nima-mobilenet", "--resume")


def asked(folder: Path, *more: str | Path) -> tuple[str | Path, ...]:
    return (
        "explain",
        "--evaluate",
        folder,
        "--methods",
        "cam,lime",
        "--checks",
        "0",
        "--pack",
        "nima-mobilenet",
        *more,
    )


def test_figures_come_as_json_and_as_a_table(run, folder, judged) -> None:
    told = run(*asked(folder, "--json"))
    assert told.code == 1  # one cannot be read
    assert "2.jpg" in told.err
    rows = json.loads(told.out)
    assert all(set(row) >= ISSUED | CHECKS for row in rows)
    assert [row["method"] for row in rows][-1] == "cam"
    assert rows[-1]["gain"] == [1.0, 1.0, 1.0]
    assert (rows[0]["n"], rows[0]["sources"]) == (4, 2)
    assert judged == ["a/1.png", "b/1.png", "a/2.png", "a/3.png"]
    table = run(*asked(folder, "--limit", "2"))
    assert table.code == 0
    assert "1.000 [1.000, 1.000]" in table.out
    assert "2 photographs of 2 sources" in table.err


def test_an_interrupted_evaluation_tells_what_it_has_and_goes_on_where_it_was(
    run, folder, judged, tmp_path, monkeypatch
) -> None:
    at_once = evaluation.judged

    def interrupted(*given, name, **more) -> Judged:
        if name == "a/2.png":
            raise KeyboardInterrupt
        return at_once(*given, name=name, **more)

    kept = tmp_path / "kept.jsonl"
    monkeypatch.setattr(evaluation, "judged", interrupted)
    told = run(*asked(folder, "--json", "--resume", kept))
    assert told.code == 130
    assert json.loads(told.out)[0]["n"] == 2
    monkeypatch.setattr(evaluation, "judged", at_once)
    judged.clear()
    assert json.loads(run(*asked(folder, "--json", "--resume", kept)).out)[0]["n"] == 4
    assert judged == ["a/2.png", "a/3.png"]
    alone = json.loads(run("explain", "--evaluate", folder, "--methods", "lime", "--json", *SAME, kept).out)
    assert [(row["method"], row["n"]) for row in alone] == [("lime", 4)]
    more = json.loads(run("explain", "--evaluate", folder, "--methods", "shap,cam", "--json", *SAME, kept).out)
    assert {row["method"] for row in more} == {"shap", "cam"}
    assert judged == ["a/2.png", "a/3.png", "a/1.png", "b/1.png", "a/2.png", "a/3.png"]  # for SHAP alone
    other = run(*asked(folder, "--target", "rating", "--methods", "lime", "--resume", kept))
    assert other.code == 2
    assert "another model or target" in other.err


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("--methods", "magic"), "no method 'magic'"),
        (("--target", "taste"), "--target aesthetic or rating"),
    ],
)
def test_what_cannot_be_evaluated_is_told(run, folder, more, reason) -> None:
    told = run(*asked(folder), *more)
    assert told.code == 2
    assert reason in told.err
