"""``aesthetic-gui taste …`` and ``--taste``, in this process, on a catalog with decisions."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui import settings
from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Flag, Photo
from aesthetic_gui.scoring.pack import load_pack


@pytest.fixture
def decided(tmp_path: Path) -> Path:
    """Sixty scored photographs: the first thirty picked, the rest rejected; embeddings say which is which."""
    folder, random, key = tmp_path / "shoot", np.random.default_rng(0), load_pack().key
    folder.mkdir()
    for number in range(60):
        Image.new("RGB", (64, 48), (number, 0, 0)).save(folder / f"{number:02}.png")
    photos = list(find_photos([folder]))
    with Catalog.open(settings.catalog_path()) as catalog:
        catalog.store([scored(photo, n, random, key) for n, photo in enumerate(photos)])
        decide(catalog, photos[:30], flag=Flag.PICK)
        decide(catalog, photos[30:], flag=Flag.REJECT)
    return folder


def scored(photo: Photo, number: int, random: np.random.Generator, key: str) -> Result:
    embedding = np.abs(random.normal(size=856)).astype(np.float32)
    embedding[:16] += 3 * (number < 30)
    ratings = tuple(random.dirichlet(np.ones(10)).tolist())
    return Result(photo, f"c{number}", None, key, ratings, embedding=embedding)


def test_a_taste_is_made_learned_and_shown(run, decided: Path) -> None:
    assert run("taste", "list")[2].startswith("there is no taste yet")
    assert run("taste", "create", "wedding") == (0, "made the taste wedding\n", "")
    code, out, err = run("taste", "learn", "wedding", decided)
    assert (code, err) == (0, "")
    first, second, *_, last = out.splitlines()
    assert first == "60 decisions there, 60 new to the taste"
    assert second.startswith("Learned from 60 decisions. Right on ")
    assert last == "it judges in the model's place"
    assert "60 new" not in run("taste", "learn", "wedding", decided)[1]
    assert run("taste", "show", "Wedding")[1].splitlines() == out.splitlines()[1:]
    assert run("taste", "list")[1].splitlines()[1].split() == ["wedding", "30", "30"]


def test_score_and_sort_judge_by_the_taste_that_is_named_or_chosen(run, decided: Path, tmp_path: Path) -> None:
    run("taste", "create", "wedding")
    run("taste", "learn", "wedding", decided)
    by_model = json.loads(run("score", "--json", decided)[1])
    assert not any("taste" in row for row in by_model)
    code, out, err = run("score", "--json", "--taste", "wedding", decided)
    by_taste = json.loads(out)
    assert (code, err) == (0, "")
    assert {row["taste"] for row in by_taste} == {"wedding"}
    assert [row["mean"] for row in by_taste] == [row["mean"] for row in by_model]
    right = [(row["p_aesthetic"] > 0.5) == (n < 30) for n, row in enumerate(by_taste)]
    assert sum(right) > 55
    settings.save({"taste": "wedding"})
    assert json.loads(run("score", "--json", decided)[1]) == by_taste
    assert json.loads(run("score", "--json", "--taste", "", decided)[1]) == by_model
    rows = list(csv.DictReader(io.StringIO(run("score", "--csv", decided)[1])))
    assert {row["taste"] for row in rows} == {"wedding"}
    planned = run("sort", decided, "--into", tmp_path / "albums", "--dry-run")[1]
    assert planned != run("sort", decided, "--into", tmp_path / "albums", "--dry-run", "--taste", "")[1]


def test_new_photographs_are_judged_by_the_taste_also_without_the_catalog(run, decided: Path, tmp_path: Path) -> None:
    run("taste", "create", "wedding")
    run("taste", "learn", "wedding", decided)
    photo = tmp_path / "new.png"
    Image.effect_noise((320, 240), 80).convert("RGB").save(photo)
    kept = json.loads(run("score", "--json", "--taste", "wedding", photo)[1])
    judged = [{name: value for name, value in row.items() if name not in ("flag", "stars", "label")} for row in kept]
    assert json.loads(run("score", "--json", "--taste", "wedding", "--no-cache", photo)[1]) == judged
    assert json.loads(run("score", "--json", "--taste", "wedding", photo)[1]) == kept
    assert kept[0]["taste"] == "wedding"


def test_a_taste_that_knows_too_little_leaves_the_verdict_to_the_model_and_says_so(run, decided: Path) -> None:
    run("taste", "create", "new")
    code, out, err = run("score", "--json", "--taste", "new", decided)
    assert code == 0
    assert not any("taste" in row for row in json.loads(out))
    assert "the model judges alone" in err
    assert "needs 10 of each" in err


def test_a_taste_that_there_is_not_is_wrong_use_and_one_chosen_elsewhere_is_told(run, decided: Path) -> None:
    for words in (("score", "--taste", "x", decided), ("taste", "show", "x"), ("taste", "learn", "x", decided)):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert "There is no taste called 'x'" in err
    settings.save({"taste": "gone"})
    code, out, err = run("score", "--json", decided)
    assert (code, len(json.loads(out))) == (0, 60)
    assert "not in this catalog" in err


def test_picks_without_a_score_are_scored_and_the_unreadable_are_told(run, tmp_path: Path) -> None:
    folder = tmp_path / "shoot"
    folder.mkdir()
    Image.new("RGB", (320, 240), (200, 30, 0)).save(folder / "a.png")
    (folder / "b.png").write_bytes(b"")
    with Catalog.open(settings.catalog_path()) as catalog:
        decide(catalog, list(find_photos([folder])), flag=Flag.PICK)
    run("taste", "create", "mine")
    code, out, err = run("taste", "learn", "mine", folder)
    assert code == 1
    assert "1 pick and 0 rejects" in out
    assert "b.png: the file is empty" in err


def test_a_taste_travels_as_a_file(run, decided: Path, tmp_path: Path) -> None:
    file = tmp_path / "wedding.json"
    run("taste", "create", "wedding")
    run("taste", "learn", "wedding", decided)
    shown = run("taste", "show", "wedding")[1]
    assert run("taste", "export", "wedding", file)[1] == f"wrote 60 decisions to {file}\n"
    assert run("taste", "export", "wedding", file)[0] == 3
    other = ("--catalog", tmp_path / "other.db")
    assert run("taste", "import", file, *other)[:2] == (0, "made the taste wedding\n")
    assert run("taste", "show", "wedding", *other)[1] == shown
    _, _, told = run("taste", "import", file, "--name", "theirs", "--pack", "nima-mobilenet:int8")
    assert told.startswith("it was learned with another model")
    assert run("taste", "remove", "theirs")[0] == run("taste", "reset", "wedding")[0] == 0
    assert run("taste", "list")[1].splitlines()[1].split() == ["wedding", "0", "0"]
    file.write_text("{}")
    code, _, err = run("taste", "import", file)
    assert code == 3
    assert "no taste of this program" in err


def test_it_asks_for_undecided_photographs_only(run, decided: Path) -> None:
    run("taste", "create", "wedding")
    code, out, err = run("taste", "ask", "wedding", decided)
    assert (code, out) == (0, "")
    assert "nothing is left to ask about" in err
    with Catalog.open(settings.catalog_path()) as catalog:
        decide(catalog, list(find_photos([decided]))[25:35], flag=Flag.NONE)
    everything = run("taste", "ask", "wedding", decided)[1].splitlines()
    assert sorted(everything) == [str(decided / f"{number}.png") for number in range(25, 35)]
    assert run("taste", "ask", "wedding", decided, "--count", "3")[1].splitlines() == everything[:3]


@pytest.mark.parametrize(
    "words", [(), ("create",), ("ask", "wedding"), ("export", "wedding"), ("bake", "wedding"), ("list", "wedding")]
)
def test_wrong_words_are_wrong_use(run, words: tuple[str, ...]) -> None:
    assert run("taste", *words)[0] == 2
