"""``recover``: what a crash left open, finished or reversed."""

from __future__ import annotations

import argparse

from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.output import print_lines
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM
from aesthetic_gui.culling.operations import recovering

EXAMPLES = f"  {PROGRAM} recover"
add_arguments = arguments.add_catalog


def run(options: argparse.Namespace) -> int:
    """Mend what a crash left open and say what was done; nothing else."""
    with session.opened_catalog(options, mend=False) as catalog:
        messages = [recovered.message for recovered in recovering.recover(catalog)]
    print_lines(messages or ["nothing was left open"])
    return ALL_WELL
