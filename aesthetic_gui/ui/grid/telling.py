"""What is said of a photograph in the grid and the filmstrip: to who hovers over it, and to a screen reader."""

from __future__ import annotations

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.stacks.place import StackPlace, kind_of
from aesthetic_gui.photo import Bar
from aesthetic_gui.ui.widgets.text import one_line
from aesthetic_gui.words import UNLIKE_ANYTHING, decision_words, verdict_words


def spoken(item: Item, bar: Bar, place: StackPlace | None = None) -> str:
    """Name, decision and verdict, for a screen reader: "IMG_1.jpg, Picked, 3 stars, Aesthetic · 83 %".

    Of a stack, which frame of it this is, and whether it is folded.
    """
    said = f"{one_line(item.photo.path.name)}, {decision_words(item.decision)}, {_model_says(item, bar)}"
    return f"{said}, {_stack_says(place)}" if place else said


def _stack_says(place: StackPlace) -> str:
    state = "folded, " if place.folded else ""
    best = ", suggested best" if place.best else ""
    return f"{state}frame {place.number} of {len(place.stack.paths)}, {kind_of(place.stack)}{best}"


def stack_tip(place: StackPlace) -> str:
    """Which frame of what, and what is suggested of it; of a folded stack, how many lie inside."""
    stack, total = place.stack, len(place.stack.paths)
    what = kind_of(stack)
    lines = [f"{what[0].upper()}{what[1:]}, frame {place.number} of {total}"]
    if place.folded:
        lines[0] = f"Folded {what} of {total}: frame {place.number} on top"
    if place.counts and place.passing < total:
        withheld = total - place.passing
        lines.append(f"The filter withholds {withheld} of them")
    if place.best:
        lines.append(f"Suggested best: {stack.why}" if stack.why else "Suggested best of its stack")
    if place.counts:
        lines.append(f"Click the count to {'unfold' if place.folded else 'fold'} it")
    if stack.note:
        lines.append(stack.note)
    return "\n".join(one_line(line) for line in lines)


def _model_says(item: Item, bar: Bar) -> str:
    if item.score:
        return verdict_words(bar.verdict(item.score), item.score.p_aesthetic)
    return "Cannot be read" if item.unreadable else "Not scored yet"


def tool_tip(item: Item) -> str:
    """Name, and the reason where there is no score, or no confident verdict."""
    lines = [str(item.photo.path)]
    if item.photo.companions:
        lines.append("with " + ", ".join(path.name for path in item.photo.companions))
    if item.unreadable:
        lines.append(f"Cannot be read: {item.unreadable}")
    if item.score and item.score.unlike_anything:
        lines.append(f"Unsure: this is {UNLIKE_ANYTHING}")
    return "\n".join(one_line(line) for line in lines)
