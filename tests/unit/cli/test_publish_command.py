"""``export``, ``sheet``, ``gallery``, ``verify`` and ``sort`` by links, in this process, on real files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.files import xmp
from tests.unit.files.export.sources import bag, packet


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    folder.mkdir()
    Image.fromarray(data.chelsea()).save(folder / "cat.jpg")
    Image.fromarray(data.coffee()).save(folder / "cup.jpg")
    return folder


def test_pictures_are_exported_with_a_manifest_that_verifies(run, shoot: Path, tmp_path: Path) -> None:
    code, out, _ = run(
        "export", shoot, "--into", tmp_path / "web", "--long-edge", "100", "--rename", "{name}-{number:2}",
        "--format", "webp", "--manifest", "json",
    )  # fmt: skip
    assert code == 0
    assert f"{shoot / 'cat.jpg'} -> {tmp_path / 'web' / 'cat-01.webp'}" in out
    assert "operation 1" in out
    with Image.open(tmp_path / "web" / "cup-02.webp") as image:
        assert max(image.size) == 100
    assert run("verify", tmp_path / "web")[0] == 0
    (tmp_path / "web" / "cup-02.webp").write_bytes(b"something else")
    code, out, err = run("verify", tmp_path / "web", "--json")
    assert code == 1
    assert [one["state"] for one in json.loads(out)] == ["well", "changed"]
    assert "1 changed" in err


PLACED = packet(bag("dc:subject", "wedding") + bag("ext:PersonInImage", "Zoe"), 'photoshop:City="Hiddenville"')


@pytest.fixture
def placed(shoot: Path) -> Path:
    (shoot / "cup.jpg").unlink()
    Image.fromarray(data.chelsea()).save(shoot / "cat.jpg", xmp=PLACED)
    return shoot


@pytest.mark.parametrize(
    ("words", "kept", "gone"),
    [
        ((), b"Zoe", b"Hiddenville"),
        (("--without", "people"), b"wedding", b"Zoe"),
        (("--metadata", "all", "--without", "people"), b"Hiddenville", b"Zoe"),
        (("--metadata", "all", "--without", "place", "--without", "serial-numbers"), b"Zoe", b"Hiddenville"),
    ],
)
@pytest.mark.parametrize("verb", ["export", "gallery"])
def test_what_is_to_be_left_out_is(
    run, placed: Path, tmp_path: Path, verb: str, words: tuple[str, ...], kept: bytes, gone: bytes
) -> None:
    assert run(verb, placed, "--into", tmp_path / "web", *words)[0] == 0
    made = b"".join(path.read_bytes() for path in (tmp_path / "web").rglob("*") if path.is_file())
    assert kept in made
    assert gone not in made


@pytest.mark.parametrize(
    "words", [(), ("--metadata", "no-place"), ("--metadata", "all", "--without", "people"), ("--metadata", "none")]
)
def test_an_original_with_less_than_all_that_is_in_it_is_refused_in_a_sentence(
    run, placed: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, _, err = run("export", placed, "--into", tmp_path / "web", "--format", "original", *words)
    assert code == 2
    assert "An original is never changed, so it takes along all that is in it, the place too." in err
    assert not (tmp_path / "web").exists()


def test_an_original_goes_along_as_it_is_where_all_of_it_may(run, placed: Path, tmp_path: Path) -> None:
    words = ("--format", "original", "--metadata", "all")
    assert run("export", placed, "--into", tmp_path / "web", *words)[0] == 0
    assert (tmp_path / "web" / "cat.jpg").read_bytes() == (placed / "cat.jpg").read_bytes()
    assert run("export", placed, "--into", tmp_path / "x", *words, "--watermark", "me")[0] == 2


def test_a_dry_run_writes_nothing(run, shoot: Path, tmp_path: Path) -> None:
    code, out, _ = run("export", shoot, "--into", tmp_path / "web", "--dry-run")
    assert code == 0
    assert len(out.splitlines()) == 2
    assert not (tmp_path / "web").exists()


def test_a_template_by_verdict_has_the_photographs_scored_first(run, shoot: Path, tmp_path: Path) -> None:
    assert run("export", shoot, "--into", tmp_path / "web", "--by", "{verdict}")[0] == 0
    assert {path.parent.name for path in (tmp_path / "web").rglob("*.jpg")} <= {"Aesthetic", "Not aesthetic", "Unsure"}


@pytest.mark.parametrize(("threshold", "words"), [(0.0, "Aesthetic"), (1.0, "Not aesthetic")])
def test_every_verb_goes_by_the_bar_chosen_in_the_window(
    run, shoot: Path, tmp_path: Path, threshold: float, words: str
) -> None:
    settings.save({"threshold": threshold, "band": 0.0})
    verdict = words.lower().replace(" ", "_")
    assert {row["verdict"] for row in json.loads(run("score", "--json", shoot).out)} == {verdict}
    assert run("sort", shoot, "--into", tmp_path / "albums", "--manifest", "json")[0] == 0
    files = json.loads((tmp_path / "albums" / "manifest.json").read_text())["files"]
    assert {(row["path"].partition("/")[0], row["verdict"]) for row in files} == {(words, verdict)}
    assert run("export", shoot, "--into", tmp_path / "web", "--by", "{verdict}")[0] == 0
    assert {path.name for path in (tmp_path / "web").iterdir()} == {words}
    assert run("gallery", shoot, "--into", tmp_path / "gallery", "--scores")[0] == 0
    page = (tmp_path / "gallery" / "index.html").read_text()
    assert set(re.findall('data-verdict="(.*?)"', page)) == {words}
    assert run("sidecars", "write", shoot, "--keywords")[0] == 0
    said = [xmp.read(sidecar.read_bytes()) for sidecar in shoot.glob("*.xmp")]
    assert [(one.judgement.verdict.value, one.keywords) for one in said if one.judgement] == 2 * [(verdict, (words,))]


@pytest.mark.parametrize(
    "words", [("--rename", "{nix}"), ("--rename", "a/b"), ("--quality", "101"), ("--by", "/etc"), ("--format", "gif")]
)
def test_what_makes_no_sense_is_wrong_use(run, shoot: Path, tmp_path: Path, words: tuple[str, str]) -> None:
    assert run("export", shoot, "--into", tmp_path / "web", *words)[0] == 2
    assert not (tmp_path / "web").exists()


def test_a_contact_sheet_and_a_gallery_are_made_and_named(run, shoot: Path, tmp_path: Path) -> None:
    code, out, _ = run("sheet", shoot, "-o", tmp_path / "sheet.pdf", "--columns", "2", "--title", "Cats")
    assert (code, out) == (0, f"{tmp_path / 'sheet.pdf'}\noperation 1\n")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert run("gallery", shoot, "--into", tmp_path / "gallery", "--title", "Cats", "--reasons")[0] == 0
    assert "<title>Cats" in (tmp_path / "gallery" / "index.html").read_text()
    assert len(list((tmp_path / "gallery" / "overlays").iterdir())) == 2
    assert run("sheet", shoot, "-o", tmp_path / "sheet.txt")[0] == 2


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A link to tmp_path/drive/inbox."""
    (tmp_path / "drive" / "inbox").mkdir(parents=True)
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "link").symlink_to(tmp_path / "drive" / "inbox")
    return tmp_path / "desk" / "link"


def test_albums_are_made_where_the_shell_would_make_them(run, shoot: Path, linked: Path, tmp_path: Path) -> None:
    """``mkdir link/../albums`` makes a neighbour of what the link leads to, not of the link."""
    assert run("sort", shoot, "--into", f"{linked}/../albums", "--by", "flag")[0] == 0
    assert sorted(path.name for path in (tmp_path / "drive" / "albums").rglob("*.jpg")) == ["cat.jpg", "cup.jpg"]
    assert not (tmp_path / "desk" / "albums").exists()


def test_an_album_in_the_shoot_is_known_by_whatever_way(run, shoot: Path, tmp_path: Path) -> None:
    (shoot / "day").mkdir()
    (tmp_path / "link").symlink_to(shoot / "day")
    words = ("sort", f"{tmp_path}/link/..", "--into", f"{tmp_path}/link/../albums", "--by", "flag")
    assert run(*words)[0] == 0
    assert run(*words)[2] == f"2 already in {tmp_path}/link/../albums: not sorted again\n"


def test_pictures_pages_and_their_undoing_go_where_the_shell_would(run, shoot, linked, tmp_path: Path) -> None:
    inside, there = f"{linked}/..", tmp_path / "drive"
    assert run("export", shoot, "--into", f"{inside}/web", "--long-edge", "50")[0] == 0
    assert run("undo", "--photo", f"{inside}/web/cat.jpg")[0] == 0
    assert [path.name for path in (there / "web").iterdir()] == ["cup.jpg"]
    assert run("sheet", shoot, "-o", f"{inside}/sheet.pdf")[:2] == (0, f"{there / 'sheet.pdf'}\noperation 3\n")
    assert run("gallery", shoot, "--into", f"{linked}/.")[0] == 0
    assert "<title>link" in (there / "inbox" / "index.html").read_text()
    assert list(linked.parent.iterdir()) == [linked]


def test_albums_are_made_of_hard_links(run, shoot: Path, tmp_path: Path) -> None:
    assert (
        run("sort", shoot, "--into", tmp_path / "albums", "--by", "{flag}", "--hard-link", "--manifest", "csv")[0] == 0
    )
    assert (tmp_path / "albums" / "Unflagged" / "cat.jpg").samefile(shoot / "cat.jpg")
    assert run("verify", tmp_path / "albums")[0] == 0
    assert run("undo")[0] == 0
    assert not (tmp_path / "albums").exists()
    assert (shoot / "cat.jpg").exists()


def test_albums_are_made_of_symbolic_links(run, shoot: Path, tmp_path: Path) -> None:
    assert run("sort", shoot, "--into", tmp_path / "albums", "--by", "flag", "--symlink")[0] == 0
    assert (tmp_path / "albums" / "Unflagged" / "cat.jpg").readlink() == shoot / "cat.jpg"


def test_only_one_way_into_albums_can_be_chosen(run, shoot: Path, tmp_path: Path) -> None:
    code, _, err = run("sort", shoot, "--into", tmp_path / "albums", "--move", "--symlink")
    assert code == 2
    assert "not allowed with" in err


@pytest.fixture
def album(run, shoot: Path, tmp_path: Path) -> Path:
    assert run("sort", shoot, "--into", tmp_path / "albums", "--by", "flag", "--manifest", "json")[0] == 0
    return tmp_path / "albums"


def test_verify_names_each_file_that_is_missing_or_changed(run, album: Path) -> None:
    (album / "Unflagged" / "cat.jpg").unlink()
    content = bytearray((album / "Unflagged" / "cup.jpg").read_bytes())
    content[-1] ^= 1
    (album / "Unflagged" / "cup.jpg").write_bytes(content)
    code, out, err = run("verify", album)
    assert code == 1
    assert out.splitlines() == [
        f"missing     {album / 'Unflagged' / 'cat.jpg'}",
        f"changed     {album / 'Unflagged' / 'cup.jpg'}",
    ]
    assert "1 changed, 1 missing" in err


def test_a_file_that_is_not_listed_is_told_and_is_no_failure(run, album: Path) -> None:
    (album / "notes.txt").write_text("mine")
    code, out, err = run("verify", album)
    assert (code, out) == (0, f"not listed  {album / 'notes.txt'}\n")
    assert "2 well, 1 not listed" in err


def test_a_rule_of_sort_makes_the_folders_of_an_export(run, shoot: Path, tmp_path: Path) -> None:
    assert run("export", shoot, "--into", tmp_path / "web", "--by", "flag")[0] == 0
    assert (tmp_path / "web" / "Unflagged" / "cat.jpg").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("export", "--into", "x", "--long-edge", "wide"), "'wide' is not a whole number from 1 on"),
        (("export", "--into", "x", "--quality", "0"), "'0' is not a whole number from 1 on"),
        (("export", "--into", "x", "--quality", "101"), "quality 101, which is not 1 to 100"),
        (("sheet", "-o", "x.pdf", "--columns", "99"), "a contact sheet has 1 to 20 columns and as many rows"),
    ],
)
def test_a_number_that_makes_no_sense_is_told(
    run, shoot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(words[0], shoot, *words[1:])
    assert code == 2
    assert told in err
    assert list(tmp_path.iterdir()) == [shoot]


def test_a_damaged_photograph_stays_out_of_an_export_and_is_named(run, shoot: Path, tmp_path: Path) -> None:
    (shoot / "broken.jpg").write_bytes((shoot / "cat.jpg").read_bytes()[:300])
    code, _, err = run("export", shoot, "--into", tmp_path / "web")
    assert code == 3
    assert "broken.jpg" in err
    assert sorted(path.name for path in (tmp_path / "web").iterdir()) == ["cat.jpg", "cup.jpg"]


def test_an_album_without_a_manifest_cannot_be_verified(run, shoot: Path) -> None:
    code, _, err = run("verify", shoot)
    assert code == 3
    assert "no manifest" in err


def test_a_path_that_is_not_there_is_wrong_use(run, tmp_path: Path) -> None:
    assert run("export", tmp_path / "nowhere", "--into", tmp_path / "web")[0] == 2


def test_pictures_by_date_and_a_sheet_without_verdicts_need_no_model(
    run, shoot: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(
        "aesthetic_gui.cli.session.start_runtime", lambda *_a, **_k: pytest.fail("the model was started")
    )
    assert run("export", shoot, "--into", tmp_path / "web", "--by", "{date}", "--manifest", "csv")[0] == 0
    assert {path.parent.name for path in (tmp_path / "web").rglob("*.jpg")} == {"Undated"}
    assert run("sheet", shoot, "-o", tmp_path / "sheet.pdf", "--no-scores")[0] == 0


def test_what_a_link_brings_in_from_elsewhere_is_scored_but_never_published(run, shoot: Path, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (shoot / "cup.jpg").rename(tmp_path / "private" / "cup.jpg")
    (shoot / "cup.jpg").symlink_to(tmp_path / "private" / "cup.jpg")
    assert "cup.jpg" in run("score", shoot)[1]
    for verb, to in (("gallery", ("--into", tmp_path / "web")), ("sort", ("--into", tmp_path / "albums", "--move"))):
        code, out, err = run(verb, shoot, *to)
        assert code in (0, 1)
        assert "cup.jpg" not in out
        assert f"a link leads out of what was opened: open {tmp_path / 'private'} to include it" in err
    assert (tmp_path / "private" / "cup.jpg").exists()


def test_a_gallery_without_ratings_shows_none_on_its_page(run, placed: Path, tmp_path: Path) -> None:
    (placed / "cat.xmp").write_text(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        '<rdf:Description rdf:about="" xmp:Rating="4"/></rdf:RDF>'
    )
    run("sidecars", "read", placed)
    assert run("gallery", placed, "--into", tmp_path / "with")[0] == 0
    assert run("gallery", placed, "--into", tmp_path / "without", "--without", "ratings")[0] == 0
    with_them, without = (tmp_path.joinpath(name, "index.html").read_text("utf-8") for name in ("with", "without"))
    assert 'data-stars="4"' in with_them
    assert "data-stars" not in without
