"""What is suggested of a stack, in words: which frame is the best of it and why, or why none is."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from aesthetic_gui.grouping.frame import WHOLE_SERIES, Stack

KEPT_WHOLE = "Kept whole: its frames are one picture"
NOT_COMPARED = "Not compared yet"


class Suggested(NamedTuple):
    """``headline`` and ``reason``; ``best`` is another frame to go to, None where there is none."""

    headline: str
    reason: str
    best: Path | None = None


def suggested(stack: Stack, path: Path) -> Suggested:
    """Of ``stack``, to who looks at the frame ``path``."""
    if stack.best is None:
        headline = KEPT_WHOLE if stack.kind in WHOLE_SERIES else "" if stack.why else NOT_COMPARED
        reason = _sentence(stack.why)
        return Suggested(headline or reason, reason if headline else "")
    if stack.best == path:
        return Suggested("This is the suggested best", _sentence(stack.why))
    return Suggested(f"Suggested best: frame {stack.paths.index(stack.best) + 1}", _sentence(stack.why), stack.best)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
