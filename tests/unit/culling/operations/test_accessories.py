"""What a drive does not keep of a file beside its bytes does not stop a move; it is said once."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.photo import Photo

MakeUnit = Callable[..., Photo]
Contents = Callable[[Path], dict[str, bytes]]
Drain = Callable[[Iterator[Progress]], list[Progress]]

pytestmark = pytest.mark.skipif(not hasattr(os, "setxattr"), reason="Python cannot write extended attributes here")


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every folder passes for a volume of its own, with no room for attributes."""
    rename = disk_io.rename_noreplace

    def within_a_volume(source: Path, target: Path) -> None:
        if source.parent != target.parent:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(source), None, str(target))
        rename(source, target)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(disk_io, "rename_noreplace", within_a_volume)
    monkeypatch.setattr(os, "setxattr", full)


@pytest.mark.parametrize("planned", [plan_move, plan_copy])
def test_photographs_go_without_the_attributes_that_the_drive_refuses_and_that_is_said_once(
    planned: Callable[..., object],
    tmp_path: Path,
    catalog: Catalog,
    shoot: Path,
    make_unit: MakeUnit,
    contents: Contents,
    drain: Drain,
    request: pytest.FixtureRequest,
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    for photo in photos:
        for file in photo.files:
            os.setxattr(file, "user.xdg.tags", b"beach")
    before = contents(shoot)
    request.getfixturevalue("refusing")
    told = drain(perform(catalog, planned(photos, tmp_path / "Best")))  # type: ignore[arg-type]
    assert contents(tmp_path / "Best") == before
    said = [progress.message for progress in told if progress.message]
    assert len(said) == 1
    assert "6 files" in said[0]
    assert "attributes" in said[0]
    drain(undo(catalog))
    assert contents(shoot) == before


@pytest.mark.usefixtures("refusing")
def test_nothing_is_said_of_attributes_where_there_were_none(
    tmp_path: Path, catalog: Catalog, make_unit: MakeUnit, drain: Drain
) -> None:
    told = drain(perform(catalog, plan_move([make_unit("IMG_1")], tmp_path / "Best")))
    assert [progress.message for progress in told if progress.message] == []
