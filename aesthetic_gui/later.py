"""Modules that are imported when something of them is first asked for: by whoever asks, in whatever thread that is.

NumPy is one of them, for the modules that are imported with the window: importing it takes as long as half of a bare
window of Qt, and the first screen shows no photograph.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

__all__ = ["NDArray", "later", "np"]


def later(name: str) -> ModuleType:
    """Stands for the module ``name``. Where types are checked import it as usual: ``if TYPE_CHECKING: … else: …``."""
    return _Later(name)


class _Later(ModuleType):
    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np, NDArray = later("numpy"), None  # the type stands in annotations only
