"""What the photographer writes of photographs: title, caption, creator, rights, keywords. Kept and undone as decisions.

Rewriting: what is written into which field, keywords that come and go ──> describe ──> one entry of the history
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from aesthetic_gui.catalog import decisions, journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.journal import Operation
from aesthetic_gui.catalog.rows import photo_rows
from aesthetic_gui.culling.operations.deciding import DESCRIBE
from aesthetic_gui.files.xmp.reading import tidy_details
from aesthetic_gui.photo import DETAIL_TEXTS, NO_DETAILS, Details, Photo
from aesthetic_gui.words import counted, photographs


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What is to change of the details of one photograph, or of many: a text of None stays as it is on each.

    Keywords that are ``added`` or ``removed`` leave the others.
    """

    title: str | None = None
    caption: str | None = None
    creator: str | None = None
    rights: str | None = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) not in (None, ()) for field in fields(self))

    def of(self, details: Details) -> Details:
        """``details`` once it is done, tidied."""
        texts = {name: text for name in DETAIL_TEXTS if (text := getattr(self, name)) is not None}
        gone = frozenset(self.removed)
        keywords = (*(word for word in details.keywords if word not in gone), *self.added)
        return tidy_details(replace(details, keywords=keywords, **texts))


def describe(catalog: Catalog, photos: Sequence[Photo], rewriting: Rewriting) -> Operation:
    """Do it for every photograph, durably, as one entry of the history; ``photos`` as for ``deciding.decide``.

    Those that say it already are not counted. Raises ``ValueError`` where there is nothing to do.
    """
    if not rewriting:
        raise ValueError("nothing to write")

    def write(connection: sqlite3.Connection, places: list[bytes]) -> Operation:
        ids = photo_rows.rows_for(connection, list(dict.fromkeys(places)))
        rewritten = cache(rewriting.of)  # many of a shoot have the same
        pairs = [
            (photo_id, before := decisions.details_of(connection, photo_id), rewritten(before)) for photo_id in ids
        ]
        changed = [(photo_id, before, after) for photo_id, before, after in pairs if before != after]
        state: journal.State = "done" if changed else "nothing"
        number = len(changed)
        operation_id = journal.insert_operation(connection, DESCRIBE, title(rewriting, number), number, state=state)
        decisions.describe(connection, operation_id, changed)
        return journal.operation_in(connection, operation_id)

    return catalog.at_places(photos, write)


def written_now(catalog: Catalog, photos: Sequence[Photo]) -> dict[Path, Details]:
    """What counts for ``photos`` at this moment, by where they were seen; see :func:`describe`."""

    def read(connection: sqlite3.Connection, places: list[bytes]) -> dict[Path, Details]:
        rows = ((photo.path, photo_rows.row_at(connection, path)) for photo, path in zip(photos, places, strict=True))
        return {path: decisions.details_of(connection, row.id) if row else NO_DETAILS for path, row in rows}

    return catalog.at_places(photos, read, durable=False)


def title(rewriting: Rewriting, number: int) -> str:
    """Its sentence in the history: "Write title and rights of 3 photographs", "Add 2 keywords to 1 photograph".

    The last thing that is done says how photographs are named: of, to or from.
    """
    written = [name for name in DETAIL_TEXTS if getattr(rewriting, name) is not None]
    texts = " and ".join(filter(None, (", ".join(written[:-1]), *written[-1:])))
    parts = [(f"write {texts}", "of")] if written else []
    parts += [(f"add {counted(len(rewriting.added), 'keyword')}", "to")] if rewriting.added else []
    parts += [(f"take {counted(len(rewriting.removed), 'keyword')}", "from")] if rewriting.removed else []
    sentence = f"{' and '.join(words for words, _ in parts)} {parts[-1][1]} {photographs(number)}"
    return sentence[0].upper() + sentence[1:]
