"""The main job on a real window, with a real drop, real keys and real files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from skimage import data

from aesthetic_gui import settings

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(240)]

NAMES = ("astronaut", "chelsea", "coffee", "rocket")


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
    (folder / "evening").mkdir(parents=True)
    for name in NAMES:
        Image.fromarray(getattr(data, name)()).save(folder / "evening" / f"{name}.jpg")
    (folder / "evening" / "coffee.nef").write_bytes(b"the raw of coffee")
    (folder / "damaged.jpg").write_bytes(b"\xff\xd8\xff\xe0 no photograph")
    return folder


@pytest.fixture
def drag_source(display, shoot):
    """A window beside the program's from which the shoot can be dragged."""
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    script = Path(__file__).with_name("drag_source.py")
    process = subprocess.Popen([sys.executable, str(script), str(shoot)], env=environment)
    yield process
    process.terminate()
    process.wait(10)


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_drop_score_decide_explain_sort_and_undo(display, launch, drag_source, shoot, home_of_its_own, screen_tools):
    wait_for, ask = screen_tools.wait_for, screen_tools.ask
    screen = screen_tools.Screen(display)
    catalog = home_of_its_own / ".local" / "share" / "aesthetic-gui" / "catalog.db"
    before = bytes_below(shoot)
    settings.save({"toured": True, "reason": "cam"})  # there at once
    program = launch()
    window = screen.window("Aesthetic GUI")
    screen.place(window, 0, 0, 1280, 800)
    source = screen.window("drag source")
    screen.place(source, 1330, 100)

    screen.drag((1440, 170), (640, 420))
    wait_for(lambda: ask(catalog, "SELECT count(*) FROM scores")[:1] == [(4,)], "the dropped folder was not scored")

    screen.press(window, "g", "Home", "Right", "p", "3")
    wait_for(lambda: ask(catalog, "SELECT 1 FROM decisions WHERE flag = 1 AND stars = 3"), "P and 3 decided nothing")

    screen.press(window, "e", "w")
    wait_for(lambda: ask(catalog, "SELECT 1 FROM explanations WHERE method = 'cam'"), "W explained nothing")
    screen.press(window, "shift+w")
    wait_for(lambda: ask(catalog, "SELECT 1 FROM explanations WHERE method = 'lime'"), "Shift+W explained nothing", 110)

    screen.press(window, "g", "ctrl+shift+s")
    dialog = screen.window("Albums")
    screen.press(dialog, "Return")
    sorted_into = shoot.with_name("wedding albums")
    wait_for(lambda: len(list(sorted_into.rglob("*.jpg"))) == 4, "nothing was sorted")
    wait_for(lambda: not screen.has_window("Albums"), "the dialog stayed")
    albums = bytes_below(sorted_into)
    originals = {Path(name).name: content for name, content in before.items() if "damaged" not in name}
    copies = {Path(name).name: content for name, content in albums.items()}
    rated = copies.pop("astronaut.jpg")
    assert b'xmp:Rating="3"' in rated
    assert rated.endswith(originals.pop("astronaut.jpg")[20:])  # all but the beginning, behind which the rating stands
    assert copies == originals
    folder_of = {Path(name).name: Path(name).parent for name in albums}
    assert folder_of["coffee.nef"] == folder_of["coffee.jpg"]
    wait_for(lambda: ask(catalog, "SELECT 1 FROM operations WHERE kind = 'sort' AND state = 'done'"), "not finished")

    screen.press(window, "ctrl+z")
    wait_for(lambda: not sorted_into.exists(), "undo left the albums")
    assert bytes_below(shoot) == before

    screen.press(window, "ctrl+q")
    assert program.wait(20) == 0


def test_killed_in_the_middle_of_scoring_it_starts_again_and_goes_on(
    display, launch, tmp_path, home_of_its_own, screen_tools
):
    wait_for, ask = screen_tools.wait_for, screen_tools.ask
    catalog = home_of_its_own / ".local" / "share" / "aesthetic-gui" / "catalog.db"
    folder = tmp_path / "many"
    folder.mkdir()
    picture = data.astronaut()
    for number in range(60):
        Image.fromarray(picture[number:, number:]).resize((1500, 1500)).save(folder / f"{number}.jpg")
    first = launch([folder])
    wait_for(lambda: ask(catalog, "SELECT 1 FROM scores LIMIT 5 OFFSET 4"), "scoring did not begin")
    first.kill()
    first.wait()
    kept = ask(catalog, "SELECT count(*) FROM scores")[0][0]
    second = launch([folder])
    wait_for(lambda: ask(catalog, "SELECT count(*) FROM scores")[0][0] == 60, "scoring did not go on")
    assert kept > 0
    second.terminate()
    assert second.wait(20) == 0
