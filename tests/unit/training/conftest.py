"""Labelled photographs made of colours, and a network small enough to train within a second."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.training.recipe import read_recipe

SOURCES, EACH, THEMES = 6, 4, 12
TINY = (
    "kernel.landmarks=0",  # the stages are what most tests are about
    "input.pixels=4096",
    "input.side=64",
    "augment.views=2",
    "head.epochs=2",
    "head.steps=6",
    "head.average_from=1",
    "blocks.epochs=3",
    "blocks.steps=4",
    "blocks.rate=1e-3",
    "blocks.average_from=1",
    "blocks.warm=2",
    *(f"{stage}.batch.{kind}=6" for stage in ("head", "blocks") for kind in ("good", "ordinary", "oasis", "degraded")),
)


@pytest.fixture(scope="session")
def tiny_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``corpus``: good photographs are warm, ordinary ones cold; ``oasis``: the warmer the more beautiful."""
    folder = tmp_path_factory.mktemp("photographs")
    random = np.random.default_rng(0)
    rows = []
    for number in range(SOURCES * EACH):
        for label in ("good", "ordinary"):
            path = f"{label}/{number}.png"
            _picture(folder / "corpus" / path, float(label == "good"), random)
            rows.append({"path": path, "label": label, "source": f"{label}-{number % SOURCES}", "collection": "wide"})
    _table(folder / "corpus", rows)
    rows = []
    for number in range(THEMES):
        warmth = number / (THEMES - 1)
        _picture(folder / "oasis" / f"{number}.png", warmth, random)
        rows.append({"path": f"{number}.png", "beauty_mean": f"{1 + 6 * warmth:.2f}", "theme": f"theme-{number % 6}"})
    _table(folder / "oasis", rows)
    return folder


@pytest.fixture(scope="session")
def tiny_recipe():
    """Makes a recipe of a few small steps, changed by settings."""
    return lambda *settings: read_recipe(None, (*TINY, *settings))


@pytest.fixture(scope="session")
def tiny_network():
    """Makes a MobileNet a sixteenth as wide, the same each time, its normalisation set for colours."""
    from keras import layers, utils

    from aesthetic_gui.training.network import nima

    def make():
        utils.set_random_seed(0)
        network = nima.build(width=1 / 16)
        normalisations = [layer for layer in network.layers if isinstance(layer, layers.BatchNormalization)]
        for layer in normalisations:
            layer.momentum = 0.0
        network(np.random.default_rng(0).uniform(-1, 1, (8, 64, 64, 3)).astype(np.float32), training=True)
        for layer in normalisations:
            layer.momentum = 0.99
        return network

    return make


def _picture(path: Path, warmth: float, random: np.random.Generator) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    colour = np.array([60 + 140 * warmth, 110, 200 - 140 * warmth])
    size = (40, 64) if random.random() < 0.5 else (64, 40)
    rgb = np.clip(colour + random.normal(0, 25, (*size, 3)), 0, 255).astype(np.uint8)
    Image.fromarray(rgb).save(path)


def _table(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
