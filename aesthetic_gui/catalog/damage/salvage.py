"""What a damaged catalog still holds, told apart by table: what hangs from its root, and what drifts about.

A page that nothing points to any more is known by the shape of its rows: their number of values and the types that
the table's columns have.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from aesthetic_gui.catalog.damage.pages import INDEX_INNER, INDEX_LEAF, TABLE_LEAF, Pages, Row, Tree, Value
from aesthetic_gui.catalog.schema import REMADE

SCHEMA = ("TEXT", "TEXT", "TEXT", "INTEGER", "TEXT")
PATHS, CONTENTS = "sqlite_autoindex_photos_1", "photos_by_content"  # indexes: (path, id) and (content_id, id)
_TYPES: dict[str, tuple[type, ...]] = {"INTEGER": (int,), "REAL": (int, float), "TEXT": (str,), "BLOB": (bytes,)}
_TWINS = frozenset({"decisions", "agreed"})  # their rows look the same


@dataclass(frozen=True, slots=True)
class Shape:
    """How the rows of a table, or an index, look in the file. ``numbered``: they have rowids."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    needed: tuple[bool, ...]
    numbered: bool

    def fits(self, row: Row) -> bool:
        """Whether ``row`` looks like one of these."""
        return len(row.values) == len(self.types) and self.may_be(row)

    def may_be(self, row: Row) -> bool:
        """The same for one that may have been written before the table got its last columns."""
        if len(row.values) > len(self.types) or (row.rowid is None) == self.numbered:
            return False
        return all(
            (value is None and not need) or isinstance(value, _TYPES[kind])
            for value, kind, need in zip(self.complete(row), self.types, self.needed, strict=False)
        )

    def complete(self, row: Row) -> tuple[Value, ...]:
        """A column that is another name for the rowid is NULL in the file."""
        if self.numbered and row.values and row.values[0] is None:
            return (row.rowid, *row.values[1:])
        return row.values


_INDEXES = {
    PATHS: Shape(("path", "id"), ("BLOB", "INTEGER"), (True, True), False),
    CONTENTS: Shape(("content_id", "id"), ("TEXT", "INTEGER"), (True, True), False),
}


def shapes_of(connection: sqlite3.Connection, tables: list[str]) -> dict[str, Shape]:
    """The shapes of ``tables`` of an undamaged catalog."""
    unnumbered = {row[1] for row in connection.execute("PRAGMA table_list") if row[4]}
    shapes = {}
    for table in tables:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        names, types = tuple(row[1] for row in columns), tuple(row[2] for row in columns)
        shapes[table] = Shape(names, types, tuple(bool(row[3] or row[5]) for row in columns), table not in unnumbered)
    return shapes


class Salvage:
    """The rows of one damaged file, by table."""

    def __init__(self, pages: Pages, shapes: dict[str, Shape]) -> None:
        self._pages, self._shapes = pages, shapes | _INDEXES
        schema = pages.walk(1)
        roots = dict(self._roots(schema))
        self._trees = {name: pages.walk(root) for name, root in roots.items()}
        self._torn = {name for name in self._shapes if name not in self._trees or not self._trees[name].whole}
        self._owned = pages.free_pages().union(schema.visited, *(tree.visited for tree in self._trees.values()))
        self._drifting = self._drifting_pages()

    def whole(self, table: str) -> bool:
        """Whether nothing of it is missing; known once :meth:`hanging` was gone through to the end."""
        return table not in self._torn

    def distrust(self, table: str) -> None:
        """A row turned out to make no sense."""
        self._torn.add(table)

    def hanging(self, name: str) -> Iterator[tuple[Value, ...]]:
        """The rows below its root, in order."""
        shape, last = self._shapes[name], None
        pages = self._trees.get(name, Tree()).pages
        for number in pages:
            rows, whole = self._pages.rows(number)
            if not whole or (len(pages) > 1 and not rows):
                self.distrust(name)
            for row in rows:
                if row.rowid is not None and last is not None and row.rowid <= last:
                    self.distrust(name)
                last = row.rowid
                if shape.may_be(row):
                    yield shape.complete(row)
                else:
                    self.distrust(name)

    def drifting(self, name: str) -> Iterator[tuple[Value, ...]]:
        """The rows on pages that hang from nothing."""
        for number in self._drifting.get(name, ()):
            for row in self._pages.rows(number)[0]:
                if self._shapes[name].fits(row):
                    yield self._shapes[name].complete(row)

    def doubtful(self) -> Iterator[tuple[Value, ...]]:
        """Rows that are decisions, or what catalog and sidecars agreed on: that cannot be told."""
        for number in self._drifting.get("", ()):
            for row in self._pages.rows(number)[0]:
                if self._shapes["decisions"].fits(row):
                    yield self._shapes["decisions"].complete(row)

    def _roots(self, schema: Tree) -> Iterator[tuple[str, int]]:
        """By name, from the schema's pages; where these are damaged, from whatever looks like one."""
        shape = Shape(SCHEMA, SCHEMA, (True, True, True, True, False), True)
        numbers = schema.pages if schema.whole else range(1, self._pages.count + 1)
        for number in numbers:
            if self._pages.kind(number) != TABLE_LEAF:
                continue
            for row in self._pages.rows(number)[0]:
                if shape.fits(row) and row.values[2] not in REMADE:
                    yield str(row.values[1]), int(row.values[3] or 0)

    def _drifting_pages(self) -> dict[str, list[int]]:
        """By table; one that has any is damaged, however sound its tree looks. "" stands for one of the twins."""
        found: dict[str, list[int]] = {}
        for number in range(1, self._pages.count + 1):
            if number in self._owned:
                continue
            names = self._names(number)
            names = names & self._torn if names == _TWINS and len(names & self._torn) == 1 else names
            if len(names) == 1 or names == _TWINS:
                found.setdefault(min(names) if len(names) == 1 else "", []).append(number)
        self._torn.update(name for name in found if name)
        if "" in found:
            self._torn.update(_TWINS)
        return found

    def _names(self, number: int) -> set[str]:
        """The tables whose rows may be on the page."""
        if self._pages.kind(number) not in (TABLE_LEAF, INDEX_LEAF, INDEX_INNER):
            return set()
        rows = self._pages.rows(number)[0]
        return {name for name, shape in self._shapes.items() if rows and shape.fits(rows[0])}
