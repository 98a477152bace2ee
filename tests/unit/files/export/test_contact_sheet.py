"""Contact sheets: a PDF of real text and untouched JPEGs that no photograph and no name can stop."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.files.export import pdf_text
from aesthetic_gui.files.export.contact_sheet import Paper, SheetFrame, SheetSettings, contact_sheet
from aesthetic_gui.files.export.rendition import ExportError
from tests.unit.files.export.sources import patches

NAMES = ("日本語.jpg", "서울.jpg", "Ελλάδα Москва.jpg", "a\udcffb.jpg", "😀ไทย.jpg", "a\nb\x00.jpg", "<b>&amp;.jpg", "")


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    patches().save(tmp_path / "a.jpg", quality=90)
    return tmp_path / "a.jpg"


def made(frames: list[SheetFrame], settings: SheetSettings, folder: Path) -> bytes:
    target = folder / f"staged-{len(list(folder.iterdir()))}.part"
    contact_sheet(frames, settings)(target)
    return target.read_bytes()


def text_of(pdf: bytes, folder: Path) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (poppler-utils)")
    (folder / "sheet.pdf").write_bytes(pdf)
    command = ["pdftotext", "-layout", str(folder / "sheet.pdf"), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def pictures_of(pdf: bytes) -> list[Image.Image]:
    streams = re.findall(rb"/DCTDecode.*?stream\r?\n(\xff\xd8.*?\xff\xd9)\s*endstream", pdf, re.DOTALL)
    return [Image.open(io.BytesIO(stream)) for stream in streams]


def test_names_and_lines_are_text_that_can_be_searched(photograph: Path, tmp_path: Path) -> None:
    frames = [SheetFrame(photograph, f"IMG_{n}.jpg", ("★★★  Aesthetic 87 %", "f/2.8")) for n in range(7)]
    text = text_of(made(frames, SheetSettings(columns=2, rows=2, title="Anna & Jonas"), tmp_path), tmp_path)
    for words in ("Anna & Jonas", "IMG_0.jpg", "IMG_6.jpg", "★★★ Aesthetic 87 %", "f/2.8", "1/2", "2/2"):
        assert words.replace(" ", "") in text.replace(" ", "")


def test_pictures_are_jpegs_of_220_dpi_that_go_in_as_they_are(photograph: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    patches(3000, 2000).save(large, quality=90)
    pdf = made([SheetFrame(large, "a.jpg")], SheetSettings(columns=2, rows=3, margin=10), tmp_path)
    (picture,) = pictures_of(pdf)
    width = (210 - 20 - 4) / 2 / 25.4 * 220  # two columns of an A4 page
    assert picture.format == "JPEG"
    assert picture.width == pytest.approx(width, abs=2)
    assert b"ASCII85" not in pdf


@pytest.mark.parametrize("name", NAMES)
def test_no_name_stops_a_sheet(name: str, photograph: Path, tmp_path: Path) -> None:
    pdf = made([SheetFrame(photograph, name, (name,), "red")], SheetSettings(title=name), tmp_path)
    assert pdf.startswith(b"%PDF")
    assert len(pictures_of(pdf)) == 1


def test_names_of_other_scripts_are_found_again(photograph: Path, tmp_path: Path) -> None:
    frames = [SheetFrame(photograph, name) for name in (*NAMES[:4], "שלום.jpg")]
    text = text_of(made(frames, SheetSettings(), tmp_path), tmp_path)
    for name in ("日本語", "서울", "Ελλάδα Москва", r"a\xffb.jpg", "שלום"):
        assert name in re.sub("[\u2066-\u2069\u202a-\u202e]", "", text) or name[::-1] in text


def test_an_unreadable_photograph_has_a_frame_that_says_why(photograph: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 nothing")
    frames = [
        SheetFrame(broken, "broken.jpg"),
        SheetFrame(tmp_path / "gone.jpg", "gone.jpg"),
        SheetFrame(photograph, "well.jpg"),
    ]
    pdf = made(frames, SheetSettings(columns=3, rows=2), tmp_path)
    assert len(pictures_of(pdf)) == 1
    text = text_of(pdf, tmp_path)
    assert text.count("Cannot be read:") == 2
    assert "no longer there" in text
    assert all(name in text for name in ("broken.jpg", "gone.jpg", "well.jpg"))


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("landscape", [False, True])
def test_every_paper_can_lie_and_stand(paper: Paper, landscape: bool, photograph: Path, tmp_path: Path) -> None:
    pdf = made([SheetFrame(photograph, "a.jpg")] * 5, SheetSettings(paper, landscape, columns=3, rows=1), tmp_path)
    boxes = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    millimetres = {Paper.A4: (210, 297), Paper.A3: (297, 420), Paper.LETTER: (215.9, 279.4)}[paper]
    wanted = millimetres[::-1] if landscape else millimetres
    assert len(boxes) == 2
    assert [float(side) * 25.4 / 72 for side in boxes[0]] == pytest.approx(wanted, abs=0.1)


def test_the_same_frames_give_the_same_bytes(photograph: Path, tmp_path: Path) -> None:
    frames = [SheetFrame(photograph, "a.jpg", ("★",), "blue")] * 3
    assert made(frames, SheetSettings(title="T"), tmp_path) == made(frames, SheetSettings(title="T"), tmp_path)


def test_it_has_a_title_and_says_who_made_it(photograph: Path, tmp_path: Path) -> None:
    pdf = made([SheetFrame(photograph, "a.jpg")], SheetSettings(title="Proofs"), tmp_path)
    assert b"/Title (Proofs)" in pdf
    assert b"/Producer (Aesthetic GUI)" in pdf


def test_a_long_name_keeps_its_end(photograph: Path) -> None:
    short = pdf_text.shortened("a very long name of a photograph from the mountains IMG_1234.jpg", 8, 100)
    assert pdf_text.text_width(short, 8) <= 100
    assert short.startswith("a very")
    assert short.endswith("1234.jpg")
    assert "…" in short


@pytest.mark.parametrize(("columns", "rows", "lines"), [(20, 20, 5), (1, 1, 0), (1, 20, 8), (20, 1, 3)])
def test_any_grid_fits(columns: int, rows: int, lines: int, photograph: Path, tmp_path: Path) -> None:
    frame = SheetFrame(photograph, "a.jpg", ("Aesthetic",) * lines)
    settings = SheetSettings(columns=columns, rows=rows, margin=30)
    assert len(pictures_of(made([frame], settings, tmp_path))) == 1


@pytest.mark.parametrize("wrong", [{"columns": 0}, {"rows": 21}, {"margin": -1.0}, {"margin": 90.0}])
def test_a_sheet_without_room_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="contact sheet"):
        SheetSettings(**wrong)


def test_a_sheet_of_nothing_says_what_to_do() -> None:
    with pytest.raises(ExportError, match="Select some first"):
        contact_sheet([], SheetSettings())
