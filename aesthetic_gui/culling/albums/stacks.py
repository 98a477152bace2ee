"""Stacks: photographs that one camera took in one go, each at most a second after the one before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from aesthetic_gui.culling.item import Item

GAP = timedelta(seconds=1)


def number_stacks(items: Sequence[Item]) -> dict[Path, int]:
    """The stack of each photograph that is in one, by path: 1, 2, … in the order of their times.

    Photographs without a time of capture, and those that are alone, are in none.
    """
    timed = sorted(
        (item.metadata.camera or "", item.captured_at, str(item.photo.path), item.photo.path)
        for item in items
        if item.metadata and item.captured_at
    )
    runs: list[list[tuple[str, datetime, str, Path]]] = []
    for shot in timed:
        if runs and runs[-1][-1][0] == shot[0] and shot[1] - runs[-1][-1][1] <= GAP:
            runs[-1].append(shot)
        else:
            runs.append([shot])
    stacks = sorted((run for run in runs if len(run) > 1), key=lambda run: run[0][1:3])
    return {shot[3]: number for number, run in enumerate(stacks, 1) for shot in run}
