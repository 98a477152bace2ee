"""What the tour says, as rows of data; keys are named by the actions they belong to, as every key can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence


@dataclass(frozen=True, slots=True)
class Card:
    """``beside`` names the part of the window it speaks of; ``{pick}`` in ``words`` is the key of the action *pick*."""

    beside: str
    title: str
    words: str


CARDS: tuple[Card, ...] = (
    Card(
        "photographs",
        "Your decision is the loudest",
        "What you pick has a white flag, what you reject goes dim. The model only proposes: a small quiet sign, and "
        "none where it is unsure.",
    ),
    Card(
        "decision",
        "Decide with one key",
        "{pick} picks, {reject} rejects, {unflag} takes the flag away; {stars_1} to {stars_5} give stars. The arrows "
        "go on; with Shift a decision goes on by itself.",
    ),
    Card(
        "views",
        "Look closer",
        "{loupe} shows one photograph large, {compare} holds two against each other, {survey} shows all that are "
        "selected. {grid} comes back here.",
    ),
    Card(
        "filter",
        "See only what you ask for",
        "Each of these shows how many it has: the verdicts, the flags, stars and labels. {filter_row} opens more: "
        "cameras, keywords, saved filters.",
    ),
    Card(
        "model",
        "Tell the model how strict to be",
        "Here is where “aesthetic” begins, and how much it leaves to you as unsure. A taste learns from your own "
        "picks.",
    ),
    Card(
        "history",
        "Nothing is lost",
        "{undo} takes back every decision and every move of files, also tomorrow. When you are done, {sort} puts the "
        "photographs into albums. Originals are never changed.",
    ),
)


def in_words(card: Card, actions: Mapping[str, QAction]) -> str:
    """What ``card`` says, with the keys that are in use; an action without a key is called by its title."""
    return card.words.format_map({name: _key(action) for name, action in actions.items()})


def _key(action: QAction) -> str:
    key = action.shortcut()
    return f"“{action.text()}”" if key.isEmpty() else key.toString(QKeySequence.SequenceFormat.NativeText)
