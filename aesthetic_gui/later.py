"""Modules that are imported when something of them is first asked for: by whoever asks, in whatever thread that is."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


def later(name: str) -> ModuleType:
    """Stands for the module ``name``. Where types are checked import it as usual: ``if TYPE_CHECKING: … else: …``."""
    return _Later(name)


class _Later(ModuleType):
    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)
