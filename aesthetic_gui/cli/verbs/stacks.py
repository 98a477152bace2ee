"""``stacks``: which photographs of a shoot belong together, and which of them is suggested as the best, and why."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from aesthetic_gui import settings
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.naming import Named, named
from aesthetic_gui.cli.output import print_json, print_table, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE
from aesthetic_gui.cli.progress import ProgressLine
from aesthetic_gui.criteria import faces
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.measuring.stacked import Stacked, stacked
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.grouping.frame import Stack
from aesthetic_gui.photo import Photo
from aesthetic_gui.words import counted

EXAMPLES = (
    f"  {PROGRAM} stacks shoot\n"
    f"  {PROGRAM} stacks --json shoot > stacks.json\n"
    f"  {PROGRAM} stacks --closeness 0.8 shoot      whole scenes, not bursts only"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=arguments.path, help="the shoot, with the folders in it")
    parser.add_argument("--json", action="store_true", help="one JSON array, an object for each stack")
    parser.add_argument(
        "--closeness",
        metavar="0–1",
        type=_closeness,
        help="0: only what is almost the same, 1: whatever is of one scene (default: the one chosen in the window)",
    )
    parser.add_argument("--no-cache", action="store_true", help="reuse no earlier result and keep none")
    arguments.add_model(parser)
    arguments.add_taste(parser)
    arguments.add_catalog(parser)
    arguments.add_progress(parser)


def run(options: argparse.Namespace) -> int:
    """Print the stacks of what is in the folder; nothing is decided. 1 if anything could not be read."""
    session.folder_there(options.folder)
    entries = list(named([options.folder], recursive=True))
    if options.no_cache:
        session.mend_only(options)
        found = _stacked([Item(photo) for photo in _photos(entries)], options, None)
    else:
        with session.opened_catalog(options) as catalog:
            items = known_items(_photos(entries), session.judge(options, catalog), catalog)
            found = _stacked(items, options, catalog)
    names = {entry.photo.path: entry.shown for entry in entries if entry.photo}
    problems = [f"{entry.shown}: {entry.problem}" for entry in entries if entry.problem]
    problems += [f"{names[path]}: {item.unreadable}" for path, item in found.items.items() if item.unreadable]
    for problem in problems:
        tell(problem)
    _print(found, names, options)
    return SOME_UNREADABLE if problems else ALL_WELL


def _closeness(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("it is a number from 0 to 1")
    return value


def _photos(entries: list[Named]) -> list[Photo]:
    return [entry.photo for entry in entries if entry.photo]


def _stacked(items: list[Item], options: argparse.Namespace, catalog: Catalog | None) -> Stacked:
    with session.libraries_silenced():
        faces.find(np.zeros((64, 64, 3), np.uint8))  # LiteRT greets at the first one
    wanted = settings.load()["stack_closeness"] if options.closeness is None else options.closeness
    with ProgressLine("measured", len(items), options.progress) as progress:

        def on_step(done: int, total: int) -> None:
            if done <= len(items) <= total:
                progress.step()

        return stacked(items, catalog, float(wanted), on_step)


def _print(found: Stacked, names: dict[Path, str], options: argparse.Namespace) -> None:
    if options.json:
        print_json(found.records(names.__getitem__))
    elif found.stacks:
        several = [stack for stack in found.stacks if len(stack.paths) > 1]
        print_table(("KIND", "PHOTOS", "BEST", "WHY", "FROM"), [_cells(stack, names) for stack in several])
        tell(_told(found, several))


def _cells(stack: Stack, names: dict[Path, str]) -> tuple[str, ...]:
    kind = f"{stack.kind.value}, by hand" if stack.by_hand else stack.kind.value
    best = stack.best.name if stack.best else "-"
    return (kind, str(len(stack.paths)), shown(Path(best)), stack.why, names[stack.paths[0]])


def _told(found: Stacked, several: list[Stack]) -> str:
    """How many there are, and what limits them; what cannot be read has no clock, and was told already."""
    alone = len(found.stacks) - len(several)
    notes = dict.fromkeys(stack.note for stack in found.stacks if stack.note and not _unreadable(stack, found))
    counts = f"{counted(len(several), 'stack')}, {counted(alone, 'photograph')} alone"
    return "; ".join((counts, *notes))


def _unreadable(stack: Stack, found: Stacked) -> bool:
    return found.items[stack.cover].unreadable is not None
