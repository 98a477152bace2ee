"""Every verb: one row each. A verb imports what it needs when it runs, so that the program starts quickly."""

from __future__ import annotations

import argparse

from aesthetic_gui.cli import arguments
from aesthetic_gui.cli.parser import PROGRAM, Verb


def _score(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.score import score

    return score(options)


def _explain(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.explain import explain

    return explain(options)


def _sort(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.sort import sort

    return sort(options)


def _taste(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.taste import taste

    return taste(options)


def _undo(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.history import undo

    return undo(options)


def _recover(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.history import recover

    return recover(options)


def _models(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.models import models

    return models(options)


def _benchmark(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.benchmark import benchmark

    return benchmark(options)


def _train(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.train import train

    return train(options)


VERBS = (
    Verb(
        "score",
        "Score photographs and print what was found, in the order given.",
        f"  {PROGRAM} score photo.jpg\n"
        f"  {PROGRAM} score --recursive --json ~/Pictures/wedding > scores.json\n"
        f"  {PROGRAM} score --csv --no-cache *.jpg > scores.csv",
        arguments.of_score,
        _score,
    ),
    Verb(
        "explain",
        "Draw which parts of a photograph raised and lowered its score.",
        f"  {PROGRAM} explain photo.jpg --method cam -o why.png\n"
        f"  {PROGRAM} explain photo.jpg --method lime -o why.png --opacity 0.7",
        arguments.of_explain,
        _explain,
    ),
    Verb(
        "sort",
        "Sort a shoot into albums, scoring first what has no score yet. Prints what went where and the operation's id.",
        f"  {PROGRAM} sort shoot --into albums --dry-run\n"
        f"  {PROGRAM} sort shoot --into albums --by band --move\n"
        f"  {PROGRAM} sort shoot --into albums --by '{{date}}/{{verdict}}' --copy",
        arguments.of_sort,
        _sort,
    ),
    Verb(
        "taste",
        "Learn a taste from your own picks and rejects; score and sort judge by it where it is better than the model.",
        f"  {PROGRAM} taste create wedding\n"
        f"  {PROGRAM} taste learn wedding ~/Pictures/2024-05-31\n"
        f"  {PROGRAM} score --taste wedding ~/Pictures/2024-06-07\n"
        f"  {PROGRAM} taste export wedding wedding.json",
        arguments.of_taste,
        _taste,
    ),
    Verb(
        "undo",
        "Take back the last file operation, or the one with this id.",
        f"  {PROGRAM} undo\n  {PROGRAM} undo 12",
        arguments.of_undo,
        _undo,
    ),
    Verb(
        "recover",
        "Finish or reverse the file operations that a crash left open, and do nothing else.",
        f"  {PROGRAM} recover",
        arguments.add_catalog,
        _recover,
    ),
    Verb(
        "models",
        "List the models, or check that their weights are as published.",
        f"  {PROGRAM} models list\n  {PROGRAM} models verify",
        arguments.of_models,
        _models,
    ),
    Verb(
        "benchmark",
        "Measure how well models judge labelled photographs, side by side.",
        f"  {PROGRAM} benchmark --pack nima-mobilenet --data photos/labels.csv --report report.html\n"
        f"  {PROGRAM} benchmark --pack nima-mobilenet --pack nima-mobilenet:int8 --data photos --sensitivity\n"
        f"  {PROGRAM} benchmark --data ratings.csv --rating-column stars --good-from 4 --where year=2026",
        arguments.of_benchmark,
        _benchmark,
    ),
    Verb(
        "train",
        "Train a model on labelled photographs. Started again, an interrupted training goes on where it stopped.",
        f"  {PROGRAM} train --data photographs --out models/aesthetic-mobilenet --seed 1\n"
        f"  {PROGRAM} train --data photographs --out trial --recipe gentle.toml --set blocks.rate=5e-5 --left-out-only",
        arguments.of_train,
        _train,
    ),
)
