"""Presets of details: kept from one day to the next, variables filled in."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from aesthetic_gui.culling.details.presets import Preset, filled, load, save, with_preset
from aesthetic_gui.photo import Details

MINE = Preset("Mine", Details("", "Ä\nb", "Anna", "© {year} {creator}", ("Places|Athens", "sea")))
TODAY = date(2026, 11, 30)


def test_presets_come_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "details.json"
    assert load(path) == []
    save([MINE, Preset("Other", Details("T"))], path)
    assert load(path) == [MINE, Preset("Other", Details("T"))]


def test_variables_are_those_of_the_last_day_on_which_was_photographed() -> None:
    taken = [datetime(2024, 5, 1), None, datetime(2025, 1, 2)]  # noqa: DTZ001 – by the camera's clock
    assert filled(MINE, taken, TODAY).rights == "© 2025 Anna"
    assert filled(MINE, [None], TODAY).rights == "© 2026 Anna"
    dated = Preset("x", Details("{date} {other}", creator="{creator}{year}"))
    assert filled(dated, taken, TODAY) == Details("2025-01-02 {other}", creator="2025")


def test_one_of_the_same_name_takes_its_place() -> None:
    new = Preset("Mine", Details("New"))
    other = Preset("Other", Details("T"))
    assert with_preset([MINE, other], new) == [new, other]
    assert with_preset([other], new) == [other, new]


@pytest.mark.parametrize(
    "content",
    ["", "{", "[1, null, {}]", '[{"name": 3}]', '[{"name": " "}]', '{"name": "x"}', '"text"', "[" * 5_000],
)
def test_what_makes_no_sense_is_passed_over(content: str, tmp_path: Path) -> None:
    path = tmp_path / "details.json"
    path.write_text(content)
    assert load(path) == []
    path.write_text('[{"name": "x", "title": 3, "rights": "r", "keywords": ["a", 2]}]')
    assert load(path) == [Preset("x", Details(rights="r", keywords=("a",)))]


def test_a_file_that_is_no_json_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "details.json"
    path.write_text("{")
    load(path)
    assert path.with_suffix(".json.damaged").read_text() == "{"
