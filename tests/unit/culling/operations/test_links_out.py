"""What a link brings in from outside of what was opened is left out of every operation, and told with the reason."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.publishing import plan_export, plan_gallery, plan_sheet
from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import Plan, plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.transferring import perform
from aesthetic_gui.culling.sidecars.exchange import plan_save, profile_called
from aesthetic_gui.files.export.contact_sheet import SheetSettings
from aesthetic_gui.files.export.gallery_page import GallerySettings
from aesthetic_gui.files.export.rendition import Along, Format, Rendition
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Bar, Decision, Flag, Photo

BAR = Bar(0.5, 0.1)
Planner = Callable[[Catalog, list[Photo], Path], Plan]


def items(photos: Iterable[Photo]) -> list[Item]:
    return [Item(photo, decision=Decision(Flag.PICK, 3)) for photo in photos]


def saved(catalog: Catalog, photos: list[Photo], _to: Path) -> Plan:
    return plan_save(catalog, items(photos), profile_called("lightroom"), bar=BAR)[0]


PLANS: dict[str, Planner] = {
    "move": lambda _, photos, to: plan_move(photos, to),
    "copy": lambda _, photos, to: plan_copy(photos, to),
    "trash": lambda _, photos, _to: plan_trash(photos),
    "sort": lambda _, photos, to: plan_sort(items(photos), to, "{flag}", act="move", bar=BAR),
    "sort by links": lambda _, photos, to: plan_sort(items(photos), to, "{flag}", act="symlink", bar=BAR),
    "sort with a manifest": lambda _, photos, to: plan_sort(
        items(photos), to, "{flag}", act="copy", bar=BAR, manifest="json"
    ),
    "export": lambda _, photos, to: plan_export(items(photos), to, Rendition(), bar=BAR),
    "export of originals": lambda _, photos, to: plan_export(
        items(photos), to, Rendition(format=Format.ORIGINAL, metadata=Along.ALL), bar=BAR
    ),
    "sheet": lambda _, photos, to: plan_sheet(items(photos), to / "sheet.pdf", SheetSettings(), BAR),
    "gallery": lambda _, photos, to: plan_gallery(items(photos), to, GallerySettings("Shoot"), bar=BAR),
}


@pytest.fixture
def photos(tmp_path: Path) -> list[Photo]:
    """One of the shoot's own, one in a folder, one file and one sidecar that links bring in."""
    shoot, private = tmp_path / "shoot", tmp_path / "private"
    for path in (shoot / "own.jpg", shoot / "rated.jpg", private / "secret.jpg", private / "rated.xmp"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(os.urandom(50))
    (shoot / "folder").symlink_to(private)
    (shoot / "file.jpg").symlink_to(private / "secret.jpg")
    (shoot / "rated.xmp").symlink_to(private / "rated.xmp")
    found = list(find_photos([shoot]))
    assert sorted(photo.path.name for photo in found) == ["file.jpg", "own.jpg", "rated.jpg", "secret.jpg"]
    return found


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_no_operation_acts_on_what_a_link_brings_in(
    plan: Planner, photos: list[Photo], catalog: Catalog, tmp_path: Path
) -> None:
    made = plan(catalog, photos, tmp_path / "to")
    acted_on = {step.source.name for step in made.steps} - {step.target.name for step in made.steps if step.target}
    acted_on |= {step.source.name for step in made.steps if not step.is_page and step.source != step.target}
    assert acted_on <= {"own.jpg"}
    assert made.total == 1
    told = {failure.photo.name: failure.reason for failure in made.left_out}
    assert told.keys() == {"file.jpg", "rated.jpg", "secret.jpg"}
    home = f"a link leads out of what was opened: open {tmp_path / 'private'} to include it"
    assert set(told.values()) == {home}


def test_no_sidecar_is_made_or_changed_for_them(photos: list[Photo], catalog: Catalog) -> None:
    plan, _ = plan_save(catalog, items(photos), profile_called("lightroom"), bar=BAR)
    assert {failure.photo.name for failure in plan.left_out} == {"file.jpg", "rated.jpg", "secret.jpg"}


@pytest.mark.parametrize("by", ["sort", "export"])
def test_an_album_that_is_a_link_out_of_the_albums_gets_nothing(by: str, photos: list[Photo], tmp_path: Path) -> None:
    albums = tmp_path / "albums"
    albums.mkdir()
    (albums / "Picked").symlink_to(tmp_path / "private")
    own = [item for item in items(photos) if item.photo.path.name == "own.jpg"]
    if by == "sort":
        plan = plan_sort(own, albums, "{flag}/{stars}", act="move", bar=BAR)
    else:
        plan = plan_export(own, albums, Rendition(), bar=BAR, template="{flag}")
    assert plan.steps == ()
    assert "leads out of the albums" in plan.left_out[0].reason


def test_albums_that_are_named_by_a_link_are_meant(photos: list[Photo], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "albums").symlink_to("elsewhere")
    own = [item for item in items(photos) if item.photo.path.name == "own.jpg"]
    assert plan_sort(own, tmp_path / "albums", "{flag}", act="move", bar=BAR).total == 1
    assert plan_move([item.photo for item in own], tmp_path / "albums").total == 1


def test_a_hard_link_is_made_of_a_photograph_and_not_of_a_link_to_it(catalog: Catalog, tmp_path: Path) -> None:
    """It would be one more link, which leads to something else from there, or nowhere."""
    shoot = tmp_path / "named"
    shoot.mkdir()
    (shoot / "own.jpg").write_bytes(b"own")
    (shoot / "link.jpg").symlink_to("own.jpg")
    plan = plan_sort(items(find_photos([shoot])), tmp_path / "albums", "{flag}", act="hardlink", bar=BAR)
    failures = [failure for progress in perform(catalog, plan) for failure in progress.failures]
    assert [failure.photo.name for failure in failures] == ["link.jpg"]
    assert [path.name for path in (tmp_path / "albums").rglob("*.jpg")] == ["own.jpg"]
