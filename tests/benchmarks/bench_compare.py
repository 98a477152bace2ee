"""Several photographs side by side: how soon every pixel is there, how smoothly they are panned, what is held up.

    xvfb-run -s "-screen 0 2560x1440x24" python tests/benchmarks/bench_compare.py [--folder JPEGS] [--steps 9]

The real window, 2560 × 1440, on 24-megapixel JPEGs (or those of a folder), which are scored before. *fit*: C or N to
sharp pictures of the size of the panes, none of which was read before; *100 %*: from there Z to the last pane with
every pixel of what it shows; *pan*: from a drag of one pane to the end of the painting of all. A time ends after
painting and flushing. A gap is the time between two ticks of a 10 ms timer of the GUI thread, less those 10 ms.
*one by one*: the same files, each decoded whole, one after another, which is what is compared with; taken in turn with
the times in the window, so that what else runs on this machine burdens both.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench_loupe import Child, run_child, spread

SIZE = (2560, 1440)
PHOTOS = 12  # different ones
PANS = 60
LONGEST_S = 30.0


class Several(Child):
    """The program's own window with a stop-watch, on several photographs at once."""

    def run(self) -> None:
        window, key = self.window, self.Qt.Key
        for name, count, view, opening in (
            ("compare 2", 2, window.viewer.compare, key.Key_C),
            ("survey 9", 9, window.viewer.survey, key.Key_N),
        ):
            fits, nears, plain, pans = [], [], [], []
            for step in range(self.steps):
                files = self.choose(step, count)
                self.last = time.perf_counter()
                self.ticker.start()
                fits.append(self.until_painted(lambda opening=opening: self.press(opening), view, self.all_sharp))
                self.wait(100)
                nears.append(self.until_painted(lambda: self.press(key.Key_Z), view, self.all_near))
                pans += self.pan(view)
                self.ticker.stop()
                self.press(key.Key_Z)
                self.press(key.Key_G)
                plain.append(self.one_by_one(files))
            self.tell(name, fits, nears, pans, plain)
        self.figures["gaps"] = spread(self.gaps)

    def tell(self, name: str, fits: list[float], nears: list[float], pans: list[float], plain: list[float]) -> None:
        self.figures[f"{name}: fit"] = spread(fits)
        self.figures[f"{name}: 100 %"] = spread(nears)
        self.figures[f"{name}: pan"] = spread(pans)
        self.figures[f"{name}: one by one"] = spread(plain)
        ratios = [near / one for near, one in zip(nears, plain, strict=True)]
        self.figures[f"{name}: 100 % / one by one"] = round(sorted(ratios)[len(ratios) // 2], 2)

    def choose(self, step: int, count: int) -> list[Path]:
        """Select ``count`` photographs, of which nothing is in memory."""
        window = self.window
        first = (step * count) % (window.session.model.rowCount() - count)
        window.viewer.show_grid()
        window.grid.go_to(first)
        window.grid.clearSelection()
        window.grid.select_rows(range(first, first + count))
        self.until(lambda: window.showing.loader.idle, 5000)
        window.showing.loader.forget()
        for panes in (window.viewer.compare, window.viewer.survey):
            for pane in panes.shown_panes():
                pane.item = pane.picture = pane.detail = None
        window.viewer.compare._comparison = None
        window.viewer.survey._paths = []
        self.wait(400)
        return [window.session.model.path(row) for row in range(first, first + count)]

    def until_painted(self, act: Callable[[], None], view: Any, ready: Callable[[Any], bool]) -> float:
        """Milliseconds from ``act`` until ``ready`` holds and everything was painted."""
        started = time.perf_counter()
        act()
        while not ready(view):
            self.wait(2)
            if time.perf_counter() - started > LONGEST_S:
                raise TimeoutError("never shown")
        self.flush(view)
        return (time.perf_counter() - started) * 1000

    def all_sharp(self, view: Any) -> bool:
        panes = view.shown_panes()
        return bool(panes) and all(map(self.is_sharp_in, panes))

    def is_sharp_in(self, pane: Any) -> bool:
        return pane.picture is not None and pane.picture.levels[0].width() >= pane.view.covered.width() - 2

    def all_near(self, view: Any) -> bool:
        """Whether every pane shows each pixel of what is seen in it."""
        return all(not pane.view.fitted and self.is_near(pane) for pane in view.shown_panes())

    def is_near(self, pane: Any) -> bool:
        from PySide6.QtCore import QRectF

        whole = pane.picture is not None and pane.picture.request.longest_side is None
        return whole or (pane.detail is not None and QRectF(*pane.detail.request.part).contains(pane.view.seen))

    def flush(self, view: Any) -> None:
        for pane in view.shown_panes():
            pane.view.repaint()
        self.app.sync() if hasattr(self.app, "sync") else self.app.processEvents()

    def pan(self, view: Any) -> list[float]:
        """A hand that drags in circles, some 40 pixels a step."""
        from PySide6.QtCore import QPoint

        pane, taken = view.active_pane, []
        place = pane.view.rect().center()
        self.QTest.mousePress(pane.view, self.Qt.MouseButton.LeftButton, pos=place)
        for step in range(PANS):
            way = (QPoint(40, 0), QPoint(0, 40), QPoint(-40, 0), QPoint(0, -40))[step // 4 % 4]
            place += way
            started = time.perf_counter()
            self.QTest.mouseMove(pane.view, place)
            self.app.processEvents()  # all panes are moved, and painted
            taken.append((time.perf_counter() - started) * 1000)
        self.QTest.mouseRelease(pane.view, self.Qt.MouseButton.LeftButton, pos=place)
        return taken

    def one_by_one(self, files: Sequence[Path]) -> float:
        from aesthetic_gui.files.decoding.decode import decode

        started = time.perf_counter()
        for path in files:
            decode(path, None)
        return (time.perf_counter() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--steps", type=int, default=9)
    parser.add_argument("--child", nargs=5)
    options = parser.parse_args()
    if options.child:
        folder, width, height, scoring, steps = options.child
        measured = Several(Path(folder), (int(width), int(height)), scoring == "True", int(steps))
        measured.run()
        measured.close()
        measured.print()
        return
    from bench_decode import make_photographs
    from bench_window import link_many

    with tempfile.TemporaryDirectory(dir=options.folder.parent if options.folder else None) as name:
        base = Path(name)
        (base / "originals").mkdir()
        sources = sorted(options.folder.glob("*.[jJ][pP]*[gG]")) if options.folder else []
        sources = sources or make_photographs(base / "originals", PHOTOS)
        link_many(sources, base / "shoot", 60)
        figures = run_child(base / "shoot", base / "home", *SIZE, False, options.steps, script=__file__)
        for row, values in figures.items():
            print(f"  {row:<36}{values}", flush=True)


if __name__ == "__main__":
    main()
