"""The tables of a model card from left-out scores of two heads: on made-up features, no network in sight."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.training.features.store import FeatureStore, Filling, Level
from aesthetic_gui.training.measure import appraise_two_heads as two_heads
from aesthetic_gui.training.network.two_heads import HeadNumbers
from aesthetic_gui.training.recipe import KernelHead

SOURCES, EACH = 24, 6  # half of the sources are good ones; as many photographs are rated
WIDTHS = {"lite2": (("stage1", 60),), "nima": (("block3", 8), ("embedding", 16))}
RECIPE = KernelHead(landmarks=1000, ridge=1e-4, penalty=0.0)  # every photograph is one: no clusters are looked for


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """``labels.csv``, ``left-out.csv`` and features in whose last five numbers the class shows."""
    folder = tmp_path_factory.mktemp("made-up")
    (folder / "corpus").mkdir()
    Image.new("RGB", (6, 4)).save(folder / "corpus" / "one.png")
    rows, stated, truth = [], [], []
    for number in range(2 * SOURCES * EACH):
        source, rated = number // EACH, number >= SOURCES * EACH
        path = folder / "corpus" / f"{number}.png"
        path.hardlink_to(folder / "corpus" / "one.png")
        good = float(source % 2)
        truth.append(good)
        label = (
            {"label": "", "beauty": 2 + 3 * good + number / 1000}
            if rated
            else {"label": ("ordinary", "good")[int(good)]}
        )
        rows.append(
            {"path": path, "source": f"set/{source}", "collection": "" if rated else "wide", **label}
            | {"fold": source // 2 % 3 + 1, "evidence": 4 * good - 2, "mean": 4 + good, "unlike": 0.5}
            | {"worse_evidence": -9 if number % 4 else 9, "worse_mean": 1.5}
        )
        stated.append({"path": path.name, "content": "cats/dogs", "confidence": ("high", "medium")[source // 2 % 2]})
        stated[-1] |= {"original_width": 100 + number, "original_height": 100}
    _write(folder / "left-out.csv", rows)
    _write(folder / "corpus" / "labels.csv", stated)
    for name, levels in WIDTHS.items():
        _store(folder / "features" / f"{name}-0", name, levels, [str(row["path"]) for row in rows], np.array(truth))
    return folder


@pytest.fixture(scope="module")
def scores(folder):
    return two_heads.read_scores(folder / "left-out.csv", folder)


@pytest.fixture(scope="module")
def seen(folder, scores):
    return two_heads.read_seen(folder, scores, _ratings)


def test_the_gain_is_what_the_scores_have_over_the_kernel_head(scores, seen, monkeypatch):
    monkeypatch.setattr(two_heads, "DRAWS", 5)
    no_better_than_a_coin = np.repeat(np.nan_to_num(scores.beauty, nan=5.0)[:, None], 2, axis=1)
    text = "\n".join(two_heads.tables(scores, seen, no_better_than_a_coin, 0.24, np.zeros(len(scores.paths))))
    certain = "1.000 [1.000, 1.000] | 0.500 [0.500, 0.500]"
    assert f"| AUC, good over ordinary (n = {SOURCES * EACH}) |" in text
    assert f"| 0.500 [0.500, 0.500] | {certain} |" in text
    assert "Balanced accuracy at the threshold: 1.000" in text
    assert "by the evidence (n = 288)" in text
    assert "| 0.750 [" in text
    assert "nan" not in text


def test_the_kernel_head_of_a_fold_has_not_seen_it(scores, seen):
    learned = np.ones(len(scores.paths), bool)
    before = two_heads.kernel_means(scores, seen, RECIPE, learned)
    fold, judged = scores.fold == 1, np.isin(np.arange(len(learned)), scores.judged)
    turned = replace(scores, good=np.where(fold, 1 - scores.good, scores.good))
    after = two_heads.kernel_means(turned, seen, RECIPE, learned)
    assert after[fold] == pytest.approx(before[fold], abs=1e-9)
    assert np.abs(after[~fold & judged] - before[~fold & judged]).max() > 0.01
    good = scores.good == 1
    assert before[good, 0].mean() > before[judged & ~good, 0].mean() + 0.3


def test_heads_of_a_few_sources_find_what_tells_the_class(scores, seen):
    assert two_heads.auc_with(scores, two_heads.examples_of(scores, seen, HeadNumbers()), 8, 0, 2) > 0.9


def test_subjects_are_told_apart_by_their_words(scores, monkeypatch):
    monkeypatch.setattr(two_heads, "DRAWS", 5)
    text = "\n".join(two_heads.subjects(scores))
    assert "| cats | 72 | 72 | 1.000 [1.000, 1.000] |" in text
    assert "| dogs | 72 | 72 |" in text


def test_features_of_other_photographs_are_refused(folder, scores):
    other = replace(scores, paths=scores.paths[::-1])
    with pytest.raises(two_heads.NotTheSame, match="not of these photographs"):
        two_heads.read_seen(folder, other, _ratings)


def _ratings(embedding):
    """Better ones where the last number is larger."""
    shares = np.exp(np.outer(embedding[:, -1] / 10, np.arange(10)))
    return shares / shares.sum(axis=1, keepdims=True)


def _write(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, sorted({name for row in rows for name in row}), restval="")
        table.writeheader()
        table.writerows(rows)


def _store(place, name, levels, paths, truth):
    """Each photograph and a worse copy; kinds of defects take turns, each in a number of its own."""
    random = np.random.default_rng(0)
    columns = [Level(name, level, width) for level, width in levels]
    features = random.normal(size=(2 * len(paths), sum(width for _, width in levels))).astype(np.float32)
    features[:, -5:] += 2 * np.repeat(truth, 2)[:, None]
    kind = np.full(2 * len(paths), -1, np.int8)
    kind[1::2] = np.arange(len(paths)) % 2
    features[1::2, 0] += 5 * (kind[1::2] + 1)
    Filling(place, columns, paths, 2).put(range(len(paths)), features, kind)
    FeatureStore.open(place)
