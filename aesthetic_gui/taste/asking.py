"""Which photograph to ask about: the one whose decision would teach a taste most.

Two things teach: a photograph unlike all that is decided, and one that may as well be a pick as a reject. Before a
taste takes over only the first counts, for doubtful decisions prove little (docs/decisions/0054); then both do, by
their ranks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.taste.evidence import ranks


def most_telling(
    probability: NDArray[np.float64], embeddings: NDArray[np.floating], decided: NDArray[np.floating]
) -> NDArray[np.intp]:
    """Places of photographs with P (n,) and embeddings (n, d), those first that are uncertain and unlike ``decided``.

    Uncertain is what is near one half (Lewis & Gale 1994). Alone it asks about ten frames of one scene; with the
    distance from the decided embeddings (m, d) it teaches more than either does alone.
    """
    near = -_nearest(embeddings.astype(np.float32), decided).astype(np.float64)
    return np.argsort(ranks(np.abs(probability - 0.5)) + ranks(near), kind="stable")


def farthest(embeddings: NDArray[np.floating], decided: NDArray[np.floating], count: int) -> NDArray[np.intp]:
    """Places of ``count`` photographs (n, d), or of all: each is the least like those before it and ``decided`` (m, d).

    What a taste needs first: one of each kind (Gonzalez 1985; Sener & Savarese 2018). Where nothing is decided, the
    first one is the most usual.
    """
    rows = embeddings.astype(np.float32)
    nearest = _nearest(rows, decided) if len(decided) else -_apart(rows, rows.mean(0))
    places: list[int] = []
    for _ in range(min(len(rows), count)):
        place = int(np.argmax(nearest))
        nearest = np.minimum(nearest if places or len(decided) else np.inf, _apart(rows, rows[place]))
        nearest[[*places, place]] = -np.inf
        places.append(place)
    return np.array(places, np.intp)


def _nearest(rows: NDArray[np.float32], decided: NDArray[np.floating]) -> NDArray[np.float32]:
    """Squared distance of rows (n, d) to the nearest of ``decided`` (m, d), (n,)."""
    nearest = np.full(len(rows), np.inf, np.float32)
    for start in range(0, len(decided), 256):
        some = decided[start : start + 256].astype(np.float32)
        apart = (rows**2).sum(1)[:, None] - 2 * rows @ some.T + (some**2).sum(1)
        nearest = np.minimum(nearest, apart.min(1))
    return nearest


def _apart(rows: NDArray[np.float32], row: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(((rows - row) ** 2).sum(1), np.float32)
