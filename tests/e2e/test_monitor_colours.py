"""On a screen whose profile exchanges red and green, what is shown of a red photograph is green."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageGrab, features

from aesthetic_gui.files.decoding import profiles

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(not features.check("xcb"), reason="this Pillow takes no screenshots"),
]

RED = (220, 40, 30)
GREEN = (40, 220, 30)


def swapped() -> bytes:
    """sRGB with red and green exchanged."""
    gamut = ((0.30, 0.60), (0.64, 0.33), (0.15, 0.06))
    return profiles.matrix_profile("swapped", gamut, (0.3127, 0.3290), profiles.srgb_to_linear)


@pytest.fixture
def odd_screen(display: str) -> Iterator[str]:
    """The virtual screen with that profile as a property of its root window."""

    set_root_property(display, b"_ICC_PROFILE", swapped())
    yield display
    set_root_property(display, b"_ICC_PROFILE", b"")


def set_root_property(display: str, name: bytes, value: bytes) -> None:
    """What a colour daemon does; xprop would write no more than 64 bytes."""
    xlib = ctypes.CDLL("libX11.so.6")
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XDefaultRootWindow.restype = xlib.XInternAtom.restype = ctypes.c_ulong
    connection = ctypes.c_void_p(xlib.XOpenDisplay(display.encode()))
    assert connection
    root, atom = ctypes.c_ulong(xlib.XDefaultRootWindow(connection)), xlib.XInternAtom(connection, name, 0)
    xlib.XChangeProperty(connection, root, ctypes.c_ulong(atom), ctypes.c_ulong(6), 8, 0, value, len(value))
    xlib.XCloseDisplay(connection)


@pytest.fixture
def screen_tools() -> Iterator[object]:
    sys.path.insert(0, str(Path(__file__).parent))
    import screen

    yield screen
    sys.path.remove(str(Path(__file__).parent))


def share_of(display: str, colour: tuple[int, int, int]) -> float:
    """How much of the virtual screen shows ``colour``."""
    pixels = np.asarray(ImageGrab.grab(xdisplay=display).convert("RGB"), int)
    return float((np.abs(pixels - colour).max(axis=2) <= 6).mean())


def test_grid_and_loupe_show_the_monitors_colours(odd_screen, launch, tmp_path, screen_tools) -> None:
    Image.new("RGB", (1500, 1000), RED).save(tmp_path / "red.jpg", quality=98)
    program = launch([tmp_path])
    screen = screen_tools.Screen(odd_screen)
    window = screen.window("Aesthetic GUI")
    screen.place(window, 0, 0, 1280, 800)
    screen_tools.wait_for(lambda: share_of(odd_screen, GREEN) > 0.004, "the thumbnail has not the right colours")
    assert share_of(odd_screen, RED) < 0.001
    screen.press(window, "e")
    screen_tools.wait_for(lambda: share_of(odd_screen, GREEN) > 0.1, "the loupe does not show the right colours")
    assert share_of(odd_screen, RED) < 0.001
    screen.press(window, "z")
    screen_tools.wait_for(lambda: share_of(odd_screen, GREEN) > 0.1, "at 100 % the colours are not right")
    assert share_of(odd_screen, RED) < 0.001
    screen.press(window, "ctrl+q")
    assert program.wait(20) == 0


def test_without_a_profile_colours_are_left_alone(display, launch, tmp_path, screen_tools) -> None:
    Image.new("RGB", (1500, 1000), RED).save(tmp_path / "red.jpg", quality=98)
    program = launch([tmp_path])
    screen = screen_tools.Screen(display)
    window = screen.window("Aesthetic GUI")
    screen.place(window, 0, 0, 1280, 800)
    screen_tools.wait_for(lambda: share_of(display, RED) > 0.004, "the grid does not show the photograph")
    screen.press(window, "g", "e")
    screen_tools.wait_for(lambda: share_of(display, RED) > 0.1, "the loupe does not show the photograph")
    assert share_of(display, GREEN) < 0.001
    screen.press(window, "ctrl+q")
    assert program.wait(20) == 0
