"""The window while it explains: gaps of the event loop for every method, and how soon a step onto a neighbour paints.

    xvfb-run -s "-screen 0 1280x800x24" python tests/benchmarks/bench_why.py FOLDER [--methods cam lime shap]

FOLDER's photographs are scored first, in a catalog that is thrown away. Then each method explains the first of them,
and with the quickest method one steps through the next ones. A gap is the time between two ticks of a 5 ms timer of the
GUI thread, less those 5 ms; a step is from the key to the first overlay of the photograph.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

TICK = 5  # ms
PATIENCE = 120  # seconds for one explanation
STAY = 0.7  # seconds on each photograph that is stepped onto


class Bench:
    """The program's own window, driven by a generator: each ``yield`` goes on once what it gives is true."""

    def __init__(self, folder: Path, methods: list[str], each: int) -> None:
        from PySide6.QtCore import Qt, QTimer
        from PySide6.QtWidgets import QApplication

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
        self.gaps, self.last = list[float](), time.perf_counter()
        self.ended: list[Any] = []
        self.first: dict[Any, float] = {}
        worker = self.window.session.worker
        worker.explanation_ended.connect(self.ended.append)
        worker.explained.connect(lambda job, _: self.first.setdefault(job, time.perf_counter()))
        worker.explanation_failed.connect(lambda _job, words: print("  failed:", words))
        self.ticker = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
        self.ticker.timeout.connect(self.tick)
        self.ticker.start()
        self.steps = self.script(folder, methods, each)
        self.wait: Callable[[], bool] = lambda: True
        self.poll = QTimer(interval=10)
        self.poll.timeout.connect(self.advance)
        self.poll.start()

    def tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self.last) * 1000 - TICK)
        self.last = now

    def advance(self) -> None:
        if not self.wait():
            return
        try:
            self.wait = next(self.steps)
        except StopIteration:
            self.poll.stop()
            self.window.close()
            self.catalog.close()
            self.app.quit()

    def script(self, folder: Path, methods: list[str], each: int) -> Iterator[Callable[[], bool]]:
        window = self.window
        self.window.begin([folder])
        pace = window.session.scoring.pace
        yield lambda: bool(window.session.model.total) and pace.finished and pace.done > 0
        model = window.session.model
        rows = [row for row in range(model.rowCount()) if model.item(row).unreadable is None]
        window.viewer.go(rows[0])
        window.viewer.show_loupe()
        yield self.after(3)
        self.begin()
        yield self.after(3)
        self.report("idle, for comparison")
        for method in methods:
            window.viewer.go(rows[0])
            self.begin()
            for row in rows[:each]:
                window.viewer.go(row)
                yield self.after(STAY)
                self.ended.clear()
                window.showing.explain(method)
                yield self.explained(row)
            self.report(f"{method}, {each} photographs")
            window.showing.explain("")
        yield from self.stepping(methods[0], rows[each : each + 16])

    def stepping(self, method: str, rows: list[int]) -> Iterator[Callable[[], bool]]:
        """Through all photographs with the reason shown, staying on each as one who looks does."""
        window, waits = self.window, []
        window.viewer.go(rows[0])
        window.showing.explain(method)
        yield self.after(3)
        self.begin()
        for row in rows[1:]:
            before, start = len(self.first), time.perf_counter()
            window.viewer.go(row)
            yield lambda before=before: len(self.first) > before
            waits.append(1000 * (max(self.first.values()) - start))
            yield self.after(STAY)
        self.report(f"stepping with {method} shown")
        print(f"  key to overlay: median {sorted(waits)[len(waits) // 2]:.0f} ms, most {max(waits):.0f} ms")

    def explained(self, row: int) -> Callable[[], bool]:
        end, photo = time.monotonic() + PATIENCE, self.window.session.model.item(row).photo
        return lambda: any(job.photo == photo for job in list(self.ended)) or time.monotonic() > end

    def after(self, seconds: float) -> Callable[[], bool]:
        end = time.monotonic() + seconds
        return lambda: time.monotonic() > end

    def begin(self) -> None:
        self.gaps, self.last = [], time.perf_counter()
        self.ended.clear()

    def report(self, title: str) -> None:
        gaps = sorted(self.gaps)
        middle, late = gaps[len(gaps) // 2], gaps[int(0.99 * len(gaps))]
        print(f"{title}: {len(gaps)} ticks, p50 {middle:.1f}, p99 {late:.1f}, most {gaps[-1]:.1f} ms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--methods", nargs="+", default=["cam", "lime", "shap"])
    parser.add_argument("--each", type=int, default=2, help="photographs explained by each method")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, XDG_DATA_HOME=f"{home}/data", XDG_CACHE_HOME=f"{home}/c", XDG_CONFIG_HOME=home)
        Bench(arguments.folder.resolve(), arguments.methods, arguments.each).app.exec()


if __name__ == "__main__":
    main()
