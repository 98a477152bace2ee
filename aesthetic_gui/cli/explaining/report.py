"""``explain PATH… --report FOLDER``: photographs beside their reasons, as a folder with one page."""

from __future__ import annotations

import argparse

from aesthetic_gui.cli import arguments, publishing, session
from aesthetic_gui.cli.parser import PROGRAM, WrongUse
from aesthetic_gui.culling.albums.publishing import explainer
from aesthetic_gui.culling.albums.reporting import ReportSettings, plan_report
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.explain.methods import AESTHETIC

OPTION = "--report"
EXAMPLES = f"  {PROGRAM} explain shoot --report shoot-reasons --method lime"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        OPTION, metavar="FOLDER", type=arguments.path, help="make a page of reasons of all photographs, in a new folder"
    )


def wanted(options: argparse.Namespace) -> bool:
    return options.report is not None


def run(options: argparse.Namespace) -> int:
    """Write the report, as one operation that can be undone."""
    if options.target != AESTHETIC:
        raise WrongUse(f"{OPTION} tells why photographs have their P(aesthetic); leave out --target")
    if options.level is not None or options.option or options.samples is not None:
        raise WrongUse(f"{OPTION} takes each method in its usual way; leave out --level, --option and --samples")
    if not options.photos:
        raise WrongUse("name the folders or photographs that are to be reported")
    pack, bar = session.model(options), session.bar(options)
    with session.opened_catalog(options) as catalog, session.started(pack, options) as runtime:
        photos, well = session.listed(options.photos, recursive=True)
        items = list(session.scored(photos, options, catalog).values())
        settings = ReportSettings(absolute(options.report).name, options.method, pack, bar)
        explain = explainer(pack, runtime, catalog, options.method)
        plan = publishing.sensible(lambda: plan_report(items, options.report, settings, explain))
        return publishing.perform(plan, options, catalog, well=well)
