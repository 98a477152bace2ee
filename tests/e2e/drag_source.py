"""A stand-in for a file browser: a small window from which the paths given are dragged.

python drag_source.py PATH…
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class Source(QLabel):
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path) for path in sys.argv[1:]])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.CopyAction)


def main() -> int:
    app = QApplication(sys.argv[:1])
    source = Source(f"Drag me: {Path(sys.argv[1]).name}")
    source.setWindowTitle("drag source")
    source.setFixedSize(220, 120)
    source.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
