"""TensorFlow and Keras at work: nothing of them is imported before a network is loaded.

.keras file → ``loading`` (a graph of known layers, nothing that carries code) → ``cam`` gives every network the same
outputs, its class activation map among them → ``runtime`` computes them on a GPU, or on the CPU; ``randomised`` is one
that has learned nothing.

And the way back, to what each pixel adds: ``graph`` (what feeds what) → ``head`` (from maps to a number) → ``layers``
and their ``rules`` → ``relevance`` (LRP).
"""

from aesthetic_gui.scoring.keras.cam import explained, told
from aesthetic_gui.scoring.keras.loading import load_model
from aesthetic_gui.scoring.keras.runtime import KerasRuntime

__all__ = ["KerasRuntime", "explained", "load_model", "told"]
