"""The loupe: from a key to a sharp photograph on the screen, at two sizes of the window, idle and while scoring.

    xvfb-run -s "-screen 0 2560x1440x24" python tests/benchmarks/bench_loupe.py [--folder JPEGS] [--steps 30]

The real window on 24-megapixel JPEGs (or those of a folder). *prefetched*: the right arrow, once the next photograph
has been read ahead; *cold*: a jump to one that has not; *100 %*: Z, to every pixel (and to the first painting at that
zoom); *kept 100 %*: the right arrow while zoomed in. A time ends after the photograph was painted and flushed. A gap
is the time between two ticks of a 10 ms timer of the GUI thread, less those 10 ms. *plain*: the same photographs by
QPixmap(path), scaled to the window. A time during which other programs took more than a tenth of the processors is
*spoilt*: told apart and taken again, for four minutes at most. Each window is a process of its own.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIZES = ((1280, 800), (2560, 1440))
PHOTOS = 12  # different ones; more are hard links to them
FEW, MANY = 350, 6000  # photographs: scored before anything is measured, not scored by the end
LOOK_MS = 600  # between two keys
LONGEST_MS = 15_000
LONGEST_STAGE = 240  # seconds
MOST_OTHERS = 0.1  # of the processors, taken by other programs


class Child:
    """The program's own window with a stop-watch."""

    def __init__(self, folder: Path, size: tuple[int, int], scoring: bool, steps: int) -> None:
        from PySide6.QtCore import QEventLoop, Qt, QTimer
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        from aesthetic_gui import settings
        from aesthetic_gui.app import make_window
        from aesthetic_gui.catalog.catalog import Catalog
        from aesthetic_gui.ui.loupe.photo_view import PhotoView
        from aesthetic_gui.ui.theme import apply_theme

        self.QEventLoop, self.QTimer, self.QTest, self.Qt = QEventLoop, QTimer, QTest, Qt
        self.app = QApplication(["", "-style", "Fusion"])
        self.steps, self.figures = steps, {}
        self.awaited: Callable[[], bool] | None = None
        self.painted_at = 0.0
        painted = PhotoView.paintEvent

        def paint(view: Any, event: Any) -> None:
            painted(view, event)
            if self.awaited is not None and self.awaited():
                self.awaited = None
                QTimer.singleShot(0, self.note)  # the flush to the screen comes first

        PhotoView.paintEvent = paint
        values = settings.load() | {"toured": True}
        apply_theme(self.app, values["theme"])
        self.catalog = Catalog.open(settings.catalog_path())
        self.window = make_window(self.catalog, values, device="cpu")
        self.window.resize(*size)
        self.window.show()
        self.window.begin([folder])
        self.gaps: list[float] = []
        self.last = 0.0
        self.ticker = QTimer(interval=10)
        self.ticker.timeout.connect(self.tick)
        pace, model = self.window.session.scoring.pace, self.window.session.model
        self.until(lambda: model.total > 0 and (pace.done > 40 if scoring else pace.finished), 300_000)
        self.window.activateWindow()  # shortcuts are an active window's, and here is no window manager
        self.until(self.window.isActiveWindow, 5000)
        self.wait(1500)

    def tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self.last) * 1000 - 10)
        self.last = now

    def note(self) -> None:
        self.painted_at = time.perf_counter()
        self.loop.quit()

    def wait(self, milliseconds: int) -> None:
        loop = self.QEventLoop()
        self.QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def until(self, condition: Callable[[], bool], longest: int) -> bool:
        ends = time.perf_counter() + longest / 1000
        while not condition() and time.perf_counter() < ends:
            self.wait(20)
        return condition()

    def time(self, act: Callable[[], None], painted: Callable[[], bool]) -> float:
        """Milliseconds from ``act`` to the end of the first painting for which ``painted`` holds."""
        self.awaited, self.painted_at = painted, 0.0
        self.loop = self.QEventLoop()
        guard = self.QTimer(singleShot=True, interval=LONGEST_MS)
        guard.timeout.connect(self.loop.quit)
        guard.start()
        started = time.perf_counter()
        act()
        if not self.painted_at:
            self.loop.exec()
        guard.stop()
        if not self.painted_at:
            raise TimeoutError("never painted")
        return (self.painted_at - started) * 1000

    def press(self, key: Any) -> None:
        self.QTest.keyClick(self.window.focusWidget() or self.window, key)

    def is_sharp(self) -> bool:
        """Whether the current photograph's own picture, as large as it is seen, is what was painted."""
        showing, current = self.window.showing, self.window.grid.current_item()
        picture = showing._picture
        wanted = showing._request(current)
        return picture is not None and picture.fulfils(wanted) and self.window.loupe.message == ""

    def is_whole(self) -> bool:
        picture, current = self.window.showing._picture, self.window.grid.current_item()
        return self.is_sharp() and picture.request.longest_side is None and picture.request.photo == current.photo

    def has_ahead(self) -> bool:
        row = self.window.grid.currentIndex().row() + 1
        request = self.window.showing._request(self.window.session.model.item(row))
        found = self.window.showing._loader.cached(request)
        return found is not None and found.fulfils(request)

    def run(self) -> None:
        window, key = self.window, self.Qt.Key
        window.grid.go_to(0)
        self.time(window.viewer.show_loupe, self.is_sharp)  # the first time is not counted
        rows = itertools.cycle(range(10, window.session.model.rowCount() - 10, 5))

        def zoom_out_and_go_on() -> None:
            if not window.loupe.view.fitted:
                self.press(key.Key_Z)
            self.until(lambda: not window.showing._loader._under_way, 5000)
            window.showing._loader.forget()  # what was read whole ahead
            self.press(key.Key_Right)

        def jump() -> None:
            window.viewer.go(next(rows))

        def right() -> None:
            self.press(key.Key_Right)

        def zoom() -> None:
            self.press(key.Key_Z)

        self.stage("cold", window.showing._loader.forget, jump, self.is_sharp)
        self.stage("prefetched", lambda: self.until(self.has_ahead, 5000), right, self.is_sharp)
        self.stage("100 %, first picture", zoom_out_and_go_on, zoom, lambda: not window.loupe.view.fitted)
        self.stage("100 %, every pixel", zoom_out_and_go_on, zoom, self.is_whole)
        self.stage("kept 100 %", lambda: None, right, self.is_whole)
        self.figures["kept MB"] = window.showing._loader._bytes >> 20
        self.figures["still scoring"] = not window.session.scoring.pace.finished
        self.figures["view"] = f"{window.loupe.view.width()} × {window.loupe.view.height()}"
        zoom()
        self.figures["gaps"] = spread(self.gaps)
        self.stage("plain", lambda: None, self.plain, lambda: True)

    def plain(self) -> None:
        from PySide6.QtGui import QPixmap

        size, item = self.window.loupe.view.size(), self.window.grid.current_item()
        kept, smooth = self.Qt.AspectRatioMode.KeepAspectRatio, self.Qt.TransformationMode.SmoothTransformation
        self.pixmap = QPixmap(str(item.photo.path)).scaled(size, kept, smooth)
        self.window.loupe.view.update()

    def stage(
        self, name: str, prepare: Callable[[], object], act: Callable[[], None], painted: Callable[[], bool]
    ) -> None:
        """``steps`` times, each after a look at what is shown; times that others have spoilt are taken again."""
        taken: list[float] = []
        spoilt: list[float] = []
        ends = time.perf_counter() + LONGEST_STAGE
        while len(taken) < self.steps and (time.perf_counter() < ends or len(taken) + len(spoilt) < self.steps):
            if self.window.grid.currentIndex().row() > self.window.session.model.rowCount() - 5:
                self.window.viewer.go(5)
                self.wait(LOOK_MS)
            prepare()
            before = processors()
            self.last = time.perf_counter()
            self.ticker.start()
            self.wait(LOOK_MS)
            milliseconds = self.time(act, painted)
            self.wait(30)
            self.ticker.stop()
            busy, own, room = (now - then for now, then in zip(processors(), before, strict=True))
            if busy - own > MOST_OTHERS * room:
                spoilt.append(milliseconds)
            else:
                taken.append(milliseconds)
        self.figures[name] = {**spread(taken), "spoilt": spread(spoilt)}

    def close(self) -> None:
        self.window.close()
        self.catalog.close()

    def print(self) -> None:
        print(json.dumps(self.figures))


def processors() -> tuple[float, float, float]:
    """Seconds that all processors were busy, that this process was, and that all could have been (Linux)."""
    ticks = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    second = os.sysconf("SC_CLK_TCK")
    return (sum(ticks) - ticks[3] - ticks[4]) / second, time.process_time(), sum(ticks) / second


def spread(taken: list[float]) -> dict[str, float]:
    if not taken:
        return {"n": 0}
    ordered = sorted(taken)
    at = {f"p{share}": ordered[min(len(ordered) - 1, len(ordered) * share // 100)] for share in (50, 95, 99, 100)}
    return {**{name: round(value, 1) for name, value in at.items()}, "n": len(taken)}


def child(folder: Path, width: int, height: int, scoring: bool, steps: int) -> None:
    measured = Child(folder, (width, height), scoring, steps)
    measured.run()
    measured.close()
    measured.print()


def run_child(folder: Path, home: Path, *arguments: object, script: str = __file__) -> dict[str, Any]:
    environment = {**os.environ, "HOME": str(home)}
    for name in ("DATA", "CACHE", "CONFIG", "STATE"):
        environment[f"XDG_{name}_HOME"] = str(home / name.lower())
    command = [sys.executable, script, "--child", str(folder), *map(str, arguments)]
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: dict[str, Any] = json.loads(output.splitlines()[-1])
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--child", nargs=5)
    options = parser.parse_args()
    if options.child:
        folder, width, height, scoring, steps = options.child
        child(Path(folder), int(width), int(height), scoring == "True", int(steps))
        return
    from bench_decode import make_photographs
    from bench_window import link_many

    with tempfile.TemporaryDirectory(dir=options.folder.parent if options.folder else None) as name:
        base = Path(name)
        (base / "originals").mkdir()
        sources = sorted(options.folder.glob("*.[jJ][pP]*[gG]")) if options.folder else []
        sources = sources or make_photographs(base / "originals", PHOTOS)
        for scoring, count in ((False, FEW), (True, MANY)):
            link_many(sources, base / str(count), count)
            for size in SIZES:
                figures = run_child(base / str(count), base / f"h{count}{size[0]}", *size, scoring, options.steps)
                print(f"window {size[0]} × {size[1]}, {'while scoring' if scoring else 'idle'}", flush=True)
                for row, values in figures.items():
                    print(f"  {row:<24}{values}", flush=True)


if __name__ == "__main__":
    main()
