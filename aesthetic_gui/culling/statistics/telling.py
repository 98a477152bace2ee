"""Statistics of a shoot as text to be read, as a CSV table, and as JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from aesthetic_gui.culling.statistics.counting import UNKNOWN, Agreement, Histogram, Row, Statistics, Tally
from aesthetic_gui.files.tables import csv_table
from aesthetic_gui.photo import Estimate, Verdict
from aesthetic_gui.words import VERDICTS, counted, percent, photographs

VERSION = 1
COLUMNS = ("table", "name", "kept", "rejected", "undecided", "total", "keep_rate", "low", "high", "version")
WHAT_KEPT_MEANS = (
    "Kept: picked, or with a star and no flag. Shares are of what is decided; in brackets, where 95 % lie."
)
_ORDER = (Verdict.AESTHETIC, Verdict.UNSURE, Verdict.NOT_AESTHETIC)


def to_text(shoot: Statistics) -> str:
    """All of it as lines of plain text, in columns."""
    blocks = ["\n".join(overview(shoot))]
    for title, rows in named_tables(shoot):
        blocks.append("\n".join([title, *_aligned([(row.name, *_cells(row.tally)) for row in rows])]))
    blocks += ["\n".join(["Verdict and decision", *agreement_words(shoot.agreement)]), WHAT_KEPT_MEANS]
    return "\n\n".join(blocks) + "\n"


def to_csv(shoot: Statistics) -> str:
    """Every table below one another, a record for each row."""
    return csv_table(COLUMNS, (_record(title, row) for title, row in _all_rows(shoot)))


def to_json(shoot: Statistics) -> str:
    """One object; what is not known is null."""
    agreement = shoot.agreement
    told: dict[str, Any] = {
        "version": VERSION,
        "photographs": shoot.all.total,
        **_counts(shoot.all),
        "unreadable": shoot.unreadable,
        "not_scored": shoot.waiting,
        "first": shoot.first.isoformat() if shoot.first else None,
        "last": shoot.last.isoformat() if shoot.last else None,
        "p_aesthetic": _bins(shoot.p),
        "mean": _bins(shoot.mean),
        "agreement": {
            "by_verdict": {verdict.value: _counts(agreement.by_verdict.get(verdict, Tally())) for verdict in _ORDER},
            "without_verdict": _counts(agreement.unjudged),
            "both_decided": agreement.both,
            "agreed": agreement.agreed,
            "share": _interval(agreement.share),
            "by_chance": agreement.by_chance,
            "pairs": agreement.pairs,
            "kept_above_rejected": agreement.ordered,
            "tastes": list(agreement.tastes),
        },
    }
    for title, rows in shoot.tables:
        told[title.lower().replace(" ", "_")] = [{"name": row.name, **_counts(row.tally)} for row in rows]
    return json.dumps(told, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def overview(shoot: Statistics) -> Iterator[str]:
    """How many there are, what became of them, and in what time they were taken."""
    made = shoot.all
    yield f"{photographs(made.total)}: {made.kept:,} kept, {made.rejected:,} rejected, {made.undecided:,} undecided."
    if rate := made.keep_rate:
        yield f"Kept {rate_words(rate)} of {photographs(made.decided)} decided."
    if shoot.first and shoot.last:
        hours = (shoot.last - shoot.first).total_seconds() / 3600
        pace = f", {made.total / hours:,.0f} an hour" if 1 <= hours <= 48 else ""
        yield f"Taken from {shoot.first:%Y-%m-%d %H:%M} to {shoot.last:%Y-%m-%d %H:%M}{pace}."
    left = [(shoot.waiting, "not scored yet"), (shoot.unreadable, "cannot be read")]
    if any(number for number, _ in left):
        yield f"{', '.join(f'{number:,} {words}' for number, words in left if number)}.".capitalize()


def named_tables(shoot: Statistics) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """Those that tell something: not where nothing is known of any photograph."""
    for title, rows in shoot.tables:
        if any(row.name != UNKNOWN for row in rows):
            yield title, rows


def agreement_words(agreement: Agreement) -> Iterator[str]:
    """How alike model and photographer judge; and what that does not say."""
    yield _agreed_words(agreement)
    unsure = agreement.by_verdict.get(Verdict.UNSURE, Tally())
    if unsure.decided:
        made = f"{unsure.kept:,} kept, {unsure.rejected:,} rejected"
        yield f"It was unsure of {unsure.decided:,} more that you decided: {made}."
    if agreement.ordered is not None:
        yield (
            f"In {percent(agreement.ordered)} of {counted(agreement.pairs, 'pair')} of a kept and a rejected "
            "photograph the kept one has the higher P(aesthetic); 50 % would be guessing."
        )
    if agreement.tastes:
        names = ", ".join(f"“{name}”" for name in agreement.tastes)
        yield f"Here your taste {names} judges, which may have learned from these decisions: this is no test of it."
    yield "This says how alike you judge, not who is right: a picture may be kept for what no model sees."


def _agreed_words(agreement: Agreement) -> str:
    rate, chance = agreement.share, agreement.by_chance
    if rate is None or chance is None:
        return "There is nothing to compare yet: no photograph has both a decision of yours and a sure verdict."
    return (
        f"Of {photographs(agreement.both)} that you decided and the model was sure of, it agreed on "
        f"{agreement.agreed:,}: {rate_words(rate)}. Chance would agree on {percent(chance)}."
    )


def rate_words(rate: Estimate) -> str:
    """ "40 % [31–50]"."""
    return f"{percent(rate.value)} [{100 * rate.low:.0f}–{100 * rate.high:.0f}]"


def verdict_rows(agreement: Agreement) -> list[Row]:
    """The matrix of verdict and decision, a row for each verdict."""
    rows = [Row(VERDICTS[verdict], agreement.by_verdict.get(verdict, Tally())) for verdict in _ORDER]
    return [*rows, Row("No verdict", agreement.unjudged)] if agreement.unjudged.total else rows


def _all_rows(shoot: Statistics) -> Iterator[tuple[str, Row]]:
    yield "Shoot", Row("All", shoot.all)
    for title, rows in shoot.tables:
        yield from ((title, row) for row in rows)
    for title, scores in (("P(aesthetic)", shoot.p), ("Mean rating", shoot.mean)):
        yield from ((title, Row(_edges(scores, place), tally)) for place, tally in enumerate(scores.bins))
    yield from (("Verdict", row) for row in verdict_rows(shoot.agreement))


def _edges(scores: Histogram, place: int) -> str:
    low, high = scores.edges(place)
    return f"{low:.1f}–{high:.1f}"


def _record(title: str, row: Row) -> dict[str, object]:
    counts = _counts(row.tally)
    rate = counts.pop("keep_rate")
    low, high = counts.pop("interval") or ("", "")
    return {
        "table": title,
        "name": row.name,
        **counts,
        "total": row.tally.total,
        "keep_rate": "" if rate is None else rate,
        "low": low,
        "high": high,
        "version": VERSION,
    }


def _counts(tally: Tally) -> dict[str, Any]:
    rate = tally.keep_rate
    return {
        "kept": tally.kept,
        "rejected": tally.rejected,
        "undecided": tally.undecided,
        "keep_rate": round(rate.value, 4) if rate else None,
        "interval": [round(rate.low, 4), round(rate.high, 4)] if rate else None,
    }


def _interval(rate: Estimate | None) -> dict[str, float] | None:
    return {"value": rate.value, "low": rate.low, "high": rate.high} if rate else None


def _bins(scores: Histogram) -> list[dict[str, Any]]:
    told = []
    for place, tally in enumerate(scores.bins):
        low, high = scores.edges(place)
        told.append({"from": round(low, 3), "to": round(high, 3), **_counts(tally)})
    return told


def _cells(tally: Tally) -> tuple[str, ...]:
    counts = f"{tally.kept:,} kept", f"{tally.rejected:,} rejected", f"{tally.undecided:,} undecided"
    return (*counts, rate_words(tally.keep_rate) if tally.keep_rate else "")


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, *cells in rows:
        told = "  ".join(cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        yield f"  {name.ljust(widths[0])}  {told}".rstrip()
