"""The ground floor: what a path means, what may be opened, and what is on the disk when."""

from __future__ import annotations

from pathlib import Path

import pytest

from aesthetic_gui import disk_io


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A link to ``drive/shoot``, which holds ``day``; beside it ``other`` leads to ``drive``, ``circle`` to itself."""
    (tmp_path / "drive" / "shoot" / "day").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "drive" / "shoot")
    (tmp_path / "other").symlink_to("drive")
    (tmp_path / "circle").symlink_to("circle")
    return tmp_path / "link"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("link/..", "drive"),
        ("link/../x.jpg", "drive/x.jpg"),
        ("link/day/../x.jpg", "link/x.jpg"),
        ("link/day/../../x.jpg", "drive/x.jpg"),
        ("other/shoot/../x.jpg", "other/x.jpg"),
        ("link/../../link/x.jpg", "link/x.jpg"),
        ("link/./day//x.jpg", "link/day/x.jpg"),
        ("drive/../link", "link"),
        ("nowhere/../link/x.jpg", "link/x.jpg"),
        ("circle/../x.jpg", "x.jpg"),
        ("a\0b/../x.jpg", "x.jpg"),
        (f"{'n' * 300}/../x.jpg", "x.jpg"),
    ],
)
def test_a_path_means_what_it_means_to_the_system(linked: Path, tmp_path: Path, written: str, meant: str) -> None:
    assert disk_io.absolute(Path(f"{tmp_path}/{written}")) == tmp_path / meant


def test_a_relative_path_begins_where_one_is(linked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path / "drive")
    assert disk_io.absolute(Path()) == tmp_path / "drive"
    assert disk_io.absolute(Path("../link/../x")) == tmp_path / "drive" / "x"
    assert disk_io.absolute(Path("/..")) == Path("/")


def test_both_ways_lead_to_the_same_file(linked: Path, tmp_path: Path) -> None:
    for written in ("link/..", "link/day/..", "other/shoot/../..", "link/../../drive"):
        assert Path(f"{tmp_path}/{written}").samefile(disk_io.absolute(Path(f"{tmp_path}/{written}")))
