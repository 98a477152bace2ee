"""What was measured of one photograph as plain values, for JSON and for other programs."""

from __future__ import annotations

import math
from typing import Any

from aesthetic_gui.criteria.quality import classify
from aesthetic_gui.facts import Criterion, Eye, Face, Facts, Measure, Region

Record = dict[str, Any]


def to_record(facts: Facts, path: str) -> Record:
    """``path``, ``criteria`` by name, ``class`` (bad, normal, good) and ``faces``, the largest first.

    Places are ``[left, top, right, bottom]`` in shares of the upright photograph, as the file has it. A value is 0 to
    100 (no fault); ``raw`` is the figure in ``unit``, None where there is none.
    """
    return {
        "path": path,
        "criteria": {criterion.value: _measure(facts.measures[criterion]) for criterion in _measured(facts)},
        "class": classify(facts.measures).value,
        "faces": [_face(face) for face in facts.faces],
    }


def _measured(facts: Facts) -> list[Criterion]:
    return [criterion for criterion in Criterion if criterion in facts.measures]


def _measure(measure: Measure) -> Record:
    return {
        "value": round(measure.value, 1),
        "region": _region(measure.region),
        "unit": measure.unit,
        "raw": _finite(measure.raw, 4),
    }


def _face(face: Face) -> Record:
    return {
        "box": _region(face.box),
        "eyes": {"left": _eye(face.left), "right": _eye(face.right)},
        "sharpness": None if face.sharpness is None else _finite(face.sharpness, 1),
    }


def _finite(number: float, digits: int) -> float | None:
    """JSON has no other numbers."""
    return round(number, digits) if math.isfinite(number) else None


def _eye(eye: Eye) -> Record:
    return {"open": round(eye.open, 4), "state": eye.state.value}


def _region(region: Region) -> list[float]:
    return [round(share, 4) for share in region]
