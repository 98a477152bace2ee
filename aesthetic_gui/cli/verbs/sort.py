"""``sort``: score what has no score, plan the albums, say what goes where, do it through the journal."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import operations, session
from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, SOME_UNREADABLE, WrongUse
from aesthetic_gui.culling.albums import sorting
from aesthetic_gui.culling.albums.templates import BadTemplate
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations import transferring
from aesthetic_gui.culling.operations.planning import BadDestination, Plan
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.photo import Photo


def sort(options: argparse.Namespace) -> int:
    """Sort the photographs under ``options.folder``; 1 if some could not be read, 3 if some could not be sorted."""
    if not options.folder.is_dir():
        raise WrongUse(f"there is no folder '{shown(options.folder)}'")
    _plan((), options)  # a rule that makes no sense is told before anything is scored
    found, well = session.listed([options.folder])
    photos = list(_outside_albums(found, options))
    with session.opened_catalog(options) as catalog:
        items = list(session.scored(photos, options, catalog).values())
        plan = _plan(items, options)
        for failure in plan.left_out:
            operations.say_stays(failure)
        if options.dry_run:
            print_lines(
                operations.way(step.source, step.target) for step in plan.steps if step.target and not step.is_page
            )
        elif plan.steps and not _carry_out(catalog, plan):
            return FAILED
    return SOME_UNREADABLE if not well or any(item.unreadable for item in items) else ALL_WELL


def _plan(items: Sequence[Item], options: argparse.Namespace) -> Plan:
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
            rename=options.rename,
            manifest=options.manifest,
        )
    except (BadTemplate, BadDestination) as error:
        raise WrongUse(str(error)) from error


def _carry_out(catalog: Catalog, plan: Plan) -> bool:
    return operations.follow(lambda cancelled: transferring.perform(catalog, plan, cancelled), "operation {id}")


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
