"""The dialog with the statistics of what is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from PySide6.QtWidgets import QLabel

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.statistics.counting import Statistics, count
from aesthetic_gui.photo import Bar, Decision, Flag, Metadata, Photo, Score
from aesthetic_gui.ui.statistics.charts import RowsChart, ScoresChart
from aesthetic_gui.ui.statistics.dialog import StatisticsDialog
from aesthetic_gui.ui.widgets.charts import Chart
from aesthetic_gui.words import percent

START = datetime(2026, 5, 1, 14)  # noqa: DTZ001 - as a camera's clock has it


@pytest.fixture
def shoot() -> Statistics:
    """300 photographs of an evening, with two cameras; half of them decided."""
    random, items = Random(7), []
    for number in range(300):
        p = random.random()
        flag = Flag(random.choices((-1, 0, 1), (1 - p, 1, p))[0])
        said = Metadata(
            captured_at=START + timedelta(minutes=2 * number),
            camera=("NIKON Z 9", "<b>X-T5</b>")[number % 2],
            iso=random.choice((200, 400, 3200)),
        )
        items.append(
            Item(Photo(Path(f"/shoot/{number}.jpg")), Score((0.1,) * 10, 1 + 9 * p, 1.0, p, "x"), Decision(flag), said)
        )
    return count(items, Bar(0.5, 0.1))


def test_every_number_of_the_shoot_is_on_the_page_and_told_to_those_who_cannot_see_the_bars(qtbot, shoot) -> None:
    dialog = StatisticsDialog(shoot)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.grab()  # everything is painted, and no Qt warning comes
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    made = shoot.all
    assert f"{made.kept} kept, {made.rejected} rejected, {made.undecided} undecided" in said
    assert "not who is right" in said
    charts = {chart.accessibleName(): chart.accessibleDescription() for chart in dialog.findChildren(Chart)}
    assert set(charts) == {"Decisions", "P(aesthetic)", "Mean rating", "Camera", "Hour", "ISO"}
    assert all(charts.values())
    assert "<b>X-T5</b>: " in charts["Camera"]
    assert [chart.height() for chart in dialog.findChildren(RowsChart) if chart.accessibleName() == "Hour"] == [
        10 * 21 + 2
    ]


def test_the_tool_tip_over_a_bar_tells_its_numbers(qtbot, shoot) -> None:
    chart = ScoresChart("P(aesthetic)", shoot.p, (0, 1), percent)
    qtbot.addWidget(chart)
    chart.resize(308, 130)
    last = shoot.p.bins[9]
    words = f"90 % to 100 %: {last.kept} kept, {last.rejected} rejected, {last.undecided} undecided"
    assert chart.words_at(300) == words
    assert chart.words_at(-5) == ""


def test_without_photographs_it_says_that_there_is_nothing_to_compare(qtbot) -> None:
    dialog = StatisticsDialog(count([], Bar(0.5, 0.1)))
    qtbot.addWidget(dialog)
    dialog.grab()
    assert any("nothing to compare yet" in label.text() for label in dialog.findChildren(QLabel))
