"""A screen of its own (Xvfb with a window manager) and the real program on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from aesthetic_gui import settings

CHECKOUT = Path(__file__).resolve().parents[2]
SCREEN = "1600x1000x24"
Launch = Callable[..., subprocess.Popen[str]]


def _end(process: subprocess.Popen[str]) -> None:
    """Ask it to end, then make it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            pipe.close()


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The DISPLAY of a fresh virtual screen with openbox on it; skips where there is no Xvfb or openbox."""
    for program in ("Xvfb", "openbox"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: run packaging/bootstrap test")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]
    screen = subprocess.Popen(
        command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    if not number:
        _end(screen)
        pytest.fail("Xvfb did not start")
    environment = {**os.environ, "DISPLAY": f":{number}"}
    windows = subprocess.Popen(
        ["openbox", "--sm-disable"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )
    yield f":{number}"
    _end(windows)
    _end(screen)


@pytest.fixture
def launch(display: str, home_of_its_own: Path) -> Iterator[Launch]:
    """``launch(arguments, **environment) -> Popen``: the program on the virtual screen, in a home of its own.

    Its output can be read from ``.stdout`` and ``.stderr``; whatever still runs in the end is ended.
    """
    started: list[subprocess.Popen[str]] = []
    settings.save({"toured": True})  # or the tour would lie over what a test clicks on

    def launch_program(arguments: Sequence[str | Path] = (), **environment: str) -> subprocess.Popen[str]:
        surroundings = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        surroundings.pop("WAYLAND_DISPLAY", None)
        process = subprocess.Popen(
            [sys.executable, "-m", "aesthetic_gui", *map(str, arguments)],
            cwd=CHECKOUT,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield launch_program
    for process in started:
        _end(process)
