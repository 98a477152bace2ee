"""Copies are prepared ahead and get their names some at a time; what goes wrong with one concerns that one."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.steps import StepRow
from aesthetic_gui.culling.operations import preparing, running, units
from aesthetic_gui.culling.operations.planning import plan_copy
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.photo import Photo

MakeUnit = Callable[..., Photo]
Contents = Callable[[Path], dict[str, bytes]]
Drain = Callable[[Iterator[Progress]], list[Progress]]
MANY = 40


@pytest.fixture
def photos(make_unit: MakeUnit) -> list[Photo]:
    return [make_unit(f"IMG_{number:02}", (".jpg", ".xmp")) for number in range(MANY)]


@pytest.fixture
def best(tmp_path: Path) -> Path:
    return tmp_path / "Best"


def syncs_of(folder: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int = 0) -> list[int]:
    """How many files were in ``folder`` each time that it was synced; the one of that number fails."""
    seen: list[int] = []
    sync = disk_io.sync_folder

    def counting(synced: Path) -> None:
        if synced == folder:
            seen.append(len(list(folder.iterdir())))
            if len(seen) == fails_at:
                raise OSError(errno.EIO, os.strerror(errno.EIO), str(synced))
        sync(synced)

    monkeypatch.setattr(disk_io, "sync_folder", counting)
    return seen


def test_many_small_photographs_cost_few_syncs(
    catalog: Catalog,
    photos: list[Photo],
    best: Path,
    shoot: Path,
    contents: Contents,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    syncs = syncs_of(best, monkeypatch)
    told = drain(perform(catalog, plan_copy(photos, best)))
    assert contents(best) == contents(shoot)
    assert told[-1].done == MANY
    assert len(syncs) <= MANY // 4


def test_one_whose_name_is_taken_at_that_moment_fails_alone(
    catalog: Catalog,
    photos: list[Photo],
    best: Path,
    shoot: Path,
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rename, taken = disk_io.rename_exclusively, best / "IMG_05.xmp"

    def rename_late(source: Path, target: Path) -> None:
        if target == taken:
            taken.write_bytes(b"of another program")
        rename(source, target)

    monkeypatch.setattr(disk_io, "rename_exclusively", rename_late)
    told = list(perform(catalog, plan_copy(photos, best)))
    (failure,) = [failure for progress in told for failure in progress.failures]
    assert failure.photo == photos[5].path
    assert "already" in failure.reason
    copied = contents(best)
    assert copied.pop("IMG_05.xmp") == b"of another program"
    assert copied == {name: content for name, content in contents(shoot).items() if not name.startswith("IMG_05.")}


def test_where_a_folder_cannot_be_synced_those_that_went_there_since_are_put_back(
    catalog: Catalog,
    photos: list[Photo],
    best: Path,
    shoot: Path,
    contents: Contents,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = contents(shoot)
    with monkeypatch.context() as patched:
        syncs = syncs_of(best, patched, fails_at=2)
        told = list(perform(catalog, plan_copy(photos, best)))
    failed = {failure.photo.stem for progress in told for failure in progress.failures}
    assert 1 < len(failed) < MANY
    assert len(syncs) > 2  # and went on
    assert all("reported an error" in failure.reason for progress in told for failure in progress.failures)
    assert contents(best) == {name: content for name, content in before.items() if Path(name).stem not in failed}
    assert contents(shoot) == before
    drain(undo(catalog))
    assert not best.exists()


def test_closed_in_the_middle_the_journal_knows_what_has_its_name(
    catalog: Catalog,
    photos: list[Photo],
    best: Path,
    contents: Contents,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "TELL_EVERY", 0.0)
    steps = perform(catalog, plan_copy(photos, best))
    told = [next(steps), next(steps)]
    steps.close()
    assert not journal.open_operations(catalog)
    assert 0 < told[-1].done < MANY
    assert {Path(name).stem for name in contents(best)} == {change.before.stem for change in told[-1].changes}
    drain(undo(catalog))
    assert not best.exists()


@pytest.mark.parametrize(("size", "most"), [(10, preparing.MOST), (preparing.BYTES, preparing.FEWEST)])
def test_many_small_ones_are_under_way_and_few_large_ones(
    monkeypatch: pytest.MonkeyPatch, size: int, most: int
) -> None:
    folder, number = Path("/shoot"), 3 * preparing.MOST
    waiting = [[StepRow(at, "copy", folder / f"{at}", folder / f"to/{at}", folder / ".", size)] for at in range(number)]
    monkeypatch.setattr(units, "prepare", lambda unit, *_: unit)
    begun: list[Path] = []  # each once its folder is there
    taken: list[list[StepRow]] = []
    under_way = 0
    for some in preparing.ahead(waiting, begun.append, {}, lambda: False):
        under_way = max(under_way, len(begun) - len(taken))
        taken += some
    assert taken == waiting
    assert under_way == most
