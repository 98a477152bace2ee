"""Title, caption, creator, rights and keywords travel between programs through sidecars, as ratings do."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations import history
from aesthetic_gui.culling.operations.describing import Rewriting, describe
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.culling.sidecars.exchange import (
    News,
    plan_save,
    profile_called,
    read_sidecars,
    settle,
    sidecar_state,
    together,
)
from aesthetic_gui.files import xmp
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.xmp import Wanted
from aesthetic_gui.files.xmp.reading import keywords_of
from aesthetic_gui.photo import NO_DETAILS, Bar, Decision, Details, Photo
from tests.unit.catalog.damage import damage

PROFILE = profile_called("lightroom")
THEIRS = Details("Dawn", "At sea", "Anna", "© Anna", ("dog", "Places|Athens"))


@pytest.fixture
def photo(shoot: Path) -> Photo:
    (shoot / "IMG_1.jpg").write_bytes(b"a photograph")
    return look(shoot)


@pytest.fixture
def sidecar(shoot: Path) -> Path:
    return shoot / "IMG_1.xmp"


def look(shoot: Path) -> Photo:
    return next(iter(find_photos([shoot])))


def write(sidecar: Path, details: Details, decision: Decision = Decision(stars=1)) -> None:  # noqa: B008 – frozen
    """As another program does."""
    before = sidecar.read_bytes() if sidecar.exists() else None
    sidecar.write_bytes(xmp.write(before, Wanted(decision, details=details), PROFILE))


def read(catalog: Catalog, shoot: Path) -> News:
    return together(read_sidecars(catalog, find_photos([shoot])))


def save(catalog: Catalog, shoot: Path) -> int:
    items = [Item(photo) for photo in find_photos([shoot])]
    plan, _ = plan_save(catalog, items, PROFILE, bar=Bar(0.5, 0.1))
    return sum(len(progress.changes) for progress in perform(catalog, plan))


def kept(catalog: Catalog, photo: Photo) -> Details:
    found = catalog.known([photo], "").get(photo.path)
    return found.details if found else NO_DETAILS


def said(sidecar: Path) -> Details:
    marks = xmp.read(sidecar.read_bytes())
    texts = {name: getattr(marks, name) or "" for name in ("title", "caption", "creator", "rights")}
    return Details(**texts, keywords=keywords_of(marks))


def test_what_another_program_wrote_is_taken_over_and_can_be_undone(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    write(sidecar, THEIRS)
    news = read(catalog, shoot)
    assert kept(catalog, photo) == THEIRS
    assert [change.details for change in news.changes if change.details] == [THEIRS]
    (entry,) = history.history(catalog)
    assert (entry.title, entry.total) == ("Read what other programs say of 1 photograph", 1)
    assert not [failure for progress in undo(catalog, entry.id) for failure in progress.failures]
    assert kept(catalog, photo) == NO_DETAILS
    assert catalog.decisions([photo]) == {}


def test_what_is_written_here_is_saved_and_comes_back_unchanged(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    describe(catalog, [photo], Rewriting("Dawn", "At sea", "Anna", "© Anna", ("dog", "Places|Athens")))
    assert save(catalog, shoot) == 1
    assert said(sidecar) == THEIRS
    assert sidecar_state(catalog, look(shoot)).state == "saved"
    assert read(catalog, shoot).changes == ()
    assert save(catalog, shoot) == 0
    describe(catalog, [photo], Rewriting(caption="", removed=("dog",)))
    assert sidecar_state(catalog, look(shoot)).state == "changed"
    save(catalog, shoot)
    assert said(sidecar) == replace(THEIRS, caption="", keywords=("Places|Athens",))


def test_keywords_of_both_sides_count_and_each_side_may_take_some_away(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    write(sidecar, Details(keywords=("a", "b", "c")))
    read(catalog, shoot)
    describe(catalog, [photo], Rewriting(added=("mine",), removed=("a",)))
    write(sidecar, Details(keywords=("a", "c", "theirs")))
    assert read(catalog, shoot).conflicts == ()
    assert kept(catalog, photo).keywords == ("c", "mine", "theirs")
    save(catalog, shoot)
    assert said(sidecar).keywords == ("c", "mine", "theirs")


def test_what_another_program_takes_away_is_gone_here(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    write(sidecar, THEIRS)
    read(catalog, shoot)
    write(sidecar, replace(THEIRS, title="", keywords=()))
    read(catalog, shoot)
    assert kept(catalog, photo) == replace(THEIRS, title="", keywords=())


def test_titles_written_in_two_programs_are_in_conflict_until_one_is_chosen(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    write(sidecar, Details("Dawn", rights="© Anna"))
    read(catalog, shoot)
    describe(catalog, [photo], Rewriting(title="Mine", caption="Only here"))
    write(sidecar, Details("Theirs", rights="© Anna 2026"))
    (conflict,) = read(catalog, shoot).conflicts
    assert conflict.fields == {"title"}
    assert (conflict.my_details.title, conflict.their_details.title) == ("Mine", "Theirs")
    assert save(catalog, shoot) == 0
    assert not settle(catalog, [conflict], "theirs").conflicts
    assert kept(catalog, photo) == Details("Theirs", "Only here", rights="© Anna 2026")


def test_keeping_mine_is_saved_the_next_time(catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path) -> None:
    write(sidecar, Details("Dawn"))
    read(catalog, shoot)
    describe(catalog, [photo], Rewriting(title="Mine"))
    write(sidecar, Details("Theirs"))
    (conflict,) = read(catalog, shoot).conflicts
    settle(catalog, [conflict], "mine")
    save(catalog, shoot)
    assert said(sidecar).title == "Mine"


def test_sidecars_that_an_earlier_version_has_read_are_read_again_once(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    write(sidecar, THEIRS)
    read(catalog, shoot)
    with catalog.transaction() as connection:  # as the migration leaves it
        connection.execute("DELETE FROM details")
        connection.execute("DELETE FROM agreed_details")
    assert read(catalog, shoot).opened == {photo.path}
    assert kept(catalog, photo) == THEIRS
    assert read(catalog, shoot).opened == frozenset()


def test_details_that_a_damaged_catalog_lost_are_not_taken_for_removed(
    shoot: Path, photo: Photo, sidecar: Path, tmp_path: Path
) -> None:
    write(sidecar, THEIRS)
    path = tmp_path / "damaged.db"
    with Catalog.open(path) as catalog:
        read(catalog, shoot)
        assert kept(catalog, photo) == THEIRS
    shutil.rmtree(backup.folder_of(path), ignore_errors=True)
    damage.overwrite(path, damage.pages_of(path, "details", "described"))
    with Catalog.open(path) as catalog:
        assert "set aside" in catalog.notices[0]
        read(catalog, shoot)
        assert kept(catalog, photo) == THEIRS
        save(catalog, shoot)
    assert said(sidecar) == THEIRS
