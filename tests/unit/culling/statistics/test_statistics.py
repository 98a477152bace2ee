"""What is told of a shoot: kept and rejected, by what the camera wrote, and against what the model says."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.statistics.counting import Fate, Row, Statistics, Tally, count, fate, share
from aesthetic_gui.culling.statistics.telling import agreement_words, overview, to_csv, to_json, to_text
from aesthetic_gui.photo import UNDECIDED, Bar, ColourLabel, Decision, Flag, Metadata, Photo, Score, Verdict

BAR = Bar(0.5, 0.1)
NOON = datetime(2026, 5, 1, 12)  # noqa: DTZ001 - as a camera's clock has it
PICK, REJECT = Decision(Flag.PICK), Decision(Flag.REJECT)


def item(name: str, decision: Decision = UNDECIDED, p: float | None = None, taste: str = "", **said) -> Item:
    score = None if p is None else Score((0.1,) * 10, 1 + 9 * p, 2.0, p, "pack", taste)
    return Item(Photo(Path("/shoot", name)), score, decision, Metadata(**said) if said else None)


def numbered(*made: tuple[Decision, float | None]) -> list[Item]:
    return [item(str(number), decision, p) for number, (decision, p) in enumerate(made)]


def names(rows: tuple[Row, ...]) -> dict[str, int]:
    return {row.name: row.tally.total for row in rows}


@pytest.mark.parametrize(
    ("decision", "made"),
    [
        (Decision(), Fate.UNDECIDED),
        (PICK, Fate.KEPT),
        (Decision(stars=1), Fate.KEPT),
        (Decision(Flag.REJECT, stars=5), Fate.REJECTED),
        (Decision(label=ColourLabel.RED), Fate.UNDECIDED),
    ],
)
def test_a_flag_counts_before_stars_and_a_label_alone_is_no_decision(decision, made) -> None:
    assert fate(decision) is made


def test_a_share_comes_with_its_interval_and_without_photographs_there_is_none() -> None:
    found = share(8, 10)
    assert found is not None
    assert [round(number, 3) for number in found] == [0.8, 0.49, 0.943]  # as in tables of Wilson's interval
    assert share(0, 0) is None


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_lies_within_its_interval(part: int, more: int) -> None:
    found = share(part, part + more)
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_cameras_come_with_the_most_used_first_and_what_is_unknown_last() -> None:
    bodies = ["A", "B", "B", None, None, None]
    shoot = count([item(str(n), camera=body, iso=100) for n, body in enumerate(bodies)], BAR)
    assert list(names(shoot.cameras).items()) == [("B", 2), ("A", 1), ("Unknown", 3)]


@pytest.mark.parametrize(
    ("apart", "number", "by", "first"),
    [
        (timedelta(minutes=20), 9, "hour", "12:00"),
        (timedelta(hours=20), 4, "hour", "2026-05-01 12:00"),
        (timedelta(hours=30), 20, "day", "2026-05-01"),
        (timedelta(days=40), 80, "month", "2026-05"),
    ],
)
def test_the_time_is_told_by_hours_days_or_months_as_long_as_the_shoot_was(apart, number, by, first) -> None:
    shoot = count([item(str(n), captured_at=NOON + n * apart) for n in range(number)], BAR)
    assert (shoot.times_by, shoot.times[0].name) == (by, first)
    assert sum(row.tally.total for row in shoot.times) == number


def test_few_lenses_are_told_by_their_lengths_and_a_zoom_by_groups() -> None:
    primes = count([item(str(n), focal_length=length) for n, length in enumerate((85, 35, 35))], BAR)
    assert names(primes.focal_lengths) == {"35 mm": 2, "85 mm": 1}
    zoom = count([item(str(n), focal_length=float(length)) for n, length in enumerate(range(20, 70))], BAR)
    assert names(zoom.focal_lengths) == {"14–23 mm": 4, "24–34 mm": 11, "35–49 mm": 15, "50–69 mm": 20}


def test_a_score_at_an_edge_is_in_the_bin_that_begins_there_and_the_highest_in_the_last() -> None:
    shoot = count(numbered((PICK, 0.0), (PICK, 0.3), (REJECT, 1.0)), BAR)
    assert [place for place, tally in enumerate(shoot.p.bins) if tally.total] == [0, 3, 9]
    assert shoot.p.bins[9].rejected == 1
    assert sum(tally.total for tally in shoot.mean.bins) == 3


def test_agreement_counts_only_what_both_have_decided_and_tells_what_chance_would_do() -> None:
    shoot = count(
        numbered((PICK, 0.9), (PICK, 0.8), (PICK, 0.1), (REJECT, 0.2), (REJECT, 0.5), (Decision(), 0.9), (PICK, None)),
        BAR,
    )
    agreement = shoot.agreement
    assert (agreement.both, agreement.agreed, agreement.unjudged.kept) == (4, 3, 1)
    assert agreement.by_chance == pytest.approx(0.75 * 0.5 + 0.25 * 0.5)
    assert agreement.by_verdict[Verdict.UNSURE] == Tally(rejected=1)
    assert (agreement.pairs, agreement.ordered) == (6, pytest.approx(4 / 6))
    words = " ".join(agreement_words(agreement))
    assert "it agreed on 3: 75 % [30–95]" in words
    assert "not who is right" in words


@given(
    st.lists(st.tuples(st.sampled_from((PICK, REJECT, Decision())), st.sampled_from((0.1, 0.4, 0.4, 0.9))), max_size=12)
)
def test_pairs_are_counted_as_one_would_one_by_one(made) -> None:
    kept = [p for decision, p in made if decision == PICK]
    rejected = [p for decision, p in made if decision == REJECT]
    wins = sum((a > b) + (a == b) / 2 for a in kept for b in rejected)
    agreement = count(numbered(*made), BAR).agreement
    assert agreement.pairs == len(kept) * len(rejected)
    if agreement.pairs:
        assert agreement.ordered == pytest.approx(wins / agreement.pairs)


def test_where_a_taste_judges_it_is_said_that_this_is_no_test_of_it() -> None:
    shoot = count([item("a", PICK, 0.9, taste="wedding")], BAR)
    assert "your taste “wedding”" in " ".join(agreement_words(shoot.agreement))


@pytest.fixture
def shoot() -> Statistics:
    items = [
        item("a", PICK, 0.9, camera="=A", iso=100, captured_at=NOON),
        item("b", REJECT, 0.1, camera="B", iso=400, captured_at=NOON + timedelta(hours=2)),
        item("c", Decision(stars=2, label=ColourLabel.RED), 0.7, camera="B"),
        item("d"),
    ]
    return count(items, BAR)


def test_the_text_tells_numbers_with_how_many_they_are_of(shoot) -> None:
    told = to_text(shoot)
    assert told.startswith(
        "4 photographs: 2 kept, 1 rejected, 1 undecided.\nKept 67 % [21–94] of 3 photographs decided."
    )
    assert "Taken from 2026-05-01 12:00 to 2026-05-01 14:00, 2 an hour." in told
    assert "1 not scored yet." in told
    assert ["B", "1", "kept", "1", "rejected", "0", "undecided", "50", "%", "[9–91]"] in [
        line.split() for line in told.splitlines()
    ]


def test_an_empty_shoot_is_told_without_tables() -> None:
    empty = count([], BAR)
    assert list(overview(empty)) == ["0 photographs: 0 kept, 0 rejected, 0 undecided."]
    assert json.loads(to_json(empty))["first"] is None
    assert "Camera" not in to_text(empty)


def test_the_table_guards_formulas_and_has_a_record_for_each_row(shoot) -> None:
    records = list(csv.DictReader(io.StringIO(to_csv(shoot), newline="")))
    cameras = {record["name"]: record["total"] for record in records if record["table"] == "Camera"}
    assert cameras == {"B": "2", "'=A": "1", "Unknown": "1"}
    assert sum(int(record["total"]) for record in records if record["table"] == "P(aesthetic)") == 3


def test_json_says_the_same_as_the_table(shoot) -> None:
    told = json.loads(to_json(shoot))
    assert (told["photographs"], told["kept"], told["not_scored"]) == (4, 2, 1)
    assert [row["name"] for row in told["iso"]] == ["100", "400", "Unknown"]
    assert told["agreement"]["both_decided"] == 3
    assert told["stars"][1] == {"name": "2 stars", "kept": 1, "rejected": 0, "undecided": 0, "keep_rate": 1.0,
                                "interval": [0.2065, 1.0]}  # fmt: skip
