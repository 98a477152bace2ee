"""Packs judged side by side: photographs of known brightness, and a stand-in network that rates by brightness."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.photo import Unreadable
from aesthetic_gui.scoring.outputs import outputs_from
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.training.data.degrade import ALTERATIONS
from aesthetic_gui.training.data.labels import Choice, read_opinions
from aesthetic_gui.training.measure import benchmark, sensitivity
from aesthetic_gui.training.measure.judging import PackJudge


class RatesByBrightness:
    """Stands in for a network: black is rated 1, white 10, or ``inverted``. Counts what it is asked."""

    device = "stand-in"

    def __init__(self, inverted: bool = False) -> None:
        self.inverted, self.asked = inverted, 0

    def predict(self, batch):
        self.asked += len(batch)
        rating = 1 + 4.5 * (batch.mean(axis=(1, 2, 3)) + 1)
        rating = 11 - rating if self.inverted else rating
        low = np.clip(np.floor(rating), 1, 9).astype(int)
        distribution = np.zeros((len(batch), 10), np.float32)
        rows = np.arange(len(batch))
        distribution[rows, low - 1] = low + 1 - rating
        distribution[rows, low] = rating - low
        return outputs_from({"distribution": distribution, "cam": batch[..., 0], "embedding": batch.mean(axis=(1, 2))})

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def pack():
    return load_pack("nima-mobilenet")  # one number, as the stand-in gives


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    """Twelve sources of four: bright ones good, dark ones bad, others normal; two more rows cannot be read."""
    folder = tmp_path_factory.mktemp("photographs")
    lines = ["path,label,votes_1_to_10,source"]
    for number in range(48):
        shade = 30 + number * 4
        Image.new("RGB", (60, 40), (shade,) * 3).save(folder / f"{number}.png")
        label = ("bad", "normal", "good")[number // 16]
        votes = [0] * 10
        votes[min(9, shade * 10 // 255)] = 8
        lines.append(f"{number}.png,{label},{' '.join(map(str, votes))},source {number // 4}")
    lines += ["gone.png,good,,source 3", "empty.png,bad,,source 3"]
    (folder / "empty.png").touch()
    (folder / "labels.csv").write_text("\n".join(lines), "utf-8")
    return folder / "labels.csv"


@pytest.fixture
def opinions(table):
    return read_opinions(table, Choice({}))[0]


@pytest.fixture
def found(opinions, pack):
    return benchmark.run(
        opinions, [PackJudge(pack, RatesByBrightness()), PackJudge(pack, RatesByBrightness(inverted=True))]
    )


def _figure(found, name):
    return next(row for row in found.measured if row.figure.id == name)


def test_a_perfect_and_an_upside_down_judge_get_their_figures(found):
    auc = _figure(found, "auc")
    assert (auc.n, auc.values[0], auc.values[1].value) == (32, (1, 1, 1), 0)
    assert auc.gains[0] == (-1, -1, -1)
    assert auc.sign(auc.gains[0]) == -1
    assert _figure(found, "srcc").values[0].value > 0.98  # votes tie, scores do not
    assert _figure(found, "plcc").values[1].value == pytest.approx(-1, abs=0.01)
    assert _figure(found, "emd").values[0].value < _figure(found, "emd").values[1].value
    assert _figure(found, "brier").sign(_figure(found, "brier").gains[0]) == -1  # more, and less is better


def test_good_above_ordinary_is_read_from_the_evidence_not_from_the_mean_rating(found):
    one = found.said[0]
    turned = replace(one, evidence=-one.evidence)
    again = next(row for row in benchmark.measure(found.opinions, [turned]) if row.figure.id == "auc")
    assert again.values[0] == (0, 0, 0)


def test_every_figure_is_measured_where_the_table_has_all_that_it_takes(found):
    assert [row.figure for row in found.measured] == list(benchmark.FIGURES)
    assert all(np.isfinite(value).all() for row in found.measured for value in row.values)
    assert len({figure.id for figure in benchmark.FIGURES}) == len(benchmark.FIGURES)


def test_the_figures_agree_with_the_confusion_matrix(found, opinions):
    matrix = benchmark.confusion(found.opinions, found.said[0])
    assert matrix.sum() == 48
    assert _figure(found, "accuracy_3").values[0].value == pytest.approx(np.trace(matrix) / 48)
    decided = matrix[[0, 2]][:, [0, 2]]
    assert _figure(found, "decided").values[0].value == pytest.approx(decided.sum() / 32)
    assert _figure(found, "right_of_decided").values[0].value == pytest.approx(np.trace(decided) / decided.sum())


def test_what_cannot_be_read_is_told_and_left_out(found):
    assert len(found.opinions.paths) == 48
    assert found.problems == (
        "gone.png: no longer there; left out",
        "empty.png: the file is empty; left out",
    )
    assert all(len(one.mean) == 48 for one in found.said)


def test_not_one_photograph_that_can_be_read_is_an_error(opinions, pack):
    with pytest.raises(Unreadable, match="no longer there"):
        benchmark.run(opinions.at([48, 49]), [PackJudge(pack, RatesByBrightness())])


def test_each_photograph_is_decoded_once_for_all_packs_and_told_as_a_step(opinions, pack, monkeypatch):
    from aesthetic_gui.training.measure import judging

    decoded, steps = [], []

    def counted(path, *rest):
        decoded.append(path)
        return real(path, *rest)

    real = judging.decode
    monkeypatch.setattr(judging, "decode", counted)
    judges = [PackJudge(pack, RatesByBrightness()) for _ in range(3)]
    benchmark.run(opinions, judges, on_step=lambda: steps.append(1))
    assert sorted(decoded) == sorted(opinions.paths)
    assert [judge.runtime.asked for judge in judges] == [48] * 3
    assert len(steps) == 50


def test_labels_alone_allow_no_correlation_and_ratings_alone_no_accuracy(opinions):
    assert "ratings" not in benchmark.allowed(replace(opinions, rating=np.full(50, np.nan)))
    unlabelled = replace(opinions, label=np.full(50, np.nan))
    assert benchmark.allowed(unlabelled) == {"ratings", "votes"}
    assert np.isnan(benchmark.classes(unlabelled)).all()


def test_the_worst_mistakes_come_worst_first(found):
    assert benchmark.mistakes(found.opinions, found.said[0], 5) == ([], [])
    missed, overrated = benchmark.mistakes(found.opinions, found.said[1], 5)
    assert missed == [47, 46, 45, 44, 43]
    assert overrated == [0, 1, 2, 3, 4]


def test_without_labels_the_worst_are_those_whose_rank_is_furthest_off(found):
    unlabelled = replace(found.opinions, label=np.full(48, np.nan))
    missed, overrated = benchmark.mistakes(unlabelled, found.said[1], 1)
    assert set(missed) | set(overrated) <= {0, 47, 46, 1}
    assert (missed, overrated) == ([47], [0])


def test_sources_are_listed_with_what_was_right_in_them(found):
    rows = list(benchmark.sources(found))
    assert [row.n for row in rows] == [4] * 12
    good = next(row for row in rows if row.name == "source 11")
    assert (good.good, good.right) == (1, (1, 0))
    assert np.isnan(next(row for row in rows if row.name == "source 5").right[0])  # normal ones only


def test_a_large_source_counts_less_where_sources_are_weighed(opinions, pack):
    """Nine dark photographs of one source that people call good: the more it counts, the less is right."""
    few = opinions.at([*[0] * 9, 40, 44, 4, 8])
    wrong = replace(few, label=np.array([1.0] * 9 + [1, 1, 0, 0]))
    judge = PackJudge(pack, RatesByBrightness())
    accuracy = [_figure(benchmark.run(wrong, [judge], weigh=weigh), "accuracy").values[0] for weigh in (False, True)]
    assert accuracy[0].value == pytest.approx(4 / 13)
    assert accuracy[1].value == pytest.approx(4 / 7)


def test_darker_copies_score_lower_and_mirrored_ones_alike(opinions, pack):
    some = opinions.at([8, 20, 30, 40, 48])
    rows = sensitivity.run(some, [PackJudge(pack, RatesByBrightness())])
    moved = {row.title: row for row in rows}
    assert len(rows) == len(ALTERATIONS) + 1
    mirrored, dark, bright = (
        moved[title].packs[0] for title in ("Mirrored", *(row.title for row in ALTERATIONS[-4:-2]))
    )
    assert mirrored.size == pytest.approx((0, 0, 0), abs=1e-5)
    assert dark.lower == (1, 1, 1)
    assert dark.change.high < -1
    assert dark.size.value == pytest.approx(-dark.change.value)
    assert bright.lower.value == 0
    assert (moved["All degradations"].n, moved["Mirrored"].n) == (4 * 9, 4)  # one could not be read


def test_the_sample_takes_from_every_group_before_it_takes_twice(opinions):
    assert len({opinions.group[place] for place in sensitivity.sample(opinions, 12)}) == 12
    assert sensitivity.sample(opinions, 500) == list(range(50))
    assert sensitivity.sample(opinions, 7) == sensitivity.sample(opinions, 7)
