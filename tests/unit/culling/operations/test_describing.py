"""Title, caption, creator, rights and keywords: written on many at once, kept, undone, never lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup
from aesthetic_gui.culling.operations import history
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.describing import Rewriting, describe, title
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.photo import NO_DETAILS, Decision, Details, Flag, Photo
from tests.unit.catalog.damage import damage

MakeUnit = Callable[..., Photo]
Drain = Callable[[Iterator[Progress]], list[Progress]]
DAWN = Rewriting(title="Dawn", added=("Places|Athens", "sea"))


@pytest.fixture
def photos(make_unit: MakeUnit) -> list[Photo]:
    return [make_unit(f"IMG_{number}", (".jpg",)) for number in range(3)]


def details(catalog: Catalog, photo: Photo) -> Details:
    found = catalog.known([photo], "").get(photo.path)
    return found.details if found else NO_DETAILS


def test_details_are_kept_and_only_what_was_meant_changes(catalog: Catalog, photos: list[Photo]) -> None:
    describe(catalog, photos[:2], DAWN)
    describe(catalog, photos, Rewriting(rights="© Anna", added=("dog",), removed=("sea",)))
    both = Details("Dawn", rights="© Anna", keywords=("dog", "Places|Athens"))
    assert [details(catalog, photo) for photo in photos[:2]] == [both, both]
    assert details(catalog, photos[2]) == Details(rights="© Anna", keywords=("dog",))


def test_they_are_undone_and_done_again(catalog: Catalog, photos: list[Photo], drain: Drain) -> None:
    describe(catalog, photos, DAWN)
    decide(catalog, photos[:1], flag=Flag.PICK)
    describe(catalog, photos[:1], Rewriting(title="Dusk"))
    drain(undo(catalog))
    assert details(catalog, photos[0]).title == "Dawn"
    drain(undo(catalog))
    assert details(catalog, photos[0]).title == "Dawn"
    told = drain(undo(catalog))
    assert {change.before: change.details for change in told[0].changes} == dict.fromkeys(
        (photo.path for photo in photos), NO_DETAILS
    )
    drain(redo(catalog))
    assert details(catalog, photos[2]) == Details("Dawn", keywords=("Places|Athens", "sea"))


def test_what_was_written_again_since_is_left(catalog: Catalog, photos: list[Photo]) -> None:
    entry = describe(catalog, photos[:2], DAWN)
    describe(catalog, photos[:1], Rewriting(title="Dusk"))
    (told,) = undo(catalog, entry.id)
    assert [failure.photo for failure in told.failures] == [photos[0].path]
    assert [details(catalog, photo).title for photo in photos[:2]] == ["Dusk", ""]


def test_the_history_says_what_was_written(catalog: Catalog, photos: list[Photo]) -> None:
    describe(catalog, photos[:2], DAWN)
    (entry,) = history.history(catalog)
    assert entry.title == "Write title and add 2 keywords to 2 photographs"
    assert {row.words for row in history.treated(catalog, entry.id)} == {"title “Dawn”, + Places|Athens, + sea"}


def test_the_history_names_the_photograph_that_it_was_written_of_alone(catalog: Catalog, photos: list[Photo]) -> None:
    describe(catalog, photos[:1], Rewriting(title="Dawn"))
    describe(catalog, photos, Rewriting(rights="me"))
    assert [entry.alone for entry in history.history(catalog)] == [None, photos[0].path]


def test_those_that_say_it_already_are_not_counted(catalog: Catalog, photos: list[Photo]) -> None:
    describe(catalog, photos[:1], DAWN)
    assert describe(catalog, photos, DAWN).total == 2
    assert describe(catalog, photos, DAWN).state == "nothing"
    with pytest.raises(ValueError, match="nothing to write"):
        describe(catalog, photos, Rewriting())


def test_they_go_along_with_moves_and_copies(
    catalog: Catalog, photos: list[Photo], tmp_path: Path, drain: Drain
) -> None:
    describe(catalog, photos, DAWN)
    for plan in (plan_copy(photos[:1], tmp_path / "copies"), plan_move(photos[1:2], tmp_path / "moved")):
        (change,) = [change for told in drain(perform(catalog, plan)) for change in told.changes]
        assert change.after
        assert details(catalog, change.after).title == "Dawn"


def test_keywords_in_use_come_the_most_frequent_first(catalog: Catalog, photos: list[Photo]) -> None:
    assert catalog.keywords() == []
    describe(catalog, photos, Rewriting(added=("sea",)))
    describe(catalog, photos[:1], Rewriting(added=("Places|Athens", "dog")))
    assert catalog.keywords() == ["sea", "Places|Athens", "dog"]


@pytest.mark.parametrize(
    ("rewriting", "words"),
    [
        (Rewriting(title="x", rights="y", creator="z"), "Write title, creator and rights of 1 photograph"),
        (Rewriting(caption=""), "Write caption of 1 photograph"),
        (Rewriting(added=("b", "c"), removed=("a",)), "Add 2 keywords and take 1 keyword from 1 photograph"),
        (Rewriting(removed=("a",)), "Take 1 keyword from 1 photograph"),
    ],
)
def test_an_entry_is_called_by_what_it_does(rewriting: Rewriting, words: str) -> None:
    assert title(rewriting, 1) == words


@pytest.mark.parametrize("tables", [("details",), ("described",), ("details", "agreed_details"), ("operations",)])
def test_a_damaged_catalog_keeps_them(tables: tuple[str, ...], tmp_path: Path) -> None:
    """By what is left of it, by its journal, or by its backup."""
    path = tmp_path / "catalog.db"
    photos = [Photo(tmp_path / f"IMG_{number:03}.jpg", (), 9, 9) for number in range(300)]
    with Catalog.open(path) as catalog:
        describe(catalog, photos, DAWN)
        decide(catalog, photos[:5], flag=Flag.PICK)
    if tables == ("described",):
        shutil.rmtree(backup.folder_of(path), ignore_errors=True)
    damage.overwrite(path, damage.pages_of(path, *tables))
    with Catalog.open(path) as catalog:
        assert "set aside" in catalog.notices[0]
        assert {details(catalog, photo).title for photo in photos} == {"Dawn"}
        assert catalog.decisions(photos[:1]) == {photos[0].path: Decision(Flag.PICK)}
        if tables != ("described",):
            list(undo(catalog, 1))
            assert details(catalog, photos[7]) == NO_DETAILS
