"""What is said of a photograph in the grid and the filmstrip: to who hovers over it, and to a screen reader."""

from __future__ import annotations

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Bar
from aesthetic_gui.ui.widgets.text import one_line
from aesthetic_gui.words import UNLIKE_ANYTHING, decision_words, verdict_words


def spoken(item: Item, bar: Bar) -> str:
    """Name, decision and verdict, for a screen reader: "IMG_1.jpg, Picked, 3 stars, Aesthetic · 83 %"."""
    return f"{one_line(item.photo.path.name)}, {decision_words(item.decision)}, {_model_says(item, bar)}"


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
