"""What people said of photographs: any CSV table with a path and a label, a rating, or votes in each row."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.files.names.spelling import Spelled
from aesthetic_gui.files.tables import read_table
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.training.statistics import Numbers

RATINGS = 10
LARGEST = 1e9  # of a rating, whatever the scale
LONGEST = 4096  # letters of a path: what systems allow
WORDS: dict[str, float] = {
    **dict.fromkeys(("good", "aesthetic", "1", "1.0", "yes", "true", "pick"), 1.0),
    **dict.fromkeys(("normal", "unsure", "medium", "average"), 0.5),
    **dict.fromkeys(("ordinary", "bad", "not_aesthetic", "not aesthetic", "0", "0.0", "no", "false", "reject"), 0.0),
}
COLUMNS: dict[str, tuple[str, ...]] = {
    "path": ("path", "file", "filename", "image"),
    "label": ("label", "class", "verdict"),
    "rating": ("rating", "mean", "beauty_mean", "score"),
    "votes": ("votes_1_to_10", "votes"),
    "group": ("source", "theme", "group"),
}


class BadTable(AestheticError):
    """A table that cannot be used; its text says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a table is wanted.

    ``columns`` names columns other than the usual ones by what they hold (a key of :data:`COLUMNS`); ``where`` keeps
    the rows with these values; from ratings, those ≥ ``good_from`` are good, and those < ``bad_below`` (None:
    ``good_from``) bad, what lies between is normal. A label in the table counts before its rating.
    """

    columns: Mapping[str, str]
    where: Sequence[tuple[str, str]] = ()
    good_from: float | None = None
    bad_below: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Opinions:
    """What people said of n photographs; nan where they said nothing.

    ``label`` float64 (n,): 1 good, 0.5 normal, 0 ordinary or bad. ``rating`` float64 (n,), on any scale, more is
    better. ``votes`` float64 (n, 10): how many gave each of the ratings 1 to 10. ``group`` (n,) is what must
    not be split. ``names`` are the paths as in the table.
    """

    paths: tuple[Path, ...]
    names: tuple[str, ...]
    label: Numbers
    rating: Numbers
    votes: Numbers
    group: NDArray[np.str_]

    def at(self, places: Iterable[int]) -> Opinions:
        """Only the photographs at ``places``, in that order."""
        rows = list(places)
        return Opinions(
            tuple(self.paths[place] for place in rows),
            tuple(self.names[place] for place in rows),
            self.label[rows],
            self.rating[rows],
            self.votes[rows],
            self.group[rows],
        )


class _Row(NamedTuple):
    name: str
    label: float
    rating: float
    votes: tuple[float, ...]
    group: str


def read_opinions(table: Path, choice: Choice) -> tuple[Opinions, list[str]]:
    """What ``table`` says, and of each row that had to be left out, why. Paths are relative to the table's folder.

    Raises :class:`BadTable` where it cannot be read, lacks a column, or no row is left.
    """
    header, lines = _lines(table)
    columns = _columns(table, header, choice)
    wanted = [(number, line) for number, line in lines if all(line.get(key) == value for key, value in choice.where)]
    rows, problems = [], []
    for number, line in wanted:
        try:
            rows.append(_row(line, columns, choice))
        except ValueError as error:
            problems.append(f"{table.name}, line {number}: {error}; left out")
    if not rows:
        what = "no row is usable" if wanted else "no row matches " + ", ".join(map("=".join, choice.where))
        first = f" ({problems[0]})" if problems else ""
        raise BadTable(f"{table}: {what if lines else 'it has no rows'}{first}.")
    return _opinions(table.parent, rows), problems


def _lines(table: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    try:
        reader = csv.DictReader(read_table(table, "utf-8-sig", "surrogateescape"), restval="")
        lines = [(reader.line_num, line) for line in reader]
        return list(reader.fieldnames or ()), lines
    except OSError as error:
        raise BadTable(f"{table} cannot be read: {error.strerror or error}.") from error
    except csv.Error as error:
        raise BadTable(f"{table} is no table of comma-separated values: {error}.") from error


def _columns(table: Path, header: list[str], choice: Choice) -> dict[str, str]:
    """Which column holds what, as far as the table has it."""
    absent = [name for name in (*choice.columns.values(), *(key for key, _ in choice.where)) if name not in header]
    if absent:
        raise BadTable(f"{table} has no column {absent[0]!r}. It has: {', '.join(header) or 'none'}.")
    found = dict(choice.columns)
    for kind, usual in COLUMNS.items():
        name = next((name for name in usual if name in header), None)
        if name:
            found.setdefault(kind, name)
    if "path" not in found:
        raise BadTable(f"{table} has no column 'path'. It has: {', '.join(header) or 'none'}.")
    if not found.keys() & {"label", "rating", "votes"}:
        raise BadTable(
            f"{table} does not say what people thought: none of the columns label, rating or votes_1_to_10. "
            f"It has: {', '.join(header)}. Name the column with --label-column, --rating-column or --votes-column."
        )
    return found


def _row(line: dict[str, str], columns: Mapping[str, str], choice: Choice) -> _Row:
    cells = {kind: (line[name] or "").strip() for kind, name in columns.items()}
    name = line[columns["path"]]
    group = cells.get("group") or name
    if not name or "\0" in name:
        raise ValueError("it names no photograph")
    if max(len(name), len(group)) > LONGEST:  # of one cell like that, every row would take as much memory
        raise ValueError("a path or source is too long to be one")
    votes = _votes(cells.get("votes", ""))
    rating = _rating(cells.get("rating", ""), votes)
    label = _label(cells.get("label", ""), rating, choice)
    if math.isnan(label) and math.isnan(rating):
        raise ValueError("neither label nor rating")
    return _Row(name, label, rating, votes, group)


def _votes(cell: str) -> tuple[float, ...]:
    if not cell:
        return (math.nan,) * RATINGS
    votes = tuple(_number(word) for word in cell.replace(",", " ").split())
    if len(votes) != RATINGS or not all(0 <= vote <= LARGEST for vote in votes) or not any(votes):
        raise ValueError(f"votes are ten counts, not {cell!r}")
    return votes


def _rating(cell: str, votes: tuple[float, ...]) -> float:
    """The rating, or else the mean of the votes."""
    if cell:
        rating = _number(cell)
        if abs(rating) > LARGEST:
            raise ValueError(f"{cell!r} is no rating")
        return rating
    return sum(number * vote for number, vote in enumerate(votes, start=1)) / sum(votes)


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise ValueError(f"{word!r} is no number") from None


def _label(cell: str, rating: float, choice: Choice) -> float:
    if cell:
        if cell.lower() not in WORDS:
            raise ValueError(f"{cell!r} is no label; labels are {', '.join(word for word in WORDS if word.isalpha())}")
        return WORDS[cell.lower()]
    if choice.good_from is None or math.isnan(rating):
        return math.nan
    if rating >= choice.good_from:
        return 1.0
    below = choice.good_from if choice.bad_below is None else choice.bad_below
    return 0.0 if rating < below else 0.5


def _opinions(folder: Path, rows: list[_Row]) -> Opinions:
    names, *columns = zip(*rows, strict=True)
    return Opinions(tuple(map(Spelled(folder).path, names)), names, *map(np.array, columns))
