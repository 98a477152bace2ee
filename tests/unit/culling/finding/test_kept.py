"""A view as JSON, and back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.criteria.quality import QualityClass
from aesthetic_gui.culling.finding.kept import view_from_json, view_to_json
from aesthetic_gui.culling.ranks import Among, Best
from aesthetic_gui.culling.viewing import FaceCount, SortBy, Span, Standing, View, at_least
from aesthetic_gui.facts import Criterion, EyeState
from aesthetic_gui.photo import ColourLabel, Flag

ends = st.one_of(st.none(), st.floats(0, 1e6, allow_nan=False))
spans = st.one_of(st.none(), st.builds(Span, ends, ends).filter(lambda span: span != Span()))
names = st.frozensets(st.text(max_size=20), max_size=4)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
views = st.builds(
    View,
    st.sampled_from(SortBy),
    st.booleans(),
    standings=st.frozensets(st.sampled_from(Standing)),
    flags=st.frozensets(st.sampled_from(Flag)),
    labels=st.frozensets(st.sampled_from(ColourLabel)),
    stars=st.frozensets(st.integers(0, 5)),
    best=st.none() | st.builds(Best, st.integers(1, 100), st.sampled_from(Among)),
    p=spans,
    unlike=st.booleans(),
    cameras=names,
    lenses=names,
    iso=spans,
    focal_length=spans,
    time_of_day=spans,
    days=st.frozensets(st.dates(), max_size=4),
    kinds=names,
    keywords=names,
    text=st.text(max_size=30),
    quality=st.frozensets(st.sampled_from(QualityClass)),
    faults=st.frozensets(st.sampled_from(["", *map(str, Criterion)])),
    eyes=st.frozensets(st.sampled_from(EyeState)),
    faces=st.frozensets(st.sampled_from(FaceCount)),
    **dict.fromkeys(map(str, Criterion), spans),
)


@settings(max_examples=60, deadline=None)
@given(views)
def test_what_is_written_reads_as_the_same_view(view: View) -> None:
    assert view_from_json(json.loads(json.dumps(view_to_json(view)))) == view


@settings(max_examples=60, deadline=None)
@given(json_values | st.dictionaries(st.sampled_from([*View.__slots__, "other"]), json_values))
def test_whatever_is_in_a_file_is_a_view_that_can_be_written_again(written: object) -> None:
    view = view_from_json(written)
    hash(view)
    assert view_from_json(view_to_json(view)) == view


def test_what_withholds_nothing_is_not_written() -> None:
    assert view_to_json(View()) == {"sort_by": "name", "descending": False}


def test_what_a_later_version_writes_is_passed_over_and_the_rest_holds() -> None:
    written = {"sort_by": "aperture", "flags": [1, 7, "pick"], "stars": [3, 4, 5], "gps": [1, 2]}
    assert view_from_json(written) == View(flags=frozenset({Flag.PICK}), stars=at_least(3))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("iso", [100, float("nan")]),
        ("iso", [100, float("inf")]),
        ("iso", [None, None]),
        ("iso", "12"),
        ("iso", [1, 2, 3]),
        ("best", {"percent": 0, "among": "shoot"}),
        ("best", {"percent": 20}),
        ("stars", [6, True, -1]),
        ("days", ["yesterday"]),
        ("unlike", "yes"),
        ("text", "x" * 1_000),
        ("descending", 1),
        ("sort_by", ["name"]),
    ],
)
def test_what_is_damaged_withholds_nothing(name: str, value: object) -> None:
    assert view_from_json({name: value}) == View()
