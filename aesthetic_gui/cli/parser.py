"""What can be typed: one row per verb. Nothing heavy is imported before a verb runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui import __version__

PROGRAM = "aesthetic-gui"
ALL_WELL, SOME_UNREADABLE, WRONG_USE, FAILED, INTERRUPTED = 0, 1, 2, 3, 130
EXIT_CODES = (
    "exit codes: 0 all well, 1 some photographs unreadable, 2 wrong use, 3 the work failed (the message says why), "
    "130 interrupted"
)


Run = Callable[[argparse.Namespace], int]


class WrongUse(Exception):
    """The command line asks for something that makes no sense; the text says what instead."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: its name, what ``--help`` says, its arguments, and what runs it."""

    name: str
    summary: str
    examples: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Run


def parse(words: Sequence[str], open_window: Run) -> argparse.Namespace:
    """The options for ``words``; its ``run`` takes them and returns the exit code. Exits with 2 on wrong use.

    ``open_window`` runs where there is no verb.
    A first word that is a verb is the verb; a file of that name is written ``./score``.
    """
    verb = next((verb for verb in VERBS if words and words[0] == verb.name), None)
    if verb is None:
        parser = _parser_of_the_window()
        parser.set_defaults(run=open_window)
        return parser.parse_args(words)
    parser = _parser(f"{PROGRAM} {verb.name}", verb.summary, f"examples:\n{verb.examples}\n\n{EXIT_CODES}")
    verb.add_arguments(parser)
    parser.set_defaults(run=verb.run)
    return parser.parse_args(words[1:])


def _parser(name: str, summary: str, epilog: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog=name,
        description=summary,
        epilog=epilog,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _parser_of_the_window() -> argparse.ArgumentParser:
    verbs = "\n".join(f"  {verb.name:9}{verb.summary}" for verb in VERBS)
    examples = (
        f"  {PROGRAM} ~/Pictures/wedding           open the window on a folder\n"
        f"  {PROGRAM} score --json *.jpg           score without a window\n"
        f"  {PROGRAM} sort shoot --into albums     sort into albums\n"
        f"  {PROGRAM} ./score                      open a folder that is called like a verb"
    )
    parser = _parser(
        PROGRAM,
        "Cull a shoot: open the window on photographs, or use a verb to work without one.",
        f"verbs ({PROGRAM} VERB --help tells more):\n{verbs}\n\nexamples:\n{examples}\n\n{EXIT_CODES}",
    )
    parser.usage = f"{PROGRAM} [options] [FOLDER or PHOTO ...]\n       {PROGRAM} VERB ..."
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    parser.add_argument("paths", metavar="FOLDER", nargs="*", type=_path, help="folders or photographs to open")
    _add_model(parser)
    _add_catalog(parser)
    return parser


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", metavar="NAME", help="the model to use (see: models list)")
    parser.add_argument("--device", choices=("auto", "cpu", "gpu"), help="what computes (default: auto)")


def _add_catalog(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--catalog", metavar="PATH", type=_path, help="where results are kept")


def _add_progress(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--progress", action="store_true", help="tell progress on stderr even where it is no terminal")


def _add_taste(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--taste",
        metavar="NAME",
        help="the taste that judges where it is better than the model (default: the one chosen in the window; "
        "'' for the model alone)",
    )


def _score_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="+", type=_path, help="photographs, or folders of them")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON array, an object for each photograph")
    form.add_argument("--csv", action="store_true", help="comma-separated values, with a header")
    parser.add_argument("--recursive", action="store_true", help="look into the folders' folders too")
    parser.add_argument("--no-cache", action="store_true", help="reuse no earlier result and keep none")
    _add_model(parser)
    _add_taste(parser)
    _add_catalog(parser)
    _add_progress(parser)


def _explain_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("photo", metavar="PHOTO", type=_path)
    parser.add_argument("--method", choices=("cam", "lime", "shap"), default="cam", help="default: cam")
    parser.add_argument("-o", "--output", metavar="FILE", type=_path, required=True, help="the picture to write (.png)")
    parser.add_argument("--opacity", type=_share, default=0.55, help="of the overlay, 0 to 1 (default: 0.55)")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists (never PHOTO itself)")
    _add_model(parser)
    _add_catalog(parser)
    _add_progress(parser)


def _sort_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=_path, help="the shoot, with the folders in it")
    parser.add_argument("--into", metavar="ALBUMS", type=_path, required=True, help="where the albums are made")
    parser.add_argument(
        "--by",
        metavar="RULE",
        default="verdict",
        help="verdict (default), band, verdict-date, or a template such as '{verdict}/{date}'",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--copy", action="store_true", help="copy; the shoot stays as it is (default)")
    how.add_argument("--move", action="store_true", help="move")
    parser.add_argument("--dry-run", action="store_true", help="only say what would go where")
    _add_model(parser)
    _add_taste(parser)
    _add_catalog(parser)
    _add_progress(parser)


def _undo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("operation", metavar="ID", nargs="?", type=_operation, help="default: the last operation")
    _add_catalog(parser)


def _models_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", choices=("list", "verify"))


def _benchmark_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="CSV",
        type=_path,
        required=True,
        help="a table with a path and a label (good, normal, bad …), a rating or votes in each row; the folder of a "
        "labels.csv will do",
    )
    parser.add_argument(
        "--pack",
        metavar="NAME",
        action="append",
        help="a model (see: models list) or its folder, with :int8 at that precision; give it again to compare",
    )
    parser.add_argument("--device", choices=("auto", "cpu", "gpu"), help="what computes (default: auto)")
    parser.add_argument(
        "--where", metavar="COLUMN=VALUE", type=_pair, action="append", help="only such rows; may be given again"
    )
    parser.add_argument("--good-from", metavar="X", type=float, help="ratings from X on count as good")
    parser.add_argument("--bad-below", metavar="X", type=float, help="ratings below X are bad, those between normal")
    for kind, what in (
        ("path", "the photographs"),
        ("label", "the labels"),
        ("rating", "the ratings"),
        ("votes", "ten counts of votes, for 1 to 10"),
        ("group", "the sources (default: source, theme or group; else every photograph counts as its own)"),
    ):
        parser.add_argument(f"--{kind}-column", metavar="NAME", help=f"the column with {what}")
    parser.add_argument("--weigh-sources", action="store_true", help="a source of n photographs counts as √n, not n")
    parser.add_argument(
        "--sensitivity",
        metavar="N",
        type=_some,
        nargs="?",
        const=200,
        help="also alter N photographs (default: 200) and tell how the score moves",
    )
    parser.add_argument("--report", metavar="FILE", type=_path, help="the report to write (.html)")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")
    parser.add_argument("--json", action="store_true", help="one JSON array, an object for each figure of each pack")
    _add_progress(parser)


def _pair(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not (column and sign):
        raise argparse.ArgumentTypeError(f"{text!r} is not COLUMN=VALUE")
    return column, value


def _some(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 10**9:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of photographs")
    return int(text)


def _train_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="FOLDER",
        type=_path,
        required=True,
        help="with corpus/labels.csv, and oasis/labels.csv if any",
    )
    parser.add_argument(
        "--out", metavar="PACK", type=_path, required=True, help="the model's folder, named as the model"
    )
    parser.add_argument("--recipe", metavar="FILE", type=_path, help="numbers other than the usual ones (.toml)")
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="one number of the recipe, such as blocks.rate=5e-5",
    )
    parser.add_argument("--seed", metavar="N", type=int, help="of everything random (default: the recipe's, 0)")
    parser.add_argument("--folds", metavar="N", type=int, default=5, help="times sources are left out (default: 5)")
    parser.add_argument("--work", metavar="FOLDER", type=_path, help="for caches and checkpoints (default: PACK-work)")
    parser.add_argument("--left-out-only", action="store_true", help="stop after the folds; write no model")
    parser.add_argument("--overwrite", action="store_true", help="replace a model that is in PACK")
    _add_progress(parser)


def _taste_arguments(parser: argparse.ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    for task, what, operands in (
        ("list", "the tastes, and what they can learn from", ()),
        ("create", "make an empty taste", ("name",)),
        ("learn", "learn from its picks and rejects, and from those in FOLDER from now on", ("name", "folders")),
        ("show", "what it has learned, and whether it is better than the model", ("name",)),
        ("reset", "forget what it learned from; picks and rejects stay", ("name",)),
        ("remove", "remove it; picks and rejects stay", ("name",)),
        ("export", "write what it learned from to FILE (.json): numbers, no pictures and no paths", ("name", "file")),
        ("import", "make a taste of FILE", ("file",)),
    ):
        one = tasks.add_parser(task, help=what, description=f"{what[0].upper()}{what[1:]}.", allow_abbrev=False)
        if "name" in operands:
            one.add_argument("name", metavar="NAME")
        if "folders" in operands:
            one.add_argument("folders", metavar="FOLDER", nargs="*", type=_path)
            _add_progress(one)
        if "file" in operands:
            one.add_argument("file", metavar="FILE", type=_path)
        if task == "import":
            one.add_argument("--name", metavar="NAME", default="", help="call it NAME (default: as in the file)")
        _add_model(one)
        _add_catalog(one)
        one.set_defaults(taste="")


def _path(text: str) -> Path:
    """An empty path, as from an unset variable of a script, must not mean the folder one happens to be in."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def _operation(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is no operation's number")
    return int(text)


def _share(word: str) -> float:
    number = float(word)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("must be between 0 and 1")
    return number


def _score(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.score import score

    return score(options)


def _explain(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.explain import explain

    return explain(options)


def _sort(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.sort import sort

    return sort(options)


def _undo(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.history import undo

    return undo(options)


def _train(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.train import train

    return train(options)


def _recover(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.history import recover

    return recover(options)


def _benchmark(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.benchmark import benchmark

    return benchmark(options)


def _taste(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.taste import taste

    return taste(options)


def _models(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.models import models

    return models(options)


VERBS = (
    Verb(
        "score",
        "Score photographs and print what was found, in the order given.",
        f"  {PROGRAM} score photo.jpg\n"
        f"  {PROGRAM} score --recursive --json ~/Pictures/wedding > scores.json\n"
        f"  {PROGRAM} score --csv --no-cache *.jpg > scores.csv",
        _score_arguments,
        _score,
    ),
    Verb(
        "explain",
        "Draw which parts of a photograph raised and lowered its score.",
        f"  {PROGRAM} explain photo.jpg --method cam -o why.png\n"
        f"  {PROGRAM} explain photo.jpg --method lime -o why.png --opacity 0.7",
        _explain_arguments,
        _explain,
    ),
    Verb(
        "sort",
        "Sort a shoot into albums; scores first what has no score yet. Print what went where and the operation's id.",
        f"  {PROGRAM} sort shoot --into albums --dry-run\n"
        f"  {PROGRAM} sort shoot --into albums --by band --move\n"
        f"  {PROGRAM} sort shoot --into albums --by '{{date}}/{{verdict}}' --copy",
        _sort_arguments,
        _sort,
    ),
    Verb(
        "taste",
        "Learn a taste from your own picks and rejects; score and sort judge by it where it is better than the model.",
        f"  {PROGRAM} taste create wedding\n"
        f"  {PROGRAM} taste learn wedding ~/Pictures/2024-05-31\n"
        f"  {PROGRAM} score --taste wedding ~/Pictures/2024-06-07\n"
        f"  {PROGRAM} taste export wedding wedding.json",
        _taste_arguments,
        _taste,
    ),
    Verb(
        "undo",
        "Take back the last file operation, or the one with this id.",
        f"  {PROGRAM} undo\n  {PROGRAM} undo 12",
        _undo_arguments,
        _undo,
    ),
    Verb(
        "models",
        "List the models, or check that their weights are as published.",
        f"  {PROGRAM} models list\n  {PROGRAM} models verify",
        _models_arguments,
        _models,
    ),
    Verb(
        "benchmark",
        "Measure how well models judge labelled photographs, side by side.",
        f"  {PROGRAM} benchmark --pack nima-mobilenet --data photos/labels.csv --report report.html\n"
        f"  {PROGRAM} benchmark --pack nima-mobilenet --pack nima-mobilenet:int8 --data photos --sensitivity\n"
        f"  {PROGRAM} benchmark --data ratings.csv --rating-column stars --good-from 4 --where year=2026",
        _benchmark_arguments,
        _benchmark,
    ),
    Verb(
        "train",
        "Train a model on labelled photographs. Started again, an interrupted training goes on where it stopped.",
        f"  {PROGRAM} train --data photographs --out models/aesthetic-mobilenet --seed 1\n"
        f"  {PROGRAM} train --data photographs --out trial --recipe gentle.toml --set blocks.rate=5e-5 --left-out-only",
        _train_arguments,
        _train,
    ),
    Verb(
        "recover",
        "Finish or reverse the file operations that a crash left open, and do nothing else.",
        f"  {PROGRAM} recover",
        _add_catalog,
        _recover,
    ),
)
