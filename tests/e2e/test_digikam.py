"""The real digiKam shows what was decided here: it scans photographs with our sidecars, and its database tells.

Where digiKam is not installed these tests are skipped; nothing installs it.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.files.xmp import PROFILES, Wanted, sidecar_for, write
from aesthetic_gui.photo import ColourLabel, Decision, Flag

NEEDED = ("digikam", "dbus-run-session", "xdotool")
PROGRAMS = ("digikam", "everything")
PATIENCE = 90  # seconds
PICKS = {Flag.PICK: "Pick Label Accepted", Flag.REJECT: "Pick Label Rejected"}
NONE = {"Pick Label None", "Color Label None"}
READS_SIDECARS = "Use XMP Sidecar For Reading=false"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="digiKam, or what drives it, is not installed"),
]


class DigiKam:
    """The program in a home of its own, on the virtual screen."""

    def __init__(self, display: str, home: Path) -> None:
        self.display, self.pictures = display, home / "Pictures"
        self.database, self.config = self.pictures / "digikam4.db", home / "CONFIG" / "digikamrc"
        self.pictures.mkdir()
        (home / "runtime").mkdir(mode=0o700)
        names = {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
        names |= {"DISPLAY": display, "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "runtime")}
        chromium = {"QTWEBENGINE_DISABLE_SANDBOX": "1", "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox"}
        self._environment = {**os.environ, **names, **chromium, "QT_QPA_PLATFORM": "xcb"}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            ("dbus-run-session", "digikam"),
            env=self._environment,
            start_new_session=True,
            stdout=quiet,
            stderr=quiet,
        )

    def end(self) -> None:
        if self._process is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, number)
            except ProcessLookupError:
                break
            time.sleep(3)
        self._process.wait()
        self._process = None

    def press(self, *keys: str) -> None:
        for command in (("search", "--name", "digiKam", "windowactivate"), ("key", *keys)):
            subprocess.run(("xdotool", *command), env=self._environment, capture_output=True, timeout=20, check=False)


@pytest.fixture
def digikam(display: str, tmp_path: Path) -> Iterator[DigiKam]:
    driven = DigiKam(display, tmp_path)
    yield driven
    driven.end()


def wait_for(ready: Callable[[], bool], words: str) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end, words
        time.sleep(1)


def set_up(digikam: DigiKam) -> None:
    """Through the assistant of the first start, which makes the database; then have it read sidecars."""
    digikam.start()
    time.sleep(8)

    def finished() -> bool:
        digikam.press("alt+n")
        digikam.press("alt+f")
        return digikam.database.exists() and "XMP Sidecar" in digikam.config.read_text()

    wait_for(finished, "digiKam's assistant did not come to its end")
    time.sleep(5)
    digikam.end()
    text = digikam.config.read_text()
    assert READS_SIDECARS in text, "digiKam's settings have other names"
    digikam.config.write_text(text.replace(READS_SIDECARS, READS_SIDECARS.replace("false", "true")))


def make_photographs(pictures: Path) -> dict[str, Decision]:
    """A photograph for every rating and flag, the labels in turn, with a sidecar for digiKam and for every program."""
    profiles = {profile.id: profile for profile in PROFILES}
    labels, made = list(ColourLabel), {}
    for program in PROGRAMS:
        for stars in range(6):
            for flag in Flag:
                decision = Decision(flag, stars, labels[len(made) % len(labels)])
                path = pictures / f"{program}_{stars}_{int(flag)}.jpg"
                Image.new("RGB", (64, 48), (7 * len(made), 90, 5 * len(made))).save(path)
                wanted = Wanted(decision, keywords=("sea",))
                sidecar_for(path, profiles[program]).write_bytes(write(None, wanted, profiles[program]))
                made[path.name] = decision
    return made


def shown_by_digikam(database: Path) -> dict[str, tuple[int, set[str]]]:
    """By name: rating (0 for none) and tags, digiKam's own ones for flags and labels included."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            "SELECT name, rating, (SELECT group_concat(t.name, '|') FROM ImageTags it JOIN Tags t ON t.id = it.tagid "
            "WHERE it.imageid = i.id) FROM Images i JOIN ImageInformation ON imageid = i.id"
        ).fetchall()
    return {name: (max(rating, 0), set((tags or "").split("|"))) for name, rating, tags in rows}


def expected_tags(decision: Decision) -> set[str]:
    colour = {ColourLabel.PURPLE: "Magenta"}.get(decision.label, decision.label.capitalize())
    tags = {PICKS[decision.flag]} if decision.flag in PICKS else set()
    return {"sea", *tags} | ({f"Color Label {colour}"} if decision.label else set())


def test_digikam_shows_every_rating_flag_label_and_keyword_that_was_saved_here(digikam: DigiKam) -> None:
    set_up(digikam)
    decided = make_photographs(digikam.pictures)
    digikam.start()
    wait_for(lambda: len(shown_by_digikam(digikam.database)) == len(decided), "digiKam did not scan the photographs")
    time.sleep(3)
    shown = shown_by_digikam(digikam.database)
    for name, decision in decided.items():
        rating, tags = shown[name]
        assert (name, rating) == (name, decision.stars)
        assert (name, tags - NONE) == (name, expected_tags(decision))
