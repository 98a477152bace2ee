"""``aesthetic-gui benchmark`` on a small table of drawn photographs, with the real pack."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.__main__ import main


class Told(NamedTuple):
    """What one run said."""

    code: int
    out: str
    err: str


Run = Callable[..., Told]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], home_of_its_own: Path) -> Run:
    def run_program(*words: str | Path) -> Told:
        try:
            code = main(["benchmark", *map(str, words)])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        captured = capfd.readouterr()
        return Told(code, captured.out, captured.err)

    return run_program


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six photographs with labels and stars, of two years."""
    folder = tmp_path_factory.mktemp("photographs")
    random = np.random.default_rng(0)
    lines = ["path,label,stars,year"]
    for number in range(6):
        rgb = random.integers(0, 255, (90, 120, 3), dtype=np.uint8)
        Image.fromarray(rgb // (1 + number)).save(folder / f"{number}.png")
        lines.append(f"{number}.png,{'good' if number % 2 else 'ordinary'},{number},{2025 + number // 4}")
    (folder / "labels.csv").write_text("\n".join(lines), "utf-8")
    return folder


def test_two_packs_stand_side_by_side_with_intervals_and_their_difference(run: Run, folder: Path) -> None:
    told = run("--pack", "nima-mobilenet", "--pack", "nima-mobilenet:int8", "--data", folder / "labels.csv")
    assert told.code == 0, told.err
    header, *lines = told.out.splitlines()
    assert header.split("  ")[-1].strip() == "nima-mobilenet:int8 - nima-mobilenet"
    auc = next(line for line in lines if line.startswith("AUC"))
    assert auc.count("[") == 3
    assert " 6 " in auc
    assert "ordinary or bad" in told.out
    assert "each counts as its own" in told.out  # no source is named
    assert told.err == ""


def test_a_pack_in_a_folder_a_column_by_name_and_only_some_rows(run: Run, folder: Path) -> None:
    from aesthetic_gui.scoring.pack import load_pack

    pack = f"{load_pack('nima-mobilenet').folder}:int8"
    words = ("--data", folder, "--pack", pack, "--rating-column", "stars", "--where", "year=2025", "--json")
    told = run(*words, "--sensitivity", "2", "--progress")
    assert told.code == 0, told.err
    rows = json.loads(told.out)
    figures = {row["figure"]: row for row in rows if "figure" in row}
    assert {row["pack"] for row in rows} == {"nima-mobilenet:int8"}
    assert figures["srcc"]["n"] == figures["auc"]["n"] == 4
    assert figures["auc"]["low"] <= figures["auc"]["value"] <= figures["auc"]["high"]
    assert sum(row["n"] for row in rows if row.get("alteration") == "Mirrored") == 2
    assert [sum(row[name] for name in ("not_aesthetic", "unsure", "aesthetic")) for row in rows if "people_said" in row]
    assert "judged 4 of 4" in told.err
    assert "altered 2 of 2" in told.err


def test_the_report_is_written_once_and_replaced_only_when_allowed(run: Run, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    told = run("--data", folder, "--report", path)
    assert told.code == 0
    assert str(path) in told.err
    first = path.read_bytes()
    again = run("--data", folder, "--report", path)
    assert again.code == 2
    assert "exists already" in again.err
    assert again.out == ""  # told before the work
    assert path.read_bytes() == first
    assert run("--data", folder, "--report", path, "--overwrite").code == 0


def test_rows_that_cannot_be_read_are_named_and_the_exit_code_tells(run: Run, folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "some.csv"
    rows = [f"{folder / '0.png'},good", f"{folder / '1.png'},bad", "gone.png,good", f"{folder / '2.png'},superb"]
    table.write_text("path,label\n" + "\n".join(rows), "utf-8")
    told = run("--data", table)
    assert told.code == 1
    assert "gone.png: no longer there; left out" in told.err
    assert "line 5: 'superb' is no label" in told.err
    assert "2 rows were left out" in told.out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--data", "none.csv"), "cannot be read"),
        (("--data", "{folder}", "--pack", "nothing-like-it"), "there is no model"),
        (("--data", "{folder}", "--label-column", "verdict"), "no column 'verdict'"),
        (("--data", "{folder}", "--where", "year=1999"), "no row matches"),
        (("--data", "{folder}", "--where", "year"), "is not COLUMN=VALUE"),
        (("--data", "{folder}", "--bad-below", "3"), "--good-from"),
        (("--data", "{folder}", "--sensitivity", "0"), "no number of photographs"),
        (("--data", "{folder}", "--report", "report.txt"), ".html"),
        (("--data", "{folder}", "--report", "none/report.html"), "no folder"),
        ((), "--data"),
    ],
)
def test_wrong_use_says_what_is_wrong(run: Run, folder: Path, words: tuple[str, ...], reason: str) -> None:
    told = run(*(word.format(folder=folder) for word in words))
    assert told.code == 2
    assert reason in told.err
    assert told.out == ""


def test_help_has_examples(run: Run) -> None:
    told = run("--help")
    assert told.code == 0
    assert "aesthetic-gui benchmark --pack" in told.out
