"""Keys as in other programs, as rows of data: what differs from the table of actions, which has Lightroom's.

Only keys of what both programs have are taken over; all others stay. Sources:

- Lightroom Classic: Adobe's list of keyboard shortcuts of the Library.
- Photo Mechanic: wiki.camerabits.com, *Selection, Tags and Color Classes* and *Preview Window* (``T`` tags, ``Ctrl++``
  and ``Ctrl+-`` tag and untag, ``Ctrl+T`` selects what is tagged, ``Ctrl+R`` opens the preview);
  docs.camerabits.com, *Star Ratings* (``Ctrl`` with a number gives stars, a number alone a colour class). A colour
  class is the label that it becomes in a sidecar; orange and grey have none here.
- darktable: its sources, ``init_key_accels`` in ``src/views/lighttable.c``, ``src/libs/select.c`` and
  ``src/libs/tools/filmstrip.c``; the manual, chapters *Lighttable* and *Star ratings & color labels*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeyProfile:
    """Keys by the id of their action; an empty row takes the action's key away."""

    id: str
    title: str
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


LIGHTROOM = KeyProfile("lightroom", "Lightroom")

PHOTO_MECHANIC = KeyProfile(
    "photo_mechanic",
    "Photo Mechanic",
    {
        "toggle_pick": ("T",),
        "pick": ("P", "Ctrl++", "Ctrl+="),
        "unflag": ("U", "Ctrl+-"),
        "select_picks": ("Ctrl+T",),
        **{f"stars_{n}": (f"Ctrl+{n}",) for n in range(6)},
        **{f"stars_{n}_on": (f"Ctrl+Shift+{n}",) for n in range(6)},
        "label_none": ("0",),
        "label_purple": ("1",),
        "label_red": ("2",),
        "label_yellow": ("4",),
        "label_green": ("5",),
        "label_blue": ("6", "7"),
        "loupe": ("E", "Ctrl+R"),
        "show_in_file_manager": ("Ctrl+Shift+R",),
        "zoom_in": ("+", "="),
        "zoom_out": ("-",),
    },
)

DARKTABLE = KeyProfile(
    "darktable",
    "darktable",
    {
        "reject": ("R",),
        "reject_on": ("Shift+R",),
        "label_red": ("F1",),
        "label_yellow": ("F2",),
        "label_green": ("F3",),
        "label_blue": ("F4",),
        "label_purple": ("F5",),
        "label_none": (),
        "select_none": ("Ctrl+Shift+A",),
        "select_inverse": ("Ctrl+I",),
        "redo": ("Ctrl+Y", "Ctrl+Shift+Z"),
        "survey": ("X",),
        "loupe": ("E", "Alt+W"),
        "filmstrip": ("Ctrl+F",),
        "find": ("Ctrl+Alt+F",),
        "all_panels": ("Tab",),
        "side_panels": ("Shift+Tab",),
        "left_panel": ("Ctrl+Shift+L",),
        "right_panel": ("Ctrl+Shift+R",),
        "full_screen": ("F11", "F"),
        "second_monitor": ("Ctrl+F11",),
        "turn_left": ("[",),
        "turn_right": ("]",),
        "export_pictures": ("Ctrl+E",),
        "open_with": ("Ctrl+Shift+E",),
        "details": ("Ctrl+Shift+D",),
        "keywords": ("Ctrl+T",),
        "shortcuts": ("H", "?"),
    },
)

PROFILES = (LIGHTROOM, PHOTO_MECHANIC, DARKTABLE)


def profile_called(name: str) -> KeyProfile:
    """The profile with the id ``name``; Lightroom's where there is none."""
    return next((profile for profile in PROFILES if profile.id == name), LIGHTROOM)
