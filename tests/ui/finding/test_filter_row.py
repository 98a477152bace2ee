"""The second row of the filter: words that are typed, lists to choose from, and from … to."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from aesthetic_gui.culling.finding.facets import ALL, DECIDED, FOCAL_BANDS, HOURS, ISO_BANDS, Facets
from aesthetic_gui.culling.ranks import Among, Best
from aesthetic_gui.culling.viewing import Span, View
from aesthetic_gui.ui.finding.best_choice import BestChoice
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.filter_row import FilterRow
from aesthetic_gui.ui.finding.pills import show_below

FACETS = Facets(
    {
        "cameras": {"Canon R5": 300, "<b>Nikon</b>": 100, "": 75},
        "days": {date(2026, 6, 14): 5, date(2026, 6, 13): 470, None: 1},
        "iso": {ISO_BANDS[1]: 12, ISO_BANDS[3]: 4, ISO_BANDS[4]: 9},
        "focal_length": {FOCAL_BANDS[5]: 3},
        "time_of_day": {HOURS[19]: 7},
    },
    475,
    475,
)

EVERYTHING = View(
    best=Best(20, Among.FOLDER),
    p=Span(10, 90),
    cameras=frozenset({"Canon EOS R5 Mark II"}),
    lenses=frozenset({"RF 70-200 mm F2.8 L IS USM"}),
    iso=Span(12_800, 25_599),
    focal_length=Span(135, 299),
    time_of_day=Span(22 * 60, 2 * 60),
    days=frozenset({date(2026, 6, 13)}),
    kinds=frozenset({"RAW + JPEG"}),
    keywords=frozenset({"Places|Greece|Athens"}),
    text="bride",
)


@pytest.fixture
def asked() -> Filter:
    return Filter()


@pytest.fixture
def row(qtbot, asked) -> FilterRow:
    row = FilterRow(asked)
    qtbot.addWidget(row)
    row.resize(1280, 36)
    row.show()
    row.show_facets(FACETS)
    return row


def press(qtbot, widget, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, modifier)


def test_it_is_hidden_at_first_and_counts_more_only_while_it_is_there(qtbot, asked):
    row = FilterRow(asked)
    qtbot.addWidget(row)
    told: list[object] = []
    for signal in (row.faceted_changed, row.wanted):
        signal.connect(told.append)
    assert row.isHidden()
    row.toggle()
    row.toggle()
    assert told == [ALL, True, DECIDED, False]


def test_cameras_are_listed_by_name_the_unknown_last_and_names_are_never_markup(row, asked, qtbot):
    pill = row.sets["cameras"]
    press(qtbot, pill)
    assert [one.accessibleName() for one in pill.choices.list.rows.values()] == [
        "<b>Nikon</b>, 100 photographs",
        "Canon R5, 300 photographs",
        "Unknown camera, 75 photographs",
    ]
    press(qtbot, pill.choices.list.rows["<b>Nikon</b>"])
    assert asked.view == View(cameras=frozenset({"<b>Nikon</b>"}))
    assert pill.toolTip().count("&lt;b&gt;Nikon&lt;/b&gt;") == 1
    press(qtbot, pill.choices.list.rows[""])
    assert pill.text() == "Camera: 2 ▾"


def test_days_are_in_order_and_what_is_undated_is_not_offered(row):
    row.sets["days"].refresh()
    assert list(row.sets["days"].choices.list.rows) == [date(2026, 6, 13), date(2026, 6, 14)]


def test_a_band_is_chosen_by_a_press_more_of_them_with_shift_and_taken_back_by_another(row, asked, qtbot):
    pill = row.spans["iso"]
    press(qtbot, pill)
    rows = pill.choices.list.rows
    assert list(rows) == [ISO_BANDS[1], ISO_BANDS[3], ISO_BANDS[4]]
    press(qtbot, rows[ISO_BANDS[1]])
    assert asked.view == View(iso=Span(200, 399))
    assert pill.text() == "ISO 200 to 399 ▾"
    pill._press(ISO_BANDS[1])
    assert asked.view == View()


def test_with_shift_all_bands_up_to_the_one_pressed_are_chosen(row, asked, monkeypatch):
    pill = row.spans["iso"]
    pill._press(ISO_BANDS[1])
    shift = Qt.KeyboardModifier.ShiftModifier
    monkeypatch.setattr("aesthetic_gui.ui.finding.spans.QApplication.keyboardModifiers", lambda: shift)
    pill._press(ISO_BANDS[4])
    assert asked.view == View(iso=Span(200, 3199))
    pill.refresh()
    rows = pill.choices.list.rows
    assert list(rows) == list(ISO_BANDS[1:5])  # that none was taken at 400 is told, too
    assert all(one.isChecked() for one in rows.values())


def type_in(qtbot, box, text: str) -> None:
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def test_both_ends_can_be_typed_and_an_empty_one_is_open(row, asked, qtbot):
    ends = row.spans["focal_length"].ends
    row.spans["focal_length"].popup.show()
    type_in(qtbot, ends.low, "85")
    assert asked.view == View(focal_length=Span(85, None))
    assert ends.low.text() == "85 mm"
    type_in(qtbot, ends.high, "200 mm")
    assert asked.view == View(focal_length=Span(85, 200))
    type_in(qtbot, ends.high, "50")
    assert asked.view == View(focal_length=Span(50, 50))
    for box in (ends.low, ends.high):
        type_in(qtbot, box, " ")
    assert asked.view == View()


def test_a_time_is_typed_as_on_a_clock_and_may_lead_over_midnight(row, asked, qtbot):
    ends = row.spans["time_of_day"].ends
    row.spans["time_of_day"].popup.show()
    type_in(qtbot, ends.low, "22:30")
    type_in(qtbot, ends.high, "2")
    assert asked.view == View(time_of_day=Span(1350, 120))
    assert row.spans["time_of_day"].text() == "22:30 to 2:00 ▾"


def test_words_are_asked_a_moment_after_the_last_letter_and_return_or_escape_leads_back(row, asked, qtbot):
    row.search_for()
    with qtbot.waitSignal(asked.changed):
        qtbot.keyClicks(row.search, "bride ")
    assert asked.view == View(text="bride")
    assert row.search.text() == "bride "
    with qtbot.waitSignal(row.search.left):
        qtbot.keyClick(row.search, Qt.Key.Key_Return)
    assert asked.view == View(text="bride")
    with qtbot.waitSignal(row.search.left):
        qtbot.keyClick(row.search, Qt.Key.Key_Escape)
    assert asked.view == View()
    assert row.search.text() == ""


def test_what_is_cleared_elsewhere_is_cleared_here(row, asked):
    asked.set(View(text="bride", iso=Span(200, 399), best=Best(5, Among.HOUR)))
    assert row.search.text() == "bride"
    assert row.best.text() == "Best 5 % of each hour ▾"
    asked.clear()
    assert row.search.text() == ""
    assert (row.best.text(), row.spans["iso"].text()) == ("Best ▾", "ISO ▾")
    assert row.spans["iso"].ends.low.text() == "any"


@pytest.mark.parametrize("asks", [View(), EVERYTHING], ids=["nothing", "everything"])
def test_all_of_it_fits_a_small_screen_whatever_is_asked(row, asked, asks):
    asked.set(asks)
    assert row.layout().sizeHint().width() <= 1280


def test_in_a_narrow_window_the_later_pills_stand_in_a_second_row_and_come_back(row, asked):
    asked.set(EVERYTHING)
    pills = [*row.sets.values(), *row.spans.values(), row.best, row.saved]
    for width, rows in ((1280, 1), (760, 2), (1280, 1), (760, 2)):
        row.resize(width, row.height())
        QApplication.processEvents()
        row.resize(width, row.height())
        assert len({pill.geometry().center().y() // 20 for pill in pills}) == rows
        assert all(row.rect().contains(pill.geometry()) for pill in pills)
        assert not any(one.geometry().intersects(other.geometry()) for one, other in combinations(pills, 2))


def test_a_popup_holds_all_its_words_the_first_time_it_is_opened(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    choice = BestChoice(window)
    window.setStyleSheet("QPushButton { padding: 20px }")  # the theme comes after the widgets are made
    window.show()
    qtbot.waitExposed(window)
    show_below(choice, window)
    assert choice.height() >= choice.layout().totalHeightForWidth(choice.width())
    qtbot.waitUntil(choice.isVisible)
    assert choice.height() >= choice.layout().totalHeightForWidth(choice.width())
    choice.close()
