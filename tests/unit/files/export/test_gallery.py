"""The gallery's files and its page, as they lie on the disk. How it looks and acts: tests/e2e/test_gallery.py."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pytest
from PIL import Image

from aesthetic_gui.files.export.gallery import INDEX, gallery, safe
from aesthetic_gui.files.export.gallery_page import Card, GallerySettings
from aesthetic_gui.files.export.rendition import Watermark
from aesthetic_gui.photo import ColourLabel, Flag, Unreadable
from tests.unit.files.export.sources import PLACES, patches, with_a_place

HOSTILE = (
    "<script>alert(1)</script>.jpg",
    "\"quoted\" 'too' & </style>.jpg",
    "a\udcffb\x00\n.jpg",
    "' onmouseover='alert(1)",
    "$title ${policy}.jpg",
)


class Page(html.parser.HTMLParser):
    """Tags with their attributes, and the text of some."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "img", "br"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.inside.setdefault(self._open[-1] if self._open else "", []).append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.tags if found == tag]


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    patches().save(tmp_path / "a.jpg", quality=90)
    return tmp_path / "a.jpg"


def made(cards: Sequence[Card], settings: GallerySettings, folder: Path) -> Page:
    """Everything made, in order; what cannot be read is left out, as whoever runs the makers does."""
    for path, make in gallery(cards, settings).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        try:
            make(folder / path)
        except Unreadable:
            assert not (folder / path).exists()
    return Page((folder / INDEX).read_text("utf-8"))


def test_each_photograph_has_a_picture_and_a_thumbnail_and_the_page_comes_last(photograph: Path) -> None:
    paths = list(gallery([Card(photograph, "IMG 1.JPG"), Card(photograph, "IMG 1.JPG")], GallerySettings("T")))
    assert paths == [
        PurePosixPath("pictures/0001-IMG-1.jpg"),
        PurePosixPath("thumbs/0001-IMG-1.jpg"),
        PurePosixPath("pictures/0002-IMG-1.jpg"),
        PurePosixPath("thumbs/0002-IMG-1.jpg"),
        PurePosixPath("index.html"),
    ]


@pytest.mark.parametrize("title", [*HOSTILE, "日本語.jpg", "../../etc/passwd", "CON.jpg", ".jpg", "", "x" * 300])
def test_names_in_the_folder_are_safe_everywhere(title: str, photograph: Path) -> None:
    for path in gallery([Card(photograph, title)], GallerySettings("T")):
        assert re.fullmatch(r"(pictures/|thumbs/)?[A-Za-z0-9-]{1,60}\.(jpg|html)", str(path))


def test_ten_thousand_photographs_sort_by_name(photograph: Path) -> None:
    paths = list(gallery([Card(photograph, "a.jpg")] * 10_000, GallerySettings("T")))[:-1]
    pictures = [str(path) for path in paths if path.parts[0] == "pictures"]
    assert pictures == sorted(set(pictures))
    assert safe("Größe & Träume.jpg") == "-Groe-Traume"


def test_sizes_are_those_asked_for(photograph: Path, tmp_path: Path) -> None:
    made([Card(photograph, "a.jpg")], GallerySettings("T", long_edge=600, thumb=150), tmp_path / "site")
    for folder, size in (("pictures", (600, 400)), ("thumbs", (150, 100))):
        with Image.open(tmp_path / "site" / folder / "0001-a.jpg") as image:
            assert (image.format, image.size) == ("JPEG", size)


def test_no_place_goes_to_the_client(tmp_path: Path) -> None:
    source = with_a_place(tmp_path / "placed.jpg")
    made([Card(source, "a.jpg")], GallerySettings("T"), tmp_path / "site")
    files = [path.read_bytes() for path in (tmp_path / "site").rglob("*.*")]
    assert len(files) == 3
    assert not [place for place in PLACES for content in files if place in content]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_markup(name: str, photograph: Path, tmp_path: Path) -> None:
    card = Card(photograph, name, name, name, 3, Flag.PICK, ColourLabel.RED, (name, name), photograph)
    settings = GallerySettings(name, name, name, show_scores=True, show_reasons=True)
    plain = Card(photograph, "a.jpg", "b", "c", 3, Flag.PICK, ColourLabel.RED, ("d", "e"), photograph)
    page = made([card, Card(photograph, "b.jpg")], settings, tmp_path / "site")
    same = made(
        [plain, Card(photograph, "b.jpg")],
        GallerySettings("T", "S", "A", show_scores=True, show_reasons=True),
        tmp_path / "plain",
    )
    assert [(tag, *attributes) for tag, attributes in page.tags] == [
        (tag, *attributes) for tag, attributes in same.tags
    ]
    shown = name.replace("\udcff", r"\xff").replace("\x00", " ").replace("\n", " ")
    assert page.of("a")[0]["data-name"] == shown
    assert shown in "".join(page.inside["h1"])


def test_the_policy_names_the_pages_own_style_and_script_and_nothing_else(photograph: Path, tmp_path: Path) -> None:
    page = made([Card(photograph, "a.jpg")], GallerySettings("T"), tmp_path / "site")
    policy = next(meta["content"] for meta in page.of("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    for tag in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256("".join(page.inside[tag]).encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
        assert len(page.of(tag)) == 1
    assert policy.startswith("default-src 'none'; img-src 'self' file:;")
    assert not [
        attributes
        for _, attributes in page.tags
        if "style" in attributes or any(name.startswith("on") for name in attributes)
    ]


def test_nothing_is_loaded_from_elsewhere(photograph: Path, tmp_path: Path) -> None:
    made([Card(photograph, "a.jpg")], GallerySettings("T"), tmp_path / "site")
    text = (tmp_path / "site" / INDEX).read_text("utf-8")
    assert not re.search(r"https?://|//[a-z]|@import|url\(|fetch\(|type=.module", text)


def test_every_link_leads_to_a_file_that_is_there(photograph: Path, tmp_path: Path) -> None:
    page = made([Card(photograph, f"{n}.jpg") for n in range(3)], GallerySettings("T"), tmp_path / "site")
    addresses = [link["href"] for link in page.of("a")] + [image["src"] for image in page.of("img") if "src" in image]
    addresses += [
        part.split()[0] for image in page.of("img") if "srcset" in image for part in image["srcset"].split(", ")
    ]
    assert len(addresses) == 12
    assert all((tmp_path / "site" / address).is_file() for address in addresses)


def test_what_is_not_to_be_shown_is_not_on_the_page(photograph: Path, tmp_path: Path) -> None:
    card = Card(
        photograph, "SECRETNAME.jpg", "87 SCORE", "VERDICT", 4, Flag.PICK, ColourLabel.RED, ("REASON",), photograph
    )
    quiet = GallerySettings("T", show_decisions=False, show_names=False)
    made([card, Card(photograph, "b.jpg", verdict="OTHER")], quiet, tmp_path / "quiet")
    text = (tmp_path / "quiet" / INDEX).read_text("utf-8")
    body = text[text.index("<body>") : text.index("<script>")]
    assert not [
        word for word in ("87 SCORE", "VERDICT", "REASON", "★", "data-flag", "red", "data-overlay") if word in body
    ]
    assert "SECRETNAME.jpg" not in body
    assert "Photograph 1" in body
    made(
        [card, Card(photograph, "b.jpg", verdict="OTHER")],
        GallerySettings("T", show_scores=True, show_reasons=True),
        tmp_path / "all",
    )
    text = (tmp_path / "all" / INDEX).read_text("utf-8")
    assert not [
        word for word in ("87 SCORE", "VERDICT", "REASON", "★★★★", "SECRETNAME.jpg", "overlays/") if word not in text
    ]


def test_a_screen_reader_says_of_what_the_number_is(photograph: Path, tmp_path: Path) -> None:
    cards = [Card(photograph, "a.jpg", "7 %", "Not aesthetic"), Card(photograph, "b.jpg")]
    page = made(cards, GallerySettings("T", show_scores=True), tmp_path / "site")
    said = [link["aria-label"] for link in page.of("a")]
    assert said == ["a.jpg, Not aesthetic, P(aesthetic) 7 %", "b.jpg"]


def test_filters_are_offered_only_where_photographs_differ(photograph: Path, tmp_path: Path) -> None:
    def offered(cards: list[Card], name: str) -> list[str | None]:
        page = made(cards, GallerySettings("T", show_scores=True), tmp_path / name)
        return [
            button["data-filter"]
            for button in page.of("button")
            if "aria-pressed" in button and "data-filter" in button
        ]

    alike = [Card(photograph, "a.jpg", verdict="aesthetic", stars=3, flag=Flag.PICK)] * 2
    assert offered(alike, "alike") == []
    mixed = [alike[0], Card(photograph, "b.jpg", verdict="unsure", stars=1)]
    assert offered(mixed, "mixed") == ["", "flag=pick", "stars=2", "stars=3", "verdict=aesthetic", "verdict=unsure"]


def test_what_cannot_be_read_is_named_with_its_reason(photograph: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 nothing")
    page = made([Card(broken, "<broken>.jpg"), Card(photograph, "a.jpg")], GallerySettings("T"), tmp_path / "site")
    assert len(page.of("a")) == 1
    assert page.of("a")[0]["href"] == "pictures/0002-a.jpg"
    assert "1 photograph could not be read and is not shown" in page.inside["summary"]
    assert page.inside["b"] == ["<broken>.jpg"]


def test_the_page_can_be_made_again_by_itself(photograph: Path, tmp_path: Path) -> None:
    cards, settings = [Card(photograph, "a.jpg")], GallerySettings("T")
    made(cards, settings, tmp_path / "site")
    gallery(cards, settings)[INDEX](tmp_path / "again.html")
    boxes = [
        re.findall(r"#p1\{--r:([\d.]+)", path.read_text())
        for path in (tmp_path / "site" / INDEX, tmp_path / "again.html")
    ]
    assert boxes == [["1.5000"], ["1.5000"]]


def test_a_watermark_is_on_the_pictures(photograph: Path, tmp_path: Path) -> None:
    for name, mark in (("plain", None), ("marked", Watermark("© Muster", size=0.1))):
        made([Card(photograph, "a.jpg")], GallerySettings("T", watermark=mark), tmp_path / name)
    for folder in ("pictures", "thumbs"):
        plain, with_mark = ((tmp_path / name / folder / "0001-a.jpg").read_bytes() for name in ("plain", "marked"))
        assert plain != with_mark
