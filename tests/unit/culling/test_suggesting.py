from __future__ import annotations

from pathlib import Path

import pytest

from aesthetic_gui.culling.stacks.suggesting import KEPT_WHOLE, NOT_COMPARED, suggested
from aesthetic_gui.grouping.frame import Stack, StackKind

A, B = Path("/shoot/A.jpg"), Path("/shoot/B.jpg")


@pytest.mark.parametrize(
    ("stack", "told"),
    [
        (Stack(StackKind.BURST, (A, B), best=B, why="sharper at the eyes: 2.1 against 3.4 px"),
         ("Suggested best: frame 2", "Sharper at the eyes: 2.1 against 3.4 px", B)),
        (Stack(StackKind.BURST, (A, B), best=A, why="nobody blinks"),
         ("This is the suggested best", "Nobody blinks", None)),
        (Stack(StackKind.BURST, (A, B), why="no difference I can measure"), ("No difference I can measure", "", None)),
        (Stack(StackKind.BURST, (A, B)), (NOT_COMPARED, "", None)),
        (Stack(StackKind.BRACKET, (A, B), why="three exposures, 2 stops apart"),
         (KEPT_WHOLE, "Three exposures, 2 stops apart", None)),
    ],
)  # fmt: skip
def test_what_is_suggested_is_told_to_who_looks_at_a_frame(stack, told):
    assert suggested(stack, A) == told
