"""``train``: a pack from labelled photographs."""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import ExitStack

from aesthetic_gui.cli import arguments
from aesthetic_gui.cli.output import print_lines, shown
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, WrongUse
from aesthetic_gui.cli.progress import ProgressLine

EXAMPLES = (
    f"  {PROGRAM} train --data photographs --out models/aesthetic-mobilenet --seed 1\n"
    f"  {PROGRAM} train --data photographs --out trial --recipe gentle.toml --set blocks.rate=5e-5 --left-out-only"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="FOLDER",
        type=arguments.path,
        required=True,
        help="the labelled photographs: corpus/labels.csv in it, and oasis/labels.csv if there is one",
    )
    parser.add_argument(
        "--out", metavar="PACK", type=arguments.path, required=True, help="the model's folder, named as the model"
    )
    parser.add_argument(
        "--recipe", metavar="FILE", type=arguments.path, help="numbers other than the usual ones (.toml)"
    )
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="one number of the recipe, such as blocks.rate=5e-5",
    )
    parser.add_argument("--seed", metavar="N", type=int, help="what chance starts from (default: the recipe's, 0)")
    parser.add_argument(
        "--folds", metavar="N", type=int, default=12, help="parts the sources are left out in (default: 12)"
    )
    parser.add_argument(
        "--work", metavar="FOLDER", type=arguments.path, help="where caches and checkpoints go (default: PACK-work)"
    )
    parser.add_argument("--left-out-only", action="store_true", help="stop after the folds; write no model")
    parser.add_argument("--overwrite", action="store_true", help="replace a model that is in PACK")
    arguments.add_progress(parser)


def run(options: argparse.Namespace) -> int:
    """Train, or go on with a training that was interrupted, write the pack, and say how good it is."""
    from aesthetic_gui.training.build.make_pack import make_pack
    from aesthetic_gui.training.recipe import read_recipe
    from aesthetic_gui.training.run import prepare

    _check(options)
    recipe = read_recipe(options.recipe, options.set, options.seed)
    work = options.work or options.out.with_name(f"{options.out.name}-work")
    with _Bars(options.progress) as bars:
        run = prepare(options.data, recipe, work, bars.tell)
        print_lines([f"Checkpoints, plots and left-out scores: {shown(run.folder)}"])
        sys.stdout.flush()
        left_out = run.left_out(options.folds)
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


def _check(options: argparse.Namespace) -> None:
    if options.folds < 2:
        raise WrongUse("--folds must be at least 2: the calibration needs scores of photographs not trained on.")
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
