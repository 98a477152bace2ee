"""The numbers that other projects publish for NIMA's weights, from the pack that is installed.

    python -m aesthetic_gui.training.measure.published_nima PHOTOGRAPH…

prints mean ± SD of each, and beside the five photographs of AVA what is published for them. Everybody loads these
weights (idealo/image-quality-assessment) with today's Keras, which pads strided convolutions otherwise than the one
they were trained with, and shrinks the photograph to 224x224 by the nearest neighbour, neither turned upright nor
brought to sRGB. ``aesthetic-gui score --pack nima-mobilenet`` pads as in training, and is nearer to what people said.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.disk_io import open_regular
from aesthetic_gui.files.reading import why_not_read
from aesthetic_gui.photo import Unreadable
from aesthetic_gui.scoring.calibration import mean_sd
from aesthetic_gui.scoring.pack import load_pack, read_weights
from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.training.network import nima

if TYPE_CHECKING:
    import keras

PUBLISHED: Mapping[str, float] = MappingProxyType(  # mean ratings of AVA's photographs, by their numbers
    {"42039": 5.154479, "42040": 4.231867, "42041": 5.450403, "42042": 5.163816, "42044": 5.728924}
)
INPUT = Preparation("square", "nearest", 224 * 224, 1)
_PACK = "nima-mobilenet"


class Rated(NamedTuple):
    """A photograph's ``mean`` rating, 1 to 10, its ``sd``, and the mean that is published for it, if one is."""

    path: Path
    mean: float
    sd: float
    published: float | None


def network() -> keras.Model:
    """The arrays of the installed pack in a network that pads as today's Keras does. Raises ``pack.BadPack``."""
    from aesthetic_gui.scoring.keras import load_model

    pack = load_pack(_PACK)
    padded_today = nima.build("keras")
    padded_today.set_weights(load_model(pack, read_weights(pack, "keras")).get_weights())
    return padded_today


def rated(model: keras.Model, path: Path) -> Rated:
    """What ``model`` says of the photograph at ``path``. Raises ``Unreadable`` where Pillow cannot read it."""
    distribution = np.asarray(model(INPUT.prepare(_as_others_read(path))[None], training=False))[0]
    return Rated(path, *mean_sd(distribution), PUBLISHED.get(path.stem))


def table(rows: Iterator[Rated], names: Sequence[Path]) -> Iterator[str]:
    """Lines of text, as the rows come; ``names`` are all paths there will be."""
    wide = max(len(str(path)) for path in names)
    yield f"{'photograph':<{wide}}  mean ± SD      published"
    for row in rows:
        beside = "–" if row.published is None else f"{row.published:.3f}"
        yield f"{row.path!s:<{wide}}  {row.mean:.3f} ± {row.sd:.3f}  {beside}"


def main(arguments: list[str] | None = None) -> int:
    """1 where a photograph could not be read; stderr tells which, and the others are rated."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "photographs", metavar="PHOTOGRAPH", type=Path, nargs="+", help="JPEG, PNG and what Pillow reads"
    )
    paths: list[Path] = parser.parse_args(arguments).photographs
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # a computer without a GPU is no error
    unreadable: list[Unreadable] = []
    for line in table(_readable(network(), paths, unreadable), paths):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    for problem in unreadable:
        sys.stderr.write(f"{problem}\n")
    return int(bool(unreadable))


def _readable(model: keras.Model, paths: Sequence[Path], unreadable: list[Unreadable]) -> Iterator[Rated]:
    for path in paths:
        try:
            yield rated(model, path)
        except Unreadable as problem:
            unreadable.append(problem)


def _as_others_read(path: Path) -> NDArray[np.uint8]:
    """All pixels, uint8 (h, w, 3): neither turned upright nor brought to sRGB."""
    try:
        file = open_regular(path)
    except OSError as error:
        raise Unreadable(path, *why_not_read(path, error)) from error
    try:
        with file, Image.open(file) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable(path, "it is no photograph that Pillow can read") from error


if __name__ == "__main__":
    raise SystemExit(main())
