"""``sort``: score what has no score, plan the albums, say what goes where, do it through the journal."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from aesthetic_gui.cli import operations, session
from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, SOME_UNREADABLE, WrongUse
from aesthetic_gui.culling import albums, transferring
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.planning import Plan, absolute
from aesthetic_gui.culling.progress import Failure
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Photo


def sort(options: argparse.Namespace) -> int:
    """Sort the photographs under ``options.folder``; 1 if some could not be read, 3 if some could not be sorted."""
    if not options.folder.is_dir():
        raise WrongUse(f"there is no folder '{shown(options.folder)}'")
    template = _template(options.by)
    unreadable: list[Failure] = []
    photos = list(_outside_albums(options, _found(options.folder, unreadable)))
    with session.opened_catalog(options) as catalog:
        items = list(session.scored(photos, options, catalog).values())
        unreadable += [Failure(item.photo.path, item.unreadable) for item in items if item.unreadable]
        plan = _plan([item for item in items if item.score], template, options)
        for failure in (*unreadable, *plan.left_out):
            operations.say_stays(failure)
        if options.dry_run:
            print_lines(operations.way(step.source, step.target) for step in plan.steps if step.target)
        elif plan.steps and not operations.follow(lambda cancelled: transferring.perform(catalog, plan, cancelled)):
            return FAILED
    return SOME_UNREADABLE if unreadable else ALL_WELL
