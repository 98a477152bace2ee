"""The real digiKam: it shows what was decided here, and here is read what was decided there.

It runs in a home of its own on the virtual screen. Its settings and an empty database are laid out before its first
start, so that its assistant has nothing to ask; its actions are triggered over a message bus of its own, and its
database tells what it shows. Where it is not installed these tests are skipped; nothing installs it.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.files.xmp import PROFILES, Judgement, Marks, Profile, Wanted, read, sidecar_for, write
from aesthetic_gui.photo import ColourLabel, Decision, Flag, Verdict
from tests.e2e.screen import Screen, ask, wait_for
from tests.unit.files.xmp.packets import listed, packet

NEEDED = ("digikam", "dbus-daemon", "dbus-send", "xdotool")
PATIENCE = 90  # seconds
DATABASES = ("digikam4", "recognition", "similarity", "thumbnails-digikam")
SETTINGS = """\
[Album Settings]
Show ToolTips=false

[Database Settings]
Database Name={pictures}/
Database Name Face={pictures}/
Database Name Similarity={pictures}/
Database Name Thumbnails={pictures}/
Database Type=QSQLITE

[MainWindow]
InitialAlbumID=1

[Metadata Settings]
Clear Metadata If Rescan=true
Metadata Writing Mode=1
Save Color Label=true
Save Pick Label=true
Save Rating=true
Save Tags=true
Use Lazy Synchronization=false
Use XMP Sidecar For Reading=true
"""
SHOWN = """
    SELECT Images.name, rating, (SELECT group_concat(Tags.name, '|') FROM ImageTags JOIN Tags ON Tags.id = tagid
                                 WHERE imageid = Images.id)
    FROM Images JOIN ImageInformation ON imageid = Images.id"""

PICKS = {Flag.NONE: 0, Flag.REJECT: 1, Flag.PICK: 3}  # 2: pending
PICK_NAMES = {Flag.REJECT: "Pick Label Rejected", Flag.PICK: "Pick Label Accepted"}
COLOURS = {ColourLabel.NONE: 0, ColourLabel.RED: 1, ColourLabel.YELLOW: 3, ColourLabel.GREEN: 4, ColourLabel.BLUE: 5}
COLOURS |= {ColourLabel.PURPLE: 6}  # 2, 7, 8, 9: orange, grey, black, white
NOTHING = {"Pick Label None", "Pick Label Pending", "Color Label None"}  # pending is no flag here, and stays

WRITTEN_FOR = ("digikam", "everything")
JUDGEMENT = Judgement(5.1, 0.7, Verdict.AESTHETIC, "nima@1", "0.3")
KEYWORDS, NEXT_KEYWORDS = ("sea", "Kid & dog"), ("harbour", "Kid & dog")
CURVE = ("0, 0", "64, 50", "255, 255")
OTHERS = packet(listed("crs:ToneCurvePV2012", *CURVE, kind="Seq"), crs__Exposure2012="+0.35", xmp__CreatorTool="a raw")
LEFT_ALONE = ('crs:Exposure2012="+0.35"', 'xmp:CreatorTool="a raw"', *(f"<rdf:li>{point}</rdf:li>" for point in CURVE))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.e2e,
    pytest.mark.timeout(420),
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="digiKam, or what drives it, is not installed"),
]


class DigiKam:
    """One digiKam, whose only album is the folder ``pictures``."""

    def __init__(self, display: str, home: Path) -> None:
        self.pictures = home / "Pictures"
        self._database, self._screen = self.pictures / "digikam4.db", Screen(display)
        self._environment = _environment(display, home)
        self._bus: subprocess.Popen[str] | None = None
        self._program: subprocess.Popen[str] | None = None
        self._lay_out(home / "config")

    def make_database(self) -> None:
        """The first start makes the tables; then the album is entered, as digiKam's assistant would."""
        self.start()
        told = "SELECT 1 FROM Settings WHERE keyword = 'Locale'"
        wait_for(lambda: ask(self._database, told), "digiKam made no database", PATIENCE)
        self.end()
        with closing(sqlite3.connect(self._database)) as database, database:
            root = ("Pictures", f"volumeid:?path={self.pictures}", "/")
            database.execute("INSERT INTO AlbumRoots VALUES (1, ?, 0, 1, ?, ?)", root)
            database.execute("INSERT INTO Albums (id, albumRoot, relativePath) VALUES (1, 1, '/')")

    def start(self) -> None:
        self._bus = self._run("dbus-daemon", "--session", "--nofork", "--print-address=1")
        assert self._bus.stdout
        self._environment["DBUS_SESSION_BUS_ADDRESS"] = self._bus.stdout.readline().strip()
        self._program = self._run("digikam")

    def end(self) -> None:
        for process in (self._program, self._bus):
            if process:
                _end(process)
        self._program = self._bus = None

    def decline_downloads(self) -> None:
        """It asks for the data of its face recognition at every start, in front of its window."""
        question = "Download required files"
        self._screen.press(self._screen.window(question), "Escape")
        wait_for(lambda: not self._screen.has_window(question), "digiKam goes on asking")
        time.sleep(1)  # until its window has the keyboard

    def act(self, action: str) -> None:
        """Trigger an action of its main window by name, as its menu and its keys do."""
        program = f"--dest=org.kde.digikam-{self._program.pid if self._program else 0}"
        called = ("/Digikam", "org.kde.KMainWindow.activateAction", f"string:{action}")
        command = ["dbus-send", "--session", "--print-reply=literal", program, *called]
        answer = subprocess.run(command, env=self._environment, check=True, capture_output=True, text=True, timeout=30)
        assert answer.stdout.split() == ["boolean", "true"], f"digiKam would not {action}"

    def shown(self) -> dict[str, tuple[int, set[str]]]:
        """By file name: stars and tags, digiKam's own ones for flags and labels included, where there is one."""
        rows = ask(self._database, SHOWN)
        return {
            str(name): (max(int(str(rating)), 0), set(str(tags).split("|")) - NOTHING) for name, rating, tags in rows
        }

    def _lay_out(self, config: Path) -> None:
        for folder in (self.pictures, config):
            folder.mkdir()
        (config / "digikamrc").write_text(SETTINGS.format(pictures=self.pictures))
        for name in DATABASES:
            (self.pictures / f"{name}.db").touch()

    def _run(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            env=self._environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if command[0] == "dbus-daemon" else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )


def _environment(display: str, home: Path) -> dict[str, str]:
    (home / "run").mkdir(mode=0o700)
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    own = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    chromium = {"QTWEBENGINE_DISABLE_SANDBOX": "1", "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox"}  # where root tests
    return {**os.environ, **folders, **own, **chromium, "LC_ALL": "C.UTF-8"}


def _end(process: subprocess.Popen[str]) -> None:
    """Ask it and whatever it has started to end, then make them."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(10)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
    process.wait()
    if process.stdout:
        process.stdout.close()


@dataclass(frozen=True)
class Shoot:
    """What was decided here, by file name, and what digiKam made of it when it first saw the photographs."""

    digikam: DigiKam
    decided: dict[str, Decision]
    first_shown: dict[str, tuple[int, set[str]]]

    def sidecar(self, name: str) -> Path:
        return sidecar_for(self.digikam.pictures / name, profile_of(name))

    def marks(self, name: str) -> Marks:
        return read(self.sidecar(name).read_bytes())


@pytest.fixture(scope="module")
def shoot(display: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shoot]:
    digikam = DigiKam(display, tmp_path_factory.mktemp("digikam"))
    try:
        digikam.make_database()
        decided = make_photographs(digikam.pictures)
        digikam.start()
        wait_for(lambda: len(digikam.shown()) == len(decided), "digiKam did not scan the photographs", PATIENCE)
        digikam.decline_downloads()
        yield Shoot(digikam, decided, digikam.shown())
    finally:
        digikam.end()


def make_photographs(pictures: Path) -> dict[str, Decision]:
    """A photograph for every rating and flag, the labels in turn, with a sidecar for digiKam and for every program."""
    labels, made = list(ColourLabel), {}
    for program in WRITTEN_FOR:
        for stars in range(6):
            for flag in Flag:
                decision = Decision(flag, stars, labels[(len(made) + stars // 2) % len(labels)])
                path = pictures / f"{program}_{stars}{flag.name[0]}.jpg"
                Image.new("RGB", (64, 48), (7 * len(made), 90, 5 * len(made))).save(path)
                data = write(OTHERS, Wanted(decision, JUDGEMENT, KEYWORDS), profile_of(path.name))
                sidecar_for(path, profile_of(path.name)).write_bytes(data)
                made[path.name] = decision
    return made


def profile_of(name: str) -> Profile:
    return next(profile for profile in PROFILES if profile.id == name.partition("_")[0])


def as_digikam_shows(decision: Decision, keywords: tuple[str, ...] = KEYWORDS) -> tuple[int, set[str]]:
    colour = {ColourLabel.PURPLE: "Magenta"}.get(decision.label, decision.label.capitalize())
    tags = {PICK_NAMES[decision.flag]} if decision.flag else set()
    return decision.stars, {*keywords, *tags} | ({f"Color Label {colour}"} if decision.label else set())


@dataclass(frozen=True)
class Change:
    """What is done to a photograph in digiKam: ``actions``, and the decision that they come to."""

    actions: tuple[str, ...]
    decision: Decision


def change_of(number: int, old: Decision) -> Change:
    """Stars, flag or label, or all three of the ``number``-th photograph; never what it has: digiKam would undo it."""
    turn, kind = divmod(number, 4)
    stars = other_than(old.stars, turn, 6)
    pick = other_than(PICKS[old.flag], turn, 4)
    colour = other_than(COLOURS[old.label], turn if kind == 2 else -turn, 10)
    flag = {number: flag for flag, number in PICKS.items()}.get(pick, Flag.NONE)
    label = {number: label for label, number in COLOURS.items()}.get(colour, ColourLabel.NONE)
    actions = (f"rateshortcut-{stars}", f"pickshortcut-{pick}", f"colorshortcut-{colour}")
    return (
        Change(actions[:1], Decision(old.flag, stars, old.label)),
        Change(actions[1:2], Decision(flag, old.stars, old.label)),
        Change(actions[2:], Decision(old.flag, old.stars, label)),
        Change(actions, Decision(flag, stars, label)),
    )[kind]


def other_than(old: int, wish: int, count: int) -> int:
    return wish % count if wish % count != old else (wish + 1) % count


def change_in_digikam(shoot: Shoot) -> dict[str, Decision]:
    """One photograph after the other, in the order of its album; digiKam rewrites the sidecar after every action."""
    changed = {}
    for number, name in enumerate(sorted(shoot.decided)):
        shoot.digikam.act("next_image" if number else "first_image")
        change, sidecar = change_of(number, shoot.decided[name]), shoot.sidecar(name)
        for action in change.actions:
            before = sidecar.read_bytes()
            shoot.digikam.act(action)
            wait_for(lambda: sidecar.read_bytes() != before, f"{name}: nothing was written after {action}")  # noqa: B023
            time.sleep(0.4)  # it loses a change that comes while it writes
        changed[name] = change.decision
    return changed


def test_digikam_shows_every_rating_flag_label_and_keyword_that_was_saved_here(shoot: Shoot) -> None:
    assert len(shoot.first_shown) == len(shoot.decided) == 36
    for name, decision in shoot.decided.items():
        assert (name, *shoot.first_shown[name]) == (name, *as_digikam_shows(decision))


def test_what_is_changed_in_digikam_is_read_here_and_what_is_changed_here_then_is_shown_there(shoot: Shoot) -> None:
    sidecars = sorted(shoot.digikam.pictures.glob("*.xmp"))
    changed = change_in_digikam(shoot)
    have_everything_written(shoot)
    for name, decision in changed.items():
        marks = shoot.marks(name)
        read_here = Decision(marks.flag or Flag.NONE, marks.stars or 0, marks.label or ColourLabel.NONE)
        assert (name, read_here) == (name, decision)
        assert (name, marks.judgement, sorted(marks.keywords)) == (name, JUDGEMENT, sorted(KEYWORDS))
        assert all(text in shoot.sidecar(name).read_text() for text in LEFT_ALONE)
    again = dict(zip(changed, [*list(changed.values())[5:], *list(changed.values())[:5]], strict=True))
    for name, decision in again.items():
        wanted = Wanted(decision, None, NEXT_KEYWORDS, keywords_removed=KEYWORDS, label_changed=True)
        shoot.sidecar(name).write_bytes(write(shoot.sidecar(name).read_bytes(), wanted, profile_of(name)))
    shoot.digikam.act("selectAll")
    shoot.digikam.act("image_read_metadata")
    wait_until_shown(shoot.digikam, {name: as_digikam_shows(again[name], NEXT_KEYWORDS) for name in again})
    assert sorted(shoot.digikam.pictures.glob("*.xmp")) == sidecars


def have_everything_written(shoot: Shoot) -> None:
    """Its tags, too, in all the lists it has for them."""
    shoot.digikam.act("selectAll")
    shoot.digikam.act("image_write_metadata")
    for name in shoot.decided:
        wait_for(lambda: b"digiKam:TagsList" in shoot.sidecar(name).read_bytes(), f"{name}: no tags were written")  # noqa: B023


def wait_until_shown(digikam: DigiKam, expected: dict[str, tuple[int, set[str]]]) -> None:
    end = time.monotonic() + PATIENCE
    while digikam.shown() != expected and time.monotonic() < end:
        time.sleep(0.5)
    assert digikam.shown() == expected
