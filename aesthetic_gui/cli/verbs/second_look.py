"""``second-look``: some rejects and keepers again, blind; and from the answers how many keepers may be rejected."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aesthetic_gui import disk_io, settings
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.output import print_lines, print_text, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE, WrongUse
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.ranks import per_cent
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.culling.second_look.answering import Outcome, outcome
from aesthetic_gui.culling.second_look.planning import WANTED, SecondLook, plan_for
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.files.reading import why_not_read
from aesthetic_gui.words import counted, photographs

EXAMPLES = (
    f"  {PROGRAM} second-look shoot > look.txt       then write keep or reject before each\n"
    f"  {PROGRAM} second-look shoot --answers look.txt\n"
    f"  {PROGRAM} second-look shoot --answers look.json --take-back --json"
)
_WORDS = {"keep": True, "reject": False}
_LARGEST = 1 << 24  # bytes of answers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=arguments.path, help="the shoot, with the folders in it")
    parser.add_argument(
        "--wanted",
        metavar="PERCENT",
        type=_wanted,
        default=WANTED,
        help="how many of the keepers may be among the rejects at most, if no reject would be kept (default: 10%%)",
    )
    parser.add_argument("--seed", metavar="N", type=arguments.some, help="draw another sample, the same for each N")
    parser.add_argument(
        "--answers",
        metavar="FILE",
        type=arguments.path,
        help="“keep PATH” or “reject PATH” on each line, or the JSON that was listed, with “keep” true or false",
    )
    parser.add_argument("--take-back", action="store_true", help="flag the rejects that you would keep as keepers are")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    arguments.add_model(parser)
    arguments.add_taste(parser)
    arguments.add_catalog(parser)


def run(options: argparse.Namespace) -> int:
    """List what is to be looked at again, in an order that tells nothing; or tell what the answers come to."""
    if options.take_back and not options.answers:
        raise WrongUse("--take-back needs --answers: nothing is taken back that was not looked at")
    session.folder_there(options.folder)
    with session.opened_catalog(options) as catalog:
        photos, all_listed = session.listed([options.folder])
        items = known_items(photos, session.judge(options, catalog), catalog)
        if options.answers:
            _tell(catalog, items, options)
        else:
            _list(_plan(items, options, options.seed), options)
    return ALL_WELL if all_listed else SOME_UNREADABLE


def _plan(items: list[Item], options: argparse.Namespace, seed: int | None) -> SecondLook:
    return plan_for(items, settings.load()["stack_closeness"], wanted=options.wanted, seed=seed)


def _list(look: SecondLook, options: argparse.Namespace) -> None:
    if options.json:
        rows = [{"path": shown(one.path), "keep": None} for one in look.shown]
        print_text(json.dumps({"seed": look.seed, "photos": rows}, indent=1) + "\n")
    else:
        print_lines(shown(one.path) for one in look.shown)
    tell(
        f"{photographs(len(look.shown))}, rejects and keepers: look at each and answer keep or reject, as if you had "
        f"not decided yet; then `{PROGRAM} second-look` with --answers"
    )
    if look.unreadable:
        tell(f"{counted(look.unreadable, 'reject')} cannot be read and is not among these")


def _tell(catalog: Catalog, items: list[Item], options: argparse.Namespace) -> None:
    answers, seed = _answers(options.answers)
    look = _plan(items, options, seed if options.seed is None else options.seed)
    if not answers.keys() <= {one.path for one in look.shown}:
        raise WrongUse(
            "some answers are of photographs that this second look does not show: decisions, scores or measures have "
            "changed since it was listed, or it was listed with another --seed or --wanted; list it again"
        )
    found = outcome(look, answers)
    if options.json:
        print_text(json.dumps(_record(look, found), indent=1) + "\n")
    else:
        print_lines([*found.sentences, *_changes(look, found)])
    if options.take_back and found.kept_after_all:
        back = [item.photo for item in items if item.photo.path in found.kept_after_all]
        done = decide(catalog, back, flag=look.keeps_as)
        tell(f"operation {done.id}: {done.title}; `{PROGRAM} undo {done.id}` takes it back")


def _changes(look: SecondLook, found: Outcome) -> list[str]:
    kept = [f"keep    {shown(path)}  ({look.why(path)})" for path in found.kept_after_all]
    return kept + [f"doubt   {shown(path)}" for path in found.doubted]


def _record(look: SecondLook, found: Outcome) -> dict[str, Any]:
    kept = [{"path": shown(path), "why": look.why(path)} for path in found.kept_after_all]
    numbers = {"share": found.share, "share_left": found.share_left, "sentences": found.sentences}
    return asdict(found) | numbers | {"kept_after_all": kept, "doubted": [shown(path) for path in found.doubted]}


def _answers(file: Path) -> tuple[dict[Path, bool], int | None]:
    """What would be kept, and the seed of the look where the file tells it."""
    try:
        text = disk_io.read_regular(file, _LARGEST).decode("utf-8", "surrogateescape")
    except OSError as error:
        raise WrongUse(f"the answers '{shown(file)}' cannot be read: {why_not_read(file, error)}") from error
    if text.lstrip().startswith("{"):
        return _of_json(text)
    answers = {}
    for number, line in enumerate(text.splitlines(), 1):
        word, _, path = line.strip().partition(" ")
        if word.lower() in _WORDS and path.strip():
            answers[absolute(_path(path.strip()))] = _WORDS[word.lower()]
        elif line.strip() and not os.path.isabs(line.strip()):  # noqa: PTH117 – one that is not answered
            raise WrongUse(f"line {number} of the answers is neither “keep PATH” nor “reject PATH”")
    return answers, None


def _of_json(text: str) -> tuple[dict[Path, bool], int | None]:
    try:
        told: Mapping[str, Any] = json.loads(text)
        rows = [(absolute(_path(row["path"])), row["keep"]) for row in told["photos"]]
        seed = told.get("seed")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongUse("the answers are not the JSON that was listed, with “keep” true or false") from error
    if not all(keep in (True, False, None) for _, keep in rows) or not isinstance(seed, int | None):
        raise WrongUse("“keep” is true or false in the answers, or null where there is none")
    return {path: keep for path, keep in rows if keep is not None}, seed


def _path(text: str) -> Path:
    return Path(os.fsdecode(text.encode("utf-8", "surrogateescape")))


def _wanted(text: str) -> float:
    try:
        percent = per_cent(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    if percent == 100:
        raise argparse.ArgumentTypeError("100 % of the keepers may be among the rejects whatever is looked at")
    return percent / 100
