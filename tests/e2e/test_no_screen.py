"""The window where there is none to be had: the program says so in a sentence, and how to go on without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aesthetic_gui.__main__ import main

pytestmark = pytest.mark.e2e

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR")
CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"DISPLAY": ":987"},
        {"QT_QPA_PLATFORM": "nonsense"},
        {"QT_QPA_PLATFORM": "linuxfb"},
        {"QT_QPA_PLATFORM": "wayland", "WAYLAND_DISPLAY": "wayland-987"},
    ],
    ids=["nothing", "no such display", "no such platform", "no framebuffer", "no compositor"],
)
def test_without_a_screen_the_program_ends_in_a_sentence(variables: dict[str, str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in SCREENS} | variables
    ended = subprocess.run(
        [sys.executable, "-m", "aesthetic_gui"],
        env=environment,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2, ended.stderr
    last = ended.stderr.splitlines()[-1]
    assert last.startswith("aesthetic-gui: The window cannot be opened")
    assert "aesthetic-gui score FOLDER" in last
    assert "Traceback" not in ended.stderr


def test_a_missing_library_of_qt_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Lacking:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "aesthetic_gui.app":
                raise ImportError("libEGL.so.1: cannot open shared object file", name="PySide6.QtGui")

    monkeypatch.delitem(sys.modules, "aesthetic_gui.app", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Lacking(), *sys.meta_path])
    assert main([]) == 2
    assert "libEGL.so.1" in capsys.readouterr().err
