"""P(aesthetic): chosen, fitted and judged on sources left out, and put into a pack."""

from __future__ import annotations

import csv
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from aesthetic_gui.photo import Estimate
from aesthetic_gui.scoring.calibration import Isotonic, Platt, Temperature
from aesthetic_gui.scoring.pack import load_pack, read_pack
from aesthetic_gui.training.build import recalibrate
from aesthetic_gui.training.build.calibrating import fit, nested, read_held_out
from aesthetic_gui.training.build.curves import folds, isotonic, left_out, methods, platt, temperature
from aesthetic_gui.training.build.model_card import BEGIN, END, EVIDENCE, NoPlace, percent, with_calibration
from aesthetic_gui.training.data.folders import Labelled
from aesthetic_gui.training.data.labels import BadTable
from aesthetic_gui.training.measure.bands import decided, narrowest_right, shipped_band
from aesthetic_gui.training.measure.reliability import reliability_svg

pytestmark = pytest.mark.slow  # together more than a few seconds

NAMED = {"temperature": Temperature, "platt": Platt, "isotonic": Isotonic}


def _corpus(steepness: float = 3.0, sources: int = 24, each: int = 25, seed: int = 0):
    """Mean scores with a known curve: P(good) = 1 / (1 + exp(-steepness * (mean - 4.5))). Sources are of one class."""
    random = np.random.default_rng(seed)
    means = random.normal(4.5, 0.5, sources * each)
    good = (random.uniform(size=len(means)) < 1 / (1 + np.exp(-steepness * (means - 4.5)))).astype(float)
    group = np.char.add(np.repeat(np.arange(sources), each).astype(str), np.where(good > 0, "good", "ordinary"))
    return means, Labelled((), good, group)


@pytest.fixture(scope="module")
def ordinary():
    """A judge as good as the published one: no band makes 90 % right without leaving nearly all undecided."""
    return fit(*_corpus())


@pytest.fixture(scope="module")
def keen():
    """A judge so good that 90 % can be had."""
    return fit(*_corpus(8.0))


def _in_table(fitted, half_width):
    return next(row for row in fitted.bands if row.half_width == half_width)


def test_platt_finds_the_curve_that_made_the_labels():
    means, labelled = _corpus(sources=200)
    curve = platt(means, labelled.value, np.ones(len(means)))
    assert curve.slope == pytest.approx(3, rel=0.1)
    assert -curve.intercept / curve.slope == pytest.approx(4.5, abs=0.05)


def test_temperature_finds_the_sharpness_and_leaves_the_midpoint_alone():
    means, labelled = _corpus(sources=200)
    assert temperature(means, labelled.value, np.ones(len(means)), 4.5).temperature == pytest.approx(1 / 3, rel=0.1)
    assert temperature(means, labelled.value, np.ones(len(means))).midpoint == 5.5


def test_isotonic_finds_a_curve_that_is_no_logistic_one():
    random = np.random.default_rng(0)
    means = random.uniform(1, 10, 4000)
    truth = np.interp(means, [1, 4, 5, 10], [0.1, 0.2, 0.8, 0.85])
    good = (random.uniform(size=len(means)) < truth).astype(float)
    curve = isotonic(means, good, np.ones(len(means)))
    assert np.mean([abs(curve.probability(mean) - p) for mean, p in zip(means, truth, strict=True)]) < 0.03


def test_isotonic_makes_nobody_certain_and_has_no_two_knots_at_one_score():
    curve = isotonic(np.array([1.0, 2, 2, 9]), np.array([0.0, 0, 1, 1]), np.ones(4))
    assert curve.probability(1) == 0.01
    assert curve.probability(9) == 0.99
    assert curve.probability(2) == pytest.approx(0.5)


@pytest.mark.parametrize("name", NAMED)
def test_scores_that_say_nothing_or_the_opposite_give_a_level_curve(name):
    means, good = np.array([4.0, 5, 6, 7] * 5), np.array([1.0, 1, 0, 0] * 5)
    curve = methods()[name](means, good, np.ones(20))
    assert curve.probability(4) == pytest.approx(0.5, abs=1e-4)
    assert curve.probability(7) == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("name", NAMED)
def test_photographs_of_one_class_only_are_no_error(name):
    curve = methods()[name](np.array([4.0, 5.0]), np.ones(2), np.ones(2))
    assert isinstance(curve, NAMED[name])
    assert 0.49 < curve.probability(5) < 0.995


def test_no_source_is_on_both_sides_and_every_photograph_is_unseen_once():
    _, labelled = _corpus()
    parts = list(folds(labelled.value, labelled.group))
    assert len(parts) == 10
    assert not any(set(labelled.group[known]) & set(labelled.group[unseen]) for known, unseen in parts)
    assert sorted(np.concatenate([unseen for _, unseen in parts])) == list(range(len(labelled.group)))


class Tattler:
    """A curve that says 1 of every source it was fitted on, and 0 of all others; a score names its source."""

    def __init__(self, scores, good, weights):
        self.known = set(scores)

    def probability(self, mean):
        return float(mean in self.known)


def test_no_probability_comes_from_a_curve_that_has_seen_the_source():
    source = np.repeat(np.arange(30), 5)
    rows = source, (source % 2).astype(float), source.astype(str), np.ones(len(source))
    assert not nested({"tattler": Tattler}, *rows).p.any()
    assert not left_out({"tattler": Tattler}, *rows)["tattler"].any()
    assert Tattler(source, None, None).probability(7) == 1


def test_the_kind_of_curve_follows_the_data(ordinary):
    assert ordinary.method == "platt"
    assert fit(*_corpus(sources=12), midpoint=4.5).method == "temperature"


def test_where_nine_in_ten_cannot_be_had_half_is_decided_and_more_often_right_than_all(ordinary):
    chosen = _in_table(ordinary, ordinary.band)
    assert chosen == ordinary.chosen
    assert 0.5 <= chosen.decided.value < 0.56
    assert chosen.right.value > ordinary.bands[0].right.value + 0.05
    assert chosen.right.low < chosen.right.value < chosen.right.high < 1
    assert ordinary.reaching is None or _in_table(ordinary, ordinary.reaching).decided.value < 0.35


def test_where_nine_in_ten_can_be_had_the_widest_band_ships_that_decides_three_in_five(keen):
    assert keen.reaching is not None
    assert _in_table(keen, keen.reaching).right.value >= 0.9
    assert all(row.right.value < 0.9 for row in keen.bands if row.half_width < keen.reaching)
    assert keen.band >= keen.reaching
    assert keen.chosen.right.value >= _in_table(keen, keen.reaching).right.value
    assert keen.band == keen.reaching or 0.6 <= keen.chosen.decided.value < 0.66
    assert keen.right.value == pytest.approx(keen.chosen.right.value, abs=0.03)
    assert keen.decided.value == pytest.approx(keen.chosen.decided.value, abs=0.1)


def test_the_figures_agree_with_each_other(ordinary):
    assert ordinary.ece.value < 0.06
    assert ordinary.brier.value < ordinary.good * (1 - ordinary.good)
    assert ordinary.bands[0].decided == (1, 1, 1)
    shares = [row.decided.value for row in ordinary.bands]
    assert shares == sorted(shares, reverse=True)
    assert sum(ordinary.spread) == pytest.approx(1)
    assert [one.said for one in ordinary.bins] == sorted(one.said for one in ordinary.bins)
    assert ordinary.methods[ordinary.method].value == min(row.value for row in ordinary.methods.values())


def test_where_nine_in_ten_are_right_but_fewer_than_three_in_five_are_decided_the_narrowest_such_band_ships():
    p = np.array([0.95] * 4 + [0.6] * 6)
    good = np.array([1.0] * 4 + [0.0] * 6)
    assert shipped_band(p, good, np.ones(10)) == narrowest_right(p, good, np.ones(10)) == pytest.approx(0.11)


def test_a_band_of_nought_ships_where_hardly_anything_can_be_decided():
    p, good = np.array([0.5, 0.5, 0.5, 0.99]), np.array([0.0, 1, 0, 0])
    assert shipped_band(p, good, np.ones(4)) == 0.0
    assert narrowest_right(p, good, np.ones(4)) is None
    assert decided(np.array([0.7, np.nextafter(0.7, 0), 0.3, np.nextafter(0.3, 0)]), 0.2).tolist() == [1, 0, 0, 1]


def _held_out(path, rows, columns=("path", "source", "label", "mean")):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def test_held_out_scores_are_read_from_a_csv(tmp_path):
    rows = [
        ("a.jpg", "club", "ordinary", "4.25"),
        ("b.jpg", "portfolio", "good", "6"),
        ("c.jpg", "portfolio", "1", "5"),
    ]
    scores, labelled = read_held_out(_held_out(tmp_path / "scores.csv", rows))
    assert scores.tolist() == [4.25, 6, 5]
    assert labelled.value.tolist() == [0, 1, 1]
    assert labelled.group.tolist() == ["club", "portfolio", "portfolio"]


@pytest.mark.parametrize(
    ("rows", "columns", "reason"),
    [
        ([], ("path", "label", "mean"), "lacks the column source"),
        ([("a", "s", "fine", "5")], ("path", "source", "label", "mean"), "line 2: 'fine' is neither"),
        ([("a", "s", "good", "11")], ("path", "source", "label", "mean"), "line 2: '11' is no mean rating"),
        ([("a", "s", "good", "nan")], ("path", "source", "label", "mean"), "'nan' is no mean rating"),
        ([("a", "s", "good", "")], ("path", "source", "label", "mean"), "'' is no mean rating"),
        ([("a", "s", "good", "5")], ("path", "source", "label", "mean"), "more than one source"),
    ],
)
def test_held_out_scores_that_make_no_sense_are_refused_with_the_line(tmp_path, rows, columns, reason):
    with pytest.raises(BadTable, match=reason):
        read_held_out(_held_out(tmp_path / "scores.csv", rows, columns))


@pytest.fixture
def pack_copy(tmp_path):
    shutil.copytree(load_pack().folder, tmp_path / "pack")
    return read_pack(tmp_path / "pack")


CURVES = {
    "platt": Platt(2.5, -12.25),
    "temperature": Temperature(0.25, 5.5),
    "isotonic": Isotonic((3.5, 4.5, 6.0), (0.125, 0.5, 0.875)),
}


@pytest.mark.parametrize("method", CURVES)
def test_what_is_written_into_a_pack_is_what_the_program_reads(pack_copy, ordinary, method):
    fitted = replace(ordinary, method=method, calibration=CURVES[method])
    recalibrate.write(pack_copy.folder, fitted, 'pictures of "tests"')
    found = read_pack(pack_copy.folder)
    assert found.calibration == CURVES[method]
    assert found.band == fitted.band
    assert [band.half_width for band in found.bands] == [row.half_width for row in fitted.bands]
    assert found.bands[3].right == pytest.approx(fitted.bands[3].right, abs=1e-4)
    assert (found.key, found.weights, found.preparation) == (pack_copy.key, pack_copy.weights, pack_copy.preparation)
    assert found.metrics["int8_against_fp32"] == pack_copy.metrics["int8_against_fp32"]
    assert found.metrics["unseen_sources"]["brier"][0] == pytest.approx(fitted.brier.value, abs=1e-4)


def test_writing_again_changes_nothing_and_leaves_the_hand_written_part_of_the_card(pack_copy, ordinary):
    recalibrate.write(pack_copy.folder, ordinary)
    first = {path.name: path.read_bytes() for path in pack_copy.folder.iterdir()}
    recalibrate.write(pack_copy.folder, ordinary)
    assert {path.name: path.read_bytes() for path in pack_copy.folder.iterdir()} == first
    committed = (load_pack().folder / "MODEL_CARD.md").read_text("utf-8")
    card = first["MODEL_CARD.md"].decode()
    assert card != committed
    assert (card.split(BEGIN)[0], card.split(END)[1]) == (committed.split(BEGIN)[0], committed.split(END)[1])


def test_a_card_without_a_place_is_refused_before_anything_is_written(pack_copy, ordinary):
    (pack_copy.folder / "MODEL_CARD.md").write_text("# A card\n", "utf-8")
    before = (pack_copy.folder / "pack.toml").read_bytes()
    with pytest.raises(NoPlace, match="no place for the calibration"):
        recalibrate.write(pack_copy.folder, ordinary)
    assert (pack_copy.folder / "pack.toml").read_bytes() == before


@pytest.mark.parametrize("missing", ["threshold", "band", "[calibration]"])
def test_a_pack_with_nothing_to_replace_is_refused(pack_copy, ordinary, missing):
    text = (pack_copy.folder / "pack.toml").read_text("utf-8").replace(missing, "other" if missing[0] != "[" else "[o]")
    with pytest.raises(ValueError, match=f"has no {missing.strip('[]')}"):
        recalibrate.recalibrated(text, ordinary, "")


def test_the_command_calibrates_a_pack_from_held_out_scores(pack_copy, tmp_path, capsys):
    means, labelled = _corpus(sources=12)
    labels = np.where(labelled.value > 0.5, "good", "ordinary")
    rows = [("x.jpg", *row) for row in zip(labelled.group, labels, means, strict=True)]
    scores = _held_out(tmp_path / "scores.csv", rows)
    recalibrate.main([str(pack_copy.folder), "--held-out", str(scores), "--data", "pictures of tests"])
    assert f"photographs={len(means)}" in capsys.readouterr().out
    assert 'data = "pictures of tests, leave-sources-out' in (pack_copy.folder / "pack.toml").read_text("utf-8")
    assert read_pack(pack_copy.folder).calibration.probability(4.5) == pytest.approx(0.5, abs=0.1)
    with pytest.raises(SystemExit, match="lacks the column"):
        recalibrate.main([str(pack_copy.folder), "--held-out", str(pack_copy.folder / "pack.toml")])


def _card(fitted):
    return with_calibration(f"# A card\n{BEGIN}{END}\n", fitted, "pictures of tests")


def test_the_card_tells_the_band_and_what_was_missed(ordinary, keen):
    compromise, reached = _card(ordinary), _card(keen)
    assert f"| **{ordinary.band:.2f}** | **{percent(ordinary.chosen.decided)}**" in compromise
    assert "widest band that decides half" in " ".join(compromise.split())
    assert "the widest band that decides 60 %. With ±" in " ".join(reached.split())
    assert max(map(len, compromise.splitlines())) <= 120


@pytest.mark.parametrize("method", CURVES)
def test_the_card_writes_every_curve_as_a_formula(ordinary, method):
    text = " ".join(_card(replace(ordinary, method=method, calibration=CURVES[method])).split())
    told = {"platt": "(2.5000 m - 12.2500)", "temperature": "(m - 5.5) / 0.2500", "isotonic": "through 3 knots"}
    assert told[method] in text


def test_the_card_says_what_the_curve_is_on(ordinary):
    text = " ".join(with_calibration(f"{BEGIN}{END}", ordinary, "pictures of tests", EVIDENCE).split())
    assert "P(aesthetic) is a curve on the evidence e: " in text
    assert " at e = " in text
    assert "| AUC of the evidence, good against ordinary |" in text
    assert "a curve on the mean rating m: " in " ".join(_card(ordinary).split())


def test_a_share_of_nothing_is_a_dash():
    assert percent(Estimate(np.nan, np.nan, np.nan)) == "–"
    assert percent(Estimate(0.834, 0.79, 0.875)) == "83 % [79, 88]"


def test_the_diagram_is_well_formed_and_puts_a_dot_where_the_figures_say(ordinary):
    svg = ET.fromstring(reliability_svg(ordinary.bins, ordinary.spread, 0.5, ordinary.band))
    dots = svg.findall("{http://www.w3.org/2000/svg}circle")
    assert len(dots) == len(ordinary.bins) == 10
    across = [(float(dot.get("cx")) - 60) / 360 for dot in dots]
    up = [1 - (float(dot.get("cy")) - 24) / 360 for dot in dots]
    assert across == pytest.approx([one.said for one in ordinary.bins], abs=1e-3)
    assert up == pytest.approx([one.good.value for one in ordinary.bins], abs=1e-3)
    assert "unsure" in "".join(svg.itertext())
    assert "unsure" not in reliability_svg(ordinary.bins, ordinary.spread)
