"""At most so many rejects are wrong: whatever their true number is, that holds in 95 of 100 looks."""

from __future__ import annotations

import math

import pytest

from aesthetic_gui.culling.second_look.bounding import CONFIDENCE, most_wrong, sample_size


def coverage(rejects: int, sampled: int, wrong: int) -> float:
    """How often the bound holds, over all samples there are, not over some of them."""
    finds = range(max(0, sampled - (rejects - wrong)), min(wrong, sampled) + 1)
    ways = (
        math.comb(wrong, found) * math.comb(rejects - wrong, sampled - found)
        for found in finds
        if most_wrong(rejects, sampled, found) >= wrong
    )
    return sum(ways) / math.comb(rejects, sampled)


@pytest.mark.parametrize("rejects", [1, 2, 7, 40, 150])
def test_the_bound_holds_in_95_of_100_looks_whatever_is_true(rejects: int) -> None:
    sizes = {0, 1, rejects // 4, rejects // 2, rejects - 1, rejects}
    truths = {0, 1, 2, rejects // 10, rejects // 3, rejects - 1, rejects}
    low = {
        (sampled, wrong): held
        for sampled in sizes
        for wrong in truths
        if wrong <= rejects and (held := coverage(rejects, sampled, wrong)) < CONFIDENCE
    }
    assert low == {}


@pytest.mark.parametrize(
    ("rejects", "sampled", "found", "most"),
    [
        (300, 300, 4, 4),  # all were looked at
        (300, 0, 0, 300),  # none was
        (100, 99, 0, 0),  # the one that is left would be the wrong one in 1 of 100 looks
        (10, 5, 5, 10),
        (300, 60, 0, 13),  # the rule of three says 15, for endlessly many
        (300, 60, 1, 21),
    ],
)
def test_it_is_the_exact_limit_for_a_finite_number(rejects: int, sampled: int, found: int, most: int) -> None:
    assert most_wrong(rejects, sampled, found) == most


def test_it_comes_to_the_limit_of_clopper_and_pearson_where_there_are_very_many() -> None:
    assert most_wrong(1_000_000, 60, 2) / 1_000_000 == pytest.approx(0.10124, rel=1e-3)  # of 2 in 60


def test_more_found_wrong_is_never_a_lower_bound_and_a_larger_sample_never_a_higher_one() -> None:
    by_found = [most_wrong(200, 50, found) for found in range(51)]
    by_size = [most_wrong(200, sampled, 0) for sampled in range(201)]
    assert by_found == sorted(by_found)
    assert by_size == sorted(by_size, reverse=True)


@pytest.mark.parametrize("numbers", [(10, 11, 0), (10, 5, 6), (10, 5, -1)])
def test_numbers_that_cannot_be_are_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        most_wrong(*numbers)


@pytest.mark.parametrize(
    ("rejects", "kept", "wanted"), [(300, 100, 0.1), (300, 100, 0.05), (3000, 600, 0.1), (50, 0, 0.1)]
)
def test_the_sample_is_just_as_large_as_what_is_wanted_needs(rejects: int, kept: int, wanted: float) -> None:
    def share(sampled: int) -> float:
        most = most_wrong(rejects, sampled, 0)
        return most / (kept + most) if most else 0.0

    size = sample_size(rejects, kept, wanted)
    assert share(size) <= wanted < share(size - 1)


def test_where_all_rejects_may_be_wrong_nothing_needs_to_be_looked_at() -> None:
    assert sample_size(10, 500, 0.1) == 0
