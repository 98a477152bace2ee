"""``verify``: whether every file of an album is still what its manifest says."""

from __future__ import annotations

import argparse
import json
from collections import Counter

from aesthetic_gui.cli import arguments
from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, PROGRAM, SOME_UNREADABLE
from aesthetic_gui.culling.albums.manifests import Checked, NoManifest, State, verify

EXAMPLES = f"  {PROGRAM} verify albums\n  {PROGRAM} verify albums/manifest.json --json"
LOST: tuple[State, ...] = ("changed", "missing", "unreadable")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("album", metavar="ALBUM", type=arguments.path, help="the album's folder, or its manifest")
    parser.add_argument("--json", action="store_true", help="one JSON array, an object for each file")


def run(options: argparse.Namespace) -> int:
    """Print what is not as it was, and the counts; 1 if a file is missing or changed, 3 if there is no manifest."""
    try:
        found = list(verify(options.album))
    except NoManifest as error:
        tell(str(error))
        return FAILED
    if options.json:
        print_lines([json.dumps([_record(one) for one in found])])
    else:
        print_lines(_line(one) for one in found if one.state != "well")
    counts = Counter(one.state for one in found)
    states: tuple[State, ...] = ("well", *LOST, "not listed")
    tell(", ".join(f"{counts[state]:,} {state}" for state in states if counts[state]))
    return SOME_UNREADABLE if any(counts[state] for state in LOST) else ALL_WELL


def _line(one: Checked) -> str:
    return f"{one.state:<10}  {shown(one.path)}" + (f"  ({one.words})" if one.words else "")


def _record(one: Checked) -> dict[str, str]:
    return {"path": str(one.path), "state": one.state, "words": one.words}
