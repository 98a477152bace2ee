"""``--best 20% --of hour`` where photographs are chosen, and the ranks in the table of scores."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from aesthetic_gui.cli import session
from aesthetic_gui.culling.finding import saved_filters
from aesthetic_gui.culling.finding.saved_filters import SavedFilter, SavedFilters
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import BadDestination
from aesthetic_gui.culling.viewing import Span, View
from aesthetic_gui.photo import Photo, Score
from aesthetic_gui.scoring.views import WHOLE
from aesthetic_gui.scoring.views import View as Look

SCORED = {"a.jpg": 0.1, "b.jpg": 0.2, "c.jpg": 0.3, "party/d.jpg": 0.9, "party/e.jpg": 0.8}


@pytest.fixture
def shoot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five photographs, one more that cannot be read, and scores by their names: no model is asked."""
    folder = tmp_path / "shoot"
    (folder / "party").mkdir(parents=True)
    for name in (*SCORED, "damaged.jpg"):
        (folder / name).write_bytes(name.encode())

    def scored(
        photos: Sequence[Photo], _options: object, _catalog: object, _views: Sequence[Look] = WHOLE
    ) -> Mapping[Path, Item]:
        return {photo.path: judged(photo, folder) for photo in photos}

    monkeypatch.setattr(session, "scored", scored)
    return folder


def judged(photo: Photo, folder: Path) -> Item:
    p = SCORED.get(photo.path.relative_to(folder).as_posix())
    score = Score((0.1,) * 10, 5.5, 2.9, p, "pack") if p is not None else None
    return replace(Item(photo), score=score, unreadable=None if score else "damaged")


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.jpg")}


@pytest.mark.parametrize(
    ("words", "sorted_"),
    [
        (("--best", "40%"), {"d.jpg", "e.jpg"}),
        (("--best", "40"), {"d.jpg", "e.jpg"}),
        (("--best", "50 %", "--of", "folder"), {"b.jpg", "c.jpg", "d.jpg"}),
        (("--best", "100%", "--of", "shoot"), {"a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"}),
    ],
)
def test_only_the_best_are_sorted_and_the_rest_is_counted(run, shoot: Path, tmp_path: Path, words, sorted_) -> None:
    code, _, err = run("sort", shoot, "--into", tmp_path / "albums", "--by", "{flag}", *words)
    assert code == 1  # one photograph cannot be read
    assert files(tmp_path / "albums" / "Unflagged") == sorted_
    assert f"{6 - len(sorted_)} photograph" in err
    assert "of 6 left out: not among the best" in err


def test_photographs_without_a_time_belong_to_no_hour(run, shoot: Path, tmp_path: Path) -> None:
    _, _, err = run("sort", shoot, "--into", tmp_path / "albums", "--by", "{flag}", "--best", "50%", "--of", "hour")
    assert "6 photographs of 6 left out: not among the best 50 % of each hour" in err
    assert not (tmp_path / "albums").exists()


def test_albums_of_the_best_and_the_rest_and_names_by_rank(run, shoot: Path, tmp_path: Path) -> None:
    albums = tmp_path / "albums"
    run("sort", shoot, "--into", albums, "--by", "best", "--rename", "{rank:3}")
    assert files(albums) == {"Best 20 %/001.jpg", *(f"The rest/00{n}.jpg" for n in range(2, 6))}


def test_originals_of_the_best_are_exported_with_their_place_in_the_whole_shoot(run, shoot, tmp_path: Path) -> None:
    words = ("--recursive", "--format", "original", "--metadata", "all", "--rename", "{rank}-{name}")
    code, _, err = run("export", shoot, "--into", tmp_path / "out", *words, "--best", "1%", "--of", "folder")
    assert code == 0
    assert files(tmp_path / "out") == {"3-c.jpg", "1-d.jpg"}
    assert "4 photographs of 6 left out: not among the best 1 % of each folder" in err


@pytest.mark.parametrize(("verb", "into"), [("sheet", "-o"), ("gallery", "--into")])
def test_pages_are_made_of_the_best(run, shoot, tmp_path, monkeypatch, verb: str, into: str) -> None:
    planned: list[str] = []

    def plan(items: Sequence[Item], *_: object, **__: object) -> None:
        planned.extend(item.photo.path.name for item in items)
        raise BadDestination("as far as this test goes")

    monkeypatch.setattr(f"aesthetic_gui.cli.verbs.{verb}.plan_{verb}", plan)
    code, _, err = run(verb, shoot, "--recursive", into, tmp_path / "page.pdf", "--best", "40%")
    assert (code, planned) == (2, ["d.jpg", "e.jpg"])
    assert "4 photographs of 6 left out: not among the best 40 % of the shoot" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--best", "0"), "‘0’ is no percentage from 1 to 100"),
        (("--best", "200%"), "no percentage from 1 to 100"),
        (("--best", "many"), "no percentage from 1 to 100"),
        (("--best", "5%", "--of", "week"), "invalid choice: 'week'"),
        (("--of", "hour"), "--of hour needs to know how many: add --best and a percentage, such as --best 20%"),
    ],
)
def test_a_choice_that_makes_no_sense_is_told_before_anything_is_scored(
    run, shoot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words, said: str
) -> None:
    monkeypatch.setattr(session, "scored", lambda *_: pytest.fail("scored"))
    for verb in ("sort", "export"):
        code, _, err = run(verb, shoot, "--into", tmp_path / "albums", *words)
        assert code == 2
        assert said in err


def test_the_table_of_scores_has_each_rank_and_of_how_many(run, shoot: Path) -> None:
    _, out, _ = run("score", "--recursive", "--json", shoot)
    ranks = {Path(row["path"]).name: (row.get("rank_in_shoot"), row.get("of")) for row in json.loads(out)}
    assert ranks == {
        "d.jpg": (1, 5),
        "e.jpg": (2, 5),
        "c.jpg": (3, 5),
        "b.jpg": (4, 5),
        "a.jpg": (5, 5),
        "damaged.jpg": (None, None),
    }


def save_filter(name: str, view: View) -> None:
    saved_filters.save(SavedFilters((SavedFilter(name, view),)))


def test_only_what_passes_a_saved_filter_is_sorted_and_the_rest_is_counted(run, shoot: Path, tmp_path: Path) -> None:
    save_filter("Party & more", View(text="party", p=Span(85, None)))
    words = ("sort", shoot, "--into", tmp_path / "albums", "--by", "{flag}", "--filter", "party & MORE")
    _, _, err = run(*words)
    assert files(tmp_path / "albums" / "Unflagged") == {"d.jpg"}
    assert "5 photographs of 6 left out: not P(aesthetic) 85 % and more; ‘party’" in err


def test_scores_are_listed_of_what_passes_a_saved_filter(run, shoot: Path) -> None:
    save_filter("low", View(p=Span(None, 25)))
    code, out, _ = run("score", "--recursive", "--json", shoot, "--filter", "low")
    assert code == 0
    assert [Path(row["path"]).name for row in json.loads(out)] == ["a.jpg", "b.jpg"]


def test_exports_know_the_filter_too(run, shoot: Path, tmp_path: Path) -> None:
    save_filter("party", View(text="party"))
    words = ("--recursive", "--format", "original", "--metadata", "all", "--filter", "party", "--dry-run")
    _, out, _ = run("export", shoot, "--into", tmp_path / "out", *words)
    assert out.count("->") == 2


def test_a_filter_that_is_not_there_is_told_with_those_that_are(run, shoot: Path, tmp_path: Path) -> None:
    save_filter("Picks", View())
    code, _, err = run("sort", shoot, "--into", tmp_path / "albums", "--filter", "picked")
    assert code == 2
    assert "no filter is saved as 'picked'; there are: 'Picks'" in err


def test_a_filter_of_which_not_all_is_understood_moves_nothing(run, shoot: Path, tmp_path: Path) -> None:
    kept = {"filters": [{"name": "Picks", "view": {"flags": [1], "rooms": ["hall"]}}]}
    save_filter("Picks", View())
    saved_filters.saved_filters_path().write_text(json.dumps(kept))
    code, _, err = run("sort", shoot, "--into", tmp_path / "albums", "--filter", "Picks", "--move")
    assert code == 2
    assert "the filter 'Picks' asks for something that is not known here" in err
    assert not (tmp_path / "albums").exists()
