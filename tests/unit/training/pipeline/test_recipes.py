"""Recipes are data: those of the program are all readable, and a file of the user's is one as well."""

from __future__ import annotations

import pytest

from aesthetic_gui.training.pipeline.recipes import (
    MOBILENET,
    MULTIGAP,
    USUAL,
    MultigapRecipe,
    find_recipe,
    known_recipes,
    read_multigap,
)
from aesthetic_gui.training.recipe import BadRecipe, Recipe, read_recipe, recipe_toml

PUBLISHED = ("none", "genetic", "random", "l1", "mutual", "pca", "ica", "fc", "kernel")


@pytest.mark.parametrize("row", list(known_recipes()), ids=lambda row: row.name)
def test_every_recipe_of_the_program_can_be_read_and_says_what_it_does(row) -> None:
    assert 10 < len(row.title) < 90
    (read_multigap if row.kind == MULTIGAP else read_recipe)(row.path)


def test_the_usual_recipe_has_the_usual_numbers() -> None:
    row = find_recipe(USUAL)
    assert (row.kind, read_recipe(row.path)) == (MOBILENET, Recipe())


def test_the_recipes_of_the_pipeline_differ_in_one_step_from_none() -> None:
    made = {name: read_multigap(find_recipe(f"multigap-{name}").path) for name in PUBLISHED}
    assert made["none"] == MultigapRecipe()
    for name, recipe in made.items():
        steps = [step for step in ("select", "reduce", "head") if getattr(recipe, step) != getattr(made["none"], step)]
        assert (name, len(steps)) == (name, int(name != "none"))


def test_the_genetic_algorithm_has_the_published_numbers() -> None:
    rules = read_multigap(find_recipe("multigap-genetic").path).select.genetic
    assert (rules.population, rules.parents, rules.elite) == (100, 50, 2)


def test_a_recipe_of_the_pipeline_written_is_read_again(tmp_path) -> None:
    recipe = read_multigap(None, ["select.genetic.size=30", "head.kind=kernel", "folds=4"], seed=9)
    path = tmp_path / "mine.toml"
    path.write_text('kind = "multigap"\ntitle = "mine"\n' + recipe_toml(recipe), "utf-8")
    row = find_recipe(str(path))
    assert (row.kind, row.title, read_multigap(row.path)) == (MULTIGAP, "mine", recipe)
    assert (recipe.seed, recipe.folds, recipe.select.genetic.size) == (9, 4, 30)


def test_a_file_that_says_no_kind_is_what_it_always_was(tmp_path) -> None:
    (tmp_path / "gentle.toml").write_text("seed = 4", "utf-8")
    assert find_recipe(str(tmp_path / "gentle.toml")).kind == MOBILENET


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("multigap-genetc", "no recipe called 'multigap-genetc'. Known are distil, kernel-mobilenet, multigap-fc"),
        ("recipes/multigap-none", "no recipe called"),
        ("absent.toml", "cannot be read"),
    ],
)
def test_what_is_no_recipe_is_refused_with_those_that_are(word: str, reason: str) -> None:
    with pytest.raises(BadRecipe, match=reason):
        find_recipe(word)


def test_a_kind_of_the_future_is_refused(tmp_path) -> None:
    (tmp_path / "x.toml").write_text('kind = "telepathy"', "utf-8")
    with pytest.raises(BadRecipe, match="'telepathy', which is none of mobilenet"):
        find_recipe(str(tmp_path / "x.toml"))


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("select.method=magic", "out of range: select"),
        ("select.watched=0.9", "out of range: select"),
        ("select.genetic.elite=60", "out of range: select"),
        ("select.genetic.kept=1.5", "out of range: select"),
        ("select.fitness.kind=none", "out of range: select"),
        ("reduce.share=0.0", "out of range: reduce"),
        ("head.kind=forest", "out of range: head"),
        ("head.rate=nan", "not finite"),
        ("head.speed=1", "no entry called 'speed'"),
        ("folds=1", "out of range: folds"),
        ("backbones=[]", "out of range: backbones"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(setting: str, reason: str) -> None:
    with pytest.raises(BadRecipe, match=reason):
        read_multigap(None, [setting])
