"""What was measured of photographs: one row a content; of a row of another version of the measuring nothing is known.

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable
from typing import Final

from aesthetic_gui.catalog.packed_facts import pack_facts, unpack_facts
from aesthetic_gui.facts import MEASURING, Facts

COLUMNS: Final = "close, looks, taking, measured"  # of facts, in the order of ``facts_of``
_log = logging.getLogger(__name__)


def keep(connection: sqlite3.Connection, facts: Iterable[tuple[str, Facts]]) -> None:
    """By content identity. What was measured closely by this version is not replaced by what was not."""
    connection.executemany(
        f"INSERT INTO facts (content_id, version, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (content_id) "  # noqa: S608
        "DO UPDATE SET version = excluded.version, close = excluded.close, looks = excluded.looks, "
        "taking = excluded.taking, measured = excluded.measured "
        "WHERE (excluded.version, excluded.close) >= (facts.version, facts.close)",
        ((content_id, MEASURING, *pack_facts(one)) for content_id, one in facts),
    )


def known(connection: sqlite3.Connection, content_ids: Iterable[str]) -> dict[str, Facts]:
    """Those of the contents that were measured by this version, by content identity."""
    rows = connection.execute(
        f"SELECT content_id, {COLUMNS} FROM json_each(?) CROSS JOIN facts ON content_id = value AND version = ?",  # noqa: S608
        (json.dumps(list(content_ids)), MEASURING),
    ).fetchall()
    found = ((content_id, facts_of(*columns)) for content_id, *columns in rows)
    return {content_id: facts for content_id, facts in found if facts}


def facts_of(close: int | None, looks: bytes | None, taking: str | None, measured: bytes | None) -> Facts | None:
    """None where there is no row, and where it makes no sense: then it is measured again."""
    if close is None or looks is None or taking is None or measured is None:
        return None
    try:
        return unpack_facts(close, looks, taking, measured)
    except ValueError:
        _log.warning("what was measured of a photograph makes no sense any more", exc_info=True)
        return None
