"""The ground floor of whatever touches the disk. It imports nothing of ours."""

from __future__ import annotations

import os
from pathlib import Path


def absolute(path: Path) -> Path:
    """``path`` from the root, as the system follows it: ``link/..`` is the parent of what ``link`` leads to.

    A link that no ".." follows stays as it is written. Nothing need be there, and nothing is raised.
    """
    path = path.absolute()
    if ".." not in path.parts:
        return path
    followed = Path(path.anchor)
    for part in path.parts[1:]:
        if part != "..":
            followed /= part
        else:
            followed = Path(os.path.realpath(followed) if os.path.islink(followed) else followed).parent  # noqa: PTH114
    return followed
