"""Who judges: the pack's own calibration, or the photographer's taste where it has taken over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Score
from aesthetic_gui.scoring.calibration import judge
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.taste.head import Taste

SUREST = 1e-3  # a stepped calibration says 0 or 1 at its ends; a logit needs less than that


@dataclass(frozen=True, slots=True)
class Judge:
    """A pack, and the taste that speaks instead of its calibration, if one has taken over (``Learned.in_charge``)."""

    pack: Pack
    taste: Taste | None = None

    def __post_init__(self) -> None:
        if self.taste is not None and self.taste.pack_key != self.pack.key:
            raise ValueError(f"the taste {self.taste.name!r} was learned with another model")

    def score(self, distribution: Sequence[float], embedding: NDArray[np.floating] | None = None) -> Score:
        """Everything that is said of a photograph: ten probabilities, and its embedding (d,) where a taste judges.

        Without an embedding the pack's own verdict stands, and ``Score.taste`` is "".
        """
        score = self.pack.score(distribution)
        if self.taste is None or embedding is None:
            return score
        return self.by_taste([score], np.asarray(embedding)[None])[0]

    def by_taste(self, scores: Sequence[Score], embeddings: NDArray[np.floating]) -> list[Score]:
        """``scores`` with the taste's P(aesthetic) and verdict; embeddings (n, d) in the same order.

        Where the taste is of embeddings of another length (from a file that names the wrong model) the pack judges.
        """
        assert self.taste is not None
        if embeddings.shape[1] != len(self.taste.weights):
            return [self.by_pack(score) for score in scores]
        kept = embeddings.astype(np.float16)  # as the catalog keeps them, so that a second visit says the same
        logits = np.array([base_logit(score.mean, self.pack) for score in scores])
        name, threshold, band = self.taste.name, self.pack.threshold, self.pack.band
        return [
            replace(score, p_aesthetic=p, verdict=judge(p, threshold, band), taste=name)
            for score, p in zip(scores, self.taste.probability(kept, logits).tolist(), strict=True)
        ]

    def by_pack(self, score: Score) -> Score:
        """``score`` with the pack's own P(aesthetic) and verdict."""
        if not score.taste:
            return score
        p = self.pack.calibration.probability(score.mean)
        return replace(score, p_aesthetic=p, verdict=judge(p, self.pack.threshold, self.pack.band), taste="")


def base_logit(mean: float, pack: Pack) -> float:
    """The pack's own P(aesthetic) for a mean rating (1 to 10), as a logit, never infinite."""
    p = min(max(pack.calibration.probability(mean), SUREST), 1 - SUREST)
    return math.log(p / (1 - p))
