"""What a runtime answers, and how one fails that another can take over from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.scoring.calibration import mean_ratings

RATINGS = 10
LARGEST_EVIDENCE = 1000.0  # either way; a logistic curve is level long before
OF_EVERY_FORM = ("distribution", "cam", "embedding")  # the outputs that every network has


class DeviceFailed(AestheticError):
    """The GPU could not be started, or failed while computing (out of memory, lost). The CPU can take over."""


class Outputs(NamedTuple):
    """What the network says of n photographs.

    ``distribution`` float32 (n, 10): probabilities of the ratings 1 to 10. ``cam`` float32 (n, h, w, levels): how much
    each cell of a feature map adds to (+) or takes from (-) the evidence, level by level, the finest first; the sum
    over the last axis is the whole. The closed form of Grad-CAM (Selvaraju et al. 2017) for a network that ends in
    pooling. ``embedding`` float32 (n, d). ``evidence`` (n,): the log-odds of good over ordinary, or the mean rating of
    a network that says no other number. ``unlike`` (n,): the distance from what the network learned from, in units of
    its limit: above 1 it has seen nothing like it; 0 where the network does not tell.
    """

    distribution: NDArray[np.float32]
    cam: NDArray[np.float32]
    embedding: NDArray[np.float32]
    evidence: NDArray[np.floating]
    unlike: NDArray[np.floating]


def outputs_from(found: Mapping[str, NDArray[np.float32]]) -> Outputs:
    """The outputs by name; of the old form, without evidence, unlike, or levels, what these are then.

    Raises ``KeyError`` where one of :data:`OF_EVERY_FORM` is absent, ``ValueError`` where there are not as many of
    each as there are photographs.
    """
    distribution, cam, embedding = (found[name] for name in OF_EVERY_FORM)
    count = len(distribution)
    evidence, unlike = found.get("evidence"), found.get("unlike")
    with np.errstate(invalid="ignore", divide="ignore"):  # of what is no distribution: see is_an_answer
        return Outputs(
            distribution,
            cam[..., None] if cam.ndim == 3 else cam,
            embedding,
            mean_ratings(distribution) if evidence is None else evidence.reshape(count),
            np.zeros(count, np.float32) if unlike is None else unlike.reshape(count),
        )


def is_an_answer(outputs: Outputs) -> bool:
    """Whether the outputs of one photograph are ratings, evidence, and an embedding that can be kept."""
    shares, embedding = outputs.distribution, outputs.embedding
    are_ratings = shares.size == RATINGS and np.isfinite(shares).all() and shares.min() >= 0 and shares.sum() > 0
    sane = np.abs(outputs.evidence) <= LARGEST_EVIDENCE
    return bool(
        are_ratings
        and sane.all()
        and np.isfinite(outputs.unlike).all()
        and (np.abs(embedding) <= np.finfo(np.float16).max).all()
    )
