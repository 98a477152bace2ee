"""Imports the packages ``lime`` and ``shap`` so that the window does not notice.

Imported in a thread as they come, they hold every other thread up for 0.1 to 0.2 s: their half a million new
objects set off full garbage collections. So the collector pauses meanwhile and then leaves them out for good
(``gc.freeze``: modules stay anyway); no stop exceeds 0.03 s. And shap's first answer would compile its helpers
for 6 s, 250 MB and one stop of 0.7 s: they stay plain Python, which for a tree of fifty regions takes 0.05 s an answer.
(A script that wants shap compiled for itself imports it first; then it is used as it is.)
"""

from __future__ import annotations

import gc
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

_lock = threading.RLock()
_imported_here: set[str] = set()


def lime_package() -> Any:
    """The module ``lime.lime_image``."""
    return _imported("lime.lime_image")


def slic_function() -> Any:
    """``skimage.segmentation.slic``."""
    return _imported("skimage.segmentation").slic


def shap_package() -> Any:
    """The module ``shap``, its helpers as plain Python."""
    if "shap" in sys.modules:
        return _imported("shap")
    with _lock, uncompiled(), warnings.catch_warnings():
        # shap 0.51 sets its colour maps' extremes in a way that matplotlib 3.11 announces to retire
        warnings.filterwarnings("ignore", r"The set_(bad|over|under) function", PendingDeprecationWarning)
        return _imported("shap")


@contextmanager
def uncompiled() -> Iterator[None]:
    """Let numba leave functions as plain Python (its own switch ``DISABLE_JIT``) for the time being.

    Does nothing where somebody else imported shap, compiled, before (the two kinds do not mix), nor where
    there is no numba: newer releases of shap do without it.
    """
    if find_spec("numba") is None or ("shap" in sys.modules and "shap" not in _imported_here):
        yield
        return
    with _lock:
        config = _imported("numba").config
        before = config.DISABLE_JIT
        config.DISABLE_JIT = True
        try:
            yield
        finally:
            config.DISABLE_JIT = before


def _imported(name: str) -> Any:
    with _lock:
        if name in sys.modules:
            return import_module(name)
        _imported_here.add(name)
        with _collector_paused():
            return import_module(name)


@contextmanager
def _collector_paused() -> Iterator[None]:
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
