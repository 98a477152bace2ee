"""What the photographer named, and which links lead out of it: what lies there is shown, and never acted on.

A folder that was opened, or is an album's, may hold links that somebody else made: to a private folder, to a drive
that is not meant. Whoever names such a link, or where it leads, means it.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable
from functools import cache
from pathlib import Path

from aesthetic_gui.disk_io import absolute


class Named:
    """The files and folders with the ``paths``. Links are followed to their very end, whatever is there."""

    def __init__(self, paths: Iterable[Path]) -> None:
        named = {str(absolute(path)) for path in paths}
        self._files = {path for path in named if not os.path.isdir(path)}  # noqa: PTH112 - which raises nothing
        self._folders = tuple(os.path.realpath(path) for path in named - self._files)
        self._holds = cache(self._really_holds)

    def holds(self, folder: Path) -> bool:
        """Whether ``folder``, which need not be there yet, really lies in one that was named."""
        return self._holds(str(folder))

    def leads_out(self, folder: Path, names: Iterable[str], links: Container[str]) -> bool:
        """Whether a file of the unit ``names`` in ``folder`` lies elsewhere; ``links`` are the paths of links there.

        A file that was named brings along what lies beside it, in the very same folder.
        """
        files = [os.path.join(folder, name) for name in names]  # noqa: PTH118
        if not self._holds(str(folder)) and self._files.isdisjoint(files):
            return True
        return any(self._is_elsewhere(file) for file in files if file in links or os.path.dirname(file) in links)  # noqa: PTH120

    def _really_holds(self, folder: str) -> bool:
        real = os.path.realpath(folder)
        return any(real == one or real.startswith(one.rstrip(os.sep) + os.sep) for one in self._folders)

    def _is_elsewhere(self, file: str) -> bool:
        if file in self._files:
            return False
        end, beside = os.path.split(os.path.realpath(file))[0], os.path.realpath(os.path.dirname(file))  # noqa: PTH120
        return end != beside and not self._holds(end)
