"""From a recipe to a pack: left-out scores, the fit on everything, the files, the calibration."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from aesthetic_gui.disk_io import write_whole
from aesthetic_gui.photo import Estimate
from aesthetic_gui.training.build import recalibrate
from aesthetic_gui.training.build.calibrating import Fitted, fit, read_held_out
from aesthetic_gui.training.build.write_pack import About, Int8Error, write_pack
from aesthetic_gui.training.measure.appraise import below_original, read_table
from aesthetic_gui.training.recipe import Recipe, recipe_toml
from aesthetic_gui.training.run import LeftOut, Run
from aesthetic_gui.training.statistics import DRAWS, bootstrap, rank_correlation


class Made(NamedTuple):
    """What is known of a pack that was made: its calibration, and what int8 costs."""

    fitted: Fitted
    int8: Int8Error


def make_pack(run: Run, left_out: LeftOut, out: Path) -> Made:
    """Train on every photograph and write the pack to ``out``, calibrated on the scores that were left out."""
    everything = np.arange(len(run.photographs.paths))
    network = run.fit(everything, everything[:0], "everything")
    corpus = tuple(path for path, good in zip(run.photographs.paths, run.photographs.good, strict=True) if good >= 0)
    int8 = write_pack(network, run.recipe.preparation, corpus, about(run.recipe, out.name), out, metrics(left_out))
    write_whole(recipe_toml(run.recipe).encode(), out / "recipe.toml", replace=True)
    fitted = fit(*read_held_out(left_out.corpus))
    recalibrate.write(out, fitted, f"the {' and the '.join(run.recipe.collections)} corpus")
    return Made(fitted, int8)


def about(recipe: Recipe, name: str) -> About:
    """What pack.toml says of a pack called ``name``."""
    return About(
        id=name,
        version="1.0",
        title=name.replace("-", " ").title().replace("Mobilenet", "MobileNet").replace("Nima", "NIMA"),
        licence="Apache-2.0",
        source=f"{recipe.start}, taught more by the photographs that MODEL_CARD.md names",
        written_by="aesthetic-gui train; recipe.toml says how",
        files=name,
    )


def metrics(left_out: LeftOut) -> str:
    """The tables of pack.toml for OASIS, where there is one, and for degraded copies, each judged left out."""
    parts = []
    beauty = read_table(left_out.oasis, "beauty")
    if len(beauty.mean) > 2:
        srcc = bootstrap(lambda rows: rank_correlation(beauty.mean[rows], beauty.truth[rows]), beauty.group)
        parts.append(_metric("unseen_themes", "srcc", "rank correlation with rated beauty", len(beauty.mean), srcc))
    worse = read_table(left_out.degraded, "")
    share = below_original(worse, DRAWS)
    parts.append(_metric("degraded", "below_original", "how many copies score below", len(worse.mean), share))
    return "\n".join(parts)


def _metric(table: str, name: str, words: str, n: int, estimate: Estimate) -> str:
    title = f"[metrics.{table}]  # {words}, left out: value, low and high end of the 95 % interval"
    return f"{title}\nn = {n}\n{name} = {recalibrate.listed(estimate)}\n"
