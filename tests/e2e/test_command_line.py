"""The command line as a script meets it: a process of its own, pipes, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.culling.sample_shoot import make_sample_shoot

pytestmark = pytest.mark.e2e
PROGRAM = [sys.executable, "-m", "aesthetic_gui"]


def start(words: Sequence[str | bytes | Path]) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    return subprocess.Popen(
        [*PROGRAM, *words],
        env={**environment, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,  # a line that is read takes nothing from what communicate() returns
    )


def run(*words: str | bytes | Path) -> tuple[int, bytes, str]:
    with start(words) as process:
        out, err = process.communicate(timeout=100)
    return process.returncode, out, err.decode()


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    make_sample_shoot(tmp_path / "shoot")
    return tmp_path / "shoot"


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_shoot_is_scored_without_a_screen_in_any_locale(shoot: Path) -> None:
    odd = os.fsencode(shoot / "morning") + "/😀 caf".encode() + b"\xe9.jpg"
    os.rename(shoot / "morning" / "SAMPLE_0001.jpg", odd)  # noqa: PTH104 – a name in bytes
    code, out, err = run("score", "--recursive", "--json", shoot)
    rows = json.loads(out.decode("utf-8"))
    assert (code, err) == (1, "")
    assert [Path(row["path"]).name for row in rows if "error" in row] == ["damaged.jpg"]
    assert os.fsencode(next(row["path"] for row in rows if "😀" in row["path"])) == odd
    assert len(rows) == 45


def test_a_reader_that_leaves_early_is_no_error_message(shoot: Path) -> None:
    with start(["score", "--recursive", "--json", shoot]) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(timeout=100) == 141


def test_ctrl_c_ends_it_quietly_with_130_and_keeps_the_scores_it_has(shoot: Path, tmp_path: Path) -> None:
    with Image.open(shoot / "evening" / "SAMPLE_0039.jpg") as sample:
        sample.thumbnail((120, 120))  # small ones are scored quickly, and moved as slowly
        sample.save(shoot / "small.jpg")
    content = (shoot / "small.jpg").read_bytes()
    (shoot / "small.jpg").unlink()
    for number in range(400):  # each another photograph, or one score would do for all, before the signal comes
        (shoot / "evening" / f"COPY_{number}.jpg").write_bytes(content + str(number).encode())
    catalog = tmp_path / "catalog.db"
    with start(["score", "--recursive", "--json", "--progress", "--catalog", catalog, shoot]) as process:
        assert process.stderr is not None
        assert b"scored" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert time.monotonic() - started < 10
    assert out == b""
    assert b"interrupted" in err
    assert b"Traceback" not in err
    code, out, _ = run("score", "--json", "--catalog", catalog, shoot / "morning")
    assert (code, len(json.loads(out))) == (0, 21)


def test_sorting_copies_into_albums_tells_what_went_where_and_is_undone(shoot: Path, tmp_path: Path) -> None:
    before, albums = files_of(shoot), tmp_path / "albums"
    code, out, err = run("sort", shoot, "--into", albums, "--by", "verdict")
    assert code == 1  # the damaged one was left where it is
    assert "damaged.jpg" in err
    assert files_of(shoot) == before
    sorted_names = sorted(Path(name).name for name in files_of(albums))
    assert sorted_names == sorted(Path(name).name for name in before if "SAMPLE" in name)
    lines = out.decode().splitlines()
    assert len([line for line in lines if " -> " in line]) == 44
    operation = lines[-1].split()[-1]
    assert run("undo", operation)[0] == 0
    assert files_of(shoot) == before
    assert not albums.exists() or not files_of(albums)


def test_sorting_by_moving_keeps_every_photograph_and_undo_brings_each_back(shoot: Path, tmp_path: Path) -> None:
    before, albums = files_of(shoot), tmp_path / "albums"
    assert run("sort", shoot, "--into", albums, "--by", "{verdict}/{date}", "--move")[0] == 1
    assert sorted(files_of(shoot)) == ["CREDITS.txt", "evening/damaged.jpg"]
    assert sorted(files_of(albums).values()) == sorted(v for k, v in before.items() if "SAMPLE" in k)
    assert run("undo")[0] == 0
    assert files_of(shoot) == before


def test_a_dry_run_tells_the_same_and_touches_nothing(shoot: Path, tmp_path: Path) -> None:
    before = files_of(shoot)
    _, dry, _ = run("sort", shoot, "--into", tmp_path / "albums", "--by", "band", "--dry-run")
    assert files_of(shoot) == before
    assert not (tmp_path / "albums").exists()
    _, real, _ = run("sort", shoot, "--into", tmp_path / "albums", "--by", "band")
    went = [[line for line in out.decode().splitlines() if " -> " in line] for out in (dry, real)]
    assert went[0] == went[1]
    assert len(went[0]) == 44


def test_a_pattern_that_makes_no_sense_is_wrong_use(shoot: Path, tmp_path: Path) -> None:
    for rule in ("{nonsense}", "{verdict", "../{verdict}"):
        code, out, err = run("sort", shoot, "--into", tmp_path / "albums", "--by", rule)
        assert (code, out) == (2, b""), rule
        assert err
    assert not (tmp_path / "albums").exists()


def test_undoing_where_there_is_nothing_to_undo_says_so(tmp_path: Path) -> None:
    code, _, err = run("undo", "--catalog", tmp_path / "new.db")
    assert code == 2
    assert "nothing" in err.lower()
    assert run("undo", "999", "--catalog", tmp_path / "new.db")[0] == 2


def test_recovering_where_nothing_is_open_says_so(tmp_path: Path) -> None:
    code, out, _ = run("recover", "--catalog", tmp_path / "new.db")
    assert code == 0
    assert b"nothing" in out.lower()


@pytest.fixture
def big_shoot(shoot: Path) -> Path:
    """So many photographs that a move can be caught in the middle."""
    content = (shoot / "evening" / "SAMPLE_0039.jpg").read_bytes()
    for number in range(130):
        (shoot / "evening" / f"COPY_{number}.jpg").write_bytes(content + number.to_bytes(2, "big"))
    (shoot / "evening" / "damaged.jpg").unlink()
    return shoot


def start_moving(shoot: Path, albums: Path) -> subprocess.Popen[bytes]:
    """Started, and seen to have moved the first photographs."""
    process = start(["sort", shoot, "--into", albums, "--move"])
    assert process.stdout is not None
    assert b" -> " in process.stdout.readline()
    return process


def contents(*folders: Path) -> list[bytes]:
    return sorted(path.read_bytes() for folder in folders for path in folder.rglob("*.jpg"))


def test_ctrl_c_ends_a_sort_between_two_photographs_and_what_was_done_can_be_undone(
    big_shoot: Path, tmp_path: Path
) -> None:
    before = files_of(big_shoot)
    with start_moving(big_shoot, tmp_path / "albums") as process:
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out.splitlines()[-1] == b"operation 1"
    assert contents(big_shoot, tmp_path / "albums") == sorted(v for k, v in before.items() if k.endswith(".jpg"))
    assert run("undo", "1")[0] == 0
    assert files_of(big_shoot) == before


def test_after_being_killed_in_the_middle_every_photograph_is_found_and_the_next_start_says_so(
    big_shoot: Path, tmp_path: Path
) -> None:
    before = contents(big_shoot)
    with start_moving(big_shoot, tmp_path / "albums") as process:
        process.kill()
    code, _, err = run("score", big_shoot / "morning")
    assert code == 0
    assert err.strip()  # it tells what was mended
    assert contents(big_shoot, tmp_path / "albums") == before
    assert run("recover")[1].strip() == b"nothing was left open"


@pytest.mark.parametrize(
    "arguments",
    [("score", ""), ("sort", "", "--into", "x"), ("sort", ".", "--into", ""), ("undo", "9" * 23), ("undo", "-1")],
)
def test_an_empty_path_or_an_impossible_number_is_wrong_use(tmp_path, arguments):
    command = [sys.executable, "-m", "aesthetic_gui", *arguments]
    surroundings = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
