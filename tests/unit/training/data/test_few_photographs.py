"""Data and numbers at the edge: too few photographs, or values that nothing can be made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aesthetic_gui.__main__ import main
from aesthetic_gui.training.build.calibrating import read_held_out
from aesthetic_gui.training.data.labels import BadTable, Choice, read_opinions
from aesthetic_gui.training.data.photographs import NoPhotographs, Photographs
from aesthetic_gui.training.network.kernel_head import HeadExamples, learn
from aesthetic_gui.training.recipe import BadRecipe, KernelHead, read_recipe
from aesthetic_gui.training.run import Run


def examples() -> HeadExamples:
    random = np.random.default_rng(0)
    good = np.where(np.arange(60) < 50, np.arange(60) % 2, np.nan)
    return HeadExamples(
        embedding=np.abs(random.normal(size=(60, 16))),
        early=np.abs(random.normal(size=(60, 4))),
        ratings=random.dirichlet(np.ones(10), 60),
        good=good,
        beauty=np.where(np.isnan(good), random.uniform(1, 7, 60), np.nan),
        group=np.array([f"source {number % 6}" for number in range(60)]),
        sound=np.abs(random.normal(size=(60, 20))),
        spoilt=np.abs(random.normal(size=(60, 20))),
        kind=random.integers(0, 3, 60),
    )


def test_photographs_all_rated_the_same_or_a_defect_seen_once_leave_a_head_of_numbers():
    some = examples()
    for few in (
        replace(some, beauty=np.where(np.isnan(some.beauty), np.nan, 4.0)),
        replace(some, kind=np.where(np.arange(60) == 0, 3, some.kind)),
    ):
        assert np.isfinite(learn(few, KernelHead(), 0).tilt(few.embedding, few.early)).all()


def test_without_a_defect_there_is_nothing_to_learn_of_defects():
    with pytest.raises(ValueError, match="copies with a defect"):
        learn(replace(examples(), kind=np.full(60, -1)), KernelHead(), 0)


@pytest.mark.parametrize(("sources", "parts"), [(3, 4), (1, 2)])
def test_fewer_sources_than_parts_are_told_before_anything_is_trained(sources, parts, tmp_path):
    good = np.arange(24) % 2
    group = np.array([f"{'good' if one else 'ordinary'} {number % sources}" for number, one in enumerate(good)])
    photographs = Photographs(tuple(tmp_path / str(n) for n in range(24)), good * 1.0, np.full(24, np.nan), group)
    run = Run(read_recipe(None), photographs, None, tmp_path, lambda: pytest.fail("it is trained"), lambda *_: None)  # type: ignore[arg-type]
    with pytest.raises(NoPhotographs, match="too few sources"):
        run.left_out(parts)


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("kernel.ridge=nan", "not finite"),
        ("losses.slope=inf", "not finite"),
        ("seed=-1", "seed"),
        ("watched=0.9", "watched"),
    ],
)
def test_a_recipe_of_impossible_numbers_is_refused(setting, reason):
    with pytest.raises(BadRecipe, match=reason):
        read_recipe(None, [setting])


@pytest.mark.parametrize("name", ['my "pack"', "pack:int8", ".."])
def test_a_folder_that_can_name_no_model_is_refused_before_the_work(name, tmp_path, capsys):
    code = main(["train", "--data", str(tmp_path), "--out", str(tmp_path / name)])
    assert code == 2
    assert "a model's folder is named with" in capsys.readouterr().err


def test_one_cell_of_a_hundred_thousand_letters_or_a_rating_beyond_all_scales_is_left_out(tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text(f"path,rating,source\n{'a' * 100_000},3,s\nb.jpg,3,{'s' * 100_000}\nc.jpg,1e308,s\nd.jpg,4,s\n")
    opinions, problems = read_opinions(table, Choice({}))
    assert opinions.names == ("d.jpg",)
    assert [problem.split(": ")[1] for problem in problems] == [
        "a path or source is too long to be one; left out",
        "a path or source is too long to be one; left out",
        "'1e308' is no rating; left out",
    ]


def test_a_line_of_held_out_scores_that_is_cut_off_is_told(tmp_path):
    table = tmp_path / "held-out.csv"
    table.write_text("path,source,label,mean\na.jpg,s\n")
    with pytest.raises(BadTable, match="line 2: '' is neither good nor ordinary"):
        read_held_out(table)
