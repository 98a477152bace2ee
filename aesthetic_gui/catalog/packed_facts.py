"""What was measured of one photograph, as columns and back: small, and fast enough for all of a folder at once.

    close, looks, taking     columns of their own: a stack needs no more
    measured                 values, measures, then faces; little endian, numbers float64: they come back as they were

A listing shows 100,000 photographs: their measures stay packed until one is asked for, some 0.7 KB each instead of 3.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Final

from aesthetic_gui.facts import WHOLE, Criterion, Eye, EyeState, Face, Facts, Measure, Region, Taking

Columns = tuple[int, bytes, str, bytes]

_CODES: Final = ("focus", "motion", "noise", "exposure", "compression", "horizon", "cast")  # none changes its place
_STATES: Final = ("open", "closed", "cant_tell")  # nor any of these
_HEAD = struct.Struct("<HB")  # a measure's length after these three bytes, and its code
_VALUES = struct.Struct("<7d")  # of all criteria by their codes, NaN of one that was not measured
_MEASURE = struct.Struct("<6d2B")  # raw, error, region, length of the unit, number of notes
_FACE = struct.Struct("<9d")  # box, confidence, between the eyes, sharpness, edge's width and its error
_EYE = struct.Struct("<5dB")  # box, open, state
_NUMBER = struct.Struct("<d")
_MOST = 255  # bytes of a text, faces, notes
_NOT_SAID = Taking()


def pack_facts(facts: Facts) -> Columns:
    """``close``, ``looks``, ``taking`` and ``measured``."""
    values = _VALUES.pack(*(_value(facts.measures, criterion) for criterion in _CRITERIA))
    measures = [_packed(criterion, measure) for criterion, measure in facts.measures.items()]
    faces = [_packed_face(face) for face in facts.faces[:_MOST]]
    measured = b"".join((values, bytes([len(measures)]), *measures, bytes([len(faces)]), *faces))
    return int(facts.close), facts.looks, pack_taking(facts.taking), measured


def unpack_facts(close: int, looks: bytes, taking: str, measured: bytes) -> Facts:
    """Raises ``ValueError`` for what :func:`pack_facts` has not made."""
    try:
        measures, end = _Measures.at_start(measured)
        return Facts(measures, _faces(measured, end), unpack_taking(taking), looks, bool(close))
    except (struct.error, IndexError, UnicodeDecodeError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error


def pack_taking(taking: Taking) -> str:
    """Only what is said: ``{}`` of nothing."""
    said = {name: value for name, value in asdict(taking).items() if value != getattr(_NOT_SAID, name)}
    return json.dumps(said, separators=(",", ":"))


@lru_cache(maxsize=4096)  # frames of a burst are taken alike
def unpack_taking(text: str) -> Taking:
    """Raises ``ValueError``, ``TypeError`` or ``RecursionError`` for what is none."""
    if text == "{}":
        return _NOT_SAID
    said = json.loads(text)
    taking = Taking(**said)
    if not all(_is_said(name, value) for name, value in said.items()):
        raise ValueError("how it was taken is no such thing")
    return taking


def _is_said(name: str, value: object) -> bool:
    """Whether it is a text, a yes or no, or a finite number, as the one that is not said would be."""
    usual = getattr(_NOT_SAID, name)
    if usual is None:
        return value is None or (isinstance(value, int | float) and math.isfinite(value))
    return type(value) is type(usual)


class _Measures(Mapping[Criterion, Measure]):
    """The measures in ``measured``, each unpacked when it is asked for."""

    __slots__ = ("_measured",)

    def __init__(self, measured: bytes) -> None:
        self._measured = measured

    @classmethod
    def at_start(cls, measured: bytes) -> tuple[Mapping[Criterion, Measure], int]:
        """Those at the start of ``measured``, each looked at once, and where they end."""
        measures, end = cls(measured), _VALUES.size + 1
        if not all(0 <= value <= 100 for value in measures.packed_values if not math.isnan(value)):
            raise ValueError("values are 0 to 100")
        for place, length, _code in measures._places():
            end = place + length
            _check(measured, place, end)
        return measures, end

    def __getitem__(self, criterion: Criterion) -> Measure:
        for place, _length, code in self._places():
            if _criterion(code) == criterion:
                return _measure(self._measured, place, self.packed_values[code])
        raise KeyError(criterion)

    @property
    def packed_values(self) -> tuple[float, ...]:
        """In the order of ``Criterion``."""
        return _VALUES.unpack_from(self._measured)

    def __iter__(self) -> Iterator[Criterion]:
        return (criterion for _, _, code in self._places() if (criterion := _criterion(code)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return repr(dict(self))

    def _places(self) -> Iterator[tuple[int, int, int]]:
        """Where each begins, behind its head; how many bytes it has, and its code."""
        measured, place = self._measured, _VALUES.size + 1
        for _ in range(measured[_VALUES.size]):
            length, code = _HEAD.unpack_from(measured, place)
            place += _HEAD.size
            yield place, length, code
            place += length


def _criterion(code: int) -> Criterion | None:
    return _CRITERIA[code] if code < len(_CRITERIA) else None


_CRITERIA = tuple(map(Criterion, _CODES))


def _value(measures: Mapping[Criterion, Measure], criterion: Criterion) -> float:
    return measures[criterion].value if criterion in measures else math.nan


def _packed(criterion: Criterion, measure: Measure) -> bytes:
    unit = _text(measure.unit)
    notes = [(_text(name), _NUMBER.pack(number)) for name, number in list(measure.notes.items())[:_MOST]]
    numbers = (measure.raw, measure.error, *measure.region, len(unit), len(notes))
    packed = _MEASURE.pack(*numbers) + unit + b"".join(bytes([len(name)]) + name + number for name, number in notes)
    return _HEAD.pack(len(packed), _CODES.index(criterion)) + packed


def _measure(measured: bytes, place: int, value: float) -> Measure:
    raw, error, left, top, right, bottom, length, notes = _MEASURE.unpack_from(measured, place)
    place += _MEASURE.size
    unit = _shared(measured[place : place + length])
    region = _region(left, top, right, bottom)
    return Measure(value, raw, unit, error, region, _notes(measured, place + length, notes) if notes else _NO_NOTES)


_NO_NOTES: Mapping[str, float] = {}


def _notes(measured: bytes, place: int, number: int) -> dict[str, float]:
    notes = {}
    for _ in range(number):
        start, end = place + 1, place + 1 + measured[place]
        notes[_shared(measured[start:end])] = _NUMBER.unpack_from(measured, end)[0]
        place = end + _NUMBER.size
    return notes


def _check(measured: bytes, place: int, end: int) -> None:
    """Raises for a measure that is not all there, so that none does when it is asked for later."""
    if end > len(measured):
        raise ValueError("it is cut off")
    _raw, _error, left, top, right, bottom, length, notes = _MEASURE.unpack_from(measured, place)
    _check_region(left, top, right, bottom)
    at = place + _MEASURE.size + length
    _shared(measured[at - length : at])
    for _ in range(notes):
        _shared(measured[at + 1 : at + 1 + measured[at]])
        at += 1 + measured[at] + _NUMBER.size
    if at != end:
        raise ValueError("a measure of another length")


def _check_region(left: float, top: float, right: float, bottom: float) -> None:
    """Raises for one that lies nowhere near the photograph: no window can draw it."""
    if not (-1 <= left <= 2 and -1 <= top <= 2 and -1 <= right <= 2 and -1 <= bottom <= 2):
        raise ValueError("a region beyond the photograph")


def _packed_face(face: Face) -> bytes:
    numbers = (face.confidence, face.between_eyes, _or_nan(face.sharpness), _or_nan(face.edge_width), face.edge_error)
    eyes = b"".join(
        _EYE.pack(*eye.box, eye.open, _STATES.index(eye.state)) + _with_length(eye.why)
        for eye in (face.left, face.right)
    )
    return _FACE.pack(*face.box, *numbers) + _with_length(face.why) + eyes


def _faces(measured: bytes, place: int) -> tuple[Face, ...]:
    faces, number = [], measured[place]
    place += 1
    for _ in range(number):
        left, top, right, bottom, confidence, between, sharpness, width, error = _FACE.unpack_from(measured, place)
        _check_region(left, top, right, bottom)
        if not (math.isfinite(confidence) and math.isfinite(between)):
            raise ValueError("a face of no size")
        why, place = _text_at(measured, place + _FACE.size)
        one, place = _eye(measured, place)
        other, place = _eye(measured, place)
        box = _region(left, top, right, bottom)
        faces.append(Face(box, one, other, confidence, between, _or_none(sharpness), _or_none(width), error, why))
    if place != len(measured):
        raise ValueError("faces of another length")
    return tuple(faces)


def _eye(measured: bytes, place: int) -> tuple[Eye, int]:
    left, top, right, bottom, opened, state = _EYE.unpack_from(measured, place)
    _check_region(left, top, right, bottom)
    if not 0 <= opened <= 1:
        raise ValueError("an eye is open from 0 to 1")
    why, place = _text_at(measured, place + _EYE.size)
    return Eye(opened, _EYE_STATES[state], _region(left, top, right, bottom), why), place


_EYE_STATES = tuple(map(EyeState, _STATES))


def _text_at(measured: bytes, place: int) -> tuple[str, int]:
    end = place + 1 + measured[place]
    if end > len(measured):
        raise ValueError("it is cut off")
    return _shared(measured[place + 1 : end]), end


@lru_cache(maxsize=1024)  # units, names of notes, reasons: the same few of all photographs
def _shared(text: bytes) -> str:
    return text.decode("utf-8")


def _text(text: str) -> bytes:
    return text.encode("utf-8")[:_MOST].decode("utf-8", "ignore").encode("utf-8")


def _with_length(text: str) -> bytes:
    packed = _text(text)
    return bytes([len(packed)]) + packed


def _region(*ends: float) -> Region:
    return WHOLE if ends == WHOLE else Region(*ends)


def _or_nan(number: float | None) -> float:
    return math.nan if number is None else number


def _or_none(number: float) -> float | None:
    return None if math.isnan(number) else number
