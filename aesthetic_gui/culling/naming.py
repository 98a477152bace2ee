"""Names: of what is done, and of files that must not collide."""

from __future__ import annotations


def photographs(count: int) -> str:
    """ "1 photograph", "3 photographs"."""
    return f"{count:,} photograph{'' if count == 1 else 's'}"
