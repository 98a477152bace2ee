"""``explain PHOTO -o FILE``: one photograph in, the photograph under its reason out, as a picture."""

from __future__ import annotations

import argparse
from pathlib import Path

from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE, WRONG_USE, WrongUse
from aesthetic_gui.cli.progress import ProgressLine
from aesthetic_gui.culling.explaining import asking, overlays
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.explain.methods import AESTHETIC, METHODS, TARGETS, TASTE, Asked, NotExplained
from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import UNDECIDED, Explanation, Photo, Unreadable
from aesthetic_gui.words import counted

EXAMPLES = (
    f"  {PROGRAM} explain photo.jpg --method cam -o why.png\n"
    f"  {PROGRAM} explain photo.jpg --method lime --target rating -o why.png --opacity 0.7"
)
SHEET_SIDE = 1600  # pixels, the longest side of the photograph in the picture that is written


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=arguments.path, help="the picture to write (.png or .svg)"
    )
    ids = [method.id for method in METHODS]
    parser.add_argument("--method", choices=ids, default="cam", help="how (default: cam)")
    parser.add_argument("--target", choices=TARGETS, default=AESTHETIC, help="what is explained (default: aesthetic)")
    parser.add_argument("--option", metavar="NAME", default="", help="which variant of the method, where it has some")
    parser.add_argument(
        "--level",
        metavar="N",
        type=int,
        help="with cam, one of the model's levels: 1 is the finest (texture), 0 adds up all; default: the coarsest",
    )
    parser.add_argument(
        "--samples", metavar="N", type=arguments.whole, help="how often the model is asked (default: the method's own)"
    )
    parser.add_argument("--opacity", type=arguments.share, default=0.55, help="of the overlay, 0 to 1 (default: 0.55)")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists (never PHOTO itself)")


def run(options: argparse.Namespace) -> int:
    """Write ``options.output`` and print its path; 1 if the photograph cannot be read."""
    asked, photo = _asked(options), _photo(options.photos)
    _check_output(options)
    try:
        explanation, turn = _explained(photo, asked, options)
        rgb = pixels.turned(decode(photo.path, SHEET_SIDE).rgb, turn)
    except Unreadable as error:
        tell(f"unreadable: {shown(options.photos[0])}: {error.reason}")
        return SOME_UNREADABLE
    except NotExplained as error:
        raise WrongUse(str(error)) from error
    try:
        overlays.save(
            rgb,
            explanation,
            options.output,
            opacity=options.opacity,
            calibration=session.model(options).calibration,
            replace_existing=options.overwrite,
            original=photo.path,
        )
    except overlays.OverlayNotSaved as error:
        tell(str(error))
        return WRONG_USE
    _describe(explanation)
    print_lines([shown(options.output)])
    return ALL_WELL


def _asked(options: argparse.Namespace) -> Asked:
    if options.level is not None and options.method != "cam":
        raise WrongUse(f"--level goes with --method cam; {options.method} has no levels")
    try:
        return Asked(options.method, options.target, options.level, options.option, options.samples)
    except NotExplained as error:
        raise WrongUse(str(error)) from error


def _photo(paths: list[Path]) -> Photo:
    if len(paths) != 1:
        raise WrongUse("name the one photograph that is to be explained")
    photo = next(find_photos(paths, on_problem=lambda _folder, _reason: None), None)
    if paths[0].is_dir() or photo is None:
        raise WrongUse(f"{paths[0]} is a folder; explain takes one photograph")
    return photo


def _check_output(options: argparse.Namespace) -> None:
    if options.output is None:
        raise WrongUse("say with -o which picture to write, such as -o why.png")
    if options.output.exists() and not options.overwrite:
        raise WrongUse(f"{options.output} exists already; choose another name, or add --overwrite")
    if options.output.suffix.lower() not in overlays.KINDS:
        raise WrongUse(f"{options.output}: reasons are saved as PNG or SVG; choose a name that ends in .png or .svg")
    if not absolute(options.output).parent.is_dir():
        raise WrongUse(f"there is no folder '{absolute(options.output).parent}' to write into")


def _explained(photo: Photo, asked: Asked, options: argparse.Namespace) -> tuple[Explanation, int]:
    """Of the picture as the photographer has turned it, and how."""
    pack = session.model(options)
    with (
        session.opened_catalog(options) as catalog,
        session.started(pack, options) as runtime,
        ProgressLine("evaluated", asked.evaluations, options.progress) as progress,
    ):
        turn = catalog.decisions([photo]).get(photo.path, UNDECIDED).turn
        taste = session.judge(options, catalog).taste if asked.target == TASTE else None
        for explanation in asking.explain(photo, asked, pack, runtime, catalog, turn=turn, taste=taste):
            progress.step(explanation.done, explanation.total)
    return explanation, turn


def _describe(explanation: Explanation) -> None:
    fidelity = "" if explanation.fidelity is None else f", fidelity {explanation.fidelity:.2f}"
    tell(f"{explanation.method}, {counted(explanation.total, 'evaluation')}{fidelity}")
