"""The real darktable imports photographs with sidecars of ours."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.files.xmp import Judgement, Profile, Wanted, read, write
from aesthetic_gui.files.xmp.profiles import DARKTABLE, EVERYTHING
from aesthetic_gui.photo import ColourLabel, Decision, Flag, Verdict

DECISIONS = [
    Decision(),
    Decision(Flag.PICK, 4, ColourLabel.GREEN),
    Decision(Flag.REJECT, 3, ColourLabel.RED),
    Decision(Flag.REJECT, 0, ColourLabel.YELLOW),
    Decision(stars=5, label=ColourLabel.PURPLE),
    Decision(stars=1, label=ColourLabel.BLUE),
]
JUDGEMENT = Judgement(5.1, 0.7, Verdict.AESTHETIC, "nima@1", "0.3")
COLOURS = (ColourLabel.RED, ColourLabel.YELLOW, ColourLabel.GREEN, ColourLabel.BLUE, ColourLabel.PURPLE)
REJECTED, STARS = 8, 7  # bits of darktable's images.flags
QUERY = """
    SELECT filename, flags, (SELECT group_concat(color) FROM color_labels WHERE imgid = images.id),
           (SELECT group_concat(tags.name) FROM tagged_images JOIN data.tags ON tags.id = tagid WHERE imgid = images.id)
    FROM images"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str | None, str]]:
    """Flags, labels and tags of every photograph in darktable's library, by file name."""
    if not (darktable := shutil.which("darktable-cli")):
        pytest.skip("darktable is not on this machine")
    root = tmp_path_factory.mktemp("darktable")
    (root / "shoot").mkdir()
    for profile in (DARKTABLE, EVERYTHING):
        for number, decision in enumerate(DECISIONS):
            photo = root / "shoot" / f"{profile.id}_{number}.jpg"
            Image.new("RGB", (32, 24), (number, 99, 99)).save(photo)
            wanted = Wanted(decision, JUDGEMENT, ("aesthetic", "Kid & dog"), ("Verdict|aesthetic",))
            photo.with_name(photo.name + ".xmp").write_bytes(write(None, wanted, profile))
    places = ("--configdir", "config", "--cachedir", "cache", "--library", "library.db")
    quiet = ("--disable-opencl", "--conf", "write_sidecar_files=never")
    command = [darktable, "shoot", "out.jpg", "--core", *places, *quiet]
    subprocess.run(command, cwd=root, capture_output=True, check=True, timeout=110, env=_environment(root))
    with sqlite3.connect(root / "library.db") as library:
        library.execute("ATTACH ? AS data", (str(root / "config" / "data.db"),))
        rows = library.execute(QUERY).fetchall()
    library.close()
    return {name: (flags, colours, tags) for name, flags, colours, tags in rows}


def _environment(root: Path) -> dict[str, str]:
    return {"HOME": str(root), "PATH": "/usr/bin:/bin:/usr/local/bin", "LC_ALL": "C.UTF-8"}


@pytest.mark.slow
@pytest.mark.parametrize("profile", [DARKTABLE, EVERYTHING], ids=lambda profile: profile.id)
def test_darktable_shows_what_was_decided_here(
    imported: dict[str, tuple[int, str | None, str]], profile: Profile
) -> None:
    for number, decision in enumerate(DECISIONS):
        flags, colours, tags = imported[f"{profile.id}_{number}.jpg"]
        is_rejected = decision.flag is Flag.REJECT
        assert bool(flags & REJECTED) == is_rejected
        assert is_rejected or flags & STARS == decision.stars
        assert colours == (str(COLOURS.index(decision.label)) if decision.label else None)
        assert {"Kid & dog", "Verdict|aesthetic"} <= set(tags.split(","))


def test_a_sidecar_that_darktable_has_rewritten_tells_what_was_changed_there() -> None:
    """As darktable 4.2 leaves ours behind when a pick of four stars is rejected, and when a reject is given two."""
    start = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">\n'
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n  <rdf:Description rdf:about=""\n'
        '    xmlns:aesthetic="urn:aesthetic-gui:xmp:1.0/"\n    xmlns:xmp="http://ns.adobe.com/xap/1.0/"\n'
        '    xmlns:darktable="http://darktable.sf.net/"\n   darktable:xmp_version="5"\n'
    )
    end = "/>\n </rdf:RDF>\n</x:xmpmeta>\n"
    picked = '   aesthetic:Flag="1"\n   aesthetic:Stars="4"\n   xmp:Rating="-1"'
    rejected = '   aesthetic:Flag="-1"\n   aesthetic:Stars="3"\n   aesthetic:Rating="-1"\n   xmp:Rating="2"'
    marks = read((start + picked + end).encode())
    assert (marks.flag, marks.stars) == (Flag.REJECT, 4)
    marks = read((start + rejected + end).encode())
    assert (marks.flag, marks.stars) == (Flag.NONE, 2)
