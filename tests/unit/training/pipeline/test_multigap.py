"""A recipe's way from features to figures: nothing of a source is known to who judges it, and a kill loses nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.training.data.photographs import NoPhotographs, Photographs
from aesthetic_gui.training.pipeline import multigap
from aesthetic_gui.training.pipeline.figures import Judged
from aesthetic_gui.training.pipeline.judge import Judge, _parts_of
from aesthetic_gui.training.pipeline.multigap import Photographed, Run, _joined
from aesthetic_gui.training.pipeline.recipes import MultigapRecipe, read_multigap
from aesthetic_gui.training.pipeline.table import table

WIDTH, SOURCES, EACH, RATED = 24, 8, 12, 30
SMALL = ("folds=4", "select.genetic.size=6", "select.genetic.population=12", "select.genetic.parents=6")
SMALL += ("select.genetic.generations=1", "head.landmarks=32", "head.inverse=0.1", "reduce.count=3")


def photographed() -> Photographed:
    """Good and ordinary photographs of sources with tastes of their own, and rated ones; four features tell."""
    random = np.random.default_rng(0)
    good = np.r_[np.repeat([1.0, 0.0], SOURCES * EACH), np.full(RATED, np.nan)]
    beauty = np.r_[np.full(2 * SOURCES * EACH, np.nan), np.linspace(1, 7, RATED)]
    sources = [f"corpus/{kind}-{number // EACH}" for kind in ("good", "ordinary") for number in range(SOURCES * EACH)]
    group = np.array([*sources, *(f"oasis/theme-{number % 5}" for number in range(RATED))])
    features = random.normal(size=(len(group), WIDTH))
    features[:, :4] += 1.2 * np.nan_to_num(good - 0.5, nan=0)[:, None]
    features[-RATED:, :4] += np.linspace(-1, 1, RATED)[:, None]
    paths = tuple(Path(f"{number}.jpg") for number in range(len(group)))
    parts = (slice(0, 10), slice(10, WIDTH))
    return Photographed(Photographs(paths, good, beauty, group), features.astype(np.float32), parts)


def nothing(_what: str, _done: int, _total: int) -> None: ...


def run_of(recipe: MultigapRecipe, folder: Path, data: Photographed | None = None) -> Run:
    (folder / "run").mkdir(parents=True, exist_ok=True)
    return Run(recipe, data or photographed(), folder / "run", folder / "searches", 1, nothing)


def recipe_of(*settings: str) -> MultigapRecipe:
    return read_multigap(None, [*SMALL, *settings])


@pytest.mark.parametrize(
    ("setting", "features"),
    [
        ("select.method=none", 24),
        ("select.method=genetic", 6),
        ("select.method=random", 6),
        ("select.method=mutual", 6),
        ("reduce.method=pca", 6),
        ("reduce.method=ica", 6),
        ("head.kind=kernel", 24),
    ],
)
def test_every_way_tells_good_from_ordinary_on_sources_left_out(setting: str, features: int, tmp_path: Path) -> None:
    found = run_of(recipe_of(setting), tmp_path).left_out()
    figures = Judged(found.good, found.group).figures(found)
    assert (figures.photographs, figures.sources) == (2 * SOURCES * EACH, 2 * SOURCES)
    assert figures.auc.low < figures.auc.value < figures.auc.high
    assert figures.auc.value > 0.65
    assert figures.accuracy.value > 0.6
    assert figures.srcc is not None
    assert set(found.features) == {features}


def test_features_that_tell_nothing_are_told_as_such(tmp_path: Path) -> None:
    """Also where a search finds, among many choices, one that fits the photographs it may look at."""
    told, fitness = [], []
    for seed in range(4):
        data = photographed()
        noise = np.random.default_rng(seed).normal(size=data.features.shape).astype(np.float32)
        run = run_of(recipe_of("select.method=random"), tmp_path / str(seed), replace(data, features=noise))
        found = run.left_out()
        told.append(Judged(found.good, found.group).figures(found).auc.value)
        fitness.append(found.fitness.mean())
    assert 0.4 < np.mean(told) < 0.6
    assert np.mean(fitness) > 0.6


def test_whoever_judges_a_source_has_seen_nothing_of_it(tmp_path: Path) -> None:
    """One source's features are made wild: nothing changes of what is said of those left out with it."""
    data = photographed()
    group = "corpus/good-3"
    ours = data.photographs.group == group
    first = run_of(recipe_of("select.method=random"), tmp_path / "a", data).left_out()
    wild = replace(data, features=np.where(ours[:, None], data.features * 50, data.features))
    second = run_of(recipe_of("select.method=random"), tmp_path / "b", wild).left_out()
    fold = multigap.folds(data.photographs, 4, 0)
    beside = (fold == fold[ours][0])[: len(first.good)] & ~ours[: len(first.good)]
    assert (first.evidence[beside] == second.evidence[beside]).all()
    assert (first.evidence != second.evidence).any()


def test_a_run_that_was_interrupted_ends_like_one_that_was_not(tmp_path: Path, monkeypatch) -> None:
    whole = run_of(recipe_of("select.method=random"), tmp_path / "whole").left_out()
    broken = run_of(recipe_of("select.method=random"), tmp_path / "broken")

    def tell(what: str, done: int, _total: int) -> None:
        if (what, done) == ("Folds", 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace(broken, tell=tell).left_out()
    learned = []
    learn = multigap.learn
    monkeypatch.setattr(multigap, "learn", lambda *words: learned.append(1) or learn(*words))
    assert (broken.left_out().evidence == whole.evidence).all()
    assert len(learned) == 2


def test_a_judge_is_read_as_it_was_kept(tmp_path: Path) -> None:
    data = photographed()
    for number, settings in enumerate((["select.method=mutual", "reduce.method=pca"], ["head.kind=kernel"])):
        judge = run_of(recipe_of(*settings), tmp_path, data).everything()
        assert judge.save(tmp_path / str(number)) > 1000
        read = Judge.load(tmp_path / str(number))
        assert (read.evidence(data.features) == judge.evidence(data.features)).all()


def test_sources_that_are_one_are_never_parted() -> None:
    photographs = photographed().photographs
    joined = _joined(photographs, ("good-1 good-2", "ordinary-0 ordinary-5 ordinary-6"))
    assert len(set(joined.group)) == len(set(photographs.group)) - 3
    assert "corpus/good-2" not in joined.group
    assert (joined.group == "corpus/good-1").sum() == 2 * EACH


def test_chosen_features_keep_to_the_part_of_their_backbone() -> None:
    parts = (slice(0, 10), slice(10, 20), slice(20, 30))
    assert _parts_of(np.array([1, 9, 10, 15, 19], np.int32), parts) == (slice(0, 2), slice(2, 5))


def test_too_few_sources_are_told_before_anything_is_learned(tmp_path: Path) -> None:
    data = photographed()
    one = np.where(data.photographs.good == 1, "corpus/good", data.photographs.group)
    few = replace(data, photographs=replace(data.photographs, group=one))
    with pytest.raises(NoPhotographs, match="two each"):
        run_of(recipe_of(), tmp_path, few).left_out()


def test_the_left_out_evidence_is_a_table_for_other_programs(tmp_path: Path) -> None:
    run = run_of(recipe_of(), tmp_path)
    found = run.left_out()
    run.write(found, tmp_path / "left-out.csv")
    head, first, *_ = (tmp_path / "left-out.csv").read_text("utf-8").splitlines()
    assert head == "path,source,label,fold,evidence"
    assert first.startswith("0.jpg,corpus/good-0,good,")
    assert float(first.split(",")[-1]) == pytest.approx(found.evidence[0], abs=1e-5)


def test_the_table_names_the_best_and_whether_that_is_more_than_chance(tmp_path: Path) -> None:
    none = run_of(recipe_of(), tmp_path).left_out()
    random = np.random.default_rng(0)
    blind = replace(none, evidence=random.normal(size=len(none.good)))
    even = replace(none, evidence=none.evidence + random.normal(0, 1e-3, len(none.good)))
    text = table({"multigap-none": none, "multigap-blind": blind, "multigap-even": even})
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == ["multigap-none", "multigap-blind", "multigap-even"]
    assert all(row.count("|") == 12 for row in rows)
    assert "n = 192 photographs (96 good) of 16 sources, left out in 4 folds; 30 rated photographs of 5 themes" in text
    assert "gain is more than chance over `multigap-blind`" in text
    assert "it is not" in text
