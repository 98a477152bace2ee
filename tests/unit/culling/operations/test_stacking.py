"""What a person stacked: kept, undone, done again, and never lost, wherever the photographs go."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.catalog.damage import backup
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.live.following import follow
from aesthetic_gui.culling.operations import history, stacking
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.stacking import Regrouping, regroup
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.photo import Decision, Flag, HandStack, Photo
from tests.unit.catalog.damage import damage

MakeUnit = Callable[..., Photo]
Drain = Callable[[Iterator[Progress]], list[Progress]]


@pytest.fixture
def photos(make_unit: MakeUnit) -> list[Photo]:
    return [make_unit(f"IMG_{number}", (".jpg",)) for number in range(5)]


def hands(catalog: Catalog, photos: Sequence[Photo]) -> list[HandStack | None]:
    known = catalog.known(photos, "")
    return [known[photo.path].hand if photo.path in known else None for photo in photos]


def items(catalog: Catalog, photos: Sequence[Photo]) -> list[Item]:
    return [Item(photo, hand=hand) for photo, hand in zip(photos, hands(catalog, photos), strict=True)]


def do(catalog: Catalog, regrouping: Regrouping) -> int:
    return regroup(catalog, regrouping.photos, regrouping).id


def stacked(catalog: Catalog, photos: Sequence[Photo]) -> str:
    """A letter for the stack of each, A for the first one; "." where the program groups it, "!" after a cover."""
    found = hands(catalog, photos)
    ids = list(dict.fromkeys(hand.id for hand in found if hand))
    return "".join(chr(65 + ids.index(hand.id)) + "!" * hand.cover if hand else "." for hand in found)


def test_each_verb_makes_the_stacks_that_it_names(catalog: Catalog, photos: list[Photo]) -> None:
    def now() -> list[Item]:
        return items(catalog, photos)

    do(catalog, stacking.stack(now()[:4]))
    assert stacked(catalog, photos) == "AAAA."
    do(catalog, stacking.choose_cover(now()[:4], photos[2].path))
    assert stacked(catalog, photos) == "AAA!A."
    do(catalog, stacking.split_here(now()[:4], photos[2].path))
    assert stacked(catalog, photos) == "AAB!B."
    do(catalog, stacking.merge(now()[:2], now()[2:]))
    assert stacked(catalog, photos) == "AAA!AA"
    do(catalog, stacking.unstack(now()[1:3]))
    assert stacked(catalog, photos) == "ABCAA"
    do(catalog, stacking.stack(now()[3:]))
    assert stacked(catalog, photos) == "ABCDD"
    do(catalog, stacking.group_again(now()))
    assert stacked(catalog, photos) == "....."


def test_a_new_stack_takes_photographs_out_of_the_one_they_were_in(catalog: Catalog, photos: list[Photo]) -> None:
    do(catalog, stacking.stack(items(catalog, photos)))
    do(catalog, stacking.stack(items(catalog, photos)[:2]))
    assert stacked(catalog, photos) == "AABBB"


def test_a_stack_of_the_program_that_gets_a_cover_stays_as_it_is(catalog: Catalog, photos: list[Photo]) -> None:
    do(catalog, stacking.choose_cover(items(catalog, photos)[1:], photos[3].path))
    assert stacked(catalog, photos) == ".AAA!A"


def test_what_cannot_be_done_is_refused() -> None:
    some = [Item(Photo(Path(f"/{name}.jpg"))) for name in "ab"]
    refused: list[Callable[[], object]] = [
        lambda: stacking.stack(some[:1]),
        lambda: stacking.unstack([]),
        lambda: stacking.split_here(some, some[0].photo.path),
        lambda: stacking.split_here(some, Path("/c.jpg")),
        lambda: stacking.merge(some, []),
        lambda: stacking.choose_cover(some, Path("/c.jpg")),
        lambda: stacking.group_again([]),
    ]
    for verb in refused:
        with pytest.raises(ValueError, match=r"stack|photograph"):
            verb()


def test_each_is_undone_and_done_again_and_is_named_in_the_history(
    catalog: Catalog, photos: list[Photo], drain: Drain
) -> None:
    do(catalog, stacking.stack(items(catalog, photos)[:3]))
    do(catalog, stacking.choose_cover(items(catalog, photos)[:3], photos[1].path))
    do(catalog, stacking.split_here(items(catalog, photos)[:3], photos[1].path))
    seen = [stacked(catalog, photos[:3])]
    for turn in (undo, undo, undo, redo, redo, redo):
        drain(turn(catalog))
        seen.append(stacked(catalog, photos[:3]))
    assert seen == ["AB!B", "AA!A", "AAA", "...", "AAA", "AA!A", "AB!B"]
    assert [entry.title for entry in history.history(catalog)] == [
        "Split a stack of 3 photographs",
        "Choose the cover of 3 photographs",
        "Stack 3 photographs",
    ]
    words = [{row.words for row in history.treated(catalog, entry.id)} for entry in history.history(catalog)]
    assert words == [{"grouped by hand", "grouped by hand, the cover"}, {"now the cover"}, {"grouped by hand"}]


def test_an_undo_tells_the_window_what_counts_and_leaves_what_was_stacked_again(
    catalog: Catalog, photos: list[Photo]
) -> None:
    first = do(catalog, stacking.stack(items(catalog, photos)[:3]))
    do(catalog, stacking.stack(items(catalog, photos)[2:]))
    (told,) = undo(catalog, first)
    assert {change.before: change.hand for change in told.changes} == {
        photo.path: HandStack("") for photo in photos[:2]
    }
    assert [(one.photo, "stacked again" in one.reason) for one in told.failures] == [(photos[2].path, True)]
    assert stacked(catalog, photos) == "..AAA"


def test_what_is_so_already_makes_no_entry_to_undo(catalog: Catalog, photos: list[Photo]) -> None:
    do(catalog, stacking.choose_cover(items(catalog, photos), photos[0].path))
    again = stacking.choose_cover(items(catalog, photos), photos[0].path)
    assert regroup(catalog, photos, again).state == "nothing"


def test_a_stack_goes_along_with_copies_moves_and_the_trash(
    catalog: Catalog, photos: list[Photo], tmp_path: Path, drain: Drain
) -> None:
    do(catalog, stacking.choose_cover(items(catalog, photos[:3]), photos[0].path))
    (hand, *_) = hands(catalog, photos)
    for plan in (plan_copy(photos[:1], tmp_path / "copies"), plan_move(photos[:1], tmp_path / "moved")):
        (change,) = [change for told in drain(perform(catalog, plan)) for change in told.changes]
        assert change.after
        assert hands(catalog, [change.after]) == [hand]
    drain(undo(catalog))
    drain(perform(catalog, plan_trash(photos[:1])))
    drain(undo(catalog))
    assert stacked(catalog, photos) == "A!AA.."


def test_it_goes_along_with_what_another_program_moves(catalog: Catalog, photos: list[Photo]) -> None:
    """Seen on its way, or found again by its content."""
    seen, found = photos[:2]
    do(catalog, stacking.stack(items(catalog, photos[:2])))
    hand = hands(catalog, [seen])
    catalog.store([Result(photo, photo.path.name, None, "p", None) for photo in (seen, found)])
    there = [Photo(photo.path.with_name(f"x{photo.path.name}"), (), photo.size, photo.mtime_ns) for photo in photos[:2]]
    for photo, now in zip((seen, found), there, strict=True):
        os.rename(photo.path, now.path)  # noqa: PTH104
    follow(catalog, [(seen.path, there[0])])
    catalog.store([Result(there[1], found.path.name, None, "p", None)])
    assert hands(catalog, there) == hand * 2


def test_a_photograph_that_was_only_stacked_is_not_given_up_for_another_row_of_its_content(
    catalog: Catalog, photos: list[Photo]
) -> None:
    """Its own row speaks: the one of the same content whose file is gone may have been decided."""
    lost, here = photos[:2]
    decide(catalog, [lost], flag=Flag.REJECT)
    catalog.store([Result(lost, "same", None, "p", None)])
    lost.path.unlink()
    do(catalog, stacking.stack(items(catalog, photos[1:3])))
    catalog.store([Result(here, "same", None, "p", None)])
    assert stacked(catalog, [here, photos[2]]) == "AA"
    assert catalog.decisions([here]) == {}


TABLES = [("stacked",), ("regrouped",), ("operations",), ("stacked", "regrouped")]


@pytest.mark.parametrize("tables", TABLES)
def test_a_damaged_catalog_keeps_the_stacks(tables: tuple[str, ...], tmp_path: Path) -> None:
    """By what is left of it, by its journal, or by its backup."""
    path = tmp_path / "catalog.db"
    photos = [Photo(tmp_path / f"IMG_{number:03}.jpg", (), 9, 9) for number in range(300)]
    with Catalog.open(path) as catalog:
        do(catalog, stacking.stack(items(catalog, photos)))
        do(catalog, stacking.group_again(items(catalog, photos[:100])))
        do(catalog, stacking.choose_cover(items(catalog, photos[100:]), photos[150].path))
        decide(catalog, photos[:5], flag=Flag.PICK)
        before = hands(catalog, photos)
    if len(tables) == 2:
        backup.back_up(path)
    else:
        shutil.rmtree(backup.folder_of(path), ignore_errors=True)
    damage.overwrite(path, damage.pages_of(path, *tables))
    with Catalog.open(path) as catalog:
        assert "set aside" in catalog.notices[0]
        assert hands(catalog, photos) == before
        assert catalog.decisions(photos[:1]) == {photos[0].path: Decision(Flag.PICK)}
        if tables != ("regrouped",):
            list(undo(catalog, 2))
            assert stacked(catalog, photos[:3]) == "AAA"
