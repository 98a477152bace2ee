"""``redo``: what was undone, done again."""

from __future__ import annotations

import argparse

from aesthetic_gui.catalog import journal
from aesthetic_gui.cli import arguments, operations, session
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, PROGRAM
from aesthetic_gui.culling.operations.transferring import redo

EXAMPLES = f"  {PROGRAM} redo\n  {PROGRAM} redo 12 --photo shoot/IMG_1.jpg"
add_arguments = arguments.add_operation


def run(options: argparse.Namespace) -> int:
    """Do again what was undone last, or what was undone of one operation; 3 if some of it could not be done."""
    with session.opened_catalog(options) as catalog:
        last = journal.next_redoable(catalog)
        well = operations.invert(redo, catalog, options, options.operation or (last.id if last else None))
    return ALL_WELL if well else FAILED
