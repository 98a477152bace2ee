"""From a taste's members and imported examples to the numbers it learns from.

members ⟕ decisions ⟕ photos ⟕ scores, embeddings ──> one row for each content ──┐
taste_examples (from a file) ──────────────────────────────────────────────────────┴─> Examples, bursts numbered
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.catalog.encoding import unpack_distribution
from aesthetic_gui.files.formats import natural_key
from aesthetic_gui.scoring.calibration import mean_sd
from aesthetic_gui.taste.bursts import Frame, number_bursts, renumbered
from aesthetic_gui.taste.examples import Examples


@dataclass(frozen=True, slots=True)
class _Member:
    """One decided photograph; its copies elsewhere are the same example."""

    frame: Frame
    picked: bool
    embedding: bytes
    mean: float


def examples_of(connection: sqlite3.Connection, taste_id: int, pack_key: str) -> Examples:
    """What the taste can learn from with the pack ``pack_key``: its own members first, then what came from a file.

    Copies of one photograph count once; where they are decided differently, not at all.
    """
    members, unscored = _members(connection, taste_id, pack_key)
    own = {member.embedding for member in members}
    rows = connection.execute(
        "SELECT embedding, mean, picked, burst FROM taste_examples WHERE (taste_id, pack_key) = (?, ?) ORDER BY id",
        (taste_id, pack_key),
    ).fetchall()
    # A photograph that was decided here, too, counts once; what is not of the model's own length is not the model's.
    length = len(members[0].embedding) if members else None
    imported = [row for row in rows if row[0] not in own and length in (None, len(row[0]))]
    blobs = [member.embedding for member in members] + [row[0] for row in imported]
    embeddings, frames = _stacked(blobs), [member.frame for member in members]
    return Examples(
        embeddings,
        np.array([member.mean for member in members] + [row[1] for row in imported], np.float64),
        np.array([member.picked for member in members] + [bool(row[2]) for row in imported], np.bool_),
        _bursts(frames, embeddings[: len(members)], [row[3] for row in imported]),
        unscored,
    )


def _members(connection: sqlite3.Connection, taste_id: int, pack_key: str) -> tuple[list[_Member], int]:
    """The members that are decided and scored, and how many are decided only."""
    rows = connection.execute(
        "SELECT p.content_id, path, json_extract(metadata, '$.captured_at'), flag, embedding, distribution "
        "FROM taste_members m JOIN decisions d USING (photo_id) JOIN photos p ON p.id = m.photo_id "
        "LEFT JOIN embeddings e ON e.content_id = p.content_id AND e.pack_key = ? "
        "LEFT JOIN scores s ON s.content_id = p.content_id AND s.pack_key = e.pack_key "
        "WHERE taste_id = ? AND flag != 0 ORDER BY p.id",
        (pack_key, taste_id),
    ).fetchall()
    flags: dict[str, set[int]] = {}
    members: dict[str, _Member] = {}
    unscored = 0
    for content_id, path, captured_at, flag, embedding, distribution in rows:
        if embedding is None or distribution is None:
            unscored += 1
            continue
        flags.setdefault(content_id, set()).add(flag)
        if content_id not in members:
            mean, _ = mean_sd(unpack_distribution(distribution))
            members[content_id] = _Member(_frame(path, captured_at), flag > 0, embedding, mean)
    return [member for content_id, member in members.items() if len(flags[content_id]) == 1], unscored


def _frame(path: bytes, captured_at: str | None) -> Frame:
    folder, name = os.path.split(os.fsdecode(path.partition(b"\0")[0]))
    return Frame(folder, (natural_key(name),), datetime.fromisoformat(captured_at) if captured_at else None)


def _stacked(blobs: Sequence[bytes]) -> NDArray[np.float16]:
    """float16 (n, d); (0, 0) where there is none."""
    return np.frombuffer(b"".join(blobs), "<f2").reshape(len(blobs), -1) if blobs else np.empty((0, 0), np.float16)


def _bursts(frames: Sequence[Frame], embeddings: NDArray[np.float16], imported: Sequence[int]) -> NDArray[np.int64]:
    own = number_bursts(frames, embeddings)
    return np.concatenate([own, own.max(initial=-1) + 1 + renumbered(np.array(imported, np.int64))])
