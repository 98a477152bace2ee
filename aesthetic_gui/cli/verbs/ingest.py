"""``ingest``: copy a card to one or two places, verified, under new names, less what was ingested before."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import arguments, operations, session
from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE, WrongUse
from aesthetic_gui.culling.albums.templates import BadTemplate
from aesthetic_gui.culling.ingest.planning import Ingest, IngestRequest, plan_ingest
from aesthetic_gui.culling.ingest.reading import Reading, read_all
from aesthetic_gui.culling.operations import transferring
from aesthetic_gui.culling.operations.planning import BadDestination
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.words import counted, photographs

EXAMPLES = (
    f"  {PROGRAM} ingest /media/me/EOS_DIGITAL ~/Pictures --folders '{{date}}' --dry-run\n"
    f"  {PROGRAM} ingest /media/me/EOS_DIGITAL ~/Pictures --folders '{{date}}' --rename '{{date}}-{{number:4}}' "
    "--backup /mnt/backup"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources", metavar="SOURCE", nargs="+", type=arguments.path, help="a card, or a folder; the last is DEST"
    )
    parser.add_argument("destination", metavar="DEST", type=arguments.path, help="where the photographs go to")
    parser.add_argument("--backup", metavar="DEST2", type=arguments.path, help="a second place that gets the same")
    parser.add_argument(
        "--folders", metavar="TEMPLATE", default="", help="folders within, such as '{date}' (default: none)"
    )
    parser.add_argument(
        "--rename",
        metavar="TEMPLATE",
        default="",
        help="new names without their suffix, such as '{date}-{number:4}' (default: as they are)",
    )
    parser.add_argument("--first", metavar="N", type=arguments.some, default=1, help="where {number} begins")
    parser.add_argument("--again", action="store_true", help="copy also what was ingested before")
    parser.add_argument("--dry-run", action="store_true", help="only say what would go where")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    arguments.add_catalog(parser)


def run(options: argparse.Namespace) -> int:
    """Ingest; the card is only read. 1 where a photograph could not be copied, or a folder not be looked into."""
    for source in options.sources:
        session.folder_there(source)
    where = IngestRequest(
        options.destination, options.backup, options.folders, options.rename, options.first, options.again
    )
    with session.opened_catalog(options) as catalog:
        reading = read_all(options.sources)
        for path, reason in reading.problems:
            tell(f"{shown(path)}: {reason}")
        ingest = _planned(catalog, reading, where)
        _tell(ingest, reading)
        well = _report(options, reading, ingest, catalog)
    return ALL_WELL if well and not reading.problems else SOME_UNREADABLE


def _planned(catalog: Catalog, reading: Reading, where: IngestRequest) -> Ingest:
    try:
        return plan_ingest(catalog, reading, where)
    except (BadTemplate, BadDestination) as error:
        raise WrongUse(str(error)) from error


def _tell(ingest: Ingest, reading: Reading) -> None:
    """What is left out, and why; on stderr."""
    for failure in ingest.plan.left_out:
        operations.say_stays(failure)
    left = [(ingest.before, "ingested before"), (ingest.twice, "on another card as well")]
    for number, words in left:
        if number:
            tell(f"{photographs(number)} left out: {words}")
    if reading.others:
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in reading.others)
        tell(f"{counted(sum(number for _, number in reading.others), 'other file')} left where they are: {kinds}")


def _report(options: argparse.Namespace, reading: Reading, ingest: Ingest, catalog: Catalog) -> bool:
    if options.json:
        return _as_json(options, reading, ingest, catalog)
    if options.dry_run:
        print_lines(operations.way(step.source, step.target) for step in ingest.plan.steps if step.target)
        return True
    return not ingest.plan.steps or operations.perform(catalog, ingest.plan)


def _as_json(options: argparse.Namespace, reading: Reading, ingest: Ingest, catalog: Catalog) -> bool:
    copied: list[tuple[Path, Path]] = []
    told: dict[str, Any] = {"operation": None, "failures": []}
    well = True
    if options.dry_run:
        copied = [(step.source, step.target) for step in ingest.plan.steps if step.target]
    elif ingest.plan.steps:

        def followed(cancelled: operations.Cancel) -> Iterator[Progress]:
            for progress in transferring.perform(catalog, ingest.plan, cancelled):
                told["operation"] = progress.operation
                told["failures"] += [{"path": str(one.photo), "reason": one.reason} for one in progress.failures]
                copied.extend((one.before, one.after.path) for one in progress.changes if one.after)
                yield progress

        well = operations.follow(followed, line_of=lambda _change: ())
    told["copied"] = [{"from": str(source), "path": str(target)} for source, target in copied]
    told |= {"ingested_before": ingest.before, "on_two_cards": ingest.twice, "others": dict(reading.others)}
    print_lines([json.dumps(told)])
    return well
