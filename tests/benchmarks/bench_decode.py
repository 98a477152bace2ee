"""How much `files.decode` adds to what Pillow itself needs: ratios measured in one run.

    python tests/benchmarks/bench_decode.py [FOLDER of JPEGs] [--photos 12] [--rounds 3]

Without a folder it makes textured 24-megapixel JPEGs of about 7 MB in a temporary one. Each round measures every
way once, in turn, so that a busy machine slows all of them alike; the median of the rounds' ratios counts.
"""

from __future__ import annotations

import argparse
import io
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import xxhash
from PIL import Image

from aesthetic_gui.files.decoding.decode import WORKING_SIDE, decode


def make_photographs(folder: Path, count: int, seed: int = 0) -> list[Path]:
    """Smooth noise of several scales plus grain: 6000 × 4000 pixels, about 7 MB each, 4:2:2 as cameras write."""
    made = []
    for number in range(count):
        rng = np.random.default_rng(seed + number)
        picture = np.zeros((4000, 6000, 3), np.float32)
        for cells, weight in ((6, 70), (60, 35), (600, 20)):
            coarse = rng.integers(0, 256, (cells * 2 // 3, cells, 3), dtype=np.uint8)
            fine = Image.fromarray(coarse).resize((6000, 4000), Image.Resampling.BICUBIC)
            picture += (np.asarray(fine, np.float32) / 255 - 0.5) * weight * 2
        picture += rng.standard_normal((4000, 6000, 1), np.float32) * 7 + 128
        path = folder / f"photo_{number:03d}.jpg"
        Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(path, quality=85, subsampling="4:2:2")
        made.append(path)
    return made


def pillow_draft(path: Path) -> None:
    with Image.open(path) as image:
        image.draft(None, (WORKING_SIDE, 1))
        image.load()


def pillow_at_once(path: Path) -> None:
    """As ``files.decoding.decode`` does it: the whole file in memory, one call into libjpeg."""
    data = path.read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        image.draft(None, (WORKING_SIDE, 1))
        image.decodermaxblock = len(data)  # type: ignore[attr-defined]
        image.load()


def opencv_reduced(path: Path) -> None:
    """At 1/8, as ``pillow_draft`` for 24 megapixels."""
    cv2.imread(str(path), cv2.IMREAD_REDUCED_COLOR_8)


def pillow_full(path: Path) -> None:
    with Image.open(path) as image:
        image.load()


def hash_alone(path: Path) -> None:
    xxhash.xxh3_128(path.read_bytes()).hexdigest()


def ours(path: Path) -> None:
    decode(path)


def ours_full(path: Path) -> None:
    decode(path, None)


def seconds_per_photo(way: Callable[[Path], None], photos: Sequence[Path], threads: int) -> float:
    with ThreadPoolExecutor(threads) as pool:
        started = time.perf_counter()
        list(pool.map(way, photos))
        return (time.perf_counter() - started) / len(photos)


def measure(photos: Sequence[Path], threads: int, rounds: int) -> None:
    ways = [pillow_draft, pillow_at_once, opencv_reduced, ours, pillow_full, ours_full, hash_alone]
    for way in ways:
        way(photos[0])  # imports, page cache
    taken = [{way.__name__: seconds_per_photo(way, photos, threads) for way in ways} for _ in range(rounds)]
    print(f"{threads} thread(s), {len(photos)} photographs, {rounds} rounds")
    for way in ways:
        milliseconds = statistics.median(row[way.__name__] for row in taken) * 1000
        ratio = statistics.median(row[way.__name__] / row["pillow_draft"] for row in taken)
        print(f"  {way.__name__:<14}{milliseconds:8.1f} ms per photograph   {ratio:6.3f} × pillow_draft")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--photos", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        found = sorted(options.folder.glob("*.[jJ][pP]*[gG]")) if options.folder else []
        photos = found[: options.photos] or make_photographs(Path(temporary), options.photos)
        megabytes = statistics.mean(path.stat().st_size for path in photos) / 1e6
        with Image.open(io.BytesIO(photos[0].read_bytes())) as image:
            print(f"{image.width} × {image.height}, {megabytes:.1f} MB each")
        for threads in (1, 2):
            measure(photos, threads, options.rounds)


if __name__ == "__main__":
    main()
