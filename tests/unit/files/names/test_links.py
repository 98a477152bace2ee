"""Links that lead out of what was opened are followed for looking; what they bring in is marked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.names.links import Named


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A shoot with a photograph of its own, and a private folder beside it."""
    for name in ("shoot/a.jpg", "shoot/deep/b.jpg", "private/secret.jpg", "private/inner/more.jpg", "private/s.xmp"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path


def link(path: Path, to: Path | str) -> Path:
    path.symlink_to(to)
    return path


def marked(*paths: Path, named: list[Path] | None = None) -> dict[str, bool]:
    return {photo.path.name: photo.leads_out for photo in find_photos(paths, named=named)}


LINKS: dict[str, Callable[[Path], object]] = {
    "a file": lambda tree: link(tree / "shoot/secret.jpg", tree / "private/secret.jpg"),
    "a relative file": lambda tree: link(tree / "shoot/secret.jpg", "../private/secret.jpg"),
    "a folder": lambda tree: link(tree / "shoot/more", tree / "private"),
    "a folder above": lambda tree: link(tree / "shoot/deep/up", "../../private"),
    "a link to a link": lambda tree: link(tree / "shoot/x", link(tree / "elsewhere", tree / "private")),
    "a link to a linked file": lambda tree: link(
        tree / "shoot/secret.jpg", link(tree / "shoot/deep/.hidden", tree / "private/secret.jpg")
    ),
    "a folder inside of a linked one": lambda tree: link(tree / "shoot/deep/x", tree / "private/.."),
}


@pytest.mark.parametrize("make", LINKS.values(), ids=LINKS.keys())
def test_what_a_link_brings_in_from_outside_is_shown_and_marked(tree: Path, make: Callable[[Path], object]) -> None:
    make(tree)
    found = marked(tree / "shoot")
    assert found["secret.jpg"]
    assert not found["a.jpg"]
    assert not found["b.jpg"]


@pytest.mark.parametrize("suffix", [".xmp", ".cr2"])
def test_a_companion_that_is_elsewhere_marks_the_whole_photograph(tree: Path, suffix: str) -> None:
    link(tree / "shoot" / f"a{suffix}", tree / "private/s.xmp")
    assert marked(tree / "shoot") == {"a.jpg": True, "b.jpg": False}


def test_links_within_the_folder_are_like_other_files(tree: Path) -> None:
    link(tree / "shoot/same.jpg", "a.jpg")
    link(tree / "shoot/deep/other.jpg", tree / "shoot/a.jpg")
    assert not any(marked(tree / "shoot").values())


def test_what_is_named_is_meant_also_through_a_link(tree: Path) -> None:
    """The link itself, the folder it leads to beside the other, a file that is a link, a link to the shoot."""
    way = link(tree / "shoot/more", tree / "private")
    assert not any(marked(way).values())
    assert not any(marked(tree / "shoot", tree / "private").values())
    assert not any(marked(link(tree / "to", tree / "shoot") / "deep").values())
    assert marked(link(tree / "shoot/s.jpg", tree / "private/secret.jpg")) == {"s.jpg": False}


def test_a_folder_beside_one_of_a_longer_name_is_not_inside_of_it(tree: Path) -> None:
    (tree / "private").rename(tree / "shoot 2")
    link(tree / "shoot/more", tree / "shoot 2")
    assert marked(tree / "shoot")["secret.jpg"]


def test_a_file_that_was_named_brings_no_companion_from_elsewhere(tree: Path) -> None:
    link(tree / "shoot/a.xmp", tree / "private/s.xmp")
    assert marked(tree / "shoot/a.jpg") == {"a.jpg": True}


def test_a_file_that_turns_up_in_what_is_open_is_marked_as_when_it_was_opened(tree: Path) -> None:
    new = link(tree / "shoot/secret.jpg", tree / "private/secret.jpg")
    assert marked(new, named=[tree / "shoot"]) == {"secret.jpg": True}
    assert marked(tree / "shoot/a.jpg", named=[tree / "shoot"]) == {"a.jpg": False}


def test_a_folder_that_is_not_there_yet_lies_where_it_would_be(tree: Path) -> None:
    link(tree / "shoot/more", tree / "private")
    albums = Named([tree / "shoot"])
    assert albums.holds(tree / "shoot/new/2024")
    assert not albums.holds(tree / "shoot/more/2024")
    assert Named([Path("/")]).holds(tree)
