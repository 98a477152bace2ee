"""Scores and decisions as CSV and JSON: one table, for the command line and the window alike.

Every row says the version of the table, 2: ``path``; ``verdict``, at the threshold and band in use; ``p_aesthetic``,
0 to 1; ``mean`` and ``sd``, in ratings 1 to 10; the ten probabilities of these ratings (JSON: ``distribution``, CSV:
``share_1`` to ``share_10``); ``pack``; ``taste``, where one has judged; ``evidence``, which P(aesthetic) is read from,
and ``unlike``, above 1 where the photograph is unlike anything that the model has learned from; ``rank_in_shoot``, 1
for the best, and ``of`` how many, where it has a rank; ``flag`` (-1, 0, 1), ``stars`` and ``label``, where a catalog
was asked; ``title``, ``caption``, ``creator``, ``rights`` and ``keywords`` (JSON: a list, CSV: ``; `` between them),
where they say something; or ``error`` and its kind, ``trouble``. A name never changes its meaning within a version.
Version 1 were the two tables before this one: the window's (``r1`` …) and the command line's (without flag, stars and
label).

A file is written beside its name and then put in place, so that what was there before stays whole until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aesthetic_gui import disk_io
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Rank, Ranks, rank_photos
from aesthetic_gui.files.formats import is_photograph
from aesthetic_gui.files.tables import csv_table, json_table
from aesthetic_gui.files.transfer import copying
from aesthetic_gui.photo import DETAIL_TEXTS, AestheticError, Bar

VERSION = 2
_SHARES = tuple(f"share_{rating}" for rating in range(1, 11))
_SCORE = ("path", "verdict", "p_aesthetic", "mean", "sd", *_SHARES, "pack", "taste", "evidence", "unlike")
_RANK = ("rank_in_shoot", "of")
_NUMBERS = ("p_aesthetic", "mean", "sd", "evidence", "unlike")
COLUMNS = (*_SCORE, *_RANK, "flag", "stars", "label", *DETAIL_TEXTS, "keywords", "error", "trouble", "version")

Record = dict[str, Any]


class TableError(AestheticError):
    """The scores could not be written; the text says why."""


class TableExists(TableError):
    """There is a file of that name, and nobody said that it may be replaced."""


def to_record(item: Item, bar: Bar, path: str = "", *, rank: Rank | None = None, decision_known: bool = True) -> Record:
    """The row of one photograph, shown as ``path`` or under its own, judged at ``bar``, with its ``rank`` in the shoot;
    what it lacks is not there.

    Bytes of the path that are not UTF-8 are lone surrogates (PEP 383).
    """
    record: Record = {"path": path or str(item.photo.path)}
    if item.unreadable is not None:
        record |= {"error": item.unreadable} | ({"trouble": item.trouble.value} if item.trouble else {})
    elif item.score is not None:
        score = item.score
        record |= {"verdict": bar.verdict(score).value, "p_aesthetic": score.p_aesthetic, "mean": score.mean}
        record |= {"sd": score.sd, "distribution": list(score.distribution), "pack": score.pack}
        record |= {"taste": score.taste} if score.taste else {}
        record |= {"evidence": score.evidence, "unlike": score.unlike}
        record |= {"rank_in_shoot": rank.place, "of": rank.of} if rank else {}
    if decision_known:
        decision = item.decision
        record |= {"flag": int(decision.flag), "stars": decision.stars, "label": decision.label.value}
        record |= {name: text for name in DETAIL_TEXTS if (text := getattr(item.details, name))}
        record |= {"keywords": list(item.keywords)} if item.keywords else {}
    return record | {"version": VERSION}


def to_csv(records: Iterable[Record]) -> str:
    r"""A header and one record each; bytes of a path that are not UTF-8 are written as ``\xff``."""
    text = csv_table(COLUMNS, map(_flat, records))
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def export(items: Sequence[Item], path: Path, bar: Bar, ranks: Ranks | None = None, *, replace: bool = False) -> None:
    """Write the table of ``items`` to ``path``: JSON if its name ends so, else CSV, marked so that Excel knows UTF-8.

    ``ranks`` are those in the shoot, which is ``items`` where they are not given.

    Raises :class:`TableExists` where there is such a file and not ``replace``, :class:`TableError` where it
    cannot be written, and always where ``path`` has a photograph's name.
    """
    ranks = rank_photos(items) if ranks is None else ranks
    records = [to_record(item, bar, rank=ranks.of(item.photo.path)) for item in items]
    if path.suffix.lower() == ".json":
        write_file(json_table(records).encode("utf-8"), path, replace)
    else:
        write_file(to_csv(records).encode("utf-8-sig"), path, replace)


def write_file(content: bytes, path: Path, replace: bool) -> None:
    """Write ``content`` to ``path``, all or nothing. Raises as :func:`export` does."""
    if is_photograph(path):
        raise TableError(f"{path.name} is a photograph's name. Give the list a name that ends in .csv or .json.")
    try:
        disk_io.write_whole(content, path, replace=replace)
    except FileExistsError as error:
        raise TableExists(f"There is a file called {path.name} already. Choose another name.") from error
    except OSError as error:
        raise TableError(f"{path.name} was not written. {copying.reason(error, path)}") from error


def _flat(record: Mapping[str, Any]) -> Record:
    numbers = {name: round(record[name], 6) for name in _NUMBERS if name in record}
    shares = {name: round(share, 6) for name, share in zip(_SHARES, record.get("distribution", ()), strict=False)}
    words = {"keywords": "; ".join(record["keywords"])} if "keywords" in record else {}
    return {name: value for name, value in record.items() if name != "distribution"} | numbers | shares | words
