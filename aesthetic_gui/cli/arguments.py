"""The arguments that verbs share, and what a word on the command line may be."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

Tasks: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_task(tasks: Tasks, task: str, what: str) -> argparse.ArgumentParser:
    """The parser of one task of a verb, such as ``catalog backup``; ``what`` says what it does."""
    return tasks.add_parser(task, help=what, description=f"{what[0].upper()}{what[1:]}.", allow_abbrev=False)


def tasks_of(parser: argparse.ArgumentParser) -> Tasks:
    """Where the tasks of a verb are added; one of them has to be named."""
    return parser.add_subparsers(dest="task", metavar="TASK", required=True)


def add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", metavar="NAME", help="the model to use (see: models list)")
    parser.add_argument("--device", choices=("auto", "cpu", "gpu"), help="what computes (default: auto)")


def add_catalog(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--catalog", metavar="PATH", type=path, help="where results are kept")


def add_progress(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--progress", action="store_true", help="tell progress on stderr even where it is no terminal")


def add_taste(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--taste",
        metavar="NAME",
        help="the taste that judges where it is better than the model (default: the one chosen in the window; "
        "'' for the model alone)",
    )


def add_naming(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rename",
        metavar="TEMPLATE",
        default="",
        help="new names without their suffix, such as '{date}-{number:4}' (default: as they are)",
    )
    parser.add_argument("--manifest", choices=("json", "csv"), help="list the files with their SHA-256, for verify")


def add_paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="+", type=path, help="photographs, or folders of them")
    parser.add_argument("--recursive", action="store_true", help="look into the folders' folders too")


def add_photographs(parser: argparse.ArgumentParser) -> None:
    add_paths(parser)
    add_model(parser)
    add_taste(parser)
    add_catalog(parser)
    add_progress(parser)


def add_metadata(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--metadata",
        choices=("all", "no-place", "copyright-only", "none"),
        default="no-place",
        help="what goes along of what the camera and you wrote (default: all but the place)",
    )
    parser.add_argument(
        "--without",
        choices=("place", "people", "serial-numbers", "ratings"),
        action="append",
        default=[],
        help="leave out where it was taken, who is on it, which camera it was, or your ratings; may be given again",
    )


def add_operation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "operation", metavar="ID", nargs="?", type=operation, help="the operation (default: the last one)"
    )
    parser.add_argument(
        "--photo",
        metavar="PATH",
        type=path,
        action="append",
        help="only this photograph, by where it was or where it is now; may be given again",
    )
    add_catalog(parser)


def path(text: str) -> Path:
    """An empty path, as from an unset variable of a script, must not mean the folder one happens to be in."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def operation(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is no operation's number")
    return int(text)


def share(word: str) -> float:
    number = float(word)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("must be between 0 and 1")
    return number


def pair(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not (column and sign):
        raise argparse.ArgumentTypeError(f"{text!r} is not COLUMN=VALUE")
    return column, value


def whole(text: str) -> int:
    return _counting(text, 10**6, "is not a whole number from 1 on")


def some(text: str) -> int:
    return _counting(text, 10**9, "is no number of photographs")


def _counting(text: str, end: int, wrong: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < end:
        raise argparse.ArgumentTypeError(f"{text!r} {wrong}")
    return int(text)
