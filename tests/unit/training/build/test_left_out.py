"""What the default pack's figures rest on: every photograph is judged by heads that never saw its source."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.training.build import build_aesthetic_pack
from aesthetic_gui.training.build.gathering import Gathered
from aesthetic_gui.training.build.left_out import COLUMNS, LeftOut, caught, leave_out, limit_of, write_table
from aesthetic_gui.training.data.photographs import Photographs
from aesthetic_gui.training.network.two_heads import Examples, learn
from tests.unit.training.made_examples import COLUMNS as WIDTH
from tests.unit.training.made_examples import NUMBERS, made_examples, relabelled, shares_of

FOLDS = 3


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody waits."""


def gathered(examples: Examples) -> Gathered:
    """``examples`` as of photographs that lie nowhere; half of what is judged is drawn, half looks like them."""
    n, random = len(examples.good), np.random.default_rng(5)
    judging = random.normal(size=(40, WIDTH))
    judging[:20, -3:] += 8
    corpus = ~np.isnan(examples.good)
    return Gathered(
        Photographs(tuple(Path(f"{at}.jpg") for at in range(n)), examples.good, examples.beauty, examples.group),
        examples,
        shares_of(random.normal(5.0, 0.5, n)),
        corpus,
        np.where(corpus, "wide", ""),
        np.repeat(["chart", "gradient", "text", "plan"], 10),
        judging.astype(np.float32),
        np.tile(["chart", "gradient", "text", "plan"], 10),
    )


@pytest.fixture(scope="module")
def all_of_it() -> Gathered:
    return gathered(made_examples())


@pytest.fixture(scope="module")
def found(all_of_it: Gathered) -> LeftOut:
    return leave_out(all_of_it, NUMBERS, silent, FOLDS)


def _figures(found: LeftOut, rows: np.ndarray) -> np.ndarray:
    return np.column_stack([found.evidence[rows], found.mean[rows], found.unlike[rows]])


@pytest.mark.parametrize("source", ["corpus/0", "corpus/7"])
def test_the_labels_of_its_own_source_change_nothing_that_is_said_of_a_photograph(
    all_of_it: Gathered, found: LeftOut, source: str
) -> None:
    own = all_of_it.examples.group == source
    lied = replace(all_of_it, examples=relabelled(all_of_it.examples, own))
    again = leave_out(lied, NUMBERS, silent, FOLDS)
    np.testing.assert_array_equal(_figures(again, own), _figures(found, own))
    elsewhere = found.fold != found.fold[own][0]
    assert np.abs(again.evidence - found.evidence)[elsewhere].max() > 1e-3


def test_the_ratings_of_its_own_theme_change_nothing_that_is_said_of_a_photograph(
    all_of_it: Gathered, found: LeftOut
) -> None:
    own = all_of_it.examples.group == "oasis/14"
    beauty = np.where(own, 9 - all_of_it.examples.beauty, all_of_it.examples.beauty)
    again = leave_out(replace(all_of_it, examples=replace(all_of_it.examples, beauty=beauty)), NUMBERS, silent, FOLDS)
    np.testing.assert_array_equal(_figures(again, own), _figures(found, own))
    assert np.abs(again.mean - found.mean).max() > 1e-3


def test_every_source_is_left_out_whole(all_of_it: Gathered, found: LeftOut) -> None:
    assert set(found.fold) == set(range(FOLDS))
    for source in np.unique(all_of_it.examples.group):
        assert len(set(found.fold[all_of_it.examples.group == source])) == 1


def test_a_fold_is_judged_by_heads_of_the_others(all_of_it: Gathered, found: LeftOut) -> None:
    examples, rows = all_of_it.examples, found.fold == 1
    heads = learn(examples.at(~rows), NUMBERS)
    z, worse = (heads.standardised(stages[rows]) for stages in (examples.stages, examples.worse))
    np.testing.assert_array_equal(found.evidence[rows, 0], heads.evidence_of(z, examples.means[rows]))
    shares = all_of_it.worse_shares[rows]
    np.testing.assert_array_equal(found.evidence[rows, 1], heads.evidence_of(worse, shares @ np.arange(1.0, 11)))
    np.testing.assert_allclose(found.mean[rows, 1], heads.distribution_of(worse, shares) @ np.arange(1, 11))
    np.testing.assert_array_equal(found.unlike[rows, 0], heads.unlike_of(z))


def test_unseen_good_photographs_are_told_from_ordinary_ones_and_worse_copies_are_lower(
    all_of_it: Gathered, found: LeftOut
) -> None:
    good = all_of_it.examples.good
    assert found.evidence[good == 1, 0].mean() > found.evidence[good == 0, 0].mean() + 0.5
    assert (found.evidence[:, 1] < found.evidence[:, 0]).mean() > 0.9


def test_the_progress_is_told_to_the_end(all_of_it: Gathered) -> None:
    told: list[tuple[int, int]] = []
    leave_out(all_of_it, NUMBERS, lambda _what, done, total: told.append((done, total)), FOLDS)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_limit_leaves_the_wanted_share_of_the_labelled_photographs_within(
    all_of_it: Gathered, found: LeftOut
) -> None:
    labelled = ~np.isnan(all_of_it.examples.good)
    limit = limit_of(found, all_of_it, replace(NUMBERS, within=0.9))
    assert (found.unlike[labelled, 0] <= limit).mean() == pytest.approx(0.9, abs=0.01)
    far = replace(found, unlike=np.where(labelled[:, None], found.unlike, 1e6))
    assert limit_of(far, all_of_it, replace(NUMBERS, within=0.9)) == limit


def test_drawn_pictures_of_kinds_not_learned_from_are_caught_and_photographs_are_not(all_of_it: Gathered) -> None:
    heads = learn(all_of_it.examples, NUMBERS)
    limit = float(np.quantile(heads.unlike_of(heads.standardised(all_of_it.examples.stages)), 0.98))
    beyond, kinds = caught(all_of_it, heads, limit, NUMBERS)
    assert kinds == ["chart", "gradient", "text", "plan"] * 10
    assert beyond[:20].mean() > 0.9
    assert beyond[20:].mean() < 0.2


def test_what_is_said_of_a_kind_of_drawn_picture_does_not_come_from_pictures_of_that_kind(all_of_it: Gathered) -> None:
    heads, numbers = learn(all_of_it.examples, NUMBERS), replace(NUMBERS, drawn=2.0)
    drawn, theirs = all_of_it.examples.drawn.copy(), all_of_it.judging_kinds == "text"
    drawn[all_of_it.drawn_kinds == "text", 0] = 50.0  # strange in another way than before
    other = replace(all_of_it, examples=replace(all_of_it.examples, drawn=drawn))
    limits = np.linspace(0.2, 20, 50)
    one, again = (np.stack([caught(each, heads, limit, numbers)[0] for limit in limits]) for each in (all_of_it, other))
    np.testing.assert_array_equal(one[:, theirs], again[:, theirs])
    assert (one[:, ~theirs] != again[:, ~theirs]).any()


def test_the_table_has_one_line_for_each_photograph_and_leaves_what_is_unknown_empty(
    all_of_it: Gathered, found: LeftOut, tmp_path: Path
) -> None:
    write_table(found, all_of_it, tmp_path / "left-out.csv")
    with (tmp_path / "left-out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [row["path"] for row in rows] == [f"{at}.jpg" for at in range(len(found.fold))]
    assert [rows[at]["label"] for at in (0, 60, 120)] == ["good", "ordinary", ""]
    assert [bool(rows[at]["beauty"]) for at in (0, 60, 120)] == [False, False, True]
    assert (rows[0]["source"], rows[0]["collection"], rows[0]["fold"]) == ("corpus/0", "wide", str(found.fold[0] + 1))
    columns = np.array([[float(row[name]) for name in COLUMNS[6:]] for row in rows])
    expected = [found.evidence[:, 0], found.mean[:, 0], found.unlike[:, 0], found.evidence[:, 1], found.mean[:, 1]]
    np.testing.assert_allclose(columns, np.column_stack(expected), atol=1e-5)


def test_the_figures_of_the_pack_are_read_as_toml_and_are_those_of_what_was_left_out(
    all_of_it: Gathered, found: LeftOut
) -> None:
    beyond, kinds = np.array([True, True, True, False]), ["chart", "chart", "text", "text"]
    text = "\n".join(build_aesthetic_pack._metrics(found, all_of_it, beyond, kinds))
    metrics = tomllib.loads(text)["metrics"]
    assert metrics["unseen_themes"]["n"] == 60
    assert metrics["unseen_themes"]["srcc"][0] > 0.6
    assert metrics["degraded"]["evidence_below_original"][0] == pytest.approx(
        (found.evidence[:, 1] < found.evidence[:, 0]).mean(), abs=1e-3
    )
    assert metrics["not_photographs"]["caught"][0] == 0.75
    labelled = ~np.isnan(all_of_it.examples.good)
    assert metrics["called_unlike"]["corpus"][0] == pytest.approx((found.unlike[labelled, 0] > 1).mean(), abs=1e-3)
