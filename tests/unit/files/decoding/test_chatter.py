"""What C libraries print is in the log, not on the terminal; what the program and a crash say is on the terminal."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui import settings
from aesthetic_gui.files.decoding import chatter

ROOT = Path(__file__).resolve().parents[4]

START = """
import ctypes, logging, os, sys
from pathlib import Path
from aesthetic_gui.files.decoding import chatter
log = Path(sys.argv[1])
"""


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", START + program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, errors="backslashreplace", cwd=ROOT, timeout=60)


def broken_tiff(path: Path) -> Path:
    """One on which libtiff prints; see the test that proves it."""
    Image.effect_noise((300, 200), 50).save(path, compression="tiff_lzw")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = b"\xff" * 400
    path.write_bytes(data)
    return path


DECODE = """
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.photo import Unreadable
try:
    decode(Path(sys.argv[2]))
except Unreadable as error:
    print(error.reason)
"""


def test_what_libraries_print_is_logged_and_what_the_program_says_is_shown(tmp_path: Path) -> None:
    program = """
chatter.keep_log(log)
with chatter.routed():
    os.write(2, b"TIFFReadDirectory: \\xff warning\\nlast line without an end")
    print("said", file=sys.stderr)
    logging.getLogger("aesthetic_gui").warning("told \\u00e9")
    logging.getLogger("aesthetic_gui").info("noted")
os.write(2, b"afterwards\\n")
"""
    ran = run(program, tmp_path / "new folder" / "a.log")
    assert ran.stderr == "said\nWARNING aesthetic_gui: told é\nafterwards\n"
    log = (tmp_path / "new folder" / "a.log").read_text("utf-8")
    for line in (
        "INFO aesthetic_gui.chatter: TIFFReadDirectory: \\xff warning",
        "INFO aesthetic_gui.chatter: last line without an end",
        "WARNING aesthetic_gui: told é",
        "INFO aesthetic_gui: noted",
    ):
        assert line in log


def test_libtiff_prints_over_the_terminal_of_whoever_lets_it(tmp_path: Path) -> None:
    """What the tests below would see, were nothing done about it."""
    program = (
        "from aesthetic_gui.files.decoding.codecs import pillow\n"
        "pillow.open_picture(Path(sys.argv[2]).read_bytes(), 64)"
    )
    assert "code not yet in table" in run(program, tmp_path / "a.log", broken_tiff(tmp_path / "a.tif")).stderr


def test_a_broken_tiff_is_heard_of_in_the_log_only(tmp_path: Path) -> None:
    program = f"chatter.keep_log(log)\nwith chatter.routed():\n    exec({DECODE!r})"
    ran = run(program, tmp_path / "a.log", broken_tiff(tmp_path / "a.tif"))
    assert ran.stderr == ""
    assert ran.stdout == "TIFF, but damaged beyond reading\n"
    assert "code not yet in table" in (tmp_path / "a.log").read_text()


def test_the_command_line_prints_no_chatter_either(tmp_path: Path) -> None:
    ran = run(DECODE, tmp_path / "a.log", broken_tiff(tmp_path / "a.tif"))
    assert (ran.stdout, ran.stderr) == ("TIFF, but damaged beyond reading\n", "")


def test_a_crash_is_told_on_the_terminal(tmp_path: Path) -> None:
    ran = run("chatter.keep_log(log)\nwith chatter.routed():\n    ctypes.string_at(0)", tmp_path / "a.log")
    assert ran.returncode < 0
    assert "Segmentation fault" in ran.stderr
    assert "string_at" in ran.stderr


def test_an_error_of_the_programs_own_is_told_on_the_terminal(tmp_path: Path) -> None:
    ran = run("with chatter.routed():\n    raise ValueError('a fault')", tmp_path / "a.log")
    assert ran.returncode == 1
    assert "ValueError: a fault" in ran.stderr


def test_a_library_that_never_stops_printing_holds_up_nobody(tmp_path: Path) -> None:
    """It prints while it holds Python's lock, so nobody can read what it prints meanwhile."""
    program = """
chatter.keep_log(log)
with chatter.routed():
    for _ in range(3):
        ctypes.PyDLL(None).write(2, b"x" * 1_000_000, 1_000_000)
print("done")
"""
    assert run(program, tmp_path / "a.log").stdout == "done\n"


def test_without_a_stderr_there_is_nothing_to_route(tmp_path: Path) -> None:
    assert run("os.close(2)\nwith chatter.routed():\n    print('done')", tmp_path / "a.log").stdout == "done\n"


def test_the_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    program = """
chatter.LOG_BYTES = 20_000
chatter.keep_log(log)
for number in range(3000):
    logging.getLogger("aesthetic_gui").info("%d %s", number, "x" * 50)
"""
    assert run(program, tmp_path / "a.log").returncode == 0
    logs = sorted(tmp_path.glob("a.log*"))
    assert [log.name for log in logs] == ["a.log", "a.log.1", "a.log.2"]
    assert sum(log.stat().st_size for log in logs) <= 60_000
    assert " 2999 x" in logs[0].read_text()


def test_where_no_log_can_be_written_the_program_runs_without(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    program = "chatter.keep_log(log)\nlogging.getLogger('aesthetic_gui').warning('told')"
    ran = run(program, tmp_path / "file" / "a.log")
    assert (ran.returncode, ran.stderr) == (0, "WARNING aesthetic_gui: told\n")


def test_of_a_babblers_lines_only_the_first_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "aesthetic_gui.chatter")
    reading, writing = os.pipe()
    os.write(writing, b"a\nb\nc\nd\n")
    os.close(writing)
    chatter.log_lines(os.fdopen(reading, "rb"), most=2)
    assert [record.getMessage() for record in caplog.records] == ["a", "b"]


def test_the_log_is_in_a_folder_of_the_programs_own() -> None:
    assert settings.log_path().name == "aesthetic-gui.log"
    assert settings.APP in settings.log_path().parent.parts
