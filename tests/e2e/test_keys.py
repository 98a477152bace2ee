"""Keys of a real keyboard on the real window: by every layout, held down, and with a kill after any of them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(90)]

PHOTOS = 32
SOON = 0.25  # seconds, on a machine that does much else: a decision is painted at once, and kept some ms later
P, X, U, THREE, FOUR, SHIFT = 33, 53, 30, 12, 13, 50  # where keys lie, in X11's codes
CHECKOUT = Path(__file__).resolve().parents[2]
DECISIONS = "SELECT flag, stars FROM decisions JOIN photos ON photo_id = photos.id ORDER BY path"


@pytest.fixture
def screen_tools():
    """The module ``screen`` beside this file."""
    sys.path.insert(0, str(Path(__file__).parent))
    import screen

    yield screen
    sys.path.remove(str(Path(__file__).parent))


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "wedding"
    folder.mkdir()
    for number in range(PHOTOS):
        Image.new("RGB", (90, 60), (7 * number, 90, 120)).save(folder / f"{number:02}.jpg")
    return folder


@pytest.fixture
def layout(display: str) -> Iterator[Callable[[str], None]]:
    """``layout("ru")``: the keyboard has that layout alone."""
    if shutil.which("setxkbmap") is None:
        pytest.skip("setxkbmap is not installed")
    environment = {**os.environ, "DISPLAY": display}

    def lay(name: str) -> None:
        subprocess.run(["setxkbmap", name], env=environment, check=True)
        time.sleep(0.5)  # until the program has heard of it

    yield lay
    lay("us")


@pytest.fixture
def start(display: str, shoot: Path, home_of_its_own: Path, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen]]:
    """``start()``: the scene, once it is ready."""
    started: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(CHECKOUT)}
        command = [sys.executable, str(Path(__file__).with_name("key_scene.py")), str(shoot), str(tmp_path / "c.db")]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        while process.stdout.readline() != "ready\n":
            assert process.poll() is None, "it ended"
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def take_keyboard(screen) -> None:
    """Let the window have it, on the first photograph."""
    screen.press(screen.window("wedding"), "Home")


def kill_at(scene: subprocess.Popen[str], number: int, seen: list[int]) -> None:
    """Kill it soon after it tells that so many decisions, or more, are on the screen; keys go on meanwhile."""
    for said in scene.stdout:
        seen.append(int(said.split()[1]))
        if seen[-1] >= number:
            time.sleep(SOON)
            scene.send_signal(signal.SIGKILL)
            return


def decisions(screen_tools, tmp_path: Path) -> list[tuple[object, ...]]:
    return screen_tools.ask(tmp_path / "c.db", DECISIONS)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_whatever_is_seen_to_be_decided_is_kept_though_the_program_is_killed_while_keys_go_on(
    display, start, screen_tools, tmp_path
):
    """After each of three starts, later every time; what was kept before is shown, and not decided again."""
    screen = screen_tools.Screen(display)
    kept = 0
    for more in (1, 2, 4):
        scene = start()
        take_keyboard(screen)
        if kept:
            screen.do("key", *["Right"] * kept)
        seen: list[int] = []
        watching = threading.Thread(target=kill_at, args=(scene, kept + more, seen))
        watching.start()
        screen.do("key", "--delay", "60", *["shift+p"] * 10)
        watching.join(20)
        assert seen, "the keys decided nothing"
        scene.wait()
        found = decisions(screen_tools, tmp_path)
        assert len(found) >= seen[-1]
        assert set(found) == {(1, 0)}
        kept = len(found)


def test_keys_mean_the_same_by_every_layout_and_a_held_one_decides_once(display, start, layout, screen_tools, tmp_path):
    screen, wait_for = screen_tools.Screen(display), screen_tools.wait_for
    start()
    take_keyboard(screen)
    wanted = list[tuple[int, int]]()

    def stored(what: str) -> None:
        wait_for(lambda: decisions(screen_tools, tmp_path) == wanted, f"{what} did something else", 10)

    def press(*codes: int) -> None:
        for code in codes:
            screen.do("keydown", code)
        for code in reversed(codes):
            screen.do("keyup", code)

    for name in ("us", "ru", "gr", "fr"):
        layout(name)
        press(SHIFT, P)
        press(THREE)
        press(SHIFT, X)
        press(SHIFT, FOUR)
        wanted += [(1, 0), (-1, 3), (0, 4)]
        stored(f"The layout {name!r}")
    layout("us")
    screen.do("key", "Caps_Lock")
    screen.do("keydown", P)
    time.sleep(1)  # it repeats
    screen.do("keyup", P)
    screen.do("key", "Caps_Lock")
    press(THREE)
    wanted += [(1, 0), (0, 3)]
    stored("A held P, or Caps Lock,")
