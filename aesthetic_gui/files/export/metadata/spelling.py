"""How EXIF and IPTC-IIM spell what XMP says: moments, positions, Windows' texts. What cannot be read gives None."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any

from PIL.ExifTags import GPS

from aesthetic_gui.files.exif import Tags, moment_of

_CLOCK, _FRACTION, _ZONE = (
    re.compile(r"\d[T ]\s*\d+\D?\d"),
    re.compile(r":\d\d[.,](\d+)"),
    re.compile(r"Z|[-+]\d\d:?\d\d"),
)
_YEAR_OR_MONTH = re.compile(r"\d{4}(-\d\d)?")
_ANGLE = re.compile(r"(\d{1,3}),(\d{1,2}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?([NSEW])")  # XMP, part 2, "GPSCoordinate"
_FINEST = 1_000_000  # denominator of a minute or second
_SAME = 1e-5  # degrees: a metre


def windows(text: str) -> bytes:
    """UTF-16 with a zero at its end; nothing of nothing."""
    return f"{text}\0".encode("utf-16-le", "replace") if text else b""


def of_windows(value: Any) -> str:
    """What a tag says that is bytes of UTF-16, whatever type it was read as."""
    if isinstance(value, str):
        return value
    try:
        return bytes(value).decode("utf-16-le", "replace").split("\0")[0]
    except (TypeError, ValueError):
        return ""


def of_exif(value: Any) -> str:
    """What a tag of text says; "" of a number. Pillow reads Latin-1, and most write UTF-8."""
    if isinstance(value, str):
        value = value.encode("latin-1", "replace")
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def exif_moment(text: str) -> str | None:
    """``2026:06:14 15:02:11``; None of a day without a time."""
    moment = moment_of(text) if _CLOCK.search(text) else None
    return f"{moment:%Y:%m:%d %H:%M:%S}" if moment else None


def fraction(text: str) -> str | None:
    """The digits behind the second's point."""
    found = _FRACTION.search(text)
    return found and found[1]


def zone(text: str) -> str | None:
    """``+02:00``."""
    clock = _CLOCK.search(text)
    found = _ZONE.search(text, clock.end()) if clock else None
    return found and ("+00:00" if found[0] == "Z" else f"{found[0][:3]}:{found[0][-2:]}")


def iim_day(text: str) -> tuple[str, ...]:
    """``20260614``; what is not known of it is zeros (IPTC-IIM 4.2, 2:55)."""
    if _YEAR_OR_MONTH.fullmatch(text):
        return (text.replace("-", "").ljust(8, "0"),)
    moment = moment_of(text)
    return (f"{moment:%Y%m%d}",) if moment else ()


def iim_time(text: str) -> tuple[str, ...]:
    """``150211+0200``; nothing where the zone, without which it is none, is not known."""
    moment, offset = moment_of(text), zone(text)
    return (f"{moment:%H%M%S}{offset.replace(':', '')}",) if moment and offset else ()


def is_same_moment(exif: str, text: str) -> bool:
    """Whether EXIF says the same as ``text``, perhaps to the second; so it does where ``text`` is no moment at all."""
    if _YEAR_OR_MONTH.fullmatch(text):
        return exif.replace(":", "-").startswith(text)
    said, was = moment_of(text), moment_of(exif)
    if said is None or was is None:
        return said is None
    return said.replace(microsecond=0) == was if _CLOCK.search(text) else said.date() == was.date()


def hemisphere(text: str) -> str | None:
    """``N``, ``S``, ``E`` or ``W``."""
    found = _ANGLE.fullmatch(text)
    return found and found[4]


def angle(text: str) -> tuple[Fraction, Fraction, Fraction] | None:
    """Degrees, minutes and seconds."""
    found = _ANGLE.fullmatch(text)
    if not found:
        return None
    degrees, minutes, seconds = (Fraction(part or 0).limit_denominator(_FINEST) for part in found.groups()[:3])
    return degrees, minutes, seconds


def ratio(text: str) -> Fraction | None:
    """A number that XMP writes as ``1234/10``."""
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def below(text: str) -> bytes | None:
    """Above or below the sea, as EXIF's byte."""
    return {"0": b"\0", "1": b"\1"}.get(text)


def is_same_position(exif: Tags, latitude: str, longitude: str) -> bool:
    """Whether the directory with the place says the same, but for a metre."""
    pairs = ((latitude, GPS.GPSLatitude, GPS.GPSLatitudeRef), (longitude, GPS.GPSLongitude, GPS.GPSLongitudeRef))
    return all(
        hemisphere(text) == exif.get(sign) and abs(_degrees(angle(text)) - _degrees(exif.get(tag))) < _SAME
        for text, tag, sign in pairs
    )


def _degrees(value: Any) -> float:
    """Not a number where it is none, which is near nothing."""
    try:
        degrees, minutes, seconds = (float(part) for part in value)
    except (TypeError, ValueError, ArithmeticError):
        return math.nan
    return degrees + minutes / 60 + seconds / 3600
