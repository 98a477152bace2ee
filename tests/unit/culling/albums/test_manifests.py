"""A manifest lists an album's files with their SHA-256; verify finds what is not as it was."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import threading
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.manifests import NoManifest, verify
from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.photo import Bar, Photo

BAR = Bar(0.5, 0.1)

Drain = Callable[[Iterator[Progress]], list[Progress]]


@pytest.fixture(params=["json", "csv"])
def album(request: pytest.FixtureRequest, catalog: Catalog, make_unit, tmp_path: Path, drain: Drain) -> Path:
    """Two photographs with RAW and sidecar, one of them with a comma, a quote and a letter of its own in its name."""
    items = [Item(make_unit("IMG_1")), Item(make_unit('Brücke, "früh"'))]
    plan = plan_sort(items, tmp_path / "album", "{flag}", act="copy", manifest=request.param, bar=BAR)
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
    drain(
        perform(catalog, plan_sort([Item(make_unit("IMG_9"))], album, "{flag}", act="copy", manifest="json", bar=BAR))
    )
    assert len(list(album.glob("manifest*"))) == 2
    assert set(states(album).values()) == {"well"}
    assert len(states(album)) == 9


@pytest.mark.parametrize("stem", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1"])
def test_no_name_in_a_manifest_is_a_formula_and_each_is_found_again(
    stem: str, catalog: Catalog, make_unit, tmp_path: Path, drain: Drain
) -> None:
    album = tmp_path / "album"
    items = [Item(make_unit(stem))]
    drain(perform(catalog, plan_sort(items, album, "{name}", act="copy", manifest="csv", bar=BAR)))
    with (album / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        paths = [row["path"] for row in csv.DictReader(file)]
    assert not [path for path in paths if path.startswith(("=", "+", "-", "@"))]
    assert [path.startswith("./") for path in paths] == [stem[0] in "=+-@"] * 3
    assert set(states(album).values()) == {"well"}
    assert len(states(album)) == 3


def test_an_album_without_a_manifest_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoManifest, match="no manifest"):
        list(verify(tmp_path))


HEAD = b'{"format": "aesthetic-gui manifest", "version": 1, "files": '


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("json", b""),
        ("json", b"[]"),
        ("json", b"{"),
        ("json", b'{"format": "other"}'),
        ("json", b"\xff\xfe\x00"),
        ("json", b'{"files": 3}'),
        ("json", HEAD + b"null}"),
        ("json", HEAD + b'[{"path": "a", "bytes": 1e999, "sha256": ""}]}'),
        ("json", b"[" * 200_000),
        ("csv", b"nothing\r\n1\r\n"),
        ("csv", b"path,bytes,sha256\r\n" + b"a" * 200_000 + b",1,x\r\n"),
    ],
)  # fmt: skip
def test_a_damaged_manifest_is_told(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / f"manifest.{name}").write_bytes(content)
    with pytest.raises(NoManifest, match=f"manifest.{name} is no manifest of this program, or it was damaged"):
        list(verify(tmp_path))


def lists(album: Path, path: str, content: bytes = b"") -> None:
    """A manifest in ``album``, which is made if absent, that lists one file."""
    album.mkdir(exist_ok=True)
    entry = {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    files = {"format": "aesthetic-gui manifest", "version": 1, "files": [entry]}
    (album / "manifest.json").write_text(json.dumps(files))


@pytest.mark.parametrize("path", ["a\0b.jpg", "a\ud800b.jpg"])
def test_a_name_that_no_disk_can_have_is_told(tmp_path: Path, path: str) -> None:
    lists(tmp_path, path)
    (found,) = verify(tmp_path)
    assert (found.state, found.words) == ("unreadable", "the manifest names a file that no disk can have")


def test_a_folder_in_a_files_place_is_no_file_any_more(tmp_path: Path) -> None:
    lists(tmp_path, "IMG_1.jpg")
    (tmp_path / "IMG_1.jpg").mkdir()
    assert [(one.state, one.words) for one in verify(tmp_path)] == [("changed", "not a file any more")]


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "device"])
def test_what_never_ends_is_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """A manifest from elsewhere may list anything: the check must come back."""
    lists(tmp_path, "IMG_1.jpg")
    make(tmp_path / "IMG_1.jpg")
    found: list[str] = []
    check = threading.Thread(target=lambda: found.extend(one.state for one in verify(tmp_path)), daemon=True)
    check.start()
    check.join(10)
    assert found == ["changed"]


@pytest.mark.timeout(10)
def test_a_pipe_in_a_manifests_place_is_no_manifest(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "manifest.json")
    with pytest.raises(NoManifest, match=r"manifest\.json cannot be read: not a file"):
        list(verify(tmp_path))


def test_a_manifest_of_nothing_is_a_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(HEAD + b"[]}")
    (tmp_path / "IMG_1.jpg").write_bytes(b"x")
    assert states(tmp_path) == {"IMG_1.jpg": "not listed"}


def test_a_name_that_is_not_utf8_is_found_again(catalog: Catalog, make_unit, tmp_path: Path, drain: Drain) -> None:
    items = [Item(make_unit(os.fsdecode(b"caf\xe9"), (".jpg",)))]
    for form in ("json", "csv"):
        drain(perform(catalog, plan_sort(items, tmp_path / form, "{flag}", act="copy", manifest=form, bar=BAR)))
        assert list(states(tmp_path / form).values()) == ["well"]


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside.jpg", "a/../../outside.jpg", "..\\outside.jpg"])
def test_a_manifest_cannot_lead_out_of_its_album(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.jpg").write_bytes(b"x")
    lists(tmp_path / "album", path, b"x")
    (found,) = [one for one in verify(tmp_path / "album") if one.state != "not listed"]
    assert found.state == "unreadable"
    assert "outside the album" in found.words


def test_a_photograph_that_could_not_be_copied_is_not_in_the_manifest(
    catalog: Catalog, make_unit, tmp_path: Path
) -> None:
    good, gone = make_unit("IMG_1"), make_unit("IMG_2")
    items = [Item(good), Item(Photo(gone.path, gone.companions))]
    plan = plan_sort(items, tmp_path / "album", "{flag}", act="copy", manifest="json", bar=BAR)
    gone.path.unlink()
    told = list(perform(catalog, plan))
    assert [failure.photo.name for progress in told for failure in progress.failures] == ["IMG_2.jpg"]
    assert {one.path.name for one in verify(tmp_path / "album")} == {"IMG_1.jpg", "IMG_1.cr2", "IMG_1.cr2.xmp"}


def test_a_damaged_second_manifest_is_told_though_the_first_is_well(album: Path) -> None:
    (album / "manifest (2).json").write_bytes(b'{"format": "aesthetic-gui man')
    with pytest.raises(NoManifest, match="damaged"):
        list(verify(album))


@pytest.mark.skipif(os.name == "nt", reason="there it parts folders")
def test_a_backslash_in_a_name_is_a_sign_like_any_other(catalog: Catalog, make_unit, tmp_path: Path) -> None:
    items = [Item(make_unit("a\\b", (".jpg",)))]
    list(perform(catalog, plan_sort(items, tmp_path / "album", "{flag}", act="copy", manifest="json", bar=BAR)))
    assert [one.state for one in verify(tmp_path / "album")] == ["well"]


def test_an_album_is_well_once_it_was_on_a_mac_which_writes_accents_otherwise(album: Path) -> None:
    for path in sorted((album / "Unflagged").iterdir()):
        path.rename(path.with_name(unicodedata.normalize("NFD", path.name).replace(".jpg", ".JPG")))
    assert set(states(album).values()) == {"well"}
    assert len(states(album)) == 6


def test_what_a_network_drive_adds_to_an_album_is_not_missed_in_its_manifest(album: Path) -> None:
    (album / "Unflagged" / "@eaDir" / "IMG_1.jpg").mkdir(parents=True)
    (album / "Unflagged" / "@eaDir" / "IMG_1.jpg" / "SYNOPHOTO_THUMB_S.jpg").touch()
    assert set(states(album).values()) == {"well"}
