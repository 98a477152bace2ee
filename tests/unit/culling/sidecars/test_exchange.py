"""Ratings travel between programs through sidecars, and no decision is lost on the way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations import history
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.culling.sidecars import exchange, state
from aesthetic_gui.culling.sidecars.exchange import (
    AUTOSAVE,
    Conflict,
    News,
    UnknownProfile,
    plan_save,
    profile_called,
    read_sidecars,
    settle,
    sidecar_state,
    together,
)
from aesthetic_gui.files import xmp
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.xmp import PROFILES
from aesthetic_gui.photo import Bar, ColourLabel, Decision, Flag, Metadata, Photo, Score, Verdict
from tests.unit.culling.sidecars.other_program import rate

BAR = Bar(0.5, 0.1)

LIGHTROOM, DARKTABLE = profile_called("lightroom"), profile_called("darktable")
SCORE = Score((0.1,) * 10, 5.5, 1.2, 0.71, "pack@1")
RED = ColourLabel.RED


@pytest.fixture
def photo(shoot: Path) -> Photo:
    """IMG_1.jpg with its RAW, and no sidecar."""
    (shoot / "IMG_1.jpg").write_bytes(b"a photograph")
    (shoot / "IMG_1.cr2").write_bytes(b"its RAW")
    return look(shoot)


@pytest.fixture
def sidecar(shoot: Path) -> Path:
    return shoot / "IMG_1.xmp"


def look(shoot: Path, name: str = "IMG_1.jpg") -> Photo:
    """The photograph as a listing of its folder finds it now."""
    return next(photo for photo in find_photos([shoot]) if photo.path.name == name)


def read(catalog: Catalog, shoot: Path, *, again: bool = False) -> News:
    return together(read_sidecars(catalog, find_photos([shoot]), again=again))


def save(catalog: Catalog, shoot: Path, profile: xmp.Profile = LIGHTROOM, **options: object) -> list[Progress]:
    plan, _ = plan_save(catalog, [Item(photo) for photo in find_photos([shoot])], profile, **options, bar=BAR)  # type: ignore[arg-type]
    return list(perform(catalog, plan))


def decided(catalog: Catalog, photo: Photo) -> Decision:
    return catalog.decisions([photo]).get(photo.path, Decision())


def marks(sidecar: Path) -> tuple[Flag | None, int | None, ColourLabel | None]:
    said = xmp.read(sidecar.read_bytes())
    return said.flag, said.stars, said.label


def finish(steps: Iterator[Progress]) -> None:
    assert not [failure for progress in steps for failure in progress.failures]


# reading


def test_what_another_program_decided_is_taken_over(catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path) -> None:
    rate(sidecar, xmp__Rating=4, xmp__Label="Rot", xmpDM__pick=1)
    news = read(catalog, shoot)
    assert decided(catalog, photo) == Decision(Flag.PICK, 4, RED)
    assert [(change.before, change.decision) for change in news.changes] == [(photo.path, Decision(Flag.PICK, 4, RED))]
    assert not news.conflicts


def test_what_was_read_is_one_entry_of_the_history_and_can_be_undone(catalog: Catalog, shoot: Path) -> None:
    for number in range(450):
        (shoot / f"IMG_{number}.jpg").write_bytes(b"a photograph")
        rate(shoot / f"IMG_{number}.xmp", xmp__Rating=3)
    read(catalog, shoot)
    (entry,) = history.history(catalog)
    assert entry.title == "Read what other programs say of 450 photographs"
    finish(undo(catalog, entry.id))
    assert decided(catalog, look(shoot, "IMG_7.jpg")) == Decision()
    assert read(catalog, shoot, again=True).changes == (), "what was undone does not come back by itself"


def test_several_readings_may_be_one_entry_of_the_history(catalog: Catalog, shoot: Path) -> None:
    for number in range(4):
        (shoot / f"IMG_{number}.jpg").write_bytes(b"a photograph")
        rate(shoot / f"IMG_{number}.xmp", xmp__Rating=3)
    photos = list(find_photos([shoot]))
    first = together(read_sidecars(catalog, photos[:2]))
    second = together(read_sidecars(catalog, photos[2:], entry=first.entry))
    assert first.entry == second.entry == history.history(catalog)[0].id
    assert [each.title for each in history.history(catalog)] == ["Read what other programs say of 4 photographs"]


def test_sidecars_that_are_as_they_were_are_not_opened_unless_asked(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(sidecar, xmp__Rating=4)
    read(catalog, shoot)
    opened: list[bytes] = []
    understood = xmp.read
    monkeypatch.setattr(xmp, "read", lambda content, own: opened.append(content) or understood(content, own))
    read(catalog, shoot)
    assert not opened
    read(catalog, shoot, again=True)
    assert opened


def test_reading_stops_where_it_is_cancelled(catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path) -> None:
    rate(sidecar, xmp__Rating=4)
    assert list(read_sidecars(catalog, [photo], lambda: True)) == []
    assert decided(catalog, photo) == Decision()


def test_a_photograph_given_twice_is_read_once(catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path) -> None:
    rate(sidecar, xmp__Rating=4)
    assert together(read_sidecars(catalog, [look(shoot), look(shoot)])).read == 1


def test_a_rating_inside_of_the_photograph_is_read(catalog: Catalog, shoot: Path) -> None:
    exif = Image.Exif()
    exif[0x4746] = 3
    Image.new("RGB", (8, 8)).save(shoot / "IMG_1.jpg", exif=exif)
    read(catalog, shoot)
    assert decided(catalog, look(shoot)).stars == 3


def test_stars_and_labels_that_another_program_took_away_are_gone_here(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    rate(sidecar, xmp__Rating=4, xmp__Label="Red", xmpDM__pick=1)
    read(catalog, shoot)
    rate(sidecar, xmp__Rating=None, xmp__Label=None)
    read(catalog, shoot)
    assert decided(catalog, photo) == Decision(Flag.PICK)


def test_taking_away_what_we_had_saved_counts_too(catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path) -> None:
    decide(catalog, [photo], stars=4, label=RED)
    save(catalog, shoot)
    rate(sidecar, xmp__Rating=None, xmp__Label=None, photoshop__LabelColor=None)
    read(catalog, shoot)
    assert decided(catalog, photo) == Decision()


def test_a_sidecar_that_vanished_takes_nothing_along(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    rate(sidecar, xmp__Rating=4)
    read(catalog, shoot)
    sidecar.unlink()
    assert read(catalog, shoot, again=True).changes == ()
    assert decided(catalog, photo).stars == 4


@pytest.mark.parametrize("content", [b"<x:xmpmeta", b"", b"\x00" * 4096])
def test_a_sidecar_that_was_damaged_takes_nothing_along_and_nothing_is_written_into_it(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path, content: bytes
) -> None:
    rate(sidecar, xmp__Rating=4)
    read(catalog, shoot)
    sidecar.write_bytes(content)
    news = read(catalog, shoot)
    assert decided(catalog, photo).stars == 4
    if content:
        assert [problem.photo for problem in news.problems] == [photo.path]
        decide(catalog, [photo], stars=5)
        plan, _ = plan_save(catalog, [Item(photo)], LIGHTROOM, bar=BAR)
        assert plan.steps == ()
        assert "IMG_1.xmp" in plan.left_out[0].reason
        assert sidecar.read_bytes() == content


def test_a_sidecar_that_was_seen_in_pieces_is_read_as_if_it_had_been_whole_all_the_time(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    """A program that does not write in one go; what it says in the end is a change, and no conflict."""
    rate(sidecar, xmp__Rating=4)
    read(catalog, shoot)
    for content in (b"", b"<x:xmpmeta"):
        sidecar.write_bytes(content)
        read(catalog, shoot)
    sidecar.unlink()
    rate(sidecar, xmp__Rating=2)
    assert read(catalog, shoot).conflicts == ()
    assert decided(catalog, photo).stars == 2


def test_what_is_said_after_a_sidecar_had_vanished_does_not_replace_a_decision_silently(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    decide(catalog, [photo], stars=4)
    save(catalog, shoot)
    sidecar.unlink()
    read(catalog, shoot)
    rate(sidecar, xmp__Rating=2)
    assert [conflict.mine.stars for conflict in read(catalog, shoot).conflicts] == [4]
    assert decided(catalog, photo).stars == 4


def test_reading_twice_what_says_less_than_counts_here_takes_nothing_away(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    """The label came from a sidecar that is gone; the new one has never said anything of it."""
    rate(sidecar, xmp__Label="Red")
    read(catalog, shoot)
    sidecar.unlink()
    read(catalog, shoot)
    rate(sidecar, xmpDM__pick=1)
    for _ in range(2):
        read(catalog, shoot, again=True)
    assert decided(catalog, photo) == Decision(Flag.PICK, 0, RED)


# saving


def test_a_decision_is_saved_and_read_back_by_a_catalog_that_knows_nothing(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path, tmp_path: Path
) -> None:
    decide(catalog, [photo], flag=Flag.REJECT, stars=2, label=RED)
    finish(iter(save(catalog, shoot)))
    with Catalog.open(tmp_path / "another.db") as another:
        read(another, shoot)
        assert decided(another, photo) == Decision(Flag.REJECT, 2, RED)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
@pytest.mark.parametrize("decision", [Decision(), Decision(Flag.PICK, 5, RED), Decision(Flag.REJECT, 3)])
def test_what_is_saved_is_agreed_on_whatever_the_program(
    catalog: Catalog, shoot: Path, photo: Photo, profile: xmp.Profile, decision: Decision
) -> None:
    decide(catalog, [photo], flag=Flag.PICK, stars=1, label=ColourLabel.BLUE)
    save(catalog, shoot, profile)
    decide(catalog, [photo], flag=decision.flag, stars=decision.stars, label=decision.label)
    save(catalog, shoot, profile)
    assert sidecar_state(catalog, look(shoot)).state == "saved"
    news = read(catalog, shoot, again=True)
    assert (news.changes, news.conflicts) == ((), ())
    assert decided(catalog, photo) == decision


def test_saving_again_writes_nothing(catalog: Catalog, shoot: Path, photo: Photo) -> None:
    decide(catalog, [photo], stars=2)
    save(catalog, shoot)
    plan, _ = plan_save(catalog, [Item(look(shoot))], LIGHTROOM, bar=BAR)
    assert plan.steps == ()


def test_a_photograph_without_a_decision_or_score_gets_no_sidecar(catalog: Catalog, shoot: Path, photo: Photo) -> None:
    save(catalog, shoot)
    assert not list(shoot.glob("*.xmp"))


def test_the_score_and_the_verdict_at_the_photographers_bar_are_written(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    item = Item(photo, replace(SCORE, p_aesthetic=0.71))
    plan, _ = plan_save(catalog, [item], LIGHTROOM, bar=Bar(0.9, 0.0), keywords=True)
    list(perform(catalog, plan))
    said = xmp.read(sidecar.read_bytes())
    assert said.judgement is not None
    assert (said.judgement.score, said.judgement.p_aesthetic) == (5.5, 0.71)
    assert said.judgement.verdict is Verdict.NOT_AESTHETIC
    assert said.keywords == ("Not aesthetic",)
    assert said.hierarchical == ("Aesthetic GUI|Not aesthetic",)


def test_the_keyword_changes_with_the_verdict_and_other_keywords_stay(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    for threshold in (0.9, 0.1):
        plan, _ = plan_save(catalog, [Item(look(shoot), SCORE)], LIGHTROOM, bar=Bar(threshold, 0.0), keywords=True)
        list(perform(catalog, plan))
    assert xmp.read(sidecar.read_bytes()).keywords == ("Aesthetic",)


def test_without_scores_only_the_decision_is_written(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    decide(catalog, [photo], stars=2)
    plan, _ = plan_save(catalog, [Item(photo, SCORE)], LIGHTROOM, scores=False, bar=BAR)
    list(perform(catalog, plan))
    assert xmp.read(sidecar.read_bytes()).judgement is None


def test_what_another_program_decided_in_the_meantime_is_read_before_it_is_saved(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    rate(sidecar, xmp__Rating=2)
    read(catalog, shoot)
    decide(catalog, [photo], flag=Flag.PICK)
    rate(sidecar, xmp__Rating=5)
    plan, news = plan_save(catalog, [Item(photo)], LIGHTROOM, bar=BAR)
    list(perform(catalog, plan))
    assert [change.decision for change in news.changes] == [Decision(Flag.PICK, 5)]
    assert marks(sidecar)[:2] == (Flag.PICK, 5)


def test_what_keeps_its_size_and_time_is_still_seen_before_it_is_written_over(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    """Some file systems count time in steps of two seconds."""
    rate(sidecar, xmp__Rating=2)
    read(catalog, shoot)
    status = sidecar.stat()
    decide(catalog, [photo], flag=Flag.PICK)
    rate(sidecar, xmp__Rating=5)
    os.utime(sidecar, ns=(status.st_mtime_ns, status.st_mtime_ns))
    save(catalog, shoot)
    assert marks(sidecar)[:2] == (Flag.PICK, 5)


def test_what_is_written_between_plan_and_deed_is_left_alone_and_read_the_next_time(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    rate(sidecar, xmp__Rating=2)
    decide(catalog, [photo], flag=Flag.PICK)
    plan, _ = plan_save(catalog, [Item(photo)], LIGHTROOM, bar=BAR)
    rate(sidecar, xmp__Rating=5)
    (last,) = [progress for progress in perform(catalog, plan) if progress.failures]
    assert "changed by another program" in last.failures[0].reason
    assert marks(sidecar)[1] == 5
    read(catalog, shoot)
    assert decided(catalog, photo) == Decision(Flag.PICK, 5)


def test_what_is_written_right_after_us_is_read_the_next_time(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our writing and the moment the catalog notes it."""
    decide(catalog, [photo], stars=3)
    plan, _ = plan_save(catalog, [Item(photo)], LIGHTROOM, bar=BAR)
    after_writing = state.after_writing

    def meanwhile(*arguments: Any) -> state.Written:
        rate(sidecar, xmp__Rating=5)
        return after_writing(*arguments)

    monkeypatch.setattr(state, "after_writing", meanwhile)
    list(perform(catalog, plan))
    read(catalog, shoot)
    assert decided(catalog, photo).stars == 5


def test_a_list_that_does_not_know_the_sidecar_yet_saves_into_it_all_the_same(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    """As right after the first save, or while another program has just made it."""
    assert photo.companions == (shoot / "IMG_1.cr2",)
    decide(catalog, [photo], stars=2)
    for stars in (2, 3):
        decide(catalog, [photo], stars=stars)
        plan, _ = plan_save(catalog, [Item(photo)], LIGHTROOM, bar=BAR)
        finish(perform(catalog, plan))
    assert marks(sidecar)[1] == 3
    rate(shoot / "IMG_1.cr2.xmp", xmp__Rating=5)
    plan, _ = plan_save(catalog, [Item(photo)], LIGHTROOM, bar=BAR)
    finish(perform(catalog, plan))
    assert decided(catalog, photo).stars == 5


def test_a_sidecar_is_named_as_the_program_expects_it(catalog: Catalog, shoot: Path, photo: Photo) -> None:
    decide(catalog, [photo], stars=2)
    save(catalog, shoot, DARKTABLE)
    assert [path.name for path in shoot.glob("*.xmp")] == ["IMG_1.cr2.xmp"]
    save(catalog, shoot, LIGHTROOM)
    assert sorted(path.name for path in shoot.glob("*.xmp")) == ["IMG_1.cr2.xmp", "IMG_1.xmp"]


def test_both_sidecars_are_kept_in_step(catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path) -> None:
    rate(shoot / "IMG_1.cr2.xmp", xmp__Rating=1)
    rate(sidecar, xmp__Rating=1)
    read(catalog, shoot)
    decide(catalog, [photo], stars=4)
    save(catalog, shoot)
    assert (marks(sidecar)[1], marks(shoot / "IMG_1.cr2.xmp")[1]) == (4, 4)


def test_pictures_of_one_stem_do_not_get_each_others_ratings(catalog: Catalog, shoot: Path) -> None:
    for name in ("IMG_1.jpg", "IMG_1.png"):
        (shoot / name).write_bytes(name.encode())
    decide(catalog, [look(shoot, "IMG_1.png")], stars=1)
    plan, _ = plan_save(catalog, [Item(look(shoot, "IMG_1.png"))], LIGHTROOM, bar=BAR)
    list(perform(catalog, plan))
    decide(catalog, [look(shoot)], stars=5)
    save(catalog, shoot)
    read(catalog, shoot, again=True)
    assert decided(catalog, look(shoot)).stars == 5
    assert decided(catalog, look(shoot, "IMG_1.png")).stars == 1
    assert sorted(path.name for path in shoot.glob("*.xmp")) == ["IMG_1.png.xmp", "IMG_1.xmp"]


def test_a_raw_keeps_the_short_name_beside_a_picture_that_was_made_of_it(catalog: Catalog, shoot: Path) -> None:
    for name in ("IMG_1.cr2", "IMG_1.png"):
        (shoot / name).write_bytes(name.encode())
    decide(catalog, [look(shoot, "IMG_1.cr2")], stars=1)
    save(catalog, shoot)
    assert [path.name for path in shoot.glob("*.xmp")] == ["IMG_1.xmp"]


def test_stars_taken_away_here_do_not_come_back_from_inside_of_the_photograph(
    catalog: Catalog, shoot: Path, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x4746] = 3
    Image.new("RGB", (8, 8)).save(shoot / "IMG_1.jpg", exif=exif)
    read(catalog, shoot)
    decide(catalog, [look(shoot)], stars=0, label=RED)
    save(catalog, shoot)
    assert sidecar_state(catalog, look(shoot)).state == "saved"
    with Catalog.open(tmp_path / "another.db") as another:
        read(another, shoot)
        assert decided(another, look(shoot)) == Decision(label=RED)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_in_a_folder_that_cannot_be_written_the_decision_stays_unsaved_and_is_told(
    catalog: Catalog, shoot: Path, photo: Photo
) -> None:
    decide(catalog, [photo], stars=2)
    shoot.chmod(0o500)
    try:
        failures = [failure for progress in save(catalog, shoot) for failure in progress.failures]
    finally:
        shoot.chmod(0o700)
    assert [failure.photo for failure in failures] == [photo.path]
    assert sidecar_state(catalog, look(shoot)).state == "none"
    assert decided(catalog, photo).stars == 2


def test_a_disk_that_fails_while_saving_leaves_sidecar_and_catalog_as_they_were(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(sidecar, xmp__Rating=2)
    read(catalog, shoot)
    decide(catalog, [photo], stars=5)
    content = sidecar.read_bytes()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("aesthetic_gui.culling.operations.writing._stage", full)
    failures = [failure for progress in save(catalog, shoot) for failure in progress.failures]
    assert failures
    assert sidecar.read_bytes() == content
    assert sidecar_state(catalog, look(shoot)).state == "changed"


def test_saving_by_itself_is_neither_in_the_history_nor_what_ctrl_z_takes_back(
    catalog: Catalog, shoot: Path, photo: Photo
) -> None:
    decide(catalog, [photo], stars=2)
    save(catalog, shoot, kind=AUTOSAVE)
    assert [entry.kind for entry in history.history(catalog)] == ["decide"]
    assert history.undo_title(catalog) == "Give 2 stars to 1 photograph"


# undo and redo


def test_undoing_a_save_brings_back_the_sidecar_as_it_was_and_keeps_the_decision(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    rate(sidecar, xmp__Rating=2)
    read(catalog, shoot)
    content = sidecar.read_bytes()
    decide(catalog, [photo], stars=5)
    save(catalog, shoot)
    finish(undo(catalog))
    assert sidecar.read_bytes() == content
    assert (read(catalog, shoot, again=True).changes, decided(catalog, photo).stars) == ((), 5)
    assert sidecar_state(catalog, look(shoot)).state == "changed"
    finish(redo(catalog))
    assert marks(sidecar)[1] == 5
    assert sidecar_state(catalog, look(shoot)).state == "saved"


def test_after_the_first_save_is_undone_what_another_program_says_is_a_conflict(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    decide(catalog, [photo], stars=5)
    save(catalog, shoot)
    finish(undo(catalog))
    assert not sidecar.exists()
    rate(sidecar, xmp__Rating=1)
    assert [conflict.theirs.stars for conflict in read(catalog, shoot).conflicts] == [1]
    assert decided(catalog, photo).stars == 5


def test_an_undone_save_does_not_forget_the_rating_inside_of_the_photograph(catalog: Catalog, shoot: Path) -> None:
    exif = Image.Exif()
    exif[0x4746] = 3
    Image.new("RGB", (8, 8)).save(shoot / "IMG_1.jpg", exif=exif)
    read(catalog, shoot)
    decide(catalog, [look(shoot)], stars=5)
    save(catalog, shoot)
    finish(undo(catalog))
    news = read(catalog, shoot, again=True)
    assert (news.conflicts, news.changes) == ((), ())
    assert decided(catalog, look(shoot)).stars == 5


def test_a_save_over_which_another_program_has_written_is_not_undone(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    decide(catalog, [photo], stars=5)
    save(catalog, shoot)
    rate(sidecar, xmp__Rating=1)
    content = sidecar.read_bytes()
    assert [failure for progress in undo(catalog) for failure in progress.failures]
    assert sidecar.read_bytes() == content
    read(catalog, shoot)
    assert decided(catalog, photo).stars == 1


# conflicts


@pytest.fixture
def torn(catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path) -> Conflict:
    """Picked with four stars here, two stars and a red label there."""
    decide(catalog, [photo], flag=Flag.PICK, stars=4)
    rate(sidecar, xmp__Rating=2, xmp__Label="Red")
    (conflict,) = read(catalog, shoot).conflicts
    return conflict


def test_a_conflict_tells_both_sides_and_changes_neither(
    catalog: Catalog, shoot: Path, torn: Conflict, photo: Photo, sidecar: Path
) -> None:
    assert (torn.mine, torn.theirs) == (Decision(Flag.PICK, 4), Decision(stars=2, label=RED))
    assert torn.fields == {"stars"}
    content = sidecar.read_bytes()
    plan, news = plan_save(catalog, [Item(look(shoot))], LIGHTROOM, bar=BAR)
    assert (len(news.conflicts), plan.steps) == (1, ())
    assert "choose which counts" in plan.left_out[0].reason
    assert sidecar.read_bytes() == content
    assert decided(catalog, photo) == Decision(Flag.PICK, 4)
    assert sidecar_state(catalog, look(shoot)).state == "conflict"


def test_a_conflict_comes_back_until_it_is_settled(catalog: Catalog, shoot: Path, torn: Conflict) -> None:
    assert read(catalog, shoot).conflicts == read(catalog, shoot).conflicts == (torn,)


def test_taking_theirs_counts_in_what_is_in_dispute_and_keeps_the_pick(
    catalog: Catalog, shoot: Path, torn: Conflict, photo: Photo
) -> None:
    news = settle(catalog, [torn], "theirs")
    assert [change.decision for change in news.changes] == [Decision(Flag.PICK, 2, RED)]
    assert decided(catalog, photo) == Decision(Flag.PICK, 2, RED)
    assert read(catalog, shoot, again=True).conflicts == ()


def test_keeping_mine_is_saved_the_next_time(
    catalog: Catalog, shoot: Path, torn: Conflict, photo: Photo, sidecar: Path
) -> None:
    settle(catalog, [torn], "mine")
    assert decided(catalog, photo) == Decision(Flag.PICK, 4, RED)
    assert read(catalog, shoot, again=True).conflicts == ()
    save(catalog, shoot)
    assert marks(sidecar) == (Flag.PICK, 4, RED)


def test_settling_several_is_one_entry_of_the_history_and_can_be_undone(catalog: Catalog, shoot: Path) -> None:
    for number in range(3):
        (shoot / f"IMG_{number}.jpg").write_bytes(b"a photograph")
        decide(catalog, [look(shoot, f"IMG_{number}.jpg")], stars=4)
        rate(shoot / f"IMG_{number}.xmp", xmp__Rating=2)
    settle(catalog, read(catalog, shoot).conflicts, "theirs")
    entry, *_ = history.history(catalog)
    assert entry.total == 3
    finish(undo(catalog, entry.id))
    assert decided(catalog, look(shoot, "IMG_2.jpg")).stars == 4


@pytest.mark.parametrize("whose", ["mine", "theirs"])
def test_a_conflict_that_changed_since_it_was_shown_is_asked_about_again(
    catalog: Catalog, shoot: Path, torn: Conflict, photo: Photo, sidecar: Path, whose: exchange.Whose
) -> None:
    rate(sidecar, xmp__Rating=1)
    news = settle(catalog, [torn], whose)
    assert [conflict.theirs.stars for conflict in news.conflicts] == [1]
    assert decided(catalog, photo) == torn.mine
    decide(catalog, [photo], stars=5)
    (again,) = settle(catalog, news.conflicts, whose).conflicts
    assert (again.mine.stars, again.theirs.stars) == (5, 1)


def test_a_conflict_whose_sidecars_another_window_reads_in_the_same_moment_is_settled(
    catalog: Catalog, shoot: Path, torn: Conflict, photo: Photo, sidecar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said_by, pending = exchange.said_by, [True]

    def slowly(*arguments: Any) -> state.Saying:
        saying = said_by(*arguments)
        if pending and pending.pop():
            with Catalog.open(catalog.path) as another:
                os.utime(sidecar)
                read(another, shoot)
        return saying

    monkeypatch.setattr(exchange, "said_by", slowly)
    news = settle(catalog, [torn], "theirs")
    assert (news.read, news.conflicts, len(news.changes)) == (1, (), 1)
    assert decided(catalog, photo).stars == torn.theirs.stars


def test_deciding_as_the_other_program_did_ends_the_conflict(
    catalog: Catalog, shoot: Path, torn: Conflict, photo: Photo
) -> None:
    decide(catalog, [photo], stars=2)
    assert read(catalog, shoot).conflicts == ()
    assert decided(catalog, photo) == Decision(Flag.PICK, 2, RED)


def test_the_name_of_a_foreign_label_is_told(catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path) -> None:
    decide(catalog, [photo], label=RED)
    rate(sidecar, xmp__Label="Kunde A")
    (conflict,) = read(catalog, shoot).conflicts
    assert conflict.label_text == "Kunde A"
    settle(catalog, [conflict], "theirs")
    save(catalog, shoot)
    assert b"Kunde A" in sidecar.read_bytes()


# photographs that move


def test_a_photograph_moved_and_renamed_by_us_keeps_what_was_agreed(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    decide(catalog, [photo], stars=4)
    save(catalog, shoot)
    finish(perform(catalog, plan_move([look(shoot)], shoot / "best")))
    moved = look(shoot)
    assert sidecar_state(catalog, moved).state == "saved"
    rate(shoot / "best" / "IMG_1.xmp", xmp__Rating=1)
    news = read(catalog, shoot)
    assert (news.conflicts, decided(catalog, moved).stars) == ((), 1)


def test_a_copy_made_by_us_may_be_rated_apart(catalog: Catalog, shoot: Path, photo: Photo) -> None:
    decide(catalog, [photo], stars=4)
    save(catalog, shoot)
    finish(perform(catalog, plan_copy([look(shoot)], shoot.parent / "copies")))
    rate(shoot.parent / "copies" / "IMG_1.xmp", xmp__Rating=1)
    news = read(catalog, shoot.parent / "copies")
    assert (news.conflicts, news.changes[0].decision) == ((), Decision(stars=1))
    assert decided(catalog, photo).stars == 4


@pytest.fixture
def stored(catalog: Catalog) -> Callable[[Photo], None]:
    """Let the catalog know a photograph's content, as scoring does."""

    def store(photo: Photo) -> None:
        content = f"{photo.path.read_bytes().hex()}"
        catalog.store([Result(photo, content, None, "pack@1", None)])

    return store


def test_an_unsaved_decision_outlives_a_move_outside_the_program(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path, stored: Callable[[Photo], None]
) -> None:
    """The sidecar at the new place is read before the photograph is known to be the one that was moved."""
    rate(sidecar, xmp__Rating=2)
    read(catalog, shoot)
    stored(look(shoot))
    decide(catalog, [photo], stars=5)
    elsewhere = shoot.rename(shoot.parent / "elsewhere")
    read(catalog, elsewhere)
    assert decided(catalog, look(elsewhere)).stars == 2
    stored(look(elsewhere))
    assert decided(catalog, look(elsewhere)).stars == 5
    assert read(catalog, elsewhere, again=True).conflicts == ()
    assert sidecar_state(catalog, look(elsewhere)).state == "changed"


def test_what_a_sidecar_says_is_not_lost_to_a_row_that_says_nothing(
    catalog: Catalog, shoot: Path, photo: Photo, stored: Callable[[Photo], None]
) -> None:
    stored(photo)
    elsewhere = shoot.rename(shoot.parent / "elsewhere")
    rate(elsewhere / "IMG_1.xmp", xmp__Rating=2)
    read(catalog, elsewhere)
    stored(look(elsewhere))
    assert decided(catalog, look(elsewhere)).stars == 2


def test_a_copy_made_outside_the_program_is_rated_as_its_sidecar_says(
    catalog: Catalog, shoot: Path, photo: Photo, stored: Callable[[Photo], None]
) -> None:
    decide(catalog, [photo], stars=5)
    save(catalog, shoot)
    stored(look(shoot))
    copies = Path(shutil.copytree(shoot, shoot.parent / "copies"))
    read(catalog, copies)
    stored(look(copies))
    assert decided(catalog, look(copies)).stars == 5


# two windows


def test_another_window_that_saved_in_the_same_moment_is_not_overruled(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This one has read the old content when the other writes a new one."""
    rate(sidecar, xmp__Rating=2)
    with Catalog.open(catalog.path) as another:
        said_by = exchange.said_by
        pending = [True]

        def slowly(*arguments: object) -> object:
            saying = said_by(*arguments)  # type: ignore[arg-type]
            if pending and pending.pop():
                read(another, shoot)
                decide(another, [photo], stars=5)
                save(another, shoot)
            return saying

        monkeypatch.setattr(exchange, "said_by", slowly)
        news = read(catalog, shoot)
    assert decided(catalog, photo).stars == 5
    assert (news.changes, news.read) == ((), 1)
    assert marks(sidecar)[1] == 5


def test_a_decision_of_another_window_is_what_is_saved(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    with Catalog.open(catalog.path) as another:
        decide(another, [photo], stars=5)
    save(catalog, shoot)
    assert marks(sidecar)[1] == 5


# what else is told


def test_how_a_photograph_stands_is_told(catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path) -> None:
    assert sidecar_state(catalog, photo).state == "none"
    decide(catalog, [photo], stars=3)
    assert sidecar_state(catalog, photo).state == "none"
    save(catalog, shoot)
    assert sidecar_state(catalog, look(shoot)).state == "saved"
    assert sidecar_state(catalog, look(shoot)).sidecars == (sidecar,)
    decide(catalog, [photo], stars=1)
    assert sidecar_state(catalog, look(shoot)).state == "changed"
    save(catalog, shoot)
    rate(sidecar, xmp__Rating=5)
    assert sidecar_state(catalog, look(shoot)).state == "unread"
    sidecar.write_bytes(b"<x:xmpmeta")
    assert sidecar_state(catalog, look(shoot)).state == "damaged"


def test_an_unknown_program_is_refused_with_the_names_of_the_known_ones() -> None:
    with pytest.raises(UnknownProfile, match="lightroom, darktable"):
        profile_called("paint")


def test_after_a_power_cut_that_took_the_sidecar_back_the_decision_is_still_unsaved(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    """The catalog had noted the save, the disk had not kept it, and the operation was still open."""
    rate(sidecar, xmp__Rating=2)
    before = sidecar.read_bytes()
    read(catalog, shoot)
    decide(catalog, [photo], stars=5)
    save(catalog, shoot)
    with catalog.transaction() as connection:
        journal.set_state(connection, journal.recent(catalog, 1)[0].id, "open")
    sidecar.write_bytes(before)
    recover(catalog)
    news = read(catalog, shoot, again=True)
    assert (news.changes, news.conflicts) == ((), ())
    assert decided(catalog, photo).stars == 5
    assert sidecar_state(catalog, look(shoot)).state == "changed"


def test_a_sidecar_tells_when_a_photograph_without_a_date_was_taken(
    catalog: Catalog, shoot: Path, photo: Photo, sidecar: Path
) -> None:
    catalog.store([Result(photo, "content", Metadata(8, 6, camera="Scanner"), SCORE.pack, SCORE.distribution)])
    sidecar.write_text(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:exif="http://ns.adobe.com/exif/1.0/">'
        '<rdf:Description rdf:about="" exif:DateTimeOriginal="1968-05-06T07:08:09"/></rdf:RDF>'
    )
    read(catalog, shoot)
    known = catalog.known([photo], SCORE.pack)[photo.path].metadata
    assert known == Metadata(8, 6, datetime.fromisoformat("1968-05-06T07:08:09"), "Scanner")


def test_a_turn_travels_to_a_sidecar_and_back_on_top_of_what_the_raw_says_itself(catalog: Catalog, shoot: Path) -> None:
    """The JPEG was made upright, its RAW lies: the sidecar speaks of the RAW."""
    lies = Image.Exif()
    lies[0x0112] = 8
    Image.new("RGB", (8, 6)).save(shoot / "IMG_1.jpg")
    Image.new("RGB", (8, 6)).save(shoot / "IMG_1.dng", "TIFF", exif=lies)
    sidecar = shoot / "IMG_1.xmp"
    rate(sidecar, tiff__Orientation=8, xmp__Rating=2)
    read(catalog, shoot)
    assert catalog.decisions([look(shoot)]) == {look(shoot).path: Decision(stars=2)}
    decide(catalog, [look(shoot)], turn_by=1)
    save(catalog, shoot)
    assert 'tiff:Orientation="1"' in sidecar.read_text()
    assert sidecar_state(catalog, look(shoot)).state == "saved"
    rate(sidecar, tiff__Orientation=3)
    news = read(catalog, shoot)
    assert catalog.decisions([look(shoot)])[look(shoot).path].turn == 3
    finish(undo(catalog, news.entry))
    assert catalog.decisions([look(shoot)])[look(shoot).path].turn == 1


def test_turned_differently_here_and_there_is_a_conflict(catalog: Catalog, photo: Photo, sidecar: Path) -> None:
    rate(sidecar, tiff__Orientation=6)
    decide(catalog, [photo], turn_by=-1)
    news = read(catalog, sidecar.parent)
    (conflict,) = news.conflicts
    assert (conflict.mine.turn, conflict.theirs.turn, conflict.fields) == (3, 1, {"turn"})
    settle(catalog, news.conflicts, "theirs")
    assert catalog.decisions([photo])[photo.path].turn == 1
