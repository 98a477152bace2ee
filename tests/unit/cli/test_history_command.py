"""``aesthetic-gui history``, ``undo ID --photo`` and ``redo``, in this process, on real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aesthetic_gui import settings
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.steps import StepRow
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_move
from aesthetic_gui.culling.operations.transferring import perform
from aesthetic_gui.disk_io import staged_path
from aesthetic_gui.files.formats import find_photos


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """Three photographs; two are given stars and moved to Best (operations 1 and 2)."""
    folder = tmp_path / "shoot"
    folder.mkdir()
    for number in range(3):
        (folder / f"IMG_{number}.jpg").write_bytes(b"picture %d" % number)
    with Catalog.open(settings.catalog_path()) as catalog:
        photos = list(find_photos([folder]))[:2]
        decide(catalog, photos, stars=3)
        list(perform(catalog, plan_move(photos, folder / "Best")))
    return folder


def test_every_operation_is_listed_the_newest_first(run, shoot: Path) -> None:
    code, out, _ = run("history")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["2", "1"]
    assert "Move 2 photographs to ‘Best’" in out


def test_the_newest_alone_are_listed_where_a_limit_is_given(run, shoot: Path) -> None:
    assert [line.split()[0] for line in run("history", "--limit", "1")[1].splitlines()] == ["2"]
    assert run("history", "--limit", "0")[0] == 2


def test_the_list_says_how_much_of_an_operation_was_undone(run, shoot: Path) -> None:
    run("undo", "2", "--photo", shoot / "Best" / "IMG_0.jpg")
    assert "‘Best’  (1 of 2 photographs undone)" in run("history")[1]
    record = json.loads(run("history", "--json")[1])[0]
    assert (record["id"], record["state"], record["succeeded"], record["undone"]) == (2, "done", 2, 1)
    assert record["started_at"] <= record["finished_at"]


def test_another_catalog_is_listed_where_one_is_named(run, shoot: Path, tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "other.db") as other:
        decide(other, list(find_photos([shoot])), stars=1)
    out = run("history", "--catalog", tmp_path / "other.db")[1]
    assert "Give 1 star to" in out
    assert "Best" not in out


def test_several_photographs_are_undone_at_once(run, shoot: Path) -> None:
    best = shoot / "Best"
    assert run("undo", "2", "--photo", best / "IMG_0.jpg", "--photo", best / "IMG_1.jpg")[0] == 0
    assert not best.exists()
    assert "  undone   Move 2" in run("history")[1]


def test_a_catalog_in_which_nothing_was_done_says_so(run) -> None:
    assert run("history")[1] == "nothing was done yet\n"


def test_the_photographs_of_one_operation_are_listed_as_json(run, shoot: Path) -> None:
    records = json.loads(run("history", "2", "--json")[1])
    assert [(Path(one["path"]).name, one["state"], one["obstacle"]) for one in records] == [
        ("IMG_0.jpg", "done", ""),
        ("IMG_1.jpg", "done", ""),
    ]
    assert records[0]["now"] == str(shoot / "Best" / "IMG_0.jpg")


def test_one_photograph_is_undone_and_done_again(run, shoot: Path) -> None:
    assert run("undo", "2", "--photo", shoot / "Best" / "IMG_0.jpg")[0] == 0
    assert (shoot / "IMG_0.jpg").exists()
    assert (shoot / "Best" / "IMG_1.jpg").exists()
    assert "undone" in run("history", "2")[1]
    assert run("redo", "2", "--photo", shoot / "IMG_0.jpg")[0] == 0
    assert (shoot / "Best" / "IMG_0.jpg").exists()


def test_a_decision_on_one_photograph_is_taken_back(run, shoot: Path) -> None:
    assert run("undo", "1", "--photo", shoot / "Best" / "IMG_1.jpg")[0] == 0
    records = {Path(one["path"]).name: one["state"] for one in json.loads(run("history", "1", "--json")[1])}
    assert records == {"IMG_0.jpg": "done", "IMG_1.jpg": "undone"}


def test_what_was_undone_last_is_done_again(run, shoot: Path) -> None:
    assert run("undo")[0] == 0
    assert not (shoot / "Best").exists()
    assert run("redo")[0] == 0
    assert (shoot / "Best" / "IMG_0.jpg").exists()
    code, _, err = run("redo")
    assert code == 2
    assert "nothing to redo" in err


def test_a_photograph_that_was_not_touched_is_wrong_use(run, shoot: Path) -> None:
    code, _, err = run("undo", "2", "--photo", shoot / "IMG_2.jpg")
    assert code == 2
    assert "did nothing to" in err
    assert run("history", "99")[0] == 2


def test_a_photograph_that_was_changed_since_says_why_it_cannot_be_undone(run, shoot: Path) -> None:
    (shoot / "Best" / "IMG_0.jpg").write_bytes(b"another picture")
    out = run("history", "2")[1]
    assert "cannot be undone: IMG_0.jpg in the folder Best was changed since then" in out
    assert run("undo", "2")[0] == 3
    assert (shoot / "Best" / "IMG_0.jpg").read_bytes() == b"another picture"
    assert (shoot / "IMG_1.jpg").exists()


def test_an_operation_whose_drive_is_gone_for_good_can_be_closed(run, shoot: Path, tmp_path: Path) -> None:
    gone = tmp_path / "card"
    target = tmp_path / "album" / "a.jpg"
    step = StepRow(0, "move", gone / "a.jpg", target, staged_path(target, "0123abcd-0"))
    with Catalog.open(settings.catalog_path()) as catalog:
        waiting = journal.begin(catalog, "move", "Move 1 photograph to ‘album’", 1, steps=[step]).id
    assert "not connected" in run("recover")[1]
    code, out, _ = run("recover", "--give-up", str(waiting))
    assert code == 0
    assert f"a.jpg was last in {gone} or {tmp_path / 'album'}." in out
    assert step.staged.name in out
    assert "(nothing was done, 1 failed)" in run("history")[1]
    assert run("recover") == (0, "nothing was left open\n", "")
    assert "waits for no drive" in run("recover", "--give-up", str(waiting))[2]
