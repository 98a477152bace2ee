"""A folder in which hardly anything is well: every good photograph is scored, every other has its reason, it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PIL import Image
from skimage import data

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import score_photos
from aesthetic_gui.files.decoding import isolation
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Photo, Trouble
from tests.unit.files.decoding.bombs import BOMBS

CHECKOUT = Path(__file__).resolve().parents[4]
GOOD = 40
SUFFIXES = (".jpg", ".png", ".tif", ".webp", ".avif", ".bmp", ".gif")
ODD_NAMES = (b"\xff\xfe.jpg", b"two\nlines.jpg", b"\x1b[2J.jpg", "\u202egnp.jpg".encode(), b"x" * 251 + b".jpg")


@pytest.fixture(autouse=True)
def no_children_left() -> Iterator[None]:
    yield
    isolation.close()


def good_photographs(folder: Path, count: int = GOOD, suffixes: tuple[str, ...] = SUFFIXES) -> set[str]:
    """The names of as many as wanted, of every kind in turn, some of them strange."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(data.astronaut())
    names = set()
    for number in range(count):
        odd = number < len(ODD_NAMES) and ".jpg" in suffixes
        name = os.fsdecode(ODD_NAMES[number]) if odd else f"good {number}{suffixes[number % len(suffixes)]}"
        picture.crop((number, number, 300, 200)).save(
            folder / name, **({"speed": 10} if name.endswith(".avif") else {})
        )
        names.add(name)
    return names


def what_is_no_photograph(folder: Path, listening: socket.socket) -> dict[str, Trouble | None]:
    """Pipes, devices, circles: each name with its trouble, None where a walk leaves it out."""
    os.mkfifo(folder / "pipe.jpg")
    listening.bind(os.fspath(folder / "socket.jpg"))
    (folder / "folder.jpg").mkdir()
    (folder / "empty.cr2").touch()
    (folder / "zeros.nef").write_bytes(bytes(9000))
    (folder / "page.heic").write_text("<html>not found</html>")
    with (folder / "large.jpg").open("wb") as file:
        file.truncate(1 << 31)
    links = {"zero.jpg": "/dev/zero", "stdin.tif": "/dev/stdin", "circle.jpg": "circle.jpg", "gone.png": "no such file"}
    for name, target in {**links, "around": "."}.items():
        (folder / name).symlink_to(target)
    troubles = {"empty.cr2": Trouble.EMPTY, "zeros.nef": Trouble.EMPTY, "page.heic": Trouble.NOT_A_PHOTOGRAPH}
    troubles |= {"large.jpg": Trouble.TOO_LARGE, "circle.jpg": Trouble.GONE, "gone.png": Trouble.GONE}
    return troubles | dict.fromkeys(("pipe.jpg", "socket.jpg", "folder.jpg", "zero.jpg", "stdin.tif", "around"))


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[tuple[Path, set[str], dict[str, Trouble | None]]]:
    """A folder, the names in it of good photographs, and the others with their trouble."""
    folder = tmp_path / "h"
    good = good_photographs(folder)
    with socket.socket(socket.AF_UNIX) as listening:
        yield folder, good, what_is_no_photograph(folder, listening)


def by_name(items: Iterator[Item]) -> dict[str, Item]:
    return {item.photo.path.name: item for item in items}


def assert_all_told(items: dict[str, Item], good: set[str]) -> None:
    for name, item in items.items():
        assert (item.score is None) == bool(item.unreadable), name
        assert (item.trouble is None) == (item.unreadable is None), name
        assert item.score or name not in good, (name, item.unreadable)


@pytest.mark.slow
def test_every_good_one_is_scored_and_every_other_has_its_reason(hostile, pack, runtime, tmp_path) -> None:
    folder, good, troubles = hostile
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        items = by_name(score_photos(list(find_photos([folder])), Judge(pack), runtime, catalog))
    assert_all_told(items, good)
    told = {name: item.trouble for name, item in items.items() if name not in good}
    assert told == {name: trouble for name, trouble in troubles.items() if trouble}


def test_what_was_named_although_it_is_no_file_is_told_and_not_waited_for(hostile, pack, runtime) -> None:
    folder, _, _ = hostile
    names = ("pipe.jpg", "socket.jpg", "zero.jpg", "stdin.tif", "folder.jpg")
    items = by_name(score_photos([Photo(folder / name) for name in names], Judge(pack), runtime))
    assert {name: item.trouble for name, item in items.items()} == dict.fromkeys(names, Trouble.NOT_A_FILE)


@pytest.mark.slow
def test_bombs_among_good_photographs_cost_nothing_but_their_time(tmp_path, pack, runtime) -> None:
    good = good_photographs(tmp_path / "shoot")
    troubles = {}
    for number, (name, (build, trouble)) in enumerate(BOMBS.items()):  # numbered: no RAW is to join a JPEG
        (tmp_path / "shoot" / f"bomb {number} {name}").write_bytes(build())
        troubles[f"bomb {number} {name}"] = trouble
    items = by_name(score_photos(list(find_photos([tmp_path / "shoot"])), Judge(pack), runtime))
    assert_all_told(items, good)
    assert {name: items[name].trouble for name in troubles} == troubles


def command_line(*words: str | Path, seconds: int = 110) -> tuple[int, list[dict[str, object]], str]:
    ran = subprocess.run(
        [sys.executable, "-m", "aesthetic_gui", "score", "--json", *words],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=seconds,
        check=False,
    )
    return ran.returncode, json.loads(ran.stdout), ran.stderr.decode()


@pytest.mark.slow
def test_the_malformed_files_by_the_command_line_print_nothing_over_the_terminal(hostile, shared_data) -> None:
    folder, good, troubles = hostile
    for path in sorted((shared_data / "malformed").iterdir()):
        (folder / path.name).symlink_to(path)
    started = time.monotonic()
    code, rows, err = command_line("--recursive", folder)
    assert (code, err) == (1, "")
    assert time.monotonic() - started < 90
    told = {os.path.basename(str(row["path"])): row for row in rows}  # noqa: PTH119 – names of all kinds
    assert len(told) == len(rows)
    assert all("mean" in told[name] for name in good)
    assert {name: told[name]["trouble"] for name, trouble in troubles.items() if trouble} == {
        name: trouble.value for name, trouble in troubles.items() if trouble
    }
    malformed = {path.name for path in (shared_data / "malformed").iterdir()}
    shown = malformed & told.keys()
    assert len(shown) > 150  # the others are the RAWs of a JPEG
    assert all("mean" in told[name] or (told[name]["error"] and told[name]["trouble"]) for name in shown)


def decoders() -> list[psutil.Process]:
    """This process's decoders that have something to do."""
    own = psutil.Process().children()
    return [child for child in own if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.slow
def test_decoders_killed_again_and_again_cost_only_the_photographs_in_their_hands(tmp_path, pack, runtime) -> None:
    folder = tmp_path / "shoot"
    good_photographs(folder, 120, (".tif", ".avif", ".jpg"))
    stop, killed = threading.Event(), 0

    def kill() -> None:
        nonlocal killed
        numbers = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT)
        while not stop.wait(0.3):
            for child in decoders():
                child.send_signal(numbers[killed % 3])
                killed += 1

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        photos = list(find_photos([folder]))
        items = by_name(score_photos(photos, Judge(pack), runtime))
    finally:
        stop.set()
        killer.join()
    assert len(items) == 120
    lost = {name: item for name, item in items.items() if item.score is None}
    assert killed
    assert len(lost) <= killed
    assert {item.trouble for item in lost.values()} <= {Trouble.CRASHED, Trouble.PROGRAM}
    assert all(name.endswith((".tif", ".avif")) for name in lost)
    again = by_name(score_photos([item.photo for item in lost.values()], Judge(pack), runtime))
    assert [item.unreadable for item in again.values() if item.score is None] == []


@pytest.mark.slow
def test_a_tiff_that_grows_too_long_a_list_does_not_stop_a_batch(tmp_path, pack, runtime) -> None:
    """Each of these is handed to a decoder of its own process: more of them than there are processes."""
    folder = tmp_path / "shoot"
    good = good_photographs(folder, 4)
    for number in range(12):
        (folder / f"bad {number}.tif").write_bytes(b"II*\0" + struct.pack("<I", 2**32 - 1 - number))
    items = by_name(score_photos(list(find_photos([folder])), Judge(pack), runtime))
    assert_all_told(items, good)
    assert {items[f"bad {number}.tif"].trouble for number in range(12)} == {Trouble.TRUNCATED}
