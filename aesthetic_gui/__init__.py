"""Aesthetic GUI: cull a shoot with a calibrated aesthetic score, see why, and sort the files safely.

The short Python API is lazy, so that importing the package costs nothing:

>>> from aesthetic_gui import score
>>> score("photo.jpg").mean  # doctest: +SKIP
5.73

Two of its functions are called like a room of the package: ``explain`` and ``criteria``. Whichever is imported first,
the name can be called.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from aesthetic_gui.version import __version__ as __version__

__all__ = ["bar", "criteria", "explain", "reasons", "score", "stacks", "why_over"]

if TYPE_CHECKING:
    from aesthetic_gui.api import bar, criteria, explain, reasons, score, stacks, why_over


def __getattr__(name: str) -> Any:
    if name in __all__:
        from aesthetic_gui import api

        for each in __all__:
            globals().setdefault(each, getattr(api, each))  # a room is there by now, and stays
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Room(ModuleType):
    """A room called like a function of the API: called, it is that function."""

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        from aesthetic_gui import api

        return getattr(api, self.__name__.rpartition(".")[2])(*arguments, **options)


class _Package(ModuleType):
    """This package: importing a room puts it under its name here, where people look for the function."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in __all__ and isinstance(value, ModuleType):
            value.__class__ = _Room
            value.__module__ = f"{__name__}.api"  # as that of any function of the API
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
