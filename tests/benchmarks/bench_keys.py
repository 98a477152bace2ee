"""Keys in the real window: a held arrow at 30 a second, idle and while scoring, and a thousand decisions by hand.

    xvfb-run -s "-screen 0 1280x800x24" python tests/benchmarks/bench_keys.py [--photos 1000] [--scoring 3000]

A key of the X server is held down (its own repeat, 30 a second), in the grid and in the loupe, over photographs that
were scored before. *Painted* is the time from the moment the server has for the key press to the end of the first
painting in which that photograph is the one shown; one that was passed and never painted is *skipped*, one of which
there was no picture yet while it was shown, not even a thumbnail, is *without a picture*. A gap is the time between
two ticks of a 10 ms timer of the GUI thread, less those 10 ms. Then the same while others are being scored.
*Decided*: ``P``, ``X``, ``3`` … with Shift, pressed by xdotool about ten a second; all have to be in the catalog.
*Others*: what share of the processors other programs took meanwhile.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PHOTOS = 24  # different 24-megapixel files; more are hard links to them
LONGEST_S = 300
KEYS = ("P", "X", "U", "1", "3", "5")
DECIDED = {"P": (1, 0), "X": (-1, 0), "U": (0, 0), "1": (0, 1), "3": (0, 3), "5": (0, 5)}


class Child:
    """The program's own window with a stop-watch."""

    def __init__(self, folder: Path, scoring: bool) -> None:
        from PySide6.QtCore import QEvent, QObject, Qt, QTimer
        from PySide6.QtWidgets import QApplication

        from aesthetic_gui import settings
        from aesthetic_gui.app import make_window
        from aesthetic_gui.catalog.catalog import Catalog
        from aesthetic_gui.ui.grid.view import GridView
        from aesthetic_gui.ui.loupe.photo_view import PhotoView
        from aesthetic_gui.ui.loupe.view import _Message as Words
        from aesthetic_gui.ui.theme import apply_theme

        child, self.QTimer, self.scoring = self, QTimer, scoring
        self.app = QApplication(["", "-style", "Fusion"])
        self.pressed: dict[int, float] = {}  # row → when the key that leads there was pressed, in ms of the server
        self.painted: dict[int, float] = {}
        self.pictured: set[int] = set()  # rows of which there was a picture, not only words
        self.holding, self.row = False, 0

        class Presses(QObject):
            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
                if child.holding and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Right:
                    child.row += 1
                    child.pressed[child.row] = event.timestamp()
                return False

        for view in (PhotoView, Words, GridView):
            self.watch(view)
        values = settings.load() | {"toured": True}
        apply_theme(self.app, values["theme"])
        self.catalog = Catalog.open(settings.catalog_path())
        self.window = make_window(self.catalog, values, device="cpu")
        self.window.resize(1280, 776)
        self.window.show()
        self.window.begin([folder])
        self.gaps: list[float] = []
        self.last = 0.0
        self.ticker = QTimer(interval=10)
        self.ticker.timeout.connect(self.tick)
        pace, model = self.window.session.scoring.pace, self.window.session.model
        self.until(lambda: model.total > 0 and (pace.done > 40 if scoring else pace.finished))
        self.presses = Presses()
        self.window.windowHandle().installEventFilter(self.presses)
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        self.wait(1500)

    def watch(self, view: Any) -> None:
        painted = view.paintEvent

        def paint(widget: Any, event: Any) -> None:
            painted(widget, event)
            if self.holding and widget.isVisible():
                row = self.window.grid.currentIndex().row()
                self.painted.setdefault(row, time.monotonic() * 1000)
                if self.has_picture(row):
                    self.pictured.add(row)

        view.paintEvent = paint

    def has_picture(self, row: int) -> bool:
        window = self.window
        if window.viewer.in_loupe:
            item = window.showing._item
            seen = item is not None and window.session.model.row_of(item.photo.path) == row
            return seen and not window.loupe.message
        return window.thumbnails.get(window.session.model.item(row).photo) is not None

    def tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self.last) * 1000 - 10)
        self.last = now

    def wait(self, milliseconds: int) -> None:
        from PySide6.QtCore import QEventLoop

        loop = QEventLoop()
        self.QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def until(self, condition: Any) -> None:
        ends = time.monotonic() + LONGEST_S
        while not condition():
            if time.monotonic() > ends:
                raise TimeoutError("it takes too long")
            self.wait(20)

    def hold(self, photos: int) -> dict[str, Any]:
        """The right arrow over ``photos`` from the first one on."""
        self.window.grid.go_to(0)
        self.wait(1000)
        self.pressed, self.painted, self.pictured, self.gaps, self.row = {}, {}, set(), [], 0
        before = processors()
        self.holding, self.last = True, time.perf_counter()
        self.ticker.start()
        subprocess.run(["xdotool", "keydown", "Right"], check=True)
        self.until(lambda: self.row >= photos)
        subprocess.run(["xdotool", "keyup", "Right"], check=True)
        self.wait(500)
        self.holding = False
        self.ticker.stop()
        took = sorted(self.painted[row] - at for row, at in self.pressed.items() if row in self.painted)
        presses = sorted(self.pressed.values())[1:]  # the repeat begins after a moment
        busy, own, room = (now - then for now, then in zip(processors(), before, strict=True))
        return {
            "painted, ms": spread(took),
            "skipped": sum(row not in self.painted for row in self.pressed),
            "without a picture": sum(row not in self.pictured for row in self.pressed),
            "presses": len(self.pressed),
            "a second": round(1000 * (len(presses) - 1) / (presses[-1] - presses[0]), 1),
            "at": self.window.grid.currentIndex().row(),
            "gap, ms": spread(self.gaps),
            "gaps > 100 ms": sum(gap > 100 for gap in self.gaps),
            "others": f"{100 * (busy - own) / room:.0f} %",
            "still scoring": not self.window.session.scoring.pace.finished,
        }

    def decide(self, photos: int) -> dict[str, Any]:
        """As a person does, ten a second, each key with Shift; then all that the catalog has."""
        from aesthetic_gui import settings

        self.window.viewer.show_loupe()
        self.window.grid.go_to(0)
        self.wait(300)
        keys = [KEYS[number % len(KEYS)] for number in range(photos)]
        command = ["xdotool", "key", "--delay", "100", *(f"shift+{key.lower()}" for key in keys)]
        with subprocess.Popen(command) as hand:
            self.until(lambda: hand.poll() is not None)
        self.wait(500)
        model = self.window.session.model
        wanted = {str(model.item(row).photo.path): DECIDED[key] for row, key in enumerate(keys)}
        with sqlite3.connect(f"file:{settings.catalog_path()}?mode=ro", uri=True) as catalog:
            stored = {
                os.fsdecode(path): (flag, stars)
                for path, flag, stars in catalog.execute(
                    "SELECT path, coalesce(flag, 0), coalesce(stars, 0) FROM photos LEFT JOIN decisions"
                    " ON photo_id = photos.id"
                )
            }
        return {"decided": photos, "stored": sum(stored.get(path) == what for path, what in wanted.items())}

    def run(self, photos: int) -> dict[str, Any]:
        figures: dict[str, Any] = {}
        for name, show in (("grid", self.window.viewer.show_grid), ("loupe", self.window.viewer.show_loupe)):
            show()
            figures[name] = self.hold(photos)
        if not self.scoring:
            figures["decisions"] = self.decide(photos)
        self.window.close()
        self.catalog.close()
        return figures


def repeat(delay: int, interval: int) -> None:
    """Have the server repeat a held key after ``delay`` and then every ``interval`` milliseconds (XKB)."""
    library = ctypes.CDLL("libX11.so.6")
    library.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(library.XOpenDisplay(None))
    for device in (0x100, 3, 5):  # the core keyboard, and that of XTEST, which xdotool types on
        library.XkbSetAutoRepeatRate(display, device, delay, interval)
    library.XSync(display, 0)  # and stay connected: without a client, the server forgets it


def processors() -> tuple[float, float, float]:
    """Seconds that all processors were busy, that this process was, and that all could have been (Linux)."""
    ticks = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    second = os.sysconf("SC_CLK_TCK")
    return (sum(ticks) - ticks[3] - ticks[4]) / second, time.process_time(), sum(ticks) / second


def spread(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    at = {f"p{share}": ordered[min(len(ordered) - 1, len(ordered) * share // 100)] for share in (50, 95, 99)}
    return {name: round(value, 1) for name, value in {**at, "max": ordered[-1]}.items()}


def run_child(folder: Path, home: Path, *arguments: object) -> dict[str, Any]:
    environment = {**os.environ, "HOME": str(home)}
    for name in ("DATA", "CACHE", "CONFIG", "STATE"):
        environment[f"XDG_{name}_HOME"] = str(home / name.lower())
    command = [sys.executable, __file__, "--child", str(folder), *map(str, arguments)]
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: dict[str, Any] = json.loads(output.splitlines()[-1])
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=1000, help="passed by the held key, and decided")
    parser.add_argument("--scoring", type=int, default=3000, help="being scored meanwhile")
    parser.add_argument("--folder", type=Path, help="JPEGs to take instead of made ones")
    parser.add_argument("--child", nargs=3)
    options = parser.parse_args()
    if options.child:
        folder, scoring, photos = options.child
        print(json.dumps(Child(Path(folder), scoring == "True").run(int(photos))))
        return
    from bench_decode import make_photographs
    from bench_window import link_many

    repeat(200, 33)
    with tempfile.TemporaryDirectory(dir=options.folder.parent if options.folder else None) as name:
        base = Path(name)
        (base / "originals").mkdir()
        sources = sorted(options.folder.glob("*.[jJ][pP]*[gG]")) if options.folder else []
        sources = sources or make_photographs(base / "originals", PHOTOS)
        for scoring, count in ((False, options.photos + 10), (True, options.scoring)):
            if not count:
                continue
            link_many(sources, base / str(count), count)
            figures = run_child(base / str(count), base / f"h{count}", scoring, min(options.photos, count - 10))
            for view, found in figures.items():
                print(f"{view}, {'while scoring' if scoring else 'idle'}", flush=True)
                for row, values in found.items():
                    print(f"  {row:<24}{values}", flush=True)


if __name__ == "__main__":
    main()
