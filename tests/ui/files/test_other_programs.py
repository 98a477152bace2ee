"""*Show in file manager* and *Open with…*: what other programs are given, and what is said where they do not come."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.files import file_manager
from aesthetic_gui.ui.files.other_programs import AT_ONCE, REMEMBERED, OtherPrograms

ODD = "-rf; $(touch x) `y` 'z' \"w\" & %f é.jpg"


class Kept(dict):
    def remember(self, **values: str) -> None:
        self.update(values)


class AtOnce:
    """In place of the lookups' thread."""

    def run(self, task, done) -> None:
        done(task())


class Told(list):
    """What was started, or opened."""

    def start(self, program, arguments) -> bool:
        self.append((program, list(arguments)))
        return "broken" not in program

    def open(self, path: Path) -> bool:
        self.append(path)
        return path.suffix != ".cr2"


@pytest.fixture
def told(monkeypatch) -> Told:
    told = Told()
    monkeypatch.setattr(file_manager, "start", told.start)
    monkeypatch.setattr(file_manager, "open_by_default", told.open)
    return told


@pytest.fixture
def pair(tmp_path: Path) -> Photo:
    paths = [tmp_path / ODD, (tmp_path / ODD).with_suffix(".cr2")]
    for path in paths:
        path.write_bytes(b"x")
    return Photo(paths[0], (paths[1],))


@pytest.fixture
def programs(qtbot, pair) -> OtherPrograms:
    window = QWidget()
    qtbot.addWidget(window)
    session = SimpleNamespace(lookups=AtOnce())
    made = OtherPrograms(session, Kept(open_with=""), lambda: [Item(pair)], window)
    made.sentences = []
    made.said.connect(made.sentences.append)
    return made


def press(menu: QMenu, title: str, which: int = 0) -> None:
    [action for action in menu.actions() if action.text() == title][which].trigger()


def choose(monkeypatch, program: str) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (program, ""))


def test_the_usual_program_opens_the_picture_or_the_raw_of_the_pair(programs, pair, told):
    menu = programs.make_menu([Item(pair)])
    press(menu, "The usual program")
    press(menu, "The usual program", 1)
    assert told == [pair.path, *pair.companions]
    assert programs.sentences == ["This computer has no usual program for .cr2 files. Choose one in Open with…."]


def test_a_program_that_was_chosen_is_offered_again_and_gets_names_as_they_are(programs, pair, told, monkeypatch):
    choose(monkeypatch, "/usr/bin/gimp")
    press(programs.make_menu([Item(pair)]), "Choose a program…")
    press(programs.make_menu([Item(pair)]), "gimp", 1)
    assert told == [("/usr/bin/gimp", [str(pair.path)]), ("/usr/bin/gimp", [str(pair.companions[0])])]
    for number in range(9):
        choose(monkeypatch, f"/usr/bin/p{number}")
        press(programs.make_menu([Item(pair)]), "Choose a program…")
    assert programs.programs == [f"/usr/bin/p{number}" for number in range(8, 8 - REMEMBERED, -1)]


def test_a_program_that_does_not_start_is_named(programs, pair, told, monkeypatch):
    choose(monkeypatch, "/opt/broken")
    press(programs.make_menu([Item(pair)]), "Choose a program…")
    assert programs.sentences == ["broken could not be started. Choose another program in Open with…."]


def test_what_is_gone_is_said_and_not_opened(programs, pair, told):
    pair.path.unlink()
    programs.show_in_file_manager()
    assert programs.sentences == [f"{ODD} is not there any more."]
    assert told == []


def test_the_usual_program_is_not_started_for_a_whole_shoot(programs, told, tmp_path):
    photos = [Photo(tmp_path / f"{number}.jpg") for number in range(AT_ONCE + 1)]
    for photo in photos:
        photo.path.touch()
    press(programs.make_menu([Item(photo) for photo in photos]), "The usual program")
    assert told == []
    assert "at most 12" in programs.sentences[0]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="D-Bus is Linux's")
def test_without_a_file_manager_that_selects_the_folder_is_opened(told, monkeypatch, pair):
    monkeypatch.setattr(file_manager, "_asked_by_dbus", lambda _paths: False)
    file_manager.show([pair.path])
    assert told == [pair.path.parent]


@pytest.mark.parametrize(
    ("platform", "started"),
    [
        ("darwin", ["/usr/bin/open", "-R", "/shoot/-a, b.jpg"]),
        ("win32", 'explorer.exe /select,"/shoot/-a, b.jpg"'),
    ],
)
def test_each_system_is_asked_in_its_own_way(monkeypatch, platform: str, started: list[str] | str):
    told = []
    monkeypatch.setattr(file_manager, "_run", lambda command: not told.append(command))
    monkeypatch.setattr(sys, "platform", platform)
    file_manager.show([Path("/shoot/-a, b.jpg")])
    assert told == [started]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=20).filter(lambda name: not {0, 47} & set(name) and name not in (b".", b"..")))
def test_every_name_that_a_disk_can_hold_is_passed_on_as_it_is(name: bytes):
    path = Path("/shoot") / os.fsdecode(name)
    encoded = bytes(file_manager.url_of(path).toEncoded()).decode("ascii")
    assert encoded.startswith("file:///shoot/")
    assert unquote_to_bytes(encoded.removeprefix("file://")) == os.fsencode(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a script is a program elsewhere")
def test_a_program_is_started_by_itself_and_no_shell_reads_its_arguments(tmp_path: Path):
    script, written = tmp_path / "program", tmp_path / "written"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{written}.part" && mv "{written}.part" "{written}"\n')
    script.chmod(0o755)
    names = [str(tmp_path / ODD), str(tmp_path / "caf\udce9.jpg")]
    assert file_manager.start(str(script), names)
    end = time.monotonic() + 10
    while not written.exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert os.fsdecode(written.read_bytes()).splitlines() == names
    assert not file_manager.start(str(tmp_path / "none"), [])
