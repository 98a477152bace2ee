"""Which keys an action has: what the photographer changed, else the profile's, else the table's own.

ACTIONS ──> defaults ┐
PROFILES ────────────┼──> keys_in_use ──> QActions, menus, shortcut sheet
settings ──> parsed ─┘
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtGui import QKeySequence

from aesthetic_gui.ui.input.key_profiles import profile_called

Keys = tuple[str, ...]  # in Qt's portable text, such as "Ctrl+Shift+P"; the first is the one that menus show
FIXED = frozenset(("Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown"))  # go from photograph to photograph


def keys_in_use(defaults: Mapping[str, Keys], profile: str, changed: Mapping[str, Keys]) -> dict[str, Keys]:
    """The keys of each action of ``defaults``, by its id.

    A key is one action's: what was changed has it before the profile, and that before the table. Actions that are not
    in the table are passed over, and so is what is no key.
    """
    levels = (changed, profile_called(profile).keys, defaults)
    level_of = {name: next(level for level in levels if name in level) for name in defaults}
    found: dict[str, Keys] = {}
    taken: set[str] = set()
    for level in levels:
        for name in defaults:
            if level_of[name] is level:
                found[name] = tuple(key for key in map(portable, level[name]) if key and key not in taken)
                taken.update(found[name])
    return {name: found[name] for name in defaults}


def owner_of(key: str, in_use: Mapping[str, Keys]) -> str | None:
    """The action that has ``key``."""
    return next((name for name, keys in in_use.items() if key in keys), None)


def portable(key: str) -> str:
    """``key`` as it is written in one way only; "" where there is no such key."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def native(key: str) -> str:
    """``key`` as the system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def written(changed: Mapping[str, Keys]) -> str:
    """What was changed, as a setting keeps it."""
    return json.dumps(changed, sort_keys=True) if changed else ""


def parsed(text: str) -> dict[str, Keys]:
    """What :func:`written` wrote; what a person wrote there and cannot be understood counts as not changed."""
    try:
        read = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    pairs = read.items() if isinstance(read, dict) else ()
    return {
        name: tuple(keys)
        for name, keys in pairs
        if isinstance(keys, list) and all(isinstance(key, str) and portable(key) for key in keys)
    }
