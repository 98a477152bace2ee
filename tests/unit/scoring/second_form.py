"""Makes the small network of the second form that the tests read: two levels, evidence and unlike.

    python tests/unit/scoring/second_form.py        writes second_form.tflite beside this file

Its weights come from a seed; it has seen no photograph.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

FILE = Path(__file__).with_suffix(".tflite")


def network() -> keras.Model:
    """float32 (n, h, w, 3), h and w multiples of 4, to the five outputs."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(13)
    picture = layers.Input((None, None, 3))
    fine = layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(picture)
    coarse = layers.Conv2D(6, 3, strides=2, padding="same", activation="relu")(fine)
    pooled = layers.Concatenate()([layers.GlobalAveragePooling2D()(level) for level in (fine, coarse)])
    maps = layers.AveragePooling2D(2)(layers.Conv2D(1, 1)(fine)), layers.Conv2D(1, 1)(coarse)
    outputs = {
        "distribution": layers.Dense(10, activation="softmax")(pooled),
        "cam": layers.Concatenate()(maps),
        "embedding": pooled,
        "evidence": layers.Dense(1)(pooled),
        "unlike": layers.Dense(1, activation="softplus")(pooled),
    }
    return keras.Model(picture, outputs)


if __name__ == "__main__":
    from aesthetic_gui.training.build.convert import to_litert

    FILE.write_bytes(to_litert(network()))
