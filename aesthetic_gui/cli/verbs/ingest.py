"""``ingest``: copy a card to one or two places, verified, under new names, less what was ingested before."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import arguments, operations, session
from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE, WrongUse
from aesthetic_gui.culling.albums.templates import BadTemplate
from aesthetic_gui.culling.details import presets
from aesthetic_gui.culling.details.presets import Preset
from aesthetic_gui.culling.ingest.planning import Ingest, IngestRequest, plan_ingest
from aesthetic_gui.culling.ingest.reading import Reading, read_all
from aesthetic_gui.culling.ingest.writing import rewriting_of
from aesthetic_gui.culling.operations import transferring
from aesthetic_gui.culling.operations.describing import describe
from aesthetic_gui.culling.operations.planning import BadDestination
from aesthetic_gui.culling.operations.progress import Failure, Progress
from aesthetic_gui.photo import Details, Photo
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
    parser.add_argument("--details", metavar="PRESET", help="rights, keywords and the like, as kept in the window")
    parser.add_argument("--dry-run", action="store_true", help="only say what would go where")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    arguments.add_catalog(parser)


@dataclass(slots=True)
class _Done:
    """What an ingest has come to: its number in the history, what was copied, what failed."""

    operation: int | None = None
    copied: list[tuple[Path, Photo]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def run(options: argparse.Namespace) -> int:
    """Ingest; the card is only read. 1 where a photograph could not be copied, or a folder not be looked into."""
    for source in options.sources:
        session.folder_there(source)
    preset = _preset(options.details)
    where = IngestRequest(
        options.destination, options.backup, options.folders, options.rename, options.first, options.again
    )
    with session.opened_catalog(options) as catalog:
        reading = read_all(options.sources)
        for path, reason in reading.problems:
            tell(f"{shown(path)}: {reason}")
        ingest = _planned(catalog, reading, where)
        _tell(ingest, reading)
        if options.dry_run:
            _print_plan(options, reading, ingest)
            return SOME_UNREADABLE if reading.problems else ALL_WELL
        done = _carry_out(options, catalog, ingest)
        if preset and done.copied:
            taken = [item.captured_at for item in reading.items]
            rewriting = rewriting_of(preset, taken, datetime.now().astimezone().date())
            describe(catalog, [photo for _, photo in done.copied], rewriting)
    if options.json:
        ends = [(source, photo.path) for source, photo in done.copied]
        failures = [{"path": str(one.photo), "reason": one.reason} for one in done.failures]
        _print_json(reading, ingest, ends, operation=done.operation, failures=failures)
    return SOME_UNREADABLE if done.failures or reading.problems else ALL_WELL


def _preset(name: str | None) -> Preset | None:
    """Raises ``WrongUse`` where there is none of that name, or it says nothing."""
    if name is None:
        return None
    kept = {preset.name: preset for preset in presets.load()}
    if name not in kept:
        raise WrongUse(f"there is no preset of details called {name!r}; there are: {', '.join(kept) or 'none'}")
    return kept[name] if kept[name].details != Details() else None


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


def _carry_out(options: argparse.Namespace, catalog: Catalog, ingest: Ingest) -> _Done:
    done = _Done()
    if not ingest.plan.steps:
        return done

    def followed(cancelled: operations.Cancel) -> Iterator[Progress]:
        for progress in transferring.perform(catalog, ingest.plan, cancelled):
            done.operation = progress.operation
            done.failures += progress.failures
            done.copied += [(change.before, change.after) for change in progress.changes if change.after]
            yield progress

    if options.json:
        operations.follow(followed, line_of=lambda _change: ())
    else:
        operations.follow(followed, "operation {id}")
    return done


def _print_plan(options: argparse.Namespace, reading: Reading, ingest: Ingest) -> None:
    ends = [(step.source, step.target) for step in ingest.plan.steps if step.target]
    if options.json:
        _print_json(reading, ingest, ends, operation=None, failures=[])
    else:
        print_lines(operations.way(*each) for each in ends)


def _print_json(reading: Reading, ingest: Ingest, ends: Sequence[tuple[Path, Path]], **told: Any) -> None:
    told["copied"] = [{"from": str(source), "path": str(target)} for source, target in ends]
    told |= {"ingested_before": ingest.before, "on_two_cards": ingest.twice, "others": dict(reading.others)}
    print_lines([json.dumps(told)])
