"""Bad, normal or good, by the rules of digiKam's image quality sorter; only on request, and never more than a proposal.

digiKam (``core/libs/dimg/filters/imgqsort``: ImageQualityCalculator, ImageQualityParser, ImageQualityContainer; its
manual, "Image Quality Sorter") gives each of four detectors (blur, noise, compression, exposure) a damage of 0 to 1
and a weight, 100 each at first; a damage above 0.9 weighs twenty times as much; the quality is 100 less the weighted
mean of the damages in per cent. As a whole number up to 10 it is *rejected*, above 60 *accepted*, *pending* between.
The same here, on the values of our criteria: damage is what a value lacks of 100. Blur is what shows worse of focus
and motion.

What it would flag: bad - reject, normal - nothing, good - pick (digiKam's three labels; one can leave out any of them).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from aesthetic_gui.facts import Criterion, Measure
from aesthetic_gui.photo import Flag

DETECTORS: Mapping[str, tuple[Criterion, ...]] = MappingProxyType(
    {
        "blur": (Criterion.FOCUS, Criterion.MOTION),
        "noise": (Criterion.NOISE,),
        "compression": (Criterion.COMPRESSION,),
        "exposure": (Criterion.EXPOSURE,),
    }
)
_PUNISHED, _PUNISHMENT = 0.9, 20.0  # a damage above it, and what its weight is multiplied by


class QualityClass(StrEnum):
    """What the rules make of a photograph's measures."""

    BAD = "bad"
    NORMAL = "normal"
    GOOD = "good"


@dataclass(frozen=True)
class Rules:
    """What counts how much, and where the classes begin; the defaults are digiKam's.

    ``weights`` of :data:`DETECTORS`, 0 (left out) or more. ``rejected`` and ``accepted``: qualities, 0 to 100; up to
    the first a photograph is bad, above the second good. ``flags``: what each class would be flagged.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(DETECTORS, 100.0))
    rejected: float = 10.0
    accepted: float = 60.0
    flags: Mapping[QualityClass, Flag] = field(
        default_factory=lambda: {
            QualityClass.BAD: Flag.REJECT,
            QualityClass.NORMAL: Flag.NONE,
            QualityClass.GOOD: Flag.PICK,
        }
    )

    def __post_init__(self) -> None:
        if unknown := set(self.weights) - set(DETECTORS):
            raise ValueError(f"There is no detector called {sorted(unknown)[0]!r}: {', '.join(DETECTORS)}.")
        if any(weight < 0 for weight in self.weights.values()):
            raise ValueError("A weight is 0 or more.")
        if not 0 <= self.rejected <= self.accepted <= 100:
            raise ValueError("The thresholds go from 0 to 100, and bad ends before good begins.")


_DIGIKAM = Rules()


def quality(measures: Mapping[Criterion, Measure], rules: Rules | None = None) -> float | None:
    """0 to 100; None where nothing that counts was measured."""
    return quality_of({one: measure.value for one, measure in measures.items()}, rules)


def quality_of(values_by: Mapping[Criterion, float], rules: Rules | None = None) -> float | None:
    """The same of the values alone."""
    weights = (rules or _DIGIKAM).weights
    total = damaged = 0.0
    for detector, criteria in DETECTORS.items():
        values = [values_by[one] for one in criteria if one in values_by]
        if not values:
            continue
        damage = 1 - min(values) / 100
        weight = weights.get(detector, 0.0) * (_PUNISHMENT if damage > _PUNISHED else 1.0)
        total, damaged = total + weight, damaged + weight * damage
    return 100 * (1 - damaged / total) if total else None


def classify(measures: Mapping[Criterion, Measure], rules: Rules | None = None) -> QualityClass:
    """The class of a photograph; *normal* where nothing that counts was measured."""
    return class_of(quality(measures, rules), rules)


def class_of(found: float | None, rules: Rules | None = None) -> QualityClass:
    """The class that a quality, 0 to 100, belongs to."""
    rules = rules or _DIGIKAM
    if found is None:
        return QualityClass.NORMAL
    whole = math.floor(found + 1e-9)
    if whole <= rules.rejected:
        return QualityClass.BAD
    return QualityClass.NORMAL if whole <= rules.accepted else QualityClass.GOOD


def proposed_flag(measures: Mapping[Criterion, Measure], rules: Rules | None = None) -> Flag:
    """What the class of a photograph would be flagged, where somebody asks for that."""
    rules = rules or Rules()
    return rules.flags.get(classify(measures, rules), Flag.NONE)
