"""Aesthetic GUI: cull a shoot with a calibrated aesthetic score, see why, and sort the files safely.

The short Python API is lazy, so that importing the package costs nothing:

>>> from aesthetic_gui import score
>>> score("photo.jpg").mean  # doctest: +SKIP
5.73
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aesthetic_gui.version import __version__ as __version__

__all__ = ["bar", "explain", "score"]

if TYPE_CHECKING:
    from aesthetic_gui.api import bar, explain, score


def __getattr__(name: str) -> Any:
    if name in __all__:
        from aesthetic_gui import api

        # bound for good: importing the room ``explain`` has put the module under the function's name
        globals().update({each: getattr(api, each) for each in __all__})
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
