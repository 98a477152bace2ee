"""Decisions while files are copied: a session of the window's own copies big files, picks are made, and it is killed.

python tests/e2e/durable_scene.py kill [FOLDER]           ten picks, SIGKILL within 50 ms; all ten are there
python tests/e2e/durable_scene.py latency [N] [FOLDER]    how long N picks took to be durable meanwhile, in ms
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PICKS = 10
LIMIT = 0.050  # seconds
BIG = 64 << 20  # bytes of each file that is copied


def make_shoot(folder: Path, big: int) -> None:
    """Photographs to decide on, which nobody has to be able to read, and ``big`` files to be copied."""
    for name in ("shoot", "card"):
        (folder / name).mkdir(parents=True)
    for number in range(PICKS):
        (folder / "shoot" / f"{number}.jpg").write_bytes(b"photograph %d" % number)
    block = os.urandom(1 << 20)
    for number in range(big):
        (folder / "card" / f"{number}.tif").write_bytes(block * (BIG >> 20))


def picked(folder: Path) -> int:
    """How many of them the catalog has as picked."""
    from aesthetic_gui.catalog.catalog import Catalog
    from aesthetic_gui.files.formats import find_photos
    from aesthetic_gui.photo import Flag

    with Catalog.open(folder / "catalog.db") as catalog:
        found = catalog.decisions(list(find_photos([folder / "shoot"])))
    return sum(decision.flag is Flag.PICK for decision in found.values())


def cull(folder: Path, rounds: int) -> None:
    """In a process of its own: copy what is on the card, over and over, and decide ``rounds`` times meanwhile.

    Tells "picked" once the last pick is shown, then goes on until it is killed; with more rounds than one, the times.
    """
    from PySide6.QtCore import QCoreApplication

    from aesthetic_gui.app import SWITCH_SECONDS
    from aesthetic_gui.catalog.catalog import Catalog
    from aesthetic_gui.culling.item import Item
    from aesthetic_gui.culling.operations import planning, transferring
    from aesthetic_gui.files.formats import find_photos
    from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache
    from aesthetic_gui.photo import Bar, Flag
    from aesthetic_gui.scoring.pack import load_pack
    from aesthetic_gui.ui.session.session import Session

    sys.setswitchinterval(SWITCH_SECONDS)
    app = QCoreApplication([])
    catalog = Catalog.open(folder / "catalog.db")
    session = Session(catalog, load_pack(None), "cpu", Bar(0.5, 0.1), ThumbnailCache(folder / "thumbnails.db"))
    card, shoot = list(find_photos([folder / "card"])), list(find_photos([folder / "shoot"]))
    session.model.append([Item(photo) for photo in shoot])
    copying = threading.Event()

    def copies(cancelled: object) -> Iterator[None]:
        while True:
            for _ in transferring.perform(catalog, planning.plan_copy(card, folder / "copies")):
                copying.set()
                yield

    session.queue.iterate(copies, lambda _: None, failed=lambda reason: sys.exit(reason))
    copying.wait()
    stored, took = note_commits(), []
    for number in range(rounds):
        item = session.model.item(number % PICKS)
        begun = time.monotonic()
        session.decide([item], flag=Flag.PICK if number < PICKS else Flag((number // PICKS) % 2))
        if rounds == PICKS:
            continue
        while len(stored) <= number:
            app.processEvents()
            time.sleep(0.001)
        took.append(stored[number] - begun)
        time.sleep(0.03)
    if took:
        told = sorted(1000 * seconds for seconds in took)
        print(f"{statistics.median(told):.1f} {told[int(0.95 * len(told))]:.1f} {told[-1]:.1f}", flush=True)
        os._exit(0)
    print("picked", flush=True)
    while True:
        app.processEvents()


def note_commits() -> list[float]:
    """When each decision is kept from now on: from there on it survives a kill."""
    from aesthetic_gui.culling.operations import deciding

    decide, kept = deciding.decide, list[float]()

    def noted(*arguments: Any, **change: Any) -> Any:
        done = decide(*arguments, **change)
        kept.append(time.monotonic())
        return done

    deciding.decide = noted
    return kept


def child(folder: Path, rounds: int) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, "cull", str(folder), str(rounds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def kill(folder: Path, after: float = LIMIT) -> int:
    """Ten picks while files are copied, then SIGKILL ``after`` so many seconds; how many of them are kept."""
    make_shoot(folder, 4)
    with child(folder, PICKS) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "picked\n"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    return picked(folder)


def latency(folder: Path, rounds: int) -> tuple[float, float, float]:
    """Median, 95th percentile and the longest of ``rounds`` decisions, in milliseconds."""
    make_shoot(folder, 8)
    with child(folder, rounds) as process:
        assert process.stdout is not None
        median, most, longest = map(float, process.stdout.readline().split())
    return median, most, longest


def main() -> None:
    mode, *others = sys.argv[1:]
    if mode == "cull":
        cull(Path(others[0]), int(others[1]))
    with tempfile.TemporaryDirectory(dir=others[-1] if others and not others[-1].isdigit() else None) as folder:
        if mode == "kill":
            print(f"{kill(Path(folder))} of {PICKS} picks kept")
        else:
            rounds = int(others[0]) if others else 200
            print("median {:.1f} ms, 95 % {:.1f} ms, longest {:.1f} ms".format(*latency(Path(folder), rounds)))


if __name__ == "__main__":
    main()
