"""One list of formats: what is read when it is named is found in a folder, and said wherever formats are named."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from aesthetic_gui.files.formats import MEDIA_TYPES, PHOTOGRAPHS, find_photos
from aesthetic_gui.files.kinds import Kind, named_kind

CHECKOUT = Path(__file__).resolve().parents[3]
GLOBS = Path("/usr/share/mime/globs2")


@pytest.mark.parametrize("name", ["large.psb", "stereo.mpo", "a.PSB", "a.insp", "a.gpr", "a.jps", "a.dib", "a.apng"])
def test_what_is_read_when_it_is_named_is_found_in_its_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"picture")
    assert [photo.path.name for photo in find_photos([tmp_path])] == [name]


def test_the_large_files_that_users_missed_are_found(shared_data: Path) -> None:
    found = find_photos([shared_data / "faults" / "11-psb-not-listed"])
    assert {photo.path.name for photo in found} == {"large.psb", "stereo.mpo"}


def test_the_name_of_a_large_photoshop_file_promises_what_it_is() -> None:
    assert named_kind("a.psb") is Kind.PSD


def test_the_file_manager_offers_the_program_for_every_format() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(CHECKOUT / "packaging" / "aesthetic-gui.desktop")
    offered = entry["Desktop Entry"]["MimeType"].removesuffix(";").split(";")
    assert offered == ["inode/directory", *MEDIA_TYPES]


@pytest.mark.skipif(not GLOBS.exists(), reason="no shared MIME-info on this system")
def test_no_format_that_the_file_manager_knows_is_missing() -> None:
    rows = [line.split(":") for line in GLOBS.read_text("utf-8").splitlines() if not line.startswith("#")]
    known = {row[1] for row in rows if row[2].startswith("*.") and row[2][1:].lower() in PHOTOGRAPHS}
    pictures = {name for name in known if name.startswith("image/")}
    assert pictures - set(MEDIA_TYPES) == set()


def test_the_readme_names_no_format_that_is_not_in_the_list() -> None:
    table = (CHECKOUT / "README.md").read_text("utf-8").partition("## What it reads")[2].partition("\n\nUpright")[0]
    named = set(re.findall(r"\b(?=[A-Z0-9]*[A-Z])[A-Z0-9]{3,4}\b", table)) - {"RAW", "HDR", "CMYK"}
    assert len(named) > 20
    assert named <= {extension[1:].upper() for extension in PHOTOGRAPHS}
