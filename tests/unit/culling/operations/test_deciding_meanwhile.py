"""A decision follows its photograph: whatever an operation, of this program or another one, does to it meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import PIECE, Catalog, Result
from aesthetic_gui.culling.live.following import apart
from aesthetic_gui.culling.operations.deciding import decide, decided_now
from aesthetic_gui.culling.operations.history import undo_title
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.running import Busy
from aesthetic_gui.culling.operations.transferring import perform, redo, turn_decision, undo
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Decision, Flag, Photo

PICKED = Decision(Flag.PICK)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


@pytest.fixture
def photos(tmp_path: Path) -> list[Photo]:
    (tmp_path / "shoot").mkdir()
    for number in range(4):
        (tmp_path / "shoot" / f"{number}.jpg").write_bytes(b"photograph %d" % number * (number + 1))
    return list(find_photos([tmp_path / "shoot"]))


def moved(photo: Photo, folder: Path) -> Photo:
    return replace(photo, path=folder / photo.path.name)


def run(steps) -> None:
    for progress in steps:
        assert not progress.failures


def test_a_photograph_seen_where_it_was_before_a_move_is_decided_where_it_is(catalog, photos, tmp_path):
    """The window need not have heard of the move yet, which may be that of a script."""
    best = tmp_path / "best"
    run(perform(catalog, plan_move(photos, best)))
    decide(catalog, photos[:1], flag=Flag.PICK)
    assert catalog.decisions([moved(photos[0], best)]) == {best / "0.jpg": PICKED}
    assert catalog.decisions(photos) == {}
    assert decided_now(catalog, photos[:2]) == {photos[0].path: PICKED, photos[1].path: Decision()}


def test_it_is_followed_over_several_moves_into_the_trash_and_back(catalog, photos, tmp_path):
    best, later = tmp_path / "best", tmp_path / "later"
    run(perform(catalog, plan_move(photos, best)))
    run(perform(catalog, plan_move([moved(photo, best) for photo in photos], later)))
    decide(catalog, photos[:1], flag=Flag.PICK)
    assert catalog.decisions([moved(photos[0], later)]) == {later / "0.jpg": PICKED}
    run(perform(catalog, plan_trash([moved(photos[1], later)])))
    decide(catalog, photos[1:2], flag=Flag.PICK)
    trash = journal.recent(catalog, 2)[-1]
    assert trash.kind == "trash"
    run(undo(catalog, trash.id))
    assert catalog.decisions([moved(photos[1], later)]) == {later / "1.jpg": PICKED}


def test_after_an_undo_it_is_decided_where_it_came_back_to(catalog, photos, tmp_path):
    best = tmp_path / "best"
    run(perform(catalog, plan_move(photos, best)))
    run(undo(catalog))
    decide(catalog, [photos[0], moved(photos[1], best)], flag=Flag.PICK)
    assert set(catalog.decisions(photos)) == {photos[0].path, photos[1].path}
    run(redo(catalog, 1))
    assert set(catalog.decisions([moved(photo, best) for photo in photos])) == {best / "0.jpg", best / "1.jpg"}


def test_another_photograph_under_the_old_name_is_decided_itself(catalog, photos, tmp_path):
    best = tmp_path / "best"
    run(perform(catalog, plan_move(photos, best)))
    photos[0].path.write_bytes(b"photograph 0")  # as long as the one before
    newcomer = next(find_photos([photos[0].path]))
    decide(catalog, [newcomer], flag=Flag.PICK)
    assert catalog.decisions([newcomer, moved(photos[0], best)]) == {newcomer.path: PICKED}


def test_a_photograph_of_a_card_that_is_out_is_not_taken_for_an_older_one_of_its_name(catalog, photos, tmp_path):
    """Cards count from the beginning, and raw files without compression are all of one size."""
    best = tmp_path / "best"
    run(perform(catalog, plan_move(photos, best)))
    months_later = replace(photos[0], mtime_ns=photos[0].mtime_ns + 10**16)  # shown, and its card was pulled
    decide(catalog, [months_later], flag=Flag.PICK)
    assert catalog.decisions([months_later, moved(photos[0], best)]) == {months_later.path: PICKED}


def test_a_copy_leaves_the_original_where_it_is_decided(catalog, photos, tmp_path):
    run(perform(catalog, plan_copy(photos, tmp_path / "copies")))
    decide(catalog, photos[:1], flag=Flag.PICK)
    assert catalog.decisions([photos[0], moved(photos[0], tmp_path / "copies")]) == {photos[0].path: PICKED}


def test_a_decision_between_the_file_and_its_row_goes_along(catalog, photos, tmp_path):
    """The journal hears of files a moment after they were moved: at every step something is decided."""
    best, steps = tmp_path / "best", perform(catalog, plan_move(photos, tmp_path / "best"))
    next(steps)
    for photo in photos:
        photo.path.rename(photo.path.with_suffix(".away"))  # where it is nobody knows at this moment
        decide(catalog, [photo], flag=Flag.PICK)
        photo.path.with_suffix(".away").rename(photo.path)
    run(steps)
    assert len(catalog.decisions([moved(photo, best) for photo in photos])) == 4


def test_a_score_that_arrives_late_goes_to_where_its_photograph_is(catalog, photos, tmp_path):
    best = tmp_path / "best"
    run(perform(catalog, plan_move(photos, best)))
    catalog.store([Result(photos[0], "content", None, "pack", None)])
    assert catalog.known([moved(photos[0], best)], "pack")[best / "0.jpg"].content_id == "content"
    assert catalog.known(photos, "pack") == {}


def test_a_copy_that_is_read_while_its_original_is_moved_does_not_take_the_decision_away(catalog, photos, tmp_path):
    decide(catalog, photos[:1], flag=Flag.PICK)
    catalog.store([Result(photos[0], "content", None, "pack", None)])
    steps = perform(catalog, plan_move(photos[:1], tmp_path / "best"))
    next(steps)
    photos[0].path.rename(tmp_path / "on its way")
    catalog.store([Result(photos[1], "content", None, "pack", None)])
    (tmp_path / "on its way").rename(photos[0].path)
    run(steps)
    assert set(catalog.decisions([moved(photos[0], tmp_path / "best"), photos[1]])) == {tmp_path / "best" / "0.jpg"}


def test_a_taste_learns_from_the_photograph_where_it_is(catalog, photos, tmp_path):
    tasting.create(catalog, "wedding")
    decide(catalog, photos[:1], flag=Flag.PICK)
    run(perform(catalog, plan_move(photos, tmp_path / "best")))
    tasting.add_members(catalog, "wedding", photos[:1])
    assert [taste.picks for taste in tasting.tastes(catalog)] == [1]


@pytest.fixture
def under_way(catalog, photos, tmp_path) -> Iterator[Iterator[object]]:
    """A copy that has begun, and goes on."""
    decide(catalog, photos[3:], flag=Flag.REJECT)
    steps = perform(catalog, plan_copy(photos, tmp_path / "copies"))
    next(steps)
    yield steps
    run(steps)


def test_the_pick_made_while_files_are_copied_is_undone_at_once(catalog, photos, under_way):
    decide(catalog, photos[:1], flag=Flag.PICK)
    assert undo_title(catalog) == "Pick 1 photograph"
    run(undo(catalog))
    assert catalog.decisions(photos[:1]) == {}
    run(redo(catalog))
    assert catalog.decisions(photos[:1])[photos[0].path] == PICKED


def test_what_was_done_before_the_copy_is_not_undone_in_its_stead(catalog, photos, under_way, monkeypatch):
    """The last thing is the copy, which cannot be undone yet."""
    monkeypatch.setattr("aesthetic_gui.culling.operations.running.PATIENCE", 0.01)
    assert turn_decision(catalog, None, "undo") is None
    told = []

    def another_window() -> None:
        try:
            run(undo(catalog))
        except Busy as error:
            told.append(str(error))

    thread = threading.Thread(target=another_window)
    thread.start()
    thread.join()
    assert len(told) == 1
    assert catalog.decisions(photos[3:])[photos[3].path] == Decision(Flag.REJECT)


def test_a_decision_that_is_named_is_undone_whatever_came_after_it(catalog, photos, under_way):
    run(undo(catalog, 1))
    assert catalog.decisions(photos[3:]) == {}


def test_no_transaction_of_a_long_operation_keeps_a_decision_waiting(catalog, tmp_path, monkeypatch):
    """Counted in rows: bench_catalog has the seconds. In between each two of them a decision has its turn."""
    written: list[int] = []
    transaction = Catalog.transaction

    @contextmanager
    def counted(self, **options):
        with transaction(self, **options) as connection:
            before = connection.total_changes
            yield connection
            written.append(connection.total_changes - before)

    monkeypatch.setattr(Catalog, "transaction", counted)
    (tmp_path / "shoot").mkdir()
    for number in range(1_500):
        (tmp_path / "shoot" / f"{number}.jpg").touch()
    photos = list(find_photos([tmp_path / "shoot"]))
    run(perform(catalog, plan_move(photos, tmp_path / "best")))
    run(undo(catalog))
    assert sum(written) >= 4 * len(photos)
    assert max(written) <= 3 * PIECE


def test_photographs_renamed_by_another_program_follow_a_few_at_a_time_unless_they_change_places(tmp_path):
    there = [(tmp_path / f"a{n}", Photo(tmp_path / f"b{n}")) for n in range(PIECE + 1)]
    assert [len(some) for some in apart(there)] == [PIECE, 1]
    assert [pair for some in apart(there) for pair in some] == there
    swapped = [*there, (tmp_path / "b0", Photo(tmp_path / "a0"))]
    assert apart(swapped) == [swapped]
