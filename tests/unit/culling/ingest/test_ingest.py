"""Photographs come from a card under new names, to one or two places, once; the card stays as it is."""

from __future__ import annotations

import os
from collections import namedtuple
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.templates import BadTemplate
from aesthetic_gui.culling.ingest import before, planning
from aesthetic_gui.culling.ingest.cards import find_cards, photographs_of
from aesthetic_gui.culling.ingest.planning import Ingest, IngestRequest, plan_ingest, with_folders
from aesthetic_gui.culling.ingest.reading import Reading, read_all, read_sources
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import BadDestination
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.photo import Metadata, Photo

MORNING = datetime(2026, 5, 1, 9, 30)  # noqa: DTZ001 - as a camera's clock has it
Shoot = Callable[..., Path]


def jpeg(path: Path, when: datetime | None, shade: int = 0, camera: str = "Z 9") -> None:
    exif = Image.Exif()
    exif[0x0110] = camera
    if when:
        exif.get_ifd(0x8769)[0x9003] = f"{when:%Y:%m:%d %H:%M:%S}"
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (24, 16), (shade % 256, 120, 40)).save(path, exif=exif)


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Two days in two folders, the numbers begun again in the second; a RAW with its JPEG, a note, and a film."""
    root = tmp_path / "media" / "EOS_DIGITAL"
    jpeg(root / "DCIM/100CANON/IMG_9999.JPG", MORNING)
    (root / "DCIM/100CANON/IMG_9999.CR3").write_bytes(b"raw" * 900)
    (root / "DCIM/100CANON/IMG_9999.WAV").write_bytes(b"a note")
    jpeg(root / "DCIM/101CANON/IMG_0001.JPG", MORNING + timedelta(hours=1), 1)
    jpeg(root / "DCIM/101CANON/IMG_0002.JPG", MORNING + timedelta(days=1), 2)
    (root / "DCIM/101CANON/MVI_0003.MP4").write_bytes(b"a film")
    (root / "MISC").mkdir()
    jpeg(root / "MISC/INDEX.JPG", None)
    return root


@pytest.fixture
def on_card(card: Path, contents) -> Callable[[], dict[str, tuple[bytes, int]]]:
    """Every file of the card with its bytes and its time."""
    return lambda: {name: (data, (card / name).stat().st_mtime_ns) for name, data in contents(card).items()}


@pytest.fixture
def ingest(catalog: Catalog, drain, tmp_path: Path) -> Callable[..., Ingest]:
    """``ingest(source, …, folders=…)``: plan and carry out an ingest to the folder "photos"."""

    def run(*sources: Path, **how) -> Ingest:
        request = IngestRequest(**{"destination": tmp_path / "photos", **how})
        planned = plan_ingest(catalog, read_all(sources), request)
        drain(perform(catalog, planned.plan))
        return planned

    return run


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_card_is_a_volume_with_a_folder_dcim_whatever_its_case(card: Path, tmp_path: Path) -> None:
    (tmp_path / "media/STICK/photos").mkdir(parents=True)
    (tmp_path / "media/OLD/dcim").mkdir(parents=True)
    volumes = sorted((tmp_path / "media").iterdir())
    assert [found.name for found in find_cards(volumes)] == ["EOS_DIGITAL", "OLD"]
    assert photographs_of(card) == card / "DCIM"
    assert photographs_of(tmp_path / "absent") == tmp_path / "absent"


def test_reading_tells_how_far_it_is_and_in_the_end_all_in_the_order_of_time(card: Path, tmp_path: Path) -> None:
    other = tmp_path / "media" / "NIKON"
    jpeg(other / "DCIM/DSC_1.JPG", MORNING + timedelta(minutes=5), 9)
    told = list(read_sources([card, other]))
    assert (told[0].read, told[0].total, told[0].done) == (4, 4, False)
    assert [item.photo.path.name for item in told[-1].items] == [
        "IMG_9999.JPG",
        "DSC_1.JPG",
        "IMG_0001.JPG",
        "IMG_0002.JPG",
    ]
    assert told[-1].others == (("MP4", 1),)  # which stays on the card, and is said; MISC is not looked into
    assert list(read_sources([card], cancelled=lambda: True)) == []


def test_photographs_come_with_all_their_files_into_folders_and_under_names_by_template(ingest, card, tmp_path) -> None:
    planned = ingest(card, folders="{date}", rename="{date}-{number:4}", first=7)
    assert names(tmp_path / "photos") == {
        "2026-05-01/2026-05-01-0007.JPG",
        "2026-05-01/2026-05-01-0007.CR3",
        "2026-05-01/2026-05-01-0007.WAV",
        "2026-05-01/2026-05-01-0008.JPG",
        "2026-05-02/2026-05-02-0009.JPG",
    }
    assert (planned.photographs, planned.copies, planned.before) == (3, 3, 0)
    assert planned.bytes == sum(path.stat().st_size for path in (tmp_path / "photos").rglob("*.*"))


def test_the_card_is_never_modified_not_even_by_an_undo(ingest, card, on_card, catalog, drain) -> None:
    there = on_card()
    ingest(card, folders="{date}")
    assert on_card() == there
    drain(undo(catalog))
    assert on_card() == there


def test_a_backup_gets_the_same_under_the_same_names_in_one_operation(ingest, card, tmp_path, catalog, drain) -> None:
    backup = tmp_path / "backup"
    planned = ingest(card, backup=backup, folders="{date}", rename="{time}")
    assert names(backup) == names(tmp_path / "photos")
    assert (planned.photographs, planned.copies) == (3, 6)
    assert planned.plan.title == "Ingest 3 photographs to ‘photos’ and ‘backup’"
    head = journal.last_undoable(catalog)
    assert head is not None
    assert (head.kind, head.succeeded) == ("ingest", 6)
    drain(undo(catalog))
    assert names(backup) == names(tmp_path / "photos") == set()
    assert not backup.exists()  # the folders were of its own making


def test_each_photograph_is_copied_to_both_places_before_the_next_one_is_read(card, catalog, tmp_path) -> None:
    request = IngestRequest(tmp_path / "photos", tmp_path / "backup")
    steps = plan_ingest(catalog, read_all([card]), request).plan.steps
    pictures = [step.source.name for step in steps if step.source.suffix == ".JPG"]
    assert pictures == ["IMG_9999.JPG", "IMG_9999.JPG", "IMG_0001.JPG", "IMG_0001.JPG", "IMG_0002.JPG", "IMG_0002.JPG"]
    assert [step.unit for step in steps] == sorted(step.unit for step in steps)


def test_what_was_ingested_before_is_skipped_and_counted_whatever_it_is_called_now(ingest, card, tmp_path) -> None:
    ingest(card, folders="{date}", rename="{time}")
    jpeg(card / "DCIM/101CANON/IMG_0004.JPG", MORNING + timedelta(days=1, hours=2), 3)
    again = ingest(card, folders="{date}", rename="other-{number}")
    assert (again.before, again.photographs) == (3, 1)
    assert "2026-05-02/other-1.JPG" in names(tmp_path / "photos")
    whole = ingest(card, folders="{date}", rename="{time}", again=True)
    assert (whole.before, whole.photographs) == (0, 4)
    assert "2026-05-01/093000 (2).CR3" in names(tmp_path / "photos")  # nothing is overwritten


def test_copies_that_another_program_made_count_where_they_lie_in_the_folder(ingest, card, tmp_path) -> None:
    theirs = tmp_path / "photos" / "2026-05-02" / "renamed by hand.jpg"
    theirs.parent.mkdir(parents=True)
    source = card / "DCIM/101CANON/IMG_0002.JPG"
    theirs.write_bytes(source.read_bytes())
    stamp = source.stat().st_mtime_ns + 3_600 * 10**9 + 10**9  # summer time, and what FAT rounds
    os.utime(theirs, ns=(stamp, stamp))
    assert ingest(card, folders="{date}").before == 1


def test_a_copy_that_is_gone_changed_or_in_the_trash_is_none(ingest, card, tmp_path, catalog, drain) -> None:
    ingest(card)
    drain(undo(catalog))  # the copies are in the trash
    assert ingest(card).before == 0
    copy = tmp_path / "photos" / "IMG_0001.JPG"
    stamp = copy.stat().st_mtime_ns
    content = bytearray(copy.read_bytes())
    content[-20] ^= 1
    copy.write_bytes(content)
    os.utime(copy, ns=(stamp, stamp))
    assert ingest(card).before == 2


def test_a_photograph_whose_note_came_later_is_ingested_with_it(ingest, card, tmp_path) -> None:
    ingest(card)
    (card / "DCIM/101CANON/IMG_0001.WAV").write_bytes(b"said later")
    assert ingest(card).photographs == 1
    assert "IMG_0001 (2).WAV" in names(tmp_path / "photos")


def test_a_backup_that_is_new_gets_what_the_first_place_has_already(ingest, card, tmp_path) -> None:
    ingest(card, folders="{date}")
    later = ingest(card, folders="{date}", backup=tmp_path / "backup")
    assert (later.photographs, later.copies, later.before) == (3, 3, 0)
    assert names(tmp_path / "backup") == names(tmp_path / "photos")


def test_what_a_camera_wrote_to_two_cards_comes_once(ingest, card, tmp_path) -> None:
    second = tmp_path / "media" / "SLOT_2"
    for path in (card / "DCIM/101CANON").glob("*.JPG"):
        (second / "DCIM").mkdir(parents=True, exist_ok=True)
        copy = second / "DCIM" / path.name
        copy.write_bytes(path.read_bytes())
        os.utime(copy, ns=(path.stat().st_mtime_ns,) * 2)
    planned = ingest(card, second)
    assert (planned.photographs, planned.twice, planned.before) == (3, 2, 0)


def test_a_raw_and_its_jpeg_on_two_cards_are_one_photograph_under_one_name(ingest, card, tmp_path) -> None:
    """A camera that writes RAW to one card and JPEG to the other."""
    second = tmp_path / "media" / "SLOT_2" / "DCIM" / "100CANON"
    for name, when in (("IMG_0001.NEF", MORNING + timedelta(hours=1)), ("IMG_0002.NEF", MORNING)):  # the other day's
        second.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (24, 16)).save(second / name, "TIFF", tiffinfo={36867: f"{when:%Y:%m:%d %H:%M:%S}"})
    ingest(card, second.parents[1], rename="{number}")
    assert names(tmp_path / "photos") == {"1.JPG", "1.CR3", "1.WAV", "2.NEF", "3.JPG", "3.NEF", "4.JPG"}


def test_large_files_are_told_apart_by_what_lies_in_their_middle(tmp_path: Path) -> None:
    size = before.BLOCK * before.BLOCKS * 2
    one, other = tmp_path / "one.cr3", tmp_path / "other.cr3"
    for path, middle in ((one, b"A"), (other, b"B")):
        path.write_bytes(b"x" * (size // 2) + middle * before.BLOCK * 3 + b"x" * (size // 2))
        os.utime(path, ns=(10**18, 10**18))
    assert before.Copies([(other, other.stat().st_size, 10**18)]).copy_of(one) is None
    other.write_bytes(one.read_bytes())
    os.utime(other, ns=(10**18, 10**18))
    assert before.Copies([(other, other.stat().st_size, 10**18)]).copy_of(one) == other


@pytest.mark.parametrize(
    ("how", "error", "words"),
    [
        ({"folders": "{verdict}"}, BadTemplate, "not scored while they are ingested"),
        ({"rename": "{date}/{name}"}, BadTemplate, "cannot contain"),
        ({"destination": "media/EOS_DIGITAL/new"}, BadDestination, "on the card itself"),
        ({"backup": "photos/backup"}, BadDestination, "same place"),
        ({"backup": "media/EOS_DIGITAL/DCIM/100CANON/IMG_9999.WAV"}, BadDestination, "not a folder"),
    ],
)
def test_what_makes_no_sense_is_told_before_anything_is_begun(ingest, card, tmp_path, how, error, words) -> None:
    places = {name: tmp_path / value for name, value in how.items() if name in ("destination", "backup")}
    with pytest.raises(error, match=words):
        ingest(card, **{**how, **places})


def test_a_disk_without_room_for_both_copies_is_told_before_anything_is_begun(
    ingest, card, tmp_path, monkeypatch
) -> None:
    usage = namedtuple("usage", "total used free")
    needed = sum(path.stat().st_size for path in (card / "DCIM").rglob("IMG_*"))
    monkeypatch.setattr(planning.shutil, "disk_usage", lambda _path: usage(0, 0, needed))
    with pytest.raises(BadDestination, match="not enough room"):
        ingest(card, backup=tmp_path / "backup")
    assert not (tmp_path / "photos").exists()
    assert ingest(card).photographs == 3  # one copy just fits


def test_folders_made_beforehand_go_with_an_undo_as_those_of_the_operation_itself(
    card, catalog, tmp_path, drain
) -> None:
    request = IngestRequest(tmp_path / "photos", folders="{date}")
    plan = with_folders(plan_ingest(catalog, read_all([card]), request).plan)
    assert (tmp_path / "photos" / "2026-05-02").is_dir()
    drain(perform(catalog, plan))
    drain(undo(catalog))
    assert not (tmp_path / "photos").exists()


def test_a_folder_that_cannot_be_made_is_told_with_the_reason(card, catalog, tmp_path, without_privileges) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o755)
    plan = plan_ingest(catalog, read_all([card]), IngestRequest(closed, folders="{date}")).plan
    with without_privileges(tmp_path), pytest.raises(BadDestination, match="cannot be made"):
        with_folders(plan)


@settings(max_examples=12, deadline=None)
@given(
    cameras=st.lists(st.sampled_from(["Z 9", "", "con", "..", "a/b", "é" * 140, "Z 9."]), min_size=1, max_size=6),
    folders=st.sampled_from(["", "{camera}", "{year}/{camera}"]),
    rename=st.sampled_from(["", "{camera}", "{number}", "{time}", "{camera} {name}"]),
)
def test_whatever_cameras_say_every_file_gets_a_name_of_its_own_inside_the_destination(
    tmp_path_factory, cameras, folders, rename
) -> None:
    root = tmp_path_factory.mktemp("names")
    (root / "card").mkdir()
    items = []
    for number, camera in enumerate(cameras):
        path = root / "card" / f"IMG_{number}.jpg"
        path.write_bytes(b"x" * number)
        items.append(Item(Photo(path), metadata=Metadata(captured_at=MORNING, camera=camera or None)))
    with Catalog.open(root / "catalog.db") as catalog:
        reading = Reading((root / "card",), items=tuple(items), done=True)
        request = IngestRequest(root / "photos", root / "backup", folders, rename)
        plan = plan_ingest(catalog, reading, request).plan
    targets = [str(step.target).lower() for step in plan.steps]
    assert len(set(targets)) == len(targets) == 2 * len(cameras)
    for step in plan.steps:
        assert step.target is not None
        assert step.target.is_relative_to(root / "photos") or step.target.is_relative_to(root / "backup")
        assert ".." not in step.target.parts
        assert len(os.fsencode(step.target.name)) <= 255
