"""The history tells what was done, in words, and what has become of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.history import (
    Treated,
    history,
    moved_on,
    outcome,
    redo_title,
    treated,
    undo_title,
)
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.transferring import NothingToUndo, perform, redo, undo
from aesthetic_gui.photo import Flag, Photo

MakeUnit = Callable[..., Photo]
Drain = Callable[[Iterator[Progress]], list[Progress]]


def test_an_empty_history_offers_nothing(catalog: Catalog) -> None:
    assert (history(catalog), undo_title(catalog), redo_title(catalog)) == ([], None, None)


def test_the_newest_comes_first_with_its_state(
    catalog: Catalog, shoot: Path, make_unit: Callable[..., Photo], drain: Drain
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2"), make_unit("IMG_3")]
    decide(catalog, photos, flag=Flag.PICK)
    drain(perform(catalog, plan_copy(photos, shoot / "{odd} name")))
    drain(perform(catalog, plan_move(photos[:2], shoot / "Best")))
    drain(perform(catalog, plan_trash(photos[2:])))
    drain(undo(catalog))
    assert [(operation.title, operation.state) for operation in history(catalog)] == [
        ("Move 1 photograph to the trash", "undone"),
        ("Move 2 photographs to ‘Best’", "done"),
        ("Copy 3 photographs to ‘{odd} name’", "done"),
        ("Pick 3 photographs", "done"),
    ]
    assert undo_title(catalog) == "Move 2 photographs to ‘Best’"
    assert redo_title(catalog) == "Move 1 photograph to the trash"
    assert len(history(catalog, 2)) == 2
    assert all(operation.finished_at for operation in history(catalog))


def test_what_succeeded_in_part_is_told_and_can_be_undone(
    catalog: Catalog, shoot: Path, make_unit: Callable[..., Photo]
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    plan = plan_move(photos, shoot / "Best")
    photos[0].path.unlink()
    list(perform(catalog, plan))
    (operation,) = history(catalog)
    assert (operation.state, operation.succeeded, operation.total) == ("partial", 1, 2)
    list(undo(catalog))
    assert photos[1].path.exists()


def test_what_did_not_succeed_at_all_is_not_offered_for_undo(
    catalog: Catalog, shoot: Path, make_unit: Callable[..., Photo]
) -> None:
    photo = make_unit("IMG_1")
    plan = plan_move([photo], shoot / "Best")
    photo.path.unlink()
    list(perform(catalog, plan))
    assert [operation.state for operation in history(catalog)] == ["nothing"]
    assert undo_title(catalog) is None


def test_an_undo_that_is_refused_does_not_stand_in_the_way_of_earlier_ones(
    catalog: Catalog, shoot: Path, make_unit: Callable[..., Photo], drain: Drain
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    drain(perform(catalog, plan_move(photos[:1], shoot / "Good")))
    drain(perform(catalog, plan_move(photos[1:], shoot / "Best")))
    (shoot / "Best" / "IMG_2.jpg").write_bytes(b"edited")
    assert [failure for progress in undo(catalog) for failure in progress.failures]
    assert redo_title(catalog) is None, "nothing was undone, so there is nothing to redo"
    assert undo_title(catalog) == "Move 1 photograph to ‘Good’"
    drain(undo(catalog))
    assert photos[0].path.exists()


def rows(catalog: Catalog, operation: int) -> dict[str, Treated]:
    return {row.photo.stem: row for row in treated(catalog, operation)}


def key_of(catalog: Catalog, operation: int, stem: str) -> set[int]:
    return {rows(catalog, operation)[stem].key}


@pytest.fixture
def moved(catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain) -> list[Photo]:
    """Three photographs with their RAWs and sidecars, moved to Best by operation 1."""
    photos = [make_unit(f"IMG_{number}") for number in (1, 2, 3)]
    drain(perform(catalog, plan_move(photos, shoot / "Best")))
    return photos


def test_an_operation_tells_of_each_photograph_where_it_was_and_where_it_is(
    catalog: Catalog, shoot: Path, moved: list[Photo]
) -> None:
    row = rows(catalog, 1)["IMG_2"]
    assert (row.photo, row.now) == (moved[1].path, shoot / "Best" / "IMG_2.jpg")
    assert (row.state, row.words, row.files, row.obstacle) == ("done", "moved", 3, "")


def test_one_photograph_is_undone_with_all_its_files_and_the_others_stay(
    catalog: Catalog, shoot: Path, moved: list[Photo], drain: Drain
) -> None:
    drain(undo(catalog, 1, only=key_of(catalog, 1, "IMG_2")))
    assert all(file.exists() for file in moved[1].files)
    assert (shoot / "Best" / "IMG_1.cr2").exists()
    assert {stem: row.state for stem, row in rows(catalog, 1).items()} == {
        "IMG_1": "done",
        "IMG_2": "undone",
        "IMG_3": "done",
    }
    (entry,) = history(catalog)
    assert (entry.state, entry.undone, entry.can_undo, entry.can_redo) == ("done", 1, True, True)
    assert outcome(entry) == "1 of 3 photographs undone"


def test_an_operation_undone_photograph_by_photograph_is_undone_in_the_end(
    catalog: Catalog, shoot: Path, moved: list[Photo], drain: Drain
) -> None:
    for photo in moved:
        drain(undo(catalog, 1, only=key_of(catalog, 1, photo.path.stem)))
    (entry,) = history(catalog)
    assert (entry.state, outcome(entry), entry.can_undo) == ("undone", "undone", False)
    assert not (shoot / "Best").exists()


def test_one_of_the_undone_photographs_is_done_again(
    catalog: Catalog, shoot: Path, moved: list[Photo], drain: Drain
) -> None:
    drain(undo(catalog, 1))
    drain(redo(catalog, 1, only=key_of(catalog, 1, "IMG_3")))
    assert {file.name for file in (shoot / "Best").iterdir()} == {file.name for file in moved[2].files}
    assert outcome(history(catalog)[0]) == "2 of 3 photographs undone"


def test_a_key_of_a_photograph_that_was_undone_already_is_nothing_to_undo(
    catalog: Catalog, moved: list[Photo], drain: Drain
) -> None:
    key = key_of(catalog, 1, "IMG_1")
    drain(undo(catalog, 1, only=key))
    with pytest.raises(NothingToUndo, match="nothing left to undo"):
        list(undo(catalog, 1, only=key))


def test_a_decision_is_taken_back_and_made_again_for_one_of_several(
    catalog: Catalog, make_unit: MakeUnit, drain: Drain
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    decide(catalog, photos, flag=Flag.PICK, stars=4)
    drain(undo(catalog, 1, only=key_of(catalog, 1, "IMG_1")))
    assert {stem: row.state for stem, row in rows(catalog, 1).items()} == {"IMG_1": "undone", "IMG_2": "done"}
    assert rows(catalog, 1)["IMG_2"].words == "undecided → pick ★★★★"
    assert outcome(history(catalog)[0]) == "1 of 2 photographs undone"
    drain(redo(catalog, 1, only=key_of(catalog, 1, "IMG_1")))
    assert catalog.decisions(photos)[photos[0].path].stars == 4
    assert outcome(history(catalog)[0]) == ""


def test_a_photograph_decided_anew_says_why_its_decision_stays(catalog: Catalog, make_unit: MakeUnit) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    decide(catalog, photos, flag=Flag.PICK)
    decide(catalog, photos[:1], flag=Flag.REJECT)
    assert "decided again" in rows(catalog, 1)["IMG_1"].obstacle
    assert rows(catalog, 1)["IMG_2"].obstacle == ""
    list(undo(catalog, 1))
    entry = history(catalog)[1]
    assert outcome(entry) == "1 of 2 photographs undone, 1 stayed"
    assert entry.can_undo


def test_a_file_that_was_changed_or_taken_away_is_an_obstacle_of_its_photograph_only(
    catalog: Catalog, shoot: Path, moved: list[Photo]
) -> None:
    (shoot / "Best" / "IMG_1.cr2").write_bytes(b"edited")
    (shoot / "Best" / "IMG_2.jpg").unlink()
    obstacles = {stem: row.obstacle for stem, row in rows(catalog, 1).items()}
    assert "IMG_1.cr2 in the folder Best was changed" in obstacles["IMG_1"]
    assert "IMG_2.jpg is not in the folder Best any more" in obstacles["IMG_2"]
    assert obstacles["IMG_3"] == ""


def test_a_copy_that_was_undone_and_made_again_is_told_by_the_original(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    photo = make_unit("IMG_1")
    drain(perform(catalog, plan_copy([photo], shoot / "Copies")))
    drain(undo(catalog))
    (row,) = treated(catalog, 1)
    assert (row.photo, row.now, row.words) == (photo.path, photo.path, "the copy is in the trash")
    drain(redo(catalog))
    (row,) = treated(catalog, 1)
    assert (row.photo, row.now, row.words) == (photo.path, shoot / "Copies" / "IMG_1.jpg", "copied")


def test_what_came_out_of_the_trash_again_is_told_where_it_lies(
    catalog: Catalog, make_unit: MakeUnit, drain: Drain
) -> None:
    photo = make_unit("IMG_1")
    drain(perform(catalog, plan_trash([photo])))
    assert treated(catalog, 1)[0].words == "in the trash"
    drain(undo(catalog))
    (row,) = treated(catalog, 1)
    assert (row.photo, row.now, row.state, row.words) == (photo.path, photo.path, "undone", "back from the trash")


def test_what_failed_and_what_did_not_have_its_turn_is_told(catalog: Catalog, shoot: Path, make_unit: MakeUnit) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2"), make_unit("IMG_3")]
    plan = plan_copy(photos, shoot / "Copies")
    photos[0].path.unlink()
    list(perform(catalog, plan, lambda: (shoot / "Copies" / "IMG_2.jpg").exists()))
    found = rows(catalog, 1)
    assert found["IMG_1"].state == "failed"
    assert "IMG_1" in found["IMG_1"].words
    assert found["IMG_3"].state == "stopped"
    assert "1 failed" in outcome(history(catalog)[0])
    assert "not begun" in outcome(history(catalog)[0])


def test_an_operation_that_waits_for_a_drive_says_so_of_its_photographs(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit
) -> None:
    plan = plan_move([make_unit("IMG_1")], shoot / "Best")
    steps = perform(catalog, plan)
    next(steps)  # the intent is written, no file is touched
    (row,) = treated(catalog, 1)
    (entry,) = history(catalog)
    assert row.state == "waiting"
    assert "drive" in outcome(entry)
    assert not entry.can_undo
    steps.close()


def test_later_operations_that_took_photographs_further_are_found_the_newest_first(
    catalog: Catalog, shoot: Path, moved: list[Photo], drain: Drain
) -> None:
    best = [Photo(shoot / "Best" / f"IMG_{n}.jpg", (shoot / "Best" / f"IMG_{n}.cr2",)) for n in (1, 2)]
    drain(perform(catalog, plan_move(best, shoot / "Keep")))
    drain(perform(catalog, plan_trash([Photo(shoot / "Keep" / "IMG_1.jpg")])))
    later = moved_on(catalog, 1)
    assert [(one.operation.id, len(one.keys)) for one in later] == [(3, 1), (2, 2)]
    assert moved_on(catalog, 1, only=key_of(catalog, 1, "IMG_3")) == []
    for one in later:
        drain(undo(catalog, one.operation.id, only=one.keys))
    drain(undo(catalog, 1))
    assert all(photo.path.exists() for photo in moved)


def test_an_operation_that_was_undone_does_not_stand_in_the_way(
    catalog: Catalog, shoot: Path, moved: list[Photo], drain: Drain
) -> None:
    drain(perform(catalog, plan_move([Photo(shoot / "Best" / "IMG_1.jpg")], shoot / "Keep")))
    drain(undo(catalog))
    assert moved_on(catalog, 1) == []


def test_another_photograph_that_took_the_name_since_is_not_the_one(
    catalog: Catalog, shoot: Path, moved: list[Photo], make_unit: MakeUnit, drain: Drain
) -> None:
    drain(perform(catalog, plan_move([Photo(shoot / "Best" / "IMG_1.jpg")], shoot / "Keep")))
    other = make_unit("IMG_1", (".jpg",), folder=shoot / "Best")
    drain(perform(catalog, plan_trash([other])))
    assert [one.operation.title for one in moved_on(catalog, 1)] == ["Move 1 photograph to ‘Keep’"]


def test_what_autosave_writes_is_in_the_history_only_while_it_is_open(catalog: Catalog) -> None:
    with catalog.transaction() as connection:
        journal.insert_operation(connection, "autosave", "Save", 1, state="done")
        journal.insert_operation(connection, "autosave", "Save", 1)
    assert [entry.state for entry in history(catalog)] == ["open"]
