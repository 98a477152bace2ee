"""Which keys an action has: the table's, a profile's or one's own, and never two actions the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from aesthetic_gui.settings import SETTINGS
from aesthetic_gui.ui import actions
from aesthetic_gui.ui.input import layout_keys
from aesthetic_gui.ui.input.bindings import FIXED, keys_in_use, owner_of, parsed, portable, written
from aesthetic_gui.ui.input.key_field import key_of
from aesthetic_gui.ui.input.key_profiles import PROFILES

TABLE = {"pick": ("P",), "loupe": ("E", "Space"), "history": ("Ctrl+H",)}
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def test_a_changed_key_counts_and_is_taken_from_who_had_it():
    assert keys_in_use(TABLE, "lightroom", {"pick": ("E",)}) == {
        "pick": ("E",),
        "loupe": ("Space",),
        "history": ("Ctrl+H",),
    }


def test_a_key_can_be_taken_away_and_what_is_not_in_the_table_is_passed_over():
    found = keys_in_use(TABLE, "lightroom", {"pick": (), "gone": ("E",)})
    assert found["pick"] == ()
    assert found["loupe"] == ("E", "Space")


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_in_every_profile_a_key_is_one_actions(profile):
    in_use = keys_in_use(actions.DEFAULT_KEYS, profile.id, {})
    keys = [key for each in in_use.values() for key in each]
    assert len(keys) == len(set(keys))
    assert {name: in_use[name] for name in profile.keys} == profile.keys, "no row takes from another"
    without = {name for name, keys in in_use.items() if not keys}
    assert without <= {name for name in in_use if not (profile.keys.get(name) or actions.DEFAULT_KEYS[name])} | {
        "label_none"
    }, "what has a key in Lightroom has one in each"
    assert FIXED.isdisjoint(keys)


def test_the_table_gives_no_key_to_two_actions():
    """Where it would, the later one would have none, in any profile."""
    assert keys_in_use(actions.DEFAULT_KEYS, "lightroom", {}) == actions.DEFAULT_KEYS


def test_the_settings_offer_every_profile():
    offered = next(row.choices for row in SETTINGS if row.key == "key_profile")
    assert offered == tuple(profile.id for profile in PROFILES)


@pytest.mark.parametrize(
    ("profile", "key", "action"),
    [
        ("lightroom", "Shift+P", "pick_on"),
        ("photo_mechanic", "T", "toggle_pick"),
        ("photo_mechanic", "1", "label_purple"),
        ("photo_mechanic", "Ctrl+3", "stars_3"),
        ("darktable", "R", "reject"),
        ("darktable", "F1", "label_red"),
        ("darktable", "Tab", "all_panels"),
    ],
)
def test_what_hands_know_from_another_program_does_the_same_here(profile, key, action):
    assert owner_of(key, keys_in_use(actions.DEFAULT_KEYS, profile, {})) == action


names = st.sampled_from(sorted(TABLE))
some_keys = st.lists(st.sampled_from(["P", "E", "Ctrl+H", "Shift+3", "F5"]), max_size=3, unique=True).map(tuple)


@given(st.dictionaries(names, some_keys))
def test_what_was_changed_comes_back_and_gives_no_key_twice(changed):
    assert parsed(written(changed)) == changed
    keys = [key for each in keys_in_use(TABLE, "lightroom", changed).values() for key in each]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"pick": "P"}', '{"pick": [1]}', '{"pick": ["no key"]}'])
def test_what_is_no_table_of_keys_changes_none(text):
    assert parsed(text) == {}


@pytest.mark.parametrize(
    ("key", "modifiers", "scan", "text", "pressed"),
    [
        (Qt.Key.Key_P, NONE, 33, "p", "P"),
        (Qt.Key.Key_P, CTRL | SHIFT, 33, "P", "Ctrl+Shift+P"),
        (ord("З"), NONE, 33, "з", "P"),
        (ord("#"), SHIFT, 12, "#", "Shift+3"),
        (ord('"'), NONE, 12, '"', "3"),
        (Qt.Key.Key_Question, SHIFT, 61, "?", "?"),
        (Qt.Key.Key_Backtab, SHIFT, 23, "", "Shift+Tab"),
        (Qt.Key.Key_Space, SHIFT, 65, " ", "Shift+Space"),
        (Qt.Key.Key_F6, NONE, 72, "", "F6"),
        (Qt.Key.Key_Backslash, NONE, 51, "\\", "\\"),
    ],
)
def test_a_key_that_is_pressed_is_written_as_the_table_writes_it(monkeypatch, key, modifiers, scan, text, pressed):
    """By its place where no Latin letter or digit is on it: in Russian, with Shift, in French."""
    monkeypatch.setattr(layout_keys.sys, "platform", "linux")
    event = QKeyEvent(QKeyEvent.Type.KeyPress, int(key), modifiers, scan, 0, 0, text)
    assert key_of(event) == pressed == portable(pressed)
