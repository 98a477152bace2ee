"""What a training run is made from: the numbers, the photographs, the views."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aesthetic_gui.training.data import degrade
from aesthetic_gui.training.data.degrade import DEGRADATIONS
from aesthetic_gui.training.data.folders import read_rgb
from aesthetic_gui.training.data.photographs import NoPhotographs, decoded, folds, read_photographs
from aesthetic_gui.training.recipe import Augment, BadRecipe, Recipe, key_of, read_recipe, recipe_toml


def test_a_recipe_written_is_read_again(tmp_path):
    recipe = read_recipe(None, ["blocks.rate=5e-5", "losses.hinge=2", 'collections=["wide", "narrow"]'], seed=7)
    path = tmp_path / "recipe.toml"
    path.write_text(recipe_toml(recipe), "utf-8")
    assert read_recipe(path) == recipe
    assert (recipe.seed, recipe.blocks.rate, recipe.losses.hinge) == (7, 5e-5, 2.0)
    assert recipe.collections == ("wide", "narrow")
    assert recipe.head == Recipe().head


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("blocks.speed=3", "no entry called 'speed'"),
        ("blocks.epochs=fast", "epochs must be a int"),
        ("blocks", "not of the form"),
        ("input.mode=round", "out of range: input.mode"),
        ("blocks.share=0.0", "out of range: share"),
        ("head.batch.good=0", "out of range: batch"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_with_the_reason(setting, reason):
    with pytest.raises(BadRecipe, match=reason):
        read_recipe(None, ["kernel.landmarks=0", "head.epochs=1", "blocks.epochs=1", setting])


def test_recipes_that_differ_in_one_number_do_not_share_their_checkpoints():
    assert key_of(Recipe()) == key_of(Recipe())
    assert key_of(Recipe()) != key_of(replace(Recipe(), seed=1))


def test_the_first_view_is_the_photograph_and_the_others_are_changed():
    rgb = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    sure = Augment(tilt=0, crop=1, aspect=1, mirror=1, jpeg=1)
    assert (degrade.view(rgb, 0, sure, np.random.default_rng(1)) == rgb).all()
    changed = degrade.view(rgb, 1, sure, np.random.default_rng(1))
    assert changed.shape != rgb.shape
    assert (changed == degrade.view(rgb, 1, sure, np.random.default_rng(1))).all()


def test_a_worse_copy_says_what_was_done_to_it():
    rgb = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    worse, kind = degrade.degraded(rgb, np.random.default_rng(3))
    assert worse.shape == rgb.shape
    assert (worse != rgb).any()
    assert 0 <= kind < len(DEGRADATIONS)


def test_decoded_photographs_are_kept_and_come_back_as_they_were(tiny_data, tmp_path):
    photographs = read_photographs(tiny_data, ["wide"])
    told = []
    kept = decoded(photographs, 64, tmp_path, lambda *news: told.append(news))
    assert len(kept) == len(photographs.paths) == told[-1][1] == told[-1][2]
    for place in (0, 5, len(kept) - 1):
        assert (kept[place] == read_rgb(photographs.paths[place], 64)).all()
    told.clear()
    assert (decoded(photographs, 64, tmp_path, lambda *news: told.append(news))[3] == kept[3]).all()
    assert told == []


def test_a_label_that_changes_makes_other_photographs(tiny_data):
    photographs = read_photographs(tiny_data, ["wide"])
    changed = replace(photographs, good=np.where(np.arange(len(photographs.paths)) == 0, 0.0, photographs.good))
    assert changed.fingerprint != photographs.fingerprint
    assert read_photographs(tiny_data, ["wide"]).fingerprint == photographs.fingerprint


def test_a_corpus_without_one_of_the_classes_is_refused(tiny_data):
    with pytest.raises(NoPhotographs, match="good and ordinary"):
        read_photographs(tiny_data, ["narrow"])


def test_folds_never_split_a_source_and_hold_both_classes_and_themes(tiny_data):
    photographs = read_photographs(tiny_data, ["wide"])
    fold = folds(photographs, 3, seed=0)
    for group in np.unique(photographs.group):
        assert len(set(fold[photographs.group == group])) == 1
    kinds = np.nan_to_num(photographs.good, nan=2.0)
    for number in range(3):
        assert set(kinds[fold == number]) == {0.0, 1.0, 2.0}
    assert (fold != folds(photographs, 3, seed=1)).any()
