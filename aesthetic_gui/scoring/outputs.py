"""What a runtime answers, and how one fails that another can take over from."""

from __future__ import annotations

from typing import NamedTuple

from aesthetic_gui.arrays import NDArray, np
from aesthetic_gui.photo import AestheticError


class DeviceFailed(AestheticError):
    """The GPU could not be started, or failed while computing (out of memory, lost). The CPU can take over."""


class Outputs(NamedTuple):
    """What the network says of n photographs.

    ``distribution`` float32 (n, 10): probabilities of the ratings 1 to 10. ``cam`` float32 (n, h, w): how much each
    cell of the last feature map adds to (+) or takes from (-) the mean rating; the closed form of Grad-CAM
    (Selvaraju et al. 2017) for a network that ends in pooling and softmax. ``embedding`` float32 (n, d).
    """

    distribution: NDArray[np.float32]
    cam: NDArray[np.float32]
    embedding: NDArray[np.float32]
