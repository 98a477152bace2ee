"""``explain PHOTO… --words``: what is worth saying of each photograph, in sentences of what was measured."""

from __future__ import annotations

import argparse
from typing import Any

from aesthetic_gui.cli import session
from aesthetic_gui.cli.output import print_json, print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE, WrongUse
from aesthetic_gui.cli.progress import ProgressLine
from aesthetic_gui.culling.explaining import wording
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.explain.words.values import Reason
from aesthetic_gui.photo import UNDECIDED, Photo, Unreadable

OPTION = "--words"
EXAMPLES = f"  {PROGRAM} explain photo.jpg --words --json"

Told = dict[Photo, tuple[Reason, ...] | Unreadable]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(OPTION, action="store_true", help="tell what was measured of each PHOTO, in sentences")


def wanted(options: argparse.Namespace) -> bool:
    return bool(options.words)


def run(options: argparse.Namespace) -> int:
    """Print the sentences, or JSON; 1 where a photograph could not be read."""
    if options.output is not None:
        raise WrongUse("-o goes with a picture; --words prints sentences")
    photos, missing = session.listed(options.photos)
    if not photos and not missing:
        raise WrongUse("name a photograph")
    told = _told(photos, options)
    if options.json:
        print_json([_record(photo, found) for photo, found in told.items()])
    else:
        _print(told)
    return SOME_UNREADABLE if missing or any(isinstance(each, Unreadable) for each in told.values()) else ALL_WELL


def _told(photos: list[Photo], options: argparse.Namespace) -> Told:
    told: Told = {}
    judge = Judge(session.model(options))
    with (
        session.opened_catalog(options) as catalog,
        session.started(judge.pack, options) as runtime,
        ProgressLine("told", len(photos), options.progress) as progress,
    ):
        decided = catalog.decisions(photos)
        for photo in photos:
            try:
                turn = decided.get(photo.path, UNDECIDED).turn
                told[photo] = wording.in_words(photo, judge, runtime, catalog, turn=turn)
            except Unreadable as error:
                told[photo] = error
            progress.step()
    return told


def _print(told: Told) -> None:
    for photo, found in told.items():
        if isinstance(found, Unreadable):
            tell(f"unreadable: {shown(photo.path)}: {found.reason}")
        else:
            print_lines([shown(photo.path), *(f"  {reason.text}" for reason in found)])


def _record(photo: Photo, found: tuple[Reason, ...] | Unreadable) -> dict[str, Any]:
    if isinstance(found, Unreadable):
        return {"path": shown(photo.path), "error": found.reason}
    return {"path": shown(photo.path), "reasons": [wording.record(reason) for reason in found]}
