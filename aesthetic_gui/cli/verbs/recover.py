"""``recover``: what a crash left open, finished or reversed; an operation that waits for a drive, closed.

Of a catalog from elsewhere it says what that would touch.
"""

from __future__ import annotations

import argparse

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.output import print_lines, tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, PROGRAM, WrongUse
from aesthetic_gui.culling.operations import recovering
from aesthetic_gui.culling.operations.trust.claims import claims

EXAMPLES = (
    f"  {PROGRAM} recover\n  {PROGRAM} recover --catalog /media/drive/catalog.db --agree\n"
    f"  {PROGRAM} recover --give-up 12"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_catalog(parser)
    parser.add_argument(
        "--agree",
        action="store_true",
        help="let a catalog that was moved, put back or made elsewhere touch the files that it names, from now on",
    )
    parser.add_argument(
        "--give-up",
        metavar="ID",
        type=arguments.operation,
        help="close this operation, whose drive will not come back, and say where its files were last",
    )


def run(options: argparse.Namespace) -> int:
    """Mend what a crash left open and say what was done; nothing else.

    3 where the person has to agree first, or something could not be mended.
    """
    with session.opened_catalog(options, mend=False) as catalog:
        if not catalog.trusted and not options.agree:
            return _ask(catalog)
        if not catalog.trusted:
            catalog.agree()
        if options.give_up:
            return _give_up(catalog, options.give_up)
        recovered = recovering.recover(catalog)
    lines = [line for one in recovered for line in one.message.splitlines()]
    print_lines(lines or ["nothing was left open"])
    return FAILED if any(one.problems or one.waiting for one in recovered) else ALL_WELL


def _give_up(catalog: Catalog, operation: int) -> int:
    given_up = recovering.give_up(catalog, operation)
    if given_up is None:
        raise WrongUse(f"operation {operation} waits for no drive; `{PROGRAM} history` lists them")
    print_lines(given_up.message.splitlines())
    return ALL_WELL


def _ask(catalog: Catalog) -> int:
    """Say which files the journal names; nothing is touched."""
    print_lines(claims(catalog).lines)
    tell(
        "this catalog was not made here, and no file was touched; if you know these files, and want what was "
        f"interrupted mended, and undo: `{PROGRAM} recover --agree` with the same --catalog"
    )
    return FAILED
