"""The network in a .keras file from anywhere: a graph of layers that only compute; nothing in it is executed."""

from __future__ import annotations

import json
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aesthetic_gui.photo import AestheticError
from aesthetic_gui.scoring.pack import BadPack, Pack

if TYPE_CHECKING:
    import keras

# What a pack's graph may be made of: layers that only compute, none that carries code.
_ALLOWED = {
    *("Functional", "InputLayer", "ZeroPadding2D", "Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Dense"),
    *("BatchNormalization", "ReLU", "Activation", "Dropout", "Add", "Multiply", "Concatenate", "Rescaling"),
    *("GlobalAveragePooling2D", "MaxPooling2D", "AveragePooling2D", "Reshape", "DTypePolicy"),
    *("Subtract", "Minimum", "Maximum", "Average", "Dot", "Normalization", "LayerNormalization", "UnitNormalization"),
    *("UpSampling2D", "Cropping2D", "GlobalMaxPooling2D", "Resizing", "EinsumDense"),
    *("Flatten", "Permute", "RepeatVector", "Softmax", "LeakyReLU", "Identity"),
    *("GlorotUniform", "Zeros", "Ones", "HeNormal", "VarianceScaling", "RandomNormal", "Constant", "L2"),
}
LARGEST_CONFIG = 16 << 20  # bytes; that of a hundred layers has a hundred thousand
_log = logging.getLogger(__name__)


def load_model(pack: Pack, content: bytes) -> keras.Model:
    """The network in the bytes of a .keras file, made of :data:`_ALLOWED` layers only; nothing in it is executed.

    Raises ``BadPack`` for any other file.
    """
    import keras

    with bad_models_told(pack):
        classes = set(_class_names(_config_of(content)))
    if classes - _ALLOWED:
        raise BadPack(f"The model {pack.id} is refused: it contains {', '.join(sorted(classes - _ALLOWED))}.")
    with bad_models_told(pack), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"  # what was verified, not what lies on disk by now
        path.write_bytes(content)
        return keras.saving.load_model(path, compile=False, safe_mode=True)


def _config_of(content: bytes) -> Any:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if archive.getinfo("config.json").file_size > LARGEST_CONFIG:
            raise ValueError("its configuration is too large")
        return json.loads(archive.read("config.json"))


@contextmanager
def bad_models_told(pack: Pack) -> Iterator[None]:
    """Whatever a damaged model makes Keras raise, as ``BadPack``; what the device fails in passes through."""
    from tensorflow import errors

    try:
        yield
    except AestheticError:
        raise
    except Exception as error:  # parsers of hostile bytes raise anything
        if isinstance(error, errors.OpError) and not isinstance(error, errors.InvalidArgumentError):
            raise
        _log.info("the model %s cannot be started", pack.id, exc_info=True)
        said = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise BadPack(
            f"The model {pack.id} cannot be started: its weights are no Keras model ({said[:200]})."
        ) from error


def _class_names(config: Any) -> Iterator[str]:
    if isinstance(config, dict):
        if "class_name" in config and config["class_name"] != "__keras_tensor__":
            yield str(config["class_name"])
        for value in config.values():
            yield from _class_names(value)
    elif isinstance(config, list):
        for value in config:
            yield from _class_names(value)
