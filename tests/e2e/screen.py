"""Hands and eyes on the virtual screen: xdotool moves, clicks and types; the catalog tells what came of it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class Screen:
    """One virtual screen."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}

    def do(self, *arguments: object) -> str:
        """Run xdotool with ``arguments`` and return what it says."""
        command = ["xdotool", *map(str, arguments)]
        return subprocess.run(command, env=self._environment, check=True, capture_output=True, text=True).stdout.strip()

    def window(self, title: str) -> str:
        """Wait for a visible window whose title matches ``title``; returns its id."""
        return wait_for(lambda: self._find(title), f"no window called {title!r}")

    def has_window(self, title: str) -> bool:
        return self._find(title) is not None

    def place(self, window: str, x: int, y: int, width: int | None = None, height: int | None = None) -> None:
        self.do("windowmove", "--sync", window, x, y)
        if width:
            self.do("windowsize", "--sync", window, width, height)

    def press(self, window: str, *keys: str) -> None:
        """Give ``window`` the keyboard and type ``keys`` as a person would."""
        self.do("windowactivate", "--sync", window)
        for key in keys:
            self.do("key", key)
            time.sleep(0.15)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press, move in small steps, release: a real drag with real drop events."""
        self.do("mousemove", *start)
        time.sleep(0.2)
        self.do("mousedown", 1)
        for step in range(1, 21):
            x = start[0] + (end[0] - start[0]) * step // 20
            y = start[1] + (end[1] - start[1]) * step // 20
            self.do("mousemove", x, y)
            time.sleep(0.04)
        time.sleep(0.4)
        self.do("mouseup", 1)

    def _find(self, title: str) -> str | None:
        command = ["xdotool", "search", "--onlyvisible", "--name", title]
        found = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False).stdout
        return found.split()[-1] if found.split() else None


def wait_for(look: Callable[[], T | None], otherwise: str, seconds: float = 60) -> T:
    """Call ``look`` until it gives something true. Fails with ``otherwise``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(otherwise)


def ask(catalog: Path, question: str) -> list[tuple[object, ...]]:
    """Put a query to the catalog of a running program, read-only; nothing while it is not there yet."""
    if not catalog.exists():
        return []
    connection = sqlite3.connect(f"file:{catalog}?mode=ro", uri=True, timeout=10)
    try:
        return connection.execute(question).fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        connection.close()
