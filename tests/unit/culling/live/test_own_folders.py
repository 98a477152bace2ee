"""Live folders: sidecars in folders of their programs, and folders of the system."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from aesthetic_gui.culling.live.changes import Changed
from aesthetic_gui.culling.live.watching import Watcher
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Photo

pytestmark = pytest.mark.slow

Follow = Callable[[], tuple[list[Photo], threading.Event]]


@pytest.fixture
def follow(tmp_path: Path, request: pytest.FixtureRequest) -> Follow:
    """Watch the folder; what is told of photographs that came or changed, and when something was told."""

    def start() -> tuple[list[Photo], threading.Event]:
        told, heard = list[Photo](), threading.Event()

        def take(changed: Changed) -> None:
            told.extend((*changed.found, *changed.written))
            heard.set()

        watcher = Watcher([tmp_path], list(find_photos([tmp_path])), take)
        request.addfinalizer(watcher.join)
        request.addfinalizer(watcher.stop)
        watcher.start()
        assert watcher.watching.wait(20)
        return told, heard

    return start


def make(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"picture")


@pytest.mark.parametrize("sidecar", ["NKSC_PARAM/a.jpg.nksc", "CaptureOne/Settings166/a.jpg.cos"])
def test_a_sidecar_that_appears_in_its_program_s_folder_joins_its_photograph(
    tmp_path: Path, follow: Follow, sidecar: str
) -> None:
    make(tmp_path / "a.jpg")
    told, heard = follow()
    make(tmp_path / sidecar)
    assert heard.wait(20)
    assert [photo.files for photo in told] == [(tmp_path / "a.jpg", tmp_path / sidecar)]


def test_a_sidecar_joins_under_the_spelling_of_another_system(tmp_path: Path, follow: Follow) -> None:
    make(tmp_path / "é.jpg")
    told, heard = follow()
    make(tmp_path / unicodedata.normalize("NFD", "é.xmp"))
    assert heard.wait(20)
    assert [len(photo.files) for photo in told] == [2]


def test_what_a_network_drive_makes_of_photographs_is_not_shown(tmp_path: Path, follow: Follow) -> None:
    make(tmp_path / "a.jpg", tmp_path / "@eaDir" / "a.jpg" / "SYNOPHOTO_THUMB_S.jpg")
    told, heard = follow()
    make(tmp_path / "@eaDir" / "b.jpg" / "SYNOPHOTO_THUMB_S.jpg", tmp_path / "#recycle" / "deleted.jpg")
    make(tmp_path / "b.jpg")
    assert heard.wait(20)
    assert [photo.path for photo in told] == [tmp_path / "b.jpg"]
