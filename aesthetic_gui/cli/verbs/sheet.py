"""``sheet``: a contact sheet of photographs, through the journal."""

from __future__ import annotations

import argparse

from aesthetic_gui.cli import arguments, choosing, publishing, session
from aesthetic_gui.cli.output import shown
from aesthetic_gui.cli.parser import PROGRAM, WrongUse
from aesthetic_gui.culling.albums.publishing import plan_sheet
from aesthetic_gui.files.export.contact_sheet import MOST, Paper, SheetSettings

EXAMPLES = f"  {PROGRAM} sheet shoot -o sheet.pdf --title Wedding --columns 5 --rows 6"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_photographs(parser)
    choosing.add_arguments(parser)
    parser.add_argument("-o", "--output", metavar="FILE", type=arguments.path, required=True, help="the PDF to write")
    parser.add_argument("--title", metavar="TEXT", help="above every page")
    parser.add_argument("--paper", choices=("A4", "A3", "Letter"), default="A4", help="default: A4")
    parser.add_argument("--landscape", action="store_true", help="the longer side across")
    parser.add_argument("--no-scores", action="store_true", help="without what the model says")
    parser.add_argument("--columns", metavar="N", type=arguments.whole, default=4, help="default: 4")
    parser.add_argument("--rows", metavar="N", type=arguments.whole, default=5, help="default: 5")


def run(options: argparse.Namespace) -> int:
    """Write a contact sheet of the photographs to ``options.output``."""
    if options.output.suffix.lower() != ".pdf":
        raise WrongUse(f"{shown(options.output)}: a contact sheet is a PDF; choose a name that ends in .pdf")
    try:
        settings = SheetSettings(
            Paper(options.paper),
            options.landscape,
            options.columns,
            options.rows,
            options.title or "",
            show_scores=not options.no_scores,
        )
    except ValueError as error:
        raise WrongUse(f"a contact sheet has 1 to {MOST} columns and as many rows") from error
    bar = session.bar(options)
    with session.opened_catalog(options) as catalog:
        items, _, well = publishing.choose(options, catalog, needs_scores=False)
        plan = publishing.sensible(lambda: plan_sheet(items, options.output, settings, bar))
        return publishing.perform(plan, options, catalog, well=well)
