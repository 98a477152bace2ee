"""What was decided or written a moment ago, and what is read of the catalog beside it does not know yet.

decided ──> shown ──> stored (the decisions' thread) ──> the other threads come past: what they read then knows it
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

_T = TypeVar("_T")


@dataclass(eq=False, slots=True)
class Said(Generic[_T]):
    """One decision, or details as they were written; ``path`` is where the photograph is shown."""

    path: Path
    value: _T
    stored: bool = False


class LatelySaid(Generic[_T]):
    """The newest decision (or details) of each photograph, until it is forgotten. The window's thread owns it.

    It counts as true (``bool``) as long as any is not stored.
    """

    def __init__(self) -> None:
        self._said: dict[Path, Said[_T]] = {}

    def __bool__(self) -> bool:
        return any(not one.stored for one in self._said.values())

    def say(self, values: Mapping[Path, _T], *, stored: bool = False) -> list[Said[_T]]:
        """Of the photographs at these paths; returns what :meth:`forget` takes."""
        said = [Said(path, value, stored) for path, value in values.items()]
        self._said.update((one.path, one) for one in said)
        return said

    def of(self, path: Path, otherwise: _T) -> _T:
        """What counts for the photograph shown at ``path``, where the catalog was read to say ``otherwise``."""
        found = self._said.get(path)
        return found.value if found else otherwise

    def knows(self, path: Path) -> bool:
        """Whether what another thread tells of the photograph may be older than what was decided here."""
        return path in self._said

    def is_being_stored(self, path: Path) -> bool:
        return path in self._said and not self._said[path].stored

    def follow(self, moved: Mapping[Path, Path]) -> None:
        """Photographs are shown in other places now; all at the same time: two may have changed places."""
        went = [one for path in moved if (one := self._said.pop(path, None))]
        for one in went:
            one.path = moved[one.path]
            self._said.setdefault(one.path, one)

    def drop(self, paths: Collection[Path]) -> None:
        """No photograph is shown there any more."""
        for path in paths:
            self._said.pop(path, None)

    def forget(self, said: Iterable[Said[_T]]) -> None:
        """What is read from now on knows it; of a photograph that was decided again since, that counts."""
        for one in said:
            if self._said.get(one.path) is one:
                del self._said[one.path]
