"""``gallery``: a web gallery of photographs, through the journal."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import arguments, choosing, publishing, session
from aesthetic_gui.cli.parser import PROGRAM
from aesthetic_gui.culling.albums.publishing import Explain, explainer, plan_gallery
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.files.export.gallery_page import GallerySettings
from aesthetic_gui.files.export.rendition import Along, Private

EXAMPLES = (
    f"  {PROGRAM} gallery shoot --into gallery --title Wedding\n"
    f"  {PROGRAM} gallery shoot --into gallery --scores --reasons"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_photographs(parser)
    choosing.add_arguments(parser)
    parser.add_argument("--into", metavar="FOLDER", type=arguments.path, required=True, help="the folder to make")
    parser.add_argument("--title", metavar="TEXT", help="default: the folder's name")
    parser.add_argument("--subtitle", metavar="TEXT", help="below the title")
    parser.add_argument("--author", metavar="NAME", help="at the foot of the page")
    parser.add_argument("--long-edge", metavar="PIXELS", type=arguments.whole, default=2048, help="default: 2048")
    arguments.add_metadata(parser)
    parser.add_argument("--scores", action="store_true", help="show what the model says")
    parser.add_argument("--reasons", action="store_true", help="show why, too: an overlay for each photograph")


def run(options: argparse.Namespace) -> int:
    """Write a gallery of the photographs into ``options.into``."""
    settings = GallerySettings(
        options.title or absolute(options.into).name,
        options.subtitle or "",
        options.author or "",
        long_edge=options.long_edge,
        show_scores=options.scores or options.reasons,
        show_reasons=options.reasons,
        metadata=Along(options.metadata),
        without=frozenset(map(Private, options.without)),
    )
    bar = session.bar(options)
    with session.opened_catalog(options) as catalog:
        items, _, well = publishing.choose(options, catalog, settings.show_scores)
        with _explainer(options, catalog) as explain:
            plan = publishing.sensible(lambda: plan_gallery(items, options.into, settings, bar=bar, explain=explain))
            return publishing.perform(plan, options, catalog, well=well)


@contextmanager
def _explainer(options: argparse.Namespace, catalog: Catalog) -> Iterator[Explain | None]:
    if not options.reasons:
        yield None
        return
    pack = session.model(options)
    with session.started(pack, options) as runtime:
        yield explainer(pack, runtime, catalog)
