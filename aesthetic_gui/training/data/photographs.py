"""What is trained on: the labelled photographs of a folder, decoded once into one memory-mapped file."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.training.data.folders import read_corpus, read_oasis, read_rgb

Rows = NDArray[np.intp]
Item = TypeVar("Item")
Result = TypeVar("Result")
Tell = Callable[[str, int, int], None]  # what is being done, how much of it is done, of how much


class NoPhotographs(AestheticError):
    """The data folder lacks what training needs; the text says what."""


@dataclass(frozen=True, slots=True, eq=False)
class Photographs:
    """``good`` (1, 0; NaN where not of the corpus) and ``beauty`` (1 to 7; NaN where not of OASIS), float64 (n,).

    ``group`` is what must not be split: the source or the theme, with its set's name before it.
    """

    paths: tuple[Path, ...]
    good: NDArray[np.float64]
    beauty: NDArray[np.float64]
    group: NDArray[np.str_]

    @property
    def fingerprint(self) -> str:
        """Differs where a photograph or a label was added, removed or changed."""
        stats = [path.stat() for path in self.paths]
        rows = zip(self.paths, stats, self.good, self.beauty, self.group, strict=True)
        text = "\n".join(
            f"{path.name} {stat.st_size} {good} {beauty} {group}" for path, stat, good, beauty, group in rows
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class DecodedFile:
    """The photographs of one memory-mapped file: ``decoded[i]`` is uint8 (h, w, 3)."""

    def __init__(self, folder: Path) -> None:
        self._sizes = load_array(folder / "sizes.npy")
        self._starts = np.concatenate([[0], np.cumsum(self._sizes.astype(np.int64).prod(axis=1) * 3)])
        self._pixels = load_array(folder / "pixels.npy", "r")

    def __len__(self) -> int:
        return len(self._sizes)

    def __getitem__(self, place: int) -> NDArray[np.uint8]:
        height, width = self._sizes[place]
        return np.asarray(self._pixels[self._starts[place] : self._starts[place + 1]]).reshape(height, width, 3)


def load_array(path: Path, mode: Literal["r", "r+"] | None = None) -> NDArray[Any]:
    """The array in a ``.npy`` file; with a ``mode`` it stays there and is read, or written too, as it is needed.

    Raises ``OSError``, also where it is no regular file, and ``ValueError`` where it holds no array.
    """
    disk_io.refuse_odd(path)
    loaded: NDArray[Any] = np.load(path, mmap_mode=mode)
    return loaded


def read_photographs(data: Path, collections: Iterable[str]) -> Photographs:
    """Those of ``data``/corpus, of the ``collections``, and of ``data``/oasis where there is one.

    Raises :class:`NoPhotographs` where the corpus lacks a class.
    """
    try:
        parts = [("corpus", read_corpus(data / "corpus", collection)) for collection in collections]
        parts += [("oasis", read_oasis(data / "oasis"))] if (data / "oasis" / "labels.csv").exists() else []
    except (OSError, KeyError, ValueError) as error:
        raise NoPhotographs(f"The photographs in {data} cannot be used: {error}.") from error
    rows = [(name, labelled, place) for name, labelled in parts for place in range(len(labelled.paths))]
    photographs = Photographs(
        paths=tuple(labelled.paths[place] for _, labelled, place in rows),
        good=np.array([labelled.value[place] if name == "corpus" else np.nan for name, labelled, place in rows]),
        beauty=np.array([labelled.value[place] if name == "oasis" else np.nan for name, labelled, place in rows]),
        group=np.array([f"{name}/{labelled.group[place]}" for name, labelled, place in rows], np.str_),
    )
    if not {0.0, 1.0} <= set(photographs.good):
        raise NoPhotographs(f"{data / 'corpus'} needs both good and ordinary photographs.")
    return photographs


def decoded(photographs: Photographs, side: int, folder: Path, tell: Tell) -> DecodedFile:
    """The cache of ``photographs`` at ``side`` pixels (the longest) below ``folder``, made if it is not there."""
    made = folder / f"{photographs.fingerprint}-{side}"
    if not (made / "pixels.npy").exists():
        made.mkdir(parents=True, exist_ok=True)
        sizes = _write_pixels(photographs.paths, side, made / "pixels.raw", tell)
        with disk_io.staged_whole(made / "sizes.npy", replace=True) as file:
            np.save(file, np.array(sizes, np.int32))
        _as_array(made / "pixels.raw", made / "pixels.npy")
    return DecodedFile(made)


def folds(photographs: Photographs, count: int, seed: int) -> NDArray[np.intp]:
    """Which of ``count`` folds each photograph is left out in: whole groups, those of each kind spread evenly.

    Kinds are good and ordinary sources and themes; within a kind the order is random and large groups are dealt
    out first.
    """
    return dealt(np.nan_to_num(photographs.good, nan=2.0), photographs.group, count, np.random.default_rng([seed, 7]))


def dealt(
    kind: NDArray[np.float64], group: NDArray[np.str_], count: int, random: np.random.Generator
) -> NDArray[np.intp]:
    """Which of ``count`` parts each of the rows (n,) is in: whole groups, those of each ``kind`` dealt out evenly."""
    part = np.empty(len(group), np.intp)
    for value in np.unique(kind):
        names, sizes = np.unique(group[kind == value], return_counts=True)
        order = np.lexsort((random.random(len(names)), -sizes))
        places = {names[place]: number % count for number, place in enumerate(order)}
        for place in np.flatnonzero(kind == value):
            part[place] = places[group[place]]
    return part


def ahead(work: Callable[[Item], Result], items: Iterable[Item], most: int = 1) -> Iterator[Result]:
    """``work`` of each item, in order, done up to ``most`` items ahead of who asks, in as many threads."""
    running: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(min(most, os.cpu_count() or 1), "ahead") as pool:
        for item in items:
            running.append(pool.submit(work, item))
            if len(running) > most:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def _write_pixels(paths: tuple[Path, ...], side: int, raw: Path, tell: Tell) -> list[tuple[int, ...]]:
    sizes = []
    raw.unlink(missing_ok=True)
    with raw.open("xb") as file:
        for number, rgb in enumerate(ahead(lambda path: read_rgb(path, side), paths, 2), start=1):
            file.write(rgb.tobytes())
            sizes.append(rgb.shape[:2])
            tell("Decoding photographs", number, len(paths))
    return sizes


def _as_array(raw: Path, array: Path) -> None:
    """The bytes of ``raw`` as a .npy file, put in place at once: a killed run leaves no half cache."""
    pixels = np.memmap(raw, np.uint8, mode="r")
    with disk_io.staged_whole(array, replace=True) as file:
        np.save(file, pixels)
    raw.unlink()
