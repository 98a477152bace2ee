"""``--filter Picks --best 20% --of hour``: the photographs that a verb goes on with, of all that were named."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from aesthetic_gui.cli.output import tell
from aesthetic_gui.cli.parser import WrongUse
from aesthetic_gui.culling.finding import saved_filters
from aesthetic_gui.culling.finding.passing import asked, passing
from aesthetic_gui.culling.finding.words import filter_in_words
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Among, Best, Ranks, per_cent
from aesthetic_gui.culling.viewing import FILTERS, View, name_key
from aesthetic_gui.photo import Bar
from aesthetic_gui.words import photographs

KNOWN_UNREAD = (
    "flags",
    "stars",
    "labels",
    "kinds",
    "keywords",
    "text",
)  # of a view's fields, what no file needs to be read for


def add_filter(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--filter", metavar="NAME", help="only what passes the filter that was saved by this name in the window"
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_filter(parser)
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


def wanted_filter(options: argparse.Namespace) -> View | None:
    """The saved filter that the options name; None where they name none. Raises ``WrongUse`` where it is not there."""
    if options.filter is None:
        return None
    saved = saved_filters.load()
    found = saved.named(options.filter)
    if found is None:
        names = ", ".join(repr(each.name) for each in saved) or "none; save one in the window, under More"
        raise WrongUse(f"no filter is saved as {options.filter!r}; there are: {names}")
    if not found.whole:
        raise WrongUse(
            f"the filter {found.name!r} asks for something that is not known here; save it in the window again"
        )
    return found.view


def asks_what_was_measured(options: argparse.Namespace) -> bool:
    """Whether a saved filter that the options name goes by facts."""
    view = wanted_filter(options) if getattr(options, "filter", None) is not None else None
    return view is not None and view.asks_what_was_measured


def needs_scores(view: View | None) -> bool:
    """Whether a photograph must be read and scored before it can be told whether it passes."""
    return view is not None and any(getattr(view, name) for name in FILTERS if name not in KNOWN_UNREAD)


def passing_photos(items: Sequence[Item], ranks: Ranks, bar: Bar, view: View | None) -> list[Item]:
    """Those of ``items`` that pass the filter of ``view``, or all; how many are left out is told on stderr."""
    if view is None or not view.filters:
        return list(items)
    by_name = sorted(items, key=lambda item: name_key(item.photo.path))
    wanted = passing(items, view, asked(by_name, bar, ranks))
    tell(f"{photographs(len(items) - len(wanted))} of {len(items):,} left out: not {filter_in_words(view)}")
    return wanted


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
