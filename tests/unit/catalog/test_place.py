"""One catalog by many names: one lock, one log, one state, whatever a process calls it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aesthetic_gui import settings
from aesthetic_gui.catalog import in_use, journal, lock
from aesthetic_gui.catalog.authority import place
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup, restore
from aesthetic_gui.catalog.schema import CatalogError, damage_mark
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_move
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.transferring import perform
from aesthetic_gui.photo import AestheticError, Photo


def by_link(path: Path, other: Path) -> Path:
    other.symlink_to(path)
    return other


def by_link_to_a_link(path: Path, other: Path) -> Path:
    return by_link(by_link(path, other.with_name("between.db")), other)


def by_hard_link(path: Path, other: Path) -> Path:
    other.hardlink_to(path)
    return other


def by_hard_link_beside(path: Path, _other: Path) -> Path:
    return by_hard_link(path, path.with_name("second.db"))


def by_folder(path: Path, other: Path) -> Path:
    other.symlink_to(path.parent, target_is_directory=True)
    return other / path.name


def by_relative_name(path: Path, _other: Path) -> Path:
    return Path(os.path.relpath(path))


def by_way_up(path: Path, _other: Path) -> Path:
    return path.parent / "sub" / ".." / path.name


def by_hard_link_of_a_link(path: Path, other: Path) -> Path:
    return by_link(by_hard_link_beside(path, other), other)


WAYS = (
    by_link, by_link_to_a_link, by_hard_link, by_hard_link_beside, by_folder, by_relative_name, by_way_up,
    by_hard_link_of_a_link,
)  # fmt: skip
Way = Callable[[Path, Path], Path]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "catalogs" / "catalog.db"
    (path.parent / "sub").mkdir(parents=True)
    Catalog.open(path).close()
    return path


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def other(request: pytest.FixtureRequest, path: Path, tmp_path: Path) -> Path:
    (tmp_path / "elsewhere").mkdir()
    name: Path = request.param(path, tmp_path / "elsewhere" / "other.db")
    return name


def test_who_holds_the_lock_by_one_name_holds_it_by_every_other(path: Path, other: Path) -> None:
    with lock.hold(path) as held:
        assert held
        with lock.hold(other) as again:
            assert not again
    with lock.hold(other) as held, lock.hold(path) as again:
        assert (held, again) == (True, False)


def test_damage_that_is_met_by_one_name_is_known_by_every_other(path: Path, other: Path) -> None:
    assert damage_mark(other) == damage_mark(path) == path.with_name("catalog.db.damaged")


def test_what_is_open_by_one_name_is_in_use_by_every_other(path: Path, other: Path) -> None:
    with Catalog.open(other), in_use.alone(place.real(path)) as alone:
        assert not alone
    with Catalog.open(path) as catalog:
        decide(catalog, [Photo(Path("/a.jpg"))], stars=1)
        made = backup.back_up(other)
        with pytest.raises(CatalogError, match="Another window"):
            restore(other, made)


def test_what_is_decided_by_one_name_is_there_by_the_other_at_once(path: Path, other: Path) -> None:
    photos = [Photo(Path(f"/{name}.jpg")) for name in "ab"]
    with Catalog.open(path) as one, Catalog.open(other) as another:
        decide(one, photos[:1], stars=1)
        decide(another, photos[1:], stars=2)
        for catalog in (one, another):
            assert [catalog.decisions(photos)[photo.path].stars for photo in photos] == [1, 2]
            assert catalog.trusted
    assert not list(path.parent.rglob("*-wal"))
    assert not list(other.parent.glob("*other.db-wal"))


def test_an_operation_under_way_is_not_recovered_by_another_name(path: Path, other: Path, tmp_path: Path) -> None:
    photos = []
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(name.encode())
        photos.append(Photo(tmp_path / name))
    with Catalog.open(path) as running:
        steps = perform(running, plan_move(photos, tmp_path / "album"))
        next(steps)
        with Catalog.open(other) as second:
            assert recover(second) == []
            assert len(journal.open_operations(second)) == 1
        assert [progress.failures for progress in steps if progress.failures] == []
    assert sorted(file.name for file in (tmp_path / "album").iterdir()) == ["a.jpg", "b.jpg"]


def test_a_name_that_is_gone_is_kept_no_longer(path: Path, tmp_path: Path) -> None:
    other = by_hard_link(path, tmp_path / "other.db")
    assert place.real(other) == path
    path.unlink()
    assert place.real(other) == other
    with Catalog.open(other) as catalog:
        assert catalog.path == other
    assert place.real(other) == other


def test_a_kept_name_that_leads_to_another_file_is_not_believed(path: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.db"
    Catalog.open(stranger).close()
    (record,) = [one for one in (settings.data_dir() / "catalogs").iterdir() if one.read_bytes() == os.fsencode(path)]
    for nonsense in (os.fsencode(stranger), b"", b"\0", b"relative.db", b"\xff" * 70_000):
        record.write_bytes(nonsense)
        assert place.real(path) == path


def test_a_catalog_that_is_not_there_yet_has_the_name_it_is_called_by(tmp_path: Path) -> None:
    assert place.real(tmp_path / "none" / "catalog.db") == tmp_path / "none" / "catalog.db"
    assert not (settings.data_dir() / "catalogs").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_the_place_of_a_lock_is_told_by_its_name(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        os.mkfifo(lock.lock_file(catalog.path))
        with pytest.raises(AestheticError, match=r"catalog\.db\.lock cannot be used: not a file"):
            recover(catalog)
