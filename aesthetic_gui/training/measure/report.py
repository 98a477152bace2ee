"""A benchmark as one HTML file that needs nothing else: tables, diagrams, and the pictures of the worst mistakes."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

import numpy as np

from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.thumbnails import thumbnail_cache
from aesthetic_gui.files.transfer import copying
from aesthetic_gui.photo import AestheticError, Unreadable
from aesthetic_gui.training.measure import benchmark as bench
from aesthetic_gui.training.measure.benchmark import Benchmark, Measured
from aesthetic_gui.training.measure.judging import Said
from aesthetic_gui.training.measure.reliability import reliability, reliability_svg, spread
from aesthetic_gui.training.measure.sensitivity import Moved
from aesthetic_gui.training.statistics import Estimate, resamples, source_weights

MISTAKES = 12  # of each kind, for each pack
_THUMBNAIL = 300  # pixels
_MOVES = ("moves by", "change", "lower")


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
    sections = (
        _head(benchmark, occasion),
        _figures(benchmark),
        *(
            ()
            if "both classes" not in bench.allowed(benchmark.opinions)
            else (_calibration(benchmark, weighed=occasion.weighed),)
        ),
        *(() if not np.isfinite(benchmark.opinions.label).any() else (_confusions(benchmark),)),
        _sensitivity(benchmark, moved) if moved else "",
        _mistakes(benchmark),
        _sources(benchmark),
        _left_out(benchmark.problems),
    )
    style = Path(__file__).with_name("report.css").read_text("utf-8")
    return _PAGE.format(title=escape(f"Benchmark: {occasion.table}"), style=style, body="\n".join(sections))


def write(text: str, path: Path, *, replace_existing: bool = False) -> None:
    """Write the page, whole or not at all. Raises :class:`ReportNotWritten`, also where ``path`` is taken."""
    try:
        copying.write_whole(text.encode("utf-8", "backslashreplace"), path, replace=replace_existing)
    except FileExistsError as error:
        raise ReportNotWritten(f"{path} exists already. Choose another name, or allow it to be replaced.") from error
    except OSError as error:
        raise ReportNotWritten(f"The report could not be written to {path}: {error.strerror or error}.") from error


def _head(benchmark: Benchmark, occasion: Occasion) -> str:
    photographs, groups = _count(benchmark)
    which = f", rows with {escape(occasion.where)}" if occasion.where else ""
    packs = "".join(f"<li>{_described(one)}</li>" for one in benchmark.said)
    notices = "".join(f'<p class="notice">{escape(text)}</p>' for text in notes(benchmark, weighed=occasion.weighed))
    now = datetime.now().astimezone()
    facts = (f"{photographs:,} photographs", f"{groups:,} sources", f"{now:%Y-%m-%d %H:%M}", escape(occasion.program))
    return (
        f"<h1>Benchmark</h1>\n<p class=muted>{escape(occasion.table)}{which} · {' · '.join(filter(None, facts))}</p>\n"
        f"<ul>{packs}</ul>\n{notices}"
    )


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


def _lacking(benchmark: Benchmark) -> str:
    return "".join(f"<p class=muted>{escape(sentence)}</p>\n" for sentence in not_measured(benchmark))


def _count(benchmark: Benchmark) -> tuple[int, int]:
    return len(benchmark.opinions.paths), len(np.unique(benchmark.opinions.group))


def _described(one: Said) -> str:
    pack = one.pack
    return (
        f"<b>{escape(pack.name)}</b> {escape(pack.version)}, {escape(pack.title)} "
        f"<small>aesthetic from P = {pack.threshold:.2f}; unsure within {pack.band:.2f} of it; {escape(one.device)}; "
        f"{escape(pack.key)}</small>"
    )


def _figures(benchmark: Benchmark) -> str:
    names = [one.pack.name for one in benchmark.said]
    head = _cells("th", "Figure", "n", *(escape(name) for name in names))
    rows = "".join(f"<tr>{_figure(row, names)}</tr>\n" for row in benchmark.measured)
    paired = (
        f" Below a figure: its difference from {escape(names[0])}, paired; coloured where the interval excludes nought."
        if len(names) > 1
        else ""
    )
    return (
        "<h2>Figures</h2>\n<p>In brackets the 95 % interval, from 1,000 resamples of whole sources."
        f"{paired}</p>\n{_table('stacked', head, rows)}{_lacking(benchmark)}"
    )


def _figure(row: Measured, names: Sequence[str]) -> str:
    figure = row.figure
    meaning = escape(figure.meaning).replace("*aesthetic*", "<i>aesthetic</i>")
    way = {1: "; more is better", -1: "; less is better", 0: ""}[figure.better]
    cells = [f"<th scope=row>{figure.title}<small>{meaning}{way}</small></th>", _cell("n", f"{row.n:,}")]
    for place, (value, name) in enumerate(zip(row.values, names, strict=True)):
        cells.append(_cell(name, _shown(value) + (_gain(row, row.gains[place - 1]) if place else "")))
    return "".join(cells)


def _gain(row: Measured, gain: Estimate) -> str:
    kind, word = {1: ("better", "better "), -1: ("worse", "worse "), 0: ("muted", "")}[row.sign(gain)]
    interval = f"[{_number(gain.low, '+.3f')}, {_number(gain.high, '+.3f')}]"
    return f'<small class="{kind}">{word}{_number(gain.value, "+.3f")} {interval}</small>'


def _calibration(benchmark: Benchmark, *, weighed: bool) -> str:
    opinions = benchmark.opinions
    good = bench.classes(opinions)
    clear = np.isfinite(good)
    weights = source_weights(opinions.group) if weighed else np.ones(len(good))
    counts = np.concatenate([block[:, clear] for block in resamples(opinions.group, good)]) * weights[clear]
    drawings = []
    for one in benchmark.said:
        p, pack = one.p[clear], one.pack
        bins = reliability(p, good[clear], counts)
        svg = reliability_svg(bins, spread(p, weights[clear]), pack.threshold, pack.band)
        drawings.append(f"<div><h3>{escape(pack.name)}</h3>\n{svg}</div>")
    return (
        "<h2>Does P(aesthetic) mean what it says?</h2>\n<p>Dots on the dashed line: of the photographs that get this "
        "P(aesthetic), as many are good. Bars: the 95 % interval over sources. Below: how many photographs get it.</p>"
        f"\n<div class=packs>{''.join(drawings)}</div>"
    )


def _confusions(benchmark: Benchmark) -> str:
    tables = "".join(
        f"<div><h3>{escape(one.pack.name)}</h3>{_confusion(benchmark, one)}</div>" for one in benchmark.said
    )
    return (
        "<h2>Who is taken for what</h2>\n<p>Rows: what people said. Columns: the verdict at the pack's own threshold "
        f"and unsure band. The percentages are of the row.</p>\n<div class=packs>{tables}</div>"
    )


def _confusion(benchmark: Benchmark, one: Said) -> str:
    rows = []
    for name, row in zip(bench.CLASSES, bench.confusion(benchmark.opinions, one), strict=True):
        total = int(row.sum())
        if total:
            shares = [int(cell) / total for cell in row]
            cells = "".join(
                f'<td style="--share: {0.6 * share:.2f}">{cell:,}<small>{_number(share, ".0%")}</small></td>'
                for cell, share in zip(row, shares, strict=True)
            )
            rows.append(f"<tr><th scope=row>{name}</th>{cells}</tr>")
    head = _cells("th", "", *bench.VERDICTS)
    return _table("matrix", head, "".join(rows))


def _sensitivity(benchmark: Benchmark, moved: Sequence[Moved]) -> str:
    names = [one.pack.name for one in benchmark.said]
    over = "".join(f"<th colspan=3 class=number>{escape(name)}</th>" for name in names)
    below = "".join(f"<th class=number>{what}</th>" for _ in names for what in _MOVES)
    head = f"<th rowspan=2>Alteration</th><th rowspan=2 class=number>n</th>{over}</tr>\n<tr>{below}"
    parts = []
    for worse, title in ((False, "Ought to change little"), (True, "Ought to score lower")):
        rows = [row for row in moved if row.worse is worse]
        if rows:
            parts.append(f"<tr class=part><th colspan={2 + 3 * len(names)}>{title}</th></tr>")
            parts.extend(_movement(row, names) for row in rows)
    return (
        "<h2>When a photograph is altered</h2>\n<p>How far the mean score (1 to 10) moves whichever way, how it "
        "changes on average, and how many altered copies score lower than their originals; 95 % intervals over "
        f"sources.</p>\n{_table('moves', head, ''.join(parts))}"
    )


def _movement(row: Moved, names: Sequence[str]) -> str:
    cells = [f"<th scope=row>{escape(row.title)}</th>", _cell("n", f"{row.n:,}")]
    for name, movement in zip(names, row.packs, strict=True):
        cells.append(f"<td class=whose>{escape(name)}</td>")
        for what, figure, form in zip(_MOVES, movement, (".2f", "+.2f", ".0%"), strict=True):
            cells.append(_cell(what, _shown(figure, form, "small")))
    return f"<tr{' class=sum' if row.title.startswith('All ') else ''}>{''.join(cells)}</tr>\n"


def _mistakes(benchmark: Benchmark) -> str:
    parts = ["<h2>The worst mistakes</h2>"]
    if "both classes" in bench.allowed(benchmark.opinions):
        titles = "Good ones called not aesthetic", "Ordinary ones called aesthetic"
    else:
        titles = "Rated high, scored low", "Rated low, scored high"
    for one in benchmark.said:
        for title, places in zip(titles, bench.mistakes(benchmark.opinions, one, MISTAKES), strict=True):
            parts.append(f"<h3>{escape(one.pack.name)}: {title.lower()}</h3>")
            pictures = "".join(_picture(benchmark, one, place) for place in places)
            parts.append(f"<div class=gallery>{pictures}</div>" if places else "<p class=muted>None.</p>")
    return "\n".join(parts)


def _picture(benchmark: Benchmark, one: Said, place: int) -> str:
    opinions = benchmark.opinions
    name = opinions.names[place]
    rating = f", rated {opinions.rating[place]:.2f}" if math.isfinite(opinions.rating[place]) else ""
    source = f" · {escape(str(opinions.group[place]))}" if str(opinions.group[place]) != name else ""
    caption = f"<b>P {one.p[place]:.2f}</b>, mean {one.mean[place]:.2f}{rating}<small>{escape(name)}{source}</small>"
    return f"<figure>{_thumbnail(opinions.paths[place])}<figcaption>{caption}</figcaption></figure>"


def _thumbnail(path: Path) -> str:
    try:
        jpeg = thumbnail_cache.encode(pixels.reduce(decode(path).rgb, _THUMBNAIL))
    except Unreadable as error:  # it was readable a moment ago
        return f"<p class=muted>{escape(error.reason)}</p>"
    return f'<img alt="" loading=lazy src="data:image/jpeg;base64,{base64.b64encode(jpeg).decode("ascii")}">'


def _sources(benchmark: Benchmark) -> str:
    rows = list(bench.sources(benchmark))
    if not rows:
        return ""
    names = [escape(one.pack.name) for one in benchmark.said]
    head = _cells(
        "th", "Source", "n", "good", *(f"{name}<small>{w}</small>" for name in names for w in ("right", "mean P"))
    )
    body = "".join(
        f"<tr><th scope=row>{escape(row.name)}</th>"
        + _cells("td", f"{row.n:,}", _number(row.good, ".0%"), *_pairs(row.right, row.p))
        + "</tr>\n"
        for row in rows
    )
    return (
        f"<h2>Source by source</h2>\n<details><summary>{len(rows):,} sources, the worst first</summary>"
        f"{_table('plain', head, body)}</details>"
    )


def _pairs(rights: Iterable[float], ps: Iterable[float]) -> Iterator[str]:
    for right, p in zip(rights, ps, strict=True):
        yield _number(right, ".0%")
        yield _number(p, ".2f")


def _left_out(problems: Sequence[str]) -> str:
    if not problems:
        return ""
    items = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
    return f"<h2>Left out</h2>\n<details><summary>{len(problems):,} rows</summary><ul>{items}</ul></details>"


def _table(kind: str, head: str, body: str) -> str:
    return (
        f'<div class=scroll><table class="{kind}"><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>'
    )


def _cells(kind: str, first: str, *others: str) -> str:
    return f"<{kind}>{first}</{kind}>" + "".join(f"<{kind} class=number>{other}</{kind}>" for other in others)


def _cell(what: str, content: str) -> str:
    """``what`` is told where the table's head is not shown, on a phone."""
    return f'<td class=number data-what="{escape(what)}">{content}</td>'


def _shown(estimate: Estimate, form: str = ".3f", tag: str = "span") -> str:
    """The figure and its interval: in a ``span`` beside it, or ``small`` below it."""
    interval = f"[{_number(estimate.low, form)}, {_number(estimate.high, form)}]"
    return f"{_number(estimate.value, form)} <{tag} class=interval>{interval}</{tag}>"


def _number(value: float, form: str) -> str:
    """A true minus sign but none before nought, a narrow space before the per cent, a dash for what is not known."""
    if not math.isfinite(value):
        return "–"
    return format(value, form.replace(".", "z.")).replace("-", "−").replace("%", "\u202f%")


_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
