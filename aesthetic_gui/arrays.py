"""NumPy for the modules that are imported with the window: it is loaded when the first array is asked for.

Importing it takes as long as half of a bare window of Qt, and the first screen shows no photograph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aesthetic_gui.later import later

__all__ = ["NDArray", "np"]

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np, NDArray = later("numpy"), None  # the type stands in annotations only
