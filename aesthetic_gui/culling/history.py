"""What was done, and what of it can be undone or redone: it outlives a restart, as it is in the catalog only."""

from __future__ import annotations

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.journal import Operation
from aesthetic_gui.culling.transferring import redo, undo

__all__ = ["history", "redo", "redo_title", "undo", "undo_title"]


def history(catalog: Catalog, limit: int = 100) -> list[Operation]:
    """The newest operations first, each with its title in words and its state; undos are seen in the states."""
    return journal.recent(catalog, limit)


def undo_title(catalog: Catalog) -> str | None:
    """What Ctrl+Z would undo, such as "Move 3 photographs to ‘Best’"; None where there is nothing."""
    last = journal.last_undoable(catalog)
    return last.title if last else None


def redo_title(catalog: Catalog) -> str | None:
    """What Ctrl+Shift+Z would do again."""
    following = journal.next_redoable(catalog)
    return following.title if following else None
