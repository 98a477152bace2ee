"""Features of any photographs, by any backbones, in one pass: each photograph is decoded once.

    path ─> decoded, perhaps a degraded copy made ─> each backbone's preparation ─> its multigap ─> its store, by chunks

As a command, for files and folders:

    python -m aesthetic_gui.training.features.extract FOLDER --backbone nima --backbone lite2 --download --out STORES
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.files.decoding.decode import WORKING_SIDE
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Unreadable
from aesthetic_gui.training.data import degrade
from aesthetic_gui.training.data.folders import read_rgb
from aesthetic_gui.training.data.photographs import Tell, ahead
from aesthetic_gui.training.features.backbones import BACKBONES, Backbone, backbone
from aesthetic_gui.training.features.multigap import multigap
from aesthetic_gui.training.features.store import (
    AS_TAKEN,
    UNREADABLE,
    FeatureStore,
    Filling,
    Level,
    NoFeatures,
    alone,
    read_done,
    width,
)
from aesthetic_gui.training.network import lite2
from aesthetic_gui.training.network.published.wheels import add_origin, origin
from aesthetic_gui.training.recipe import key_of

if TYPE_CHECKING:
    import keras

CHUNK = 16  # photographs between two notes of how far it got
_FORM = 1  # of what is computed: features of an older form are made again
_PIXELS_AT_ONCE = 32 * 224 * 224  # that a network takes
_LONGEST = 4, 1  # an aspect beyond which no preparation goes
_log = logging.getLogger(__name__)


class Picture(NamedTuple):
    """uint8 (h, w, 3) sRGB, None where it cannot be read, and its ``FeatureStore.kind``."""

    rgb: NDArray[np.uint8] | None
    kind: int


_Pictures = tuple[Picture, ...]


def extract(
    paths: Sequence[Path],
    backbones: Sequence[Backbone],
    folder: Path,
    tell: Tell,
    *,
    copies: bool = False,
    seed: int = 0,
) -> tuple[FeatureStore, ...]:
    """A store below ``folder`` for each of ``backbones``, in their order; what is there already is not made again.

    ``copies``: of a degraded copy of each photograph, too, made by ``seed`` as ``training.network.views`` makes it.
    Photographs that cannot be read have rows of nan (``kind`` tells). A killed run goes on where it stopped, and
    several recipes share what their backbones have in common. Raises ``NoFeatures``, ``NoBackbone``, ``OSError``.
    """
    if not paths:
        raise NoFeatures("There are no photographs to extract features of.")
    side = decoded_side(backbones)
    what = [_fingerprint(paths), side, copies, seed if copies else None]
    folders = [folder / f"{row.id}-{_key(row, what)}" for row in backbones]
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        missing = {one: row for one, row in zip(folders, backbones, strict=True) if read_done(one) < len(paths)}
        if missing:
            readers = [_reader(row, one, paths, copies) for one, row in missing.items()]
            _fill(readers, paths, partial(_pictures, side=side, seed=seed if copies else None), tell)
    return tuple(FeatureStore.open(one) for one in folders)


def decoded_side(backbones: Sequence[Backbone]) -> int:
    """The longest side (pixels) that photographs are decoded to: as when they are scored, or what a backbone takes."""
    return max([WORKING_SIDE, *(max(row.preparation.size(*_LONGEST)) for row in backbones)])


@dataclass(frozen=True, slots=True)
class _Reader:
    """One backbone at work: what comes in is prepared its way, and goes into its store."""

    backbone: Backbone
    pooled: keras.Model
    filling: Filling

    def take(self, chunk: range, pictures: Sequence[Picture]) -> None:
        """The pictures (rows) of the photographs ``chunk``, unless they are done."""
        if self.filling.done >= chunk.stop:
            return
        prepare = self.backbone.preparation.prepare
        inputs = {row: prepare(picture.rgb) for row, picture in enumerate(pictures) if picture.rgb is not None}
        features = np.full((len(pictures), width(self.filling.columns)), np.nan, np.float32)
        for rows in _batches(inputs):
            outputs = self.pooled.predict_on_batch(np.stack([inputs[row] for row in rows]))
            features[rows] = np.hstack([outputs[layer] for _, layer in self.backbone.levels])
        self.filling.put(chunk, features, np.array([picture.kind for picture in pictures], np.int8))


def _reader(backbone: Backbone, folder: Path, paths: Sequence[Path], copies: bool) -> _Reader:
    pooled = multigap(backbone.load(), (layer for _, layer in backbone.levels))
    columns = [Level(backbone.id, name, int(pooled.output[layer].shape[-1])) for name, layer in backbone.levels]
    return _Reader(backbone, pooled, Filling(folder, columns, [str(path) for path in paths], 1 + copies))


def _fill(
    readers: Sequence[_Reader], paths: Sequence[Path], read: Callable[[tuple[int, Path]], _Pictures], tell: Tell
) -> None:
    """One pass over what is missing in any store, in chunks that begin at the same places in every run."""
    first, total = min(reader.filling.done for reader in readers) // CHUNK * CHUNK, len(paths)
    pictures = ahead(read, islice(enumerate(paths), first, None), CHUNK)
    for start in range(first, total, CHUNK):
        chunk = range(start, min(start + CHUNK, total))
        rows = [row for one in islice(pictures, len(chunk)) for row in one]
        for reader in readers:
            reader.take(chunk, rows)
        tell("Extracting features", chunk.stop, total)


def _pictures(named: tuple[int, Path], side: int, seed: int | None) -> _Pictures:
    """A photograph and, with a ``seed``, its degraded copy, which depends on its place among the others."""
    place, path = named
    try:
        rgb = read_rgb(path, side)
    except Unreadable as error:
        _log.warning("no features of %s", error)
        return (Picture(None, UNREADABLE),) * (1 if seed is None else 2)
    if seed is None:
        return (Picture(rgb, AS_TAKEN),)
    return Picture(rgb, AS_TAKEN), Picture(*degrade.degraded(rgb, np.random.default_rng([seed, 0, place])))


def _batches(inputs: Mapping[int, NDArray[np.float32]]) -> Iterator[list[int]]:
    """The rows of ``inputs`` of one shape each, as many as a network takes at once."""
    for shape in sorted({array.shape for array in inputs.values()}):
        rows = [row for row, array in inputs.items() if array.shape == shape]
        most = max(1, _PIXELS_AT_ONCE // (shape[0] * shape[1]))
        yield from (rows[start : start + most] for start in range(0, len(rows), most))


def _key(backbone: Backbone, what: Sequence[object]) -> str:
    return key_of(_FORM, backbone.id, backbone.levels, backbone.weights, backbone.preparation, *what)


def _fingerprint(paths: Sequence[Path]) -> str:
    """Differs where a photograph was added, removed, moved among the others, or written to."""
    text = "\n".join(f"{path.name} {_written(path)}" for path in paths)
    return hashlib.sha256(os.fsencode(text)).hexdigest()


def _written(path: Path) -> tuple[int, int] | None:
    """The size in bytes and the time, None where nothing can be read: decoding tells why."""
    try:
        stamp = disk_io.Stamp.of(path)
    except (OSError, ValueError):
        return None
    return stamp.size, stamp.mtime_ns


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photographs", type=Path, nargs="+", help="files and folders")
    parser.add_argument("--backbone", choices=tuple(BACKBONES), action="append", required=True)
    parser.add_argument("--copies", action="store_true", help="features of a degraded copy of each photograph, too")
    parser.add_argument("--seed", type=int, default=0, help="what chance makes the copies from")
    parser.add_argument("--out", type=Path, required=True, help="the folder that the stores go into")
    add_origin(parser, lite2.WHEEL, required=False)
    options = parser.parse_args(arguments)
    paths = [photo.path for photo in find_photos(options.photographs)]
    needs_wheel = any(name.startswith("lite2") for name in options.backbone)
    with origin(options, lite2.WHEEL) if needs_wheel else nullcontext() as wheel:
        rows = [backbone(name, wheel) for name in options.backbone]
        stores = extract(paths, rows, options.out, _tell, copies=options.copies, seed=options.seed)
    sys.stdout.writelines(f"{store.features.shape} {store.folder}\n" for store in stores)


def _tell(what: str, done: int, total: int) -> None:
    sys.stderr.write(f"{what} {done} of {total}\n")


if __name__ == "__main__":
    main()
