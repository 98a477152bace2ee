"""``export``: a picture of each photograph, of another size, format or colour space, through the journal."""

from __future__ import annotations

import argparse

from aesthetic_gui import settings
from aesthetic_gui.cli import arguments, choosing, publishing, session
from aesthetic_gui.cli.parser import PROGRAM, WrongUse
from aesthetic_gui.culling.albums.publishing import plan_export
from aesthetic_gui.culling.albums.sorting import PRESETS
from aesthetic_gui.culling.albums.templates import needs_of
from aesthetic_gui.culling.stacks.stacking import stacks_of
from aesthetic_gui.files.export.rendition import (
    Along,
    ColourSpace,
    Format,
    Private,
    Rendition,
    Sharpening,
    Watermark,
)

EXAMPLES = (
    f"  {PROGRAM} export shoot --into web --long-edge 2048 --quality 85 --sharpen low\n"
    f"  {PROGRAM} export shoot --into web --best 10% --of hour --rename '{{rank:4}}-{{name}}'\n"
    f"  {PROGRAM} export shoot --into agency --metadata all --without people --without serial-numbers\n"
    f"  {PROGRAM} export *.cr2 --into prints --space adobe-rgb --rename '{{date}}-{{number:4}}' --manifest json"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_photographs(parser)
    parser.add_argument("--into", metavar="FOLDER", type=arguments.path, required=True, help="where the pictures go")
    parser.add_argument("--format", choices=("jpeg", "webp", "avif", "original"), default="jpeg", help="default: jpeg")
    parser.add_argument("--long-edge", metavar="PIXELS", type=arguments.whole, help="the longer side; never enlarged")
    parser.add_argument("--quality", metavar="N", type=arguments.whole, default=90, help="1 to 100 (default: 90)")
    parser.add_argument("--space", choices=("srgb", "display-p3", "adobe-rgb"), default="srgb", help="default: srgb")
    parser.add_argument("--sharpen", choices=("none", "low", "standard"), default="none", help="for the screen")
    arguments.add_metadata(parser)
    parser.add_argument("--watermark", metavar="TEXT", help="a text in the lower right corner")
    parser.add_argument("--watermark-picture", metavar="PNG", type=arguments.path, help="a picture there instead")
    parser.add_argument(
        "--by", metavar="RULE", default="", help="folders, by a rule of sort or a template such as '{date}/{verdict}'"
    )
    arguments.add_naming(parser)
    choosing.add_arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would go where")


def run(options: argparse.Namespace) -> int:
    """Write a picture of each photograph below ``options.into``."""
    rendition = _rendition(options)
    template = {preset.id: preset.template for preset in PRESETS}.get(options.by, options.by)
    needs_scores = bool({"score", "rank"} & publishing.sensible(lambda: needs_of(template, options.rename)))
    bar = session.bar(options)
    with session.opened_catalog(options) as catalog:
        items, ranks, well = publishing.choose(options, catalog, needs_scores)
        plan = publishing.sensible(
            lambda: plan_export(
                items,
                options.into,
                rendition,
                bar=bar,
                ranks=ranks,
                stacks=lambda: stacks_of(items, settings.load()["stack_closeness"]),
                template=template,
                rename=options.rename,
                manifest=options.manifest,
            )
        )
        return publishing.perform(plan, options, catalog, well=well)


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
            Along(options.metadata),
            mark,
            Sharpening(options.sharpen),
            frozenset(map(Private, options.without)),
        )
    except ValueError as error:
        raise WrongUse(str(error)) from error
