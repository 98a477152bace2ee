"""A population in a file: written whole after each generation, so that a killed run goes on where it was."""

from __future__ import annotations

from pathlib import Path

from aesthetic_gui.training.kept import arrays_of, from_arrays, read_arrays, write_arrays
from aesthetic_gui.training.select.genetic import Population


def write_state(path: Path, population: Population) -> None:
    """Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_arrays(path, arrays_of(population))


def read_state(path: Path) -> Population | None:
    """The population in ``path``, None where there is none yet. Raises ``NotKept`` where it cannot be read."""
    return from_arrays(Population, read_arrays(path)) if path.exists() else None
