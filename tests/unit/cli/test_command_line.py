"""The command line, in this process: what it prints where, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from aesthetic_gui import __version__
from aesthetic_gui.__main__ import main
from aesthetic_gui.cli.verbs import SUMMARIES
from aesthetic_gui.cli.verbs import score as score_verb
from aesthetic_gui.culling import score_table
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.sample_shoot import make_sample_shoot
from aesthetic_gui.photo import Bar, Photo, Score
from aesthetic_gui.words import percent


@dataclass(frozen=True)
class Told:
    """What one run said."""

    code: int
    out: bytes
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return json.loads(self.out.decode("utf-8"))


Run = Callable[..., Told]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], home_of_its_own: Path) -> Run:
    def run_program(*words: str | Path) -> Told:
        try:
            code = main([str(word) for word in words])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        captured = capfdbinary.readouterr()
        return Told(code, captured.out, captured.err.decode("utf-8"))

    return run_program


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    make_sample_shoot(folder)
    return folder


@pytest.fixture
def photos(sample: Path, tmp_path: Path) -> list[Path]:
    """Three photographs in a folder of their own."""
    folder = tmp_path / "shoot"
    folder.mkdir()
    made = []
    for number in (2, 7, 21):
        photo = folder / f"IMG_{number}.jpg"
        photo.write_bytes((sample / "morning" / f"SAMPLE_{number:04}.jpg").read_bytes())
        made.append(photo)
    return made


def test_a_broken_photograph_is_told_the_same_at_every_visit_and_decoded_at_the_first(
    run: Run, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    photos[1].write_bytes(photos[1].read_bytes()[:3000])
    first = run("score", "--json", photos[0].parent)
    assert first.code == 1
    assert [row.get("error") for row in first.rows] == [None, "the file ends too early (truncated)", None]
    monkeypatch.setattr("aesthetic_gui.culling.scoring.pipeline.decode", lambda *_: pytest.fail("decoded again"))
    assert run("score", "--json", photos[0].parent) == first


def test_scores_come_as_one_array_in_the_order_given(run: Run, photos: list[Path]) -> None:
    told = run("score", "--json", photos[2], photos[0], photos[1])
    assert told.code == 0
    assert [row["path"] for row in told.rows] == [str(photos[2]), str(photos[0]), str(photos[1])]
    for row in told.rows:
        scored = {"path", "verdict", "p_aesthetic", "mean", "sd", "distribution", "pack", "evidence", "unlike"}
        assert set(row) == scored | {"rank_in_shoot", "of", "flag", "stars", "label", "version"}
        assert row["verdict"] in ("aesthetic", "not_aesthetic", "unsure")
        assert 0 <= row["p_aesthetic"] <= 1
        assert len(row["distribution"]) == 10
        assert sum(row["distribution"]) == pytest.approx(1, abs=1e-4)
        assert row["unlike"] > 0
        assert row["mean"] == pytest.approx(sum(n * p for n, p in enumerate(row["distribution"], 1)), abs=1e-3)


def test_a_terminal_shows_the_percentage_that_the_window_shows(run: Run, photos: list[Path]) -> None:
    rows = run("score", "--json", *photos).rows
    lines = run("score", *photos).out.decode().splitlines()[1:]
    for row, line in zip(rows, lines, strict=True):
        assert f"  {percent(row['p_aesthetic'])}  " in line


def test_it_is_quiet_where_stderr_is_no_terminal_and_tells_progress_when_asked(run: Run, photos: list[Path]) -> None:
    assert run("score", "--json", "--no-cache", *photos).err == ""
    assert "scored 3 of 3" in run("score", "--json", "--no-cache", "--progress", *photos).err


def test_a_photograph_named_twice_is_there_twice(run: Run, photos: list[Path]) -> None:
    told = run("score", "--json", photos[0], photos[0])
    assert [row["path"] for row in told.rows] == [str(photos[0])] * 2
    assert told.rows[0] == told.rows[1]


def test_what_cannot_be_read_has_its_reason_and_the_rest_is_scored(
    run: Run, photos: list[Path], tmp_path: Path
) -> None:
    empty, text = tmp_path / "empty.jpg", tmp_path / "note.txt"
    empty.touch()
    text.write_text("not a photograph")
    told = run("score", "--json", empty, photos[0], tmp_path / "gone.jpg", text)
    assert told.code == 1
    assert ["error" in row for row in told.rows] == [True, False, True, True]
    undecided = {"flag": 0, "stars": 0, "label": "", "version": 2}
    assert told.rows[0] == {"path": str(empty), "error": "the file is empty", "trouble": "empty"} | undecided
    assert not any("mean" in row or "verdict" in row for row in told.rows if "error" in row)


def test_names_of_every_kind_give_valid_json_that_leads_back_to_the_file(
    run: Run, photos: list[Path], tmp_path: Path
) -> None:
    odd = tmp_path / "odd"
    odd.mkdir()
    names = [b"caf\xe9.jpg", b"two\nlines.jpg", '😀 "quoted" \\ ü.jpg'.encode(), b"-dash.jpg", b"a" * 251 + b".jpg"]
    for name in names:
        (odd / os.fsdecode(name)).write_bytes(photos[0].read_bytes())
    told = run("score", "--json", odd)
    assert told.code == 0
    assert {os.fsencode(Path(row["path"]).name) for row in told.rows} == set(names)
    assert "😀".encode() in told.out
    assert run("score", odd).out.decode("utf-8").count("\n") == len(names) + 1  # a line break in a name breaks no line
    assert len(list(csv.DictReader(io.StringIO(run("score", "--csv", odd).out.decode("utf-8"))))) == len(names)


def test_a_table_of_the_command_line_is_the_one_that_the_window_exports_and_runs_no_formula(
    run: Run, photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(photos[0].parent)
    photos[0].rename("=1+1.jpg")
    (row,) = csv.DictReader(io.StringIO(run("score", "--csv", "=1+1.jpg").out.decode("utf-8")))
    assert tuple(row) == score_table.COLUMNS
    assert (row["path"], row["version"]) == ("./=1+1.jpg", "2")


def test_folders_in_folders_are_scored_only_when_asked(run: Run, photos: list[Path]) -> None:
    inner = photos[0].parent / "inner"
    inner.mkdir()
    photos[0].rename(inner / photos[0].name)
    assert len(run("score", "--json", inner.parent).rows) == 2
    assert len(run("score", "--json", "--recursive", inner.parent).rows) == 3


def test_paths_come_back_as_they_were_typed(run: Run, photos: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(photos[0].parent.parent)
    assert run("score", "--json", "shoot").rows[0]["path"] == "shoot/IMG_2.jpg"
    assert run("score", "--json", "shoot/../shoot/IMG_2.jpg").rows[0]["path"] == "shoot/../shoot/IMG_2.jpg"


def test_an_empty_folder_gives_an_empty_array(run: Run, tmp_path: Path) -> None:
    told = run("score", "--json", tmp_path)
    assert (told.code, told.rows) == (0, [])
    assert "no photographs" in told.err


def test_a_raw_and_its_jpeg_are_one_photograph(run: Run, photos: list[Path]) -> None:
    photos[0].with_suffix(".CR2").write_bytes(b"a RAW")
    assert len(run("score", "--json", photos[0].parent).rows) == 3
    raw = run("score", "--json", photos[0].with_suffix(".CR2")).rows[0]
    assert raw["path"].endswith(".CR2")
    assert raw["mean"] == run("score", "--json", photos[0]).rows[0]["mean"]


def test_csv_has_a_header_a_record_for_each_and_the_ten_shares(run: Run, photos: list[Path], tmp_path: Path) -> None:
    told = run("score", "--csv", photos[0], tmp_path / "gone, really.jpg")
    first, second = csv.DictReader(io.StringIO(told.out.decode("utf-8")))
    assert first["path"] == str(photos[0])
    assert sum(float(first[f"share_{n}"]) for n in range(1, 11)) == pytest.approx(1, abs=1e-4)
    assert second["error"]
    assert second["mean"] == ""


def test_results_are_kept_in_the_catalog_named_and_reused(run: Run, photos: list[Path], tmp_path: Path) -> None:
    catalog = tmp_path / "kept" / "catalog.db"
    first = run("score", "--json", "--catalog", catalog, *photos)
    assert catalog.is_file()
    assert run("score", "--json", "--catalog", catalog, *photos).rows == first.rows


def test_a_decision_is_told_where_the_catalog_was_asked_and_not_taken_for_none_where_it_was_not(
    run: Run, photos: list[Path], tmp_path: Path
) -> None:
    from aesthetic_gui.catalog.catalog import Catalog
    from aesthetic_gui.culling.operations.deciding import decide
    from aesthetic_gui.files.formats import find_photos
    from aesthetic_gui.photo import Flag

    with Catalog.open(tmp_path / "kept.db") as catalog:
        decide(catalog, list(find_photos([photos[0]])), flag=Flag.REJECT, stars=2)
    asked = run("score", "--json", "--catalog", tmp_path / "kept.db", photos[0]).rows[0]
    assert (asked["flag"], asked["stars"], asked["label"]) == (-1, 2, "")
    not_asked = run("score", "--json", "--no-cache", "--catalog", tmp_path / "kept.db", photos[0]).rows[0]
    assert not {"flag", "stars", "label"} & set(not_asked)


def test_augmented_scores_say_so_and_never_take_the_place_of_plain_ones(run: Run, photos: list[Path]) -> None:
    from aesthetic_gui.scoring.pack import load_pack
    from aesthetic_gui.scoring.views import VIEWS, key

    plain, augmented = (run("score", "--json", *how, photos[0]).rows[0] for how in ((), ("--augmented",)))
    assert augmented["mean"] != plain["mean"]
    assert (plain["pack"], augmented["pack"]) == (load_pack().key, key(load_pack(), VIEWS))
    assert set(augmented) == set(plain)
    assert run("score", "--json", photos[0]).rows == [plain]


def test_no_cache_leaves_no_result_behind(run: Run, photos: list[Path], tmp_path: Path) -> None:
    catalog = tmp_path / "kept.db"
    run("score", "--json", "--no-cache", "--catalog", catalog, *photos)
    size_without = catalog.stat().st_size if catalog.exists() else 0
    from aesthetic_gui.catalog.catalog import Catalog
    from aesthetic_gui.files.formats import find_photos
    from aesthetic_gui.scoring.pack import load_pack

    if size_without:
        with Catalog.open(catalog) as opened:
            assert opened.known(list(find_photos(photos)), load_pack().key) == {}


def test_wrong_use_says_what_is_wrong_and_exits_with_2(run: Run, photos: list[Path], tmp_path: Path) -> None:
    for words in (
        ("score",),
        ("score", "--json", "--csv", photos[0]),
        ("score", "--pack", "nothing-like-it", photos[0]),
        ("explain", photos[0], "--method", "magic", "-o", tmp_path / "x.png"),
        ("explain", photos[0].parent, "-o", tmp_path / "x.png"),
        ("models", "paint"),
        ("--device", "abacus"),
        (tmp_path / "no such folder",),
    ):
        told = run(*words)
        assert told.code == 2, words
        assert told.out == b""
        assert told.err.strip()


def test_every_verb_explains_itself_with_examples(run: Run) -> None:
    assert "verbs" in run("--help").out.decode()
    for verb in SUMMARIES:
        told = run(verb, "--help")
        assert told.code == 0
        assert f"aesthetic-gui {verb}" in told.out.decode()
        assert "examples:" in told.out.decode()
    assert run("--version").out.decode().strip() == f"aesthetic-gui {__version__}"


def test_the_list_of_verbs_comes_at_once_without_any_verb() -> None:
    """``--help`` imports the words of the command line, and no room that a verb works in."""
    rooms = ("catalog", "culling", "files", "scoring", "settings", "training", "ui")
    words = "import sys; from aesthetic_gui.__main__ import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    words += "print(*sys.modules, file=sys.stderr)"
    told = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert "Write a contact sheet" in told.stdout
    imported = set(told.stderr.split())
    assert imported & {"PIL", "cv2", "sqlite3", *(f"aesthetic_gui.{room}" for room in rooms)} == set()
    assert {name for name in imported if name.startswith("aesthetic_gui.cli.verbs.")} == set()


def test_the_list_of_verbs_is_a_column_of_names_beside_what_they_do(run: Run) -> None:
    lines = run("--help").out.decode().splitlines()
    assert max(map(len, lines)) <= 88
    for verb, summary in SUMMARIES.items():
        assert any(line.split()[:3] == [verb, *summary.split()[:2]] for line in lines), verb


def test_explain_writes_the_overlay_and_never_over_a_photograph(run: Run, photos: list[Path], tmp_path: Path) -> None:
    overlay, before = tmp_path / "why.png", photos[0].read_bytes()
    told = run("explain", photos[0], "--method", "cam", "-o", overlay)
    assert told.code == 0
    assert told.out.decode().strip() == str(overlay)
    assert told.err == "cam, 1 evaluation\n"
    with Image.open(overlay) as picture:
        assert picture.width >= 300
    assert run("explain", photos[0], "-o", overlay).code == 2
    assert run("explain", photos[0], "-o", overlay, "--overwrite").code == 0
    assert run("explain", photos[0], "-o", photos[0], "--overwrite").code == 2
    assert photos[0].read_bytes() == before


def test_a_level_goes_with_a_map_and_with_a_model_that_has_it(run: Run, photos: list[Path], tmp_path: Path) -> None:
    overlay = tmp_path / "why.png"
    lime = run("explain", photos[0], "--method", "lime", "--level", 1, "-o", overlay)
    assert (lime.code, "--level goes with --method cam" in lime.err) == (2, True)
    absent = run("explain", photos[0], "--level", 7, "--pack", "nima-mobilenet", "-o", overlay)
    assert absent.code != 0
    assert "nima-mobilenet has one level only: there is no level 7" in absent.err
    assert not overlay.exists()


def test_a_line_says_of_what_the_model_knows_nothing(photos: list[Path]) -> None:
    item = Item(Photo(photos[0]), Score((0.1,) * 10, 5.5, 2.9, 0.9, "pack", unlike=1.5))
    cells = score_verb.cells(score_table.to_record(item, Bar(0.3, 0.0)))
    assert cells[:2] == ("unsure", "50 %")
    assert cells[-1] == f"{photos[0]}: unlike anything I have learned from"


def test_explaining_an_unreadable_photograph_says_why_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    told = run("explain", tmp_path / "empty.jpg", "-o", tmp_path / "why.png")
    assert told.code == 1
    assert "empty" in told.err
    assert not (tmp_path / "why.png").exists()


def test_models_are_listed_and_their_weights_verified(run: Run) -> None:
    _, *rows = run("models", "list").out.decode().splitlines()
    assert [row.split("  ")[0] for row in rows] == ["aesthetic-multigap (default)", "nima-mobilenet"]
    told = run("models", "verify")
    assert told.code == 0
    _, *rows = told.out.decode().splitlines()
    assert [row.split()[0] for row in rows] == ["aesthetic-multigap"] * 3 + ["nima-mobilenet"] * 3
    assert all("  as published  " in row for row in rows)


def test_a_folder_called_like_a_verb_is_opened_when_written_with_its_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "score").mkdir()
    monkeypatch.chdir(tmp_path)
    opened: list[Path] = []

    def remember(paths: list[Path], **_: Any) -> int:
        opened.extend(paths)
        return 0

    monkeypatch.setitem(sys.modules, "aesthetic_gui.app", SimpleNamespace(run=remember))
    assert run("./score").code == 0
    assert opened == [Path("score")]


@pytest.mark.parametrize("words", [("score", "--recursive"), ("sort", "--into", "albums", "--by", "flag")])
def test_what_is_hidden_is_passed_over_and_said(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    for name in ("@eaDir/IMG_1.jpg/thumb.jpg", "#recycle/IMG_2.jpg"):
        (tmp_path / "shoot" / name).parent.mkdir(parents=True)
        (tmp_path / "shoot" / name).touch()
    told = run(*(tmp_path / word if word == "albums" else word for word in words), tmp_path / "shoot")
    sentence = (
        "2 photographs in hidden folders (#recycle, @eaDir) were passed over; open such a folder itself to see them."
    )
    assert sentence in told.err
    assert not (tmp_path / "albums").exists()


@pytest.fixture
def closed(photos: list[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that may not be looked into, whoever runs the tests."""
    folder, scandir = photos[0].parent, os.scandir

    def refused(path: Any = ".") -> Any:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ("sort", "{closed}", "--into", "{out}", "--dry-run"),
        ("sheet", "{closed}", "-o", "{out}.pdf"),
        ("export", "{closed}", "--into", "{out}"),
        ("gallery", "{closed}", "--into", "{out}"),
        ("sidecars", "read", "{closed}"),
    ],
)
def test_a_folder_without_permission_is_told_with_what_to_do_and_is_not_empty(
    run: Run, closed: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    told = run(*(word.format(closed=closed, out=tmp_path / "out") for word in words))
    assert told.code == (2 if words[0] == "sheet" else 1)  # nothing to put on it
    assert f"{closed}: no permission to look into this folder. Its owner can allow you to read it" in told.err
    assert "no photographs there" not in told.err


@pytest.mark.parametrize("verb", [("score",), ("sheet", "-o", "x.pdf"), ("sort", "--into", "x")])
def test_a_folder_that_is_gone_is_told_as_gone(run: Run, tmp_path: Path, verb: tuple[str, ...]) -> None:
    told = run(verb[0], tmp_path / "card" / "DCIM", *verb[1:])
    assert told.code in (1, 2)
    assert "DCIM" in told.err + told.out.decode()
    assert "no photographs there" not in told.err


def test_a_folder_behind_a_closed_one_is_told_so_and_not_as_absent(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Any, **_options: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "lstat", refused)
    for words in (("sort", tmp_path / "a" / "b", "--into", "x"), ("sheet", tmp_path / "a" / "b", "-o", "x.pdf")):
        told = run(*words)
        assert told.code == 2
        assert "b': no permission to look into this folder. Its owner can allow" in told.err
