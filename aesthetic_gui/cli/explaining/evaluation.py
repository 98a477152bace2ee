"""``explain --evaluate FOLDER``: what every method is worth on many photographs, as a table or as JSON."""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from aesthetic_gui import disk_io
from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.output import print_json, print_table, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, INTERRUPTED, PROGRAM, SOME_UNREADABLE, WrongUse
from aesthetic_gui.cli.progress import ProgressLine
from aesthetic_gui.culling.explaining import asking
from aesthetic_gui.explain.faithful.curves import BASELINES
from aesthetic_gui.explain.faithful.evaluation import (
    Ask,
    Judged,
    Measured,
    Worth,
    contenders,
    judged,
    on_every_photograph,
    worths,
)
from aesthetic_gui.explain.methods import AESTHETIC, METHODS, RATING, Asked
from aesthetic_gui.explain.question import of_the_model
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.photo import Photo, Sure, Unreadable
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.words import photographs

OPTION = "--evaluate"
EXAMPLES = (
    f"  {PROGRAM} explain --evaluate photographs --methods cam,lime --limit 20\n"
    f"  {PROGRAM} explain --evaluate photographs --json --resume figures.jsonl > worth.json"
)
HEADER = (
    *("method", "insertion", "deletion", "gain [95 % interval]", "no reason", "fairly sure", "very sure"),
    *("random weights", "shift", "seconds"),
)
LARGEST = 64 << 20  # bytes of figures
CHECKED = 24  # photographs that a network of random weights is asked about, too: that takes minutes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        OPTION,
        metavar="FOLDER",
        type=arguments.path,
        help="measure how faithful the methods are on the photographs in FOLDER, whose sub-folders are their sources",
    )
    ids = ",".join(method.id for method in METHODS)
    parser.add_argument("--methods", metavar="NAMES", default=ids, help=f"with {OPTION}, which ones (default: {ids})")
    parser.add_argument(
        "--limit",
        metavar="N",
        type=arguments.some,
        help=f"with {OPTION}, at most N photographs, of each source in turn",
    )
    parser.add_argument(
        "--checks",
        metavar="N",
        type=int,
        default=CHECKED,
        help=f"with {OPTION}, try random weights, a shift, and every option of a method on the first N photographs "
        f"(default: {CHECKED})",
    )
    parser.add_argument(
        "--resume",
        metavar="FILE",
        type=arguments.path,
        help=f"with {OPTION}, keep the figures of each photograph in FILE, and go on where they end",
    )


def wanted(options: argparse.Namespace) -> bool:
    return options.evaluate is not None


def run(options: argparse.Namespace) -> int:
    """Print the worth of each method; what there is by then, too, when interrupted. 1 if some cannot be read."""
    session.folder_there(options.evaluate)
    pack = session.model(options)
    asked = _asked(options, pack)
    found, all_listed = session.listed([options.evaluate])
    photos = _in_turns(found, options.evaluate)[: options.limit]
    about = f"{pack.key} {options.target}"
    kept = _kept(options.resume, about)
    code = ALL_WELL if all_listed else SOME_UNREADABLE
    try:
        for told in _judged(photos, asked, kept, pack, options):
            if told is None:
                code = SOME_UNREADABLE
                continue
            kept[told.name] = told
            _keep(options.resume, about, kept)
    except KeyboardInterrupt:
        tell("interrupted; the figures are of what was judged until then")
        code = INTERRUPTED
    there = [kept.get(_name(photo, options.evaluate)) for photo in photos]
    _tell(_figures([one for one in there if one], list(asked)), options)
    return code


def _figures(there: list[Judged], titles: list[str]) -> list[Worth]:
    """Of what was tried on every photograph; then of the rest, on the photographs that have all."""
    usual = on_every_photograph(titles)
    found = worths([one.only(usual) for one in there if set(usual) <= set(one.methods)])
    whole = worths([one.only(titles) for one in there if set(titles) <= set(one.methods)])
    return [*found, *(worth for worth in whole if worth.method not in usual)]


def _asked(options: argparse.Namespace, pack: Pack) -> dict[str, Asked]:
    names = [name.strip() for name in options.methods.split(",")]
    known = [method.id for method in METHODS]
    if wrong := [name for name in names if name not in known]:
        raise WrongUse(f"there is no method {wrong[0]!r}; there are: {', '.join(known)}")
    if options.target not in (AESTHETIC, RATING):
        raise WrongUse(f"{OPTION} goes with --target {AESTHETIC} or {RATING}, what the model itself says")
    return contenders(names, options.target, len(pack.levels))


def _judged(
    photos: list[Photo], asked: dict[str, Asked], kept: dict[str, Judged], pack: Pack, options: argparse.Namespace
) -> Iterator[Judged | None]:
    """What each photograph lacks of ``kept``, together with that; None if it cannot be read, which stderr tells."""
    with (
        session.started(pack, options) as runtime,
        ProgressLine("photographs judged,", len(photos), options.progress) as progress,
    ):
        ask = partial(of_the_model, pack=pack, runtime=runtime, target=options.target)
        random: Ask | None = None
        for place, photo in enumerate(photos):
            known = kept.get(_name(photo, options.evaluate))
            wanted = asked if place < options.checks else on_every_photograph(list(asked))
            lacking = {title: asked[title] for title in wanted if known is None or title not in known.methods}
            if lacking:
                if place < options.checks and random is None:
                    random = _of_random_weights(pack, options.target)
                found = _one(photo, ask, random if place < options.checks else None, lacking, options.evaluate)
                yield known.joined(found) if known and found else found
            progress.step()


def _one(photo: Photo, ask: Ask, random: Ask | None, asked: dict[str, Asked], folder: Path) -> Judged | None:
    try:
        rgb = decode(photo.path).rgb
    except Unreadable as error:
        tell(f"unreadable: {shown(photo.path)}: {error.reason}")
        return None
    ways = {title: partial(asking.answers, asked=wish) for title, wish in asked.items()}
    name = _name(photo, folder)
    return judged(rgb, ask, ways, name=name, source=_source(name), random=random)


def _of_random_weights(pack: Pack, target: str) -> Ask:
    with session.libraries_silenced():
        from aesthetic_gui.scoring.keras.randomised import randomised

        return partial(of_the_model, pack=pack, runtime=randomised(pack, seed=0), target=target)


def _name(photo: Photo, folder: Path) -> str:
    return os.path.relpath(photo.path, folder)


def _source(name: str) -> str:
    """The sub-folder that a photograph lies in, at any depth: "" directly in the folder."""
    return Path(name).parts[0] if len(Path(name).parts) > 1 else ""


def _in_turns(found: list[Photo], folder: Path) -> list[Photo]:
    """One of each source, the second of each and so on: however many are judged, sources are mixed."""
    sources: dict[str, list[Photo]] = defaultdict(list)
    for photo in sorted(found, key=lambda photo: photo.path):
        sources[_source(_name(photo, folder))].append(photo)
    return [photo for turn in zip_longest(*sources.values()) for photo in turn if photo is not None]


def _kept(path: Path | None, about: str) -> dict[str, Judged]:
    """What the file of an earlier run has. Raises ``WrongUse`` where it is of another model, or no such file."""
    if path is None or not path.exists():
        return {}
    try:
        rows = [json.loads(line) for line in disk_io.read_text(path, LARGEST).splitlines()]
        others = [row for row in rows if row.pop("about") != about]
        found = [_read(row) for row in rows]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongUse(f"{shown(path)} has no figures to go on from ({error}); name another file") from error
    if others:
        raise WrongUse(f"{shown(path)} has figures of another model or target; name another file")
    return {one.name: one for one in found}


def _read(row: dict[str, Any]) -> Judged:
    return Judged(**{**row, "methods": {name: Measured(**figures) for name, figures in row["methods"].items()}})


def _keep(path: Path | None, about: str, kept: dict[str, Judged]) -> None:
    """All of them again: whenever the program ends, the file is whole."""
    if path is not None:
        lines = "".join(json.dumps({"about": about, **asdict(one)}) + "\n" for one in kept.values())
        disk_io.write_whole(lines.encode(), path, replace=True)


def _tell(found: list[Worth], options: argparse.Namespace) -> None:
    if options.json:
        print_json([_row(worth) for worth in found])
        return
    print_table(HEADER, [_cells(worth) for worth in found])
    if found:
        tell(f"{photographs(found[0].n)} of {found[0].sources} sources; gains in the unit of what is explained")


def _row(worth: Worth) -> dict[str, Any]:
    """As JSON names it; a figure with its interval is [value, low, high]."""
    row = asdict(worth)
    by_baseline = dict(zip(map(str, BASELINES), row.pop("gains"), strict=True))
    return {**row, "gain": list(worth.gain), "behind": list(worth.behind), "gain_by_baseline": by_baseline}


def _cells(worth: Worth) -> list[str]:
    shares = [f"{worth.sure[word]:.0%}" for word in (Sure.NO, Sure.FAIRLY, Sure.VERY)]
    checks = [_figure(worth.randomised_correlation), _figure(worth.shift_stability)]
    areas = [f"{area:.2f}" for area in (worth.insertion, worth.deletion)]
    return [worth.method, *areas, str(worth.gain), *shares, *checks, f"{worth.seconds:.2f}"]


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
