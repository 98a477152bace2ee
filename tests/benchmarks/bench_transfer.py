"""Verified copies against `cp` and `sha256sum -c`, journaled moves against a loop of `os.rename`: ratios in one run.

    python tests/benchmarks/bench_transfer.py [FOLDER] [--rounds 5] [--only jpegs raws small single units] [--scale 1]

Works in a temporary folder inside FOLDER, and says what file system that is. The candidates take turns, a round begins
with another one each time, and what counts is the ratio within a round: median and range. Before each, everything is
written back and the sources leave the page cache.

Copies: `cp -a` of the folder, then `sha256sum -c` of a list made beforehand. As that stands, nothing need be on the
disk and the sums are of what memory still holds; ours is on the disk and was read back from there. So there is a
second rival that does as much: `sync -f`, and the copies leave the page cache before they are summed.
Moves: `os.rename` with an `fsync` of the folder that they go to after each, and one that syncs both folders at the end.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move
from aesthetic_gui.culling.operations.transferring import perform
from aesthetic_gui.files.transfer import copying
from aesthetic_gui.photo import Photo

MOVES = 10_000
UNIT = (".dng", ".jpg", ".xmp")
DROP = Path("/proc/sys/vm/drop_caches")
Candidate = Callable[[], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="on the disk to be measured")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=[*SETS, "single", "units"], default=[*SETS, "single", "units"])
    parser.add_argument("--scale", type=float, default=1.0, help="share of the files")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        print(
            f"on {file_system(folder)}; page cache {'dropped' if may_drop() else 'evicted by file'} between candidates"
        )
        for kind in options.only:
            sizes = SETS[kind](options.scale) if kind in SETS else []
            (folder / kind).mkdir()
            if kind in SETS:
                compare_copies(folder / kind, kind, sizes, options.rounds)
            else:
                compare_moves(folder / kind, kind, round(MOVES * options.scale), options.rounds)
            shutil.rmtree(folder / kind)


# the files, as cameras make them


def jpegs(scale: float) -> list[int]:
    return [8 << 20] * round(200 * scale)


def raws(scale: float) -> list[int]:
    return [int(size) for size in np.random.default_rng(1).integers(25 << 20, 60 << 20, round(40 * scale))]


def small(scale: float) -> list[int]:
    """Sidecars and small pictures."""
    return [int(size) for size in np.random.default_rng(2).integers(2 << 10, 64 << 10, round(2000 * scale))]


SETS = {"jpegs": jpegs, "raws": raws, "small": small}


def made(folder: Path, sizes: Sequence[int]) -> list[Photo]:
    folder.mkdir()
    photos = []
    for number, size in enumerate(sizes):
        path = folder / f"IMG_{number:05}.jpg"
        path.write_bytes(os.urandom(size))
        photos.append(photo_of(path))
    return photos


def photo_of(path: Path, *companions: Path) -> Photo:
    found = path.stat()
    return Photo(path, companions, found.st_size, found.st_mtime_ns)


# copies


def compare_copies(folder: Path, kind: str, sizes: Sequence[int], rounds: int) -> None:
    photos, shoot = made(folder / "shoot", sizes), folder / "shoot"
    sums = subprocess.run(
        ["sha256sum", *sorted(os.listdir(shoot))],  # noqa: PTH208 - names only
        cwd=shoot,
        check=True,
        capture_output=True,
    ).stdout
    told(f"\n{kind}: {len(sizes)} files, {sum(sizes) / 1e6:.0f} MB, {rounds} rounds")
    with Catalog.open(folder / "catalog.db") as catalog:
        target = folder / "copies"
        times = take_turns(
            {
                "cp, sha256sum -c": lambda: cp_and_check(shoot, target, sums),
                "cp, sync, evict, sha256sum -c": lambda: cp_and_check(shoot, target, sums, from_disk=True),
                "ours, without the journal": lambda: copy_all(photos, target),
                "ours, journaled": lambda: drain(perform(catalog, plan_copy(photos, target))),
            },
            rounds,
            before=lambda: settle(shoot),
            after=lambda: check_and_remove(target, len(photos)),
        )
    ours = "ours, journaled"
    show(times, lambda seconds: f"{sum(sizes) / 1e6 / seconds:7.0f} MB/s")
    for rival in ("cp, sha256sum -c", "cp, sync, evict, sha256sum -c"):
        for one in ("ours, without the journal", ours):
            told(f"  speed of “{one}” against “{rival}”: {ratio(times[rival], times[one])}")
    told("  (target: at least 0.9 × against cp, sha256sum -c)")


def cp_and_check(source: Path, target: Path, sums: bytes, *, from_disk: bool = False) -> None:
    subprocess.run(["cp", "-a", source, target], check=True)
    if from_disk:
        subprocess.run(["sync", "-f", target], check=True)
        evict(target)
    subprocess.run(["sha256sum", "-c", "--quiet", "-"], cwd=target, check=True, input=sums)


def copy_all(photos: Sequence[Photo], target: Path) -> None:
    target.mkdir()
    for photo in photos:
        staged = target / f".{photo.path.name}.part"
        copying.copy_verified(photo.path, staged)
        disk_io.rename_exclusively(staged, target / photo.path.name)
    disk_io.sync_folder(target)


def check_and_remove(target: Path, count: int) -> None:
    names = os.listdir(target)  # noqa: PTH208 - names only
    assert len(names) == count, names
    assert not any(name.startswith(".") for name in names), names
    shutil.rmtree(target)


# moves


def compare_moves(folder: Path, kind: str, count: int, rounds: int) -> None:
    shoot, best = folder / "shoot", folder / "Best"
    shoot.mkdir()
    files = [shoot / f"IMG_{n // len(UNIT):05}{UNIT[n % len(UNIT)]}" for n in range(count - count % len(UNIT))]
    if kind == "single":
        files = [shoot / f"IMG_{n:05}.jpg" for n in range(count)]
    for path in files:
        path.write_bytes(os.urandom(64))
    groups = [[path] for path in files] if kind == "single" else list(zip(*[iter(files)] * len(UNIT), strict=True))
    photos = [photo_of(group[len(group) // 2], *group[: len(group) // 2], *group[2:]) for group in groups]
    told(f"\n{kind}: moving {len(files)} files of {len(photos)} photographs, {rounds} rounds")
    with Catalog.open(folder / "catalog.db") as catalog:
        times = take_turns(
            {
                "rename, fsync after each": lambda: bare_moves(files, best, each=True),
                "rename, fsync at the end": lambda: bare_moves(files, best, each=False),
                "ours, planned and journaled": lambda: drain(perform(catalog, plan_move(photos, best))),
            },
            rounds,
            before=os.sync,
            after=lambda: bring_back(best, shoot, len(files)),
        )
    show(times, lambda seconds: f"{seconds / len(files) * 1e6:7.0f} µs/file")
    for rival in ("rename, fsync after each", "rename, fsync at the end"):
        told(f"  time of ours against “{rival}”: {ratio(times['ours, planned and journaled'], times[rival])}")
    told("  (target: at most 3 × against fsync after each)")


def bare_moves(files: Sequence[Path], to: Path, *, each: bool) -> None:
    to.mkdir()
    descriptors = [os.open(folder, os.O_RDONLY) for folder in (to, files[0].parent)]
    for path in files:
        os.rename(path, to / path.name)  # noqa: PTH104 - the bare call is what is measured
        if each:
            os.fsync(descriptors[0])
    for descriptor in descriptors:
        os.fsync(descriptor)
        os.close(descriptor)


def bring_back(best: Path, shoot: Path, count: int) -> None:
    names = os.listdir(best)  # noqa: PTH208 - names only
    assert len(names) == count, len(names)
    for name in names:
        (best / name).rename(shoot / name)
    best.rmdir()


# the measuring


def take_turns(
    candidates: dict[str, Candidate], rounds: int, before: Candidate, after: Candidate
) -> dict[str, list[float]]:
    """Seconds of each candidate, one per round."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    names = list(candidates)
    for number in range(rounds):
        at = number % len(names)
        for name in names[at:] + names[:at]:
            before()
            start = time.perf_counter()
            candidates[name]()
            times[name].append(time.perf_counter() - start)
            after()
    return times


def settle(shoot: Path) -> None:
    """Nobody pays for what another left to be written, or profits from what it read."""
    os.sync()
    if may_drop():
        DROP.write_text("1")
    else:
        evict(shoot)


def may_drop() -> bool:
    return os.access(DROP, os.W_OK)


def evict(folder: Path) -> None:
    """Have the files in ``folder`` leave the page cache; what is not written back yet stays."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def file_system(folder: Path) -> str:
    answer = subprocess.run(["df", "--output=fstype,source", folder], check=True, capture_output=True, text=True)
    return " on ".join(answer.stdout.splitlines()[1].split())


def drain(steps: Iterator[object]) -> None:
    with closing(steps) as progresses:  # type: ignore[type-var]
        for progress in progresses:
            assert not progress.failures, progress.failures[:3]  # type: ignore[attr-defined]


def ratio(dividend: Iterable[float], divisor: Iterable[float]) -> str:
    ratios = [one / other for one, other in zip(dividend, divisor, strict=True)]
    return f"{median(ratios):.2f} × ({min(ratios):.2f}–{max(ratios):.2f}, n {len(ratios)})"


def show(times: dict[str, list[float]], rate: Callable[[float], str]) -> None:
    for name, seconds in times.items():
        told(f"  {name:<32}{median(seconds):8.3f} s  ({min(seconds):.3f}–{max(seconds):.3f}){rate(median(seconds))}")


def told(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
