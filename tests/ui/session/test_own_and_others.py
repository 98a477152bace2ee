"""What the program and other programs do at the same time: in the end the window shows what is on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums import publishing
from aesthetic_gui.culling.operations import planning, transferring
from aesthetic_gui.files.export.gallery_page import GallerySettings
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Flag, Photo

pytestmark = pytest.mark.slow

WAIT = 30_000


@pytest.fixture
def catalog(tmp_path):
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


@pytest.fixture
def shoot(tmp_path) -> Path:
    folder = tmp_path / "shoot"
    for each in (folder, folder / "best"):
        each.mkdir()
    for number in range(3):
        Image.fromarray(data.coffee()[number:, number:]).save(folder / f"a{number}.jpg")
    (folder / "a0.xmp").write_text('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
    (folder / "best" / "a1.dng").write_bytes(b"not a RAW, but called one")
    return folder


@pytest.fixture
def opened(qtbot, catalog, shoot):
    window = make_window(catalog, settings.load(), device="cpu")
    window.show()
    window.begin([shoot])
    items = window.session.model.all_items
    qtbot.waitUntil(
        lambda: len(items()) == 4 and all(item.settled for item in items()) and window.live.watching, timeout=WAIT
    )
    yield window
    window.close()


def shown(window) -> dict[Path, Photo]:
    photos = (item.photo for item in window.session.model.all_items())
    return {photo.path: replace(photo, companions=tuple(sorted(photo.companions))) for photo in photos}


def on_disk(window) -> dict[Path, Photo]:
    photos = find_photos(window.session.paths)
    return {photo.path: replace(photo, companions=tuple(sorted(photo.companions))) for photo in photos}


def photo(window, path: Path) -> Photo:
    return window.session.model.find(path).photo


def perform(window, qtbot, plan: Callable[[], transferring.Plan], meanwhile: Callable[[], object] = lambda: None):
    """Carry out ``plan``; ``meanwhile`` is done by another program as soon as it is told what was done."""
    told: list[bool] = []

    def tell(progress) -> None:
        if progress.changes and not told:
            told.append(True)
            meanwhile()

    window.files.progressed.connect(tell)
    window.files.perform("Working", plan)
    qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)
    window.files.progressed.disconnect(tell)
    assert told


def settle(window, qtbot) -> None:
    """Wait until all that happened has been seen, however it was heard of."""
    qtbot.waitUntil(lambda: shown(window) == on_disk(window), timeout=WAIT)
    qtbot.wait(800)
    assert shown(window) == on_disk(window)


def test_what_another_program_removes_right_after_it_was_moved_has_no_row(opened, qtbot, shoot):
    moved = photo(opened, shoot / "a2.jpg")
    perform(
        opened,
        qtbot,
        lambda: planning.plan_move([moved], shoot / "best"),
        (shoot / "best" / "a2.jpg").unlink,
    )
    settle(opened, qtbot)


def test_what_another_program_moves_on_right_after_it_was_moved_keeps_its_decision(opened, qtbot, shoot, catalog):
    opened.session.decide([opened.session.model.find(shoot / "a2.jpg")], flag=Flag.PICK)
    qtbot.waitUntil(lambda: not opened.session._deciding, timeout=WAIT)
    moved = photo(opened, shoot / "a2.jpg")
    perform(
        opened,
        qtbot,
        lambda: planning.plan_move([moved], shoot / "best"),
        lambda: (shoot / "best" / "a2.jpg").rename(shoot / "further.jpg"),
    )
    settle(opened, qtbot)
    item = opened.session.model.find(shoot / "further.jpg")
    assert item.decision.flag is Flag.PICK
    assert catalog.decisions([item.photo])[item.photo.path].flag is Flag.PICK


def test_a_sidecar_that_another_program_writes_beside_what_was_moved_belongs_to_it(opened, qtbot, shoot):
    moved = photo(opened, shoot / "a2.jpg")
    written = shoot / "best" / "a2.xmp"
    perform(
        opened,
        qtbot,
        lambda: planning.plan_move([moved], shoot / "best"),
        lambda: written.write_text('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'),
    )
    settle(opened, qtbot)
    assert photo(opened, shoot / "best" / "a2.jpg").companions == (written,)


def test_a_jpeg_that_is_moved_to_its_raw_makes_one_photograph_with_it_and_back_again(opened, qtbot, shoot):
    moved = photo(opened, shoot / "a1.jpg")
    perform(opened, qtbot, lambda: planning.plan_move([moved], shoot / "best"))
    settle(opened, qtbot)
    assert photo(opened, shoot / "best" / "a1.jpg").companions == (shoot / "best" / "a1.dng",)
    opened.files.undo()
    qtbot.waitUntil(lambda: opened.files.idle and os.path.lexists(shoot / "a1.jpg"), timeout=WAIT)
    settle(opened, qtbot)


def test_a_gallery_made_in_an_open_folder_shows_all_its_pictures_and_none_once_it_is_undone(opened, qtbot, shoot):
    items = [opened.session.model.find(shoot / f"a{number}.jpg") for number in (0, 2)]
    perform(
        opened,
        qtbot,
        lambda: publishing.plan_gallery(
            items, shoot / "gallery", GallerySettings("Shoot"), bar=opened.session.model.bar
        ),
    )
    settle(opened, qtbot)
    assert len(shown(opened)) > 6  # each picture, and its thumbnail
    opened.files.undo()
    qtbot.waitUntil(lambda: opened.files.idle and not os.path.lexists(shoot / "gallery"), timeout=WAIT)
    settle(opened, qtbot)
    assert len(shown(opened)) == 4


def test_a_sidecar_that_was_made_and_is_undone_leaves_its_photograph(opened, qtbot, shoot):
    opened.grid.go_to(opened.session.model.row_of(shoot / "a2.jpg"))
    opened.session.decide([opened.session.model.find(shoot / "a2.jpg")], stars=3)
    qtbot.waitUntil(lambda: not opened.session._deciding, timeout=WAIT)
    opened.sidecars.save()
    qtbot.waitUntil(lambda: opened.files.idle and bool(photo(opened, shoot / "a2.jpg").companions), timeout=WAIT)
    settle(opened, qtbot)
    opened.files.undo()
    qtbot.waitUntil(lambda: opened.files.idle and not photo(opened, shoot / "a2.jpg").companions, timeout=WAIT)
    settle(opened, qtbot)
