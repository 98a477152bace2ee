"""Thousands of mutations of good photographs through the program's own door: each a picture or a reason, none a crash.

    python tests/benchmarks/fuzz_decoders.py [--mutations 10000] [--seed 1] [--folder GOOD_FILES] [--keep FOLDER]

Small files of every kind are made here; real ones come from FOLDER. Bits, bytes, lengths and whole parts of them are
changed, and `decode`, `glimpse` and the readers of both kinds of thumbnails get the result. That happens in a process
of its own, so that a crash of it is counted too. A mutation is made again from its number, the seed and the good files.
What is a fault of the program's (crash, hang, another error, a reason that is no photographer's) is kept, and the exit
code is 1.
"""

from __future__ import annotations

import argparse
import json
import queue
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fuzz_files import made, mutation, shares_of

from aesthetic_gui.files.decoding import chatter, isolation
from aesthetic_gui.files.decoding.decode import WORKING_SIDE, decode
from aesthetic_gui.files.thumbnails import thumbnail_cache
from aesthetic_gui.files.thumbnails.glimpse import glimpse
from aesthetic_gui.files.thumbnails.shared_thumbnails import SharedThumbnails, name_of
from aesthetic_gui.photo import Photo, Unreadable

HANG = 30  # seconds without a word that are one too many, on top of the program's own limit
FULL = 8  # of so many mutations one is decoded in full
NOT_WORDS = re.compile(
    r"[a-z](Error|Exception|Warning)|Errno|Traceback|BytesIO|0x[0-9a-f]{3}|/(tmp|usr|home)/|None|_\w+\("
    r"|libjpeg|libheif|libtiff|struct|buffer",
)


# the process that reads them


def serve(options: argparse.Namespace) -> None:
    """One line of JSON before each mutation, one after it."""
    files = {path.name: path.read_bytes() for path in sorted(Path(options.files).iterdir())}
    shares = shares_of(files)
    with tempfile.TemporaryDirectory() as folder, chatter.routed():
        shared = SharedThumbnails(Path(folder) / "thumbnails")
        for number in range(options.first, options.mutations):
            name, data = mutation(number, options.seed, files, shares)
            _tell(number=number, name=name)
            path = Path(folder, name)
            path.write_bytes(data)
            started = time.perf_counter()
            said = _outcome(path, None if number % FULL == 0 else WORKING_SIDE, shared, data)
            _tell(**said, seconds=time.perf_counter() - started, memory=_peak(resource.RUSAGE_SELF))
        isolation.close()
        _tell(children=_peak(resource.RUSAGE_CHILDREN))


def _outcome(path: Path, side: int | None, shared: SharedThumbnails, data: bytes) -> dict[str, Any]:
    try:
        _look(path, shared, data)
        rgb = decode(path, side).rgb
    except Unreadable as unreadable:
        odd = bool(NOT_WORDS.search(unreadable.reason)) or not unreadable.reason.isprintable()
        return {"outcome": unreadable.trouble, "reason": unreadable.reason, "fault": odd and "odd words"}
    except Exception as error:  # noqa: BLE001 – this is what is looked for
        return {"outcome": "error", "reason": repr(error), "fault": f"{type(error).__name__}: {error}"}
    whole = rgb.dtype == np.uint8 and rgb.ndim == 3 and rgb.shape[2] == 3 and rgb.size > 0
    fits = side is None or max(rgb.shape[:2]) <= side
    return {"outcome": "picture", "reason": "", "fault": not (whole and fits) and f"a picture of {rgb.shape}"}


def _look(path: Path, shared: SharedThumbnails, data: bytes) -> None:
    """What the grid does beside decoding."""
    if path.suffix == ".jpg":
        glimpse(path)
        thumbnail_cache.decode(data)
    elif path.suffix == ".png":
        place = shared._folder / "large" / name_of(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        shared.find(Photo(path))


def _tell(**words: Any) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def _peak(who: int) -> int:
    """MiB."""
    return resource.getrusage(who).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


# the process that watches


class Watch:
    """Starts the reading process, again where it crashes or hangs, and counts."""

    def __init__(self, options: argparse.Namespace, files: dict[str, bytes], folder: Path) -> None:
        self._options, self._files, self._folder = options, files, folder
        self._shares = shares_of(files)
        _write_good(files, folder)
        self.outcomes: dict[str, Counter[str]] = defaultdict(Counter)
        self.times: dict[str, list[float]] = defaultdict(list)
        self.faults: list[tuple[int, str, str]] = []
        self.slowest: list[tuple[float, int, str, str]] = []
        self.memory = self.children = 0
        self.errors = b""

    def run(self) -> None:
        first = 0
        while first < self._options.mutations:
            first = self._run_from(first)

    def _run_from(self, first: int) -> int:
        """The number to go on with."""
        words = ["--first", first, "--files", self._folder / "good"]
        words += ["--mutations", self._options.mutations, "--seed", self._options.seed]
        with (self._folder / "stderr").open("w+b") as errors:
            process = subprocess.Popen(
                [sys.executable, __file__, *map(str, words)], stdout=subprocess.PIPE, stderr=errors, text=True
            )
            number, name, why = first, "", ""
            for said in _lines(process):
                if "number" in said:
                    number, name = said["number"], said["name"]
                elif "outcome" in said:
                    self._count(number, name, said)
                    name = ""
                elif "children" in said:
                    self.children = max(self.children, said["children"])
                else:
                    why = "hang"
            process.kill()
            code = process.wait()
            errors.seek(0)
            self.errors += errors.read()
        if not why and not code:
            return int(self._options.mutations)
        self._fault(number, name, why or f"crash of the program, exit code {code}")
        return number + 1

    def _count(self, number: int, name: str, said: dict[str, Any]) -> None:
        self.outcomes[name][said["outcome"]] += 1
        self.times[name].append(said["seconds"])
        self.memory = max(self.memory, said["memory"])
        self.slowest = sorted([*self.slowest, (said["seconds"], number, name, said["outcome"])])[-8:]
        if said["fault"]:
            self._fault(number, name, f"{said['fault']}: {said['reason']}")
        elif said["outcome"] in ("crashed", "too_slow", "no_memory", "program"):
            self._keep(number, name)
        if sum(map(len, self.times.values())) % 1000 == 0:
            print(f"... {number + 1}", file=sys.stderr, flush=True)

    def _fault(self, number: int, name: str, why: str) -> None:
        self.faults.append((number, name, why))
        self._keep(number, name)

    def _keep(self, number: int, name: str) -> None:
        self._options.keep.mkdir(parents=True, exist_ok=True)
        _, data = mutation(number, self._options.seed, self._files, self._shares)
        (self._options.keep / f"{self._options.seed}_{number}_{name}").write_bytes(data)

    def report(self) -> None:
        kinds = sorted({*sum(self.outcomes.values(), Counter[str]())}, key=lambda kind: (kind != "picture", kind))
        width = max(map(len, self.outcomes), default=0)
        print(f"{'':{width}} {'median':>9} {'slowest':>9} " + " ".join(f"{kind:>16}" for kind in kinds))
        for name in sorted(self.outcomes, key=lambda name: (Path(name).suffix, name)):
            times = f"{median(self.times[name]) * 1e3:6.0f} ms {max(self.times[name]) * 1e3:6.0f} ms"
            print(f"{name:{width}} {times} " + " ".join(f"{self.outcomes[name][kind] or '':>16}" for kind in kinds))
        total = sum(self.outcomes.values(), Counter[str]())
        print(f"{'all':{width}} {'':19} " + " ".join(f"{total[kind]:>16}" for kind in kinds))
        print(f"peak memory: {self.memory} MiB here, {self.children} MiB in a decoder's process")
        for seconds, number, name, outcome in reversed(self.slowest):
            print(f"slow: {seconds:6.2f} s  {number}_{name}  {outcome}")
        print(f"on stderr: {len(self.errors)} bytes {self.errors[:500]!r}")
        for number, name, why in self.faults:
            print(f"FAULT {number}_{name}: {why}")
        print(f"{sum(total.values())} mutations, {len(self.faults)} faults of the program")


def _lines(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """What the process says; an empty one, and the end, where it says nothing for too long."""
    said: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    stream = process.stdout

    def read() -> None:
        for line in stream:
            said.put(line)
        said.put("")

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = said.get(timeout=isolation.SECONDS_FULL * isolation.PATIENCE + HANG)
        except queue.Empty:
            yield {}
            return
        if not line:
            return
        yield json.loads(line)


def _write_good(files: dict[str, bytes], folder: Path) -> None:
    """Each of them has to be well."""
    (folder / "good").mkdir()
    for name, data in files.items():
        path = folder / "good" / name
        path.write_bytes(data)
        decode(path)
    isolation.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="good files to take besides those made here")
    parser.add_argument("--keep", type=Path, help="where to keep what crashed, hung or took too much")
    for name in ("--first", "--files"):  # the reading process is started with them
        parser.add_argument(name, type=int if name == "--first" else str, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.files:
        serve(options)
        return 0
    options.keep = options.keep or Path(tempfile.gettempdir()) / "fuzz_decoders"
    files = made()
    for path in sorted(options.folder.iterdir()) if options.folder else ():
        if not path.name.startswith("."):
            files[f"{path.stem}_real{path.suffix}"] = path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch(options, dict(sorted(files.items())), Path(folder))
        watch.run()
    watch.report()
    print(f"kept in {options.keep}" if options.keep.exists() else "nothing to keep")
    return 1 if watch.faults else 0


if __name__ == "__main__":
    sys.exit(main())
