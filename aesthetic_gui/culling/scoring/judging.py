"""Who judges, the pack's own calibration or the photographer's taste where it has taken over; and at which bar."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import Bar, Score
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.taste.head import Taste
from aesthetic_gui.taste.timeline import seconds_of

SUREST = 1e-3  # a stepped calibration says 0 or 1 at its ends; a logit needs less than that


@dataclass(frozen=True, slots=True)
class Judge:
    """A pack, and the taste that speaks instead of its calibration, if one has taken over (``Learned.in_charge``)."""

    pack: Pack
    taste: Taste | None = None

    def __post_init__(self) -> None:
        if self.taste is not None and self.taste.pack_key != self.pack.key:
            raise ValueError(f"the taste {self.taste.name!r} was learned with another model")

    def score(
        self,
        distribution: Sequence[float],
        embedding: NDArray[np.floating] | None = None,
        *,
        evidence: float | None = None,
        unlike: float = 0.0,
        taken: datetime | None = None,
    ) -> Score:
        """Everything that is said of a photograph: as ``Pack.score``, and its embedding (d,) where a taste judges.

        ``taken`` is its time of capture, by which a taste judges, too. Without an embedding the pack's own P(aesthetic)
        stands, and ``Score.taste`` is "".
        """
        score = self.pack.score(distribution, evidence, unlike)
        if self.taste is None or embedding is None:
            return score
        return self.by_taste([score], np.asarray(embedding)[None], [taken])[0]

    def by_taste(
        self, scores: Sequence[Score], embeddings: NDArray[np.floating], taken: Sequence[datetime | None]
    ) -> list[Score]:
        """``scores`` with the taste's P(aesthetic); embeddings (n, d) and times of capture in the same order.

        The pack judges what the taste does not speak of (``Taste.speaks_of``), and everything where the taste is of
        embeddings of another length (from a file that names the wrong model).
        """
        assert self.taste is not None
        if embeddings.shape[1] != len(self.taste.weights):
            return [self.by_pack(score) for score in scores]
        kept = embeddings.astype(np.float16)  # as the catalog keeps them, so that a second visit says the same
        logits = np.array([base_logit(score.evidence, self.pack) for score in scores])
        seconds = np.array([seconds_of(moment) for moment in taken])
        judged = self.taste.probability(kept, logits, seconds).tolist()
        return [
            replace(score, p_aesthetic=p, taste=self.taste.name) if spoken_of else self.by_pack(score)
            for score, p, spoken_of in zip(scores, judged, self.taste.speaks_of(seconds).tolist(), strict=True)
        ]

    def by_pack(self, score: Score) -> Score:
        """``score`` with the pack's own P(aesthetic)."""
        if not score.taste:
            return score
        return replace(score, p_aesthetic=self.pack.calibration.probability(score.evidence), taste="")


def bar_of(values: Mapping[str, Any], pack: Pack) -> Bar:
    """The bar that the photographer sees: the settings', where -1 stands for the pack's own threshold or band."""
    threshold, band = values["threshold"], values["band"]
    return Bar(threshold if threshold >= 0 else pack.threshold, band if band >= 0 else pack.band)


def base_logit(evidence: float, pack: Pack) -> float:
    """The pack's own P(aesthetic) for the evidence, as a logit, never infinite."""
    p = min(max(pack.calibration.probability(evidence), SUREST), 1 - SUREST)
    return math.log(p / (1 - p))
