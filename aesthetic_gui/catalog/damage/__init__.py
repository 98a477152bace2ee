"""A catalog that was damaged, and copies of it made in time.

``backup`` copies it once a day and before migrations; ``restoring`` looks at a copy and puts it in place. A damaged
one: ``rescue`` sets it aside ──> ``rebuilding`` makes a new one ──> ``salvage`` sorts what is left ──> ``pages``
reads what SQLite gives up.
"""
