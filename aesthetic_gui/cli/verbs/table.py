"""Every verb: one row each. A verb imports what it needs when it runs, so that the program starts quickly."""

from __future__ import annotations

import argparse

from aesthetic_gui.cli import arguments
from aesthetic_gui.cli.parser import PROGRAM, Verb


def _score(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.score import score

    return score(options)


def _explain(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.explain import explain

    return explain(options)


def _sort(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.sort import sort

    return sort(options)


def _taste(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.taste import taste

    return taste(options)


def _undo(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.history import undo

    return undo(options)


def _export(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.publish import export

    return export(options)


def _sheet(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.publish import sheet

    return sheet(options)


def _gallery(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.publish import gallery

    return gallery(options)


def _verify(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.verify import verify_album

    return verify_album(options)


def _history(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.history import history

    return history(options)


def _redo(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.history import redo

    return redo(options)


def _recover(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.history import recover

    return recover(options)


def _catalog(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.catalog import catalog

    return catalog(options)


def _sidecars(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.sidecars import sidecars

    return sidecars(options)


def _models(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.models import models

    return models(options)


def _benchmark(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.benchmark import benchmark

    return benchmark(options)


def _train(options: argparse.Namespace) -> int:
    from aesthetic_gui.cli.verbs.train import train

    return train(options)


VERBS = (
    Verb(
        "score",
        "Score photographs and print what was found, in the order given.",
        f"  {PROGRAM} score photo.jpg\n"
        f"  {PROGRAM} score --recursive --json ~/Pictures/wedding > scores.json\n"
        f"  {PROGRAM} score --csv --no-cache *.jpg > scores.csv",
        arguments.of_score,
        _score,
    ),
    Verb(
        "explain",
        "Draw which parts of a photograph raised and lowered its score.",
        f"  {PROGRAM} explain photo.jpg --method cam -o why.png\n"
        f"  {PROGRAM} explain photo.jpg --method lime -o why.png --opacity 0.7",
        arguments.of_explain,
        _explain,
    ),
    Verb(
        "sort",
        "Sort a shoot into albums, scoring first what has no score yet. Prints what went where and the operation's id.",
        f"  {PROGRAM} sort shoot --into albums --dry-run\n"
        f"  {PROGRAM} sort shoot --into albums --by band --move\n"
        f"  {PROGRAM} sort shoot --into albums --by '{{date}}/{{verdict}}' --hard-link --manifest json",
        arguments.of_sort,
        _sort,
    ),
    Verb(
        "taste",
        "Learn a taste from your own picks and rejects; score and sort judge by it where it is better than the model.",
        f"  {PROGRAM} taste create wedding\n"
        f"  {PROGRAM} taste learn wedding ~/Pictures/2024-05-31\n"
        f"  {PROGRAM} score --taste wedding ~/Pictures/2024-06-07\n"
        f"  {PROGRAM} taste export wedding wedding.json",
        arguments.of_taste,
        _taste,
    ),
    Verb(
        "export",
        "Write pictures of photographs: another size, format or colour space, with a watermark, without the place.",
        f"  {PROGRAM} export shoot --into web --long-edge 2048 --quality 85 --sharpen low\n"
        f"  {PROGRAM} export *.cr2 --into prints --space adobe-rgb --rename '{{date}}-{{number:4}}' --manifest json",
        arguments.of_export,
        _export,
    ),
    Verb(
        "sheet",
        "Write a contact sheet as PDF.",
        f"  {PROGRAM} sheet shoot -o sheet.pdf --title Wedding --columns 5 --rows 6",
        arguments.of_sheet,
        _sheet,
    ),
    Verb(
        "gallery",
        "Write a web gallery: one folder that opens from the disk, on a phone too.",
        f"  {PROGRAM} gallery shoot --into gallery --title Wedding\n"
        f"  {PROGRAM} gallery shoot --into gallery --scores --reasons",
        arguments.of_gallery,
        _gallery,
    ),
    Verb(
        "verify",
        "Check an album against its manifest: every file there, every byte as it was.",
        f"  {PROGRAM} verify albums\n  {PROGRAM} verify albums/manifest.json --json",
        arguments.of_verify,
        _verify,
    ),
    Verb(
        "history",
        "List what was done, or what one operation did to which photographs.",
        f"  {PROGRAM} history\n  {PROGRAM} history 12 --json",
        arguments.of_history,
        _history,
    ),
    Verb(
        "undo",
        "Take back the last operation, the one with this id, or some of its photographs.",
        f"  {PROGRAM} undo\n  {PROGRAM} undo 12\n  {PROGRAM} undo 12 --photo albums/IMG_1.jpg",
        arguments.of_undo,
        _undo,
    ),
    Verb(
        "redo",
        "Do again what was undone last, or what was undone of the operation with this id.",
        f"  {PROGRAM} redo\n  {PROGRAM} redo 12 --photo shoot/IMG_1.jpg",
        arguments.of_undo,
        _redo,
    ),
    Verb(
        "recover",
        "Finish or reverse the file operations that a crash left open, and do nothing else.",
        f"  {PROGRAM} recover",
        arguments.add_catalog,
        _recover,
    ),
    Verb(
        "catalog",
        "Tell what the catalog holds and whether it is sound, make a backup of it, or put one back.",
        f"  {PROGRAM} catalog info\n"
        f"  {PROGRAM} catalog check\n"
        f"  {PROGRAM} catalog backup --catalog /media/drive/catalog.db\n"
        f"  {PROGRAM} catalog restore catalog-20240531-120000.db",
        arguments.of_catalog,
        _catalog,
    ),
    Verb(
        "sidecars",
        "Exchange ratings with other programs through XMP sidecars. 1 where some are in conflict or make no sense.",
        f"  {PROGRAM} sidecars read --recursive ~/Pictures/wedding\n"
        f"  {PROGRAM} sidecars write ~/Pictures/wedding --for darktable --dry-run\n"
        f"  {PROGRAM} sidecars show IMG_1.CR2 --json\n"
        f"  {PROGRAM} sidecars settle ~/Pictures/wedding --keep theirs",
        arguments.of_sidecars,
        _sidecars,
    ),
    Verb(
        "models",
        "List the models, or check that their weights are as published.",
        f"  {PROGRAM} models list\n  {PROGRAM} models verify",
        arguments.of_models,
        _models,
    ),
    Verb(
        "benchmark",
        "Measure how well models judge labelled photographs, side by side.",
        f"  {PROGRAM} benchmark --pack nima-mobilenet --data photos/labels.csv --report report.html\n"
        f"  {PROGRAM} benchmark --pack nima-mobilenet --pack nima-mobilenet:int8 --data photos --sensitivity\n"
        f"  {PROGRAM} benchmark --data ratings.csv --rating-column stars --good-from 4 --where year=2026",
        arguments.of_benchmark,
        _benchmark,
    ),
    Verb(
        "train",
        "Train a model on labelled photographs. Started again, an interrupted training goes on where it stopped.",
        f"  {PROGRAM} train --data photographs --out models/aesthetic-mobilenet --seed 1\n"
        f"  {PROGRAM} train --data photographs --out trial --recipe gentle.toml --set blocks.rate=5e-5 --left-out-only",
        arguments.of_train,
        _train,
    ),
)
