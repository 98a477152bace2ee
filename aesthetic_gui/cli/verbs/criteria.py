"""``criteria``: photographs in, what was measured of each out: focus, motion, noise, exposure … and every eye."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.naming import Named, named
from aesthetic_gui.cli.output import print_json, print_table, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE, WrongUse
from aesthetic_gui.cli.progress import ProgressLine
from aesthetic_gui.criteria import faces
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.measuring import asking
from aesthetic_gui.culling.measuring.flagging import propose
from aesthetic_gui.culling.measuring.record import Record, to_record
from aesthetic_gui.culling.operations.deciding import flag_undecided
from aesthetic_gui.facts import Criterion, Facts
from aesthetic_gui.photo import UNDECIDED, Photo, Unreadable
from aesthetic_gui.words import EYES, counted

EXAMPLES = (
    f"  {PROGRAM} criteria shoot\n"
    f"  {PROGRAM} criteria --json *.jpg > criteria.json\n"
    f"  {PROGRAM} criteria --json --crops eyes/*.jpg\n"
    f"  {PROGRAM} criteria --flag shoot             what the classes would pick and reject\n"
    f"  {PROGRAM} criteria --flag --apply shoot     the same, done; undo takes it back"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_paths(parser)
    parser.add_argument("--json", action="store_true", help="one JSON array, an object for each photograph")
    looking = parser.add_mutually_exclusive_group()
    looking.add_argument("--close", action="store_true", help="look at all pixels: slower, and errs less (default)")
    looking.add_argument("--quick", action="store_true", help="look at a reduced picture, as scoring does")
    looking.add_argument("--crops", action="store_true", help="every picture is one aligned face; nothing is kept")
    parser.add_argument("--no-cache", action="store_true", help="reuse no earlier result and keep none")
    parser.add_argument(
        "--flag", action="store_true", help="tell how many the classes would pick (good) and reject (bad)"
    )
    doing = parser.add_mutually_exclusive_group()
    doing.add_argument("--dry-run", action="store_true", help="with --flag, tell it and change nothing (default)")
    doing.add_argument(
        "--apply", action="store_true", help="with --flag, set these flags where you have decided nothing yet"
    )
    arguments.add_catalog(parser)
    arguments.add_progress(parser)


@dataclass(frozen=True, slots=True)
class _Row:
    """One photograph that was named, and what was found out."""

    entry: Named
    facts: Facts | None
    problem: str


def run(options: argparse.Namespace) -> int:
    """Measure what ``options.paths`` name; 1 if anything could not be read."""
    _check(options)
    entries = list(named(options.paths, recursive=options.recursive))
    if not entries:
        tell("no photographs there" + ("" if options.recursive else "; --recursive looks into subfolders too"))
    if options.no_cache or options.crops:
        session.mend_only(options)
        rows = _measured(entries, options, None)
    else:
        with session.opened_catalog(options) as catalog:
            rows = _measured(entries, options, catalog)
            _print(rows, options)
            if options.flag:
                _flag(rows, catalog, apply=options.apply)
    if options.no_cache or options.crops:
        _print(rows, options)
    return SOME_UNREADABLE if any(row.facts is None for row in rows) else ALL_WELL


def _check(options: argparse.Namespace) -> None:
    if (options.apply or options.dry_run) and not options.flag:
        raise WrongUse(f"{'--apply' if options.apply else '--dry-run'} goes with --flag")
    if options.flag and (options.no_cache or options.crops):
        raise WrongUse(
            f"--flag does not go with {'--crops' if options.crops else '--no-cache'}: flags are kept in the catalog"
        )


def _measured(entries: Sequence[Named], options: argparse.Namespace, catalog: Catalog | None) -> list[_Row]:
    photos = list({entry.photo.path: entry.photo for entry in entries if entry.photo}.values())
    told: dict[Photo, Facts | Unreadable] = {}
    with session.libraries_silenced():
        faces.find(np.zeros((64, 64, 3), np.uint8))  # LiteRT greets at the first one
    with ProgressLine("measured", len(photos), options.progress) as progress:
        for photo, found in _asked(photos, options, catalog):
            told[photo] = found
            progress.step()
    return [_row(entry, told.get(entry.photo) if entry.photo else None) for entry in entries]


def _asked(
    photos: Sequence[Photo], options: argparse.Namespace, catalog: Catalog | None
) -> Iterator[tuple[Photo, Facts | Unreadable]]:
    if options.crops:
        return asking.crops(photos)
    return asking.measured(photos, catalog, closely=not options.quick)


def _row(entry: Named, found: Facts | Unreadable | None) -> _Row:
    if isinstance(found, Facts):
        return _Row(entry, found, "")
    return _Row(entry, None, found.reason if found else entry.problem or "it could not be measured")


def _print(rows: Sequence[_Row], options: argparse.Namespace) -> None:
    if options.json:
        print_json([_record(row) for row in rows])
    elif rows:
        header = ("CLASS", *(criterion.value.upper() for criterion in Criterion), "FACES", "PATH")
        print_table(header, [_cells(row) for row in rows])


def _record(row: _Row) -> Record:
    path = row.entry.shown
    return to_record(row.facts, path) if row.facts else {"path": path, "error": row.problem}


def _cells(row: _Row) -> tuple[str, ...]:
    """The line of one photograph: its class, each criterion's value, its faces and their eyes."""
    facts, path = row.facts, row.entry.shown
    if facts is None:
        return ("unreadable", *[""] * len(Criterion), "", f"{path}: {row.problem}")
    values = (f"{facts.measures[one].value:.0f}" if one in facts.measures else "" for one in Criterion)
    return (to_record(facts, path)["class"], *values, _eyes(facts), path)


def _eyes(facts: Facts) -> str:
    """ "3: 2 open, 1 closed"; "none" where there is no face."""
    if not facts.faces:
        return "none"
    states = [face.state for face in facts.faces]
    each = (f"{states.count(state)} {words}" for state, words in EYES.items() if state in states)
    return f"{len(facts.faces)}: {', '.join(each)}"


def _flag(rows: Sequence[_Row], catalog: Catalog, *, apply: bool) -> None:
    """Tell what the classes would flag, and only where that is asked for, do it."""
    facts = {row.entry.photo: row.facts for row in rows if row.entry.photo}
    decisions = catalog.decisions(list(facts))
    proposal = propose(
        Item(photo, decision=decisions.get(photo.path, UNDECIDED), facts=one) for photo, one in facts.items()
    )
    tell(proposal.words)
    if not apply:
        tell("nothing was changed; --flag --apply sets these flags")
    elif proposal.flags:
        done = flag_undecided(catalog, list(proposal.flags), list(proposal.flags.values()))
        tell(f"{counted(done.succeeded, 'flag')} set; `{PROGRAM} undo {done.id}` takes them back")
