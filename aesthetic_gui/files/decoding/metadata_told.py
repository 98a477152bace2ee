"""What a decoder's process tells of a photograph beside its pixels, and nobody believes unseen."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import datetime

from aesthetic_gui.children import frames
from aesthetic_gui.photo import Metadata

LONGEST_TEXT = 1000  # characters


def fields_of(metadata: Metadata) -> frames.Fields:
    """``metadata`` for JSON."""
    moment = metadata.captured_at
    return asdict(metadata) | {"captured_at": moment.isoformat() if moment else None}


def metadata_of(values: object) -> Metadata:
    """The reverse of :func:`fields_of`, of values that nobody trusts. Raises ``BadFrame``."""
    if not isinstance(values, dict):
        raise frames.BadFrame("no metadata")
    iso = values.get("iso")
    return Metadata(
        width=frames.whole(values.get("width"), frames.WIDEST),
        height=frames.whole(values.get("height"), frames.WIDEST),
        captured_at=_moment(values.get("captured_at")),
        camera=_text(values.get("camera")),
        lens=_text(values.get("lens")),
        exposure_time=_number(values.get("exposure_time")),
        f_number=_number(values.get("f_number")),
        iso=None if iso is None else frames.whole(iso, 1 << 40),
        focal_length=_number(values.get("focal_length")),
    )


def _number(value: object) -> float | None:
    if value is None:
        return None
    if type(value) not in (int, float) or not math.isfinite(value):  # type: ignore[arg-type]
        raise frames.BadFrame(f"{value!r:.80} is no number")
    return float(value)  # type: ignore[arg-type]


def _text(value: object) -> str | None:
    if value is not None and (not isinstance(value, str) or len(value) > LONGEST_TEXT):
        raise frames.BadFrame(f"{value!r:.80} is no short text")
    return value


def _moment(value: object) -> datetime | None:
    text = _text(value)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError as error:
        raise frames.BadFrame(f"{text!r:.80} is no time") from error
