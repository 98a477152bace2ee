"""``explain A --over B``: the regions of A that put it above B, another frame of the same."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.output import print_json, print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE, WRONG_USE, WrongUse
from aesthetic_gui.culling.explaining import over
from aesthetic_gui.culling.explaining.overlays import OverlayNotSaved
from aesthetic_gui.explain.alignment import NotAligned
from aesthetic_gui.explain.exchange import Exchange, NotAbove
from aesthetic_gui.explain.methods import NotExplained
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import UNDECIDED, Photo, Unreadable

OPTION = "--over"
EXAMPLES = f"  {PROGRAM} explain one.jpg --over other.jpg -o why.png"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        OPTION, metavar="OTHER", type=arguments.path, help="which regions put PHOTO above this other frame of the same"
    )


def wanted(options: argparse.Namespace) -> bool:
    return options.over is not None


def run(options: argparse.Namespace) -> int:
    """Tell, or print as JSON, which regions they are; 1 where that cannot be said."""
    if len(options.photos) != 1:
        raise WrongUse("name one photograph, and after --over the other")
    first, second = (_photo(path) for path in (options.photos[0], options.over))
    if options.output is not None and options.output.exists() and not options.overwrite:
        raise WrongUse(f"{options.output} exists already; choose another name, or add --overwrite")
    try:
        found = _found(first, second, options)
    except NotExplained as error:
        raise WrongUse(str(error)) from error
    except Unreadable as error:
        tell(f"unreadable: {shown(error.path)}: {error.reason}")
        return SOME_UNREADABLE
    except (NotAligned, NotAbove) as error:
        return _not_told(error, first, second, options)
    return _told(found, first, second, options)


def _found(first: Photo, second: Photo, options: argparse.Namespace) -> Exchange:
    pack = session.model(options)
    with session.opened_catalog(options) as catalog, session.started(pack, options) as runtime:
        decided = catalog.decisions([first, second])
        one, other = (over.Turned(photo, decided.get(photo.path, UNDECIDED).turn) for photo in (first, second))
        return over.why_over(one, other, pack, runtime, target=options.target)


def _told(found: Exchange, first: Photo, second: Photo, options: argparse.Namespace) -> int:
    sentence = over.told(found, first.path.name, second.path.name)
    if options.output is not None:
        try:
            over.save(found, options.output, sentence, (first.path, second.path), replace_existing=options.overwrite)
        except OverlayNotSaved as error:
            tell(str(error))
            return WRONG_USE
    if options.json:
        print_json([{**_names(first, second), **over.record(found)}])
    else:
        print_lines([sentence])
    return ALL_WELL


def _not_told(error: NotAligned | NotAbove, first: Photo, second: Photo, options: argparse.Namespace) -> int:
    if options.json:
        aligned = False if isinstance(error, NotAligned) else None  # of what is not above nobody looked
        print_json([{**_names(first, second), "aligned": aligned, "why_not": str(error)}])
    else:
        tell(str(error))
    return SOME_UNREADABLE


def _names(first: Photo, second: Photo) -> dict[str, Any]:
    return {"photo": shown(first.path), "over": shown(second.path)}


def _photo(path: Path) -> Photo:
    photo = None if path.is_dir() else next(find_photos([path], on_problem=lambda _folder, _reason: None), None)
    if photo is None:
        raise WrongUse(f"{path} is no photograph; --over takes two")
    return photo
