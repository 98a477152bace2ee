"""The tree of folders on the left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint

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


def test_a_folder_opened_while_the_mouse_lies_over_the_tree_comes_into_sight_once_it_is_gone(
    qtbot, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("aesthetic_gui.ui.files.folder_panel.places", lambda: [("Home", tmp_path)])
    for number in range(80):
        (tmp_path / f"shoot {number:02}").mkdir()
    panel = FolderPanel()
    qtbot.addWidget(panel)
    panel.resize(220, 260)
    panel.show()
    qtbot.waitUntil(lambda: len(offered(panel, tmp_path)) == 80, timeout=5_000)
    pointer = panel._still.pointer
    pointer.place = QPoint(20, 20)
    panel.reveal(tmp_path / "shoot 70")
    row = panel.tree.model().index(str(tmp_path / "shoot 70"))
    view = panel.tree.viewport().rect()
    panel.tree.scrollToTop()
    assert not view.contains(panel.tree.visualRect(row).center())
    pointer._go(None)
    assert view.contains(panel.tree.visualRect(row).center())
