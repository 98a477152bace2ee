"""A card is copied into the open folder of the real program: the photographs are scored as they arrive."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import pytest
from PIL import Image
from skimage import data

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
def screen_tools():
    """The module ``screen`` beside this file."""
    sys.path.insert(0, str(Path(__file__).parent))
    import screen

    yield screen
    sys.path.remove(str(Path(__file__).parent))


def photographs(folder: Path, first: int, count: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        Image.fromarray(data.astronaut()[number:, number:]).save(folder / f"IMG_{number:04}.jpg")
    return folder


def copy_slowly(source: Path, target: Path) -> None:
    """In four pieces, as from a slow card."""
    content, size = source.read_bytes(), source.stat().st_size // 4
    with target.open("wb", buffering=0) as file:
        for start in range(0, len(content), size):
            file.write(content[start : start + size])
            time.sleep(0.15)


def test_a_card_copied_in_is_scored_and_what_is_renamed_keeps_its_pick(
    display, launch, tmp_path, home_of_its_own, screen_tools
):
    wait_for, ask = screen_tools.wait_for, screen_tools.ask
    screen = screen_tools.Screen(display)
    catalog = home_of_its_own / ".local" / "share" / "aesthetic-gui" / "catalog.db"
    shoot, card = photographs(tmp_path / "shoot", 0, 3), photographs(tmp_path / "card", 100, 5)
    program = launch([shoot])
    window = screen.window("shoot")
    wait_for(lambda: ask(catalog, "SELECT count(*) FROM scores")[:1] == [(3,)], "the folder was not scored")
    screen.press(window, "g", "Home", "p")
    wait_for(lambda: ask(catalog, "SELECT 1 FROM decisions WHERE flag = 1"), "P decided nothing")

    for picture in sorted(card.iterdir()):
        copy_slowly(picture, shoot / picture.name)
    wait_for(lambda: ask(catalog, "SELECT count(*) FROM scores")[:1] == [(8,)], "what arrived was not scored")
    assert not ask(catalog, "SELECT 1 FROM photos WHERE unreadable IS NOT NULL")

    (shoot / "IMG_0000.jpg").rename(shoot / "best.jpg")
    picked = "SELECT path FROM photos JOIN decisions ON photo_id = id WHERE flag = 1"
    wait_for(lambda: ask(catalog, picked) == [(str(shoot / "best.jpg").encode(),)], "the pick did not follow")

    screen.press(window, "x")  # the photograph that was renamed is still the one selected
    wait_for(lambda: ask(catalog, picked.replace("= 1", "= -1")) == [(str(shoot / "best.jpg").encode(),)], "lost it")
    shutil.rmtree(shoot)
    time.sleep(3)
    photographs(shoot, 0, 2)
    wait_for(lambda: ask(catalog, "SELECT count(*) FROM decisions")[:1] == [(1,)], "a decision was lost")
    screen.press(window, "ctrl+q")
    assert program.wait(20) == 0
