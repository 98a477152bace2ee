"""One sidecar gets new content; what another program writes in the same moment is never lost."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.steps import StepRow, Writing
from aesthetic_gui.culling.operations.writing import ChangedMeanwhile, finished, is_written, take_back, write
from aesthetic_gui.files.transfer import exchanging, leasing
from aesthetic_gui.files.transfer.copying import TransferError
from aesthetic_gui.files.transfer.leasing import InUse

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
    """Where there are no leases; where there are, it waits until the exchange is over."""
    monkeypatch.setattr(leasing, "_take", lambda _descriptor: False)
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


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "PATIENCE", 0.05)


leases = pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")


@leases
@pytest.mark.parametrize("writing", [CHANGE, GOES])
def test_a_sidecar_that_an_editor_holds_open_is_left_to_it(
    step: StepRow, writing: Writing, soon: None, exchange: str
) -> None:
    put(step.target, OLD)
    with step.target.open("r+b") as editor:
        with pytest.raises(InUse, match=r"IMG_1\.xmp is open in another program\. Close it"):
            write(step, writing)
        assert take_back(step, writing).state == "reversed"
        editor.write(FOREIGN)
        editor.truncate()
    assert everything(step.target.parent) == {"IMG_1.xmp": FOREIGN}


@leases
def test_an_editor_that_only_finishes_is_waited_for(step: StepRow) -> None:
    put(step.target, OLD)
    editor = step.target.open("r+b")
    later = threading.Timer(0.1, editor.close)
    later.start()
    write(step, CHANGE)
    later.join()
    assert everything(step.target.parent) == {"IMG_1.xmp": NEW}


def test_a_program_that_only_reads_the_sidecar_holds_up_nobody(step: StepRow, soon: None) -> None:
    put(step.target, OLD)
    with step.target.open("rb"):
        write(step, CHANGE)
    assert everything(step.target.parent) == {"IMG_1.xmp": NEW}


@leases
def test_an_editor_that_opens_it_in_the_very_moment_gets_it_back(
    step: StepRow, exchange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opened the old file before the exchange, as far as the system is concerned, and waits for the lease."""
    put(step.target, OLD)
    opened: list[threading.Thread] = []

    def edit(path: Path) -> None:
        with path.open("r+b") as editor:
            editor.write(FOREIGN)
            editor.truncate()

    change_places = exchanging.exchange

    def just_after(staged: Path, target: Path) -> None:
        change_places(staged, target)
        if not opened:
            opened.append(threading.Thread(target=edit, args=(staged,)))
            opened[0].start()
            time.sleep(0.1)

    monkeypatch.setattr(exchanging, "exchange", just_after)
    with pytest.raises(ChangedMeanwhile):
        write(step, CHANGE)
    take_back(step, CHANGE)
    opened[0].join(5)
    assert everything(step.target.parent) == {"IMG_1.xmp": FOREIGN}


@leases
def test_recovery_leaves_a_replaced_file_to_the_editor_that_holds_it(step: StepRow, soon: None) -> None:
    put(step.target, NEW)
    put(step.staged, OLD)
    with step.staged.open("r+b") as editor:
        assert is_written(step, CHANGE)
        with pytest.raises(InUse):
            finished(step)
        assert take_back(step, CHANGE).state == "reversed"
        editor.write(FOREIGN)
        editor.truncate()
    assert everything(step.target.parent) == {"IMG_1.xmp": FOREIGN}


def test_where_there_are_no_leases_it_is_written_as_well(step: StepRow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "_take", lambda _descriptor: False)
    put(step.target, OLD)
    write(step, CHANGE)
    assert everything(step.target.parent) == {"IMG_1.xmp": NEW}


@leases
def test_a_server_that_gives_no_leases_is_not_waited_for(step: StepRow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "is_remote", lambda _path: True)
    put(step.target, OLD)
    with step.target.open("r+b"):
        write(step, CHANGE)
    assert step.target.read_bytes() == NEW


@pytest.mark.parametrize("to", ["../other.xmp", "gone.xmp", "IMG_1.xmp"], ids=["file", "nothing", "itself"])
@pytest.mark.parametrize("writing", [CHANGE, APPEARS, GOES])
def test_a_sidecar_that_is_a_link_is_left_alone(tmp_path: Path, writing: Writing, to: str) -> None:
    target = tmp_path / "shoot" / "IMG_1.xmp"
    target.parent.mkdir()
    (tmp_path / "other.xmp").write_bytes(OLD)
    target.symlink_to(to)
    step = StepRow(0, "write", target, target, disk_io.staged_path(target, "t"))
    with pytest.raises(TransferError, match=r"IMG_1\.xmp is a link to .*; it was left alone"):
        write(step, writing)
    assert target.is_symlink()
    assert [path.name for path in target.parent.iterdir()] == ["IMG_1.xmp"]
    assert (tmp_path / "other.xmp").read_bytes() == OLD


@pytest.mark.parametrize("writing", [CHANGE, GOES])
def test_a_sidecar_that_is_write_protected_is_left_alone(step: StepRow, writing: Writing) -> None:
    put(step.target, OLD)
    step.target.chmod(0o444)
    with pytest.raises(TransferError, match="write-protected"):
        write(step, writing)
    assert everything(step.target.parent) == {"IMG_1.xmp": OLD}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_the_sidecar_stays_its_owners(step: StepRow) -> None:
    put(step.target, OLD)
    step.target.chmod(0o664)
    os.chown(step.target, 12345, 54321)
    write(step, CHANGE)
    found = step.target.stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (12345, 54321, 0o664)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_a_sidecar_of_another_user_that_would_not_stay_theirs_is_left_alone(
    step: StepRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: int) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(path))

    put(step.target, OLD)
    os.chown(step.target, 12345, 54321)
    monkeypatch.setattr(os, "chown", refuse)
    with pytest.raises(TransferError, match="belongs to another user"):
        write(step, CHANGE)
    take_back(step, CHANGE)
    assert everything(step.target.parent) == {"IMG_1.xmp": OLD}
    assert step.target.stat().st_uid == 12345


def test_the_sidecars_attributes_stay(step: StepRow) -> None:
    put(step.target, OLD)
    try:
        os.setxattr(step.target, "user.xdg.tags", b"family")
    except OSError:
        pytest.skip("this drive has no attributes")
    write(step, CHANGE)
    assert os.getxattr(step.target, "user.xdg.tags") == b"family"


def test_nobody_else_may_read_a_private_sidecar_while_it_is_written(
    step: StepRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(step.target, OLD)
    step.target.chmod(0o600)
    modes: list[int] = []
    sync = os.fsync

    def look(descriptor: int) -> None:
        modes.append(os.fstat(descriptor).st_mode & 0o777)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    write(step, CHANGE)
    assert modes[0] == 0o600
