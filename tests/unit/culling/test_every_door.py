"""What the model says leaves the program by many doors: albums, tables, pages, sidecars. All of them say the same."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling import score_table
from aesthetic_gui.culling.albums import publishing
from aesthetic_gui.culling.albums.publishing import plan_export, plan_gallery, plan_sheet
from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import Plan
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.transferring import perform
from aesthetic_gui.culling.sidecars.exchange import plan_save, profile_called
from aesthetic_gui.files import xmp
from aesthetic_gui.files.export.contact_sheet import SheetFrame, SheetSettings
from aesthetic_gui.files.export.gallery_page import GallerySettings
from aesthetic_gui.files.export.rendition import Rendition
from aesthetic_gui.photo import Bar, Photo, Score
from aesthetic_gui.words import percent
from tests.probabilities import PROBABILITIES, amount

MOVED = (Bar(0.9, 0.0), Bar(0.1, 0.05), Bar(0.5, 0.4))

Drain = Callable[[Iterator[Progress]], list[Progress]]
Said = list[tuple[str, str]]
Door = Callable[[list[Item], Bar, Path], Said]


@pytest.fixture
def items(shoot: Path) -> list[Item]:
    """A small picture for each of :data:`PROBABILITIES`, in that order by name as well."""
    made = []
    for number, p in enumerate(PROBABILITIES):
        path = shoot / f"IMG_{number:02}.jpg"
        Image.fromarray(np.full((30, 40, 3), 10 * number, np.uint8)).save(path)
        stat = path.stat()
        score = Score((0.1,) * 10, 5.5, 2.9, p, "pack@1")
        made.append(Item(Photo(path, (), stat.st_size, stat.st_mtime_ns), score))
    return made


@pytest.fixture
def doors(catalog: Catalog, drain: Drain) -> dict[str, Door]:
    """By name, what each of them says of photographs: (verdict, number), in their order."""

    def album(items: list[Item], bar: Bar, folder: Path) -> Said:
        carry_out(plan_sort(items, folder, "{verdict}/{percent}", act="copy", bar=bar))
        return in_folders(folder)

    def manifest(items: list[Item], bar: Bar, folder: Path) -> Said:
        carry_out(plan_sort(items, folder, "{flag}", act="copy", manifest="json", bar=bar))
        return of_rows(json.loads((folder / "manifest.json").read_text())["files"])

    def manifest_of_an_export(items: list[Item], bar: Bar, folder: Path) -> Said:
        carry_out(plan_export(items, folder, Rendition(long_edge=20), bar=bar, manifest="csv"))
        return of_rows(csv.DictReader(io.StringIO((folder / "manifest.csv").read_text("utf-8-sig"))))

    def exported(items: list[Item], bar: Bar, folder: Path) -> Said:
        carry_out(plan_export(items, folder, Rendition(), bar=bar, template="{verdict}/{percent}"))
        return in_folders(folder)

    def table(items: list[Item], bar: Bar, folder: Path) -> Said:
        score_table.export(items, folder.with_suffix(".csv"), bar)
        return of_rows(csv.DictReader(io.StringIO(folder.with_suffix(".csv").read_text("utf-8-sig"))))

    def json_table(items: list[Item], bar: Bar, folder: Path) -> Said:
        score_table.export(items, folder.with_suffix(".json"), bar)
        return of_rows(json.loads(folder.with_suffix(".json").read_text()))

    def gallery(items: list[Item], bar: Bar, folder: Path) -> Said:
        carry_out(plan_gallery(items, folder, GallerySettings("Shoot", show_scores=True), bar=bar))
        page = html.unescape((folder / "index.html").read_text())
        return [(verdict, number) for number, verdict in re.findall(r'data-score="(.*?)" data-verdict="(.*?)"', page)]

    def sheet(items: list[Item], bar: Bar, folder: Path) -> Said:
        frames: list[SheetFrame] = []
        made = publishing.contact_sheet
        with pytest.MonkeyPatch.context() as patch:  # the words of a PDF are in a font of their own
            patch.setattr(publishing, "contact_sheet", lambda shown, form: frames.extend(shown) or made(shown, form))
            carry_out(plan_sheet(items, folder.with_suffix(".pdf"), SheetSettings(), bar))
        return [re.fullmatch(r"(.*?)[ ·]+([<>]?\d+ ?%)", frame.lines[-1]).groups() for frame in frames]

    def sidecar(items: list[Item], bar: Bar, folder: Path) -> Said:
        plan, _ = plan_save(catalog, items, profile_called("lightroom"), bar=bar)
        carry_out(plan)
        said = [xmp.read(item.photo.path.with_suffix(".xmp").read_bytes()).judgement for item in items]
        return [(judged.verdict.value, str(judged.p_aesthetic)) for judged in said if judged]

    def carry_out(plan: Plan) -> None:
        drain(perform(catalog, plan))

    return {
        door.__name__: door
        for door in (album, manifest, manifest_of_an_export, exported, table, json_table, gallery, sheet, sidecar)
    }


NAMES = ("album", "manifest", "manifest_of_an_export", "exported", "table", "json_table", "gallery", "sheet", "sidecar")


@pytest.mark.parametrize("name", NAMES)
def test_every_door_gives_the_verdict_that_the_photographer_sees(
    name: str, items: list[Item], doors: dict[str, Door], tmp_path: Path
) -> None:
    for place, bar in enumerate(MOVED):
        said = [verdict.lower().replace(" ", "_") for verdict, _ in doors[name](items, bar, tmp_path / f"to {place}")]
        assert said == [bar.verdict(item.score).value for item in items if item.score]


def test_with_a_moved_slider_a_manifest_agrees_with_the_folders_of_its_album(
    items: list[Item], catalog: Catalog, tmp_path: Path, drain: Drain
) -> None:
    drain(perform(catalog, plan_sort(items, tmp_path / "a", "{verdict}", act="copy", bar=MOVED[0], manifest="json")))
    files = json.loads((tmp_path / "a" / "manifest.json").read_text())["files"]
    folders = {row["path"].partition("/")[0].lower().replace(" ", "_"): row["verdict"] for row in files}
    assert folders == {"aesthetic": "aesthetic", "not_aesthetic": "not_aesthetic"}


@pytest.mark.parametrize("name", NAMES)
def test_a_photograph_of_higher_probability_never_has_a_lower_number(
    name: str, items: list[Item], doors: dict[str, Door], tmp_path: Path
) -> None:
    told = [amount(number) for _, number in doors[name](items, Bar(0.5, 0.2), tmp_path / "to")]
    assert len(told) == len(items)
    assert told == sorted(told)
    assert told == pytest.approx([100 * p for p in PROBABILITIES], abs=0.51)


def test_a_gallery_and_a_contact_sheet_show_what_the_window_shows(
    items: list[Item], doors: dict[str, Door], tmp_path: Path
) -> None:
    for name in ("gallery", "sheet"):
        shown = [number for _, number in doors[name](items, Bar(0.5, 0.2), tmp_path / name)]
        assert shown == [percent(p) for p in PROBABILITIES]


def in_folders(folder: Path) -> Said:
    """(verdict, number) of "Aesthetic/87/IMG_1.jpg", by the photograph's name."""
    found = sorted(folder.rglob("*.jpg"), key=lambda path: path.name)
    return [(path.parent.parent.name, path.parent.name) for path in found]


def of_rows(rows: Iterator[dict[str, str]] | list[dict[str, str]]) -> Said:
    return [(row["verdict"], str(row["p_aesthetic"])) for row in rows]
