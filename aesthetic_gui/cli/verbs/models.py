"""``models list`` and ``models verify``."""

from __future__ import annotations

import argparse

from aesthetic_gui.cli.output import print_table, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, PROGRAM
from aesthetic_gui.scoring.pack import DEFAULT, BadPack, Pack, find_packs, verify

EXAMPLES = f"  {PROGRAM} models list\n  {PROGRAM} models verify"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", choices=("list", "verify"), help="name them, or check their weights")


def run(options: argparse.Namespace) -> int:
    """Print the models, or whether each weights file is as published; 3 if one is not, or a model is unusable."""
    bad: list[BadPack] = []
    packs = find_packs(bad.append)
    for problem in bad:
        tell(str(problem))
    well = _list(packs) if options.task == "list" else _verify(packs)
    return ALL_WELL if well and not bad else FAILED


def _list(packs: list[Pack]) -> bool:
    rows = [
        (
            pack.id + (" (default)" if pack.id == DEFAULT else ""),
            pack.version,
            _precisions(pack),
            pack.licence,
            pack.title,
        )
        for pack in packs
    ]
    print_table(("MODEL", "VERSION", "WEIGHTS", "LICENCE", "TITLE"), rows)
    return bool(packs)


def _precisions(pack: Pack) -> str:
    return ", ".join(f"{row.runtime} {row.precision}" for row in pack.weights)


def _verify(packs: list[Pack]) -> bool:
    checked = [(pack.id, path, intact) for pack in packs for path, intact in verify(pack)]
    rows = [(name, "as published" if intact else "DAMAGED", shown(path)) for name, path, intact in checked]
    print_table(("MODEL", "STATE", "FILE"), rows)
    return all(intact for _, _, intact in checked)
