"""Saved filters and smart albums: kept, chosen from a menu and from the list, renamed and removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from aesthetic_gui.culling.finding import saved_filters
from aesthetic_gui.culling.finding.saved_filters import SavedFilter
from aesthetic_gui.culling.viewing import SortBy, View, at_least
from aesthetic_gui.photo import Flag
from aesthetic_gui.ui.dialogs.name_dialog import NameDialog
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.saved.kept import KeptFilters
from aesthetic_gui.ui.finding.saved.smart_albums import SmartAlbums
from aesthetic_gui.ui.finding.saved.work import SavedWork

PICKS = View(flags=frozenset({Flag.PICK}))
EVENING = Path("/shoot/evening")


class Bench:
    """The work on saved filters, with ``folders`` open."""

    def __init__(self, qtbot, monkeypatch) -> None:
        self.window, self.folders, self.names = QWidget(), [EVENING], []
        qtbot.addWidget(self.window)
        self.asked = Filter(self.window)
        self.kept = KeptFilters(lambda work, failed: work(), self.window)
        self.work = SavedWork(self.kept, self.asked, lambda: self.folders, self.window)
        self.menu = QMenu(self.window)
        monkeypatch.setattr(NameDialog, "exec", lambda dialog: self._type(dialog))

    def _type(self, dialog: NameDialog) -> int:
        dialog.line.setText(self.names.pop(0))
        return 1

    def titles(self) -> list[str]:
        """What the menu offers now, a tick before what is asked; what cannot be done is not listed."""
        self.work.fill(self.menu)
        actions = [one for one in self.menu.actions() if one.text() and one.isEnabled() and not one.isSeparator()]
        return [f"{'✓ ' if one.isChecked() else ''}{one.text()}" for one in actions]

    def press(self, title: str) -> None:
        self.titles()
        next(one for one in self.menu.actions() if one.text() == title).trigger()


@pytest.fixture
def bench(qtbot, monkeypatch) -> Bench:
    return Bench(qtbot, monkeypatch)


def test_a_filter_is_saved_by_name_kept_on_the_disk_and_chosen_again_with_its_order(bench):
    assert bench.titles() == []
    bench.asked.set(View(SortBy.TIME, flags=PICKS.flags))
    bench.names = ["Picks & <b>more</b>"]
    bench.press("Save this filter…")
    assert [each.name for each in saved_filters.load()] == ["Picks & <b>more</b>"]
    bench.asked.clear()
    bench.press("Picks && <b>more</b>")
    assert bench.asked.view == View(SortBy.TIME, flags=PICKS.flags)
    assert bench.titles()[0] == "✓ Picks && <b>more</b>"


def test_a_smart_album_opens_its_folders_unless_they_are_open(bench, qtbot):
    bench.asked.set(PICKS)
    bench.names = ["Evening"]
    bench.press("Save as smart album…")
    assert bench.kept.now.each == (SavedFilter("Evening", PICKS, (EVENING,)),)
    opened: list[list[Path]] = []
    bench.work.open_wanted.connect(lambda folders, then: (opened.append(folders), then()))
    bench.asked.clear()
    bench.press("Evening")
    assert opened == []
    bench.folders = [Path("/elsewhere")]
    assert bench.work.current is None
    bench.press("Evening")
    assert opened == [[EVENING]]
    assert bench.asked.view == PICKS


def test_what_is_asked_now_can_be_renamed_and_removed_once_that_is_agreed(bench, monkeypatch):
    bench.asked.set(PICKS)
    bench.names = ["Picks", "Best"]
    bench.press("Save this filter…")
    bench.press("Rename “Picks”…")
    assert bench.titles()[0] == "✓ Best"
    answers = iter(["Cancel", "Remove"])
    asked = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.text())
        word = next(answers)
        next(one for one in box.buttons() if one.text().replace("&", "") == word).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    bench.press("Remove “Best”…")
    assert [each.name for each in bench.kept.now] == ["Best"]
    bench.press("Remove “Best”…")
    assert list(bench.kept.now) == list(saved_filters.load()) == []
    assert asked == ["Remove the saved filter “Best”?"] * 2


def test_the_list_shows_albums_alone_and_is_not_there_without_any(bench, qtbot):
    albums = SmartAlbums()
    qtbot.addWidget(albums)
    albums.show_saved(bench.kept.now.having(SavedFilter("Picks", PICKS)))
    assert albums.isHidden()
    stars = SavedFilter("<i>Stars</i>", View(stars=at_least(3)), (EVENING,))
    albums.show_saved(bench.kept.now.having(SavedFilter("Picks", PICKS)).having(stars))
    row = albums.topLevelItem(0).child(0)
    assert (row.text(0), row.toolTip(0)) == ("<i>Stars</i>", f"3 stars and more\n{EVENING}")
    with qtbot.waitSignal(albums.chosen) as told:
        albums.itemClicked.emit(row, 0)
    assert told.args == [stars]


def test_a_folder_that_cannot_be_written_is_told(qtbot, monkeypatch):
    def run(work, failed):
        with pytest.raises(Exception, match="cannot be kept") as told:
            work()
        failed(str(told.value))

    window = QWidget()
    qtbot.addWidget(window)
    kept = KeptFilters(run, window)

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(saved_filters, "save", refuse)
    with qtbot.waitSignal(kept.said) as told:
        kept.become(kept.now.having(SavedFilter("Picks", PICKS)))
    assert "Read-only file system" in told.args[0]


def test_filters_saved_in_two_windows_are_both_kept(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    one, other = (KeptFilters(lambda work, failed: work(), window) for _ in range(2))
    one.become(one.now.having(SavedFilter("One", PICKS)))
    other.become(other.now.having(SavedFilter("Other", PICKS)))
    assert [each.name for each in saved_filters.load()] == ["One", "Other"]
