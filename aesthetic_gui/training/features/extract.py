"""Features of any photographs, by any backbones, in one pass: each photograph is decoded once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aesthetic_gui.training.data.photographs import Tell
from aesthetic_gui.training.features.backbones import Backbone
from aesthetic_gui.training.features.store import FeatureStore


def extract(
    paths: Sequence[Path], backbones: Sequence[Backbone], folder: Path, tell: Tell, *, copies: bool = False, seed: int = 0
) -> tuple[FeatureStore, ...]:
    """A store below ``folder`` for each of ``backbones``, in their order; what is there already is not made again.

    ``copies``: of a degraded copy of each photograph, too, made by ``seed`` as ``training.network.views`` makes it.
    Photographs that cannot be read have rows of nan (``kind`` tells). A killed run goes on where it stopped.
    """
    raise NotImplementedError
