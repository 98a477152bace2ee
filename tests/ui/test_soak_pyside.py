"""PySide6 6.12.0 aborts the process on Python 3.11 after some thousands of calls: pinned below it.

See docs/decisions/0001-pyside6-below-6.12.md.
"""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys

SOAK = """
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel

application = QApplication([])
label, canvas, stamp = QLabel(), QPixmap(64, 64), QPixmap(8, 8)
painter = QPainter(canvas)
for count in range(60_000):
    label.setText(f"photograph {count}")
    painter.drawPixmap(count % 56, count % 56, stamp)
    painter.drawText(4, 40, "5.73")
painter.end()
application.processEvents()
print(label.text())
"""


def test_the_installed_qt_is_older_than_the_one_that_aborts() -> None:
    major, minor = map(int, importlib.metadata.version("PySide6-Essentials").split(".")[:2])
    assert (6, 8) <= (major, minor) < (6, 12)


def test_tens_of_thousands_of_labels_and_pixmaps_are_drawn_without_an_abort() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    told = subprocess.run(
        [sys.executable, "-c", SOAK], env=environment, capture_output=True, text=True, timeout=110, check=False
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip() == "photograph 59999"
