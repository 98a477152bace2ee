"""The filter in the top bar: pressed, counted, cleared, and told in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from aesthetic_gui.culling.finding.facets import Facets
from aesthetic_gui.culling.ranks import Among, Best
from aesthetic_gui.culling.viewing import SortBy, Span, Standing, View, at_least, at_most
from aesthetic_gui.photo import ColourLabel, Flag
from aesthetic_gui.ui.finding.filter_bar import NARROWEST, FilterBar
from aesthetic_gui.ui.finding.stars_choice import How, read

FACETS = Facets(
    {
        "standings": {Standing.AESTHETIC: 1_204, Standing.UNSURE: 12_345, Standing.NOT_AESTHETIC: 7},
        "flags": {Flag.PICK: 18, Flag.NONE: 400, Flag.REJECT: 57},
        "stars": {0: 400, 3: 50, 4: 20, 5: 5},
        "labels": {ColourLabel.RED: 3, ColourLabel.NONE: 472},
    },
    475,
    475,
)


@pytest.fixture
def bar(qtbot) -> FilterBar:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.resize(1280, 30)
    bar.show()
    bar.show_facets(FACETS)
    return bar


@pytest.fixture
def views(bar) -> list[View]:
    told: list[View] = []
    bar.view_changed.connect(told.append)
    return told


def press(qtbot, widget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def pill(bar: FilterBar, name: str) -> QToolButton:
    found = bar.findChild(QToolButton, f"filter_{name}")
    assert isinstance(found, QToolButton)
    return found


def test_a_pill_says_how_many_it_would_leave_and_is_filled_while_it_withholds_something(bar, views, qtbot):
    picks = pill(bar, "flags_1")
    assert (picks.text(), picks.toolTip()) == ("18", "Picked: 18 photographs")
    press(qtbot, picks)
    assert views == [View(flags=frozenset({Flag.PICK}))]
    assert picks.isChecked()
    press(qtbot, picks)
    assert views[-1] == View()
    assert not picks.isChecked()


def test_ten_thousand_and_more_take_no_more_room(bar):
    assert pill(bar, "standings_aesthetic").text() == "1,204"
    assert pill(bar, "standings_unsure").text() == "12k"
    assert pill(bar, "standings_unsure").toolTip() == "Unsure: 12,345 photographs"


def test_the_pill_of_what_cannot_be_read_is_there_only_where_there_is_any(bar):
    unreadable = pill(bar, "standings_unreadable")
    assert not unreadable.isVisible()
    bar.show_counts(5, 5, unreadable=1)
    bar.show_facets(Facets({"standings": {Standing.UNREADABLE: 0}}, 2, 5))  # none of the picks
    assert unreadable.isVisible()


def test_the_count_is_in_the_photographers_number_and_clear_shows_all_again(bar, views, qtbot):
    bar.show_counts(475, 475)
    count = bar.findChild(QLabel, "withheld")
    assert count.text() == "475 photographs"
    assert not bar._clear.isVisible()
    bar.set_view(View(SortBy.TIME, flags=frozenset({Flag.PICK})))
    bar.show_counts(18, 475)
    assert count.text() == "18 of 475 ·"
    assert count.toolTip() == "457 of 475 photographs withheld. Shown: picked"
    press(qtbot, bar._clear)
    assert views[-1] == View(SortBy.TIME)


@pytest.mark.parametrize("width", [480, 560, 640, 760, 900])
def test_no_pill_moves_from_under_the_pointer_that_pressed_it(bar, width):
    bar.resize(width, 30)
    bar.show_facets(Facets({"standings": dict.fromkeys(Standing, 1_289), "flags": dict.fromkeys(Flag, 1_000)}))
    bar.show_counts(3_000, 3_000)
    before = places(bar)
    bar.set_view(View(flags=frozenset({Flag.PICK})))
    bar.show_facets(Facets({"standings": dict.fromkeys(Standing, 5), "flags": dict.fromkeys(Flag, 16)}))
    bar.show_counts(16, 3_000)
    assert places(bar) == before


def places(bar: FilterBar) -> list[int]:
    bar.layout().activate()
    names = ("standings_unsure", "flags_1", "flags_0", "flags_-1", "stars", "labels", "more")
    return [bar.findChild(QToolButton, f"filter_{name}").x() for name in names]


def test_the_filter_is_turned_off_for_a_while_and_on_again_in_the_order_of_now(bar, views):
    bar.filter.turn_off_or_on()
    assert views == []
    bar.set_view(View(flags=frozenset({Flag.PICK}), text="bride"))
    bar.filter.turn_off_or_on()
    bar.filter.ask(sort_by=SortBy.TIME)
    bar.filter.turn_off_or_on()
    assert views[1:] == [View(), View(SortBy.TIME), View(SortBy.TIME, flags=frozenset({Flag.PICK}), text="bride")]


@pytest.mark.parametrize(
    ("how", "stars", "on_the_pill"),
    [
        (How.AT_LEAST, at_least(3), "≥3"),
        (How.EXACTLY, frozenset({3}), "=3"),
        (How.AT_MOST, at_most(3), "≤3"),
    ],
)
def test_stars_are_so_many_and_more_exactly_so_many_or_at_most_so_many(bar, views, qtbot, how, stars, on_the_pill):
    chooser = bar._stars
    press(qtbot, chooser)
    press(qtbot, chooser._ways[how])
    press(qtbot, chooser.choices.list.rows[3])
    assert views[-1] == View(stars=stars)
    assert chooser.text() == on_the_pill
    press(qtbot, chooser.choices.list.rows[3])
    assert views[-1] == View()


def test_what_every_photograph_has_asks_nothing(bar, views, qtbot):
    press(qtbot, bar._stars)
    press(qtbot, bar._stars.choices.list.rows[0])
    assert views == []


def test_the_figure_beside_stars_is_what_the_choice_would_leave(bar, qtbot):
    press(qtbot, bar._stars)
    row = bar._stars.choices.list.rows[3]
    assert row.accessibleName() == "3 stars, 75 photographs"
    press(qtbot, bar._stars._ways[How.EXACTLY])
    assert row.accessibleName() == "3 stars, 50 photographs"


def test_five_stars_are_meant_as_they_were_chosen():
    assert read(at_least(5), How.EXACTLY) == (How.EXACTLY, 5)
    assert read(at_least(5), How.AT_LEAST) == (How.AT_LEAST, 5)
    assert read(frozenset({1, 4}), How.EXACTLY) is None


def test_labels_are_chosen_in_a_list(bar, views, qtbot):
    press(qtbot, bar._labels)
    rows = bar._labels.choices.list.rows
    assert rows[ColourLabel.NONE].accessibleName() == "No label, 472 photographs"
    press(qtbot, rows[ColourLabel.RED])
    press(qtbot, rows[ColourLabel.BLUE])
    assert views[-1] == View(labels=frozenset({ColourLabel.RED, ColourLabel.BLUE}))
    assert bar._labels.isChecked()


def test_a_list_can_be_used_by_keyboard_alone(bar, views, qtbot):
    bar._labels.setFocus()
    qtbot.keyClick(bar._labels, Qt.Key.Key_Space)
    rows = list(bar._labels.choices.list.rows.values())
    qtbot.waitUntil(rows[0].hasFocus)
    qtbot.keyClick(rows[0], Qt.Key.Key_Down)
    qtbot.waitUntil(rows[1].hasFocus)
    qtbot.keyClick(rows[1], Qt.Key.Key_Space)
    assert views == [View(labels=frozenset({ColourLabel.YELLOW}))]
    qtbot.keyClick(rows[1], Qt.Key.Key_Up)
    assert rows[0].hasFocus()
    qtbot.keyClick(rows[0], Qt.Key.Key_Escape)
    assert not bar._labels.popup.isVisible()


def test_a_press_of_a_pill_that_opens_a_list_fills_it_only_by_what_is_chosen(bar, qtbot):
    press(qtbot, bar._labels)
    assert bar._labels.popup.isVisible()
    assert not bar._labels.isChecked()


def test_what_has_no_pill_of_its_own_stays_in_sight_on_more(bar):
    bar.set_view(View(cameras=frozenset({"Canon R5"}), iso=Span(800, None), flags=frozenset({Flag.PICK})))
    more = pill(bar, "more")
    assert more.isChecked()
    assert more.text() == "Canon R5; ISO 800 and more ▾"
    assert more.toolTip() == "Shown: Canon R5; ISO 800 and more"
    bar.clear()
    assert not more.isChecked()
    assert more.text() == "More ▾"


def test_more_offers_what_has_no_pill_each_with_its_figure(bar, views):
    bar.show_facets(Facets({"unlike": {True: 1_204}, "standings": {Standing.WAITING: 3}}, 475, 475))
    menu = bar._menu
    menu.aboutToShow.emit()
    titles = {action.text(): action for action in menu.actions()}
    titles["Not scored yet\t3"].trigger()
    titles["Unlike anything the model has learned from\t1,204"].trigger()
    assert views[-1] == View(standings=frozenset({Standing.WAITING}), unlike=True)
    assert pill(bar, "more").toolTip() == "Shown: not scored yet; unlike anything learned"


def test_the_best_are_chosen_with_a_number_that_counts_once_it_is_whole(bar, views, qtbot):
    bar.best.show()
    press(qtbot, bar.best.segments[Among.HOUR])
    assert views == [View(best=Best(20, Among.HOUR))]
    bar.best.percent.selectAll()
    qtbot.keyClicks(bar.best.percent, "50")
    assert views[-1] == View(best=Best(20, Among.HOUR))
    qtbot.keyClick(bar.best.percent, Qt.Key.Key_Return)
    assert views[-1] == View(best=Best(50, Among.HOUR))
    press(qtbot, bar.best.segments[None])
    assert views[-1] == View()
    press(qtbot, bar.best.segments[Among.FOLDER])
    assert views[-1] == View(best=Best(50, Among.FOLDER))


def test_another_number_is_of_the_shoot_where_nothing_was_chosen(bar, views, qtbot):
    bar.best.show()
    bar.best.percent.setFocus()
    qtbot.keyClick(bar.best.percent, Qt.Key.Key_Up)
    assert views == [View(best=Best(21))]


def test_best_first_is_where_sorting_by_rank_begins_and_the_arrow_turns_it_round(bar, views, qtbot):
    bar._order.actions_by[SortBy.RANK].trigger()
    assert views == [View(SortBy.RANK, descending=True)]
    assert bar._order.by.text() == "Rank ▾"
    press(qtbot, bar._order.direction)
    assert views[-1] == View(SortBy.RANK)


def test_it_fits_beside_all_else_in_the_top_bar_of_a_small_screen_whatever_is_asked(bar, qtbot):
    everything = View(
        SortBy.UNCERTAIN,
        standings=frozenset(Standing),
        stars=at_least(3),
        labels=frozenset({ColourLabel.PURPLE}),
        text="the bride and her father",
        cameras=frozenset({"Canon EOS R5"}),
    )
    bar.set_view(everything)
    bar.show_facets(Facets({"standings": dict.fromkeys(Standing, 9_999), "flags": dict.fromkeys(Flag, 9_999)}))
    bar.show_counts(8_000, 10_000)
    bar.resize(560, 30)
    assert bar.layout().sizeHint().width() <= 560
    assert NARROWEST <= 560
