"""The options that verbs share, and what each verb takes."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", metavar="NAME", help="the model to use (see: models list)")
    parser.add_argument("--device", choices=("auto", "cpu", "gpu"), help="what computes (default: auto)")


def add_catalog(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--catalog", metavar="PATH", type=path, help="where results are kept")


def add_progress(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--progress", action="store_true", help="tell progress on stderr even where it is no terminal")


def add_taste(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--taste",
        metavar="NAME",
        help="the taste that judges where it is better than the model (default: the one chosen in the window; "
        "'' for the model alone)",
    )


def of_score(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="+", type=path, help="photographs, or folders of them")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON array, an object for each photograph")
    form.add_argument("--csv", action="store_true", help="comma-separated values, with a header")
    parser.add_argument("--recursive", action="store_true", help="look into the folders' folders too")
    parser.add_argument("--no-cache", action="store_true", help="reuse no earlier result and keep none")
    add_model(parser)
    add_taste(parser)
    add_catalog(parser)
    add_progress(parser)


def of_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("photo", metavar="PHOTO", type=path, help="the photograph to explain")
    parser.add_argument("--method", choices=("cam", "lime", "shap"), default="cam", help="how (default: cam)")
    parser.add_argument("-o", "--output", metavar="FILE", type=path, required=True, help="the picture to write (.png)")
    parser.add_argument("--opacity", type=share, default=0.55, help="of the overlay, 0 to 1 (default: 0.55)")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists (never PHOTO itself)")
    add_model(parser)
    add_catalog(parser)
    add_progress(parser)


def of_sort(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=path, help="the shoot, with the folders in it")
    parser.add_argument("--into", metavar="ALBUMS", type=path, required=True, help="where the albums are made")
    parser.add_argument(
        "--by",
        metavar="RULE",
        default="verdict",
        help="verdict (default), band, verdict-date, or a template such as '{verdict}/{date}'",
    )
    how = parser.add_mutually_exclusive_group()
    for name, act, what in (
        ("copy", "copy", "copy; the shoot stays as it is (default)"),
        ("move", "move", "move"),
        ("reflink", "clone", "copy, sharing room on the disk where the drive can (Btrfs, XFS)"),
        ("hard-link", "hardlink", "a second name for the same file, on the same drive"),
        ("symbolic-link", "symlink", "a small file that says where the photograph is"),
    ):
        names = (f"--{name}", "--symlink") if act == "symlink" else (f"--{name}",)
        how.add_argument(*names, dest="act", action="store_const", const=act, help=what)
    parser.set_defaults(act="copy")
    add_naming(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would go where")
    add_model(parser)
    add_taste(parser)
    add_catalog(parser)
    add_progress(parser)


def of_history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("operation", metavar="ID", nargs="?", type=operation, help="list the photographs of this one")
    parser.add_argument("--limit", metavar="N", type=some, default=50, help="operations at most (default: 50)")
    parser.add_argument("--json", action="store_true", help="one JSON array")
    add_catalog(parser)


def add_naming(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rename",
        metavar="TEMPLATE",
        default="",
        help="new names without their suffix, such as '{date}-{number:4}' (default: as they are)",
    )
    parser.add_argument("--manifest", choices=("json", "csv"), help="list the files with their SHA-256, for verify")


def add_photographs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="+", type=path, help="photographs, or folders of them")
    parser.add_argument("--recursive", action="store_true", help="look into the folders' folders too")
    add_model(parser)
    add_taste(parser)
    add_catalog(parser)
    add_progress(parser)


def of_export(parser: argparse.ArgumentParser) -> None:
    add_photographs(parser)
    parser.add_argument("--into", metavar="FOLDER", type=path, required=True, help="where the pictures go")
    parser.add_argument("--format", choices=("jpeg", "webp", "avif", "original"), default="jpeg", help="default: jpeg")
    parser.add_argument("--long-edge", metavar="PIXELS", type=whole, help="the longer side; never enlarged")
    parser.add_argument("--quality", metavar="N", type=whole, default=90, help="1 to 100 (default: 90)")
    parser.add_argument("--space", choices=("srgb", "display-p3", "adobe-rgb"), default="srgb", help="default: srgb")
    parser.add_argument("--sharpen", choices=("none", "low", "standard"), default="none", help="for the screen")
    parser.add_argument(
        "--metadata",
        choices=("all", "no-place", "copyright-only", "none"),
        default="no-place",
        help="what goes along of what the camera wrote (default: all but the place)",
    )
    parser.add_argument("--watermark", metavar="TEXT", help="a text in the lower right corner")
    parser.add_argument("--watermark-picture", metavar="PNG", type=path, help="a picture there instead")
    parser.add_argument(
        "--by", metavar="RULE", default="", help="folders, by a rule of sort or a template such as '{date}/{verdict}'"
    )
    add_naming(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would go where")


def of_sheet(parser: argparse.ArgumentParser) -> None:
    add_photographs(parser)
    parser.add_argument("-o", "--output", metavar="FILE", type=path, required=True, help="the PDF to write")
    parser.add_argument("--title", metavar="TEXT", help="above every page")
    parser.add_argument("--paper", choices=("A4", "A3", "Letter"), default="A4", help="default: A4")
    parser.add_argument("--landscape", action="store_true", help="the longer side across")
    parser.add_argument("--columns", metavar="N", type=whole, default=4, help="default: 4")
    parser.add_argument("--rows", metavar="N", type=whole, default=5, help="default: 5")


def of_gallery(parser: argparse.ArgumentParser) -> None:
    add_photographs(parser)
    parser.add_argument("--into", metavar="FOLDER", type=path, required=True, help="the folder to make")
    parser.add_argument("--title", metavar="TEXT", help="default: the folder's name")
    parser.add_argument("--subtitle", metavar="TEXT", help="below the title")
    parser.add_argument("--author", metavar="NAME", help="at the foot of the page")
    parser.add_argument("--long-edge", metavar="PIXELS", type=whole, default=2048, help="default: 2048")
    parser.add_argument("--scores", action="store_true", help="show what the model says")
    parser.add_argument("--reasons", action="store_true", help="show why, too: an overlay for each photograph")


def of_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("album", metavar="ALBUM", type=path, help="the album's folder, or its manifest")
    parser.add_argument("--json", action="store_true", help="one JSON array, an object for each file")


def of_undo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "operation", metavar="ID", nargs="?", type=operation, help="the operation (default: the last one)"
    )
    parser.add_argument(
        "--photo",
        metavar="PATH",
        type=path,
        action="append",
        help="only this photograph, by where it was or where it is now; may be given again",
    )
    add_catalog(parser)


def of_catalog(parser: argparse.ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    for task, what in (
        ("info", "where it is, how large, what it holds, the last backup"),
        ("check", "whether it is sound; 3 if it is damaged"),
        ("backup", "make a backup now, beside the catalog"),
        ("restore", "put the backup FILE in its place; the present one is kept under another name"),
    ):
        one = tasks.add_parser(task, help=what, description=f"{what[0].upper()}{what[1:]}.", allow_abbrev=False)
        if task == "restore":
            one.add_argument("file", metavar="FILE", type=path, help="a backup, or a catalog that was set aside")
        add_catalog(one)


def of_sidecars(parser: argparse.ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    for task, what in (
        ("read", "take over what other programs rated; what was rated on both sides is named, and left"),
        ("write", "save flags, stars, labels and scores to sidecars; originals are never written"),
        ("show", "what the sidecars and the photograph itself say, field by field"),
        ("settle", "say which counts where a photograph was rated here and in another program"),
    ):
        one = tasks.add_parser(task, help=what, description=f"{what[0].upper()}{what[1:]}.", allow_abbrev=False)
        if task == "show":
            one.add_argument("photo", metavar="PHOTO", type=path, help="the photograph, or one of its sidecars")
            one.add_argument("--json", action="store_true", help="one JSON array, an object for each file")
        else:
            one.add_argument("paths", metavar="PATH", nargs="+", type=path, help="photographs, or folders of them")
            one.add_argument("--recursive", action="store_true", help="look into the folders' folders too")
        if task == "write":
            _of_writing_sidecars(one)
        if task == "settle":
            one.add_argument(
                "--keep",
                choices=("mine", "theirs"),
                required=True,
                help="what counts in what both sides changed: mine (saved by the next write) or theirs",
            )
        add_catalog(one)


def _of_writing_sidecars(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--for",
        dest="program",
        metavar="PROGRAM",
        default="lightroom",
        help="lightroom (default), darktable, digikam, captureone, photomechanic or everything",
    )
    parser.add_argument("--no-score", action="store_true", help="without what the model says")
    parser.add_argument("--keywords", action="store_true", help="the verdict as a keyword, too")
    parser.add_argument("--dry-run", action="store_true", help="only say which sidecars would be made or changed")
    add_model(parser)
    add_taste(parser)


def of_models(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", choices=("list", "verify"), help="name them, or check their weights")


def of_benchmark(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="CSV",
        type=path,
        required=True,
        help="a table with a path and a label (good, normal, bad …), a rating or votes in each row; the folder of a "
        "labels.csv will do",
    )
    parser.add_argument(
        "--pack",
        metavar="NAME",
        action="append",
        help="a model (see: models list) or its folder, with :int8 at that precision; give it again to compare",
    )
    parser.add_argument("--device", choices=("auto", "cpu", "gpu"), help="what computes (default: auto)")
    parser.add_argument(
        "--where", metavar="COLUMN=VALUE", type=pair, action="append", help="only such rows; may be given again"
    )
    parser.add_argument("--good-from", metavar="X", type=float, help="ratings from X on count as good")
    parser.add_argument("--bad-below", metavar="X", type=float, help="ratings below X are bad, those between normal")
    for kind, what in (
        ("path", "the photographs"),
        ("label", "the labels"),
        ("rating", "the ratings"),
        ("votes", "ten counts of votes, for 1 to 10"),
        ("group", "the sources (default: source, theme or group; else every photograph counts as its own)"),
    ):
        parser.add_argument(f"--{kind}-column", metavar="NAME", help=f"the column with {what}")
    parser.add_argument("--weigh-sources", action="store_true", help="a source of n photographs counts as √n, not n")
    parser.add_argument(
        "--sensitivity",
        metavar="N",
        type=some,
        nargs="?",
        const=200,
        help="also alter N photographs (default: 200) and tell how the score moves",
    )
    parser.add_argument("--report", metavar="FILE", type=path, help="the report to write (.html)")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")
    parser.add_argument("--json", action="store_true", help="one JSON array, an object for each figure of each pack")
    add_progress(parser)


def of_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="FOLDER",
        type=path,
        required=True,
        help="the labelled photographs: corpus/labels.csv in it, and oasis/labels.csv if there is one",
    )
    parser.add_argument(
        "--out", metavar="PACK", type=path, required=True, help="the model's folder, named as the model"
    )
    parser.add_argument("--recipe", metavar="FILE", type=path, help="numbers other than the usual ones (.toml)")
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="one number of the recipe, such as blocks.rate=5e-5",
    )
    parser.add_argument("--seed", metavar="N", type=int, help="what chance starts from (default: the recipe's, 0)")
    parser.add_argument(
        "--folds", metavar="N", type=int, default=12, help="parts the sources are left out in (default: 12)"
    )
    parser.add_argument(
        "--work", metavar="FOLDER", type=path, help="where caches and checkpoints go (default: PACK-work)"
    )
    parser.add_argument("--left-out-only", action="store_true", help="stop after the folds; write no model")
    parser.add_argument("--overwrite", action="store_true", help="replace a model that is in PACK")
    add_progress(parser)


def of_taste(parser: argparse.ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    for task, what, operands in (
        ("list", "the tastes, and what they can learn from", ()),
        ("create", "make an empty taste", ("name",)),
        ("learn", "learn from its picks and rejects, and from those in FOLDER from now on", ("name", "folders")),
        ("show", "what it has learned, and whether it is better than the model", ("name",)),
        ("reset", "forget what it learned from; picks and rejects stay", ("name",)),
        ("remove", "remove it; picks and rejects stay", ("name",)),
        ("export", "write what it learned from to FILE (.json): numbers, no pictures and no paths", ("name", "file")),
        ("import", "make a taste of FILE", ("file",)),
    ):
        one = tasks.add_parser(task, help=what, description=f"{what[0].upper()}{what[1:]}.", allow_abbrev=False)
        if "name" in operands:
            one.add_argument("name", metavar="NAME")
        if "folders" in operands:
            one.add_argument("folders", metavar="FOLDER", nargs="*", type=path)
            add_progress(one)
        if "file" in operands:
            one.add_argument("file", metavar="FILE", type=path)
        if task == "import":
            one.add_argument("--name", metavar="NAME", default="", help="call it NAME (default: as in the file)")
        add_model(one)
        add_catalog(one)
        one.set_defaults(taste="")


def path(text: str) -> Path:
    """An empty path, as from an unset variable of a script, must not mean the folder one happens to be in."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def operation(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is no operation's number")
    return int(text)


def share(word: str) -> float:
    number = float(word)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("must be between 0 and 1")
    return number


def pair(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not (column and sign):
        raise argparse.ArgumentTypeError(f"{text!r} is not COLUMN=VALUE")
    return column, value


def whole(text: str) -> int:
    return _counting(text, 10**6, "is not a whole number from 1 on")


def some(text: str) -> int:
    return _counting(text, 10**9, "is no number of photographs")


def _counting(text: str, end: int, wrong: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < end:
        raise argparse.ArgumentTypeError(f"{text!r} {wrong}")
    return int(text)
