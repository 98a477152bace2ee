"""``undo`` and ``recover``."""

from __future__ import annotations

import argparse

from aesthetic_gui.catalog import journal
from aesthetic_gui.cli import operations, session
from aesthetic_gui.cli.output import print_lines, tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, PROGRAM, WrongUse
from aesthetic_gui.culling import transferring


def undo(options: argparse.Namespace) -> int:
    """Take back one operation; 3 if some photographs could not be brought back."""
    with session.opened_catalog(options) as catalog:
        last = journal.last_undoable(catalog)
        tried = options.operation or (last.id if last else None)
        try:
            well = operations.follow(lambda cancelled: transferring.undo(catalog, options.operation, cancelled))
        except transferring.NothingToUndo as nothing:
            raise WrongUse(str(nothing)) from nothing
        if not well and tried:
            tell(f"once the reason is gone, `{PROGRAM} undo {tried}` tries again")
    return ALL_WELL if well else FAILED


def recover(options: argparse.Namespace) -> int:
    """Mend what a crash left open and say what was done; nothing else."""
    with session.opened_catalog(options, mend=False) as catalog:
        messages = [recovered.message for recovered in transferring.recover(catalog)]
    print_lines(messages or ["nothing was left open"])
    return ALL_WELL
