"""The real window on good photographs, broken ones and things that are none, while its decoders are killed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import psutil
import pytest
from PIL import Image
from skimage import data

from tests.unit.files.decoding import dng, heics
from tests.unit.files.decoding.bombs import BOMBS

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

SCORED = "SELECT path FROM photos JOIN scores USING (content_id)"


@pytest.fixture
def screen_tools() -> Iterator[ModuleType]:
    """The module ``screen`` beside this file."""
    sys.path.insert(0, str(Path(__file__).parent))
    import screen

    yield screen
    sys.path.remove(str(Path(__file__).parent))


def good_photographs(folder: Path, count: int) -> set[str]:
    """The names of so many of each of five kinds, all but the JPEGs for a decoder's process."""
    folder.mkdir()
    astronaut = data.astronaut()
    for number in range(count):
        rgb = np.ascontiguousarray(astronaut[number:, number:])
        picture = Image.fromarray(rgb)
        picture.save(folder / f"a{number}.jpg")
        picture.save(folder / f"b{number}.tif", compression="tiff_lzw")
        picture.save(folder / f"c{number}.avif", speed=10)
        (folder / f"d{number}.dng").write_bytes(dng.Dng().of(rgb))
        turn = heics.turned(number % 4)
        own = heics.box(b"free", bytes([number]))  # an identity of its own
        (folder / f"e{number}.heic").write_bytes(heics.heic(heics.picture(heics.FOUR_COLOURS, turn)) + own)
    return {path.name for path in folder.iterdir()}


def bad_things(folder: Path, shared: Path) -> None:
    os.mkfifo(folder / "pipe.jpg")
    (folder / "zero.jpg").symlink_to("/dev/zero")
    (folder / "circle.jpg").symlink_to("circle.jpg")
    (folder / os.fsdecode(b"\xff\ntwo lines\x1b[2J.jpg")).write_bytes(b"\xff\xd8\xff")
    (folder / ("x" * 251 + ".cr2")).touch()
    for number, (name, (build, trouble)) in enumerate(BOMBS.items()):
        if trouble:
            (folder / f"bomb {number} {name}").write_bytes(build())
    malformed = shared / "data" / "malformed"
    for path in sorted(malformed.iterdir()) if malformed.is_dir() else ():
        (folder / f"malformed {path.name}").write_bytes(path.read_bytes())


def decoders(program: psutil.Process) -> list[psutil.Process]:
    return [child for child in program.children() if child.status() != psutil.STATUS_ZOMBIE]


def test_the_window_lives_and_scores_what_is_well_while_its_decoders_are_killed(
    display, launch, tmp_path, home_of_its_own, screen_tools
):
    wait_for, ask = screen_tools.wait_for, screen_tools.ask
    screen, catalog = (
        screen_tools.Screen(display),
        home_of_its_own / ".local" / "share" / "aesthetic-gui" / "catalog.db",
    )
    good = good_photographs(tmp_path / "shoot", 12)
    jpegs = {name for name in good if name.endswith(".jpg")}
    bad_things(tmp_path / "shoot", Path(__file__).resolve().parents[3] / "shared")
    program = launch([tmp_path / "shoot"])
    window = screen.window("shoot")
    process, stop = psutil.Process(program.pid), threading.Event()
    killed: list[int] = []

    def kill() -> None:
        while not stop.wait(0.4):
            for child in decoders(process):
                child.send_signal((signal.SIGKILL, signal.SIGSEGV)[len(killed) % 2])
                killed.append(child.pid)

    def scored() -> set[str]:
        return {os.path.basename(os.fsdecode(path)) for (path,) in ask(catalog, SCORED)} & good  # noqa: PTH119 – bytes

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        wait_for(lambda: killed and jpegs <= scored(), "what needs no decoder's process was not scored", 90)
        time.sleep(5)
    finally:
        stop.set()
        killer.join()
    assert program.poll() is None

    def all_scored_after_another_try() -> bool:
        screen.press(window, "ctrl+alt+r")
        time.sleep(3)
        return scored() == good

    wait_for(all_scored_after_another_try, "what was lost with its decoder was not read again", 120)
    screen.press(window, "ctrl+q")
    assert program.wait(20) == 0
    assert (program.stdout.read(), program.stderr.read()) == ("", "")
