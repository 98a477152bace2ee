"""The report: one file, nothing outside it, everything from outside escaped."""

from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.photo import Estimate
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.training.data.labels import Choice, read_opinions
from aesthetic_gui.training.measure import benchmark, report
from aesthetic_gui.training.measure.benchmark import Benchmark
from aesthetic_gui.training.measure.judging import PackScores
from aesthetic_gui.training.measure.report import Occasion, ReportNotWritten
from aesthetic_gui.training.measure.sensitivity import Moved, Movement

VOID = {"meta", "img", "link", "br"}
HOSTILE = "<script>alert(1)&.png"
MOVED = Moved(
    "Turned <over>", True, 9, (Movement(Estimate(0.5, 0.4, 0.6), Estimate(-0.5, -0.6, -0.0001), Estimate(1, 1, 1)),)
)


class Tags(HTMLParser):
    """Every tag in order; fails on one that is closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> Benchmark:
    folder = tmp_path_factory.mktemp("photographs")
    names = [f"{number}.png" for number in range(11)] + [HOSTILE]
    for number, name in enumerate(names):
        Image.new("RGB", (400, 300), (number * 20, 90, 60)).save(folder / name)
    lines = [f'"{name}",{"good" if n % 2 else "bad"},<b>{n // 3}</b>' for n, name in enumerate(names)]
    (folder / "labels.csv").write_text("path,label,source\n" + "\n".join(lines), "utf-8")
    opinions, _ = read_opinions(folder / "labels.csv", Choice({}))
    p = np.linspace(0.95, 0.05, 12)
    said = PackScores(load_pack(), "stand-in", np.full((12, 10), 0.1), 1 + 9 * p, p, p, np.zeros(12, bool))
    return Benchmark(opinions, (said,), benchmark.measure(opinions, [said]), ("<i>a row</i>; left out",))


@pytest.fixture(scope="module")
def page(found) -> str:
    return report.page(found, [MOVED], Occasion("<u>table</u>.csv", "year=<2026>"))


@pytest.fixture(scope="module")
def tags(page) -> Tags:
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    return tags


def test_the_file_asks_for_nothing_outside_itself(page, tags):
    for tag, attributes in tags.seen:
        assert tag not in ("script", "link", "iframe", "object")
        assert all(name not in attributes for name in ("href", "srcset", "onerror", "onload"))
        if tag == "img":
            assert attributes["src"].startswith("data:image/jpeg;base64,")
    assert "url(" not in page
    assert "@import" not in page


def test_names_from_the_table_are_shown_and_never_obeyed(page):
    for text in (
        "&lt;script&gt;",
        "&lt;b&gt;3&lt;/b&gt;",
        "&lt;i&gt;a row",
        "&lt;u&gt;table",
        "&lt;2026&gt;",
        "&lt;over&gt;",
    ):
        assert text in page


def test_the_worst_mistakes_are_pictures_that_open(tags):
    pictures = [attributes["src"].split(",")[1] for tag, attributes in tags.seen if tag == "img"]
    assert len(pictures) == 6  # three good ones among the last, three bad ones among the first
    for picture in pictures:
        with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
            assert image.format == "JPEG"
            assert max(image.size) <= 320


def test_every_figure_every_class_and_the_diagram_are_there(page, found):
    for row in found.measured:
        assert row.figure.title in page
    assert "<svg" in page
    assert "ordinary or bad" in page
    assert 'class="matrix"' in page
    assert "−0.50" in page
    assert not re.search(r"[−-]0\.00\b", page)
    assert "prefers-color-scheme: dark" in page
    assert "Only 4 sources" in page


def test_a_report_is_never_written_over_another_unless_allowed(tmp_path):
    path = tmp_path / "report.html"
    report.write("first", path)
    with pytest.raises(ReportNotWritten, match="exists already"):
        report.write("second", path)
    assert path.read_text("utf-8") == "first"
    report.write("third", path, replace_existing=True)
    assert path.read_text("utf-8") == "third"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_is_not_utf8_does_not_spoil_the_file(tmp_path):
    report.write("caf\udce9", tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == b"caf\\udce9"


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ReportNotWritten, match="could not be written"):
        report.write("text", tmp_path / "none" / "report.html")
