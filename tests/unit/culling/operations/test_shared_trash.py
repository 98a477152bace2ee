"""The trash of a drive that others write to, too: nothing goes into a folder that is not ours alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.planning import plan_trash
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.files.transfer import trash
from aesthetic_gui.photo import Photo

pytestmark = pytest.mark.skipif(not trash.FREEDESKTOP, reason="this system has another trash")
MakeUnit = Callable[..., Photo]
Contents = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def drive(shoot: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", "/proc/nowhere")
    monkeypatch.setattr(trash, "_top_of", lambda _folder: shoot)
    return shoot


def test_a_trash_that_is_not_trusted_is_told_when_the_next_one_is_used(
    catalog: Catalog, drive: Path, make_unit: MakeUnit, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o1777)
    (drive / ".Trash").symlink_to(tmp_path / "elsewhere")
    told = list(perform(catalog, plan_trash([make_unit("IMG_1")])))
    assert "so it was not used as the trash" in told[0].message
    assert told[-1].done == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_nothing_is_brought_back_out_of_a_trash_that_became_a_link(
    catalog: Catalog, drive: Path, make_unit: MakeUnit, tmp_path: Path, contents: Contents
) -> None:
    photo = make_unit("IMG_1")
    *_, told = perform(catalog, plan_trash([photo]))
    can = drive / f".Trash-{os.getuid()}"
    can.rename(tmp_path / "aside")
    can.symlink_to(tmp_path / "aside")
    before = contents(tmp_path / "aside")
    failures = [failure for progress in undo(catalog) for failure in progress.failures]
    assert ["is a link, or holds one" in failure.reason for failure in failures] == [True]
    assert contents(tmp_path / "aside") == before
    assert not photo.path.exists()
    can.unlink()
    (tmp_path / "aside").rename(can)
    assert [progress.failures for progress in undo(catalog, told.operation)][-1] == ()
    assert photo.path.exists()


def test_nothing_is_made_behind_a_link_that_stands_in_the_place_of_a_trash(
    catalog: Catalog, drive: Path, make_unit: MakeUnit, tmp_path: Path
) -> None:
    (tmp_path / "private").mkdir()
    (drive / f".Trash-{os.getuid()}").symlink_to(tmp_path / "private")
    photo = make_unit("IMG_1")
    told = list(perform(catalog, plan_trash([photo])))
    assert [failure.photo for progress in told for failure in progress.failures] == [photo.path]
    assert list((tmp_path / "private").iterdir()) == []
    assert photo.path.exists()
