"""RAW files: does the score depend on which file of a RAW + JPEG pair was read, and what does each way cost?

    python tests/benchmarks/bench_raw.py [FOLDER of JPEGs] [--photos 24] [--rounds 3] [--sensor 3072]

Of every photograph DNGs are made: with its JPEG as preview, a smaller one or none, and one that is 1 EV too dark with a
preview of 320 pixels only. Photographs with fewer pixels than a sensor has are enlarged for it. Their mean scores are
compared with the JPEG's. The times are the largest photograph's, from file to picture and from file to score, in turn
in every round. Without a folder the sample shoot shows that it works; its 1,000 pixels are too few for a preview, so
that only the figures of camera files mean anything.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from aesthetic_gui.culling.sample_shoot import make_sample_shoot
from aesthetic_gui.files import exif
from aesthetic_gui.files.decoding.codecs import pillow, raw
from aesthetic_gui.files.decoding.codecs.opened import Opened, finished
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.formats import JPEG, find_photos
from aesthetic_gui.photo import Unreadable
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.runtime import start_runtime
from tests.unit.files.decoding.dng import Dng, jpeg

SIDE = 640

Way = Callable[[Path], Opened]


def of_jpeg(path: Path) -> Opened:
    return pillow.open_picture(path.read_bytes(), SIDE)


def of_pixels(path: Path, sensor: int) -> Opened:
    """What the sensor is given, reduced: how far enlarging, and not scaling while decoding, move the score alone."""
    opened = pillow.open_picture(path.read_bytes(), None)
    opened.image = enlarged(opened.image.convert("RGB"), sensor)
    return opened


def of_raw(path: Path) -> Opened:
    return raw.open_picture(path, SIDE)


def of_raw_in_full(path: Path) -> Opened:
    return raw.open_picture(path, None)


class Scorer:
    """From a file to its mean score."""

    def __init__(self) -> None:
        self._pack = load_pack()
        self._runtime = start_runtime(self._pack, "cpu")

    def mean(self, way: Way, path: Path) -> float:
        rgb = finished(way(path), SIDE, None)
        outputs = self._runtime.predict(self._pack.prepare(rgb)[None])
        return self._pack.score(outputs.distribution[0]).mean


def make_raws(photo: Path, folder: Path, sensor: int) -> dict[str, Path]:
    """The DNGs of one photograph, by what they carry."""
    data = photo.read_bytes()
    with Image.open(photo) as image:
        orientation, rgb = exif.orientation(image), np.asarray(enlarged(image.convert("RGB"), sensor))
    kinds = {
        "its JPEG as preview": Dng(orientation=orientation, previews=[data]),
        "preview of 1,620 px": Dng(orientation=orientation, previews=[jpeg(rgb, 1620, quality=90)]),
        "no preview": Dng(orientation=orientation, bits=14, black=512),
        "dark, small preview": Dng(orientation=orientation, bits=14, black=512, gain=0.5, previews=[jpeg(rgb, 320)]),
    }
    made = {}
    for name, kind in kinds.items():
        made[name] = folder / f"{photo.stem}-{name}.dng"
        made[name].write_bytes(kind.of(rgb))
    return made


def enlarged(image: Image.Image, longest_side: int) -> Image.Image:
    factor = max(1.0, longest_side / max(image.size))
    size = (round(image.width * factor), round(image.height * factor))
    return image.resize(size, Image.Resampling.LANCZOS)


def compare(photos: list[Path], scorer: Scorer, sensor: int) -> None:
    differences: dict[str, list[float]] = {}
    for photo in photos:
        mean = scorer.mean(of_jpeg, photo)
        with tempfile.TemporaryDirectory() as folder:
            raws = make_raws(photo, Path(folder), sensor)
            for name, path in raws.items():
                differences.setdefault(name, []).append(scorer.mean(of_raw, path) - mean)
            in_full = scorer.mean(of_raw_in_full, raws["no preview"]) - mean
            differences.setdefault("no preview, in full", []).append(in_full)
        on_sensor = scorer.mean(lambda path: of_pixels(path, sensor), photo) - mean
        differences.setdefault("no RAW, its pixels", []).append(on_sensor)
    print(f"{len(photos)} photographs; difference of the mean score from that of the JPEG")
    for name, values in differences.items():
        size = np.abs(values)
        print(
            f"  {name:<22} MAD {size.mean():.4f}   p95 {np.percentile(size, 95):.4f}   largest {size.max():.4f}"
            f"   bias {np.mean(values):+.4f}"
        )


def measure(photo: Path, scorer: Scorer, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Image.open(photo) as image:
        path = Path(folder, "photo.dng")
        rgb = np.asarray(image.convert("RGB"))
        path.write_bytes(Dng(previews=[jpeg(rgb, 1620), jpeg(rgb)]).of(rgb))
        bare = Path(folder, "bare.dng")
        bare.write_bytes(Dng(lossless_jpeg=True, bits=14).of(rgb))
        size = (
            f"{rgb.shape[1]} × {rgb.shape[0]}, {path.stat().st_size / 1e6:.0f} and {bare.stat().st_size / 1e6:.0f} MB"
        )
        ways = {
            "preview of 1,620 px": (of_raw, path),
            "half size": (of_raw, bare),
            "in full": (of_raw_in_full, path),
            "in full, compressed": (of_raw_in_full, bare),
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, (way, file) in ways.items():
                started = time.perf_counter()
                way(file)
                opened = time.perf_counter()
                scorer.mean(way, file)
                taken[name].append((opened - started, time.perf_counter() - opened))
    print(f"{size}, {rounds} rounds")
    to_score = {name: statistics.median(score for _, score in times) for name, times in taken.items()}
    for name, times in taken.items():
        opening = statistics.median(opening for opening, _ in times)
        ratio = to_score[name] / to_score["preview of 1,620 px"]
        milliseconds = f"opened in {opening * 1000:7.1f} ms   scored in {to_score[name] * 1000:7.1f} ms"
        print(f"  {name:<22}{milliseconds}   {ratio:6.1f} ×")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--photos", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sensor", type=int, default=3072)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.folder is None:
            make_sample_shoot(Path(name))
        found = find_photos([options.folder or Path(name)])
        photos = [photo.path for photo in found if photo.path.suffix.lower() in JPEG and readable(photo.path)]
        scorer = Scorer()
        compare(photos[: options.photos], scorer, options.sensor)
        measure(max(photos, key=lambda photo: photo.stat().st_size), scorer, options.rounds)


def readable(path: Path) -> bool:
    """The sample shoot has a damaged photograph on purpose."""
    try:
        decode(path)
    except Unreadable:
        return False
    return True


if __name__ == "__main__":
    main()
