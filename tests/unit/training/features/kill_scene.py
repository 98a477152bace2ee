"""Kills an extraction at every step it takes on the disk, starts it again, and compares every byte.

Prints how many steps that were. The network is a mean of pixels with a matrix behind it: TensorFlow cannot be forked,
and what is tried is the store.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
from PIL import Image

from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.training.features import extract as extracting
from aesthetic_gui.training.features import store
from aesthetic_gui.training.features.backbones import Backbone

STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "mmap.__new__"}
PHOTOGRAPHS, CHUNK = 4, 2


class Network:
    def __init__(self, channels: int) -> None:
        self._matrix = np.random.default_rng(channels).normal(size=(3, channels)).astype(np.float32)
        self.output = {"level": SimpleNamespace(shape=(None, channels))}

    def predict_on_batch(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        return {"level": batch.mean(axis=(1, 2)) @ self._matrix}


def backbone(channels: int) -> Backbone:
    square = Preparation("square", "area", 64, 1)
    return Backbone(f"of-{channels}", "", "", square, (("level", "level"),), "", lambda: Network(channels))


BACKBONES = [backbone(4), backbone(9)]


def run(paths: list[Path], folder: Path) -> None:
    """Both backbones with copies, and their columns joined."""
    stores = extracting.extract(paths, BACKBONES, folder, lambda *_: None, copies=True, seed=1)
    store.joined(stores, folder, lambda *_: None)


def is_killed(paths: list[Path], folder: Path, last: int) -> bool:
    """Whether a process of its own was killed before step ``last``, or came to the end without as many."""
    process = os.fork()
    if process:
        _, status = os.waitpid(process, 0)
        assert status in (0, signal.SIGKILL), "it failed"
        return status == signal.SIGKILL
    failed = 1
    try:
        kill_at(folder, last)
        run(paths, folder)
        failed = 0
    finally:
        os._exit(failed)


def kill_at(folder: Path, last: int) -> None:
    left = [last]

    def step(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, arguments: tuple[object, ...]) -> None:
        inside = any(str(folder) in str(one) for one in arguments)
        if event in STEPS and (inside or event == "mmap.__new__"):
            step()

    sys.addaudithook(heard)
    np.memmap.flush = step  # rows are written, and not yet counted


def files(folder: Path) -> dict[str, bytes]:
    """Every byte, but of what a killed run left under a temporary name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".aesthetic-part")
    }


def main() -> None:
    cv2.setNumThreads(0)  # no threads may be there when it forks
    extracting.CHUNK, store._BLOCK = CHUNK, 400
    os.fsync = np.memmap.flush = lambda _: None  # a killed process loses nothing that it gave to the system
    extracting.multigap = lambda network, _names: network
    in_memory = Path("/dev/shm")  # renames are ten times as fast there
    with tempfile.TemporaryDirectory(dir=in_memory if in_memory.is_dir() else None) as name:
        home = Path(name)
        paths = [home / f"{number}.png" for number in range(PHOTOGRAPHS)]
        for number, path in enumerate(paths):
            Image.fromarray(np.random.default_rng(number).integers(0, 256, (9, 8, 3), np.uint8)).save(path)
        run(paths, home / "whole")
        whole, last = files(home / "whole"), 0
        assert len(whole) == 3 * 4 + 1
        while is_killed(paths, home / "killed", (last := last + 1)):
            run(paths, home / "killed")
            assert files(home / "killed") == whole, f"killed before step {last}"
            shutil.rmtree(home / "killed")
    print(last, "steps")


if __name__ == "__main__":
    main()
