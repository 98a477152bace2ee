"""``benchmark``: labelled photographs in, how well packs judge them out, as a table, as JSON, as a report."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from aesthetic_gui import __version__
from aesthetic_gui.cli import arguments, session
from aesthetic_gui.cli.output import print_json, print_lines, print_table, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM, SOME_UNREADABLE, WrongUse
from aesthetic_gui.cli.progress import ProgressLine
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.photo import Estimate
from aesthetic_gui.scoring.pack import Pack, read_pack
from aesthetic_gui.training.data import labels
from aesthetic_gui.training.measure import benchmark as bench
from aesthetic_gui.training.measure import report, sensitivity
from aesthetic_gui.training.measure.benchmark import Benchmark
from aesthetic_gui.training.measure.judging import PackJudge
from aesthetic_gui.training.measure.sensitivity import Moved

EXAMPLES = (
    f"  {PROGRAM} benchmark --pack nima-mobilenet --data photos/labels.csv --report report.html\n"
    f"  {PROGRAM} benchmark --pack nima-mobilenet --pack nima-mobilenet:int8 --data photos --sensitivity\n"
    f"  {PROGRAM} benchmark --data ratings.csv --rating-column stars --good-from 4 --where year=2026"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="CSV",
        type=arguments.path,
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
        "--where",
        metavar="COLUMN=VALUE",
        type=arguments.pair,
        action="append",
        help="only such rows; may be given again",
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
        type=arguments.some,
        nargs="?",
        const=200,
        help="also alter N photographs (default: 200) and tell how the score moves",
    )
    parser.add_argument("--report", metavar="FILE", type=arguments.path, help="the report to write (.html)")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")
    parser.add_argument("--json", action="store_true", help="one JSON array, an object for each figure of each pack")
    arguments.add_progress(parser)


def run(options: argparse.Namespace) -> int:
    """Measure ``options.pack`` on the table ``options.data``; 1 if rows had to be left out."""
    table = options.data / "labels.csv" if options.data.is_dir() else options.data
    _check_report(options, table)
    packs = [_pack(name) for name in options.pack or [""]]
    opinions, problems = _opinions(table, options)
    with ExitStack() as stack:
        judges = [PackJudge(pack, stack.enter_context(session.started(pack, options))) for pack in packs]
        with ProgressLine("judged", len(opinions.paths), options.progress) as progress:
            found = bench.run(opinions, judges, problems, weigh=options.weigh_sources, on_step=progress.step)
        moved = _sensitivity(found, judges, options)
    for problem in found.problems:
        tell(problem)
    if options.json:
        print_json([*_figure_rows(found), *_confusion_rows(found), *_sensitivity_rows(found, moved)])
    else:
        _print(found, moved, options)
    if options.report:
        _write_report(found, moved, table, options)
    return SOME_UNREADABLE if found.problems else ALL_WELL


def _check_report(options: argparse.Namespace, table: Path) -> None:
    """Wrong names are told before the work, not after it."""
    path: Path | None = options.report
    if path is None:
        return
    if path.suffix.lower() not in (".html", ".htm"):
        raise WrongUse(f"{path}: reports are saved as HTML; choose a name that ends in .html")
    if path.exists() and (not options.overwrite or (table.exists() and path.samefile(table))):
        raise WrongUse(f"{path} exists already; choose another name, or add --overwrite")
    if not absolute(path).parent.is_dir():
        raise WrongUse(f"there is no folder '{absolute(path).parent}' to write into")


def _pack(name: str) -> Pack:
    """A pack by its name, or the one in a folder; each may end in ":precision"."""
    folder, colon, precision = name.rpartition(":") if not Path(name).is_dir() else (name, "", "")
    if name and (Path(folder or name) / "pack.toml").is_file():
        pack = read_pack(Path(folder or name))
        return pack.at_precision(precision) if colon and folder else pack
    return session.model(argparse.Namespace(pack=name))


def _opinions(table: Path, options: argparse.Namespace) -> tuple[labels.Opinions, list[str]]:
    if options.bad_below is not None and (options.good_from is None or options.bad_below > options.good_from):
        raise WrongUse("--bad-below takes --good-from, and cannot be above it")
    named = {kind: getattr(options, f"{kind}_column") for kind in labels.COLUMNS}
    columns = {kind: name for kind, name in named.items() if name is not None}
    choice = labels.Choice(columns, tuple(options.where or ()), options.good_from, options.bad_below)
    try:
        return labels.read_opinions(table, choice)
    except labels.BadTable as error:
        raise WrongUse(str(error)) from error


def _sensitivity(found: Benchmark, judges: Sequence[PackJudge], options: argparse.Namespace) -> tuple[Moved, ...]:
    if options.sensitivity is None:
        return ()
    opinions = found.opinions.at(sensitivity.sample(found.opinions, options.sensitivity))
    with ProgressLine("altered", len(opinions.paths), options.progress) as progress:
        return sensitivity.run(opinions, judges, on_step=progress.step)


def _write_report(found: Benchmark, moved: Sequence[Moved], table: Path, options: argparse.Namespace) -> None:
    where = ", ".join("=".join(pair) for pair in options.where or ())
    occasion = report.Occasion(shown(table), where, options.weigh_sources, f"Aesthetic GUI {__version__}")
    report.write(report.page(found, moved, occasion), options.report, replace_existing=options.overwrite)
    tell(f"report: {shown(options.report)}")


def _print(found: Benchmark, moved: Sequence[Moved], options: argparse.Namespace) -> None:
    names = [one.pack.name for one in found.said]
    rows = [
        (
            row.figure.title,
            str(row.n),
            *map(str, row.values),
            *(f"{gain.value:+z.3f} {_interval(gain)}" for gain in row.gains),
        )
        for row in found.measured
    ]
    gains = (f"{name} - {names[0]}" for name in names[1:])
    print_table(("FIGURE [95 % OVER SOURCES]", "N", *names, *gains), rows)
    for one in found.said:
        cells = bench.confusion(found.opinions, one)
        if cells.any():
            print_lines(["", f"people said, {one.pack.name} says"])
            told = [(name, *map(str, row)) for name, row in zip(bench.CLASSES, cells, strict=True) if row.any()]
            print_table(("", *bench.VERDICTS), told)
    if moved:
        _print_moved(moved, names)
    notes = [*report.notes(found, weighed=options.weigh_sources), *report.not_measured(found)]
    print_lines(["", *notes] if notes else ())


def _print_moved(moved: Sequence[Moved], names: Sequence[str]) -> None:
    for place, name in enumerate(names):
        print_lines(["", f"altered copies, {name}: how the mean score moves, how many score lower"])
        rows = [(row.title, "worse" if row.worse else "", str(row.n), *map(str, row.packs[place])) for row in moved]
        print_table(("ALTERATION", "", "N", "|CHANGE|", "CHANGE", "LOWER"), rows)


def _interval(estimate: Estimate) -> str:
    return f"[{estimate.low:+z.3f}, {estimate.high:+z.3f}]"


def _figure_rows(found: Benchmark) -> Iterator[dict[str, Any]]:
    for row in found.measured:
        for place, (one, value) in enumerate(zip(found.said, row.values, strict=True)):
            gain = {"difference": _plain(row.gains[place - 1])} if place else {}
            yield {"figure": row.figure.id, "pack": one.pack.name, "n": row.n, **_plain(value), **gain}


def _confusion_rows(found: Benchmark) -> Iterator[dict[str, Any]]:
    for one in found.said:
        for name, row in zip(("bad", "normal", "good"), bench.confusion(found.opinions, one), strict=True):
            if row.any():
                counts = dict(zip(("not_aesthetic", "unsure", "aesthetic"), map(int, row), strict=True))
                yield {"people_said": name, "pack": one.pack.name, **counts}


def _sensitivity_rows(found: Benchmark, moved: Sequence[Moved]) -> Iterator[dict[str, Any]]:
    for row in moved:
        for one, movement in zip(found.said, row.packs, strict=True):
            figures = {name: _plain(value) for name, value in movement._asdict().items()}
            yield {"alteration": row.title, "worse": row.worse, "pack": one.pack.name, "n": row.n, **figures}


def _plain(estimate: Estimate) -> dict[str, float | None]:
    """JSON knows no "not a number"."""
    return {name: value if math.isfinite(value) else None for name, value in estimate._asdict().items()}
