"""The tree of folders on the left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex

from aesthetic_gui.ui.files.folder_panel import FolderPanel


def offered(panel: FolderPanel, folder: Path) -> set[str]:
    """The names of the subfolders that the tree shows."""
    parent: QModelIndex = panel.tree.model().index(str(folder))
    rows = range(panel.tree.model().rowCount(parent))
    shown = [row for row in rows if not panel.tree.isRowHidden(row, parent)]
    return {panel.tree.model().index(row, 0, parent).data() for row in shown}


def test_hidden_folders_of_other_systems_are_not_offered(qtbot, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("aesthetic_gui.ui.files.folder_panel.places", lambda: [("Home", tmp_path)])
    for name in ("wedding", "@eaDir", "#recycle", "NKSC_PARAM", ".thumbnails", "lost+found"):
        (tmp_path / name).mkdir()
    panel = FolderPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.reveal(tmp_path)
    qtbot.waitUntil(lambda: offered(panel, tmp_path) == {"wedding", "NKSC_PARAM"}, timeout=5_000)
    (tmp_path / "#snapshot").mkdir()
    (tmp_path / "portraits").mkdir()
    qtbot.waitUntil(lambda: offered(panel, tmp_path) == {"wedding", "NKSC_PARAM", "portraits"}, timeout=5_000)
