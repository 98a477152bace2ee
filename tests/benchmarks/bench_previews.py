"""Scoring camera JPEGs by their embedded previews, against a full decode of the same files, in one run.

    python tests/benchmarks/bench_previews.py [FOLDER of large JPEGs] [--side 1620] [--quality 90] [--rounds 5]

Speed: made 24-megapixel JPEGs with a preview as cameras embed it (MPF), through the program's own pipeline as it is and
with every pixel decoded instead; rounds take turns. Difference: the mean scores of the photographs in FOLDER and of
random parts of them (0.6 to 0.9 of each side), by preview, by scaled decode and by full decode.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean, median

import numpy as np
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench_decode import make_photographs
from bench_scoring import ours

from aesthetic_gui.culling.scoring import pipeline
from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.decode import WORKING_SIDE, Decoded, decode
from aesthetic_gui.scoring.pack import Pack, load_pack
from aesthetic_gui.scoring.runtime import Runtime, predict_many, start_runtime
from tests.unit.files.decoding.camera_jpeg import FULL_HD, jpeg, preview_of, with_images

RATINGS = np.arange(1, 11)
LEAST_PART = 2600  # pixels on the longest side, so that a part is worth a preview


def by_full_decode(path: Path) -> Decoded:
    decoded = decode(path, None)
    return replace(decoded, rgb=pixels.reduce(decoded.rgb, WORKING_SIDE))


def by_scaled_decode(path: Path) -> Decoded:
    """As if there were no preview."""
    data = path.read_bytes()
    bare = path.with_suffix(".bare.jpg")
    bare.write_bytes(data[: data.rindex(b"\xff\xd9", 0, data.rindex(b"\xff\xd8")) + 2])
    decoded = decode(bare)
    bare.unlink()
    return decoded


def with_preview(image: Image.Image, content: bytes, side: int, quality: int) -> bytes:
    return with_images(content, [(FULL_HD, preview_of(image, side, quality=quality))])


def measure_speed(side: int, quality: int, rounds: int, links: int = 8) -> None:
    pack = load_pack()
    with tempfile.TemporaryDirectory() as name:
        folders = {way: Path(name) / way for way in ("preview", "full")}
        for folder in folders.values():
            folder.mkdir()
        for path in make_photographs(Path(name), 6):
            with Image.open(path) as image:
                path.write_bytes(with_preview(image, path.read_bytes(), side, quality))
            for way, count in (("preview", 6 * links), ("full", 2)):
                for number in range(count):
                    os.link(path, folders[way] / f"{path.stem}_{number}.jpg")
            if not decode(path).preview:
                print(f"  previews of {side} pixels and quality {quality} are not used")
        rates = [
            (ours(folders["preview"], pack), full_rate(lambda: ours(folders["full"], pack))) for _ in range(rounds)
        ]
    for fast, slow in rates:
        print(f"  by preview {fast:6.1f}/s   by full decode {slow:5.2f}/s   {fast / slow:.1f} times")
    print(f"  median: {median(fast / slow for fast, slow in rates):.1f} times")


def full_rate(work: Callable[[], float]) -> float:
    """What ``work`` gives while the pipeline decodes every pixel."""
    usual = pipeline.decode
    pipeline.decode = by_full_decode  # type: ignore[assignment]
    try:
        return work()
    finally:
        pipeline.decode = usual


def parts_of(folder: Path, each: int) -> Sequence[Image.Image]:
    """The photographs and ``each`` random parts of every one."""
    chance, found = np.random.default_rng(0), []
    for path in sorted(folder.glob("*.jpg")):
        with Image.open(path) as opened:
            whole = ImageOps.exif_transpose(opened).convert("RGB")
        found.append(whole)
        for _ in range(each):
            share = max(chance.uniform(0.6, 0.9), LEAST_PART / max(whole.size))
            width, height = (int(side * share) for side in whole.size)
            left, top = chance.integers(whole.width - width + 1), chance.integers(whole.height - height + 1)
            found.append(whole.crop((int(left), int(top), int(left) + width, int(top) + height)))
    return found


def measure_difference(folder: Path, side: int, quality: int, each: int) -> None:
    pack = load_pack()
    runtime = start_runtime(pack, "cpu")
    rows, used = [], 0
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "photograph.jpg"
        for image in parts_of(folder, each):
            content = jpeg(image, quality=95, subsampling="4:2:2")
            path.write_bytes(with_preview(image, content, side, quality))
            ways = [decode(path), by_scaled_decode(path), by_full_decode(path)]
            used += ways[0].preview
            rows.append(scores([way.rgb for way in ways], pack, runtime))
    runtime.close()
    print(f"  {used} of {len(rows)} by preview")
    for name, column in (("by preview", 0), ("by scaled decode", 1)):
        away = [abs(row[column] - row[2]) for row in rows]
        print(f"  {name:<17} from full decode: mean {mean(away):.4f}, p95 {np.percentile(away, 95):.4f}, n {len(away)}")


def scores(pictures: Sequence[np.ndarray], pack: Pack, runtime: Runtime) -> list[float]:
    outputs = predict_many(runtime, [pack.prepare(rgb) for rgb in pictures])
    return [float(one.distribution[0] @ RATINGS) for one in outputs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--side", type=int, default=1620)
    parser.add_argument("--quality", type=int, default=90)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parts", type=int, default=19, help="of each photograph in FOLDER")
    options = parser.parse_args()
    print(f"previews of {options.side} pixels, quality {options.quality}")
    if options.rounds:
        measure_speed(options.side, options.quality, options.rounds)
    if options.folder:
        measure_difference(options.folder, options.side, options.quality, options.parts)


if __name__ == "__main__":
    main()
