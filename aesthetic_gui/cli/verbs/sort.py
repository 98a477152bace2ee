"""``sort``: score what has no score, plan the albums, say what goes where, do it through the journal."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from aesthetic_gui import settings
from aesthetic_gui.cli import arguments, choosing, operations, session
from aesthetic_gui.cli.output import shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, PROGRAM, SOME_UNREADABLE, WrongUse
from aesthetic_gui.culling.albums import sorting
from aesthetic_gui.culling.albums.templates import BadTemplate
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import BadDestination, Plan
from aesthetic_gui.culling.ranks import Ranks, rank_photos
from aesthetic_gui.culling.stacks.stacking import stacks_of
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.photo import Photo

EXAMPLES = (
    f"  {PROGRAM} sort shoot --into albums --dry-run\n"
    f"  {PROGRAM} sort shoot --into albums --by band --move\n"
    f"  {PROGRAM} sort shoot --into albums --best 20% --of hour --by date\n"
    f"  {PROGRAM} sort shoot --into albums --filter 'Evening picks' --by '{{camera}}'\n"
    f"  {PROGRAM} sort shoot --into albums --by '{{date}}/{{verdict}}' --hard-link --manifest json"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=arguments.path, help="the shoot, with the folders in it")
    parser.add_argument(
        "--into", metavar="ALBUMS", type=arguments.path, required=True, help="where the albums are made"
    )
    parser.add_argument(
        "--by",
        metavar="RULE",
        default="verdict",
        help="verdict (default), band, verdict-date, best, or a template such as '{verdict}/{date}', '{best:10 hour}'",
    )
    choosing.add_arguments(parser)
    how = parser.add_mutually_exclusive_group()
    for name, act, what in (
        ("copy", "copy", "copy; the shoot stays as it is (default)"),
        ("move", "move", "move"),
        ("reflink", "clone", "copy, sharing room on the disk where the drive can (Btrfs, XFS)"),
        ("hard-link", "hardlink", "a second name for the same file, on the same drive"),
        ("symbolic-link", "symlink", "a small file that says where the photograph is"),
    ):
        names = (f"--{name}", "--symlink") if act == "symlink" else (f"--{name}",)
        how.add_argument(*names, dest="act", action="store_const", const=act, help=what)
    parser.set_defaults(act="copy")
    parser.add_argument(
        "--plain",
        action="store_true",
        help="copy byte by byte; otherwise the copies of JPEGs and PNGs carry ratings, title and keywords inside, as "
        "programs such as Lightroom pass over a sidecar beside them",
    )
    arguments.add_naming(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would go where")
    arguments.add_model(parser)
    arguments.add_taste(parser)
    arguments.add_catalog(parser)
    arguments.add_progress(parser)


def run(options: argparse.Namespace) -> int:
    """Sort the photographs under ``options.folder``; 1 if some could not be read, 3 if some could not be sorted."""
    session.folder_there(options.folder)
    best, view = choosing.best(options), choosing.wanted_filter(options)
    _plan((), (), Ranks(), options)  # a rule that makes no sense is told before anything is scored
    found, well = session.listed([options.folder])
    photos = list(_outside_albums(found, options))
    with session.opened_catalog(options) as catalog:
        items = list(session.scored(photos, options, catalog).values())
        ranks = rank_photos(items)
        passed = choosing.passing_photos(items, ranks, session.bar(options), view)
        plan = _plan(choosing.the_best(passed, ranks, best), items, ranks, options)
        if not operations.carry_out(catalog, plan, dry_run=options.dry_run):
            return FAILED
    return SOME_UNREADABLE if not well or any(item.unreadable for item in items) else ALL_WELL


def _plan(items: Sequence[Item], shoot: Sequence[Item], ranks: Ranks, options: argparse.Namespace) -> Plan:
    templates = {preset.id: preset.template for preset in sorting.PRESETS}
    if options.by not in templates and "{" not in options.by:
        raise WrongUse(f"no rule is called {options.by!r}; there are: {', '.join(templates)}, or a template with {{…}}")
    try:
        return sorting.plan_sort(
            items,
            options.into,
            templates.get(options.by, options.by),
            act=options.act,
            bar=session.bar(options),
            ranks=ranks,
            stacks=lambda: stacks_of(shoot, settings.load()["stack_closeness"]),
            rename=options.rename,
            manifest=options.manifest,
            carry=not options.plain,
        )
    except (BadTemplate, BadDestination) as error:
        raise WrongUse(str(error)) from error


def _outside_albums(photos: Iterable[Photo], options: argparse.Namespace) -> Iterator[Photo]:
    """Albums may lie inside the shoot: what is in them already is not sorted again, and counted."""
    into, inside = absolute(options.into), 0
    within = absolute(options.folder) in into.parents
    for photo in photos:
        if within and photo.path.is_relative_to(into):
            inside += 1
        else:
            yield photo
    if inside:
        tell(f"{inside} already in {shown(options.into)}: not sorted again")
