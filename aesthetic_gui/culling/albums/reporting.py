"""A folder that tells why: each photograph, its reason over it, and one page that shows them side by side.

``plan_report`` ──> photographs/0001-name.jpg, reasons/0001-name.jpg, … ──> index.html, made last
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.culling.albums.publishing import Explain, free_folder, made, readable_ones
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import Plan, check_destination
from aesthetic_gui.culling.operations.steps.staging import Maker
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.explain.drawing.look import USUAL, Look
from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.export.gallery import INDEX, safe
from aesthetic_gui.files.export.rendition import writes
from aesthetic_gui.photo import AestheticError, Bar, Explanation
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.words import photographs, verdict_words

LONG_EDGE = 1200  # pixels
_QUALITY = 85
_OPACITY = 0.6


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What the page says and shows."""

    title: str
    method: str
    pack: Pack
    bar: Bar
    look: Look = USUAL


@dataclass(frozen=True, slots=True)
class _Report:
    """What was found of each photograph, by its place, until the page is written."""

    items: Sequence[Item]
    settings: ReportSettings
    explain: Explain
    found: dict[int, Explanation | str] = field(default_factory=dict)


def plan_report(items: Iterable[Item], folder: Path, settings: ReportSettings, explain: Explain) -> Plan:
    """Write a report into ``folder``, or beside it under a name with a number where that is not empty.

    ``explain`` is asked about each photograph as its picture is made. Raises ``BadDestination``; nothing is touched.
    """
    folder = absolute(folder)
    check_destination(folder)
    good, left_out = readable_ones(list(items))
    folder = free_folder(folder)
    report = _Report(good, settings, explain)
    steps = []
    for number in range(len(good)):
        for kind, maker in (("photographs", _plain(report, number)), ("reasons", _painted(report, number))):
            steps.append(made(_place(report, number, kind), maker, folder, good, number))
    steps.append(made(INDEX, writes(lambda: _page(report)), folder, good, 0))
    title = f"Report ‘{folder.name}’ of {photographs(len(good))}"
    return Plan("gallery", title, tuple(steps) if good else (), tuple(left_out), folder)


def _place(report: _Report, number: int, kind: str) -> PurePosixPath:
    return PurePosixPath(kind, f"{number + 1:04d}{safe(report.items[number].photo.path.name)}.jpg")


def _plain(report: _Report, number: int) -> Maker:
    return writes(lambda: _jpeg(_seen(report.items[number])))


def _painted(report: _Report, number: int) -> Maker:
    """The photograph under its reason; as it is where there is none, and the page says why."""

    def content() -> bytes:
        from aesthetic_gui.explain.drawing import overlay

        item = report.items[number]
        rgb = _seen(item)
        try:
            why = report.found[number] = report.explain(item)
        except AestheticError as error:
            report.found[number] = str(error)
            return _jpeg(rgb)
        return _jpeg(overlay.render(rgb, why, _OPACITY, report.settings.look))

    return writes(content)


def _page(report: _Report) -> bytes:
    from aesthetic_gui.explain.drawing.report import Entry, page

    settings, entries = report.settings, []
    for number, item in enumerate(report.items):
        found = report.found.get(number, "It was not explained.")
        entries.append(
            Entry(
                item.photo.path.name,
                _said(item, settings.bar),
                str(_place(report, number, "photographs")),
                str(_place(report, number, "reasons")),
                found if isinstance(found, Explanation) else None,
                found if isinstance(found, str) else "",
            )
        )
    return page(settings.title, entries, settings.method, settings.pack, settings.look).encode("utf-8")


def _said(item: Item, bar: Bar) -> str:
    if item.score is None:
        return "Not scored yet."
    verdict = verdict_words(bar.verdict(item.score), item.score.p_aesthetic)
    return f"{verdict} · mean rating {item.score.mean:.2f} of 10"


def _seen(item: Item) -> NDArray[np.uint8]:
    return pixels.turned(decode(item.photo.path, LONG_EDGE).rgb, item.decision.turn)


def _jpeg(rgb: NDArray[np.uint8]) -> bytes:
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()
