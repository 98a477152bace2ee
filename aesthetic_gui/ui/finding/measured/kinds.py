"""The kinds of choice there are of what was measured, and all their values, in order."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from aesthetic_gui import words as told
from aesthetic_gui.criteria.quality import QualityClass
from aesthetic_gui.culling.finding.features import NO_FAULT
from aesthetic_gui.culling.finding.words import FACES as FACES_WORDS
from aesthetic_gui.culling.viewing import FaceCount
from aesthetic_gui.facts import Criterion, EyeState


@dataclass(frozen=True, slots=True)
class Kind:
    """The view's field, its title, and what each value is called."""

    name: str
    title: str
    words: Mapping[Hashable, str]

    @property
    def values(self) -> tuple[Hashable, ...]:
        return tuple(self.words)

    def write(self, value: Hashable) -> str:
        words = self.words[value]
        return words[:1].upper() + words[1:]


EYES = Kind("eyes", "Eyes", {one: told.EYES[one] for one in (EyeState.CLOSED, EyeState.OPEN, EyeState.CANT_TELL)})
FACES = Kind("faces", "Faces", {one: FACES_WORDS[one] for one in FaceCount})
QUALITY = Kind("quality", "Quality class", {one: one.value for one in reversed(QualityClass)})
FAULT = Kind("faults", "Faults", {**{one.value: told.CRITERIA[one] for one in Criterion}, NO_FAULT: "no fault"})
