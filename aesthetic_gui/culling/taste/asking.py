"""Which of the open photographs to ask about next, so that few decisions teach a taste much."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.scoring.judging import base_logit
from aesthetic_gui.culling.taste.tasting import examples, learn_taste
from aesthetic_gui.photo import Flag
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.taste.asking import farthest, most_telling
from aesthetic_gui.taste.head import Taste
from aesthetic_gui.taste.timeline import seconds_of


def ask(catalog: Catalog, name: str, pack: Pack, items: Sequence[Item], count: int) -> list[Item]:
    """Up to ``count`` of ``items`` whose decision would teach the taste ``name`` most, that one first.

    Only what is scored and undecided is asked about, and nothing unlike all that the model has learned from. Until the
    taste takes over they are as unlike each other, and what is decided, as can be: that shows soonest what it is worth.
    Then the uncertain ones come first. Raises ``TasteError`` where there is no such taste.
    """
    known, taste = examples(catalog, name, pack), learn_taste(catalog, name, pack).in_charge
    wanted = {content: item for item in items if (content := item.seen_as) and _is_open(item, pack)}
    embeddings = catalog.embeddings(list(wanted), pack.key)
    asked = [item for content, item in wanted.items() if content in embeddings]
    if not asked:
        return []
    rows = np.stack([embeddings[item.seen_as] for item in asked])
    if taste is not None and len(taste.weights) == rows.shape[1]:
        places = most_telling(_probability(taste, rows, asked, pack), rows, known.embeddings)
    else:
        places = farthest(rows, known.embeddings if known.embeddings.shape[1] == rows.shape[1] else rows[:0], count)
    return [asked[place] for place in places[:count].tolist()]


def _is_open(item: Item, pack: Pack) -> bool:
    score = item.score
    judged = score is not None and score.pack == pack.key and not score.unlike_anything
    return judged and item.decision.flag is Flag.NONE


def _probability(taste: Taste, rows: NDArray[np.float16], asked: Sequence[Item], pack: Pack) -> NDArray[np.float64]:
    logits = np.array([base_logit(item.score.evidence, pack) for item in asked if item.score is not None])
    return taste.probability(rows, logits, np.array([seconds_of(item.captured_at) for item in asked]))
