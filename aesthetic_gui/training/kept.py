"""What was learned, in a file of numbers and words: whole or not at all, and never unpickled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.photo import AestheticError

Arrays = dict[str, NDArray[Any]]
_Row = TypeVar("_Row")


class NotKept(AestheticError):
    """A file that does not hold what it should; the text says why and what to do."""


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """``arrays`` as .npz; what was there is replaced at once. Raises ``OSError``, ``ValueError`` for objects."""
    with disk_io.staged_whole(path, replace=True) as file:
        np.savez(file, allow_pickle=False, **arrays)


def read_arrays(path: Path) -> Arrays:
    """What :func:`write_arrays` wrote. Raises :class:`NotKept`."""
    try:
        with disk_io.open_regular(path) as file, np.load(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, ValueError, KeyError, EOFError, AttributeError, BadZipFile) as error:
        raise NotKept(f"{path} cannot be read: {error}. Move it away, and train again to make it.") from error


def arrays_of(row: Any) -> Arrays:
    """The fields of a dataclass of arrays and numbers, by name."""
    return {entry.name: np.asarray(getattr(row, entry.name)) for entry in fields(row)}


def from_arrays(kind: type[_Row], arrays: Mapping[str, NDArray[Any]]) -> _Row:
    """The ``kind`` of dataclass that :func:`arrays_of` took apart, its numbers plain again. Raises :class:`NotKept`."""
    names = [entry.name for entry in fields(kind)]  # type: ignore[arg-type]
    missing = [name for name in names if name not in arrays]
    if missing:
        raise NotKept(f"A {kind.__name__} lacks its {', '.join(missing)}. Train again to make it.")
    return kind(**{name: arrays[name].item() if arrays[name].ndim == 0 else arrays[name] for name in names})


def within(name: str, arrays: Mapping[str, NDArray[Any]]) -> Arrays:
    """``arrays`` under the ``name`` of what they are a part of; :func:`part` takes them out again."""
    return {f"{name}.{inner}": array for inner, array in arrays.items()}


def part(name: str, arrays: Mapping[str, NDArray[Any]]) -> Arrays:
    """Those of ``arrays`` that :func:`within` put under ``name``."""
    return {key[len(name) + 1 :]: array for key, array in arrays.items() if key.startswith(f"{name}.")}
