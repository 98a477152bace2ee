"""A card or drive that cannot be written: nothing is copied in vain, and what is left is cleaned later."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.history import history, outcome, treated
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.progress import Failure, Progress
from aesthetic_gui.culling.operations.recovering import give_up, recover
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.files.transfer import clearing
from aesthetic_gui.photo import Bar, Photo

MakeUnit = Callable[..., Photo]
Contents = Callable[[Path], dict[str, bytes]]
Drain = Callable[[Iterator[Progress]], list[Progress]]

MEMORY = Path("/dev/shm")


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Path]:
    """A folder on another drive."""
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)) or MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second drive")
    folder = Path(tempfile.mkdtemp(dir=MEMORY))
    yield folder
    shutil.rmtree(folder)


class Protection:
    """``protect(folder)``: the system refuses to write below it, also what does not exist, as Linux does."""

    CALLS: ClassVar = {"open": 0, "unlink": 1, "rmdir": 1, "mkdir": 1, "rename": 2, "link": 2}  # paths they are given

    def __init__(self, patches: pytest.MonkeyPatch) -> None:
        self._patches = patches

    def __call__(self, folder: Path, number: int = errno.EROFS, calls: Iterable[str] = CALLS) -> None:
        for name in calls:
            self._guard(os, name, self.CALLS[name], folder, number)
        if calls is self.CALLS:
            for name in ("rename_noreplace", "rename_exchange"):
                self._guard(disk_io, name, 2, folder, number)

    def lift(self) -> None:
        self._patches.undo()

    def _guard(self, module: Any, name: str, count: int, folder: Path, number: int) -> None:
        work = getattr(module, name)

        def call(*arguments: Any, **options: Any) -> Any:
            writes = count or arguments[1] & os.O_CREAT
            named = [Path(os.fsdecode(path)) for path in arguments[: count or 1]]
            if writes and any(path.is_relative_to(folder) for path in named):
                raise OSError(number, os.strerror(number), str(named[0]))
            return work(*arguments, **options)

        self._patches.setattr(module, name, call)


@pytest.fixture
def protect() -> Iterator[Protection]:
    with pytest.MonkeyPatch.context() as patches:
        yield Protection(patches)


def failures_of(steps: Iterator[Progress]) -> list[Failure]:
    return [failure for progress in steps for failure in progress.failures]


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_move_from_a_protected_card_leaves_nothing_in_the_albums(
    number: int, catalog: Catalog, make_unit: MakeUnit, shoot: Path, far: Path, protect: Protection, contents: Contents
) -> None:
    photo, before = make_unit("IMG_1"), contents(shoot)
    protect(shoot, number)
    failures = failures_of(perform(catalog, plan_move([photo], far / "Best")))
    assert len(failures) == 1
    assert "write-protected" in failures[0].reason if number == errno.EROFS else "permi" in failures[0].reason
    assert contents(far) == {}
    assert not (far / "Best").exists()
    assert contents(shoot) == before
    (entry,) = history(catalog)
    assert (entry.state, outcome(entry), entry.can_undo) == ("nothing", "nothing was done, 1 failed", False)


def test_it_is_asked_before_the_first_byte_is_copied(
    catalog: Catalog, make_unit: MakeUnit, shoot: Path, far: Path, protect: Protection, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    protect(shoot)
    monkeypatch.setattr("aesthetic_gui.files.transfer.copying.copy_verified", lambda *_: pytest.fail("it was copied"))
    assert len(failures_of(perform(catalog, plan_move(photos, far / "Best")))) == 2


def test_trying_again_never_numbers_the_names(
    catalog: Catalog, make_unit: MakeUnit, shoot: Path, far: Path, protect: Protection, contents: Contents
) -> None:
    items = [Item(make_unit("IMG_1"))]
    protect(shoot)
    for _ in range(2):
        plan = plan_sort(items, far / "Best", "{flag}", act="move", bar=Bar(0.5, 0.1))
        assert [step.target.name for step in plan.steps if step.target] == ["IMG_1.jpg", "IMG_1.cr2", "IMG_1.cr2.xmp"]
        assert failures_of(perform(catalog, plan))
    assert contents(far) == {}


def test_a_card_that_becomes_protected_in_the_middle_leaves_nothing_in_the_albums(
    catalog: Catalog, make_unit: MakeUnit, shoot: Path, far: Path, protect: Protection, contents: Contents
) -> None:
    """What could be asked was well, and removing fails all the same."""
    photo, before = make_unit("IMG_1"), contents(shoot)
    protect(shoot, calls=("unlink", "rename", "open"))
    failures = failures_of(perform(catalog, plan_move([photo], far / "Best")))
    assert ["write-protected" in failure.reason for failure in failures] == [True]
    assert contents(far) == {}
    assert contents(shoot) == before
    assert history(catalog)[0].state == "nothing"


def test_a_file_that_may_not_be_removed_keeps_its_whole_unit_there(
    catalog: Catalog, make_unit: MakeUnit, shoot: Path, far: Path, protect: Protection, contents: Contents
) -> None:
    protected, free = make_unit("IMG_1"), make_unit("IMG_2")
    protect(protected.companions[0], errno.EPERM)
    failures = failures_of(perform(catalog, plan_move([protected, free], far / "Best")))
    assert [failure.photo for failure in failures] == [protected.path]
    assert contents(far).keys() == {"Best/IMG_2.jpg", "Best/IMG_2.cr2", "Best/IMG_2.cr2.xmp"}
    assert contents(shoot).keys() == {"IMG_1.jpg", "IMG_1.cr2", "IMG_1.cr2.xmp"}


def test_the_trash_takes_nothing_from_a_protected_card_and_says_why(
    catalog: Catalog, make_unit: MakeUnit, shoot: Path, protect: Protection, contents: Contents
) -> None:
    photo, before = make_unit("IMG_1"), contents(shoot)
    protect(shoot)
    failures = failures_of(perform(catalog, plan_trash([photo])))
    assert ["write-protected" in failure.reason for failure in failures] == [True]
    assert contents(shoot) == before
    assert contents(Path(os.environ["XDG_DATA_HOME"]) / "Trash") == {}
    assert history(catalog)[0].state == "nothing"


def test_a_copy_to_a_protected_folder_fails_as_such_and_closes(
    catalog: Catalog, make_unit: MakeUnit, far: Path, protect: Protection
) -> None:
    photo = make_unit("IMG_1")
    (far / "Best").mkdir()
    protect(far)
    failures = failures_of(perform(catalog, plan_copy([photo], far / "Best")))
    assert [failure.reason for failure in failures] == ["The drive is write-protected."]
    assert history(catalog)[0].state == "nothing"


@pytest.fixture
def half_copied(catalog: Catalog, make_unit: MakeUnit, far: Path, protect: Protection, monkeypatch: Any) -> Photo:
    """A copy that failed in the middle, on a drive that could not be written any more at that moment."""
    photo = make_unit("IMG_1")
    (far / "Best").mkdir()
    write = os.write

    def fails(descriptor: int, content: bytes) -> int:
        if "aesthetic-part" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            write(descriptor, content[:100])
            protect(far)
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return write(descriptor, content)

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", fails)
        failures = failures_of(perform(catalog, plan_copy([photo], far / "Best")))
    assert len(failures) == 1
    assert failures[0].reason.startswith("The drive is write-protected.")
    return photo


def test_parts_left_on_a_protected_drive_are_cleaned_once_it_can_be_written(
    catalog: Catalog, half_copied: Photo, far: Path, contents: Contents, protect: Protection
) -> None:
    (part,) = contents(far)
    (waiting,) = recover(catalog)
    assert waiting.waiting
    assert Path(part).name in waiting.message
    assert history(catalog)[0].state == "open"
    protect.lift()
    recover(catalog)
    assert contents(far) == {}
    assert history(catalog)[0].state == "nothing"


def test_an_operation_whose_drive_is_gone_for_good_can_be_closed(
    catalog: Catalog, half_copied: Photo, far: Path, drain: Drain, contents: Contents, tmp_path: Path
) -> None:
    (part,) = contents(far)
    (entry,) = history(catalog)
    closed = give_up(catalog, entry.id)
    assert Path(part).name in closed.message
    assert "keep it unless you have the photograph" in closed.message
    assert str(half_copied.path.parent) in closed.message
    assert journal.open_operations(catalog) == []
    (row,) = treated(catalog, entry.id)
    assert row.state == "failed"
    assert Path(part).name in row.words
    drain(perform(catalog, plan_copy([half_copied], tmp_path / "Elsewhere")))
    drain(undo(catalog))


def test_asking_whether_a_file_can_go_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    (tmp_path / "link.jpg").symlink_to("a.jpg")
    for name in ("a.jpg", "link.jpg"):
        clearing.check_removable(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg", "link.jpg"]
    with pytest.raises(FileNotFoundError):
        clearing.check_removable(tmp_path / "gone.jpg")
