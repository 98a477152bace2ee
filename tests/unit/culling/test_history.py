"""The history tells what was done, in words, and what has become of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.deciding import decide
from aesthetic_gui.culling.history import history, redo_title, undo, undo_title
from aesthetic_gui.culling.progress import Progress
from aesthetic_gui.culling.transferring import perform, plan_copy, plan_move, plan_trash
from aesthetic_gui.photo import Flag, Photo

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
