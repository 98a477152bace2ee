"""Every system call of every operation fails once, in every way disks fail: nothing is lost, and the reason is told."""

from __future__ import annotations

import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.running import Interrupted
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.files.transfer import trash
from aesthetic_gui.photo import Bar, Photo

BAR = Bar(0.5, 0.1)

pytestmark = pytest.mark.slow

MakeUnit = Callable[..., Photo]
Contents = Callable[[Path], dict[str, bytes]]
Drain = Callable[[Iterator[Progress]], list[Progress]]

WORDS = {
    errno.ENOSPC: "The disk is full",
    errno.EIO: "The drive reported an error",
    errno.EACCES: "There is no permission",
    errno.EROFS: "write-protected",
}
CALLS = ("open", "read", "write", "fsync", "unlink", "mkdir", "rename")


class Fault:
    """Counts the calls of one kind and lets the one that is wanted, or all from it on, fail."""

    def __init__(self, number: int, at: int, lasting: bool) -> None:
        self.error, self.at, self.lasting = number, at, lasting
        self.count = 0

    def __call__(self, *arguments: Any) -> None:
        self.count += 1
        if self.count == self.at or (self.lasting and self.count > self.at):
            names = [argument for argument in arguments if isinstance(argument, (str, bytes, Path))]
            raise OSError(self.error, os.strerror(self.error), str(names[0]) if names else None)

    @property
    def happened(self) -> bool:
        return self.count >= self.at


def failing(work: Callable[..., Any], fault: Fault) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        fault(*arguments)
        return work(*arguments, **options)

    return call


def planned(name: str, photos: list[Photo], folder: Path) -> Any:
    items = [Item(photo) for photo in photos]
    return {
        "move": lambda: plan_move(photos, folder),
        "copy": lambda: plan_copy(photos, folder),
        "sort": lambda: plan_sort(items, folder, "{date}", act="move", bar=BAR),
        "trash": lambda: plan_trash(photos),
    }[name.removesuffix(" far")]()


@pytest.fixture
def shoots(make_unit: MakeUnit, shoot: Path) -> Iterator[Callable[[], list[Photo]]]:
    """A fresh shoot of two photographs each time."""

    def fresh() -> list[Photo]:
        shutil.rmtree(shoot)
        for leftover in shoot.parent.glob("Best*"):
            shutil.rmtree(leftover)
        shutil.rmtree(Path(os.environ["XDG_DATA_HOME"]), ignore_errors=True)
        return [make_unit("IMG_1"), make_unit("IMG_2", (".jpg", ".xmp"))]

    return fresh


@pytest.fixture(autouse=True)
def drive_trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the home trash cannot be made, the drive's is taken: here, not the tester's."""
    monkeypatch.setattr(trash, "_top_of", lambda _folder: tmp_path)
    return tmp_path / f".Trash-{os.getuid()}"


def fail_at(monkeypatch: pytest.MonkeyPatch, call: str, fault: Fault, *, far: bool) -> None:
    rename = disk_io.rename_noreplace

    def between_volumes(source: Path, target: Path) -> None:
        if far and source.parent != target.parent:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        if call == "rename":
            fault(source, target)
        rename(source, target)

    monkeypatch.setattr(disk_io, "rename_noreplace", between_volumes)
    if call != "rename":
        monkeypatch.setattr(os, call, failing(getattr(os, call), fault))


def find_all(contents: Contents, root: Path) -> Counter[bytes]:
    """How often each file's bytes are found in the shoot, the album and the trash."""
    trashes = (Path(os.environ["XDG_DATA_HOME"]) / "Trash", root / f".Trash-{os.getuid()}")
    folders = (root / "shoot", root / "Best", *(folder / "files" for folder in trashes))
    return Counter(content for folder in folders for content in contents(folder).values())


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", ["move", "copy", "sort", "trash", "move far", "sort far", "trash far"])
def test_one_failing_call_fails_at_most_its_photograph(
    name: str,
    call: str,
    tmp_path: Path,
    catalog: Catalog,
    shoots: Callable[[], list[Photo]],
    contents: Contents,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = list(WORDS)
    for at in range(1, 200):
        photos, number = shoots(), numbers[at % len(numbers)]
        before, fault = contents(tmp_path / "shoot"), Fault(number, at, lasting=False)
        plan = planned(name, photos, tmp_path / "Best")
        with monkeypatch.context() as patched:
            fail_at(patched, call, fault, far=name.endswith(" far"))
            try:
                told = list(perform(catalog, plan))
            except Interrupted:
                told = []  # it concerned the whole operation, which recovery ends
        recover(catalog)
        failures = [failure for progress in told for failure in progress.failures]
        assert all(WORDS[number] in failure.reason for failure in failures), failures
        assert len(failures) <= 1
        check_units(contents, tmp_path, before, copied=name == "copy")
        while journal.last_undoable(catalog):
            drain(undo(catalog))
        assert contents(tmp_path / "shoot") == before
        assert not (tmp_path / "Best").exists()
        if not fault.happened:
            return
    raise AssertionError("there is no end to the calls")


def check_units(contents: Contents, root: Path, before: dict[str, bytes], *, copied: bool) -> None:
    """Nothing is lost, doubled or left over, and each photograph's files are together."""
    found = find_all(contents, root)
    assert found.keys() == set(before.values())
    for stem in ("IMG_1", "IMG_2"):
        times = {found[content] for name, content in before.items() if name.startswith(stem)}
        assert times in ({1}, {2}) if copied else times == {1}
    album = contents(root / "Best")
    assert len([name for name in album if "IMG_1" in name]) in (0, 3)
    assert len([name for name in album if "IMG_2" in name]) in (0, 2)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", ["move", "copy", "move far", "trash"])
def test_a_drive_that_fails_for_good_loses_nothing(
    name: str,
    call: str,
    tmp_path: Path,
    catalog: Catalog,
    shoots: Callable[[], list[Photo]],
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing can be put back either; once the drive works again, recovery and undo bring all back."""
    for at in range(1, 200, 3):
        photos = shoots()
        before, fault = contents(tmp_path / "shoot"), Fault(errno.EIO, at, lasting=True)
        with monkeypatch.context() as patched:
            fail_at(patched, call, fault, far=name.endswith(" far"))
            with suppress(Interrupted):
                list(perform(catalog, planned(name, photos, tmp_path / "Best")))
        assert find_all(contents, tmp_path).keys() >= set(before.values())
        recover(catalog)
        while journal.last_undoable(catalog):
            list(undo(catalog))
        assert set(contents(tmp_path / "shoot").values()) == set(before.values())
        if not fault.happened:
            return
    raise AssertionError("there is no end to the calls")


def test_a_full_disk_is_told_and_the_smaller_photographs_still_go(
    tmp_path: Path, catalog: Catalog, make_unit: MakeUnit, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    big, small = make_unit("big"), make_unit("small")
    big.companions[0].write_bytes(b"x" * 100_000)
    write = os.write

    def full(descriptor: int, content: bytes) -> int:
        if len(content) > 50_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, content)

    monkeypatch.setattr(os, "write", full)
    told = list(perform(catalog, plan_copy([big, small], tmp_path / "Best")))
    failures = [failure for progress in told for failure in progress.failures]
    assert [(failure.photo.name, failure.reason) for failure in failures] == [
        ("big.jpg", "The disk is full. Make room there, then try again.")
    ]
    assert contents(tmp_path / "Best").keys() == {"small.jpg", "small.cr2", "small.cr2.xmp"}
