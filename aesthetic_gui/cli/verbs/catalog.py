"""``catalog``: what it holds, whether it is sound, a backup of it, and a backup in its place."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable
from pathlib import Path

from aesthetic_gui import settings
from aesthetic_gui.catalog import damage
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import CatalogError, adopt
from aesthetic_gui.cli import arguments
from aesthetic_gui.cli.output import print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, PROGRAM

EXAMPLES = (
    f"  {PROGRAM} catalog info\n"
    f"  {PROGRAM} catalog check\n"
    f"  {PROGRAM} catalog backup --catalog /media/drive/catalog.db\n"
    f"  {PROGRAM} catalog restore catalog-20240531-120000.db"
)
MEGABYTE = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    tasks = arguments.tasks_of(parser)
    for task, what in (
        ("info", "where it is, how large, what it holds, the last backup"),
        ("check", "whether it is sound; 3 if it is damaged"),
        ("backup", "make a backup now, beside the catalog"),
        ("repair", "set a file that is no catalog aside, and begin one in its place with what can be read of it"),
        ("restore", "put the backup FILE in its place; the present one is kept under another name"),
    ):
        one = arguments.add_task(tasks, task, what)
        if task == "restore":
            one.add_argument(
                "file", metavar="FILE", type=arguments.path, help="a backup, or a catalog that was set aside"
            )
        arguments.add_catalog(one)


def run(options: argparse.Namespace) -> int:
    """Do ``options.task``. What fails is raised as ``CatalogError``, which makes 3."""
    _TASKS[options.task](options.catalog or settings.catalog_path(), options)
    return ALL_WELL


def _info(path: Path, _options: argparse.Namespace) -> None:
    held = damage.summary(path)
    made = damage.backups(path)
    last = f"{made[0].made_at:%Y-%m-%d %H:%M}, {shown(made[0].path)} ({len(made)} in all)" if made else "none"
    rows = [
        ("catalog", shown(path)),
        ("size", _megabytes(held.size)),
        ("format", str(held.version)),
        *((what, f"{count:,}") for what, count in held.counts.items()),
        ("last backup", last),
    ]
    print_lines(f"{what + ':':14}{value}" for what, value in rows)


def _check(path: Path, _options: argparse.Namespace) -> None:
    damage.look_over(path)
    print_lines([f"{shown(path)} is sound"])


def _backup(path: Path, _options: argparse.Namespace) -> None:
    damage.summary(path)  # another program's file is refused
    made = damage.back_up(path)
    print_lines([shown(made)])
    tell(f"{_megabytes(made.stat().st_size)}; scores are left out, they can be made again")


def _restore(path: Path, options: argparse.Namespace) -> None:
    restored = damage.restore(path, options.file)
    counts = restored.catalog.counts
    print_lines([f"{shown(path)} is now {shown(options.file)}, with {counts.get('decisions', 0):,} decisions"])
    if restored.names_files:
        tell(f"no file is mended or brought back by it before you agree: `{PROGRAM} recover` lists the files it names")
    if restored.before:
        back = f"{PROGRAM} catalog restore {shlex.quote(shown(restored.before))}"
        if options.catalog:
            back += f" --catalog {shlex.quote(shown(path))}"
        tell(f"the one before is kept as {shown(restored.before)}; to go back: {back}")


def _repair(path: Path, _options: argparse.Namespace) -> None:
    if not path.exists():
        raise CatalogError(f"There is no catalog {path}.")
    adopt(path)
    with Catalog.open(path) as catalog:
        print_lines(catalog.notices or [f"{shown(path)} is a catalog, and can be used"])


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.1f} MB"


_TASKS: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "info": _info,
    "check": _check,
    "backup": _backup,
    "repair": _repair,
    "restore": _restore,
}
