"""From words to options: the machinery, which knows what a verb is but none of them (those are in ``verbs``)."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from aesthetic_gui import __version__
from aesthetic_gui.cli import arguments

PROGRAM = "aesthetic-gui"
ALL_WELL, SOME_UNREADABLE, WRONG_USE, FAILED, INTERRUPTED = 0, 1, 2, 3, 130
EXIT_CODES = (
    "exit codes: 0 all well, 1 some photographs unreadable, 2 wrong use,\n"
    "3 the work failed (the message says why), 130 interrupted"
)
WIDTH = 79  # of text that argparse does not break into lines

Run = Callable[[argparse.Namespace], int]


class WrongUse(Exception):
    """The command line asks for something that makes no sense; the text says what instead."""


class Verb(Protocol):
    """What the file of a verb has."""

    EXAMPLES: str

    def add_arguments(self, parser: argparse.ArgumentParser, /) -> None:
        """Say what the verb takes."""

    def run(self, options: argparse.Namespace, /) -> int:
        """Do it, and give the exit code."""


def parse(
    words: Sequence[str], summaries: Mapping[str, str], verb_called: Callable[[str], Verb], open_window: Run
) -> argparse.Namespace:
    """The options for ``words``; its ``run`` takes them and returns the exit code. Exits with 2 on wrong use.

    ``open_window`` runs where there is no verb.
    A first word that is a verb is the verb; a file of that name is written ``./score``.
    """
    if not words or words[0] not in summaries:
        parser = _parser_of_the_window(summaries)
        parser.set_defaults(run=open_window)
        return parser.parse_args(words)
    name, verb = words[0], verb_called(words[0])
    parser = _parser(f"{PROGRAM} {name}", summaries[name], f"examples:\n{verb.EXAMPLES}\n\n{EXIT_CODES}")
    verb.add_arguments(parser)
    parser.set_defaults(run=verb.run)
    return parser.parse_args(words[1:])


def _parser(name: str, summary: str, epilog: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog=name,
        description=textwrap.fill(summary, WIDTH),
        epilog=epilog,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _parser_of_the_window(summaries: Mapping[str, str]) -> argparse.ArgumentParser:
    column = max(map(len, summaries)) + 4
    rows = (
        textwrap.fill(f"  {name:{column - 2}}{summary}", WIDTH, subsequent_indent=" " * column)
        for name, summary in summaries.items()
    )
    listed = "\n".join(rows)
    examples = (
        f"  {PROGRAM} ~/Pictures/wedding           open the window on a folder\n"
        f"  {PROGRAM} score --json *.jpg           score without a window\n"
        f"  {PROGRAM} sort shoot --into albums     sort into albums\n"
        f"  {PROGRAM} ./score                      open a folder that is called like a verb"
    )
    parser = _parser(
        PROGRAM,
        "Cull a shoot: open the window on photographs, or use a verb to work without one.",
        f"verbs ({PROGRAM} VERB --help tells more):\n{listed}\n\nexamples:\n{examples}\n\n{EXIT_CODES}",
    )
    parser.usage = f"{PROGRAM} [options] [FOLDER or PHOTO ...]\n       {PROGRAM} VERB ..."
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    parser.add_argument(
        "paths", metavar="FOLDER", nargs="*", type=arguments.path, help="folders or photographs to open"
    )
    arguments.add_model(parser)
    arguments.add_catalog(parser)
    return parser
