"""Whether there is a GPU to compute on, asked of its driver: no framework is imported for it."""

from __future__ import annotations

import ctypes
import sys


def present() -> bool:
    """Whether an NVIDIA driver reports at least one GPU; asks the driver itself and imports no framework."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
        count = ctypes.c_int(0)
        return driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0 and count.value > 0
    except (OSError, AttributeError):
        return False
