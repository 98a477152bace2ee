"""A huge folder in the real window: first screen, memory, frames while scrolling, gaps of the event loop.

    xvfb-run -s "-screen 0 1280x800x24" python tests/benchmarks/bench_folder.py [--photos 100000]

Every part is a fresh process. "cold" opens the folder at start-up; "open" opens it in a window that is idle, and
scrolls while it is listed and scored, then with scoring stopped; "known" opens one whose every score is in the
catalog. A frame is everything from a wheel notch, page or drag of the scroll bar to the pixels being painted; "own"
is what of it the GUI thread had a processor for, whatever else the machine does. A gap is the time between two
ticks of a 5 ms timer of the GUI thread, less those 5 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

SMALL, LARGE, FOLDERS = 36, 4, 200
TICK_MS = 5


def make_folder(base: Path, count: int) -> None:
    """``count`` photographs in one folder and again in 200: hard links to small ones, each tenth to 24 megapixels."""
    import numpy as np
    from PIL import Image

    (base / "originals").mkdir()
    noise = np.random.default_rng(0)
    sources = []
    for number in range(SMALL + LARGE):
        size = (600, 400) if number % 10 else (6000, 4000)
        picture = Image.fromarray(noise.integers(0, 255, (12, 18, 3), dtype=np.uint8)).resize(size)
        sources.append(base / "originals" / f"{number}.jpg")
        picture.save(sources[-1], quality=85)
    per_folder = -(-count // FOLDERS)
    (base / "one").mkdir()
    for number in range(count):
        os.link(sources[number % len(sources)], base / "one" / f"IMG_{number:06}.jpg")
        day = base / "many" / f"day {number // per_folder}"
        day.mkdir(parents=True, exist_ok=True)
        os.link(sources[number % len(sources)], day / f"IMG_{number:06}.jpg")


def fill_catalog(folder: Path, home: Path) -> None:
    """What scoring every photograph of ``folder`` would have left in the catalog of ``home``."""
    import numpy as np

    from aesthetic_gui.catalog.catalog import Catalog, Result
    from aesthetic_gui.files.formats import find_photos
    from aesthetic_gui.photo import Metadata
    from aesthetic_gui.scoring.pack import load_pack

    pack, noise = load_pack(None), np.random.default_rng(0)
    metadata = Metadata(6000, 4000, None, "Camera", "24-70mm F2.8", 0.004, 5.6, 400, 50.0)
    with Catalog.open(home / "data" / "aesthetic-gui" / "catalog.db") as catalog:
        photos = list(find_photos([folder]))
        for start in range(0, len(photos), 1000):
            catalog.store(
                [
                    Result(
                        photo,
                        f"1f:{photo.path.name}",
                        replace(metadata, captured_at=datetime(2026, 1, 1) + timedelta(seconds=7919 * place % 86400)),  # noqa: DTZ001
                        pack.key,
                        tuple(noise.dirichlet([1.0] * 10)),
                        embedding=np.zeros(4, np.float16),
                    )
                    for place, photo in enumerate(photos[start : start + 1000], start)
                ]
            )


def run_child(kind: str, folder: Path, home: Path) -> dict[str, float]:
    own = {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_CACHE_HOME": str(home / "cache")}
    command = [sys.executable, __file__, "--child", kind, str(folder)]
    environment = {**os.environ, **own, "STARTED": str(time.time())}
    output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = json.loads(output.splitlines()[-1])
    return figures


def resident_mb() -> float:
    with open("/proc/self/statm") as file:  # noqa: PTH123
        return round(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


class Child:
    """The program's own window, driven by a generator that yields what it waits for."""

    def __init__(self, kind: str, folder: Path) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        self.kind, self.folder = kind, folder
        self.figures: dict[str, Any] = {}
        self.app = QApplication(["", "-style", "Fusion"])
        from aesthetic_gui import settings
        from aesthetic_gui.app import make_window
        from aesthetic_gui.catalog.catalog import Catalog
        from aesthetic_gui.ui.theme import apply_theme

        values = settings.load() | {"toured": True}
        apply_theme(self.app, values["theme"])
        self.catalog = Catalog.open(settings.catalog_path())
        self.window = make_window(self.catalog, values, device="cpu")
        self.window.resize(1280, 800)
        self.window.show()
        self.running = threading.Event()
        self.window.session.worker.running_on.connect(lambda *_: self.running.set())
        self.listed = False
        self.window.session.opened.connect(self.note_listed)
        self.gaps: list[float] = []
        self.owns: list[float] = []
        self.own = 0.0
        self.peak = 0.0
        self.last = time.perf_counter()
        self.ticker = QTimer(interval=TICK_MS)
        self.ticker.timeout.connect(self.tick)
        self.memory = QTimer(interval=100)
        self.memory.timeout.connect(self.note_memory)
        self.memory.start()
        self.script = self.play()
        self.waits_for: Callable[[], bool] = lambda: True
        self.poll = QTimer(interval=5)
        self.poll.timeout.connect(self.go_on)
        self.poll.start()

    def note_memory(self) -> None:
        self.peak = max(self.peak, resident_mb())

    def note_listed(self) -> None:
        self.listed = True
        if "all listed, s" not in self.figures:
            self.note("all listed, s")

    def note(self, name: str) -> None:
        self.figures[name] = round(time.time() - self.started, 3)

    def tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self.last) * 1000 - TICK_MS)
        self.last = now
        self.owns.append((time.thread_time() - self.own) * 1000)
        self.own = time.thread_time()

    def go_on(self) -> None:
        if not self.waits_for():
            return
        try:
            self.waits_for = next(self.script)
        except StopIteration:
            self.poll.stop()
            self.window.close()
            self.catalog.close()
            self.app.quit()

    def screen_is_full(self) -> bool:
        shown = self.window.grid.visible_items() if self.window.session.model.total else []
        return bool(shown) and all(self.window.thumbnails.get(item.photo) for item in shown)

    def play(self) -> Iterator[Callable[[], bool]]:
        window, seconds = self.window, time.perf_counter
        self.started = float(os.environ["STARTED"])
        if self.kind == "cold":
            window.begin([self.folder])
        else:
            window.begin([])
            yield self.running.is_set
            self.figures["memory before, MB"] = resident_mb()
            self.started = time.time()
            self.watch_gaps(True)
            window.open_paths([self.folder])
        yield self.screen_is_full
        window.grid.viewport().repaint()
        self.note("first screen of thumbnails, s")
        yield lambda: self.listed
        until = seconds() + 5
        yield lambda: seconds() > until
        self.watch_gaps(False)
        self.tell("gap while listing and scoring", self.gaps)
        self.tell("own work between two ticks", self.owns)
        if self.kind == "cold":
            return
        self.figures["memory, listed, MB"] = resident_mb()
        scoring = "known" if self.kind == "known" else "scoring"
        yield from self.scroll(scoring)
        if self.kind != "known":
            self.listed = False
            window.open_paths([self.folder])
            yield from self.scroll("listing", lambda: self.listed)
            yield lambda: self.listed
            window.session.scoring.cancel()
            yield from self.scroll("stopped")
        else:
            yield from self.sort()
        self.note_memory()
        self.figures["memory, peak, MB"] = self.peak
        self.figures["photographs"] = window.session.model.total

    def watch_gaps(self, on: bool) -> None:
        self.last, self.own = time.perf_counter(), time.thread_time()
        if on:
            self.gaps, self.owns = [], []
            self.ticker.start()
        else:
            self.ticker.stop()

    def scroll(self, name: str, over: Callable[[], bool] = lambda: False) -> Iterator[Callable[[], bool]]:
        """Wheel, pages and a drag through everything: each step is painted before the next."""
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtGui import QWheelEvent

        grid, bar, frames = self.window.grid, self.window.grid.verticalScrollBar(), []
        owns: list[float] = []
        where, none = QPointF(300, 300), QPoint()
        kinds: dict[str, list[float]] = {"wheel": [], "page": [], "drag": []}

        def wheel(_step: int) -> None:
            buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
            phase, notch = Qt.ScrollPhase.NoScrollPhase, QPoint(0, -120)
            event = QWheelEvent(where, grid.mapToGlobal(where), none, notch, buttons, keys, phase, False)
            self.app.sendEvent(grid.viewport(), event)

        def page(_step: int) -> None:
            bar.triggerAction(bar.SliderAction.SliderPageStepAdd)

        def drag(step: int) -> None:
            bar.setSliderPosition(bar.maximum() * step // 300)

        bar.setValue(0)
        for kind, move, steps in (("wheel", wheel, 300), ("page", page, 200), ("drag", drag, 300)):
            for step in range(steps):
                if over():
                    break
                start, own = time.perf_counter(), time.thread_time()
                move(step)
                grid.viewport().repaint()
                kinds[kind].append((time.perf_counter() - start) * 1000)
                owns.append((time.thread_time() - own) * 1000)
                until = time.perf_counter() + 0.012
                yield lambda until=until: time.perf_counter() > until
            frames += kinds[kind]
            self.tell(f"frame, {name}, {kind}", kinds[kind])
        self.tell(f"frame, {name}", frames)
        self.tell(f"frame, {name}, own", owns)

    def sort(self) -> Iterator[Callable[[], bool]]:
        """By score, by time, by name downwards, filtered, and the threshold moved: what it costs the event loop."""
        from aesthetic_gui.culling.ranks import Among, Best
        from aesthetic_gui.culling.viewing import SortBy, Standing, View
        from aesthetic_gui.photo import Bar

        model, bar = self.window.session.model, self.window.session.model.bar
        wishes: dict[str, Callable[[], None]] = {
            "by score": lambda: model.set_view(View(SortBy.SCORE, True)),
            "by rank": lambda: model.set_view(View(SortBy.RANK, True)),
            "best of each hour": lambda: model.set_view(View(best=Best(20, Among.HOUR))),
            "by time": lambda: model.set_view(View(SortBy.TIME)),
            "by name, downwards": lambda: model.set_view(View(descending=True)),
            "filter": lambda: model.set_view(View(standings=frozenset({Standing.AESTHETIC}))),
            "threshold": lambda: model.set_bar(Bar(bar.threshold + 0.05, bar.band)),
            "select all": self.window.viewer.select_all,
        }
        for name, wish in wishes.items():
            self.watch_gaps(True)
            wish()
            until = time.perf_counter() + 2.5
            yield lambda until=until: time.perf_counter() > until
            self.watch_gaps(False)
            self.figures[f"gap max (own), {name}, ms"] = f"{max(self.gaps):.1f} ({max(self.owns):.1f})"

    def tell(self, name: str, times: list[float]) -> None:
        if times:
            ordered = sorted(times)
            middle, high, highest = (ordered[int(len(ordered) * part)] for part in (0.5, 0.95, 0.99))
            words = f"p50 {middle:.1f}  p95 {high:.1f}  p99 {highest:.1f}  max {ordered[-1]:.1f}  n {len(ordered)}"
            self.figures[f"{name}, ms"] = words


def report(title: str, figures: dict[str, Any]) -> None:
    print(title)
    for name, value in figures.items():
        print(f"  {name:<40}{value}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--kinds", nargs="*", default=["cold", "open", "known"])
    parser.add_argument("--folder", type=Path, help="a folder made by an earlier run, to be kept")
    parser.add_argument("--child", nargs=2)
    arguments = parser.parse_args()
    if arguments.child:
        measured = Child(arguments.child[0], Path(arguments.child[1]))
        measured.app.exec()
        print(json.dumps(measured.figures))
        return
    with tempfile.TemporaryDirectory() as name:
        base = arguments.folder or Path(name)
        base.mkdir(exist_ok=True)
        if not (base / "one").exists():
            make_folder(base, arguments.photos)
        for number, kind in enumerate(arguments.kinds):
            for folder in ("one", "many"):
                home = Path(name) / f"home {number} {folder}"
                if kind == "known":
                    fill_catalog(base / folder, home)
                report(f"{arguments.photos:,} photographs in {folder}: {kind}", run_child(kind, base / folder, home))


if __name__ == "__main__":
    main()
