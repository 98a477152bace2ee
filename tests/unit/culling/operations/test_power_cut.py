"""In which order names reach the disk: a power cut at any moment leaves each photograph a name, and its note."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations import running
from aesthetic_gui.culling.operations.planning import plan_move, plan_trash
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.files.transfer import trash
from aesthetic_gui.photo import Photo

MakeUnit = Callable[..., Photo]
Drain = Callable[[Iterator[Progress]], list[Progress]]


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path]]:
    """What reached the disk, in its order: ("synced", path), and renames: ("renamed", new path)."""
    seen: list[tuple[str, Path]] = []
    sync, rename = disk_io._sync, disk_io.rename_noreplace

    def synced(path: Path, flags: int) -> None:
        sync(path, flags)
        seen.append(("synced", path))

    def renamed(source: Path, target: Path) -> None:
        rename(source, target)
        seen.append(("renamed", target))

    monkeypatch.setattr(disk_io, "_sync", synced)
    monkeypatch.setattr(disk_io, "rename_noreplace", renamed)
    return seen


@pytest.mark.parametrize("times", range(3))  # the order of a set would differ from run to run
@pytest.mark.parametrize("recovered", [False, True])
def test_a_folder_that_photographs_go_to_is_on_the_disk_before_the_one_they_left(
    recovered: bool,
    times: int,
    tmp_path: Path,
    catalog: Catalog,
    shoot: Path,
    make_unit: MakeUnit,
    drain: Drain,
    happened: list[tuple[str, Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    albums = [tmp_path / f"Album {times} {number}" for number in range(4)]
    folders = [shoot / f"day {times} {number}" for number in range(4)]

    def check(targets: list[Path], sources: list[Path]) -> None:
        synced = [path for what, path in happened if what == "synced"]
        last = {path: at for at, path in enumerate(synced)}
        assert max(last[folder] for folder in targets) < min(last[folder] for folder in sources)
        happened.clear()

    for folder, album in zip(folders, albums, strict=True):
        photos = [make_unit(f"IMG_{number}", (".jpg",), folder=folder) for number in range(2)]
        if recovered:
            killed(monkeypatch, perform(catalog, plan_move(photos, album)))
            happened.clear()
            recover(catalog)
        else:
            drain(perform(catalog, plan_move(photos, album)))
        check([album], [folder])
        if not recovered:
            drain(undo(catalog))
            check([folder], [album])
            drain(redo(catalog))
            check([album], [folder])


class Killed(BaseException):
    """The program is gone at this point: nobody handles it."""


def killed(monkeypatch: pytest.MonkeyPatch, steps: Iterator[Progress]) -> None:
    """Once all is done, and before that is written down."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(running, "close", die)
        with pytest.raises(Killed):
            list(steps)


def test_the_note_in_the_trash_is_on_the_disk_before_its_photograph_is_there(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain, happened: list[tuple[str, Path]]
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2", (".jpg",))]
    drain(perform(catalog, plan_trash(photos)))
    folder = Path(os.environ["XDG_DATA_HOME"]) / "Trash"
    for name in ("IMG_1.jpg", "IMG_1.cr2", "IMG_1.cr2.xmp", "IMG_2.jpg"):
        note = happened.index(("synced", folder / "info" / (name + trash.INFO)))
        there = happened.index(("renamed", folder / "files" / name))
        assert note < happened.index(("synced", folder / "info"), note) < there
    assert happened.index(("synced", folder / "files")) < happened.index(("synced", shoot))


def test_a_note_that_a_power_cut_took_is_written_again(
    catalog: Catalog, make_unit: MakeUnit, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = make_unit("IMG_1", (".jpg", ".xmp"))
    killed(monkeypatch, perform(catalog, plan_trash([photo])))
    info = Path(os.environ["XDG_DATA_HOME"]) / "Trash" / "info"
    first, second = sorted(info.iterdir())
    text = first.read_bytes()
    first.unlink()
    second.write_bytes(b"")
    recover(catalog)
    assert first.read_bytes() == text
    assert second.read_bytes().startswith(b"[Trash Info]")
    drain(undo(catalog))
    assert all(file.exists() for file in photo.files)
    assert not list(info.iterdir())
