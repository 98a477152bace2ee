"""What ``export``, ``sheet`` and ``gallery`` share: the photographs that go in, and the plan that is carried out."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import choosing, operations, session
from aesthetic_gui.cli.output import shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, SOME_UNREADABLE, WrongUse
from aesthetic_gui.culling.albums.templates import BadTemplate
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import BadDestination, Plan
from aesthetic_gui.culling.ranks import Ranks, rank_photos
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.files.export.rendition import ExportError

Planned = TypeVar("Planned")


class Chosen(NamedTuple):
    """The photographs that go in, the ranks of all that were named, and whether all of these could be looked at."""

    items: list[Item]
    ranks: Ranks
    well: bool


def choose(options: argparse.Namespace, catalog: Catalog, needs_scores: bool) -> Chosen:
    """The photographs that the options want with what the catalog knows, scored first where that is needed."""
    best, view = choosing.best(options), choosing.wanted_filter(options)
    scored = needs_scores or best is not None or choosing.needs_scores(view)
    named, well = _items(options, catalog, scored)
    ranks = rank_photos(named)
    passed = choosing.passing_photos(named, ranks, session.bar(options), view)
    return Chosen(choosing.the_best(passed, ranks, best), ranks, well)


def _items(options: argparse.Namespace, catalog: Catalog, needs_scores: bool) -> tuple[list[Item], bool]:
    for path in options.paths:
        if not os.path.exists(path):  # noqa: PTH110 – which raises nothing
            raise WrongUse(session.why_not_there(path) or f"there is no file or folder '{shown(path)}'")
    photos, well = session.listed(options.paths, recursive=options.recursive)
    if not photos and well:
        tell("no photographs there" + ("" if options.recursive else "; --recursive looks into subfolders too"))
    if needs_scores:
        return list(session.scored(photos, options, catalog).values()), well
    return known_items(photos, session.judge(options, catalog), catalog), well


def sensible(plan: Callable[[], Planned]) -> Planned:
    """What ``plan`` gives. Raises ``WrongUse`` where a template, the folder or the settings make no sense."""
    try:
        return plan()
    except (BadTemplate, BadDestination, ExportError) as error:
        raise WrongUse(str(error)) from error


def perform(plan: Plan, options: argparse.Namespace, catalog: Catalog, *, well: bool) -> int:
    """Carry out ``plan`` and give the exit code; ``well``: all that was named could be looked at."""
    if not operations.carry_out(catalog, plan, dry_run=getattr(options, "dry_run", False)):
        return FAILED
    return SOME_UNREADABLE if plan.left_out or not well else ALL_WELL
