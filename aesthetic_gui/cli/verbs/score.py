"""``score``: photographs in, one row each out, in the order given."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from aesthetic_gui.cli import arguments, choosing, session
from aesthetic_gui.cli.naming import Named, named
from aesthetic_gui.cli.output import print_json, print_table, print_text, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Ranks, rank_photos
from aesthetic_gui.culling.score_table import VERSION, Record, to_csv, to_record
from aesthetic_gui.photo import UNLIKE, Bar, Verdict
from aesthetic_gui.scoring.views import AUGMENTED, VIEWS, WHOLE
from aesthetic_gui.words import UNLIKE_ANYTHING, VERDICTS, percent

EXAMPLES = (
    f"  {PROGRAM} score photo.jpg\n"
    f"  {PROGRAM} score --recursive --json ~/Pictures/wedding > scores.json\n"
    f"  {PROGRAM} score --csv --no-cache *.jpg > scores.csv"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_paths(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON array, an object for each photograph")
    form.add_argument("--csv", action="store_true", help="comma-separated values, with a header")
    choosing.add_filter(parser)
    parser.add_argument("--no-cache", action="store_true", help="reuse no earlier result and keep none")
    parser.add_argument("--augmented", action="store_true", help=f"{AUGMENTED}; kept apart from plain scores")
    arguments.add_model(parser)
    arguments.add_taste(parser)
    arguments.add_catalog(parser)
    arguments.add_progress(parser)


def run(options: argparse.Namespace) -> int:
    """Score what ``options.paths`` name; 1 if anything could not be read."""
    view = choosing.wanted_filter(options)
    entries = list(named(options.paths, recursive=options.recursive))
    if not entries:
        tell("no photographs there" + ("" if options.recursive else "; --recursive looks into subfolders too"))
    photos = {entry.photo.path: entry.photo for entry in entries if entry.photo}
    views = VIEWS if options.augmented else WHOLE
    if options.no_cache:
        session.mend_only(options)
        items = session.scored(list(photos.values()), options, None, views)
    else:
        with session.opened_catalog(options) as catalog:
            items = session.scored(list(photos.values()), options, catalog, views)
    bar = session.bar(options)
    ranks = rank_photos(items.values())
    passed = {item.photo.path for item in choosing.passing_photos(list(items.values()), ranks, bar, view)}
    entries = [entry for entry in entries if entry.photo is None or entry.photo.path in passed]
    records = [_record(entry, items, bar, ranks, decision_known=not options.no_cache) for entry in entries]
    _print(records, options)
    return SOME_UNREADABLE if any("error" in record for record in records) else ALL_WELL


def _record(entry: Named, items: Mapping[Path, Item], bar: Bar, ranks: Ranks, *, decision_known: bool) -> Record:
    item = items.get(entry.photo.path) if entry.photo else None
    if item is not None and (item.score is not None or item.unreadable is not None):
        return to_record(item, bar, entry.shown, rank=ranks.of(item.photo.path), decision_known=decision_known)
    return {"path": entry.shown, "error": entry.problem or "it could not be scored", "version": VERSION}


def _print(records: list[Record], options: argparse.Namespace) -> None:
    if options.json:
        print_json(records)
    elif options.csv:
        print_text(to_csv(records))
    elif records:
        print_table(("VERDICT", "P", "MEAN ± SD", "PATH"), [cells(record) for record in records])


def cells(row: Record) -> tuple[str, ...]:
    """The line of one photograph: verdict, P(aesthetic), mean, path, and the reason where there is no verdict."""
    if "error" in row:
        return ("unreadable", "", "", f"{row['path']}: {row['error']}")
    mean = f"{row['mean']:.2f} ± {row['sd']:.2f}"
    path = f"{row['path']}: {UNLIKE_ANYTHING}" if row["unlike"] > UNLIKE else row["path"]
    return (VERDICTS[Verdict(row["verdict"])].lower(), percent(row["p_aesthetic"]), mean, path)
