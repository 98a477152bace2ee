"""Albums: which photograph goes where, what is left out, and names that every file system takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.sorting import FIELDS_IN_WORDS, PRESETS, left_out, plan_sort, tree
from aesthetic_gui.culling.albums.templates import FIELDS, BadTemplate
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import BadDestination, Plan
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.culling.ranks import rank_photos
from aesthetic_gui.photo import Bar, ColourLabel, Decision, Flag, Metadata, Photo, Score

BAR = Bar(0.5, 0.1)

DESTINATION = Path("/nowhere/albums")
MAY = Metadata(captured_at=datetime.fromisoformat("2024-05-31T12:00:00"), camera="Canon EOS R5")


def item_called(
    name: str,
    mean: float | None = 5.7,
    p_aesthetic: float = 0.8,
    decision: Decision | None = None,
    metadata: Metadata | None = MAY,
    unreadable: str | None = None,
) -> Item:
    score = None if mean is None else Score((0.1,) * 10, mean, 1.4, p_aesthetic, "p")
    return Item(Photo(Path("/shoot") / name), score, decision or Decision(), metadata, unreadable)


def folder_for(item: Item, template: str, bar: Bar = BAR) -> str:
    plan = plan_sort([item], DESTINATION, template, act="copy", bar=bar)
    target = plan.steps[0].target
    assert target is not None
    return target.parent.relative_to(DESTINATION).as_posix()


@pytest.mark.parametrize(
    ("template", "folder"),
    [
        ("{verdict}", "Aesthetic"),
        ("{band}", "5.5–6.0"),
        ("{verdict}/{date}", "Aesthetic/2024-05-31"),
        ("{year}/{month}", "2024/2024-05"),
        ("{camera}", "Canon EOS R5"),
        ("{stars}", "3 stars"),
        ("{flag} and {label}", "Picked and Red"),
        ("Album {{a}} {date}//{verdict}/", "Album {a} 2024-05-31/Aesthetic"),
        ("{Verdict}", "Aesthetic"),
        ("{best}", "Best 20 %"),
        ("{best:5}/{rank:3}", "Best 5 %/001"),
        ("{best: 10% hour }", "Best 10 % of each hour"),
        ("{best:10 % hour}", "Best 10 % of each hour"),
        ("{best:1 Folder}", "Best 1 % of each folder"),
    ],
)
def test_a_template_gives_the_folder(template: str, folder: str) -> None:
    item = item_called("a.jpg", decision=Decision(Flag.PICK, 3, ColourLabel.RED))
    assert folder_for(item, template) == folder


@pytest.mark.parametrize(
    ("rename", "name"),
    [
        ("{date}-{number:4}", "2024-05-31-0001"),
        ("{day}_{time}", "31_140509"),
        ("{name} {percent} {score}", "IMG_1 80 5.70"),
        ("{folder} {number}", "shoot 1"),
        ("{camera}: {lens}", "Canon EOS R5- Unknown lens"),
        ("{stack}", "Single"),
        ("{{{name}}}", "{IMG_1}"),
        ("...", "_"),
    ],
)
def test_a_template_gives_the_name(rename: str, name: str) -> None:
    when = Metadata(captured_at=datetime.fromisoformat("2024-05-31T14:05:09"), camera="Canon EOS R5")
    plan = plan_sort(
        [item_called("IMG_1.JPG", metadata=when)], DESTINATION, "{flag}", act="copy", rename=rename, bar=BAR
    )
    assert [step.target.name for step in plan.steps if step.target] == [f"{name}.JPG"]


@pytest.mark.parametrize(
    ("rename", "words"),
    [
        ("a/b", "cannot contain “/”"),
        ("{nix}", "no field"),
        ("{number:0}", "a width of 1 to 9"),
        ("{number:12}", "a width of 1 to 9"),
        ("{number:x}", "a width of 1 to 9"),
        ("{date:4}", "takes nothing"),
        ("..", "cannot contain"),
    ],
)
def test_a_name_template_that_makes_no_sense_is_refused(rename: str, words: str) -> None:
    with pytest.raises(BadTemplate, match=words):
        plan_sort([item_called("a.jpg")], DESTINATION, "{flag}", act="copy", rename=rename, bar=BAR)


def test_all_files_of_a_photograph_get_the_new_name_and_one_number() -> None:
    """RAW, JPEG and sidecar stay together, also where another photograph has the name already."""
    units = [
        Photo(Path(f"/shoot/{stem}.jpg"), (Path(f"/shoot/{stem}.CR2"), Path(f"/shoot/{stem}.CR2.xmp")))
        for stem in ("IMG_1", "IMG_2")
    ]
    items = [Item(unit, metadata=MAY) for unit in units]
    plan = plan_sort(items, DESTINATION, "{flag}", act="copy", rename="{date}", bar=BAR)
    assert [step.target.name for step in plan.steps if step.target] == [
        "2024-05-31.jpg",
        "2024-05-31.CR2",
        "2024-05-31.CR2.xmp",
        "2024-05-31 (2).jpg",
        "2024-05-31 (2).CR2",
        "2024-05-31 (2).CR2.xmp",
    ]
    assert [folder.names for folder in tree(plan)] == [("2024-05-31.jpg", "2024-05-31 (2).jpg")]


def test_new_names_that_differ_in_case_only_are_numbered() -> None:
    items = [item_called(f"{n}.jpg", metadata=Metadata(camera=name)) for n, name in enumerate(["NIKON", "Nikon"])]
    plan = plan_sort(items, DESTINATION, "{flag}", act="copy", rename="{camera}", bar=BAR)
    assert [step.target.name for step in plan.steps if step.target] == ["NIKON.jpg", "Nikon (2).jpg"]


def test_a_photograph_without_the_score_that_its_name_needs_is_left_out() -> None:
    items = [item_called("a.jpg"), item_called("new.jpg", None)]
    plan = plan_sort(items, DESTINATION, "{flag}", act="copy", rename="{percent}", bar=BAR)
    assert [step.source.name for step in plan.steps] == ["a.jpg"]
    assert left_out(plan) == (("not scored yet", 1),)


def test_the_best_of_the_photographs_sorted_go_into_one_folder_and_the_rest_into_another() -> None:
    items = [item_called(f"{n}.jpg", p_aesthetic=n / 10) for n in range(5)] + [item_called("new.jpg", None)]
    plan = plan_sort(items, DESTINATION, "{best:40}", act="copy", rename="{rank:2}", bar=BAR)
    assert [(folder.path, folder.names) for folder in tree(plan)] == [
        ("Best 40 %", ("02.jpg", "01.jpg")),
        ("The rest", ("05.jpg", "04.jpg", "03.jpg")),
    ]
    assert left_out(plan) == (("not scored yet", 1),)


def test_a_photograph_unlike_anything_learned_is_none_of_the_best_and_has_no_place() -> None:
    chart = item_called("chart.jpg")
    assert chart.score
    chart = replace(chart, score=replace(chart.score, unlike=3.0))
    plan = plan_sort([chart, item_called("a.jpg")], DESTINATION, "{best}/{rank:9}", act="copy", bar=BAR)
    assert [folder.path for folder in tree(plan)] == ["Best 20 %/000000001", "The rest/Unranked"]


def test_some_of_a_shoot_are_sorted_by_their_ranks_in_all_of_it() -> None:
    items = [item_called(f"{n}.jpg", p_aesthetic=n / 10) for n in range(5)]
    some, ranks = items[:2], rank_photos(items)
    plan = plan_sort(some, DESTINATION, "{best:40}", act="copy", rename="{rank}", bar=BAR, ranks=ranks)
    assert [(folder.path, folder.names) for folder in tree(plan)] == [("The rest", ("5.jpg", "4.jpg"))]


def test_photographs_of_one_burst_go_into_one_stack() -> None:
    times = ("12:00:00", "12:00:01", "12:05:00", "12:09:00", "12:09:00")
    items = [
        item_called(f"{n}.jpg", metadata=Metadata(captured_at=datetime.fromisoformat(f"2024-05-31T{time}")))
        for n, time in enumerate(times)
    ]
    shown = tree(plan_sort(items, DESTINATION, "{stack}", act="copy", bar=BAR))
    assert [(folder.path, folder.count) for folder in shown] == [("Single", 1), ("Stack 001", 2), ("Stack 002", 2)]


def test_what_is_not_known_has_a_name_too() -> None:
    item = item_called("a.jpg", None, metadata=None)
    folders = [
        folder_for(item, f"{{{field}}}") for field in ("date", "year", "month", "camera", "stars", "flag", "label")
    ]
    assert folders == ["Undated", "Undated", "Undated", "Unknown camera", "No stars", "Unflagged", "No label"]


@pytest.mark.parametrize(
    ("mean", "band"),
    [(1.0, "1.0–1.5"), (5.5, "5.5–6.0"), (5.999, "5.5–6.0"), (6.0, "6.0–6.5"), (10.0, "9.5–10.0")],
)
def test_a_band_begins_with_its_lower_edge(mean: float, band: str) -> None:
    assert folder_for(item_called("a.jpg", mean), "{band}") == band


def test_the_verdict_is_the_one_at_the_threshold_that_is_set() -> None:
    item = item_called("a.jpg", p_aesthetic=0.8)
    assert folder_for(item, "{verdict}", Bar(0.9, 0.02)) == "Not aesthetic"
    assert folder_for(item, "{verdict}", Bar(0.79, 0.05)) == "Unsure"


def test_unreadable_and_unscored_photographs_stay_and_are_counted() -> None:
    items = [
        item_called("a.jpg"),
        item_called("cut off.jpg", None, unreadable="the file is cut off"),
        item_called("no picture.jpg", None, unreadable="this is no picture"),
        item_called("new.jpg", None),
    ]
    plan = plan_sort(items, DESTINATION, "{verdict}", act="move", bar=BAR)
    assert [step.source.name for step in plan.steps] == ["a.jpg"]
    assert [failure.reason for failure in plan.left_out] == [
        "unreadable: the file is cut off",
        "unreadable: this is no picture",
        "not scored yet",
    ]
    assert left_out(plan) == (("unreadable", 2), ("not scored yet", 1))
    assert left_out(plan_sort(items, DESTINATION, "{date}", act="move", bar=BAR)) == (("unreadable", 2),)


def test_the_preview_shows_folders_counts_and_some_names() -> None:
    items = [item_called(f"{n}.jpg", p_aesthetic=float(n < 5)) for n in range(6)]
    shown = tree(plan_sort(items, DESTINATION, "{date}/{verdict}", act="copy", bar=BAR))
    assert [(folder.path, folder.count, folder.names) for folder in shown] == [
        ("2024-05-31/Aesthetic", 5, ("0.jpg", "1.jpg", "2.jpg")),
        ("2024-05-31/Not aesthetic", 1, ("5.jpg",)),
    ]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("", "empty"),
        (" / ", "empty"),
        ("{rating}", r"There is no field \{rating\}. Known fields: \{verdict\}, \{band\}"),
        ("{}", "There is no field"),
        ("{0}", "There is no field"),
        ("{verdict.value}", "There is no field"),
        ("{verdict[0]}", "There is no field"),
        ("{verdict!r}", "takes nothing"),
        ("{date:%Y}", "takes nothing"),
        ("{best:0}", "takes how many per cent"),
        ("{best:101}", "takes how many per cent"),
        ("{best:hour}", "takes how many per cent"),
        ("{best:20 week}", "takes how many per cent"),
        ("{best:20 hour hour}", "takes how many per cent"),
        ("{best!r}", "takes how many per cent"),
        ("{rank:x}", "a width of 1 to 9"),
        ("{verdict", "do not match"),
        ("verdict}", "do not match"),
        ("/etc/{verdict}", "inside the destination"),
        ("~/{verdict}", "inside the destination"),
        ("C:{verdict}", "inside the destination"),
        ("../{verdict}", "cannot contain"),
        ("a/../../{verdict}", "cannot contain"),
        ("./{verdict}", "cannot contain"),
    ],
)
def test_a_template_that_makes_no_sense_is_refused(template: str, words: str) -> None:
    with pytest.raises(BadTemplate, match=words):
        plan_sort([item_called("a.jpg")], DESTINATION, template, act="copy", bar=BAR)


@pytest.mark.parametrize(
    ("camera", "folder"),
    [
        ("../../etc", "-..-etc"),
        ("..", "_"),
        (".hidden", "hidden"),
        ("A/B\\C:D", "A-B-C-D"),
        ("con", "con_"),
        ("LPT1.x", "LPT1.x_"),
        ("trailing. ", "trailing"),
        ("new\nline", "new-line"),
        ("  ", "_"),
        ("\u00a0..\u00a0", "_"),
        ("\u00a0.hidden.\u00a0", "hidden"),
        ("ü" * 200, "ü" * 127),
    ],
)
def test_a_cameras_name_cannot_lead_elsewhere(camera: str, folder: str) -> None:
    assert folder_for(item_called("a.jpg", metadata=Metadata(camera=camera)), "{camera}") == folder


def test_folders_that_differ_in_case_only_are_one() -> None:
    items = [item_called(f"{n}.jpg", metadata=Metadata(camera=name)) for n, name in enumerate(["NIKON", "Nikon"])]
    assert [folder.path for folder in tree(plan_sort(items, DESTINATION, "{camera}", act="copy", bar=BAR))] == ["NIKON"]


def test_an_album_that_is_there_keeps_its_spelling(tmp_path: Path) -> None:
    (tmp_path / "AESTHETIC").mkdir()
    plan = plan_sort([item_called("a.jpg")], tmp_path, "{verdict}", act="copy", bar=BAR)
    assert plan.steps[0].target == tmp_path / "AESTHETIC" / "a.jpg"


def test_a_file_in_an_albums_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "Aesthetic").write_bytes(b"")
    with pytest.raises(BadDestination, match="is a file"):
        plan_sort([item_called("a.jpg")], tmp_path, "{verdict}/{date}", act="copy", bar=BAR)
    with pytest.raises(BadDestination, match="not a folder"):
        plan_sort([item_called("a.jpg")], tmp_path / "Aesthetic", "{date}", act="copy", bar=BAR)


def test_every_field_is_explained_in_a_row_of_its_own() -> None:
    assert [row.partition(":")[0] for row in FIELDS_IN_WORDS.split("; ")] == [f"{{{name}}}" for name in FIELDS]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_every_preset_works_and_every_field_is_explained(preset: object) -> None:
    assert folder_for(item_called("a.jpg"), preset.template)  # type: ignore[attr-defined]
    assert "{verdict}: Aesthetic" in FIELDS_IN_WORDS


def sort(items: list[Item], folder: Path, *, copy: bool) -> Plan:
    return plan_sort(items, folder, "{flag}", act="copy" if copy else "move", bar=BAR)


@pytest.mark.parametrize("copy", [True, False])
def test_sorting_is_performed_undone_and_not_done_twice(
    copy: bool,
    catalog: Catalog,
    shoot: Path,
    make_unit: Callable[..., Photo],
    contents: Callable[[Path], dict[str, bytes]],
    drain: Callable[[Iterator[Progress]], list[Progress]],
) -> None:
    photos = [make_unit("IMG_1"), make_unit("IMG_2")]
    items = [Item(photos[0], decision=Decision(Flag.PICK)), Item(photos[1])]
    before = contents(shoot)
    told = drain(perform(catalog, sort(items, shoot, copy=copy)))
    assert (shoot / "Picked" / "IMG_1.cr2.xmp").exists()
    assert (shoot / "Unflagged" / "IMG_2.jpg").exists()
    assert photos[0].path.exists() == copy
    changes = [change for progress in told for change in progress.changes]
    again = [Item(change.after, decision=item.decision) for change, item in zip(changes, items, strict=True)]  # type: ignore[arg-type]
    assert left_out(sort(again, shoot, copy=copy)) == (("in that folder already", 2),)
    drain(undo(catalog))
    assert contents(shoot) == before
    assert sorted(os.listdir(shoot)) == sorted(before)  # noqa: PTH208


def test_albums_within_the_shoot_take_what_lies_beside_them(
    catalog: Catalog,
    shoot: Path,
    make_unit: Callable[..., Photo],
    contents: Callable[[Path], dict[str, bytes]],
    drain: Callable[[Iterator[Progress]], list[Progress]],
) -> None:
    """The destination lies inside the source, and one photograph is in a folder of the album's own name."""
    photos = [make_unit("IMG_1", (".jpg",)), make_unit("IMG_1", (".jpg",), shoot / "Unflagged")]
    before = contents(shoot)
    drain(perform(catalog, sort([Item(photo) for photo in photos], shoot / "Unflagged", copy=False)))
    assert sorted(contents(shoot)) == ["Unflagged/Unflagged/IMG_1 (2).jpg", "Unflagged/Unflagged/IMG_1.jpg"]
    assert sorted(contents(shoot).values()) == sorted(before.values())
    drain(undo(catalog))
    assert contents(shoot) == before


def test_renaming_in_place_is_a_move_that_is_undone(
    catalog: Catalog,
    shoot: Path,
    make_unit: Callable[..., Photo],
    contents: Callable[[Path], dict[str, bytes]],
    drain: Callable[[Iterator[Progress]], list[Progress]],
) -> None:
    photo = make_unit("IMG_1", folder=shoot / "Unflagged")
    before = contents(shoot)
    drain(perform(catalog, plan_sort([Item(photo)], shoot, "{flag}", act="move", rename="{number:2}", bar=BAR)))
    assert sorted(contents(shoot)) == ["Unflagged/01.cr2", "Unflagged/01.cr2.xmp", "Unflagged/01.jpg"]
    drain(undo(catalog))
    assert contents(shoot) == before


def test_a_photograph_that_was_changed_since_it_was_scored_is_not_moved_by_its_score(tmp_path: Path) -> None:
    photos = []
    for name in ("same.jpg", "edited.jpg"):
        path = tmp_path / name
        path.write_bytes(b"as it was scored")
        stat = path.stat()
        photos.append(Photo(path, (), stat.st_size, stat.st_mtime_ns))
    photos[1].path.write_bytes(b"edited in another program")
    items = [replace(item_called(photo.path.name), photo=photo) for photo in photos]
    plan = plan_sort(items, tmp_path / "albums", "{verdict}", act="move", bar=BAR)
    assert [step.source.name for step in plan.steps] == ["same.jpg"]
    assert left_out(plan) == (("changed since it was scored", 1),)


@pytest.mark.parametrize(
    ("template", "folder"),
    [
        ("{date}", "2024-07-14"),
        ("{camera}/{lens}", "NIKON D750/50mm f-1.8"),
        ("{stack}", "Single"),
        ("{name}", "a"),
    ],
)
def test_what_nobody_has_scored_is_sorted_by_what_its_file_says(template: str, folder: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "NIKON CORPORATION", "NIKON D750"
    exif.get_ifd(0x8769).update({0x9003: "2024:07:14 18:30:12", 0xA434: "50mm f/1.8"})
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=exif)
    item = Item(Photo(tmp_path / "a.jpg"))
    assert folder_for(item, template) == folder


def test_a_date_that_only_the_sidecar_says_counts_without_a_score_too(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg")
    (tmp_path / "a.xmp").write_text(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        "<rdf:Description xmlns:e='http://ns.adobe.com/exif/1.0/' e:DateTimeOriginal='2024-07-14T18:30:12'/>"
        "</rdf:RDF></x:xmpmeta>"
    )
    assert folder_for(Item(Photo(tmp_path / "a.jpg", (tmp_path / "a.xmp",))), "{date}") == "2024-07-14"


def test_what_cannot_be_read_is_undated_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "empty.jpg").touch()
    for name in ("folder.jpg", "empty.jpg", "gone.jpg"):
        assert folder_for(Item(Photo(tmp_path / name)), "{date}") == "Undated"


def test_no_file_is_read_where_the_template_asks_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aesthetic_gui.culling.albums.unread._metadata", lambda *_: pytest.fail("it was read"))
    assert folder_for(Item(Photo(tmp_path / "a.jpg")), "{flag}/{number}") == "Unflagged/1"
