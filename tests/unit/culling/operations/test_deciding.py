"""Picks, stars and labels: kept at once, undone like anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.deciding import decide, keep_and_reject
from aesthetic_gui.culling.operations.history import redo_title, undo_title
from aesthetic_gui.culling.operations.transferring import redo, undo
from aesthetic_gui.photo import ColourLabel, Decision, Flag, Photo

PHOTOS = [Photo(Path(f"/shoot/IMG_{n:04}.jpg")) for n in range(5_000)]


def test_only_what_is_given_is_changed(catalog: Catalog) -> None:
    decide(catalog, PHOTOS[:2], flag=Flag.PICK)
    decide(catalog, PHOTOS[:1], stars=3)
    decide(catalog, PHOTOS[:1], label=ColourLabel.BLUE)
    assert catalog.decisions(PHOTOS[:3]) == {
        PHOTOS[0].path: Decision(Flag.PICK, 3, ColourLabel.BLUE),
        PHOTOS[1].path: Decision(Flag.PICK),
    }


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"flag": Flag.REJECT}, "Reject 2 photographs"),
        ({"flag": Flag.NONE}, "Unflag 2 photographs"),
        ({"stars": 1}, "Give 1 star to 2 photographs"),
        ({"stars": 0}, "Take the stars from 2 photographs"),
        ({"label": ColourLabel.RED}, "Put the label red on 2 photographs"),
        ({"flag": Flag.PICK, "stars": 5}, "Pick and give 5 stars to 2 photographs"),
        ({"turn_by": 1}, "Rotate 2 photographs right"),
        ({"turn_by": -1}, "Rotate 2 photographs left"),
    ],
)
def test_the_history_tells_it_in_words(catalog: Catalog, given: dict[str, object], title: str) -> None:
    operation = decide(catalog, PHOTOS[:2], **given)  # type: ignore[arg-type]
    assert (operation.title, operation.state, operation.total) == (title, "done", 2)
    assert undo_title(catalog) == title


def test_one_is_kept_and_the_rest_of_its_stack_rejected_in_one_step(catalog: Catalog) -> None:
    decide(catalog, PHOTOS[:3], stars=2, label=ColourLabel.RED)
    decide(catalog, PHOTOS[2:3], flag=Flag.PICK)
    before = catalog.decisions(PHOTOS[:4])
    operation = keep_and_reject(catalog, PHOTOS[:4], [False, True, False, False])
    assert (operation.title, operation.total) == ("Keep 1 and reject 3 photographs", 4)
    assert list(catalog.decisions(PHOTOS[:4]).values()) == [
        *(Decision(flag, 2, ColourLabel.RED) for flag in (Flag.REJECT, Flag.PICK, Flag.REJECT)),
        Decision(Flag.REJECT),
    ]
    list(undo(catalog))
    assert catalog.decisions(PHOTOS[:4]) == before
    with pytest.raises(ValueError, match="kept"):
        keep_and_reject(catalog, PHOTOS[:2], [False, False])


def test_undo_puts_back_what_was_decided_before_and_redo_decides_again(catalog: Catalog) -> None:
    decide(catalog, PHOTOS[:2], stars=2)
    decide(catalog, PHOTOS[:3], stars=5)
    (progress,) = undo(catalog)
    assert {change.before: change.decision for change in progress.changes} == {
        PHOTOS[0].path: Decision(stars=2),
        PHOTOS[1].path: Decision(stars=2),
        PHOTOS[2].path: Decision(),
    }
    assert not any(change.left for change in progress.changes)
    assert redo_title(catalog) == "Give 5 stars to 3 photographs"
    list(redo(catalog))
    assert set(catalog.decisions(PHOTOS).values()) == {Decision(stars=5)}


def test_each_photograph_turns_from_where_it_is_and_all_turn_back_together(catalog: Catalog) -> None:
    decide(catalog, PHOTOS[:1], turn_by=-1)
    decide(catalog, PHOTOS[:2], turn_by=1)
    decide(catalog, PHOTOS[:2], turn_by=1)
    assert turns(catalog) == [1, 2]
    list(undo(catalog))
    assert turns(catalog) == [0, 1]
    list(redo(catalog))
    assert turns(catalog) == [1, 2]


@pytest.mark.parametrize("by", [1, 2, 3, -1])
def test_four_of_the_same_turns_are_none(catalog: Catalog, by: int) -> None:
    decide(catalog, PHOTOS[:1], flag=Flag.PICK)
    for _ in range(4):
        decide(catalog, PHOTOS[:1], turn_by=by)
    assert catalog.decisions(PHOTOS[:1]) == {PHOTOS[0].path: Decision(Flag.PICK)}


def turns(catalog: Catalog) -> list[int]:
    decided = catalog.decisions(PHOTOS[:2])
    return [decided.get(photo.path, Decision()).turn for photo in PHOTOS[:2]]


def test_a_photograph_decided_anew_since_then_is_left_as_it_is(catalog: Catalog) -> None:
    first = decide(catalog, PHOTOS[:2], stars=2)
    decide(catalog, PHOTOS[:1], flag=Flag.PICK)
    (progress,) = undo(catalog, first.id)
    assert [failure.photo for failure in progress.failures] == [PHOTOS[0].path]
    assert catalog.decisions(PHOTOS) == {PHOTOS[0].path: Decision(Flag.PICK, 2)}


def test_nonsense_is_refused(catalog: Catalog) -> None:
    for given in ({"stars": 6}, {"stars": -1}, {}):
        with pytest.raises(ValueError, match=r"stars|nothing"):
            decide(catalog, PHOTOS[:1], **given)  # type: ignore[arg-type]
    assert undo_title(catalog) is None


def test_deciding_on_no_photograph_leaves_nothing_to_undo(catalog: Catalog) -> None:
    assert decide(catalog, [], stars=1).state == "nothing"
    assert undo_title(catalog) is None


def test_a_key_press_is_one_transaction_and_its_work_grows_with_the_photographs_only(catalog: Catalog) -> None:
    """Counted in the database's instructions: bench_catalog has the seconds."""
    decide(catalog, PHOTOS, stars=1)
    commits, work = [], {}
    for count in (1, 500, 5_000):
        told, tens = [], []
        with catalog.transaction() as connection:  # the one that writes
            connection.set_trace_callback(told.append)
            connection.set_progress_handler(lambda tens=tens: tens.append(1), 10)
        told.clear()
        decide(catalog, PHOTOS[:count], flag=Flag.PICK)
        with catalog.transaction() as connection:
            connection.set_trace_callback(None)
            connection.set_progress_handler(None, 0)
        commits.append(told.count("COMMIT"))
        work[count] = len(tens)
    assert commits == [1, 1, 1]  # one wait for the disk each
    assert work[1] < work[500] / 50
    assert work[5_000] < 11 * work[500]
