"""From a taste's members and imported examples to the numbers it learns from.

members ⟕ decisions ⟕ photos ⟕ scores, embeddings ──> one row for each content ──┐
taste_examples (from a file) ──────────────────────────────────────────────────────┴─> Examples, bursts numbered
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.catalog.rows import taste_rows
from aesthetic_gui.files.names import natural_key
from aesthetic_gui.scoring.calibration import mean_sd
from aesthetic_gui.taste.bursts import Frame, number_bursts, renumbered
from aesthetic_gui.taste.examples import Examples
from aesthetic_gui.taste.timeline import seconds_of


@dataclass(frozen=True, slots=True)
class _Member:
    """One decided photograph; its copies elsewhere are the same example."""

    frame: Frame
    picked: bool
    embedding: bytes
    evidence: float


def examples_of(connection: sqlite3.Connection, taste_id: int, pack_key: str) -> Examples:
    """What the taste can learn from with the pack ``pack_key``: its own members first, then what came from a file.

    Copies of one photograph count once; where they are decided differently, not at all.
    """
    members, unscored, outdated = _members(connection, taste_id, pack_key)
    own = {member.embedding for member in members}
    # A photograph that was decided here, too, counts once; what is not of the model's own length is not the model's.
    length = len(members[0].embedding) if members else None
    imported = [
        one
        for one in taste_rows.examples(connection, taste_id, pack_key)
        if one.embedding not in own and length in (None, len(one.embedding))
    ]
    everything: list[_Member | taste_rows.Example] = [*members, *imported]
    embeddings, frames = _stacked([one.embedding for one in everything]), [member.frame for member in members]
    return Examples(
        embeddings,
        np.array([one.evidence for one in everything], np.float64),
        np.array([one.picked for one in everything], np.bool_),
        _bursts(frames, embeddings[: len(members)], [one.burst for one in imported]),
        np.array([*(seconds_of(frame.captured_at) for frame in frames), *[math.nan] * len(imported)], np.float64),
        unscored,
        outdated,
    )


def _members(connection: sqlite3.Connection, taste_id: int, pack_key: str) -> tuple[list[_Member], int, int]:
    """The members that are decided and scored; how many are decided only; how many of these another pack scored."""
    picks: dict[str, set[bool]] = {}
    members: dict[str, _Member] = {}
    unscored = outdated = 0
    for one in taste_rows.members(connection, taste_id, pack_key):
        if one.content_id is None or one.embedding is None or one.distribution is None:
            unscored += 1
            outdated += one.outdated
            continue
        picks.setdefault(one.content_id, set()).add(one.picked)
        if one.content_id not in members:
            frame = Frame(str(one.path.parent), (natural_key(one.path.name),), one.captured_at)
            evidence = mean_sd(one.distribution)[0] if one.evidence is None else one.evidence
            members[one.content_id] = _Member(frame, one.picked, one.embedding, evidence)
    return [member for content_id, member in members.items() if len(picks[content_id]) == 1], unscored, outdated


def _stacked(blobs: Sequence[bytes]) -> NDArray[np.float16]:
    """float16 (n, d); (0, 0) where there is none."""
    return np.frombuffer(b"".join(blobs), "<f2").reshape(len(blobs), -1) if blobs else np.empty((0, 0), np.float16)


def _bursts(frames: Sequence[Frame], embeddings: NDArray[np.float16], imported: Sequence[int]) -> NDArray[np.int64]:
    own = number_bursts(frames, embeddings)
    return np.concatenate([own, own.max(initial=-1) + 1 + renumbered(np.array(imported, np.int64))])
