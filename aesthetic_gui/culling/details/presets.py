"""Sets of details by name, such as one's rights for this year, kept from one day to the next.

One JSON file beside the settings, written whole: a crash while it is written leaves the last good one. In a text
``{year}`` and ``{date}`` stand for when the photographs were taken, ``{creator}`` for what is written as the creator.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from aesthetic_gui import disk_io, settings
from aesthetic_gui.files.xmp.reading import tidy_details
from aesthetic_gui.photo import DETAIL_TEXTS, Details

VARIABLES = ("year", "date", "creator")
MOST, LONGEST = 200, 4_000  # presets; letters of a text


@dataclass(frozen=True, slots=True)
class Preset:
    """Only the fields that say something are written; the others are left as they are."""

    name: str
    details: Details


def filled(preset: Preset, taken: Iterable[datetime | None], today: date) -> Details:
    """The details with their variables filled in: the last day of those ``taken``, or ``today`` where none is known."""
    days = [moment.date() for moment in taken if moment is not None]
    day = max(days, default=today)
    details = preset.details
    known = {"year": f"{day.year}", "date": day.isoformat()}
    creator = _filled(details.creator, known)
    texts = {field: _filled(getattr(details, field), known | {"creator": creator}) for field in DETAIL_TEXTS}
    return replace(details, **(texts | {"creator": creator}))  # type: ignore[arg-type]


def _filled(text: str, known: dict[str, str]) -> str:
    for name in VARIABLES:
        text = text.replace(f"{{{name}}}", known.get(name, ""))
    return text


def presets_path() -> Path:
    return settings.settings_path().with_name("details.json")


def load(path: Path | None = None) -> list[Preset]:
    """What was kept; of a file that makes no sense, what does. A file that is no JSON is set aside."""
    kept = settings.read_json(path or presets_path())
    rows = kept if isinstance(kept, list) else []
    found = {preset.name: preset for row in rows[:MOST] if (preset := _preset(row))}
    return list(found.values())


def save(presets: Sequence[Preset], path: Path | None = None) -> None:
    """Write ``presets``, whole or not at all. Raises ``OSError`` where that cannot be written."""
    path = path or presets_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{"name": preset.name, **_row(preset.details)} for preset in presets]
    disk_io.write_whole(json.dumps(rows, indent=1).encode("ascii"), path, replace=True)


def with_preset(presets: Sequence[Preset], new: Preset) -> list[Preset]:
    """``new`` takes the place of the one of its name, or comes last."""
    if new.name in [preset.name for preset in presets]:
        return [new if preset.name == new.name else preset for preset in presets]
    return [*presets, new]


def _row(details: Details) -> dict[str, object]:
    texts = {field: text for field in DETAIL_TEXTS if (text := getattr(details, field))}
    return texts | ({"keywords": list(details.keywords)} if details.keywords else {})


def _preset(row: object) -> Preset | None:
    if not isinstance(row, dict) or not isinstance(name := row.get("name"), str) or not name.strip():
        return None
    texts = {field: text for field in DETAIL_TEXTS if isinstance(text := row.get(field), str) and len(text) <= LONGEST}
    words = row.get("keywords")
    keywords = tuple(word for word in words if isinstance(word, str)) if isinstance(words, list) else ()
    return Preset(name.strip()[:60], tidy_details(Details(**texts, keywords=keywords)))
