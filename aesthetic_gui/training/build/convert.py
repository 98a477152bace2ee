"""A Keras network written as LiteRT (fp32 and int8) and as a .keras file that is the same bytes every time."""

from __future__ import annotations

import contextlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import keras

Batches = Sequence[NDArray[np.float32]]

# The first convolutions stay float: they are a fifth of the work and four fifths of int8's error (MODEL_CARD.md).
FLOAT_CONVOLUTIONS = 7
# The head stays float: an int8 softmax has steps of 1/256, which a mean of ten ratings feels.
_FLOAT_OPERATIONS = (
    *("FULLY_CONNECTED", "SOFTMAX", "MEAN", "SUM", "MUL", "SUB", "DIV"),
    *("BATCH_MATMUL", "TRANSPOSE", "RESHAPE", "EXP", "LOG", "ADD", "NEG", "RELU"),
)
_FIRST_OF_TWO = (  # NIMA's first seven convolutions, and Lite2's up to its second stage
    *("/conv1_", "/depthwise_1_", "/pointwise_1_", "/depthwise_2_", "/pointwise_2_", "/depthwise_3_", "/pointwise_3_"),
    *("/stem_", "/stage1_", "/stage2_"),
)
_FLOAT_OF_TWO = ("LOGISTIC", "MINIMUM", "MAXIMUM", "CONCATENATION")
_RESIDUAL = "_added"
_OF_ONE_SIZE = ("distribution", "embedding", "evidence", "unlike")
_LEAST_SHARE = 1e-6
_EPOCH = (1980, 1, 1, 0, 0, 0)


def to_litert(model: keras.Model) -> bytes:
    """The .tflite file of ``model`` in fp32; outputs keep their names in the signature."""
    import tensorflow as tf

    return bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert())


def to_litert_int8(
    model: keras.Model, exact: bytes, photographs: Batches, float_convolutions: int = FLOAT_CONVOLUTIONS
) -> bytes:
    """The .tflite file of ``model`` in int8, per channel, with float input and outputs.

    ``exact`` is what :func:`to_litert` makes of it, whatever its weights: the head and its first
    ``float_convolutions`` stay float. ``photographs`` float32 (1, h, w, 3) give the activations' ranges.
    """
    return _quantised(model, photographs, _FLOAT_OPERATIONS, _convolutions(exact)[:float_convolutions])


def two_bodies_int8(model: keras.Model, exact: bytes, photographs: Batches) -> bytes:
    """The same of ``training.network.two_bodies``: the first convolutions of both bodies and all heads stay float.

    Lite2 adds its blocks up, and these additions are int8 like the convolutions around them.
    """
    first = [name for name in _operations(exact, "CONV") if any(part in name for part in _FIRST_OF_TWO)]
    heads = [name for name in _operations(exact, "ADD") if _RESIDUAL not in name]
    operations = [name for name in (*_FLOAT_OPERATIONS, *_FLOAT_OF_TWO) if name != "ADD"]
    return _quantised(model, photographs, operations, [*first, *heads])


def _quantised(model: keras.Model, photographs: Batches, operations: Sequence[str], nodes: Sequence[str]) -> bytes:
    """int8 but for ``operations`` of these kinds, and the ``nodes`` whose outputs are called so."""
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = _feed(photographs)
    options = tf.lite.experimental.QuantizationDebugOptions(
        denylisted_ops=list(operations),
        denylisted_nodes=list(nodes),
    )
    debugger = tf.lite.experimental.QuantizationDebugger(
        converter=converter, debug_dataset=_feed(photographs), debug_options=options
    )
    return bytes(debugger.get_nondebug_quantized_model())


def run_litert(content: bytes, batches: Batches) -> dict[str, NDArray[np.float32]]:
    """The named outputs that do not depend on the input's size, for each batch, joined; those that there are."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=content, num_threads=2)
    outputs = interpreter.get_signature_runner("serving_default").get_output_details()
    place = interpreter.get_input_details()[0]["index"]
    found: dict[str, list[NDArray[np.float32]]] = {name: [] for name in _OF_ONE_SIZE if name in outputs}
    for batch in batches:
        interpreter.resize_tensor_input(place, batch.shape)
        interpreter.allocate_tensors()
        interpreter.set_tensor(place, batch)
        interpreter.invoke()
        for name, column in found.items():
            column.append(interpreter.get_tensor(outputs[name]["index"]))
    return {name: np.concatenate(column) for name, column in found.items()}


@contextlib.contextmanager
def bias_corrected(
    network: keras.Model, exact: dict[str, NDArray[np.float32]], quantised: dict[str, NDArray[np.float32]]
) -> Iterator[keras.Model]:
    """``network`` with the last layer's bias making up for int8's mean error in the logits, while in the block.

    ``exact`` and ``quantised`` are what :func:`run_litert` gives for the same photographs. Nagel et al., "Data-free
    quantization through weight equalization and bias correction" (2019).
    """
    alone = network.layers[-1] if network.layers[-1].weights else None
    head = alone or network.get_layer("ratings_of_embedding")
    kernel, bias = head.get_weights()
    if alone:
        error = (exact["embedding"] - quantised["embedding"]).mean(axis=0) @ kernel
    else:  # of several layers: softmax forgets what is the same for all ratings, so its logarithm will do
        first, second = (np.log(outputs["distribution"] + _LEAST_SHARE) for outputs in (exact, quantised))
        error = (first - second).mean(axis=0)
    head.set_weights([kernel, bias + error])
    try:
        yield network
    finally:
        head.set_weights([kernel, bias])


def to_keras_file(network: keras.Model) -> bytes:
    """The .keras file of ``network``, without the dates and memory addresses that would change its sha256."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        network.save(path)
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in sorted(archive.namelist())}
    metadata = json.loads(members["metadata.json"])
    members["config.json"] = json.dumps(_renumbered(json.loads(members["config.json"]), {})).encode()
    members["metadata.json"] = json.dumps({**metadata, "date_saved": ""}).encode()
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return buffer.getvalue()


def _renumbered(config: Any, numbers: dict[int, int]) -> Any:
    """``config`` with the addresses that Keras takes for numbers of shared objects replaced by 1, 2, …"""
    if isinstance(config, list):
        return [_renumbered(value, numbers) for value in config]
    if not isinstance(config, dict):
        return config
    renumbered = {key: _renumbered(value, numbers) for key, value in config.items()}
    if "shared_object_id" in config:
        renumbered["shared_object_id"] = numbers.setdefault(config["shared_object_id"], len(numbers) + 1)
    return renumbered


def _feed(photographs: Batches) -> Callable[[], Iterator[list[NDArray[np.float32]]]]:
    return lambda: ([photograph] for photograph in photographs)


def _convolutions(content: bytes) -> list[str]:
    """The names of the convolutions' outputs, in order, as the quantiser calls them."""
    return _operations(content, "CONV")


def _operations(content: bytes, kind: str) -> list[str]:
    """The names of the outputs of all operations with ``kind`` in their name, in order."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter: Any = Interpreter(model_content=content)
    operations = [row for row in interpreter._get_ops_details() if kind in row["op_name"]]
    return [str(interpreter._get_tensor_details(row["outputs"][0], 0)["name"]) for row in operations]
