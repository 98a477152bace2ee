"""What a template says of the stack that a photograph is in: the stacks that the window shows, by their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.grouping.frame import Stack, StackKind


@dataclass(frozen=True, slots=True)
class InStack:
    """Where a photograph is: in the stack ``number`` (1, 2, … in order), at ``place`` (from 1), or its cover."""

    number: int
    kind: StackKind
    place: int
    cover: bool


def number_stacks(stacks: Sequence[Stack]) -> dict[Path, InStack]:
    """By path; what stands alone is in none."""
    several = (stack for stack in stacks if len(stack.paths) > 1)
    return {
        path: InStack(number, stack.kind, place, path == stack.cover)
        for number, stack in enumerate(several, 1)
        for place, path in enumerate(stack.paths, 1)
    }
