"""Keys pressed on the real window, and what is left of them after a kill: the scene that ``test_keys.py`` watches.

python tests/e2e/key_scene.py SHOOT CATALOG     a window on SHOOT that tells each painting in which more is decided

    shown ──> "ready"        the photographs are listed, and the window has the keyboard
    painted ──> "decided 3"  the grid has just been painted with three photographs that carry a flag or stars
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any


def main() -> None:
    from PySide6.QtWidgets import QApplication

    from aesthetic_gui import settings
    from aesthetic_gui.app import make_window
    from aesthetic_gui.catalog.catalog import Catalog
    from aesthetic_gui.photo import UNDECIDED
    from aesthetic_gui.ui.grid.view import GridView

    shoot, catalog = map(Path, sys.argv[1:])
    app = QApplication(["aesthetic-gui", "-style", "Fusion"])
    window = make_window(Catalog.open(catalog), settings.load(), device="cpu")
    told, paint = [0], GridView.paintEvent

    def paint_and_tell(grid: Any, event: Any) -> None:
        paint(grid, event)
        decided = sum(item.decision != UNDECIDED for item in window.session.model.all_items())
        if decided > told[0]:
            told[0] = decided
            print(f"decided {decided}", flush=True)

    GridView.paintEvent = paint_and_tell
    window.resize(1200, 800)
    window.session.opened.connect(lambda: print("ready", flush=True))
    window.show()
    window.begin([shoot])
    sys.exit(app.exec())


if __name__ == "__main__":
    main()
