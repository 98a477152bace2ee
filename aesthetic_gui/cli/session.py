"""What the options name, opened: the catalog, the model, the runtime; and photographs scored with them."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from aesthetic_gui import settings
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup_if_due
from aesthetic_gui.cli import choosing
from aesthetic_gui.cli.output import shown, tell
from aesthetic_gui.cli.parser import PROGRAM, WrongUse
from aesthetic_gui.cli.progress import ProgressLine
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.measuring import asking
from aesthetic_gui.culling.operations import recovering, running
from aesthetic_gui.culling.scoring.judging import Judge, bar_of
from aesthetic_gui.culling.scoring.pipeline import score_photos
from aesthetic_gui.culling.sidecars import exchange
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.facts import Facts
from aesthetic_gui.files.formats import NO_LONGER_THERE, find_photos, what_to_do, why_absent
from aesthetic_gui.files.names.hidden import PassedOver
from aesthetic_gui.photo import Bar, Photo
from aesthetic_gui.scoring.pack import Pack, find_packs, load_pack
from aesthetic_gui.scoring.runtime import Runtime, start_runtime
from aesthetic_gui.scoring.views import WHOLE, View
from aesthetic_gui.words import photographs


@contextmanager
def opened_catalog(options: argparse.Namespace, *, mend: bool = True) -> Iterator[Catalog]:
    """The catalog the options name, or the usual one; what a crash left open is mended first, and told on stderr."""
    with Catalog.open(options.catalog or settings.catalog_path()) as catalog:
        for notice in catalog.notices:
            tell(notice)
        if mend:
            _mend(catalog)
            _read_back(catalog)
        yield catalog
    if words := backup_if_due(catalog.path):
        tell(words)


def mend_only(options: argparse.Namespace) -> None:
    """Mend what a crash left open, if there is a catalog at all."""
    if (options.catalog or settings.catalog_path()).exists():
        with opened_catalog(options):
            pass


def _mend(catalog: Catalog) -> None:
    if not journal.open_operations(catalog):
        return
    if not catalog.trusted:
        tell(
            f"the catalog {shown(catalog.path)} was not made here, so what was interrupted in it was not mended; "
            f"`{PROGRAM} recover` with the same --catalog lists the files it would touch"
        )
        return
    try:
        for recovered in recovering.recover(catalog):
            tell(recovered.message)
    except running.Busy:
        return  # what is open is under way in another window, not left by a crash


def _read_back(catalog: Catalog) -> None:
    """What a damaged catalog has lost, and the sidecars still say."""
    news = exchange.together(list(exchange.read_sidecars(catalog, exchange.after_a_rescue(catalog))))
    if news.changes:
        tell(f"decisions on {photographs(len(news.changes))} were read back from sidecars")


def listed(paths: Iterable[Path], *, recursive: bool = True) -> tuple[list[Photo], bool]:
    """The photographs under ``paths``, and whether all could be looked at; what could not is told on stderr."""
    unlisted: list[Path] = []

    def note(path: Path, reason: str) -> None:
        unlisted.append(path)
        tell(" ".join(filter(None, (f"{shown(path)}: {reason}.", what_to_do(reason)))))

    return list(find_photos(paths, recursive, note, on_passed_over=tell_passed_over)), not unlisted


def tell_passed_over(passed_over: PassedOver) -> None:
    tell(passed_over.sentence)


def folder_there(path: Path) -> None:
    """Raises ``WrongUse`` where ``path`` is no folder that can be reached."""
    if not os.path.isdir(path):  # noqa: PTH112 – which raises nothing
        raise WrongUse(why_not_there(path) or f"there is no folder '{shown(path)}'")


def why_not_there(path: Path) -> str:
    """Why a path that was named leads to nothing, and what to do; "" where it leads to something."""
    reason = why_absent(path)
    if reason == NO_LONGER_THERE:
        return f"there is no file or folder '{shown(path)}'"
    return f"'{shown(path)}': {reason}. {what_to_do(reason)}".rstrip() if reason else ""


def model(options: argparse.Namespace) -> Pack:
    """The pack the options name. Raises ``WrongUse`` where there is none of that name."""
    if options.pack:
        names = [pack.id for pack in find_packs()]
        if options.pack.partition(":")[0] not in names:
            raise WrongUse(f"there is no model {options.pack!r}; there are: {', '.join(names)}")
    return load_pack(options.pack)


def bar(options: argparse.Namespace) -> Bar:
    """The threshold and band chosen in the window, or else the own ones of the model the options name."""
    return bar_of(settings.load(), model(options))


def judge(options: argparse.Namespace, catalog: Catalog | None) -> Judge:
    """The model the options name, and the taste they name, or else the one chosen in the window, where it takes over.

    Where it does not, stderr tells why. Raises ``WrongUse`` where the options name a taste that there is not.
    """
    pack, chosen = model(options), options.taste is None
    name = str(settings.load()["taste"]) if chosen else options.taste
    if not name:
        return Judge(pack)
    if catalog is None:
        with opened_catalog(options, mend=False) as read_only_once:
            return _judge_by_taste(read_only_once, name, pack, chosen)
    return _judge_by_taste(catalog, name, pack, chosen)


def _judge_by_taste(catalog: Catalog, name: str, pack: Pack, chosen: bool) -> Judge:
    try:
        learned = tasting.learn_taste(catalog, name, pack)
    except tasting.NoSuchTaste as error:
        if not chosen:
            raise WrongUse(str(error)) from error
        tell(f"the taste chosen in the window is not in this catalog; the model judges alone. {error}")
        return Judge(pack)
    if not learned.takes_over:
        tell(f"the model judges alone; the taste {learned.name} does not yet. {learned.sentence}")
    return Judge(pack, learned.in_charge)


@contextmanager
def started(pack: Pack, options: argparse.Namespace) -> Iterator[Runtime]:
    """The runtime the options name, closed in the end; notices go to stderr."""
    notices: list[str] = []
    tell_now = notices.append  # held back while the libraries are silenced

    def on_notice(text: str) -> None:
        tell_now(text)

    with libraries_silenced():
        runtime = start_runtime(pack, options.device or "auto", on_notice)
        runtime.predict(pack.prepare(np.zeros((224, 224, 3), np.uint8))[None])  # LiteRT greets at the first one
    tell_now = tell
    for notice in notices:
        tell(notice)
    with closing(runtime):
        yield runtime


@contextmanager
def libraries_silenced() -> Iterator[None]:
    """What LiteRT and TensorFlow chat to file descriptor 2 while they start is dropped, unless starting fails."""
    sys.stderr.flush()
    shown = os.dup(2)
    with tempfile.TemporaryFile() as hidden:
        os.dup2(hidden.fileno(), 2)
        try:
            yield
        except BaseException:
            hidden.seek(0)
            os.write(shown, hidden.read())
            raise
        finally:
            os.dup2(shown, 2)
            os.close(shown)


def scored(
    photos: Sequence[Photo], options: argparse.Namespace, catalog: Catalog | None, views: Sequence[View] = WHOLE
) -> dict[Path, Item]:
    """Every one of ``photos``, in their order, scored by all ``views``, or unreadable with the reason, by its path."""
    if not photos:
        return {}
    judging = judge(options, catalog)
    items: dict[Path, Item] = {}
    with started(judging.pack, options) as runtime, ProgressLine("scored", len(photos), options.progress) as progress:
        for item in score_photos(photos, judging, runtime, catalog, views=views):
            items[item.photo.path] = item
            progress.step()
    found = {photo.path: items[photo.path] for photo in photos}
    return _measured(found, options, catalog) if choosing.asks_what_was_measured(options) else found


def _measured(items: dict[Path, Item], options: argparse.Namespace, catalog: Catalog | None) -> dict[Path, Item]:
    """With facts also of those that were scored before there were facts."""
    waiting = [item.photo for item in items.values() if item.facts is None and item.unreadable is None]
    with ProgressLine("measured", len(waiting), options.progress) as progress:
        for photo, told in asking.measured(waiting, catalog, closely=False):
            if isinstance(told, Facts):
                items[photo.path] = replace(items[photo.path], facts=told)
            progress.step()
    return items
