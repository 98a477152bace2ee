"""What the default pack's heads learn from, gathered: photographs, features of them and of worse copies, drawings.

labels.csv ─> photographs ─┬─> extract (both bodies, a worse copy of each) ─> pooled features ─┐
drawn pictures ─> PNG ─────┴─> extract ────────────────────────────────────────────────────────┴─> Examples
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.training.data.folders import read_rows
from aesthetic_gui.training.data.not_photographs import not_photographs
from aesthetic_gui.training.data.photographs import Photographs, Tell, read_photographs
from aesthetic_gui.training.features.backbones import Backbone, lite2, nima
from aesthetic_gui.training.features.extract import extract
from aesthetic_gui.training.features.store import FeatureStore
from aesthetic_gui.training.network import lite2 as lite2_network
from aesthetic_gui.training.network.two_bodies import SIDE, Matrix
from aesthetic_gui.training.network.two_heads import Examples, HeadNumbers

COLLECTIONS = ("wide", "wide2", "narrow")
JUDGED = ("wide", "wide2")  # narrow: few large sources, learned from a little and not judged
ONE_FOLD = {"corpus/lonavla-school": "corpus/lonavla", "corpus/lonavla-villas": "corpus/lonavla"}  # one photographer
PREPARATION = Preparation("square", "area", SIDE**2, 32)
DRAWN_SEEDS, JUDGING_SEED = (1, 2, 3), 0


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """``examples`` of ``photographs``; ``judged`` bool (n,) says which count in the figures.

    ``worse_shares`` (n, 10) are NIMA's ratings of the worse copies. ``drawn_kinds`` (k,) and ``judging`` (j, 856) with
    ``judging_kinds`` (j,): what the drawn pictures are, and others of the same kinds to judge with.
    """

    photographs: Photographs
    examples: Examples
    worse_shares: Matrix
    judged: NDArray[np.bool_]
    collection: NDArray[np.str_]
    drawn_kinds: NDArray[np.str_]
    judging: NDArray[np.float32]
    judging_kinds: NDArray[np.str_]


def gather(data: Path, wheel: Path, work: Path, numbers: HeadNumbers, tell: Tell) -> Gathered:
    """Everything, made once below ``work``: half an hour on two cores, resumed where it was killed."""
    photographs = read_photographs(data, COLLECTIONS)
    stated = {data / "corpus" / row["path"]: row for row in read_rows(data / "corpus" / "labels.csv")}
    collection = np.array([stated[path]["collection"] if path in stated else "" for path in photographs.paths])
    sure = np.array([stated[path]["confidence"] if path in stated else "high" for path in photographs.paths])
    bodies = (replace(nima(), preparation=PREPARATION), replace(lite2(wheel), preparation=_for_lite2()))
    by_nima, by_lite2 = extract(photographs.paths, bodies, work / "features", tell, copies=True)
    embedding, worse_embedding = _halves(by_nima, "embedding")
    stages, worse = _halves(by_lite2)
    pictures = {seed: _drawn(work / "drawn", seed, bodies[1], tell) for seed in (*DRAWN_SEEDS, JUDGING_SEED)}
    drawn = [pictures[seed] for seed in DRAWN_SEEDS]
    examples = Examples(
        stages=stages,
        embedding=embedding,
        shares=_shares(embedding),
        good=photographs.good,
        beauty=photographs.beauty,
        weight=np.where(sure == "high", 1.0, numbers.doubtful) * np.where(collection == "narrow", numbers.narrow, 1.0),
        group=np.array([ONE_FOLD.get(str(group), str(group)) for group in photographs.group]),
        worse=worse,
        kind=np.asarray(by_lite2.kind)[1::2],
        drawn=np.vstack([features for _, features in drawn]),
    )
    return Gathered(
        replace(photographs, group=examples.group),
        examples,
        _shares(worse_embedding),
        np.isin(collection, JUDGED),
        collection,
        np.concatenate([kinds for kinds, _ in drawn]),
        pictures[JUDGING_SEED][1],
        pictures[JUDGING_SEED][0],
    )


def _for_lite2() -> Preparation:
    return replace(PREPARATION, scale=lite2_network.SCALE, offset=lite2_network.OFFSET)


def _halves(store: FeatureStore, level: str = "") -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Features of the photographs and of their copies, of one ``level`` or all."""
    features = np.asarray(store.features)
    features = features[:, store.columns_of(store.columns[0].backbone, level)] if level else features
    return features[0::2], features[1::2]


def _shares(embedding: NDArray[np.float32]) -> Matrix:
    """NIMA's ten ratings (n, 10) of embeddings (n, 1024)."""
    kernel, bias = nima().load().layers[-1].get_weights()
    logits = embedding.astype(np.float64) @ kernel + bias
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _drawn(folder: Path, seed: int, body: Backbone, tell: Tell) -> tuple[NDArray[np.str_], NDArray[np.float32]]:
    """The kinds (k,) and features (k, 856) of the drawn pictures of ``seed``."""
    place = folder / str(seed)
    place.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, rgb in not_photographs(seed):
        paths.append(place / f"{name}.png")
        if not paths[-1].exists():
            Image.fromarray(rgb).save(paths[-1])
    store = extract(paths, (body,), folder / "features", tell)[0]
    return np.array([path.stem.rpartition("-")[0] for path in paths]), np.asarray(store.features)
