"""What the window takes of memory while 3,000 photographs are browsed: listed, scrolled through, looked at one by one.

    xvfb-run -s "-screen 0 1280x800x24" python tests/benchmarks/bench_memory.py [--photos 3000] [--folder DIR]

The real window of 1280 × 800, scoring meanwhile. The folder has files of their own content (2160 × 1440, one in 75 of
6000 × 4000). Figures are MB resident in this process (Linux, /proc): all of it, its own (anonymous), what is mapped
from files and shared with others (Qt, the runtime), and what the decoders' processes take. *Peak* is the most since the
start.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LARGE = 75  # one in so many photographs has 24 megapixels
BASES = 8  # different pictures
LOUPE = 400  # arrows in the loupe
ARROW_MS, PAGE_MS = 120, 2_500  # between two arrows; at most for a page of the grid
FIELDS = {"VmRSS": "resident", "RssAnon": "own", "RssFile": "from files", "VmHWM": "peak"}


def make_folder(folder: Path, count: int) -> None:
    """``count`` JPEGs, each with a comment of its own, so that each has a content of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    small = [encoded(seed, (2160, 1440)) for seed in range(BASES)]
    large = [encoded(seed, (6000, 4000)) for seed in range(2)]
    for number in range(count):
        data = large[number // LARGE % len(large)] if number % LARGE == 0 else small[number % BASES]
        comment = f"{number:06}".encode()
        own = data[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + data[2:]
        (folder / f"IMG_{number:04}.jpg").write_bytes(own)


def encoded(seed: int, size: tuple[int, int]) -> bytes:
    """Smooth noise of several scales plus grain, as bytes of a JPEG."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(seed)
    picture = np.zeros((size[1], size[0], 3), np.float32)
    for cells, weight in ((6, 70), (60, 35)):
        coarse = rng.integers(0, 256, (cells * 2 // 3, cells, 3), dtype=np.uint8)
        fine = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
        picture += (np.asarray(fine, np.float32) / 255 - 0.5) * weight * 2
    picture += rng.standard_normal((size[1], size[0], 1), np.float32) * 4 + 128
    kept = io.BytesIO()
    Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(kept, "JPEG", quality=80)
    return kept.getvalue()


def resident() -> dict[str, int]:
    """MB, by name."""
    import psutil

    lines = Path("/proc/self/status").read_text().splitlines()
    told = {line.partition(":")[0]: int(line.split()[1]) >> 10 for line in lines if line.endswith("kB")}
    children = sum(each.memory_info().rss for each in psutil.Process().children(recursive=True)) >> 20
    return {**{words: told[name] for name, words in FIELDS.items()}, "children": children}


class Child:
    """The program's own window, which tells what it takes."""

    def __init__(self, folder: Path) -> None:
        from PySide6.QtCore import QEventLoop, QTimer
        from PySide6.QtWidgets import QApplication

        from aesthetic_gui import settings
        from aesthetic_gui.app import make_window
        from aesthetic_gui.catalog.catalog import Catalog
        from aesthetic_gui.ui.theme import apply_theme

        self.QEventLoop, self.QTimer = QEventLoop, QTimer
        self.app = QApplication(["", "-style", "Fusion"])
        values = settings.load() | {"toured": True}
        apply_theme(self.app, values["theme"])
        self.catalog = Catalog.open(settings.catalog_path())
        self.window = make_window(self.catalog, values, device="cpu")
        self.window.resize(1280, 800)
        self.window.show()
        self.wait(500)
        self.figures: dict[str, Any] = {}
        self.note("window")
        self.window.begin([folder])

    def run(self) -> None:
        window, model = self.window, self.window.session.model
        self.until(lambda: window.session._opening is None and model.total > 0, 300_000)
        self.wait(3_000)
        self.note("listed")
        self.scroll()
        self.wait(1_000)
        self.note("scrolled through")
        window.grid.go_to(model.rowCount() // 3)
        window.viewer.show_loupe()
        for _ in range(LOUPE):
            window.viewer.next_photo()
            self.wait(ARROW_MS)
        self.note("looked at")
        window.viewer.show_grid()
        self.wait(5_000)
        self.note("at rest")
        pace = window.session.scoring.pace
        self.figures["scored"] = f"{pace.done} of {pace.total}"
        self.figures["thumbnails, MB"] = window.thumbnails._bytes >> 20
        self.figures["loupe, MB"] = window.showing._loader._bytes >> 20

    def scroll(self) -> None:
        """Page by page, each until all of its thumbnails are there."""
        grid, bar = self.window.grid, self.window.grid.verticalScrollBar()
        thumbnails = self.window.thumbnails
        while True:
            self.until(lambda: all(thumbnails.has(item.photo) for item in grid.visible_items()), PAGE_MS)
            if bar.value() == bar.maximum():
                return
            bar.setValue(bar.value() + bar.pageStep())

    def note(self, name: str) -> None:
        self.figures[name] = resident()

    def wait(self, milliseconds: int) -> None:
        loop = self.QEventLoop()
        self.QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def until(self, condition: Callable[[], bool], longest: int) -> None:
        ends = time.perf_counter() + longest / 1000
        while not condition() and time.perf_counter() < ends:
            self.wait(20)

    def close(self) -> None:
        self.window.close()
        self.catalog.close()


def child(folder: Path) -> None:
    measured = Child(folder)
    measured.run()
    print(json.dumps(measured.figures), flush=True)
    measured.close()


def run_child(folder: Path, home: Path) -> dict[str, Any]:
    environment = {**os.environ, "HOME": str(home)}
    for name in ("DATA", "CACHE", "CONFIG", "STATE"):
        environment[f"XDG_{name}_HOME"] = str(home / name.lower())
    command = [sys.executable, __file__, "--child", str(folder)]
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: dict[str, Any] = json.loads(next(line for line in output.splitlines() if line.startswith("{")))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=3_000)
    parser.add_argument("--folder", type=Path, help="kept, and used again")
    parser.add_argument("--child", type=Path)
    options = parser.parse_args()
    if options.child:
        child(options.child)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name) / "shoot"
        if not folder.is_dir():
            make_folder(folder, options.photos)
        for row, values in run_child(folder, Path(name) / "home").items():
            print(f"  {row:<24}{values}", flush=True)


if __name__ == "__main__":
    main()
