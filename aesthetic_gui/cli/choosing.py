"""``--best 20% --of hour``: the photographs that a verb goes on with, by their rank among all that were named."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from aesthetic_gui.cli.output import tell
from aesthetic_gui.cli.parser import WrongUse
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Among, Best, Ranks, per_cent
from aesthetic_gui.words import photographs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--best",
        metavar="PERCENT",
        type=_percentage,
        help="only the best so many per cent by rank, such as 20%%; photographs without a rank are left out",
    )
    parser.add_argument(
        "--of",
        choices=[among.value for among in Among],
        help="what --best is of: all photographs named (default), each folder, or each hour from its first photograph",
    )


def best(options: argparse.Namespace) -> Best | None:
    """How many of what the options want; None for all. Raises ``WrongUse`` where they do not say how many."""
    if options.best is not None:
        return Best(options.best, Among(options.of or Among.SHOOT))
    if options.of:
        raise WrongUse(f"--of {options.of} needs to know how many: add --best and a percentage, such as --best 20%")
    return None


def the_best(items: Sequence[Item], ranks: Ranks, best: Best | None) -> list[Item]:
    """Those of ``items`` that are among the ``best``, or all; how many are left out is told on stderr."""
    if best is None:
        return list(items)
    chosen = ranks.best(best)
    wanted = [item for item in items if item.photo.path in chosen]
    tell(f"{photographs(len(items) - len(wanted))} of {len(items):,} left out: not among the {best}")
    return wanted


def _percentage(text: str) -> int:
    try:
        return per_cent(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
