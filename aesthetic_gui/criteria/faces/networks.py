"""MediaPipe's networks on LiteRT: each verified once, and laid out as often as threads ask at the same time."""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.bundled import bundled
from aesthetic_gui.scoring.litert import failures_told
from aesthetic_gui.scoring.pack import BadPack

TABLE = "files.toml"
LARGEST = 16 << 20
_REPAIR = "Install the program again."
_free: defaultdict[str, list[Any]] = defaultdict(list)  # interpreters that wait for work


def run(name: str, pixels: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """What the network ``name`` says of ``pixels``, float32 (h, w, 3), in the order of its outputs.

    Several threads may ask at once. Raises :class:`BadPack` where its file is missing, damaged or changed.
    """
    with failures_told(name), _interpreter(name) as interpreter:
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], pixels[None])
        interpreter.invoke()
        return tuple(interpreter.get_tensor(row["index"])[0] for row in interpreter.get_output_details())


def verified(name: str, folder: Path | None = None) -> bytes:
    """The bytes of the file ``name`` beside the table of hashes: what was hashed is what gets used.

    Raises :class:`BadPack` where it is missing, changed or not in the table.
    """
    folder = folder or bundled("models") / "faces"
    try:
        told = tomllib.loads(disk_io.read_text(folder / TABLE))["sha256"][name]
        content = disk_io.read_regular(folder / name, LARGEST)
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise BadPack(f"The networks that find faces cannot be read: {name}. {_REPAIR}") from error
    if hashlib.sha256(content).hexdigest() != told:
        raise BadPack(
            f"The networks that find faces are damaged or were changed: {name} is not as published. {_REPAIR}"
        )
    return content


@cache
def _content(name: str) -> bytes:
    return verified(f"{name}.tflite")


@contextmanager
def _interpreter(name: str) -> Iterator[Any]:
    """One that nobody else has at the moment, of one thread, as several photographs are measured at once."""
    free = _free[name]
    try:
        interpreter = free.pop()
    except IndexError:
        interpreter = _new(name)
    yield interpreter
    free.append(interpreter)  # one that failed is used no more


def _new(name: str) -> Any:
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=_content(name), num_threads=1)
    interpreter.allocate_tensors()
    return interpreter
