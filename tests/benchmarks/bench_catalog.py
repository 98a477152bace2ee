"""What safety costs: the catalog's answers, and journaled moves and copies against the bare system calls.

python tests/benchmarks/bench_catalog.py [FOLDER]     works in a temporary folder inside FOLDER
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np

from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Flag, Metadata, Photo
from tests.e2e import durable_scene

COUNT = 10_000
COPIES, COPY_BYTES = 60, 8 << 20
PACK = "bench@1+00000000"


def main() -> None:
    parent = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        answers(Path(folder) / "answers")
        walks(Path(folder) / "walks")
        moves(Path(folder) / "moves")
        copies(Path(folder) / "copies")
        meanwhile(Path(folder) / "meanwhile")


def meanwhile(folder: Path) -> None:
    median, most, longest = durable_scene.latency(folder, 200)
    told(
        "decide 1 while large files are copied", median / 1000, f"95 % {most:.0f} ms, longest {longest:.0f} ms; 0.050 s"
    )


def answers(folder: Path) -> None:
    folder.mkdir()
    photos = [Photo(folder / f"IMG_{n:05}.jpg", (), 1_000 + n, 10**18 + n) for n in range(COUNT)]
    metadata = Metadata(
        6000, 4000, datetime.fromisoformat("2024-05-31T12:00:01"), "Camera", "Lens", 0.01, 2.8, 100, 50.0
    )
    with Catalog.open(folder / "catalog.db") as catalog:
        embedding, ratings = np.linspace(0, 6, 1024, dtype=np.float32), (0.1,) * 10
        results = [
            Result(photo, f"{n:x}", metadata, PACK, ratings, embedding=embedding) for n, photo in enumerate(photos)
        ]
        told("store 10,000 results", timed(lambda: catalog.store(results)))
        told("known() of 10,000", min(timed(lambda: catalog.known(photos, PACK)) for _ in range(3)), "target 0.3 s")
        wanted = [result.content_id or "" for result in results]
        told("embeddings() of 10,000", min(timed(lambda: catalog.embeddings(wanted, PACK)) for _ in range(3)))
        told("decide 1", min(timed(lambda: decide(catalog, photos[:1], flag=Flag.PICK)) for _ in range(5)), "0.020 s")
        told("decide 5,000", timed(lambda: decide(catalog, photos[:5_000], flag=Flag.PICK)), "target 0.300 s")


def walks(folder: Path) -> None:
    folder.mkdir()
    for n in range(COUNT):
        (folder / f"IMG_{n}.JPG").touch()
    told("find_photos() of 10,000", min(timed(lambda: list(find_photos([folder]))) for _ in range(5)), "target 0.2 s")


def moves(folder: Path) -> None:
    bare = timed_on(folder / "bare", lambda photos, to: bare_moves(photos, to, each=True))
    once = timed_on(folder / "once", lambda photos, to: bare_moves(photos, to, each=False))
    with Catalog.open(folder / "catalog.db") as catalog:
        journaled = timed_on(folder / "ours", lambda photos, to: drain(perform(catalog, plan_move(photos, to))))
        undone = timed(lambda: drain(undo(catalog)))
    told("bare os.rename, folder fsynced after each", bare)
    told("bare os.rename, folder fsynced once", once)
    told("10,000 journaled moves, planned and done", journaled, f"{journaled / bare:.2f} × each (target ≤ 3)")
    told("  against the loop that fsyncs once", journaled, f"{journaled / once:.2f} ×")
    told("undoing them", undone, f"{undone / bare:.2f} × each")


def bare_moves(photos: list[Photo], to: Path, *, each: bool) -> None:
    to.mkdir()
    descriptors = [os.open(folder, os.O_RDONLY) for folder in (to, photos[0].path.parent)]
    for photo in photos:
        os.rename(photo.path, to / photo.path.name)  # noqa: PTH104 - the bare call is what is measured
        if each:
            os.fsync(descriptors[0])
    for descriptor in descriptors:
        os.fsync(descriptor)
        os.close(descriptor)


def copies(folder: Path) -> None:
    folder.mkdir()
    photos = made(folder / "shoot", COPIES, COPY_BYTES)
    size = COPIES * COPY_BYTES / 1e6
    sums = sums_of(folder / "shoot")
    system, ours = [], []
    for n in range(3):
        system.append(timed(lambda n=n: cp_and_check(folder / "shoot", folder / f"cp{n}", sums)))
        with Catalog.open(folder / "catalog.db") as catalog:
            plan = plan_copy(photos, folder / f"ours{n}")
            ours.append(timed(lambda plan=plan, catalog=catalog: drain(perform(catalog, plan))))
        for name in (f"cp{n}", f"ours{n}"):
            shutil.rmtree(folder / name)
    told(f"cp + sync + sha256sum -c of {size:.0f} MB", min(system), f"{size / min(system):.0f} MB/s")
    told("journaled, verified copy", min(ours), f"{size / min(ours):.0f} MB/s")
    print(f"speed against cp + sha256sum -c: {min(system) / min(ours):.2f} × (target ≥ 0.9)")


def sums_of(source: Path) -> bytes:
    names = sorted(path.name for path in source.iterdir())
    return subprocess.run(["sha256sum", *names], cwd=source, check=True, capture_output=True).stdout


def cp_and_check(source: Path, target: Path, sums: bytes) -> None:
    """Durable and verified, as ours is; the sums were made before, which is in its favour."""
    subprocess.run(["cp", "-a", source, target], check=True)
    subprocess.run(["sync", "-f", target], check=True)
    subprocess.run(["sha256sum", "-c", "--quiet", "-"], cwd=target, check=True, input=sums)


def made(folder: Path, count: int, size: int) -> list[Photo]:
    folder.mkdir(parents=True)
    photos = []
    for n in range(count):
        path = folder / f"IMG_{n:05}.jpg"
        path.write_bytes(os.urandom(size))
        photos.append(Photo(path, (), size, path.stat().st_mtime_ns))
    os.sync()
    return photos


def timed_on(folder: Path, work: Callable[[list[Photo], Path], None]) -> float:
    photos = made(folder, COUNT, 16)
    return timed(lambda: work(photos, folder / "Best"))


def drain(steps: object) -> None:
    for progress in steps:  # type: ignore[attr-defined]
        assert not progress.failures, progress.failures[:3]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def told(what: str, seconds: float, remark: str = "") -> None:
    print(f"{what:<48}{seconds:9.4f} s   {remark}")


if __name__ == "__main__":
    main()
