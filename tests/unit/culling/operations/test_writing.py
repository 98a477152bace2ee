"""One sidecar gets new content; what another program writes in the same moment is never lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.steps import StepRow, Writing
from aesthetic_gui.culling.operations.writing import ChangedMeanwhile, finished, is_written, take_back, write
from aesthetic_gui.files.transfer import exchanging
from aesthetic_gui.files.transfer.copying import TransferError

OLD, NEW, FOREIGN = b"<old/>", b"<old/><new/>", b"<foreign/>"
CHANGE = Writing(OLD, NEW)
APPEARS = Writing(None, NEW)
GOES = Writing(OLD, None)


@pytest.fixture(params=["in one go", "in three renames"])
def exchange(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways in which two files change places."""
    if request.param == "in three renames":
        monkeypatch.setattr(disk_io, "rename_exchange", no_such_call)
    return request.param


def no_such_call(*_paths: Path) -> None:
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


@pytest.fixture
def step(tmp_path: Path) -> StepRow:
    target = tmp_path / "IMG_1.xmp"
    return StepRow(0, "write", target, target, disk_io.staged_path(target, "t"))


def put(path: Path, content: bytes | None) -> None:
    if content is not None:
        path.write_bytes(content)


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("writing", [CHANGE, APPEARS, GOES])
def test_the_sidecar_has_the_new_content_and_nothing_is_left_beside_it(
    exchange: str, step: StepRow, writing: Writing
) -> None:
    put(step.target, writing.before)
    write(step, writing)
    assert is_written(step, writing)
    assert finished(step).state == "done"
    left = {} if writing.after is None else {"IMG_1.xmp": writing.after}
    assert everything(step.target.parent) == left


@pytest.mark.parametrize("writing", [CHANGE, APPEARS, GOES])
def test_what_was_written_can_be_taken_back(exchange: str, step: StepRow, writing: Writing) -> None:
    put(step.target, writing.before)
    write(step, writing)
    assert take_back(step, writing).state == "reversed"
    assert everything(step.target.parent) == ({} if writing.before is None else {"IMG_1.xmp": writing.before})


@pytest.mark.parametrize("writing", [CHANGE, GOES])
@pytest.mark.parametrize("foreign", [FOREIGN, b"", NEW[:3]])
def test_a_sidecar_that_another_program_changed_before_is_left_alone(
    step: StepRow, writing: Writing, foreign: bytes
) -> None:
    put(step.target, foreign)
    with pytest.raises(ChangedMeanwhile, match=r"IMG_1\.xmp was changed by another program"):
        write(step, writing)
    take_back(step, writing)
    assert everything(step.target.parent) == {"IMG_1.xmp": foreign}


@pytest.mark.parametrize("foreign", [FOREIGN, b"", NEW[:3]])
def test_a_program_that_writes_in_the_very_moment_of_the_exchange_wins(
    exchange: str, step: StepRow, foreign: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(step.target, OLD)
    change_places = exchanging.exchange

    def just_before(staged: Path, target: Path) -> None:
        monkeypatch.setattr(exchanging, "exchange", change_places)
        target.write_bytes(foreign)
        change_places(staged, target)

    monkeypatch.setattr(exchanging, "exchange", just_before)
    with pytest.raises(ChangedMeanwhile):
        write(step, CHANGE)
    assert not is_written(step, CHANGE)
    take_back(step, CHANGE)
    assert everything(step.target.parent) == {"IMG_1.xmp": foreign}


def test_a_sidecar_that_appears_in_the_meantime_is_not_replaced(step: StepRow, monkeypatch: pytest.MonkeyPatch) -> None:
    rename: Callable[[Path, Path], None] = disk_io.rename_exclusively

    def just_before(source: Path, target: Path) -> None:
        put(target, FOREIGN)
        rename(source, target)

    monkeypatch.setattr(disk_io, "rename_exclusively", just_before)
    with pytest.raises(FileExistsError):
        write(step, APPEARS)
    take_back(step, APPEARS)
    assert everything(step.target.parent) == {"IMG_1.xmp": FOREIGN}


def test_where_two_other_programs_wrote_both_their_files_are_kept(step: StepRow) -> None:
    put(step.target, FOREIGN)
    put(step.staged, b"<another/>")
    with pytest.raises(TransferError, match="kept beside it"):
        take_back(step, CHANGE)
    assert sorted(everything(step.target.parent).values()) == [b"<another/>", FOREIGN]


@pytest.mark.parametrize("part", [b"", NEW[:4], NEW])
def test_a_half_written_temporary_file_is_removed(step: StepRow, part: bytes) -> None:
    put(step.target, OLD)
    put(step.staged, part)
    take_back(step, CHANGE)
    assert everything(step.target.parent) == {"IMG_1.xmp": OLD}


def test_content_that_another_program_wrote_just_so_is_as_good_as_ours(step: StepRow) -> None:
    put(step.target, NEW)
    write(step, CHANGE)
    assert finished(step).state == "done"
    assert everything(step.target.parent) == {"IMG_1.xmp": NEW}


@pytest.mark.parametrize("cut_at", [1, 2, 3])
def test_an_exchange_in_three_renames_that_was_cut_short_is_mended(
    step: StepRow, cut_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dying before the second or the third rename, and (3) not at all."""
    put(step.target, OLD)
    put(step.staged, NEW)
    renames, rename = [0], disk_io.rename_exclusively

    class Dies(BaseException):
        pass

    def counted(source: Path, target: Path) -> None:
        if renames[0] == cut_at:
            raise Dies
        renames[0] += 1
        rename(source, target)

    with monkeypatch.context() as dying:
        dying.setattr(disk_io, "rename_exchange", no_such_call)
        dying.setattr(disk_io, "rename_exclusively", counted)
        try:
            exchanging.exchange(step.staged, step.target)
        except Dies:
            assert cut_at < 3
    take_back(step, CHANGE)
    assert everything(step.target.parent) == {"IMG_1.xmp": OLD}


def test_the_sidecars_mode_stays_and_its_time_is_new(step: StepRow) -> None:
    put(step.target, OLD)
    step.target.chmod(0o640)
    os.utime(step.target, (1, 1))
    write(step, CHANGE)
    found = step.target.stat()
    assert found.st_mode & 0o777 == 0o640
    assert found.st_mtime > 1_000_000
