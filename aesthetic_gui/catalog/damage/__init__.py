"""A catalog that was damaged, and copies of it made in time.

``backup`` copies it once a day and before migrations; ``looking`` opens one to be read only, ``restoring`` puts a copy
in place. A damaged one: ``rescue`` sets it aside ──> ``rebuilding`` makes a new one ──> ``salvage`` sorts what is
left ──> ``pages`` reads what SQLite gives up.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aesthetic_gui.catalog.damage.backup import back_up, backup_if_due, backups
    from aesthetic_gui.catalog.damage.rescue import open_or_set_aside, was_interrupted
    from aesthetic_gui.catalog.damage.restoring import look_over, restore, summary

__all__ = [
    "back_up",
    "backup_if_due",
    "backups",
    "look_over",
    "open_or_set_aside",
    "restore",
    "summary",
    "was_interrupted",
]
_ROOMS = {
    "open_or_set_aside": "rescue",
    "look_over": "restoring",
    "restore": "restoring",
    "summary": "restoring",
    "was_interrupted": "rescue",
}


def __getattr__(name: str) -> Any:
    """What is asked for is imported then: a catalog that is well opens without what repairs and copies it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS.get(name, 'backup')}"), name)
