"""Move, copy and trash, and back again: on real files, with RAW and sidecars."""

from __future__ import annotations

import errno
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import lock
from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.culling.operations import running
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.history import redo_title, undo_title
from aesthetic_gui.culling.operations.planning import BadDestination, plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.running import Busy
from aesthetic_gui.culling.operations.transferring import NothingToUndo, perform, redo, undo
from aesthetic_gui.photo import Decision, Flag, Photo

MakeUnit = Callable[..., Photo]
Contents = Callable[[Path], dict[str, bytes]]
Drain = Callable[[Iterator[Progress]], list[Progress]]

UNDOES = """
import sys
from pathlib import Path
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.transferring import undo
with Catalog.open(Path(sys.argv[1])) as catalog:
    assert not [failure for progress in undo(catalog) for failure in progress.failures]
"""


def failures_of(steps: Iterator[Progress]) -> dict[str, str]:
    return {failure.photo.name: failure.reason for progress in steps for failure in progress.failures}


def trash_folder() -> Path:
    return Path(os.environ["XDG_DATA_HOME"]) / "Trash"


def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every folder passes for a volume of its own."""
    rename = disk_io.rename_noreplace

    def within_a_volume(source: Path, target: Path) -> None:
        if source.parent != target.parent:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(source), None, str(target))
        rename(source, target)

    monkeypatch.setattr(disk_io, "rename_noreplace", within_a_volume)


@pytest.fixture(params=["on one volume", "to another volume"])
def distance(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "to another volume":
        far_away(monkeypatch)


@pytest.mark.usefixtures("distance")
def test_a_photograph_moves_with_its_raw_and_sidecar(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents, drain: Drain
) -> None:
    photos, before = [make_unit("IMG_1"), make_unit("IMG_2")], contents(shoot)
    plan = plan_move(photos, shoot / "Best" / "of May")
    told = drain(perform(catalog, plan))
    assert contents(shoot / "Best" / "of May") == before
    assert contents(shoot).keys() == {f"Best/of May/{name}" for name in before}
    assert (told[0].done, told[0].total, told[-1].done) == (0, 2, 2)
    changes = [change for progress in told for change in progress.changes]
    assert [(change.did, change.left, change.before.name) for change in changes] == [
        ("move", True, "IMG_1.jpg"),
        ("move", True, "IMG_2.jpg"),
    ]
    after = changes[0].after
    assert after is not None
    assert (after.path, after.mtime_ns) == (shoot / "Best" / "of May" / "IMG_1.jpg", photos[0].mtime_ns)
    assert [companion.name for companion in after.companions] == ["IMG_1.cr2", "IMG_1.cr2.xmp"]


@pytest.mark.usefixtures("distance")
@pytest.mark.parametrize("planned", [plan_move, plan_copy, lambda photos, _folder: plan_trash(photos)])
def test_undo_and_redo_bring_everything_there_and_back(
    planned: Callable[..., object],
    tmp_path: Path,
    shoot: Path,
    make_unit: MakeUnit,
    contents: Contents,
    drain: Drain,
) -> None:
    photos, before = [make_unit("IMG_1"), make_unit(os.fsdecode(b"\xe9\n"))], contents(shoot)
    path = tmp_path / "catalog.db"
    with Catalog.open(path) as catalog:
        decide(catalog, photos, flag=Flag.PICK)
        drain(perform(catalog, planned(photos, tmp_path / "Best")))  # type: ignore[arg-type]
        after = contents(shoot), contents(tmp_path / "Best")
    for _ in range(2):
        with Catalog.open(path) as catalog:  # each time after a restart
            drain(undo(catalog))
            assert contents(shoot) == before
            assert not (tmp_path / "Best").exists(), "the folder that was made is removed again"
            assert catalog.decisions(photos) == {photo.path: Decision(Flag.PICK) for photo in photos}
        with Catalog.open(path) as catalog:
            drain(redo(catalog))
            assert (contents(shoot), contents(tmp_path / "Best")) == after


def test_a_move_is_undone_by_another_process(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents, drain: Drain
) -> None:
    photos, before = [make_unit("IMG_1")], contents(shoot)
    drain(perform(catalog, plan_move(photos, shoot / "Best")))
    subprocess.run([sys.executable, "-c", UNDOES, str(catalog.path)], check=True)
    assert contents(shoot) == before
    assert undo_title(catalog) is None


def test_names_that_are_taken_get_one_number_for_the_whole_unit(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents, drain: Drain
) -> None:
    best = shoot / "Best"
    best.mkdir()
    (best / "img_1.CR2").write_bytes(b"another, on a file system that tells cases apart")
    photo = make_unit("IMG_1")
    drain(perform(catalog, plan_move([photo], best)))
    assert contents(best).keys() == {"img_1.CR2", "IMG_1 (2).jpg", "IMG_1 (2).cr2", "IMG_1 (2).cr2.xmp"}


def test_photographs_of_one_name_from_many_folders_all_arrive(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents, drain: Drain
) -> None:
    photos = [make_unit("IMG_1", (".jpg",), folder=shoot / name) for name in "abc"]
    photos.append(make_unit("IMG_1 (2)", (".jpg",), folder=shoot / "d"))
    drain(perform(catalog, plan_copy(photos, shoot / "All")))
    assert contents(shoot / "All").keys() == {"IMG_1.jpg", *(f"IMG_1 ({n}).jpg" for n in (2, 3, 4))}


def test_sidecars_that_differ_in_case_only_both_arrive(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents, drain: Drain
) -> None:
    photo = make_unit("IMG_1", (".jpg", ".jpg.xmp", ".jpg.XMP"))
    drain(perform(catalog, plan_copy([photo], shoot / "Best")))
    assert contents(shoot / "Best").keys() == {"IMG_1.jpg", "IMG_1.jpg.xmp", "IMG_1 (2).jpg.XMP"}


def test_a_name_of_full_length_is_shortened_for_its_number(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    stem = "ü" * 122
    photos = [make_unit(stem, (".jpg", ".jpg.xmp"), folder=shoot / name) for name in "ab"]
    drain(perform(catalog, plan_copy(photos, shoot / "All")))
    names = sorted(path.name for path in (shoot / "All").iterdir())
    assert len(names) == 4
    assert all(len(os.fsencode(name)) <= 255 for name in names)


def test_a_file_that_turns_up_after_planning_is_not_overwritten(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents
) -> None:
    photos, before = [make_unit("IMG_1"), make_unit("IMG_2")], contents(shoot)
    plan = plan_move(photos, shoot / "Best")
    (shoot / "Best").mkdir()
    (shoot / "Best" / "IMG_1.cr2").write_bytes(b"somebody else's")
    assert "already" in failures_of(perform(catalog, plan))["IMG_1.jpg"]
    found = contents(shoot)
    assert found.pop("Best/IMG_1.cr2") == b"somebody else's"
    assert found == {(f"Best/{name}" if "IMG_2" in name else name): content for name, content in before.items()}


def test_a_photograph_in_its_own_folder_is_left_out_with_the_reason(shoot: Path, make_unit: MakeUnit) -> None:
    photo = make_unit("IMG_1")
    (shoot.parent / "link").symlink_to(shoot)
    for folder in (shoot, shoot / "x" / "..", shoot.parent / "link"):
        plan = plan_move([photo], folder)
        assert plan.total == 0
        assert [(failure.photo, failure.reason) for failure in plan.left_out] == [
            (photo.path, "in that folder already")
        ]


def test_planning_touches_nothing(shoot: Path, make_unit: MakeUnit, contents: Contents) -> None:
    photo, before = make_unit("IMG_1"), contents(shoot)
    plan = plan_move([photo, photo], shoot / "Best")
    assert plan.title == "Move 1 photograph to ‘Best’"
    assert [step.target for step in plan.steps][:1] == [shoot / "Best" / "IMG_1.jpg"]
    assert contents(shoot) == before
    assert not (shoot / "Best").exists()


def test_a_file_is_no_destination(shoot: Path, make_unit: MakeUnit) -> None:
    photo = make_unit("IMG_1")
    for folder in (photo.path, photo.path / "Best"):
        with pytest.raises(BadDestination, match="is not a folder"):
            plan_move([photo], folder)


def test_a_folder_that_may_not_be_looked_into_is_no_destination(
    shoot: Path, make_unit: MakeUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = make_unit("IMG_1")

    def refuse(_folder: Path) -> list[str]:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(BadDestination, match="cannot be looked into"):
        plan_move([photo], shoot / "Best")


def test_a_decision_and_a_score_move_along_and_are_copied(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    photo, ratings = make_unit("IMG_1"), (0.1,) * 10
    catalog.store([Result(photo, "c1", None, "p", ratings, embedding=np.ones(4, np.float32))])
    decide(catalog, [photo], stars=4)
    copy, moved = (
        change.after
        for plan in (plan_copy([photo], shoot / "Copies"), plan_move([photo], shoot / "Best"))
        for told in drain(perform(catalog, plan))
        for change in told.changes
    )
    assert copy is not None
    assert moved is not None
    known = catalog.known([copy, moved, photo], "p")
    assert known.keys() == {copy.path, moved.path}
    assert {(each.decision.stars, each.distribution) for each in known.values()} == {(4, ratings)}


def test_a_decision_left_under_the_new_name_is_not_taken_for_the_photographs(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    """A row whose file was removed outside the program stands where the photograph goes."""
    gone = make_unit("IMG_1", (".jpg",), folder=shoot / "Best")
    catalog.store([Result(gone, "c-gone", None, "p", None)])
    decide(catalog, [gone], flag=Flag.REJECT)
    gone.path.unlink()
    photo = make_unit("IMG_1", (".jpg",))
    drain(perform(catalog, plan_move([photo], shoot / "Best")))
    assert catalog.decisions([Photo(shoot / "Best" / "IMG_1.jpg")]) == {}
    back = make_unit("back", (".jpg",))
    assert catalog.store([Result(back, "c-gone", None, "p", None)]) == {back.path: Decision(Flag.REJECT)}


@pytest.mark.parametrize("suffix", [".jpg", ".cr2"])
def test_undo_leaves_a_photograph_that_was_changed_since(
    suffix: str, catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents, drain: Drain
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    drain(perform(catalog, plan_move(photos, shoot / "Best")))
    (shoot / "Best" / f"IMG_1{suffix}").write_bytes(b"edited")
    assert "was changed since then" in failures_of(undo(catalog))["IMG_1.jpg"]
    assert {name for name in contents(shoot) if "IMG_1" in name} == {
        f"Best/IMG_1{each}" for each in (".jpg", ".cr2", ".cr2.xmp")
    }
    assert photos[1].path.exists()


def test_undo_takes_a_sidecar_back_that_another_program_wrote_to(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    photo = make_unit("IMG_1")
    drain(perform(catalog, plan_move([photo], shoot / "Best")))
    (shoot / "Best" / "IMG_1.cr2.xmp").write_bytes(b"now with a rating")
    drain(undo(catalog))
    assert (shoot / "IMG_1.cr2.xmp").read_bytes() == b"now with a rating"


def test_undo_does_not_trash_a_copy_that_was_edited(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    photo = make_unit("IMG_1")
    drain(perform(catalog, plan_copy([photo], shoot / "Copies")))
    (shoot / "Copies" / "IMG_1.cr2.xmp").write_bytes(b"edited there")
    assert "was changed" in failures_of(undo(catalog))["IMG_1.jpg"]
    assert (shoot / "Copies" / "IMG_1.cr2.xmp").read_bytes() == b"edited there"
    assert len(list((shoot / "Copies").iterdir())) == 3


def test_undo_accepts_a_copy_whose_time_only_was_changed(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    photo = make_unit("IMG_1")
    drain(perform(catalog, plan_copy([photo], shoot / "Copies")))
    os.utime(shoot / "Copies" / "IMG_1.jpg")
    drain(undo(catalog))
    assert not (shoot / "Copies").exists()


def test_undo_does_not_overwrite_what_is_now_in_the_old_place(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    photo = make_unit("IMG_1")
    drain(perform(catalog, plan_move([photo], shoot / "Best")))
    photo.companions[0].write_bytes(b"newly imported")
    assert "already" in failures_of(undo(catalog))["IMG_1.jpg"]
    assert photo.companions[0].read_bytes() == b"newly imported"
    assert len(list((shoot / "Best").iterdir())) == 3


def test_undo_of_trash_says_so_when_the_trash_was_emptied(catalog: Catalog, make_unit: MakeUnit, drain: Drain) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    drain(perform(catalog, plan_trash(photos)))
    (trash_folder() / "files" / "IMG_1.jpg").unlink()
    assert "any more" in failures_of(undo(catalog))["IMG_1.jpg"]
    assert photos[1].path.exists()
    assert sorted(path.name for path in (trash_folder() / "files").iterdir()) == ["IMG_1.cr2", "IMG_1.cr2.xmp"]


def test_undo_of_trash_makes_the_folder_anew(catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain) -> None:
    photo = make_unit("IMG_1", folder=shoot / "day 1")
    drain(perform(catalog, plan_trash([photo])))
    (shoot / "day 1").rmdir()
    drain(undo(catalog))
    assert all(file.exists() for file in photo.files)
    assert not list((trash_folder() / "info").iterdir())


def test_a_place_in_the_trash_that_another_program_takes_meanwhile_is_left_to_it(
    catalog: Catalog, make_unit: MakeUnit, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aesthetic_gui.culling.operations import units

    photo = make_unit("IMG_1")
    go = units._go

    def late(*arguments: object) -> None:
        for folder, name in (("info", "IMG_1.cr2.trashinfo"), ("files", "IMG_1.cr2")):
            (trash_folder() / folder / name).write_bytes(b"the other program's")
        go(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(units, "_go", late)
        drain(perform(catalog, plan_trash([photo])))
    assert (trash_folder() / "files" / "IMG_1.cr2").read_bytes() == b"the other program's"
    drain(undo(catalog))
    assert all(file.exists() for file in photo.files)


def test_a_cancelled_move_keeps_what_is_done_and_is_undone_as_one(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents, drain: Drain
) -> None:
    photos = [make_unit(f"IMG_{n}") for n in range(5)]
    before, asked = contents(shoot), iter([False] * 2 + [True] * 9)
    told = drain(perform(catalog, plan_move(photos, shoot / "Best"), lambda: next(asked)))
    assert told[-1].done == 2
    assert len(contents(shoot / "Best")) == 6
    assert undo_title(catalog) == "Move 5 photographs to ‘Best’"
    drain(undo(catalog))
    assert contents(shoot) == before


def test_a_copy_cancelled_in_the_middle_of_a_file_leaves_no_part_of_it(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents, drain: Drain
) -> None:
    photo, before = make_unit("IMG_1"), contents(shoot)
    asked = iter([False] * 4 + [True] * 9)
    drain(perform(catalog, plan_copy([photo], shoot / "Copies"), lambda: next(asked)))
    assert contents(shoot) == before
    assert not (shoot / "Copies").exists()
    assert undo_title(catalog) is None


def test_closing_the_progress_early_is_a_cancel(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "TELL_EVERY", 0.0)
    steps = perform(catalog, plan_move([make_unit(f"IMG_{n}") for n in range(3)], shoot / "Best"))
    assert [next(steps).done, next(steps).done] == [0, 1]
    steps.close()  # type: ignore[attr-defined]
    assert len(list((shoot / "Best").iterdir())) == 3
    assert undo_title(catalog) is not None
    assert recover(catalog) == []


def test_a_cancelled_undo_goes_on_where_it_stopped(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents, drain: Drain
) -> None:
    photos = [make_unit(f"IMG_{n}") for n in range(4)]
    before, asked = contents(shoot), iter([False] * 2 + [True] * 9)
    drain(perform(catalog, plan_move(photos, shoot / "Best")))
    drain(undo(catalog, cancelled=lambda: next(asked)))
    assert 0 < len(contents(shoot / "Best")) < 12
    drain(undo(catalog))
    assert contents(shoot) == before


def test_a_new_operation_ends_what_can_be_redone(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    drain(perform(catalog, plan_move(photos[:1], shoot / "Best")))
    drain(undo(catalog))
    assert redo_title(catalog) == "Move 1 photograph to ‘Best’"
    drain(perform(catalog, plan_move(photos[1:], shoot / "Good")))
    assert redo_title(catalog) is None
    with pytest.raises(NothingToUndo, match="nothing to redo"):
        next(redo(catalog))


def test_an_earlier_operation_can_be_undone_by_its_number(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    first = drain(perform(catalog, plan_move(photos[:1], shoot / "Best")))[0].operation
    drain(perform(catalog, plan_move(photos[1:], shoot / "Good")))
    drain(undo(catalog, first))
    assert photos[0].path.exists()
    assert undo_title(catalog) == "Move 1 photograph to ‘Good’"
    with pytest.raises(NothingToUndo):
        next(undo(catalog, first))


@pytest.mark.parametrize("number", [None, 0, 77])
def test_what_is_not_there_cannot_be_undone(catalog: Catalog, number: int | None) -> None:
    with pytest.raises(NothingToUndo, match="nothing to undo"):
        next(undo(catalog, number))


def test_a_photograph_that_vanished_is_told_and_the_others_go_on(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    plan = plan_move(photos, shoot / "Best")
    photos[0].companions[0].unlink()
    assert failures_of(perform(catalog, plan)) == {"IMG_1.jpg": "IMG_1.cr2 is not there any more."}
    assert photos[0].path.exists()
    assert (shoot / "Best" / "IMG_2.jpg").exists()


def test_a_link_that_would_lead_nowhere_stays(catalog: Catalog, shoot: Path, make_unit: MakeUnit) -> None:
    make_unit("IMG_1", (".jpg",))
    (shoot / "link.jpg").symlink_to("IMG_1.jpg")
    told = failures_of(perform(catalog, plan_move([Photo(shoot / "link.jpg")], shoot / "Best")))
    assert "would lead nowhere" in told["link.jpg"]
    assert (shoot / "link.jpg").is_symlink()


def test_a_copy_of_a_link_is_a_copy_of_the_photograph(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    photo = make_unit("IMG_1", (".jpg",))
    (shoot / "link.jpg").symlink_to("IMG_1.jpg")
    drain(perform(catalog, plan_copy([Photo(shoot / "link.jpg")], shoot / "Best")))
    copy = shoot / "Best" / "link.jpg"
    assert not copy.is_symlink()
    assert copy.read_bytes() == photo.path.read_bytes()
    drain(undo(catalog))
    assert not copy.exists()


def test_a_live_operation_of_another_window_is_not_recovered(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    steps = perform(catalog, plan_move([make_unit("IMG_1")], shoot / "Best"))
    next(steps)
    with Catalog.open(catalog.path) as other:
        assert recover(other) == []
    drain(steps)
    assert (shoot / "Best" / "IMG_1.jpg").exists()


def test_two_windows_do_not_move_files_at_once(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.1)
    photo = make_unit("IMG_1")
    with lock.hold(catalog.path), pytest.raises(Busy, match="Another window"):
        next(perform(catalog, plan_move([photo], shoot / "Best")))
    assert photo.path.exists()


def move_from_another_process(catalog_path: Path, photo: Photo, folder: Path) -> None:
    with Catalog.open(catalog_path) as catalog:
        assert not failures_of(perform(catalog, plan_move([photo], folder)))


@pytest.mark.slow
def test_processes_that_move_at_once_wait_for_each_other(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, contents: Contents
) -> None:
    photos = [make_unit(f"IMG_{n}") for n in range(4)]
    before = contents(shoot)
    spawn = multiprocessing.get_context("spawn")
    arguments = [(catalog.path, photo, shoot / "Best") for photo in photos]
    started = [subprocess_of(spawn, each) for each in arguments]
    for process in started:
        process.join(60)
    assert [process.exitcode for process in started] == [0] * 4
    assert contents(shoot / "Best") == before


def subprocess_of(spawn: multiprocessing.context.SpawnContext, arguments: tuple[Path, Photo, Path]) -> object:
    process = spawn.Process(target=move_from_another_process, args=arguments)
    process.start()
    return process


def test_a_folder_that_somebody_else_made_is_not_removed_on_undo(
    catalog: Catalog, shoot: Path, make_unit: MakeUnit, drain: Drain
) -> None:
    photo = make_unit("IMG_1")
    (shoot / "Mine").mkdir()
    drain(perform(catalog, plan_move([photo], shoot / "Mine" / "Best")))
    (shoot / "Mine" / "Best" / "notes.txt").write_text("kept")
    drain(undo(catalog))
    assert (shoot / "Mine" / "Best" / "notes.txt").read_text() == "kept"
    assert [path.name for path in (shoot / "Mine").iterdir()] == ["Best"]
