"""``second-look``: what is listed tells nothing, the answers come to a statement, and what is taken back is undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Flag


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """Twelve photographs that nobody has scored: four picked, eight rejected."""
    folder = tmp_path / "shoot"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.jpg").write_bytes(b"photograph %d" % number)
    photos = list(find_photos([folder]))
    with Catalog.open(tmp_path / "kept.db") as catalog:
        decide(catalog, photos[:4], flag=Flag.PICK)
        decide(catalog, photos[4:], flag=Flag.REJECT)
    return folder


@pytest.fixture
def look(run, shoot: Path, tmp_path: Path):
    return lambda *words: run("second-look", shoot, "--catalog", tmp_path / "kept.db", *words)


def test_what_is_listed_can_be_answered_line_by_line_and_taken_back_and_undone(look, run, shoot, tmp_path) -> None:
    listed = look()
    paths = listed.out.split()
    assert {Path(path).name for path in paths} == {f"{number:02}.jpg" for number in range(12)}
    assert listed.out == look().out
    assert "keep or reject" in listed.err
    keep = ("00", "01", "02", "07")
    answers = tmp_path / "answers.txt"
    answers.write_text("".join(f"{'keep' if Path(path).stem in keep else 'reject'} {path}\n" for path in paths))
    told = look("--answers", answers)
    assert told.out.splitlines() == [
        "20.0 % of your keepers are among the 8 photographs that you rejected.",
        "Of 4 keepers that you saw again among them you would reject 1: so far do your own answers vary.",
        f"keep    {shoot / '07.jpg'}  (nothing of its scene is kept)",
        f"doubt   {shoot / '03.jpg'}",
    ]
    assert "operation 3: Pick 1 photograph" in look("--answers", answers, "--take-back").err
    photos = list(find_photos([shoot]))
    with Catalog.open(tmp_path / "kept.db") as catalog:
        assert catalog.decisions(photos)[photos[7].path].flag is Flag.PICK
    assert run("undo", "--catalog", tmp_path / "kept.db").code == 0
    assert look("--answers", answers).out == told.out


def test_the_json_that_is_listed_is_what_is_answered(look, tmp_path) -> None:
    listed = json.loads(look("--json", "--seed", 5).out)
    assert listed["seed"] == 5
    assert [set(row) for row in listed["photos"]] == [{"path", "keep"}] * 12
    for row in listed["photos"]:
        row["keep"] = Path(row["path"]).stem in ("00", "01", "02", "03", "09")
    (tmp_path / "answers.json").write_text(json.dumps(listed))
    told = json.loads(look("--answers", tmp_path / "answers.json", "--json").out)
    assert (told["rejects"], told["kept"], told["most"], told["share"], told["doubted"]) == (8, 4, 1, 0.2, [])
    assert [Path(row["path"]).name for row in told["kept_after_all"]] == ["09.jpg"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--take-back"], "--answers"),
        (["--answers", "{nothing}"], "cannot be read"),
        (["--answers", "{nonsense}"], "neither"),
        (["--answers", "{json}"], "JSON"),
        (["--answers", "{others}"], "list it again"),
        (["--wanted", "100%"], "100 %"),
        (["--wanted", "much"], "percentage"),
    ],
)
def test_what_makes_no_sense_is_told(look, tmp_path, words: list[str], reason: str) -> None:
    (tmp_path / "nonsense").write_text("perhaps a.jpg\n")
    (tmp_path / "json").write_text('{"photos": [{"path": 3}]}')
    (tmp_path / "others").write_text("keep /elsewhere/a.jpg\n")
    files = {name: tmp_path / name for name in ("nothing", "nonsense", "json", "others")}
    told = look(*(word.format(**files) for word in words))
    assert told.code == 2
    assert reason in told.err


def test_where_nothing_is_rejected_that_is_told(run, tmp_path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"photograph")
    told = run("second-look", tmp_path, "--catalog", tmp_path / "kept.db")
    assert told.code != 0
    assert "No photograph is rejected" in told.err
