"""The window under load: start-up, first thumbnails, gaps of the event loop, a second visit, frames while scrolling.

    xvfb-run -s "-screen 0 1280x800x24" python tests/benchmarks/bench_window.py [--photos 1000] [--many 10000]

Every figure is taken in a fresh process, from the moment it was asked for. A gap is the time between
two ticks of a 10 ms timer of the GUI thread, less those 10 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PHOTOS = 24  # different 24-megapixel files; more are hard links to them


def run_child(kind: str, folder: Path, home: Path) -> dict[str, float]:
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "c"),
    }
    command = [sys.executable, __file__, "--child", kind, str(folder)]
    environment["STARTED"] = str(time.time())
    output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = json.loads(output.splitlines()[-1])
    return figures


class Child:
    """The program's own window with a stop-watch."""

    def __init__(self, kind: str, folder: Path) -> None:
        from PySide6.QtCore import QEvent, QObject, QTimer
        from PySide6.QtWidgets import QApplication

        self.started = float(os.environ["STARTED"])
        self.kind, self.folder, self.figures = kind, folder, {}
        self.app = QApplication(["", "-style", "Fusion"])
        from aesthetic_gui import settings
        from aesthetic_gui.app import make_window
        from aesthetic_gui.catalog.catalog import Catalog
        from aesthetic_gui.ui.theme import apply_theme

        child = self

        class FirstPaint(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint:
                    child.note("window on screen, s")
                    child.window.removeEventFilter(self)
                return False

        values = settings.load() | {"toured": True}
        apply_theme(self.app, values["theme"])
        self.catalog = Catalog.open(settings.catalog_path())
        self.window = make_window(self.catalog, values, device="cpu")
        self.filter = FirstPaint()
        self.window.installEventFilter(self.filter)
        self.window.resize(1280, 800)
        self.window.show()
        self.gaps: list[float] = []
        self.last = time.perf_counter()
        self.ticker = QTimer(interval=10)
        self.ticker.timeout.connect(self.tick)
        self.scroller = QTimer(interval=50)
        self.scroller.timeout.connect(self.scroll)
        self.window.session.worker.pictured.connect(lambda *_: self.note("first thumbnail, s"))
        self.window.session.opened.connect(lambda: self.note("all cells there, s"))
        self.poll = QTimer(interval=20)
        self.poll.timeout.connect(self.look)
        self.poll.start()
        QTimer.singleShot(0, lambda: self.window.begin([folder]))

    def note(self, name: str) -> None:
        self.figures.setdefault(name, round(time.time() - self.started, 3))

    def tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self.last) * 1000 - 10)
        self.last = now

    def scroll(self) -> None:
        bar = self.window.grid.verticalScrollBar()
        bar.setValue(0 if bar.value() >= bar.maximum() else bar.value() + 60)

    def look(self) -> None:
        window = self.window
        shown = window.grid.visible_items() if window.session.model.total else []
        known = [window.thumbnails.get(item.photo) for item in shown if not item.unreadable]
        if known and all(known):
            self.note("screen full of thumbnails, s")
        if self.kind == "gaps" and window.session.scoring.pace.done > 20 and not self.ticker.isActive():
            self.last = time.perf_counter()
            self.ticker.start()
            self.scroller.start()
        pace = window.session.scoring.pace
        finished = bool(window.session.model.total) and pace.finished and "all cells there, s" in self.figures
        if self.kind == "start":
            finished = "screen full of thumbnails, s" in self.figures
        if self.kind == "second":
            finished = finished and "screen full of thumbnails, s" in self.figures
        if finished:
            self.finish()

    def finish(self) -> None:
        self.poll.stop()
        if self.gaps:
            ordered = sorted(self.gaps)
            self.figures.update(
                {
                    "ticks": len(ordered),
                    "gap p50, ms": round(ordered[len(ordered) // 2], 1),
                    "gap p99, ms": round(ordered[int(len(ordered) * 0.99)], 1),
                    "gap max, ms": round(ordered[-1], 1),
                }
            )
        self.window.close()
        self.catalog.close()
        self.app.quit()


def child(kind: str, folder: Path) -> None:
    measured = Child(kind, folder)
    measured.app.exec()
    print(json.dumps(measured.figures))


def link_many(sources: list[Path], folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        os.link(sources[number % len(sources)], folder / f"IMG_{number:05}.jpg")


def score_many(folder: Path, home: Path, count: int) -> None:
    """Fill the catalog of ``home`` as a first visit would: by scoring small photographs of different content."""
    import numpy as np
    from PIL import Image

    folder.mkdir()
    noise = np.random.default_rng(0)
    for number in range(count):
        picture = Image.fromarray(noise.integers(0, 255, (6, 9, 3), dtype=np.uint8)).resize((360, 240))
        picture.save(folder / f"IMG_{number:05}.jpg", quality=80)
    run_child("first visit", folder, home)


def report(title: str, figures: dict[str, float]) -> None:
    print(title)
    for name, value in figures.items():
        print(f"  {name:<32}{value:8}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=1000)
    parser.add_argument("--gaps", type=int, default=200, help="photographs scored while gaps are measured")
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--child", nargs=2)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child[0], Path(arguments.child[1]))
        return
    from bench_decode import make_photographs

    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        (base / "originals").mkdir()
        sources = make_photographs(base / "originals", PHOTOS)
        link_many(sources, base / "shoot", arguments.photos)
        link_many(sources, base / "gaps", arguments.gaps)
        for attempt in range(3):
            report(
                f"start on {arguments.photos} photographs, run {attempt + 1}",
                run_child("start", base / "shoot", base / f"h{attempt}"),
            )
        report("scoring and scrolling", run_child("gaps", base / "gaps", base / "g"))
        score_many(base / "many", base / "m", arguments.many)
        for attempt in range(3):
            report(
                f"second visit to {arguments.many}, run {attempt + 1}", run_child("second", base / "many", base / "m")
            )


if __name__ == "__main__":
    main()
