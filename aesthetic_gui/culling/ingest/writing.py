"""What is written of photographs as they are ingested: a preset of rights, keywords and the like, for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from aesthetic_gui.culling.details.presets import Preset, filled
from aesthetic_gui.culling.operations.describing import Rewriting
from aesthetic_gui.photo import DETAIL_TEXTS


def rewriting_of(preset: Preset, taken: Iterable[datetime | None], today: date) -> Rewriting:
    """What ``preset`` says, to be written: what it leaves open stays as it is, and its keywords are added."""
    details = filled(preset, taken, today)
    texts = {name: text for name in DETAIL_TEXTS if (text := getattr(details, name))}
    return Rewriting(**texts, added=details.keywords)
