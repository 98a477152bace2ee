"""Which frame of a stack is the best, as far as that can be measured, and why: a suggestion, never a deed.

What frames differ in by more than its error (``aspects``) is added up in *steps*; one step is a difference that one
sees side by side at full screen. Closed eyes outweigh all else; then sharpness where it counts, at the eyes or at the
subject, motion, exposure, noise, compression. Only where none of that differs the model has the last word, and where it
has none either, nothing is suggested. Frames of one and the same view are compared by their finest detail, tile by
tile, with a tenth of the error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aesthetic_gui.grouping.aspects import Aspect, Contender, aspects_of, nobody_blinks
from aesthetic_gui.grouping.frame import WHOLE_SERIES, StackKind

__all__ = ["NOTHING", "Contender", "Suggestion", "suggest"]

NOTHING = "no difference I can measure"
MODEL = "nothing else differs; the model rates it higher"
EVIDENCE = 0.5  # log-odds: what the model's evidence differs by between frames that nobody tells apart


@dataclass(frozen=True)
class Suggestion:
    """``best`` is None where nothing differs by more than its error, or nothing is ranked; ``why`` says which.

    ``ranking`` has all frames, the best first. ``reasons`` say of
    each frame what others have ahead of it.
    """

    best: Path | None
    why: str
    ranking: tuple[Path, ...] = ()
    reasons: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)


def suggest(frames: Sequence[Contender], kind: StackKind = StackKind.BURST) -> Suggestion:
    """The best of the ``frames`` of one stack; never for series, which are kept whole, nor for a single frame."""
    if kind in WHOLE_SERIES or len(frames) < 2:
        return Suggestion(None, "", tuple(frame.path for frame in frames))
    aspects = list(aspects_of(frames))
    lost = [sum(aspect.lost(place) for aspect in aspects) for place in range(len(frames))]
    reasons = {frame.path: _reasons(aspects, place) for place, frame in enumerate(frames)}
    if not any(lost):
        return _by_model(frames, reasons)
    behind = [sum(aspect.behind(place) for aspect in aspects) for place in range(len(frames))]
    order = sorted(range(len(frames)), key=lambda place: (lost[place], behind[place], place))
    alike = [place for place in order if lost[place] <= lost[order[0]]]
    beaten = ((best, rival) for best in alike for rival in order if _ahead(aspects, best, rival))
    pair = next(beaten, None)
    if pair is None:  # each is as good as the next, though the first is better than the last
        return Suggestion(None, NOTHING, tuple(frame.path for frame in frames), reasons)
    best, rival = pair
    order = [best, *(place for place in order if place != best)]
    why = _why(frames, aspects, best, rival, len(alike) - 1)
    return Suggestion(frames[best].path, why, tuple(frames[place].path for place in order), reasons)


def _ahead(aspects: Sequence[Aspect], best: int, rival: int) -> bool:
    return any(aspect.between(best, rival) for aspect in aspects)


def _by_model(frames: Sequence[Contender], reasons: Mapping[Path, tuple[str, ...]]) -> Suggestion:
    """The one that the model rates higher than any other by more than its error, where there is one."""
    order = sorted(range(len(frames)), key=lambda place: -_evidence(frames[place]))
    rated = all(frame.evidence is not None for frame in frames)
    if rated and _evidence(frames[order[0]]) - _evidence(frames[order[1]]) > EVIDENCE:
        return Suggestion(frames[order[0]].path, MODEL, tuple(frames[place].path for place in order), reasons)
    return Suggestion(None, NOTHING, tuple(frame.path for frame in frames), reasons)


def _evidence(frame: Contender) -> float:
    return frame.evidence if frame.evidence is not None else float("-inf")


def _reasons(aspects: Sequence[Aspect], place: int) -> tuple[str, ...]:
    """What others have ahead of the frame, the weightiest first."""
    behind = sorted((aspect for aspect in aspects if aspect.lost(place)), key=lambda aspect: -aspect.lost(place))
    return tuple(aspect.worse_than(place) for aspect in behind)


def _why(frames: Sequence[Contender], aspects: Sequence[Aspect], best: int, rival: int, others: int) -> str:
    """What the best has ahead of the nearest that it beats; that nobody blinks; how many are as good."""
    ahead = max(aspects, key=lambda aspect: aspect.between(best, rival))
    told = [ahead.told(best, rival)]
    if ahead.fault is None and nobody_blinks(frames[best].facts.faces):
        told.append("nobody blinks")
    if others:
        told.append("another is as good" if others == 1 else f"{others} others are as good")
    return "; ".join(told)
