"""What was measured comes back from its columns as it went in, and damaged columns are told from sound ones."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aesthetic_gui.catalog import packed_facts
from aesthetic_gui.catalog.packed_facts import pack_facts, unpack_facts
from aesthetic_gui.facts import Criterion, Eye, EyeState, Face, Facts, Measure, Region, Taking

BOX = Region(0.1, 0.2, 0.7, 0.6)
EYE = Eye(0.75, EyeState.OPEN, BOX)
FACE = Face(BOX, EYE, replace(EYE, state=EyeState.CANT_TELL, why="in profile"), 0.9, 61.5, 80.0, 2.1, 0.2, "laughing")
FACTS = Facts(
    {
        Criterion.FOCUS: Measure(81.5, 2.1, "pixels", 0.125, BOX, {"sharp tiles": 0.5, "é": -1.0}),
        Criterion.CAST: Measure(100.0, 0.0, "ΔE"),
    },
    (FACE, replace(FACE, sharpness=None, edge_width=None, why="")),
    Taking("1234", "continuous", 0.0, 11.5, True, True, "a1b2", 0, 3.5),
    b"\x00\x01looks",
    close=True,
)

shares = st.floats(-1, 2)
numbers = st.floats(allow_nan=False)
texts = st.text(max_size=20)
regions = st.builds(Region, shares, shares, shares, shares)
values = st.floats(0, 100)
measures = st.builds(Measure, values, numbers, texts, numbers, regions, st.dictionaries(texts, numbers, max_size=4))
eyes = st.builds(Eye, st.floats(0, 1), st.sampled_from(EyeState), regions, texts)
maybe = st.none() | numbers
finite = st.floats(allow_nan=False, allow_infinity=False)
faces = st.builds(Face, regions, eyes, eyes, finite, finite, maybe, maybe, numbers, texts)
takings = st.builds(
    Taking, texts, texts, st.none() | finite, st.none() | finite, st.booleans(), st.booleans(), texts,
    st.none() | st.integers(), st.none() | finite,
)  # fmt: skip
all_facts = st.builds(
    Facts,
    st.dictionaries(st.sampled_from(Criterion), measures),
    st.lists(faces, max_size=3).map(tuple),
    takings,
    st.binary(max_size=40),
    st.booleans(),
)


@given(all_facts)
@example(FACTS)
@example(Facts())
def test_facts_come_back_as_they_were(facts: Facts) -> None:
    assert unpack_facts(*pack_facts(facts)) == facts


def test_the_codes_are_in_the_order_of_the_criteria() -> None:
    assert tuple(Criterion) == packed_facts._CODES


@given(all_facts)
def test_values_are_told_without_unpacking(facts: Facts) -> None:
    values = dict(zip(Criterion, unpack_facts(*pack_facts(facts)).values, strict=True))
    assert {one: value for one, value in values.items() if not math.isnan(value)} == {
        one: measure.value for one, measure in facts.measures.items()
    }
    assert list(map(str, facts.values)) == list(map(str, values.values()))


def test_a_criterion_that_was_not_measured_is_not_there() -> None:
    found = unpack_facts(*pack_facts(FACTS))
    assert set(found.measures) == {Criterion.FOCUS, Criterion.CAST}
    assert Criterion.NOISE not in found.measures
    assert found.measures.get(Criterion.NOISE) is None


@given(st.binary(max_size=260))
def test_what_makes_no_sense_is_told_at_once(said: bytes) -> None:
    try:
        found = unpack_facts(0, b"", "{}", said)
    except ValueError:
        return
    assert len([found.measures[criterion] for criterion in found.measures]) == len(found.measures)


def test_what_is_cut_off_is_no_fact() -> None:
    close, looks, taking, said = pack_facts(FACTS)
    for end in range(len(said)):
        with pytest.raises(ValueError, match=r"."):
            unpack_facts(close, looks, taking, said[:end])


BEYOND = Region(0.1, 0.2, math.inf, 0.6)
NOWHERE = Region(math.nan, 0.2, 0.7, 0.6)


@pytest.mark.parametrize(
    "damaged",
    [
        Facts({Criterion.FOCUS: Measure(math.inf, 1.0, "px")}),
        Facts({Criterion.FOCUS: Measure(-5.0, 1.0, "px")}),
        Facts({Criterion.FOCUS: Measure(50.0, 1.0, "px", 0.1, BEYOND)}),
        Facts(faces=(replace(FACE, box=NOWHERE),)),
        Facts(faces=(replace(FACE, between_eyes=math.nan),)),
        Facts(faces=(replace(FACE, left=replace(EYE, box=BEYOND)),)),
        Facts(faces=(replace(FACE, right=replace(EYE, open=math.nan)),)),
    ],
)
def test_numbers_that_nothing_can_be_drawn_or_sorted_by_are_no_facts(damaged: Facts) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack_facts(*pack_facts(damaged))


@pytest.mark.parametrize(
    "taking",
    [
        *("", "[1]", "{", '{"colour": 1}', "null", "[" * 100_000),
        *('{"bias": "one"}', '{"bias": NaN}', '{"light": 1e999}', '{"serial": 5}', '{"seconds": 1}'),
        '{"distance": 1' + 400 * "0" + "}",
    ],
)
def test_a_taking_of_another_form_is_no_fact(taking: str) -> None:
    close, looks, _taking, said = pack_facts(FACTS)
    with pytest.raises(ValueError, match=r"."):
        unpack_facts(close, looks, taking, said)


def test_the_facts_of_a_folder_of_five_thousand_are_read_in_an_instant() -> None:
    each = replace(FACTS, measures=dict.fromkeys(Criterion, FACTS.measures[Criterion.FOCUS]))
    columns = [pack_facts(replace(each, taking=replace(each.taking, light=frame / 100))) for frame in range(5_000)]
    began = time.process_time()
    found = [unpack_facts(*one) for one in columns]
    assert time.process_time() - began < 0.5
    assert found[7].taking.light == 0.07
