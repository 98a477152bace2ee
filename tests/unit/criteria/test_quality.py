"""Bad, normal and good by the rules of digiKam's image quality sorter."""

from __future__ import annotations

import pytest

from aesthetic_gui.criteria.quality import DETECTORS, QualityClass, Rules, classify, proposed_flag, quality
from aesthetic_gui.facts import Criterion, Measure
from aesthetic_gui.photo import Flag


def measured(**values: float) -> dict[Criterion, Measure]:
    return {Criterion(name): Measure(value, 0.0, "") for name, value in values.items()}


def test_the_quality_is_100_less_the_mean_damage() -> None:
    found = measured(focus=80, motion=100, noise=60, compression=100, exposure=40)
    assert quality(found) == pytest.approx(70)
    assert classify(found) is QualityClass.GOOD


def test_blur_is_the_worse_of_focus_and_motion() -> None:
    assert quality(measured(focus=90, motion=30)) == quality(measured(focus=30, motion=90)) == pytest.approx(30)


def test_a_damage_above_nine_tenths_weighs_twenty_times() -> None:
    assert quality(measured(focus=5, noise=100, compression=100, exposure=100)) == pytest.approx((5 * 20 + 300) / 23)
    assert quality(measured(focus=10, noise=100, compression=100, exposure=100)) == pytest.approx(77.5)
    assert classify(measured(focus=2, noise=100, compression=100, exposure=100)) is QualityClass.NORMAL


@pytest.mark.parametrize(
    ("value", "expected"), [(10, "bad"), (10.9, "bad"), (11, "normal"), (60.9, "normal"), (61, "good"), (100, "good")]
)
def test_the_classes_begin_where_digikams_do(value: float, expected: str) -> None:
    assert classify(measured(noise=value)) == expected


def test_a_weight_of_zero_leaves_a_detector_out() -> None:
    rules = Rules(weights={"noise": 100.0, "exposure": 0.0})
    assert quality(measured(noise=90, exposure=0), rules) == pytest.approx(90)


def test_what_was_not_measured_is_normal_and_not_flagged() -> None:
    assert quality({}) is None
    assert classify({}) is QualityClass.NORMAL
    assert proposed_flag(measured(cast=0, horizon=0)) is Flag.NONE


def test_classes_propose_the_flags_that_the_rules_say() -> None:
    assert proposed_flag(measured(noise=3)) is Flag.REJECT
    assert proposed_flag(measured(noise=50)) is Flag.NONE
    assert proposed_flag(measured(noise=99)) is Flag.PICK
    assert proposed_flag(measured(noise=3), Rules(flags={QualityClass.GOOD: Flag.PICK})) is Flag.NONE


@pytest.mark.parametrize(
    "wrong", [{"weights": {"sparkle": 1.0}}, {"weights": {"noise": -1.0}}, {"rejected": 70.0}, {"accepted": 101.0}]
)
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"detector|weight|threshold"):
        Rules(**wrong)  # type: ignore[arg-type]


def test_every_detector_has_a_criterion_of_its_own() -> None:
    criteria = [one for several in DETECTORS.values() for one in several]
    assert len(criteria) == len(set(criteria))
