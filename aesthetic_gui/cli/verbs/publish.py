"""``export``, ``sheet`` and ``gallery``: pictures and pages made of photographs, through the journal."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import operations, session
from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, SOME_UNREADABLE, WrongUse
from aesthetic_gui.culling.albums import publishing
from aesthetic_gui.culling.albums.publishing import Explain
from aesthetic_gui.culling.albums.sorting import PRESETS
from aesthetic_gui.culling.albums.templates import BadTemplate, fields_of
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations import transferring
from aesthetic_gui.culling.operations.planning import BadDestination, Plan
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.files.export import (
    ColourSpace,
    Details,
    Format,
    GallerySettings,
    Paper,
    Rendition,
    Sharpening,
    SheetSettings,
    Watermark,
)
from aesthetic_gui.files.export.contact_sheet import MOST
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Photo

Planned = TypeVar("Planned")

KNOWN_UNREAD = frozenset({"name", "folder", "number", "stars", "flag", "label"})  # without reading the photographs


def export(options: argparse.Namespace) -> int:
    """Write a picture of each photograph below ``options.into``."""
    rendition = _rendition(options)
    template = {preset.id: preset.template for preset in PRESETS}.get(options.by, options.by)
    needs_scores = not _sensible(lambda: fields_of(template, options.rename)) <= KNOWN_UNREAD
    bar = session.bar(options)
    with session.opened_catalog(options) as catalog:
        items = _items(options, catalog, needs_scores)
        plan = _sensible(
            lambda: publishing.plan_export(
                items,
                options.into,
                rendition,
                bar=bar,
                template=template,
                rename=options.rename,
                manifest=options.manifest,
            )
        )
        return _perform(plan, options, catalog)


def sheet(options: argparse.Namespace) -> int:
    """Write a contact sheet of the photographs to ``options.output``."""
    if options.output.suffix.lower() != ".pdf":
        raise WrongUse(f"{shown(options.output)}: a contact sheet is a PDF; choose a name that ends in .pdf")
    try:
        settings = SheetSettings(
            Paper(options.paper), options.landscape, options.columns, options.rows, options.title or ""
        )
    except ValueError as error:
        raise WrongUse(f"a contact sheet has 1 to {MOST} columns and as many rows") from error
    bar = session.bar(options)
    with session.opened_catalog(options) as catalog:
        items = _items(options, catalog, needs_scores=False)
        plan = _sensible(lambda: publishing.plan_sheet(items, options.output, settings, bar))
        return _perform(plan, options, catalog)


def gallery(options: argparse.Namespace) -> int:
    """Write a gallery of the photographs into ``options.into``."""
    settings = GallerySettings(
        options.title or absolute(options.into).name,
        options.subtitle or "",
        options.author or "",
        long_edge=options.long_edge,
        show_scores=options.scores or options.reasons,
        show_reasons=options.reasons,
    )
    bar = session.bar(options)
    with session.opened_catalog(options) as catalog:
        items = _items(options, catalog, settings.show_scores)
        with _explainer(options, catalog) as explain:
            plan = _sensible(lambda: publishing.plan_gallery(items, options.into, settings, bar=bar, explain=explain))
            return _perform(plan, options, catalog)


def _rendition(options: argparse.Namespace) -> Rendition:
    mark = None
    if options.watermark or options.watermark_picture:
        mark = Watermark(options.watermark or "", options.watermark_picture)
    try:
        return Rendition(
            Format(options.format),
            options.long_edge,
            options.quality,
            ColourSpace(options.space),
            Details(options.metadata),
            mark,
            Sharpening(options.sharpen),
        )
    except ValueError as error:
        raise WrongUse(str(error)) from error


def _items(options: argparse.Namespace, catalog: Catalog, needs_scores: bool) -> list[Item]:
    """The photographs that the options name with what the catalog knows; scored first where that is needed."""
    photos = list(_found(options))
    if not photos:
        tell("no photographs there" + ("" if options.recursive else "; --recursive looks into subfolders too"))
    if needs_scores:
        return list(session.scored(photos, options, catalog).values())
    return known_items(photos, session.judge(options, catalog), catalog)


def _found(options: argparse.Namespace) -> Iterator[Photo]:
    missing = [path for path in options.paths if not path.exists()]
    if missing:
        raise WrongUse(f"there is no file or folder '{shown(missing[0])}'")
    return find_photos(
        options.paths, options.recursive, on_problem=lambda path, reason: tell(f"{shown(path)}: {reason}")
    )


@contextmanager
def _explainer(options: argparse.Namespace, catalog: Catalog) -> Iterator[Explain | None]:
    if not options.reasons:
        yield None
        return
    pack = session.model(options)
    with session.started(pack, options) as runtime:
        yield publishing.explainer(pack, runtime, catalog)


def _sensible(plan: Callable[[], Planned]) -> Planned:
    try:
        return plan()
    except (BadTemplate, BadDestination) as error:
        raise WrongUse(str(error)) from error


def _perform(plan: Plan, options: argparse.Namespace, catalog: Catalog) -> int:
    for failure in plan.left_out:
        operations.say_stays(failure)
    if getattr(options, "dry_run", False):
        print_lines(_ways(plan))
    elif plan.steps and not operations.follow(
        lambda cancelled: transferring.perform(catalog, plan, cancelled), "operation {id}"
    ):
        return FAILED
    return SOME_UNREADABLE if plan.left_out else ALL_WELL


def _ways(plan: Plan) -> Sequence[str]:
    return [operations.way(step.source, step.target) for step in plan.steps if step.target and not step.is_page]
