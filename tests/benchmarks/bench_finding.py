"""How long a filter and its figures take: ``python -m tests.benchmarks.bench_finding``; milliseconds of
a processor, median of five."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from aesthetic_gui.culling.finding.arranging import arrange
from aesthetic_gui.culling.finding.facets import ALL, DECIDED, count_facets
from aesthetic_gui.culling.finding.passing import asked, passing
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import rank_photos
from aesthetic_gui.culling.viewing import SortBy, Span, Standing, View, at_least
from aesthetic_gui.photo import Bar, ColourLabel, Decision, Flag, Metadata, Photo, Score

BAR = Bar(0.5, 0.1)
BEGIN = datetime(2026, 6, 13, 9, tzinfo=UTC)
CAMERAS, LENSES = ("Canon EOS R5", "Nikon Z8", None), ("24-70 mm", "70-200 mm", "50 mm", None)
VIEWS = {
    "picks": View(flags=frozenset({Flag.PICK})),
    "aesthetic, 3 stars and more, ISO 800 to 3,200": View(
        standings=frozenset({Standing.AESTHETIC}), stars=at_least(3), iso=Span(800, 3200)
    ),
    "a camera in the evening": View(cameras=frozenset({"Nikon Z8"}), time_of_day=Span(18 * 60, 2 * 60)),
    "words": View(text="evening 12"),
}


def items(number: int) -> list[Item]:
    chance = random.Random(1)
    return [_item(chance, place) for place in range(number)]


def _item(chance: random.Random, place: int) -> Item:
    score = Score((0.1,) * 10, chance.uniform(3, 8), 1.0, chance.random(), "pack")
    decision = Decision(chance.choice(list(Flag)), chance.randint(0, 5), chance.choice(list(ColourLabel)))
    taken, iso = BEGIN + timedelta(seconds=5 * place), chance.choice([100, 400, 1600, 6400])
    camera, lens = chance.choice(CAMERAS), chance.choice(LENSES)
    metadata = Metadata(6000, 4000, taken, camera, lens, 0.01, 2.8, iso, chance.choice([24.0, 50.0, 200.0]))
    path = Path(f"/shoot/{'evening' if place % 2 else 'morning'}/IMG_{place:06}.jpg")
    return Item(Photo(path, (path.with_suffix(".cr3"),), 10**7), score, decision, metadata)


def took(work: Callable[..., object], *arguments: object) -> str:
    times = []
    for _ in range(5):
        began = time.process_time()
        work(*arguments)
        times.append(1000 * (time.process_time() - began))
    return f"{median(times):.1f}"


def tell(number: int) -> None:
    found = items(number)
    ranks = rank_photos(found)
    by = asked(found, BAR, ranks)
    print(f"{number:,} photographs")
    for name, view in {"nothing asked": View(), **VIEWS}.items():
        figures = (took(count_facets, found, view, by, names) for names in (DECIDED, ALL))
        print(f"  {name}: passing", took(passing, found, view, by), "figures of the bar, of the row too:", *figures)
    for sort_by in SortBy:
        print(f"  by {sort_by}:", took(arrange, found, View(sort_by, True), BAR, ranks))


if __name__ == "__main__":
    for many in (3_000, 100_000):
        tell(many)
