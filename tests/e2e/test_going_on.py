"""The program is killed, and goes on where it was left."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PIL import Image
from skimage import data

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(120)]

SIZE = (1600, 1000)  # of the screen


@pytest.fixture
def screen_tools():
    """The module ``screen`` beside this file."""
    sys.path.insert(0, str(Path(__file__).parent))
    import screen

    yield screen
    sys.path.remove(str(Path(__file__).parent))


def test_killed_it_opens_the_same_photograph_again_in_the_loupe_and_all_of_it_is_on_the_screen(
    display, launch, tmp_path, home_of_its_own, screen_tools
):
    wait_for, ask = screen_tools.wait_for, screen_tools.ask
    screen = screen_tools.Screen(display)
    kept = home_of_its_own / ".config" / "aesthetic-gui" / "places.json"
    catalog = home_of_its_own / ".local" / "share" / "aesthetic-gui" / "catalog.db"
    shoot = tmp_path / "wedding"
    shoot.mkdir()
    for name in ("astronaut", "chelsea", "coffee", "rocket"):
        Image.fromarray(getattr(data, name)()).save(shoot / f"{name}.jpg")

    def left_at() -> tuple[str, str]:
        left = json.loads(kept.read_text())["left"] if kept.exists() else []
        return (Path(left[0]["photo"]).name, left[0]["view"]) if left else ("", "")

    first = launch([shoot])
    window = screen.window("wedding – Aesthetic GUI")
    wait_for(lambda: ask(catalog, "SELECT count(*) FROM scores")[:1] == [(4,)], "it was not scored")
    screen.press(window, "g", "End", "Left", "e")
    wait_for(lambda: left_at() == ("coffee.jpg", "loupe"), "where one is was not noted", 20)
    first.kill()
    first.wait()

    second = launch()
    window = screen.window("wedding – Aesthetic GUI")
    where = dict(line.split("=") for line in screen.do("getwindowgeometry", "--shell", window).splitlines())
    assert int(where["WIDTH"]) <= SIZE[0]
    assert int(where["Y"]) + int(where["HEIGHT"]) <= SIZE[1]
    wait_for(lambda: ask(catalog, "SELECT count(*) FROM photos")[:1] == [(4,)], "nothing is open")
    screen_tools.time.sleep(3)
    screen.press(window, "p")
    picked = "SELECT path FROM decisions JOIN photos ON photos.id = photo_id WHERE flag = 1"
    wait_for(lambda: ask(catalog, picked) == [(str(shoot / "coffee.jpg").encode(),)], "another one was picked")
    screen.press(window, "ctrl+q")
    assert second.wait(20) == 0
