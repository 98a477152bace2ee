"""A burst on the real window: folded, one of it kept, all taken back, the rejects looked at a second time."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageFilter
from skimage import data

from aesthetic_gui.ui.actions import ACTIONS

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(120)]

BURST = ("burst-1.jpg", "burst-2.jpg", "burst-3.jpg")
NAMES = (*BURST, "cat.jpg", "cup.jpg")  # in the order of the grid
START = datetime(2024, 5, 31, 12, tzinfo=UTC)


@pytest.fixture
def screen_tools():
    """The module ``screen`` beside this file."""
    sys.path.insert(0, str(Path(__file__).parent))
    import screen

    yield screen
    sys.path.remove(str(Path(__file__).parent))


def save(path: Path, picture: Image.Image, taken: datetime) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "R5"
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.DateTimeOriginal: taken.strftime("%Y:%m:%d %H:%M:%S"),
            ExifTags.Base.SubsecTimeOriginal: f"{taken.microsecond // 10_000:02}",
        }
    )
    picture.save(path, exif=exif, quality=92)


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """A burst of three, its second frame out of focus, and two photographs that are alone."""
    folder = tmp_path / "shoot"
    folder.mkdir()
    portrait = Image.fromarray(data.astronaut())
    for number, name in enumerate(BURST):
        frame = portrait.crop((4 * number, 0, 500 + 4 * number, 512))
        frame = frame.filter(ImageFilter.GaussianBlur(2.5)) if number == 1 else frame
        save(folder / name, frame, START + number * timedelta(seconds=0.3))
    save(folder / "cat.jpg", Image.fromarray(data.chelsea()), START + timedelta(minutes=20))
    save(folder / "cup.jpg", Image.fromarray(data.coffee()), START + timedelta(minutes=40))
    return folder


@pytest.fixture
def flags(home_of_its_own, screen_tools):
    """A callable: the flag of each of ``NAMES``, as the catalog has it now."""
    catalog = home_of_its_own / ".local" / "share" / "aesthetic-gui" / "catalog.db"

    def ask() -> tuple[int, ...]:
        found = screen_tools.ask(catalog, "SELECT path, flag FROM photos JOIN decisions ON photo_id = photos.id")
        kept = {Path(bytes(path).decode()).name: flag for path, flag in found}
        return tuple(kept.get(name, 0) for name in NAMES)

    return ask


def choose_second_look(screen, window: str) -> None:
    """In the menu, by its keys alone: from its end upwards."""
    titles = list(dict.fromkeys(row.within or row.title for row in ACTIONS if row.menu == "Photo"))
    steps = len(titles) - titles.index("Second look at the rejects…")
    screen.press(window, "alt+p", *["Up"] * steps, "Return")


def test_a_burst_is_folded_one_kept_all_taken_back_and_the_rejects_looked_at_again(
    display, launch, shoot, home_of_its_own, screen_tools, flags
):
    wait_for, ask = screen_tools.wait_for, screen_tools.ask
    catalog = home_of_its_own / ".local" / "share" / "aesthetic-gui" / "catalog.db"
    screen = screen_tools.Screen(display)
    program = launch([shoot])
    window = screen.window("Aesthetic GUI")
    wait_for(lambda: ask(catalog, "SELECT count(*) FROM facts") == [(len(NAMES),)], "not all was measured")

    def cat_is_picked_as_the_second() -> bool:
        """Its burst is folded as soon as it is recognised; before that, the second is one of its frames."""
        screen.press(window, "Home", "Right", "p")
        wait_for(lambda: any(flags()), "P decided nothing")
        if flags() == (0, 0, 0, 1, 0):
            return True
        screen.press(window, "ctrl+z")
        wait_for(lambda: not any(flags()), "Ctrl+Z did not take it back")
        return False

    screen.press(window, "g", "alt+s")
    wait_for(cat_is_picked_as_the_second, "the burst was not folded")

    screen.press(window, "Home", "k")
    wait_for(lambda: flags() == (1, -1, -1, 1, 0), "K did not keep one and reject the rest of its burst")
    screen.press(window, "ctrl+z")
    wait_for(lambda: flags() == (0, 0, 0, 1, 0), "Ctrl+Z did not take it all back")

    screen.press(window, "k")
    wait_for(lambda: flags() == (1, -1, -1, 1, 0), "where one was before, the burst is there again")
    done = ask(catalog, "SELECT count(*) FROM operations")
    choose_second_look(screen, window)
    dialog = screen.window("Second look")
    screen.press(dialog, "Escape")
    wait_for(lambda: not screen.has_window("Second look"), "Esc did not leave the second look")
    assert flags() == (1, -1, -1, 1, 0)
    assert ask(catalog, "SELECT count(*) FROM operations") == done

    screen.press(window, "ctrl+q")
    assert program.wait(20) == 0
