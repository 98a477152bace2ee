"""``explain``: why photographs got their scores, in one of the ways that ``cli.explaining`` has."""

from __future__ import annotations

import argparse
from typing import Protocol

from aesthetic_gui.cli import arguments
from aesthetic_gui.cli.explaining import evaluation, over, picture, report, words
from aesthetic_gui.cli.parser import Verb, WrongUse


class Way(Verb, Protocol):
    """What the module of a way has, beside what a verb has."""

    OPTION: str

    def wanted(self, options: argparse.Namespace, /) -> bool:
        """Whether the options ask for it."""


WAYS: tuple[Way, ...] = (evaluation, over, report, words)  # where none of these is asked for, a picture is made
EXAMPLES = "\n".join((picture.EXAMPLES, *(way.EXAMPLES for way in WAYS)))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("photos", metavar="PHOTO", nargs="*", type=arguments.path, help="the photograph to explain")
    for way in (picture, *WAYS):
        way.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON where figures are told")
    arguments.add_model(parser)
    arguments.add_taste(parser)
    arguments.add_catalog(parser)
    arguments.add_progress(parser)


def run(options: argparse.Namespace) -> int:
    """Explain in the way that is asked for. Raises ``WrongUse`` where more than one is."""
    asked = [way for way in WAYS if way.wanted(options)]
    if len(asked) > 1:
        raise WrongUse(f"{' and '.join(way.OPTION for way in asked)} are two things; ask for one at a time")
    return asked[0].run(options) if asked else picture.run(options)
