"""Labelled photographs: a folder with labels.csv beside the pictures it names."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.files.tables import read_table


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Photographs with one number each: ``value`` float64 (n,), ``group`` what must not be split (source or theme)."""

    paths: tuple[Path, ...]
    value: NDArray[np.float64]
    group: NDArray[np.str_]


def read_corpus(folder: Path, collection: str = "wide") -> Labelled:
    """Photographs published as good (1) and ordinary ones (0); groups are sources."""
    rows = [row for row in read_rows(folder / "labels.csv") if row["collection"] == collection]
    return _labelled(folder, rows, [float(row["label"] == "good") for row in rows], "source")


def read_oasis(folder: Path) -> Labelled:
    """Photographs with their mean rated beauty, 1 to 7; groups are themes."""
    rows = read_rows(folder / "labels.csv")
    return _labelled(folder, rows, [float(row["beauty_mean"]) for row in rows], "theme")


def read_rgb(path: Path, longest_side: int = 640) -> NDArray[np.uint8]:
    """uint8 (h, w, 3) as the program decodes it: upright, area-reduced to ``longest_side``, never enlarged."""
    from aesthetic_gui.files.decoding.decode import decode

    return decode(path, longest_side).rgb


def read_rows(table: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by its header."""
    return list(csv.DictReader(read_table(table)))


def _labelled(folder: Path, rows: list[dict[str, str]], values: list[float], group: str) -> Labelled:
    paths = tuple(folder / row["path"] for row in rows)
    return Labelled(paths, np.array(values), np.array([row[group] for row in rows]))
