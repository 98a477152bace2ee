"""A manifest lists an album's files with their SHA-256; verify finds what is not as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums import plan_sort
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.manifests import NoManifest, verify
from aesthetic_gui.culling.progress import Progress
from aesthetic_gui.culling.transferring import perform, undo
from aesthetic_gui.photo import Photo

Drain = Callable[[Iterator[Progress]], list[Progress]]


@pytest.fixture(params=["json", "csv"])
def album(request: pytest.FixtureRequest, catalog: Catalog, make_unit, tmp_path: Path, drain: Drain) -> Path:
    """Two photographs with RAW and sidecar, one of them with a comma, a quote and a letter of its own in its name."""
    items = [Item(make_unit("IMG_1")), Item(make_unit('Brücke, "früh"'))]
    plan = plan_sort(items, tmp_path / "album", "{flag}", act="copy", manifest=request.param)
    told = drain(perform(catalog, plan))
    assert told[-1].total == 2  # the manifest is no photograph
    return tmp_path / "album"


def states(album: Path) -> dict[str, str]:
    return {one.path.name: one.state for one in verify(album)}


def test_an_album_as_it_was_made_is_well(album: Path) -> None:
    assert set(states(album).values()) == {"well"}
    assert len(states(album)) == 6


def test_one_flipped_bit_is_found(album: Path) -> None:
    path = album / "Unflagged" / "IMG_1.cr2"
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    assert [name for name, state in states(album).items() if state != "well"] == ["IMG_1.cr2"]
    assert states(album)["IMG_1.cr2"] == "changed"


def test_a_missing_and_a_renamed_file_are_found(album: Path) -> None:
    (album / "Unflagged" / "IMG_1.jpg").rename(album / "Unflagged" / "renamed.jpg")
    found = states(album)
    assert found["IMG_1.jpg"] == "missing"
    assert found["renamed.jpg"] == "not listed"


def test_the_manifest_can_be_named_itself_and_says_where_each_file_came_from(album: Path, tmp_path: Path) -> None:
    (manifest,) = album.glob("manifest.*")
    assert {one.state for one in verify(manifest)} == {"well"}
    if manifest.suffix == ".json":
        (entry,) = [one for one in json.loads(manifest.read_text())["files"] if one["path"].endswith("IMG_1.jpg")]
        original = tmp_path / "shoot" / "IMG_1.jpg"
        assert entry["from"] == str(original)
        assert entry["sha256"] == hashlib.sha256(original.read_bytes()).hexdigest()


def test_undoing_the_sort_takes_the_manifest_along(album: Path, catalog: Catalog, drain: Drain) -> None:
    drain(undo(catalog))
    assert not album.exists()


def test_a_second_sort_gets_a_manifest_of_its_own_and_both_are_checked(
    album: Path, catalog: Catalog, make_unit, drain: Drain
) -> None:
    drain(perform(catalog, plan_sort([Item(make_unit("IMG_9"))], album, "{flag}", act="copy", manifest="json")))
    assert len(list(album.glob("manifest*"))) == 2
    assert set(states(album).values()) == {"well"}
    assert len(states(album)) == 9


def test_an_album_without_a_manifest_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoManifest, match="no manifest"):
        list(verify(tmp_path))


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"format": "other"}', b"\xff\xfe\x00", b'{"files": 3}'])
def test_a_damaged_manifest_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(NoManifest):
        list(verify(tmp_path))


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside.jpg", "a/../../outside.jpg", "..\\outside.jpg"])
def test_a_manifest_cannot_lead_out_of_its_album(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.jpg").write_bytes(b"x")
    album = tmp_path / "album"
    album.mkdir()
    entry = {"path": path, "bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    content = {"format": "aesthetic-gui manifest", "version": 1, "files": [entry]}
    (album / "manifest.json").write_text(json.dumps(content))
    (found,) = [one for one in verify(album) if one.state != "not listed"]
    assert found.state == "unreadable"
    assert "outside the album" in found.words


def test_a_photograph_that_could_not_be_copied_is_not_in_the_manifest(
    catalog: Catalog, make_unit, tmp_path: Path
) -> None:
    good, gone = make_unit("IMG_1"), make_unit("IMG_2")
    items = [Item(good), Item(Photo(gone.path, gone.companions))]
    plan = plan_sort(items, tmp_path / "album", "{flag}", act="copy", manifest="json")
    gone.path.unlink()
    told = list(perform(catalog, plan))
    assert [failure.photo.name for progress in told for failure in progress.failures] == ["IMG_2.jpg"]
    assert {one.path.name for one in verify(tmp_path / "album")} == {"IMG_1.jpg", "IMG_1.cr2", "IMG_1.cr2.xmp"}
