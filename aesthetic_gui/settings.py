"""One table of settings, and where the program keeps its own files.

A setting is one frozen row; the settings dialog and the documentation are made from the same rows.
Values live in one JSON file; a crash while it is written leaves the last good one.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import appdirs

from aesthetic_gui import disk_io

APP = "aesthetic-gui"
FORMAT = 2  # of the file; before, it had every setting, whether somebody had chosen it or not
_FORMERLY = {"thumbnail_size": 200}  # defaults of that time


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key, what the dialog calls it, its default, and what it accepts."""

    key: str
    title: str
    default: bool | int | float | str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    help: str = ""
    files: str = ""  # which files may be chosen instead of one of the choices, as a file dialog's filter

    def accepts(self, value: object) -> bool:
        """Whether ``value`` has the default's type and lies within the choices or the range."""
        if isinstance(self.default, float) and type(value) is int and abs(value) < 2**53:
            value = float(value)
        if type(value) is not type(self.default) or (self.choices and not self.files and value not in self.choices):
            return False
        if not isinstance(value, (int, float)):
            return True
        least = -math.inf if self.minimum is None else self.minimum
        most = math.inf if self.maximum is None else self.maximum
        return least <= value <= most  # not-a-number is neither


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "theme",
        "Theme",
        "system",
        choices=("system", "light", "dark", "high contrast"),
        help="Follow the system, or always one.",
    ),
    Setting("device", "Compute on", "auto", choices=("auto", "cpu", "gpu"), help="Takes effect at the next start."),
    Setting("pack", "Model", "", help="Takes effect at the next start."),
    Setting("thumbnail_size", "Thumbnail size", 150, minimum=120, maximum=360, help="Width of a grid cell, in pixels."),
    Setting("threshold", "Threshold", -1.0, minimum=-1.0, maximum=1.0, help="P(aesthetic); -1: the model's own."),
    Setting("band", "Unsure band", -1.0, minimum=-1.0, maximum=0.5, help="Half-width; -1: the model's own."),
    Setting("taste", "Taste", "", help="The taste that judges along; empty: the model alone."),
    Setting(
        "advance",
        "Auto-advance",
        False,
        help="Go to the next photograph after a flag or stars; Caps Lock does the same as long as it is on.",
    ),
    Setting(
        "monitor_profile",
        "Monitor profile",
        "auto",
        choices=("auto", "srgb"),
        files="ICC profiles (*.icc *.icm)",
        help="Automatic: the profile that the system has for the monitor.",
    ),
    Setting("thumbnail_memory_mb", "Memory for thumbnails (MB)", 96, minimum=32, maximum=4096),
    Setting("thumbnail_disk_mb", "Disk space for thumbnails (MB)", 512, minimum=64, maximum=65536),
    Setting(
        "share_thumbnails",
        "Share thumbnails",
        True,
        help="With file managers (Linux); takes up to a quarter more disk space. Takes effect at the next start.",
    ),
    Setting(
        "loupe_memory_mb",
        "Memory for the loupe (MB)",
        400,
        minimum=64,
        maximum=16384,
        help="At 100 %, where 24 megapixels take 130 MB; a quarter of it where pictures fit the window.",
    ),
    Setting(
        "sidecar_program",
        "Write sidecars for",
        "lightroom",
        choices=("lightroom", "darktable", "digikam", "captureone", "photomechanic", "everything"),
        help="What a sidecar is called, and which fields it gets. Originals are never written.",
    ),
    Setting(
        "sidecar_saving",
        "Save to sidecars",
        "asked",
        choices=("asked", "automatically"),
        help="Ctrl+S saves what is selected; automatically: after every decision.",
    ),
    Setting(
        "sidecar_scores", "Write the score too", True, help="Mean, P(aesthetic), verdict and model, in our own field."
    ),
    Setting(
        "sidecar_keyword", "Verdict as keyword", False, help="“Aesthetic”, “Not aesthetic” or “Unsure”, in sidecars."
    ),
    Setting("album_template", "Album template", "{verdict}", help="The folders that Albums… makes."),
    Setting(
        "copies_carry", "Ratings in copies", True, help="Write ratings into the JPEGs and PNGs that Albums… copies."
    ),
    Setting(
        "reason_colours",
        "Colours of reasons",
        "colour-blind safe",
        choices=("colour-blind safe", "as published"),
        help="Orange raises and blue lowers; or what each method was published in, where red and green are told apart.",
    ),
    Setting(
        "reason_marks",
        "Reasons without colour",
        "outlines",
        choices=("outlines", "hatching", "none"),
        help="Solid lines around what raises, dashed around what lowers; or strokes that rise and strokes that fall.",
    ),
    Setting("overlay_opacity", "Overlay opacity", 0.55, minimum=0.0, maximum=1.0),
    Setting("key_profile", "Keys as in", "lightroom", choices=("lightroom", "photo_mechanic", "darktable")),
    Setting("keys", "Changed keys", "", help="As JSON: an action's id, and its keys."),
    Setting("reason", "Reason", "lime", help="The method that W shows the reason by."),
    Setting("reason_target", "What is explained", "aesthetic"),
    Setting("reason_beside", "The second of two methods", "lime"),
    Setting("reason_level", "Level of the class activation map", -1, minimum=-1),
    Setting("reason_option", "Rule of layer-wise relevance propagation", ""),
    Setting("open_with", "Open with", "", help="Programs chosen before, one a line."),
    Setting("last_folder", "Last folder", ""),
    Setting("filmstrip", "Filmstrip", True),
    Setting("close_ups", "Close-ups", False),
    Setting("close_ups_native", "Close-ups at 100 %", False),
    Setting("second_window", "Second window", False),
    Setting(
        "at_start",
        "At the start",
        "go on",
        choices=("go on", "start page"),
        help="Go on where you left, or choose from recent folders.",
    ),
    Setting("window", "Window", ""),
    Setting("maximised", "Maximised", False),
    Setting("columns", "Widths of the columns", ""),
    Setting("right_panel", "Inspector", True),
    Setting("filter_row", "Filter row", False),
    Setting("left_panel", "Folders on the left", "wide", choices=("wide", "always", "never")),
    Setting("export", "Export", ""),
    Setting("ingest", "Ingest", ""),
    Setting("toured", "Tour taken", False),
    Setting("stacks_folded", "Stacks folded", False),
    Setting("stack_closeness", "Stacks: tighter or looser", 0.5, minimum=0.0, maximum=1.0),
    Setting("folded", "Folded sections", "distribution", help="Sections of the inspector, separated by commas."),
)


def data_dir() -> Path:
    """Where the catalog and added model packs live."""
    return _own(appdirs.user_data_dir(APP, appauthor=False), ".local/share")


def cache_dir() -> Path:
    """Where anything that can be made again lives."""
    return _own(appdirs.user_cache_dir(APP, appauthor=False), ".cache")


def catalog_path() -> Path:
    """The catalog used when none is named."""
    return data_dir() / "catalog.db"


def log_path() -> Path:
    """Where the window keeps its log."""
    return _own(appdirs.user_log_dir(APP, appauthor=False), ".cache") / "aesthetic-gui.log"


def settings_path() -> Path:
    return _own(appdirs.user_config_dir(APP, appauthor=False), ".config") / "settings.json"


def _own(folder: str, default: str) -> Path:
    """``folder``, or the one in ``default`` below the home where the variable it comes from is empty or relative.

    Such a variable counts as unset (XDG Base Directory Specification); taken as it is, it would lead into whatever
    folder one happens to be in.
    """
    return Path(folder) if os.path.isabs(folder) else Path.home() / default / APP  # noqa: PTH117


def load() -> dict[str, Any]:
    """Every setting's value: the stored one where it is valid, else the default."""
    return {row.key: row.default for row in SETTINGS} | _chosen()


def save(values: Mapping[str, Any]) -> None:
    """Write ``values``, whole or not at all. Raises ``KeyError`` for an unknown key, ``ValueError`` for a bad value."""
    rows = {row.key: row for row in SETTINGS}
    for key, value in values.items():
        if not rows[key].accepts(value):
            raise ValueError(f"{rows[key].title}: {value!r} is not accepted")
    path = Path(os.path.realpath(settings_path()))  # a link stays one
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {"format": FORMAT, **_chosen(), **values}
    disk_io.write_whole(json.dumps(kept, indent=1).encode("utf-8"), path, replace=True)


def _chosen() -> dict[str, Any]:
    """What somebody has chosen, as far as it is valid: a default that changes is not held back by what was written."""
    read = read_json(settings_path())
    stored = read if isinstance(read, dict) else {}
    if stored.get("format") != FORMAT:
        stored = {key: value for key, value in stored.items() if _FORMERLY.get(key) != value}
    return {row.key: stored[row.key] for row in SETTINGS if row.accepts(stored.get(row.key))}


def read_json(path: Path) -> Any:
    """What is kept in ``path``; an empty table where there is nothing. Never overwrites what it cannot read.

    A file that is not JSON is set aside, as ``settings.json.damaged``.
    """
    try:
        return json.loads(disk_io.read_text(path))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        with contextlib.suppress(OSError):  # a folder that cannot be written keeps the file as it is
            path.replace(path.with_suffix(".json.damaged"))
        return {}
