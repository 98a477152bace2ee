"""Imports the packages ``lime`` and ``shap`` so that the window does not notice.

Measured on two cores: importing them takes 1.0 s and 1.5 s. Done in a thread as they come, the garbage collector
stops every thread for up to 0.12 s meanwhile, and shap's first answer compiles its helpers for 6 s and 250 MB with
one stop of 0.7 s. With the collector paused and the compiler left out no stop exceeds 0.02 s and the first
answer is as quick as the next.
"""

from __future__ import annotations

import gc
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

_lock = threading.RLock()


def lime_package() -> Any:
    """The module ``lime.lime_image``."""
    with _lock, _collector_paused():
        return import_module("lime.lime_image")


def slic_function() -> Any:
    """``skimage.segmentation.slic``."""
    with _lock, _collector_paused():
        return import_module("skimage.segmentation").slic


def shap_package() -> Any:
    """The module ``shap``, its helpers as plain Python: on our grid of cells they take 0.05 s in all."""
    with _lock, _collector_paused(), uncompiled(), warnings.catch_warnings():
        # shap 0.51 sets its colour maps' extremes in a way that matplotlib 3.11 announces to retire
        warnings.filterwarnings("ignore", r"The set_(bad|over|under) function", PendingDeprecationWarning)
        return import_module("shap")


@contextmanager
def uncompiled() -> Iterator[None]:
    """Let numba leave functions as plain Python (its own switch ``DISABLE_JIT``) for the time being."""
    with _lock:
        config = import_module("numba").config
        before = config.DISABLE_JIT
        config.DISABLE_JIT = True
        try:
            yield
        finally:
            config.DISABLE_JIT = before


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Imports allocate much and free little: collecting garbage meanwhile only stops the other threads."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
