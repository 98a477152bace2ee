"""``statistics``: what was kept and rejected of a shoot, by camera, lens, hour, focal length, ISO, and by the model."""

from __future__ import annotations

import argparse

from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.output import print_text, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE
from aesthetic_gui.culling.albums.unread import with_metadata
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.culling.statistics.counting import count
from aesthetic_gui.culling.statistics.telling import to_csv, to_json, to_text

EXAMPLES = f"  {PROGRAM} statistics shoot\n  {PROGRAM} statistics shoot --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=arguments.path, help="the shoot, with the folders in it")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--csv", action="store_true", help="one table, a record for each row")
    arguments.add_model(parser)
    arguments.add_taste(parser)
    arguments.add_catalog(parser)


def run(options: argparse.Namespace) -> int:
    """Print the statistics of what the catalog knows of the photographs in the folder; nothing is scored."""
    session.folder_there(options.folder)
    bar = session.bar(options)
    with session.opened_catalog(options) as catalog:
        photos, all_listed = session.listed([options.folder])
        items = with_metadata(known_items(photos, session.judge(options, catalog), catalog))
    shoot = count(items, bar)
    if shoot.waiting:
        tell(f"{shoot.waiting:,} not scored yet; `{PROGRAM} score` with --catalog, or the window, scores them")
    print_text(to_json(shoot) if options.json else to_csv(shoot) if options.csv else to_text(shoot))
    return ALL_WELL if all_listed else SOME_UNREADABLE
