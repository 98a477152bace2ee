"""The web gallery in a real browser, opened from the disk: on a desk and on a phone, in light and in dark."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from skimage import data

from aesthetic_gui.files.export.gallery import gallery
from aesthetic_gui.files.export.gallery_page import Card, GalleryEntry, GallerySettings, Shown, page
from aesthetic_gui.photo import ColourLabel, Flag, Unreadable

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(240)]

DESK, PHONE = (1280, 800), (390, 844)
SWITCHES = (
    "--headless=new",
    "--no-sandbox",  # as root there is none to be had
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
COUNT = 14
NAMES = ("<script>alert(1)</script>.jpg", "\"quoted\" & 'too'.jpg", "a\udcffb.jpg")
Browse = Callable[..., Any]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gallery of fourteen photographs, every third a pick, one of them unreadable; each shape and some odd names."""
    folder = tmp_path_factory.mktemp("gallery")
    cards = [_card(folder / f"IMG_{number:04}.jpg", number) for number in range(1, COUNT + 1)]
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing")
    cards.insert(5, Card(folder / "broken.jpg", "broken.jpg"))
    settings = GallerySettings("Anna & Jonas", "Proofs", "© Muster", show_scores=True, show_reasons=True)
    for path, make in gallery(cards, settings).items():
        (folder / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        try:
            make(folder / "site" / path)
        except Unreadable:
            assert "broken" in path.name
    return folder / "site"


def _card(path: Path, number: int) -> Card:
    samples = (data.astronaut, data.chelsea, data.coffee, data.rocket)
    picture = Image.fromarray(samples[number % 4]())
    width, height = picture.size
    picture = (
        picture.crop((0, 0, width, height - 20 * number)) if number % 2 else picture.crop((0, 0, height // 2, height))
    )
    picture.resize((picture.width * 4, picture.height * 4)).save(path, quality=85)
    name = NAMES[number - 1] if number <= len(NAMES) else path.name
    flag = Flag.PICK if number % 3 == 0 else Flag.NONE
    verdict = "aesthetic" if number % 2 else "unsure"
    overlay = path if number == 2 else None
    return Card(
        path,
        name,
        f"{50 + number} %",
        verdict,
        number % 6,
        flag,
        list(ColourLabel)[number % 6],
        ("Sharp", "A little dark"),
        overlay,
    )


@pytest.fixture
def browse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browse]:
    """``browse(file, size=, touch=, dark=, hash=) -> driver``; in the end, nothing may have been complained of."""
    binary, chromedriver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if not binary or not chromedriver:
        pytest.skip("there is no chromium with chromedriver here: run packaging/bootstrap test")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
    started: list[Any] = []

    def open_page(
        file: Path, size: tuple[int, int] = DESK, touch: bool = False, dark: bool = False, at: str = ""
    ) -> Any:
        options = webdriver.ChromeOptions()
        options.binary_location = binary
        for switch in (*SWITCHES, f"--user-data-dir={tmp_path / f'profile-{len(started)}'}"):
            options.add_argument(switch)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options, Service(chromedriver, log_output=os.devnull))
        started.append(driver)
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 2 if touch else 1, "mobile": touch}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        driver.execute_cdp_cmd(
            "Emulation.setTouchEmulationEnabled", {"enabled": touch, "maxTouchPoints": 2 if touch else 1}
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        driver.get(file.as_uri() + at)
        return driver

    yield open_page
    said = [entry["message"] for driver in started for entry in driver.get_log("browser")]
    complaints = [message for message in said if not message.startswith("chrome://")]  # of its own start page
    for driver in started:
        driver.quit()
    assert complaints == []


def until(driver: Any, script: str, wanted: object = True) -> None:
    """Waits until ``return script`` is ``wanted``."""
    deadline = time.monotonic() + 10
    while (found := driver.execute_script(f"return {script}")) != wanted:
        assert time.monotonic() < deadline, f"{script} is {found!r}, not {wanted!r}"
        time.sleep(0.05)


def press(driver: Any, *keys: str) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(driver).send_keys(*keys).perform()


def click(driver: Any, selector: str) -> None:
    driver.find_element("css selector", selector).click()


def touch(driver: Any, kind: str, *points: tuple[float, float]) -> None:
    driver.execute_cdp_cmd(
        "Input.dispatchTouchEvent",
        {"type": kind, "touchPoints": [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]},
    )


def swipe(driver: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    touch(driver, "touchStart", start)
    for part in (0.25, 0.5, 0.75, 1):
        touch(driver, "touchMove", tuple(a + (b - a) * part for a, b in zip(start, end, strict=True)))
    touch(driver, "touchEnd")


OPEN = "document.querySelector('dialog').open"
SHOWN = "document.querySelector('.large').complete && document.querySelector('.large').naturalWidth > 0"
SCALE = "new DOMMatrix(getComputedStyle(document.querySelector('.large')).transform).a"
VISIBLE = "[...document.querySelectorAll('.grid li[id]')].filter(i => !i.hidden).length"
LARGE = "decodeURI(document.querySelector('.large').src).split('/').pop().slice(0, 4)"


@pytest.mark.parametrize(("size", "touching"), [(DESK, False), (PHONE, True)], ids=["desk", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_fits_every_screen_in_its_colours(
    size: tuple[int, int], touching: bool, dark: bool, site: Path, browse: Browse
) -> None:
    driver = browse(site / "index.html", size, touching, dark)
    assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    paper = driver.execute_script("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (max(paper) < 60) == dark
    until(driver, "[...document.images].slice(0, 3).every(i => i.complete && i.naturalWidth)")
    assert driver.title == "Anna & Jonas"
    assert driver.execute_script(f"return {VISIBLE}") == COUNT


def test_the_grid_keeps_each_photographs_shape_and_fills_its_rows(site: Path, browse: Browse) -> None:
    driver = browse(site / "index.html")
    boxes = driver.execute_script(
        "return [...document.querySelectorAll('.grid li[id]')].map(i => { const b = i.getBoundingClientRect(),"
        " m = i.querySelector('img'); return [b.left, b.right, b.top, b.width / b.height, m.width / m.height,"
        " m.getAttribute('width') / m.getAttribute('height')] })"
    )
    for _, _, _, shape, shown, own in boxes:
        assert shape == pytest.approx(own, rel=0.02)
        assert shown == pytest.approx(own, rel=0.02)
    rows: dict[float, list[list[float]]] = {}
    for box in boxes:
        rows.setdefault(round(box[2]), []).append(box)
    *full, _last = [max(box[1] for box in row) for row in rows.values()]
    assert len(full) >= 2
    assert max(full) - min(full) < 2


def test_only_what_can_be_seen_is_loaded(tmp_path: Path, browse: Browse) -> None:
    (tmp_path / "thumbs").mkdir()
    Image.new("RGB", (60, 40), "teal").save(tmp_path / "thumbs" / "a.jpg")
    entries = [
        GalleryEntry(Card(tmp_path, f"{n}.jpg"), Shown(1500, 1000, "#008080"), "thumbs/a.jpg", f"thumbs/a.jpg?{n}", "")
        for n in range(1500)
    ]
    (tmp_path / "index.html").write_text(page(entries, [], GallerySettings("Many")), "utf-8")
    driver = browse(tmp_path / "index.html")
    assert driver.execute_script("return [...document.images].filter(i => i.currentSrc).length") < 300
    frames = driver.execute_async_script(
        "const done = arguments[0], gaps = []; let last = performance.now(), top = 0;"
        "const step = now => { gaps.push(now - last); last = now; scrollTo(0, top += 400);"
        " gaps.length < 60 ? requestAnimationFrame(step) : done(gaps.slice(5).sort((a, b) => a - b)); };"
        "requestAnimationFrame(step)"
    )
    assert frames[len(frames) // 2] < 100  # milliseconds, on any machine that runs other things besides


def test_keys_go_through_the_photographs_and_back(site: Path, browse: Browse) -> None:
    from selenium.webdriver.common.keys import Keys

    driver = browse(site / "index.html")
    click(driver, "#p3 a")
    until(driver, OPEN)
    until(driver, SHOWN)
    for key, number in (
        (Keys.ARROW_RIGHT, 4),
        (Keys.ARROW_LEFT, 3),
        (Keys.END, COUNT),
        (Keys.ARROW_RIGHT, COUNT),
        (Keys.HOME, 1),
    ):
        press(driver, key)
        until(driver, "location.hash", f"#{number}")
    until(driver, "document.querySelector('.place').textContent", f"1 / {COUNT}")
    press(driver, Keys.ARROW_RIGHT, Keys.ESCAPE)
    until(driver, OPEN, False)
    until(driver, "document.activeElement.closest('li').id", "p2")
    until(driver, "location.hash", "")


def test_keys_that_come_fast_are_all_obeyed(site: Path, browse: Browse) -> None:
    from selenium.webdriver.common.keys import Keys

    driver = browse(site / "index.html")
    click(driver, "#p1 a")
    until(driver, OPEN)
    press(driver, *[Keys.ARROW_RIGHT] * 9, *[Keys.ARROW_LEFT] * 3)
    until(driver, "location.hash", "#7")
    until(driver, LARGE, "0008")
    press(driver, *[Keys.ARROW_RIGHT] * 4, Keys.ESCAPE)
    until(driver, OPEN, False)
    until(driver, "document.activeElement.closest('li').id", "p11")
    until(driver, "location.hash", "")


def test_an_address_leads_to_its_photograph_and_back_leads_out(site: Path, browse: Browse) -> None:
    driver = browse(site / "index.html", at="#7")
    until(driver, OPEN)
    until(driver, LARGE, "0008")  # the sixth could not be read
    click(driver, ".close")
    until(driver, OPEN, False)
    click(driver, "#p4 a")
    until(driver, OPEN)
    driver.back()
    until(driver, OPEN, False)
    driver.forward()
    until(driver, OPEN)
    for nonsense in ("#99999", "#0", "#-1", "#<b>", "#3x"):
        driver.execute_script("location.hash = arguments[0]", nonsense)
        until(driver, OPEN, False)


def test_z_shows_the_pixels_and_moving_on_fits_again(site: Path, browse: Browse) -> None:
    from selenium.webdriver.common.keys import Keys

    driver = browse(site / "index.html", at="#1")
    until(driver, SHOWN)
    fitted = driver.execute_script("const i = document.querySelector('.large'); return i.naturalWidth / i.offsetWidth")
    press(driver, "z")
    until(driver, f"Math.abs({SCALE} - {max(fitted, 2) if fitted < 1.15 else fitted}) < 0.01")
    press(driver, Keys.ARROW_RIGHT)
    until(driver, f"{SCALE} === 1")


def test_filters_say_how_many_they_leave_and_the_large_view_keeps_to_them(site: Path, browse: Browse) -> None:
    from selenium.webdriver.common.keys import Keys

    driver = browse(site / "index.html")
    picks = [number for number in range(1, COUNT + 1) if number % 3 == 0]
    click(driver, "[data-filter='flag=pick']")
    until(driver, VISIBLE, len(picks))
    until(driver, "document.querySelector('.count').textContent", f"{len(picks)} of {COUNT} photographs")
    click(driver, f"#p{picks[0]} a")
    for number in picks[1:]:
        press(driver, Keys.ARROW_RIGHT)
        until(driver, "location.hash", f"#{number}")
    until(driver, "document.querySelector('.place').textContent", f"{len(picks)} / {len(picks)}")
    press(driver, Keys.ESCAPE)
    until(driver, OPEN, False)
    click(driver, "[data-filter='stars=4']")
    until(driver, VISIBLE, sum(number % 6 >= 4 for number in range(1, COUNT + 1)))
    click(driver, "[data-filter='verdict=unsure']")
    until(driver, VISIBLE, COUNT // 2)
    click(driver, "[data-filter='']")
    until(driver, VISIBLE, COUNT)


def test_names_are_shown_as_they_are_and_run_nothing(site: Path, browse: Browse) -> None:
    driver = browse(site / "index.html")
    for number, name in enumerate(NAMES, start=1):
        driver.execute_script("location.hash = arguments[0]", str(number))
        until(driver, "document.querySelector('.name').textContent", name.replace("\udcff", r"\xff"))
    assert driver.execute_script("return document.scripts.length") == 1


def test_why_shows_the_overlay_and_the_reasons(site: Path, browse: Browse) -> None:
    driver = browse(site / "index.html", at="#2")
    until(driver, "[...document.querySelectorAll('.reasons li')].map(r => r.textContent)", ["Sharp", "A little dark"])
    click(driver, ".why")
    until(driver, "document.querySelector('.large').src.includes('/overlays/')")
    click(driver, ".why")
    until(driver, "document.querySelector('.large').src.includes('/pictures/')")


def test_fingers_turn_pages_zoom_and_close(site: Path, browse: Browse) -> None:
    driver = browse(site / "index.html", PHONE, touch=True, at="#3")
    until(driver, SHOWN)
    swipe(driver, (330, 420), (60, 430))
    until(driver, "location.hash", "#4")
    until(driver, SHOWN)
    swipe(driver, (60, 420), (330, 410))
    until(driver, "location.hash", "#3")
    until(driver, SHOWN)
    touch(driver, "touchStart", (180, 420), (210, 420))
    for apart in (40, 80, 120):
        touch(driver, "touchMove", (195 - apart, 420), (195 + apart, 420))
    touch(driver, "touchEnd")
    until(driver, f"{SCALE} > 2")
    swipe(driver, (300, 420), (60, 420))  # moves the picture, and does not turn the page
    assert driver.execute_script("return location.hash") == "#3"
    for _ in range(2):
        touch(driver, "touchStart", (195, 420))
        touch(driver, "touchEnd")
    until(driver, f"{SCALE} === 1")
    swipe(driver, (195, 300), (200, 700))
    until(driver, OPEN, False)


def test_the_keyboard_alone_is_enough_and_stays_inside_the_large_view(site: Path, browse: Browse) -> None:
    from selenium.webdriver.common.keys import Keys

    driver = browse(site / "index.html")
    driver.execute_script("document.querySelector('#p2 a').focus()")
    press(driver, Keys.ENTER)
    until(driver, OPEN)
    for _ in range(8):
        press(driver, Keys.TAB)
        assert driver.execute_script(
            "const a = document.activeElement; return a === document.body || Boolean(a.closest('dialog'))"
        )
    named = "b => b.getAttribute('aria-label') || b.textContent.trim()"
    assert driver.execute_script(f"return [...document.querySelectorAll('button, a')].every({named})")


def test_nothing_moves_for_those_who_asked_for_stillness(site: Path, browse: Browse) -> None:
    driver = browse(site / "index.html")
    durations = "[...document.querySelectorAll('.grid img, .large')].map(i => getComputedStyle(i).transitionDuration)"
    assert "0.5s" in driver.execute_script(f"return {durations}")
    still = {"name": "prefers-reduced-motion", "value": "reduce"}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [still]})
    until(driver, f"{durations}.every(d => d === '0s')")


def test_without_a_script_the_pictures_can_still_be_opened(site: Path, browse: Browse) -> None:
    driver = browse(site / "index.html")
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver.refresh()
    click(driver, "#p2 a")
    deadline = time.monotonic() + 10
    while not driver.current_url.endswith(".jpg"):
        assert time.monotonic() < deadline
    assert "/pictures/0002" in driver.current_url


def test_what_could_not_be_read_is_said_below(site: Path, browse: Browse) -> None:
    driver = browse(site / "index.html")
    click(driver, ".missing summary")
    assert "broken.jpg" in driver.find_element("css selector", ".missing ul").text
