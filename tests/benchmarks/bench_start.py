"""How long until the window is on screen, against a bare PySide6 window, in one run.

    xvfb-run -s "-screen 0 1280x800x24" python tests/benchmarks/bench_start.py [--runs 9] [--imports]

Fresh processes take turns: a ``QMainWindow`` with a label, this program without a folder, this program on a folder.
Each is timed from before the process starts until its first frame is painted and handed to the screen. One round
beforehand leaves all of them what any start but the first finds: the bytecode of every module, which pip writes when
it installs the program, warm caches of the disk, a catalog. What to compare is the ratio of the medians; the seconds
are the machine's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

PHOTOS = 60  # in the folder: more than a screen full
SHOWN_IMPORTS = 40

# The stop-watch imports nothing that the program would be spared by it, and nothing before the program does.
WATCH = """
import os, sys, time

def watch():
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class FirstFrame(QObject):
        def eventFilter(self, window, event):
            if event.type() != QEvent.Type.Expose:
                return False
            window.removeEventFilter(self)
            QCoreApplication.sendEvent(window, event)  # paints all of it and hands it to the screen
            print(time.monotonic() - float(os.environ["STARTED"]))
            QTimer.singleShot(500, QApplication.closeAllWindows)  # as a user would, once the window has settled
            return True

    def show(window):
        window.winId()
        window.windowHandle().installEventFilter(window.first_frame)
        shown(window)

    QMainWindow.first_frame, shown, QMainWindow.show = FirstFrame(), QMainWindow.show, show
"""
BARE = """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
watch()
app = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(QLabel("A window"))
window.resize(1280, 800)
window.show()
app.exec()
"""
PROGRAM = """
import runpy

class OnceQtIsThere:
    def find_spec(self, name, *_):
        if name == "aesthetic_gui.ui.main_window":
            sys.meta_path.remove(self)
            watch()

sys.meta_path.insert(0, OnceQtIsThere())
runpy.run_module("aesthetic_gui", run_name="__main__", alter_sys=True)
"""


def seconds_to_first_frame(code: str, arguments: list[str], environment: Mapping[str, str]) -> float:
    command = [sys.executable, "-c", WATCH + code, *arguments]
    started = {**environment, "STARTED": str(time.monotonic())}
    done = subprocess.run(command, env=started, check=True, capture_output=True, text=True, timeout=120)
    return float(done.stdout.splitlines()[-1])


def report(seconds: Mapping[str, list[float]]) -> None:
    bare = statistics.median(next(iter(seconds.values())))
    print(f"{'':<28}{'first quartile':>16}{'median':>10}{'third':>10}{'ratio':>10}")
    for name, taken in seconds.items():
        first, median, third = statistics.quantiles(taken, n=4, method="inclusive")
        print(f"{name:<28}{first:>14.3f} s{median:>8.3f} s{third:>8.3f} s{median / bare:>9.2f}x")


def report_imports(environment: Mapping[str, str]) -> None:
    """What the interpreter says each import took, with what it imported in turn; being asked makes it slower."""
    command = [sys.executable, "-X", "importtime", "-c", "import aesthetic_gui.app"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    lines = done.stderr.splitlines()
    told = [line.removeprefix("import time:").split("|") for line in lines if "self [us]" not in line]
    rows = [(int(both), int(own), name.strip()) for own, both, name in told]
    print(f"\n{'with its own, ms':>20}{'itself, ms':>12}")
    for both, own, name in sorted(rows, reverse=True)[:SHOWN_IMPORTS]:
        print(f"{both / 1000:>20.1f}{own / 1000:>12.1f}  {name}")
    ours = sum(own for _both, own, name in rows if name.startswith("aesthetic_gui"))
    print(f"{'':>20}{ours / 1000:>12.1f}  all modules of the program itself ({len(rows)} modules in all)")


def make_folder(folder: Path) -> Path:
    from bench_decode import make_photographs

    folder.mkdir()
    (source,) = make_photographs(folder, 1)
    for number in range(1, PHOTOS):
        os.link(source, folder / f"copy_{number:03}.jpg")
    return folder


def environment_in(home: Path) -> dict[str, str]:
    """A home of its own in ``home``, and bytecode of its own: that of a checkout may be missing, or not be written."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    rooms = {f"XDG_{room}_HOME": str(home / room.lower()) for room in ("DATA", "CACHE", "CONFIG")}
    return {**inherited, **rooms, "HOME": str(home), "PYTHONPYCACHEPREFIX": str(home / "bytecode")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--imports", action="store_true", help="also what -X importtime says of our modules")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        folder = str(make_folder(base / "shoot"))
        environment = environment_in(base)
        starts = {"a bare window": (BARE, []), "the program": (PROGRAM, []), "on a folder": (PROGRAM, [folder])}
        seconds: dict[str, list[float]] = {kind: [] for kind in starts}
        for run in range(arguments.runs + 1):
            for kind, (code, paths) in starts.items():
                taken = seconds_to_first_frame(code, paths, environment)
                if run:
                    seconds[kind].append(taken)
    report(seconds)
    if arguments.imports:
        report_imports(environment)


if __name__ == "__main__":
    main()
