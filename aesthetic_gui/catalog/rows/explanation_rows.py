"""Why: maps that were worked out before, by content, model, method and what was wanted of it.

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from typing import Any

from aesthetic_gui.catalog import encoding
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import Explanation, Sure


def keep(
    connection: sqlite3.Connection, content_id: str, pack_key: str, settings_key: str, explanation: Explanation
) -> None:
    """In place of what was kept under these four before."""
    height, width = explanation.heat.shape
    regions, contributions = explanation.regions, explanation.contributions
    row: tuple[Any, ...] = (
        content_id,
        pack_key,
        explanation.method,
        settings_key,
        encoding.pack_heat(explanation.heat),
        height,
        width,
        explanation.total,
        explanation.fidelity,
        json.dumps(explanation.notes),
        explanation.target,
        explanation.unit,
        str(explanation.sure),
        None if regions is None else zlib.compress(np.ascontiguousarray(regions, "<i2").tobytes(), 6),
        None if contributions is None else np.ascontiguousarray(contributions, "<f4").tobytes(),
    )
    connection.execute(
        "INSERT OR REPLACE INTO explanations (content_id, pack_key, method, settings_key, heat, height, width, "
        "evaluations, fidelity, notes, target, unit, sure, regions, contributions) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )


def known(
    connection: sqlite3.Connection, content_id: str, pack_key: str, method: str, settings_key: str
) -> Explanation | None:
    """What was kept under these four. Raises ``ValueError`` where it is damaged."""
    row = connection.execute(
        "SELECT heat, height, width, evaluations, fidelity, notes, target, unit, sure, regions, contributions "
        "FROM explanations WHERE (content_id, pack_key, method, settings_key) = (?, ?, ?, ?)",
        (content_id, pack_key, method, settings_key),
    ).fetchone()
    if row is None:
        return None
    heat, height, width, evaluations, fidelity, notes, target, unit, sure, regions, contributions = row
    return Explanation(
        method,
        encoding.unpack_heat(heat, height, width),
        evaluations,
        evaluations,
        fidelity,
        json.loads(notes),
        target,
        unit,
        Sure(sure),
        None if regions is None else _regions(regions, height, width),
        None if contributions is None else np.frombuffer(contributions, "<f4").astype(np.float32),
    )


def chance_known(
    connection: sqlite3.Connection, content_id: str, pack_key: str, target: str, version: str
) -> float | None:
    """What random orders gain, as any method noted it under settings that begin with ``version``; None: nobody did."""
    rows = connection.execute(
        "SELECT notes, settings_key FROM explanations WHERE (content_id, pack_key, target) = (?, ?, ?)",
        (content_id, pack_key, target),
    )
    noted = (json.loads(notes).get("chance") for notes, key in rows if key.startswith(version))
    return next((float(chance) for chance in noted if chance is not None), None)


def _regions(blob: bytes, height: int, width: int) -> NDArray[np.int16]:
    content = zlib.decompressobj().decompress(blob, 2 * height * width)
    return np.frombuffer(content, "<i2").reshape(height, width).astype(np.int16)
