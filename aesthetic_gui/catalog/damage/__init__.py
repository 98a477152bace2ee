"""A catalog that was damaged, and copies of it made in time.

``backup`` copies it once a day and before migrations; ``restoring`` looks at a copy and puts it in place. A damaged
one: ``rescue`` sets it aside ──> ``rebuilding`` makes a new one ──> ``salvage`` sorts what is left ──> ``pages``
reads what SQLite gives up.
"""

from aesthetic_gui.catalog.damage.backup import back_up, backup_if_due, backups
from aesthetic_gui.catalog.damage.rescue import open_or_set_aside
from aesthetic_gui.catalog.damage.restoring import look_over, restore, summary

__all__ = ["back_up", "backup_if_due", "backups", "look_over", "open_or_set_aside", "restore", "summary"]
