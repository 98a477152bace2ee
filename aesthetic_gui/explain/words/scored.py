"""The score in sentences: what of an explanation lies in a face, or in one region, where hiding it was checked.

Only this says what moved the score, and only where ``explain.faithful`` found that hiding what the explanation names
changes the score more than hiding anything: ``Sure.FAIRLY`` and ``Sure.VERY``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aesthetic_gui.explain.methods import RATING, TASTE, method_called
from aesthetic_gui.explain.words.technical import area
from aesthetic_gui.explain.words.values import Kind, Reason
from aesthetic_gui.facts import Facts, Region
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import Explanation, Score, Sure
from aesthetic_gui.words import UNLIKE_ANYTHING, percent

TIMES = 2.0  # as much as the faces' share of the frame: less is what any part of the frame carries
LEAST = 0.3  # of all that raises, or lowers: less is no reason
ALONE = 0.25  # of all contributions: what one region has, where some fifty share them


def scored(score: Score | None, explanation: Explanation | None, facts: Facts | None, turn: int = 0) -> list[Reason]:
    """What can be said of the score; the most telling first. The explanation is of the photograph as it is turned."""
    found = list(_unlike(score)) if score else []
    if explanation is None or explanation.sure not in (Sure.FAIRLY, Sure.VERY):
        return found
    faces = [face.box.turned(turn) for face in facts.faces] if facts else []
    told = list(_faces(explanation, faces, sum(map(area, facts.faces)) if facts else 0.0))
    return found + (told or list(_alone(explanation)))


def shares_within(explanation: Explanation, boxes: Sequence[Region]) -> tuple[float, float]:
    """Of all that raises, and of all that lowers, what lies within ``boxes``; 0 to 1, 0 where there is none.

    A region that lies half within counts half.
    """
    regions, each = explanation.regions, explanation.contributions
    if regions is None or each is None:
        return 0.0, 0.0
    inside = np.bincount(regions.ravel(), _mask(regions, boxes).ravel(), len(each))
    within = inside / np.maximum(np.bincount(regions.ravel(), minlength=len(each)), 1)
    sides = np.maximum(each, 0), np.maximum(-each, 0)
    raises, lowers = (float((side * within).sum() / side.sum()) if side.any() else 0.0 for side in sides)
    return raises, lowers


def _unlike(score: Score) -> Iterator[Reason]:
    if score.unlike_anything:
        figure = f"{score.unlike:.1f} times"
        words = f"{UNLIKE_ANYTHING.capitalize().replace(' i ', ' I ')}: {figure} as far from it as I can judge."
        yield Reason(words, figure, None, Kind.SCORE)


def _faces(explanation: Explanation, boxes: Sequence[Region], covered: float) -> Iterator[Reason]:
    """What the faces carry; nothing where they are smaller than the regions are."""
    if explanation.contributions is None or covered < 1 / len(explanation.contributions):
        return
    name = "The face carries" if len(boxes) == 1 else f"The {len(boxes)} faces carry"
    raises, lowers = shares_within(explanation, boxes)
    share, verb = max((raises, "raises"), (lowers, "lowers"))
    if share >= max(LEAST, TIMES * covered):
        text = f"{name} {percent(share)} of what {verb} {_number(explanation)}, on {percent(covered)} of the frame"
        yield Reason(f"{text} ({_by(explanation)}).", percent(share), _around(boxes), Kind.SCORE)


def _alone(explanation: Explanation) -> Iterator[Reason]:
    """The one region that has a large part of all contributions."""
    regions, each = explanation.regions, explanation.contributions
    if regions is None or each is None or not np.abs(each).sum() > 0:
        return
    strongest = int(np.argmax(np.abs(each)))
    share, amount = float(np.abs(each[strongest]) / np.abs(each).sum()), float(each[strongest])
    if share >= ALONE:
        verb, figure = "raises" if amount > 0 else "lowers", f"{abs(amount):.2f} {explanation.unit}"
        text = f"One region alone {verb} {_number(explanation)} by {figure} ({_by(explanation)})."
        yield Reason(text, figure, _bounds(regions == strongest), Kind.SCORE)


def _number(explanation: Explanation) -> str:
    target = explanation.target
    return {"aesthetic": "the score", RATING: "the mean rating", TASTE: "your taste's score"}.get(target, target)


def _by(explanation: Explanation) -> str:
    return f"{method_called(explanation.method).title}, {explanation.sure} sure"


def _mask(regions: NDArray[np.int16], boxes: Sequence[Region]) -> NDArray[np.float64]:
    """1 where a pixel of ``regions`` (h, w) has its middle within one of ``boxes``."""
    height, width = regions.shape
    x, y = (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height
    mask = np.zeros((height, width))
    for box in boxes:
        mask[np.ix_((y >= box.top) & (y < box.bottom), (x >= box.left) & (x < box.right))] = 1.0
    return mask


def _bounds(mask: NDArray[np.bool_]) -> Region:
    (rows,), (columns,) = np.nonzero(mask.any(axis=1)), np.nonzero(mask.any(axis=0))
    height, width = mask.shape
    return Region(
        float(columns[0] / width), float(rows[0] / height), float((columns[-1] + 1) / width),
        float((rows[-1] + 1) / height),
    )  # fmt: skip


def _around(boxes: Sequence[Region]) -> Region:
    return Region(
        min(box.left for box in boxes), min(box.top for box in boxes),
        max(box.right for box in boxes), max(box.bottom for box in boxes),
    )  # fmt: skip
