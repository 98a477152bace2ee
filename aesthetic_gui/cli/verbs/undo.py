"""``undo``: an operation, or some of its photographs, taken back."""

from __future__ import annotations

import argparse

from aesthetic_gui.catalog import journal
from aesthetic_gui.cli import arguments, operations, session
from aesthetic_gui.cli.output import tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, PROGRAM
from aesthetic_gui.culling.operations.transferring import undo

EXAMPLES = f"  {PROGRAM} undo\n  {PROGRAM} undo 12\n  {PROGRAM} undo 12 --photo albums/IMG_1.jpg"
add_arguments = arguments.add_operation


def run(options: argparse.Namespace) -> int:
    """Take back one operation, or some of its photographs; 3 if some could not be brought back."""
    with session.opened_catalog(options) as catalog:
        last = journal.last_undoable(catalog)
        tried = options.operation or (last.id if last else None)
        well = operations.invert(undo, catalog, options, tried)
        if not well and tried:
            tell(f"once the reason is gone, `{PROGRAM} undo {tried}` tries again")
    return ALL_WELL if well else FAILED
