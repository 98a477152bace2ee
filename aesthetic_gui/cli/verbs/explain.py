"""``explain``: one photograph in, the photograph under its explanation out, as a PNG."""

from __future__ import annotations

import argparse

from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE, WRONG_USE, WrongUse
from aesthetic_gui.cli.progress import ProgressLine
from aesthetic_gui.culling.scoring import explaining
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.explain.methods import Asked, method_called
from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import UNDECIDED, Explanation, Photo, Unreadable
from aesthetic_gui.words import counted

EXAMPLES = (
    f"  {PROGRAM} explain photo.jpg --method cam -o why.png\n"
    f"  {PROGRAM} explain photo.jpg --method lime -o why.png --opacity 0.7"
)
SHEET_SIDE = 1600  # pixels, the longest side of the photograph in the picture that is written


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("photo", metavar="PHOTO", type=arguments.path, help="the photograph to explain")
    parser.add_argument("--method", choices=("cam", "lime", "shap"), default="cam", help="how (default: cam)")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=arguments.path, required=True, help="the picture to write (.png)"
    )
    parser.add_argument(
        "--level", metavar="N", type=int, help="with cam, one of the model's levels alone: 1 is the finest (texture)"
    )
    parser.add_argument("--opacity", type=arguments.share, default=0.55, help="of the overlay, 0 to 1 (default: 0.55)")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists (never PHOTO itself)")
    arguments.add_model(parser)
    arguments.add_catalog(parser)
    arguments.add_progress(parser)


def run(options: argparse.Namespace) -> int:
    """Write ``options.output`` and print its path; 1 if the photograph cannot be read."""
    if options.level is not None and options.method != "cam":
        raise WrongUse(f"--level goes with --method cam; {options.method} has no levels")
    if options.output.exists() and not options.overwrite:
        raise WrongUse(f"{options.output} exists already; choose another name, or add --overwrite")
    if options.output.suffix.lower() != ".png":
        raise WrongUse(f"{options.output}: overlays are saved as PNG; choose a name that ends in .png")
    if not absolute(options.output).parent.is_dir():
        raise WrongUse(f"there is no folder '{absolute(options.output).parent}' to write into")
    photo = next(find_photos([options.photo], on_problem=lambda _folder, _reason: None), None)
    if options.photo.is_dir() or photo is None:
        raise WrongUse(f"{options.photo} is a folder; explain takes one photograph")
    try:
        explanation, turn = _explained(photo, options)
        rgb = pixels.turned(decode(photo.path, SHEET_SIDE).rgb, turn)
    except Unreadable as error:
        tell(f"unreadable: {shown(options.photo)}: {error.reason}")
        return SOME_UNREADABLE
    try:
        explaining.save_overlay(
            rgb,
            explanation,
            options.output,
            opacity=options.opacity,
            replace_existing=options.overwrite,
            original=photo.path,
        )
    except explaining.OverlayNotSaved as error:
        tell(str(error))
        return WRONG_USE
    _describe(explanation, options)
    return ALL_WELL


def _explained(photo: Photo, options: argparse.Namespace) -> tuple[Explanation, int]:
    """Of the picture as the photographer has turned it, and how."""
    pack = session.model(options)
    total = method_called(options.method).samples
    with (
        session.opened_catalog(options) as catalog,
        session.started(pack, options) as runtime,
        ProgressLine("evaluated", total, options.progress) as progress,
    ):
        turn = catalog.decisions([photo]).get(photo.path, UNDECIDED).turn
        asked = Asked(options.method, level=options.level)
        for explanation in explaining.explain(photo, asked, pack, runtime, catalog, turn=turn):
            progress.step(explanation.done, explanation.total)
    return explanation, turn


def _describe(explanation: Explanation, options: argparse.Namespace) -> None:
    fidelity = "" if explanation.fidelity is None else f", fidelity {explanation.fidelity:.2f}"
    tell(f"{options.method}, {counted(explanation.total, 'evaluation')}{fidelity}")
    print_lines([shown(options.output)])
