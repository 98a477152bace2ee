"""Pictures, a contact sheet and a gallery are made through the journal: nothing half there, all of it undone as one."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.manifests import verify
from aesthetic_gui.culling.albums.publishing import plan_export, plan_gallery, plan_sheet
from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.history import treated
from aesthetic_gui.culling.operations.planning import BadDestination
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.files.export.contact_sheet import SheetFrame, SheetSettings, contact_sheet
from aesthetic_gui.files.export.gallery_page import GallerySettings
from aesthetic_gui.files.export.rendition import Along, ExportError, Format, Maker, Private, Rendition, Watermark
from aesthetic_gui.files.xmp import embedded_marks
from aesthetic_gui.photo import Bar, Decision, Explanation, Flag, Photo, Score
from tests.unit.culling.sidecars.other_program import rate

BAR = Bar(0.5, 0.1)

Drain = Callable[[Iterator[Progress]], list[Progress]]
SCORE = Score((0.1,) * 10, 5.5, 1.2, 0.8, "p")


@pytest.fixture
def items(shoot: Path) -> list[Item]:
    """Three photographs, the one in the middle damaged."""
    made = []
    for number in range(3):
        path = shoot / f"IMG_{number}.jpg"
        Image.fromarray(np.full((60, 90, 3), 60 * number, np.uint8)).save(path)
        if number == 1:
            path.write_bytes(path.read_bytes()[:200])
        stat = path.stat()
        made.append(Item(Photo(path, (), stat.st_size, stat.st_mtime_ns), SCORE))
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def failures(told: list[Progress]) -> list[str]:
    return [failure.photo.name for progress in told for failure in progress.failures]


def test_pictures_are_exported_and_a_damaged_photograph_stops_nothing(
    catalog: Catalog, items: list[Item], tmp_path: Path, contents
) -> None:
    before = contents(items[0].photo.path.parent)
    told = list(perform(catalog, plan_export(items, tmp_path / "web", Rendition(long_edge=30), bar=BAR)))
    assert failures(told) == ["IMG_1.jpg"]
    assert names(tmp_path / "web") == ["IMG_0.jpg", "IMG_2.jpg"]
    assert size_of(tmp_path / "web" / "IMG_2.jpg") == (30, 20)
    assert contents(items[0].photo.path.parent) == before


def test_a_picture_and_a_gallery_carry_what_the_sidecars_say(
    catalog: Catalog, items: list[Item], tmp_path: Path, drain: Drain
) -> None:
    item = items[0]
    sidecar = item.photo.path.with_suffix(".xmp")
    rate(sidecar, xmp__Rating=3)
    item = replace(item, photo=replace(item.photo, companions=(sidecar,)))
    drain(perform(catalog, plan_export([item], tmp_path / "web", Rendition(long_edge=30), bar=BAR)))
    settings = GallerySettings("Wedding", metadata=Along.ALL)
    drain(perform(catalog, plan_gallery([item], tmp_path / "gallery", settings, bar=BAR)))
    for path in (tmp_path / "web" / "IMG_0.jpg", next((tmp_path / "gallery" / "pictures").iterdir())):
        with Image.open(path) as image:
            assert b"Rating" in image.info["xmp"]
    assert embedded_marks(tmp_path / "web" / "IMG_0.jpg").stars == 3


def test_what_was_decided_here_and_not_saved_to_a_sidecar_yet_is_what_the_pictures_say(
    catalog: Catalog, items: list[Item], tmp_path: Path, drain: Drain
) -> None:
    sidecar = items[0].photo.path.with_suffix(".xmp")
    rate(sidecar, xmp__Rating=3, xmp__Label="Green", xmpDM__pick=1)
    item = replace(items[0], photo=replace(items[0].photo, companions=(sidecar,)), decision=Decision(Flag.NONE, 5))
    drain(perform(catalog, plan_export([item], tmp_path / "web", Rendition(long_edge=30), bar=BAR)))
    drain(perform(catalog, plan_gallery([item], tmp_path / "gallery", GallerySettings("Wedding"), bar=BAR)))
    for path in (tmp_path / "web" / "IMG_0.jpg", next((tmp_path / "gallery" / "pictures").iterdir())):
        marks = embedded_marks(path)
        assert (marks.stars, marks.label, marks.flag) == (5, None, Flag.NONE)
        with Image.open(path) as image:
            assert image.getexif()[0x4746] == 5
    drain(
        perform(catalog, plan_gallery([item], tmp_path / "bare", GallerySettings("W", show_decisions=False), bar=BAR))
    )
    assert embedded_marks(next((tmp_path / "bare" / "pictures").iterdir())) is None


def test_an_export_is_undone_to_the_trash_and_done_again(
    catalog: Catalog, items: list[Item], tmp_path: Path, drain: Drain
) -> None:
    drain(
        perform(catalog, plan_export([items[0], items[2]], tmp_path / "web", Rendition(), rename="{number:3}", bar=BAR))
    )
    before = (tmp_path / "web" / "001.jpg").read_bytes()
    drain(undo(catalog))
    assert not (tmp_path / "web").exists()
    drain(redo(catalog))
    assert (tmp_path / "web" / "001.jpg").read_bytes() == before


def test_an_exported_picture_never_takes_the_place_of_another_file(
    catalog: Catalog, items: list[Item], drain: Drain, shoot: Path
) -> None:
    before = items[0].photo.path.read_bytes()
    drain(perform(catalog, plan_export([items[0]], shoot, Rendition(long_edge=30), bar=BAR)))
    assert items[0].photo.path.read_bytes() == before
    assert size_of(shoot / "IMG_0 (2).jpg") == (30, 20)


def test_originals_are_exported_as_verified_copies(
    catalog: Catalog, items: list[Item], tmp_path: Path, drain: Drain
) -> None:
    as_it_is = Rendition(format=Format.ORIGINAL, metadata=Along.ALL)
    plan = plan_export([items[0]], tmp_path / "out", as_it_is, template="{verdict}", bar=BAR)
    drain(perform(catalog, plan))
    assert (tmp_path / "out" / "Aesthetic" / "IMG_0.jpg").read_bytes() == items[0].photo.path.read_bytes()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"metadata": Along.NO_PLACE}, "the place too"),
        ({"metadata": Along.COPYRIGHT}, "the place too"),
        ({"metadata": Along.NONE}, "the place too"),
        ({"without": frozenset({Private.PEOPLE})}, "the place too"),
        ({"long_edge": 2048}, "no other size"),
        ({"quality": 80}, "no other size"),
        ({"watermark": Watermark("\N{COPYRIGHT SIGN} me")}, "no watermark"),
    ],
)
def test_an_original_that_is_to_be_other_than_it_is_is_refused(
    items: list[Item], tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    rendition = replace(Rendition(Format.ORIGINAL, metadata=Along.ALL), **changes)
    with pytest.raises(ExportError, match=words):
        plan_export(items, tmp_path / "out", rendition, bar=BAR)
    assert not (tmp_path / "out").exists()


def test_a_cancel_half_way_leaves_nothing_half_there(catalog: Catalog, items: list[Item], tmp_path: Path) -> None:
    many = [items[0], items[2]]
    asked = iter(range(10_000))
    told = list(perform(catalog, plan_export(many, tmp_path / "web", Rendition(), bar=BAR), lambda: next(asked) > 3))
    left = names(tmp_path / "web") if (tmp_path / "web").exists() else []
    assert all(name.startswith("IMG_") for name in left), "a temporary file was left"
    assert len([change for progress in told for change in progress.changes]) == len(left) < 2
    assert not journal.open_operations(catalog)


def test_a_folder_that_cannot_be_written_is_told_for_each_photograph(
    catalog: Catalog, items: list[Item], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, *_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refused)
    told = list(perform(catalog, plan_export([items[0], items[2]], tmp_path / "web", Rendition(), bar=BAR)))
    assert failures(told) == ["IMG_0.jpg", "IMG_2.jpg"]
    assert all("permission" in failure.reason for progress in told for failure in progress.failures)


def test_a_full_disk_is_told_for_each_photograph_and_leaves_nothing_half_there(
    catalog: Catalog, items: list[Item], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def full(path: Path, mode: str = "r", *arguments: object, **options: object):
        file = opened(path, mode, *arguments, **options)  # type: ignore[call-overload]
        if mode == "xb" and "IMG_0" in path.name:
            file.write(b"as far as there was room")
            file.close()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return file

    monkeypatch.setattr(Path, "open", full)
    told = list(perform(catalog, plan_export([items[0], items[2]], tmp_path / "web", Rendition(), bar=BAR)))
    (failure,) = [failure for progress in told for failure in progress.failures]
    assert failure.photo.name == "IMG_0.jpg"
    assert "full" in failure.reason
    assert names(tmp_path / "web") == ["IMG_2.jpg"]


@pytest.mark.parametrize("rename", ["", "{name}{name}"])
def test_names_that_would_be_too_long_are_cut_and_still_differ(
    rename: str, catalog: Catalog, items: list[Item], tmp_path: Path, drain: Drain
) -> None:
    """ ".webp" is a letter longer than ".jpg": what was a name before is none any more."""
    long = []
    for last in "ab":
        path = items[0].photo.path.with_name(f"{250 * 'x'}{last}.jpg")
        path.write_bytes(items[0].photo.path.read_bytes())
        stat = path.stat()
        long.append(Item(Photo(path, (), stat.st_size, stat.st_mtime_ns)))
    drain(perform(catalog, plan_export(long, tmp_path / "web", Rendition(Format.WEBP), rename=rename, bar=BAR)))
    made = names(tmp_path / "web")
    assert len(made) == 2
    assert all(len(name) <= 255 and name.endswith(".webp") for name in made)
    drain(undo(catalog))
    assert not (tmp_path / "web").exists()


def test_a_sheet_with_a_name_that_no_disk_can_have_is_refused(items: list[Item], tmp_path: Path) -> None:
    with pytest.raises(BadDestination, match="Choose a shorter one"):
        plan_sheet(items, tmp_path / f"{300 * 'x'}.pdf", SheetSettings(), BAR)


def test_two_photographs_of_one_name_get_two_pictures(
    catalog: Catalog, items: list[Item], tmp_path: Path, drain: Drain
) -> None:
    """Names that differ in case only are one name on many disks, so they get numbers everywhere."""
    second = items[2].photo.path.with_name("img_0.JPG")
    items[2].photo.path.rename(second)
    stat = second.stat()
    both = [items[0], Item(Photo(second, (), stat.st_size, stat.st_mtime_ns))]
    drain(perform(catalog, plan_export(both, tmp_path / "web", Rendition(long_edge=30), bar=BAR)))
    assert names(tmp_path / "web") == ["IMG_0.jpg", "img_0 (2).jpg"]


def test_a_destination_that_is_a_file_is_refused(items: list[Item], tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for plan in (
        lambda: plan_export(items, tmp_path / "file", Rendition(), bar=BAR),
        lambda: plan_gallery(items, tmp_path / "file", GallerySettings("x"), bar=BAR),
        lambda: plan_sheet(items, tmp_path / "file" / "sheet.pdf", SheetSettings(), BAR),
    ):
        with pytest.raises(BadDestination):
            plan()


def test_a_contact_sheet_is_made_beside_one_of_the_same_name(
    catalog: Catalog, items: list[Item], tmp_path: Path, drain: Drain
) -> None:
    for _ in range(2):
        drain(perform(catalog, plan_sheet(items, tmp_path / "sheet.pdf", SheetSettings(), BAR)))
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["sheet (2).pdf", "sheet.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in tmp_path.glob("*.pdf"))


def test_a_gallery_shows_what_could_be_made_and_is_undone_as_one(
    catalog: Catalog, items: list[Item], tmp_path: Path
) -> None:
    settings = GallerySettings("Wedding", show_scores=True, show_reasons=True)
    plan = plan_gallery(items, tmp_path / "gallery", settings, explain=lambda _item: Explanation("cam", HEAT), bar=BAR)
    told = list(perform(catalog, plan))
    assert failures(told) == ["IMG_1.jpg"]
    assert names(tmp_path / "gallery") == sorted([*3 * ["0001-IMG-0.jpg"], *3 * ["0003-IMG-2.jpg"], "index.html"])
    page = (tmp_path / "gallery" / "index.html").read_text()
    assert "IMG_2.jpg" in page
    assert "IMG_1.jpg" in page  # as one that could not be read
    assert [row.photo.name for row in treated(catalog, told[0].operation)] == ["IMG_0.jpg", "IMG_1.jpg", "IMG_2.jpg"]
    list(undo(catalog))
    assert not (tmp_path / "gallery").exists()


def test_a_gallery_says_of_what_the_model_knows_nothing(catalog: Catalog, items: list[Item], tmp_path: Path) -> None:
    unlike = replace(items[0], score=replace(SCORE, unlike=1.5))
    settings = GallerySettings("Wedding", show_scores=True, show_reasons=True)
    list(perform(catalog, plan_gallery([unlike, items[2]], tmp_path / "gallery", settings, bar=BAR)))
    page = (tmp_path / "gallery" / "index.html").read_text()
    assert page.count("unlike anything I have learned from") == 1


def test_where_all_photographs_failed_there_is_no_page_and_nothing_to_undo(
    catalog: Catalog, items: list[Item], tmp_path: Path
) -> None:
    plan = plan_gallery([items[1]], tmp_path / "gallery", GallerySettings("Wedding"), bar=BAR)
    assert failures(list(perform(catalog, plan))) == ["IMG_1.jpg"]
    assert not (tmp_path / "gallery").exists()
    assert journal.last_undoable(catalog) is None
    assert not journal.open_operations(catalog)


HEAT = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4)


def test_a_gallery_never_mixes_with_other_files(
    catalog: Catalog, items: list[Item], tmp_path: Path, drain: Drain
) -> None:
    (tmp_path / "gallery").mkdir()
    (tmp_path / "gallery" / "index.html").write_text("somebody's page")
    drain(perform(catalog, plan_gallery([items[0]], tmp_path / "gallery", GallerySettings("x"), bar=BAR)))
    assert (tmp_path / "gallery" / "index.html").read_text() == "somebody's page"
    assert (tmp_path / "gallery (2)" / "index.html").exists()


@pytest.mark.parametrize("act", ["clone", "hardlink", "symlink"])
def test_albums_of_links_come_and_go_and_the_photographs_stay(
    act, catalog: Catalog, make_unit, shoot: Path, tmp_path: Path, drain: Drain, contents
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2", (".jpg",))]
    before = contents(shoot)
    drain(perform(catalog, plan_sort(map(Item, photos), tmp_path / "albums", "{flag}", act=act, bar=BAR)))
    album = tmp_path / "albums" / "Unflagged"
    assert contents(album) == before
    assert [path.is_symlink() for path in album.iterdir()] == [act == "symlink"] * 4
    assert all((path.stat().st_nlink == 2) == (act == "hardlink") for path in album.iterdir())
    drain(undo(catalog))
    assert not (tmp_path / "albums").exists()
    assert contents(shoot) == before
    drain(redo(catalog))
    assert contents(album) == before


def test_a_hard_link_that_is_the_last_name_of_a_photograph_survives_its_undo(
    catalog: Catalog, make_unit, tmp_path: Path, drain: Drain
) -> None:
    photo = make_unit("IMG_1", (".jpg",))
    content = photo.path.read_bytes()
    told = drain(perform(catalog, plan_sort([Item(photo)], tmp_path / "albums", "{flag}", act="hardlink", bar=BAR)))
    photo.path.unlink()
    (row,) = treated(catalog, told[0].operation)
    assert "not a link" in row.obstacle
    assert failures(list(undo(catalog))) == ["IMG_1.jpg"]
    assert (tmp_path / "albums" / "Unflagged" / "IMG_1.jpg").read_bytes() == content


def test_a_link_that_was_there_before_is_not_taken_for_ours(
    catalog: Catalog, make_unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program links the same photograph under the same name in the very moment."""
    photo = make_unit("IMG_1", (".jpg",))
    plan = plan_sort([Item(photo)], tmp_path / "albums", "{flag}", act="hardlink", bar=BAR)
    theirs = tmp_path / "albums" / "Unflagged" / "IMG_1.jpg"
    theirs.parent.mkdir(parents=True)
    os.link(photo.path, theirs)
    assert failures(list(perform(catalog, plan))) == ["IMG_1.jpg"]
    assert theirs.samefile(photo.path)
    assert names(tmp_path / "albums") == ["IMG_1.jpg"]


@pytest.mark.parametrize(
    ("scored", "settings", "lines"),
    [
        (True, SheetSettings(), ("★★  Pick", "Aesthetic · 80 %")),
        (True, SheetSettings(show_scores=False), ("★★  Pick",)),
        (False, SheetSettings(), ("★★  Pick",)),
    ],
)
def test_a_contact_sheet_shows_what_there_is_and_verdicts_only_if_wanted(
    items: list[Item], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scored, settings, lines
) -> None:
    shown: list[SheetFrame] = []

    def made(frames: tuple[SheetFrame, ...], wanted: SheetSettings) -> Maker:
        shown.extend(frames)
        return contact_sheet(frames, wanted)

    monkeypatch.setattr("aesthetic_gui.culling.albums.publishing.contact_sheet", made)
    item = replace(items[0], score=SCORE if scored else None, decision=Decision(Flag.PICK, 2))
    plan_sheet([item], tmp_path / "sheet.pdf", settings, BAR)
    assert [frame.lines for frame in shown] == [lines]


def test_without_any_score_a_sheet_a_gallery_and_pictures_with_a_manifest_are_made(
    catalog: Catalog, items: list[Item], tmp_path: Path, drain: Drain
) -> None:
    unscored = [replace(item, score=None) for item in items[::2]]
    drain(perform(catalog, plan_sheet(unscored, tmp_path / "sheet.pdf", SheetSettings(), BAR)))
    drain(
        perform(catalog, plan_gallery(unscored, tmp_path / "gallery", GallerySettings("W", show_scores=True), bar=BAR))
    )
    plan = plan_export(
        unscored, tmp_path / "web", Rendition(), bar=BAR, template="{date}", rename="{name}-{number}", manifest="json"
    )
    drain(perform(catalog, plan))
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert "IMG_2.jpg" in (tmp_path / "gallery" / "index.html").read_text()
    assert names(tmp_path / "web") == ["IMG_0-1.jpg", "IMG_2-2.jpg", "manifest.json"]
    assert all(found.state == "well" for found in verify(tmp_path / "web"))


def test_what_was_turned_stands_so_in_pictures_sheets_and_galleries(
    catalog: Catalog, items: list[Item], tmp_path: Path
) -> None:
    turned = [replace(items[0], decision=Decision(turn=1))]
    heat = np.zeros((90, 60), np.float32)
    settings = GallerySettings("Wedding", show_scores=True, show_reasons=True)
    gallery = plan_gallery(turned, tmp_path / "gallery", settings, explain=lambda _: Explanation("cam", heat), bar=BAR)
    sheet = plan_sheet(turned, tmp_path / "sheet.pdf", SheetSettings(columns=1, rows=1), BAR)
    for plan in (plan_export(turned, tmp_path / "out", Rendition(), bar=BAR), gallery, sheet):
        assert not failures(list(perform(catalog, plan)))
    assert size_of(tmp_path / "out" / "IMG_0.jpg") == (60, 90)
    assert {size_of(path) for path in (tmp_path / "gallery").rglob("*.jpg")} == {(60, 90)}
    pdf = (tmp_path / "sheet.pdf").read_bytes()
    start = pdf.index(b"\xff\xd8", pdf.index(b"/DCTDecode"))
    with Image.open(io.BytesIO(pdf[start:])) as shown:
        assert shown.size == (60, 90)
