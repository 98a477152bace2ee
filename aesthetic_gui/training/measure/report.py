"""A benchmark as one HTML file that needs nothing else: tables, diagrams, and the pictures of the worst mistakes."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from aesthetic_gui import disk_io
from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.export import markup
from aesthetic_gui.files.thumbnails import thumbnail_cache
from aesthetic_gui.photo import AestheticError, Unreadable
from aesthetic_gui.training.measure import benchmark as bench
from aesthetic_gui.training.measure.benchmark import Benchmark
from aesthetic_gui.training.measure.judging import PackScores
from aesthetic_gui.training.measure.reliability import reliability, reliability_svg, spread
from aesthetic_gui.training.measure.sensitivity import Moved
from aesthetic_gui.training.statistics import resamples, source_weights

MISTAKES = 12  # of each kind, for each pack
_THUMBNAIL = 300  # pixels
_Row = tuple[str, list[tuple[int, float]]]


class ReportNotWritten(AestheticError):
    """The report could not be written; its text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is reported: the table, which of its rows, whether a source of n photographs counts as √n; and by what."""

    table: str
    where: str = ""
    weighed: bool = False
    program: str = ""


def page(benchmark: Benchmark, moved: Sequence[Moved], occasion: Occasion) -> str:
    """The whole file. Decodes the photographs it shows, once more."""
    photographs, groups = _count(benchmark)
    return markup.filled(
        "report/page.html",
        style=markup.resource("report/report.css"),
        number=_number,
        occasion=occasion,
        now=f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
        photographs=photographs,
        groups=groups,
        said=benchmark.said,
        notices=list(notes(benchmark, weighed=occasion.weighed)),
        measured=benchmark.measured,
        lacking=list(not_measured(benchmark)),
        drawings=list(_drawings(benchmark, weighed=occasion.weighed)),
        verdicts=bench.VERDICTS,
        confusions=list(_confusions(benchmark)),
        alterations=list(_alterations(moved)),
        mistakes=list(_mistakes(benchmark)),
        sources=list(bench.sources(benchmark)),
        problems=benchmark.problems,
    )


def write(text: str, path: Path, *, replace_existing: bool = False) -> None:
    """Write the page, whole or not at all. Raises :class:`ReportNotWritten`, also where ``path`` is taken."""
    try:
        disk_io.write_whole(text.encode("utf-8", "backslashreplace"), path, replace=replace_existing)
    except FileExistsError as error:
        raise ReportNotWritten(f"{path} exists already. Choose another name, or allow it to be replaced.") from error
    except OSError as error:
        raise ReportNotWritten(f"The report could not be written to {path}: {error.strerror or error}.") from error


def notes(benchmark: Benchmark, *, weighed: bool) -> Iterator[str]:
    """What one must know to read the figures rightly, a sentence each."""
    photographs, groups = _count(benchmark)
    if groups == photographs:
        yield (
            "No two photographs are known to be of one source, so each counts as its own. "
            "Where some do belong together, the intervals are too narrow."
        )
    elif groups < bench.FEW_GROUPS:
        yield f"Only {groups} sources: intervals from so few are too narrow to be trusted."
    if weighed:
        yield "Sources are weighed: one with n photographs counts as √n."
    if benchmark.problems:
        yield f"{len(benchmark.problems)} rows were left out; each is named with the reason."


def not_measured(benchmark: Benchmark) -> Iterator[str]:
    """Which figures this table does not allow, and what they take, a sentence each."""
    for need in bench.NEEDS:
        if need not in bench.allowed(benchmark.opinions):
            titles = "; ".join(figure.title for figure in bench.FIGURES if figure.needs == need)
            yield f"Not measured: {titles}. That takes {bench.NEEDS[need]}."


def _count(benchmark: Benchmark) -> tuple[int, int]:
    return len(benchmark.opinions.paths), len(np.unique(benchmark.opinions.group))


def _drawings(benchmark: Benchmark, *, weighed: bool) -> Iterator[tuple[str, str]]:
    """Each pack's name and its reliability diagram, an SVG; none where there are no two classes."""
    opinions = benchmark.opinions
    if "both classes" not in bench.allowed(opinions):
        return
    good = bench.classes(opinions)
    clear = np.isfinite(good)
    weights = source_weights(opinions.group) if weighed else np.ones(len(good))
    counts = np.concatenate([block[:, clear] for block in resamples(opinions.group, good)]) * weights[clear]
    for one in benchmark.said:
        p, pack = one.p[clear], one.pack
        bins = reliability(p, good[clear], counts)
        yield pack.name, reliability_svg(bins, spread(p, weights[clear]), pack.threshold, pack.band)


def _confusions(benchmark: Benchmark) -> Iterator[tuple[str, list[_Row]]]:
    """Each pack's name and its rows: a class, and how many of it got each verdict, with their share."""
    if not np.isfinite(benchmark.opinions.label).any():
        return
    for one in benchmark.said:
        rows = zip(bench.CLASSES, bench.confusion(benchmark.opinions, one), strict=True)
        yield one.pack.name, [(name, [(int(n), n / row.sum()) for n in row]) for name, row in rows if row.any()]


def _alterations(moved: Sequence[Moved]) -> Iterator[tuple[str, list[Moved]]]:
    for worse, title in ((False, "Ought to change little"), (True, "Ought to score lower")):
        if rows := [row for row in moved if row.worse is worse]:
            yield title, rows


def _mistakes(benchmark: Benchmark) -> Iterator[tuple[str, list[dict[str, object]]]]:
    if "both classes" in bench.allowed(benchmark.opinions):
        titles = "good ones called not aesthetic", "ordinary ones called aesthetic"
    else:
        titles = "rated high, scored low", "rated low, scored high"
    for one in benchmark.said:
        for title, places in zip(titles, bench.mistakes(benchmark.opinions, one, MISTAKES), strict=True):
            yield f"{one.pack.name}: {title}", [_mistake(benchmark, one, place) for place in places]


def _mistake(benchmark: Benchmark, one: PackScores, place: int) -> dict[str, object]:
    opinions = benchmark.opinions
    return {
        **_thumbnail(opinions.paths[place]),
        "p": one.p[place],
        "mean": one.mean[place],
        "rating": f"{opinions.rating[place]:.2f}" if math.isfinite(opinions.rating[place]) else "",
        "name": opinions.names[place],
        "source": str(opinions.group[place]),
    }


def _thumbnail(path: Path) -> dict[str, str]:
    """A JPEG in base 64, or "" and why there is none."""
    try:
        jpeg = thumbnail_cache.encode(pixels.reduce(decode(path).rgb, _THUMBNAIL))
    except Unreadable as error:  # it was readable a moment ago
        return {"jpeg": "", "trouble": error.reason}
    return {"jpeg": base64.b64encode(jpeg).decode("ascii"), "trouble": ""}


def _number(value: float, form: str) -> str:
    """A true minus sign but none before zero, a narrow space before the per cent, a dash for what is not known."""
    if not math.isfinite(value):
        return "–"
    return format(value, form.replace(".", "z.")).replace("-", "−").replace("%", "\u202f%")
