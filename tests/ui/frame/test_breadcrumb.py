"""The way to the open folder, in whatever room there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from aesthetic_gui.ui.frame.breadcrumb import MOST, NOTHING, Breadcrumb, crumbs
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, row

HOME = Path("/home/anna")
DEEP = Path("/" + "/".join(f"folder number {number}" for number in range(20)))


@pytest.mark.parametrize(
    ("folder", "titles"),
    [
        ("/home/anna", ["Home"]),
        ("/home/anna/Pictures/wedding", ["Home", "Pictures", "wedding"]),
        ("/media/card", ["/", "media", "card"]),
        ("/", ["/"]),
        ("/home", ["/", "home"]),
    ],
)
def test_the_way_begins_at_home_or_at_the_root(folder: str, titles: list[str]) -> None:
    found = crumbs(Path(folder), HOME)
    assert [title for title, _ in found] == titles
    assert found[-1][1] == Path(folder)


@pytest.fixture
def bar(qtbot) -> QWidget:
    bar = QWidget()
    row((Breadcrumb(), 1), (QWidget(), 2), on=bar, margins=NO_MARGINS)
    qtbot.addWidget(bar)
    bar.resize(1200, 30)
    bar.show()
    return bar


@pytest.fixture
def breadcrumb(qtbot) -> Breadcrumb:
    breadcrumb = Breadcrumb()
    qtbot.addWidget(breadcrumb)
    breadcrumb.show()
    return breadcrumb


def test_every_part_opens_its_folder(qtbot, breadcrumb) -> None:
    breadcrumb.show_paths([Path("/media/card/DCIM")], Path("/media/card/DCIM"))
    breadcrumb.resize(700, 30)
    assert breadcrumb.titles() == ["/ ›", "media ›", "card ›", "DCIM"]
    with qtbot.waitSignal(breadcrumb.chosen) as told:
        qtbot.mouseClick(breadcrumb._parts[1], Qt.MouseButton.LeftButton)
    assert told.args == [[Path("/media")]]


def test_a_short_way_leaves_the_filter_the_room_that_it_does_not_need(bar) -> None:
    breadcrumb = bar.findChild(Breadcrumb)
    for paths, titles in (([], [NOTHING]), ([Path("/media/card")], ["/ ›", "media ›", "card"])):
        breadcrumb.show_paths(paths, Path("/media/card"))
        bar.layout().activate()
        assert breadcrumb.titles() == titles
        assert breadcrumb.width() < 300


@pytest.mark.parametrize("width", [90, 160, 260, 500, 1500])
def test_in_little_room_the_folder_itself_is_left_and_the_others_are_under_a_menu(qtbot, breadcrumb, width) -> None:
    breadcrumb.show_paths([DEEP], DEEP)
    breadcrumb.resize(width, 30)
    titles = breadcrumb.titles()
    assert titles[-1] == DEEP.name
    shown = titles[1:] if titles[0] == "… ›" else titles
    above = breadcrumb._above_menu.actions()
    assert len(above) + len(shown) == len(DEEP.parents) + 1
    assert len(shown) <= MOST
    with qtbot.waitSignal(breadcrumb.chosen) as told:
        above[0].trigger()
    assert told.args == [[Path("/")]]
    last = next(part for part in reversed(breadcrumb._parts) if part.isVisible())
    assert width < 200 or last.geometry().right() < breadcrumb.places.x() <= width


def test_several_folders_say_how_many_more_and_nothing_says_so(breadcrumb) -> None:
    breadcrumb.show_paths([Path("/a/b"), Path("/a/c"), Path("/a/d")], Path("/a/b"))
    assert breadcrumb.titles()[-1] == "b + 2"
    assert "/a/d" in breadcrumb.toolTip()
    breadcrumb.show_paths([], Path("/"))
    assert breadcrumb.titles() == [NOTHING]
    assert not breadcrumb.star.isVisible()
