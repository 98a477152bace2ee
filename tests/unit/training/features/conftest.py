"""A network of a handful of weights, and photographs for it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.training.features.backbones import Backbone

SQUARE = Preparation("square", "area", 16 * 16, 1)


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Nine photographs of colours, in a folder of their own."""
    random = np.random.default_rng(0)
    made = [tmp_path / "photographs" / f"{number}.png" for number in range(9)]
    made[0].parent.mkdir()
    for number, path in enumerate(made):
        size = (24, 32) if number % 3 else (32, 24)
        Image.fromarray(random.integers(0, 256, (*size, 3), dtype=np.uint8)).save(path)
    return made


@pytest.fixture(scope="session")
def tiny() -> Backbone:
    """Three levels: 4 and 6 channels with positions, and the last one's pool again."""
    return Backbone(
        id="tiny",
        title="Tiny",
        source="made here",
        preparation=SQUARE,
        levels=(("first", "conv1"), ("last", "conv2"), ("pool", "pool")),
        weights="seed 0",
        load=tiny_network,
    )


@pytest.fixture(scope="session")
def second(tiny: Backbone) -> Backbone:
    """Another with the same network, of photographs at their own aspect, read at one level."""
    own_aspect = Preparation("own_aspect", "bilinear", 20 * 20, 4)
    return replace(tiny, id="second", preparation=own_aspect, levels=(("last", "conv2"),))


@cache
def tiny_network():
    from keras import Input, Model, layers, utils

    utils.set_random_seed(0)
    inputs = Input((None, None, 3))
    first = layers.Conv2D(4, 3, strides=2, activation="relu", name="conv1")(inputs)
    second = layers.Conv2D(6, 3, activation="relu", name="conv2")(first)
    return Model(inputs, layers.Dense(2, name="head")(layers.GlobalAveragePooling2D(name="pool")(second)))
