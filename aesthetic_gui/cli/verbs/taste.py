"""``taste``: learn from picks and rejects, look at what was learned, take it along."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.output import print_lines, print_table, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE, WrongUse
from aesthetic_gui.culling.taste import asking, tasting
from aesthetic_gui.photo import Flag
from aesthetic_gui.taste.head import Learned
from aesthetic_gui.words import counted

ASKED = 20
EXAMPLES = (
    f"  {PROGRAM} taste create wedding\n"
    f"  {PROGRAM} taste learn wedding ~/Pictures/2024-05-31\n"
    f"  {PROGRAM} score --taste wedding ~/Pictures/2024-06-07\n"
    f"  {PROGRAM} taste export wedding wedding.json"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    tasks = arguments.tasks_of(parser)
    for task, what, operands in (
        ("list", "the tastes, and what they can learn from", ()),
        ("create", "make an empty taste", ("name",)),
        ("learn", "learn from its picks and rejects, and from those in FOLDER from now on", ("name", "folders")),
        ("show", "what it has learned, and whether it is better than the model", ("name",)),
        (
            "ask",
            "which undecided photographs in FOLDER to decide on: what would teach most comes first",
            ("name", "folders"),
        ),
        ("reset", "forget what it learned from; picks and rejects stay", ("name",)),
        ("remove", "remove it; picks and rejects stay", ("name",)),
        ("export", "write what it learned from to FILE (.json): numbers, no pictures and no paths", ("name", "file")),
        ("import", "make a taste of FILE", ("file",)),
    ):
        one = arguments.add_task(tasks, task, what)
        if "name" in operands:
            one.add_argument("name", metavar="NAME")
        if "folders" in operands:
            least = "+" if task == "ask" else "*"
            one.add_argument("folders", metavar="FOLDER", nargs=least, type=arguments.path)
            arguments.add_progress(one)
        if "file" in operands:
            one.add_argument("file", metavar="FILE", type=arguments.path)
        if task == "ask":
            one.add_argument("--count", metavar="N", type=arguments.some, default=ASKED, help=f"default: {ASKED}")
        if task == "import":
            one.add_argument("--name", metavar="NAME", default="", help="call it NAME (default: as in the file)")
        arguments.add_model(one)
        arguments.add_catalog(one)
        one.set_defaults(taste="")


def run(options: argparse.Namespace) -> int:
    """Do ``options.task``; 1 if a pick or reject that was to be learned from could not be read."""
    with session.opened_catalog(options) as catalog:
        try:
            return _TASKS[options.task](catalog, options)
        except tasting.NoSuchTaste as error:
            raise WrongUse(str(error)) from error


def _list(catalog: Catalog, _options: argparse.Namespace) -> int:
    rows = [
        (row.name, f"{row.picks:,}", f"{row.rejects:,}", f"{row.imported:,}" if row.imported else "")
        for row in tasting.tastes(catalog)
    ]
    if rows:
        print_table(("TASTE", "PICKS", "REJECTS", "OF THEM IMPORTED"), rows)
    else:
        tell("there is no taste yet; `taste create NAME` makes one")
    return ALL_WELL


def _create(catalog: Catalog, options: argparse.Namespace) -> int:
    print_lines([f"made the taste {tasting.create(catalog, options.name)}"])
    return ALL_WELL


def _learn(catalog: Catalog, options: argparse.Namespace) -> int:
    code = ALL_WELL
    for folder in options.folders:
        session.folder_there(folder)
    if options.folders:
        tasting.examples(catalog, options.name, session.model(options))  # a name that is wrong is told at once
        code = _add_decided(catalog, options)
    _show(catalog, options)
    return code


def _add_decided(catalog: Catalog, options: argparse.Namespace) -> int:
    """Make the picks and rejects in the folders members, and score those that have no score yet."""
    photos, well = session.listed(options.folders)
    decisions = catalog.decisions(photos)
    decided = [photo for photo in photos if photo.path in decisions and decisions[photo.path].flag is not Flag.NONE]
    new = tasting.add_members(catalog, options.name, decided)
    print_lines([f"{counted(len(decided), 'decision')} there, {new:,} new to the taste"])
    key = session.model(options).key
    known = catalog.known(decided, key)
    waiting = [photo for photo in decided if photo.path not in known or known[photo.path].distribution is None]
    items = session.scored(waiting, options, catalog)
    for item in items.values():
        if item.unreadable:
            tell(f"{shown(item.photo.path)}: {item.unreadable}")
    return SOME_UNREADABLE if not well or any(item.unreadable for item in items.values()) else ALL_WELL


def _show(catalog: Catalog, options: argparse.Namespace) -> int:
    learned = tasting.learn_taste(catalog, options.name, session.model(options))
    print_lines(_told(learned))
    return ALL_WELL


def _told(learned: Learned) -> list[str]:
    lines = [learned.sentence]
    if learned.held_out is not None:
        gain = learned.held_out.gain
        lines.append(
            f"{counted(learned.picks, 'pick')} and {counted(learned.rejects, 'reject')} "
            f"from {counted(learned.bursts, 'burst')}; "
            f"gain {100 * gain.value:+.0f} points [{100 * gain.low:+.0f}, {100 * gain.high:+.0f}]"
        )
        lines.append("it judges in the model's place" if learned.takes_over else "the model judges alone")
    return lines


def _ask(catalog: Catalog, options: argparse.Namespace) -> int:
    for folder in options.folders:
        session.folder_there(folder)
    tasting.examples(catalog, options.name, session.model(options))  # a name that is wrong is told at once
    photos, well = session.listed(options.folders)
    items = session.scored(photos, options, catalog)
    asked = asking.ask(catalog, options.name, session.model(options), list(items.values()), options.count)
    print_lines([shown(item.photo.path) for item in asked])
    if not asked:
        tell("nothing is left to ask about: all that can be scored is picked or rejected")
    return SOME_UNREADABLE if not well or any(item.unreadable for item in items.values()) else ALL_WELL


def _reset(catalog: Catalog, options: argparse.Namespace) -> int:
    tasting.reset(catalog, options.name)
    return ALL_WELL


def _remove(catalog: Catalog, options: argparse.Namespace) -> int:
    tasting.remove(catalog, options.name)
    return ALL_WELL


def _export(catalog: Catalog, options: argparse.Namespace) -> int:
    count = tasting.export_taste(catalog, options.name, session.model(options), options.file)
    print_lines([f"wrote {counted(count, 'decision')} to {shown(options.file)}"])
    return ALL_WELL


def _import(catalog: Catalog, options: argparse.Namespace) -> int:
    name = tasting.import_taste(catalog, options.file, options.name)
    print_lines([f"made the taste {name}"])
    if not len(tasting.examples(catalog, name, session.model(options))):
        tell("it was learned with another model: choose that one with --pack to use it")
    return ALL_WELL


_TASKS: dict[str, Callable[[Catalog, argparse.Namespace], int]] = {
    "list": _list,
    "create": _create,
    "learn": _learn,
    "show": _show,
    "ask": _ask,
    "reset": _reset,
    "remove": _remove,
    "export": _export,
    "import": _import,
}
