"""Nothing is removed before it is proven that what it holds is elsewhere; what is not proven is kept, and told."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations import units
from aesthetic_gui.culling.operations.planning import Plan, plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.steps import settling, staging
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.files.transfer import linking
from aesthetic_gui.photo import Bar, Photo

MakeUnit = Callable[..., Photo]
Contents = Callable[[Path], dict[str, bytes]]
Drain = Callable[[Iterator[Progress]], list[Progress]]


class Killed(BaseException):
    """The program is gone at this point: nobody handles it."""


def failures_of(steps: Iterator[Progress]) -> dict[str, str]:
    return {failure.photo.name: failure.reason for progress in steps for failure in progress.failures}


def sorted_by(act: str) -> Callable[[list[Photo], Path], Plan]:
    def plan(photos: list[Photo], folder: Path) -> Plan:
        return plan_sort([Item(photo) for photo in photos], folder, "best", act=act, bar=Bar(0.5, 0.1))  # type: ignore[arg-type]

    return plan


def to_trash(photos: list[Photo], _folder: Path) -> Plan:
    return plan_trash(photos)


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every folder passes for a volume of its own."""
    rename = disk_io.rename_noreplace

    def within_a_volume(source: Path, target: Path) -> None:
        if source.parent != target.parent:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(source), None, str(target))
        rename(source, target)

    monkeypatch.setattr(disk_io, "rename_noreplace", within_a_volume)
    monkeypatch.setattr(staging, "crosses_volumes", lambda step: step.act in ("move", "trash", "restore"))


def killed_at(monkeypatch: pytest.MonkeyPatch, name: str, steps: Iterator[Progress]) -> None:
    """Run the operation until it comes to what ``units`` or ``settling`` calls ``name``, where it dies."""

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(settling if name == "note" else units, name, die)
        with pytest.raises(Killed):
            list(steps)


def another_card(shoot: Path) -> None:
    """In the reader is another card by now, with files of the same names, sizes and times."""
    shoot.rename(shoot.with_name("first card"))
    shoot.mkdir()
    for file in shoot.with_name("first card").iterdir():
        found = file.stat()
        (shoot / file.name).write_bytes(os.urandom(found.st_size))
        os.utime(shoot / file.name, ns=(found.st_atime_ns, found.st_mtime_ns))


def no_card(shoot: Path) -> None:
    shoot.rename(shoot.with_name("first card"))


def an_empty_card(shoot: Path) -> None:
    no_card(shoot)
    shoot.mkdir()


def first_card_again(shoot: Path) -> None:
    if shoot.exists():
        shoot.rename(shoot.with_name("second card"))
    shoot.with_name("first card").rename(shoot)


# A card that is not the one any more when the program starts again.


@pytest.mark.usefixtures("far")
@pytest.mark.parametrize("change", [no_card, an_empty_card, another_card])
@pytest.mark.parametrize("moment", ["note", "_name", "_drop_sources"])
@pytest.mark.parametrize("planned", [plan_move, plan_copy, to_trash])
def test_the_last_copies_within_reach_are_kept_when_their_card_is_away(
    planned: Callable[[list[Photo], Path], Plan],
    moment: str,
    change: Callable[[Path], None],
    tmp_path: Path,
    catalog: Catalog,
    shoot: Path,
    make_unit: MakeUnit,
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = make_unit("IMG_1")
    originals = {file.read_bytes() for file in photo.files}
    killed_at(monkeypatch, moment, perform(catalog, planned([photo], tmp_path / "Best")))
    reachable = set(contents(tmp_path).values()) | set(contents(Path(os.environ["XDG_DATA_HOME"])).values())
    assert reachable >= originals
    change(shoot)
    others = contents(shoot) if shoot.exists() else {}
    recover(catalog)
    recover(catalog)
    kept = [*contents(tmp_path / "Best").values(), *contents(Path(os.environ["XDG_DATA_HOME"])).values()]
    assert set(kept) >= originals, "the copies that were made are all there still"
    assert (contents(shoot) if shoot.exists() else {}) == others, "what is on the other card is not touched"


@pytest.mark.usefixtures("far")
def test_it_is_told_where_a_copy_was_kept(
    tmp_path: Path, catalog: Catalog, shoot: Path, make_unit: MakeUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = make_unit("IMG_1", (".jpg",))
    killed_at(monkeypatch, "_name", perform(catalog, plan_move([photo], tmp_path / "Best")))
    another_card(shoot)
    (recovered,) = recover(catalog)
    (kept,) = (tmp_path / "Best").iterdir()
    assert kept.name in recovered.message
    assert str(kept.parent) in recovered.message


@pytest.mark.usefixtures("far")
def test_a_card_that_comes_back_is_put_in_order(
    tmp_path: Path,
    catalog: Catalog,
    shoot: Path,
    make_unit: MakeUnit,
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    before = contents(shoot)
    killed_at(monkeypatch, "_name", perform(catalog, plan_move(photos, tmp_path / "Best")))
    no_card(shoot)
    assert [recovered.waiting for recovered in recover(catalog)] == [True]
    first_card_again(shoot)
    assert [recovered.waiting for recovered in recover(catalog)] == [False]
    assert contents(shoot) == before
    assert not (tmp_path / "Best").exists()


@pytest.mark.usefixtures("far")
def test_a_copy_whose_card_is_gone_for_good_gets_its_name(
    tmp_path: Path, catalog: Catalog, shoot: Path, make_unit: MakeUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = make_unit("IMG_1", (".jpg",))
    content = photo.path.read_bytes()
    killed_at(monkeypatch, "_name", perform(catalog, plan_move([photo], tmp_path / "Best")))
    an_empty_card(shoot)
    (recovered,) = recover(catalog)
    assert (tmp_path / "Best" / "IMG_1.jpg").read_bytes() == content
    assert "IMG_1.jpg is now in" in recovered.message


@pytest.mark.usefixtures("far")
@pytest.mark.parametrize("planned", [plan_move, plan_copy])
def test_a_card_that_is_pulled_while_copying_leaves_what_was_copied(
    planned: Callable[[list[Photo], Path], Plan],
    tmp_path: Path,
    catalog: Catalog,
    shoot: Path,
    make_unit: MakeUnit,
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = make_unit("IMG_1")
    first = photo.path.read_bytes()
    stage = staging.stage

    def pulled(step: object, *rest: object) -> object:
        staged = stage(step, *rest)  # type: ignore[arg-type]
        no_card(shoot)
        return staged

    with monkeypatch.context() as patched:
        patched.setattr(staging, "stage", pulled)
        told = failures_of(perform(catalog, planned([photo], tmp_path / "Best")))
    (kept,) = contents(tmp_path / "Best").items()
    assert kept[1] == first
    assert kept[0] in told["IMG_1.jpg"]


@pytest.mark.usefixtures("far")
def test_what_was_copied_is_removed_where_the_source_is_proven_to_be_there(
    tmp_path: Path, catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents
) -> None:
    photo, before = make_unit("IMG_1"), contents(shoot)
    asked = iter([False] * 5 + [True] * 99)
    list(perform(catalog, plan_copy([photo], tmp_path / "Best"), lambda: next(asked)))
    assert contents(shoot) == before
    assert not (tmp_path / "Best").exists()


# Somebody else acts between a check and what is done because of it.


def swapped(path: Path, content: bytes) -> None:
    """Another program saves ``path`` as careful programs do: a new file in its place."""
    new = path.with_name("saved by another program")
    new.write_bytes(content)
    new.replace(path)


def swapping(monkeypatch: pytest.MonkeyPatch, room: object, name: str, path: Path, content: bytes) -> None:
    """Right after ``room.name`` was asked, somebody else saves ``path`` anew; once."""
    work = getattr(room, name)
    left = [True]

    def call(*arguments: object, **options: object) -> object:
        result = work(*arguments, **options)
        if left and os.path.lexists(path):
            left.clear()
            swapped(path, content)
        return result

    monkeypatch.setattr(room, name, call)


@pytest.mark.parametrize("where", [".jpg", ".cr2", ".cr2.xmp"])
@pytest.mark.parametrize("planned", [plan_move, to_trash])
@pytest.mark.parametrize("distance", ["near", "far"])
def test_a_source_that_is_replaced_between_check_and_removal_stays(
    distance: str,
    planned: Callable[[list[Photo], Path], Plan],
    where: str,
    tmp_path: Path,
    catalog: Catalog,
    shoot: Path,
    make_unit: MakeUnit,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo, other = make_unit("IMG_1"), make_unit("IMG_2")
    if distance == "far":
        request.getfixturevalue("far")
    check = units.check_unchanged
    edited = shoot / f"IMG_1{where}"
    meant = [edited, edited]  # the second check is the last one

    def checked(step: object) -> None:
        check(step)  # type: ignore[arg-type]
        if meant and step.source == meant[0]:  # type: ignore[attr-defined]
            meant.pop()
            if not meant:
                swapped(edited, b"saved meanwhile")

    with monkeypatch.context() as patched:
        patched.setattr(units, "check_unchanged", checked)
        told = failures_of(perform(catalog, planned([photo, other], tmp_path / "Best")))
    assert edited.read_bytes() == b"saved meanwhile"
    assert "changed by another program" in told["IMG_1.jpg"] or "left alone" in told["IMG_1.jpg"]
    assert [name for name in os.listdir(shoot) if name.endswith(disk_io.PART)] == []  # noqa: PTH208
    assert not (shoot / "IMG_2.jpg").exists(), "the others went"


def test_a_link_that_is_replaced_at_the_moment_of_its_removal_stays(
    tmp_path: Path, catalog: Catalog, make_unit: MakeUnit, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    for act in ("hardlink", "symlink"):
        photo = make_unit(act, (".jpg",))
        drain(perform(catalog, sorted_by(act)([photo], tmp_path / "Albums")))
        link = tmp_path / "Albums" / "best" / f"{act}.jpg"
        with monkeypatch.context() as patched:
            swapping(patched, linking, "check", link, b"an edited copy")
            told = failures_of(undo(catalog))
        assert link.read_bytes() == b"an edited copy"
        assert told
        assert photo.path.exists()


@pytest.mark.usefixtures("far")
def test_a_copy_that_is_replaced_while_its_unit_is_put_back_stays(
    tmp_path: Path, catalog: Catalog, shoot: Path, make_unit: MakeUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = make_unit("IMG_1")
    plan = plan_copy([photo], tmp_path / "Best")
    (tmp_path / "Best").mkdir()
    (tmp_path / "Best" / "IMG_1.cr2.xmp").write_bytes(b"turned up after planning")
    copy = tmp_path / "Best" / "IMG_1.jpg"
    with monkeypatch.context() as patched:
        swapping(patched, settling, "whereabouts", copy, b"saved meanwhile")
        failures_of(perform(catalog, plan))
    assert copy.read_bytes() == b"saved meanwhile"
    assert photo.path.exists()


@pytest.mark.usefixtures("far")
@pytest.mark.parametrize("replaced_meanwhile", [False, True])
def test_a_kill_while_a_source_is_removed_loses_nothing(
    replaced_meanwhile: bool,
    tmp_path: Path,
    catalog: Catalog,
    shoot: Path,
    make_unit: MakeUnit,
    contents: Contents,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo, before = make_unit("IMG_1"), contents(shoot)
    unlink = os.unlink

    def die(path: object, **options: object) -> None:
        if shoot.name in str(path):
            raise Killed
        unlink(path, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", die)
        with pytest.raises(Killed):
            list(perform(catalog, plan_move([photo], tmp_path / "Best")))
    if replaced_meanwhile:
        photo.path.write_bytes(b"the next card's")
    recover(catalog)
    with suppress(Exception):
        drain(undo(catalog))
    found = contents(shoot) | {f"Best/{name}": content for name, content in contents(tmp_path / "Best").items()}
    assert set(found.values()) >= set(before.values())
    if replaced_meanwhile:
        assert photo.path.read_bytes() == b"the next card's"
    else:
        assert contents(shoot) == before


# Another name of the same file is not ours because it is the same file.


@pytest.mark.parametrize("way", ["by the system", "by a second name"])
@pytest.mark.parametrize("act", ["move", "hardlink", "copy"])
def test_another_name_of_the_photograph_at_the_target_is_left_alone(
    act: str,
    way: str,
    tmp_path: Path,
    catalog: Catalog,
    shoot: Path,
    make_unit: MakeUnit,
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo, before = make_unit("IMG_1"), contents(shoot)
    plan = sorted_by(act)([photo], tmp_path / "Albums")
    album = tmp_path / "Albums" / "best"
    album.mkdir(parents=True)
    os.link(photo.companions[0], album / "IMG_1.cr2")
    if way == "by a second name":
        without_exclusive_rename(monkeypatch)
    assert "already" in failures_of(perform(catalog, plan))["IMG_1.jpg"]
    assert contents(album) == {"IMG_1.cr2": before["IMG_1.cr2"]}
    assert contents(shoot) == before
    recover(catalog)
    assert contents(album) == {"IMG_1.cr2": before["IMG_1.cr2"]}


def without_exclusive_rename(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_here(source: Path, _target: Path) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(source))

    monkeypatch.setattr(disk_io, "rename_noreplace", none_here)


@pytest.mark.parametrize("act", ["move", "hardlink"])
@pytest.mark.parametrize("recovery_dies", [False, True])
def test_another_name_that_turned_up_before_a_kill_is_left_alone(
    recovery_dies: bool,
    act: str,
    tmp_path: Path,
    catalog: Catalog,
    shoot: Path,
    make_unit: MakeUnit,
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo, before = make_unit("IMG_1", (".jpg",)), contents(shoot)
    plan = sorted_by(act)([photo], tmp_path / "Albums")
    killed_at(monkeypatch, "_name" if act == "hardlink" else "_at_once", perform(catalog, plan))
    album = tmp_path / "Albums" / "best"
    os.link(photo.path, album / "IMG_1.jpg")
    if recovery_dies:
        with monkeypatch.context() as patched, suppress(Killed):
            patched.setattr(settling, "_put_note_back", lambda _step: (_ for _ in ()).throw(Killed))
            recover(catalog)
    recover(catalog)
    assert contents(album) == {"IMG_1.jpg": before["IMG_1.jpg"]}
    assert contents(shoot) == before


def test_an_undone_move_leaves_another_name_where_it_goes_back_to(
    tmp_path: Path, catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents, drain: Drain
) -> None:
    photo = make_unit("IMG_1", (".jpg",))
    number = drain(perform(catalog, plan_move([photo], tmp_path / "Best")))[0].operation
    os.link(tmp_path / "Best" / "IMG_1.jpg", photo.path)
    assert "already" in failures_of(undo(catalog))["IMG_1.jpg"]
    assert photo.path.exists()
    assert (tmp_path / "Best" / "IMG_1.jpg").exists()
    photo.path.unlink()
    drain(undo(catalog, number))
    drain(redo(catalog, number))
    assert contents(shoot) == {}
